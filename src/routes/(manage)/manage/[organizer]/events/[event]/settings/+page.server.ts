import { redirect } from '@sveltejs/kit';
import { BIN_DAYS } from '#features/events/event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { unpublishEvent } from '#features/events/server/publish-event.ts';
import { getEventLife } from '#features/events/server/queries.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit');
  return { life: await getEventLife(locals.ctx, scope), binDays: BIN_DAYS };
};

export const actions: Actions = {
  unpublish: async ({ locals, params }) => {
    await unpublishEvent(locals.ctx, await authoriseEventOf(locals.ctx, params, 'publish'));
    redirect(303, `${manageRoot(params)}/settings`);
  },
};
