import { listPublicEvents } from '#features/events/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  locals.shared = { tags: ['events'] };
  const upcoming = await listPublicEvents(locals.ctx, { when: 'upcoming' });
  const past = await listPublicEvents(locals.ctx, { when: 'past', limit: 12 });
  return { upcoming, past };
};
