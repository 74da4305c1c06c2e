import { authoriseEventOf } from '#features/events/server/policy.ts';
import { loadMoney } from '#features/payments/server/load-money.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  return loadMoney(locals.ctx, scope);
};
