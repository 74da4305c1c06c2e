import { authoriseEventOf } from '#features/events/server/policy.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { listManagedEvents } from '#features/events/server/queries.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see');
  return { events: await listManagedEvents(locals.ctx, scope) };
};

export const actions: Actions = {
  publish: async ({ request, locals, params }) => {
    const slug = String((await request.formData()).get('slug'));
    await publishEvent(locals.ctx, await authoriseEventOf(locals.ctx, { organizer: params.organizer, event: slug }, 'publish'));
    return { done: 'published' as const, slug };
  },
  unpublish: async ({ request, locals, params }) => {
    const slug = String((await request.formData()).get('slug'));
    await unpublishEvent(locals.ctx, await authoriseEventOf(locals.ctx, { organizer: params.organizer, event: slug }, 'publish'));
    return { done: 'unpublished' as const, slug };
  },
};
