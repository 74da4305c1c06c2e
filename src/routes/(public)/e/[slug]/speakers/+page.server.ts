import { listPublicSpeakers } from '#features/people/server/queries.ts';
import { openEvent } from '../open-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  speakers: await listPublicSpeakers(locals.ctx, await openEvent({ locals, params })),
});
