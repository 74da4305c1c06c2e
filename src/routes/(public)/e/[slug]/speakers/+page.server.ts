import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { listPublicSpeakers } from '#features/people/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  speakers: await listPublicSpeakers(locals.ctx, await authorisePublicEvent(locals.ctx, params.slug)),
});
