import { fail, redirect } from '@sveltejs/kit';
import { listManagedEvents } from '#features/events/server/load-managed-event.ts';
import { discardImport, getImportRun, startImport } from '#features/exchange/server/start-import.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { Invalid, wordError } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
  const run = await getImportRun(locals.ctx, scope, params.run);
  const event = run.eventSlug
    ? (await listManagedEvents(locals.ctx, scope)).find(({ slug }) => slug === run.eventSlug)
    : undefined;
  return { run, event: event && { slug: event.slug, state: event.state } };
};

export const actions: Actions = {
  run: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
    const form = await request.formData();
    const [publish, fetchMedia, withdraw] = ['publish', 'fetchMedia', 'withdraw'].map((name) => form.has(name)) as [
      boolean,
      boolean,
      boolean,
    ];
    try {
      await startImport(locals.ctx, scope, { id: params.run, publish, fetchMedia, withdraw });
    } catch (error) {
      if (error instanceof Invalid) return fail(422, { problem: wordError(error, locals.locale), publish, fetchMedia });
      throw error;
    }
    redirect(303, `/manage/${scope.slug}/import/${params.run}`);
  },
  discard: async ({ locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'import');
    await discardImport(locals.ctx, scope, { id: params.run });
    redirect(303, `/manage/${scope.slug}/import`);
  },
};
