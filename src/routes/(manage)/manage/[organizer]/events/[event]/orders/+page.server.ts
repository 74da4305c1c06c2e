import { authoriseEventOf } from '#features/events/server/policy.ts';
import { readOrdersWish } from '#features/orders/server/inputs.ts';
import { checkQuotas, countOrders, listOrders, ORDERS_PER_PAGE } from '#features/orders/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'see-orders');
  const wish = readOrdersWish(url.searchParams);
  const { orders, found } = await listOrders(ctx, scope, wish);
  return { wish, orders, found, pages: Math.max(1, Math.ceil(found / ORDERS_PER_PAGE)), totals: await countOrders(ctx, scope), quotas: await checkQuotas(ctx, scope), now: ctx.now };
};
