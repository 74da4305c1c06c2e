import { exportOrders } from '#features/attendees/server/export-attendees.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { readOrdersFilter } from '#features/orders/server/inputs.ts';
import { streamTable } from '../../../../../../stream-table.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const { timeZone } = await getEventMoney(locals.ctx, scope);
  return streamTable(
    exportOrders(locals.ctx, scope, { filter: readOrdersFilter(url.searchParams), timeZone }),
    `${scope.slug}-orders.csv`,
  );
};
