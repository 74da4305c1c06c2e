import { authoriseEventOf } from '#features/events/server/policy.ts';
import { listDiscounts } from '#features/prices/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return {
    codes: await listDiscounts(locals.ctx, scope),
    types: await listTicketTypes(locals.ctx, scope),
    now: locals.ctx.now,
  };
};
