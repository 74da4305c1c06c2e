import { authoriseEventOf } from '#features/events/server/policy.ts';
import { listEventTeam } from '#features/organizers/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-team');
  return { team: await listEventTeam(locals.ctx, scope) };
};
