import { getOwnAccount } from '#features/accounts/server/queries.ts';
import { findOwnOrders } from '#features/orders/server/after-sale/find-own-orders.ts';
import { requireSignedIn } from '../../../require-signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  return { account: await getOwnAccount(locals.ctx), orders: await findOwnOrders(locals.ctx) };
};
