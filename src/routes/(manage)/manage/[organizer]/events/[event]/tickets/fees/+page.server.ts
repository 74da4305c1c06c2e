import { authoriseEventOf } from '#features/events/server/policy.ts';
import { listFees } from '#features/prices/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { fees: await listFees(locals.ctx, scope) };
};
