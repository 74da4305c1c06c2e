import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { ordersQuery, readOrdersFilter } from '#features/orders/server/inputs.ts';
import { checkQuotas, countOrders, listOrders, ORDERS_PER_PAGE } from '#features/orders/server/queries.ts';
import { listMethodsOfOrders } from '#features/payments/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'see-orders');
  const filter = readOrdersFilter(url.searchParams);
  const { timeZone } = await getEventMoney(ctx, scope);
  const { orders, found } = await listOrders(ctx, scope, filter, timeZone);
  const queryOf = (page: number): string => ordersQuery({ ...filter, page });
  return {
    filter,
    orders,
    found,
    pages: Math.max(1, Math.ceil(found / ORDERS_PER_PAGE)),
    totals: await countOrders(ctx, scope),
    quotas: await checkQuotas(ctx, scope),
    now: ctx.now,
    methods: await listMethodsOfOrders(ctx, scope),
    types: (await listTicketTypes(ctx, scope)).map(({ number, name }) => ({ number, name })),
    newer: queryOf(filter.page - 1),
    older: queryOf(filter.page + 1),
    query: queryOf(1),
  };
};
