import { redirect } from '@sveltejs/kit';
import { discardImport, getImportRun, startImport } from '#features/exchange/server/start-import.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
  return { run: await getImportRun(locals.ctx, scope, params.run) };
};

export const actions: Actions = {
  run: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
    const form = await request.formData();
    await startImport(locals.ctx, scope, { id: params.run, publish: form.has('publish'), fetchMedia: form.has('fetchMedia') });
    redirect(303, `/manage/${scope.slug}/import/${params.run}`);
  },
  discard: async ({ locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
    await discardImport(locals.ctx, scope, { id: params.run, storage: getRuntime().storage });
    redirect(303, `/manage/${scope.slug}/import`);
  },
};
