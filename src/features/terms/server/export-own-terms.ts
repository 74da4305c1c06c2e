/** What somebody accepted, for themselves. */
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import { ordersOf } from '#features/orders/server/export-own-orders.ts';
import type { Ctx } from '#platform/ctx.ts';

/** The terms that were accepted with that address's orders, as they were read. */
export async function exportOwnTerms(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('acceptedTerms as a')
    .innerJoin('eventTerms as t', 't.id', 'a.termsId')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .select(['o.code as order', 'a.acceptedAt', 't.text'])
    .where('a.orderId', 'in', ordersOf(email))
    .orderBy('a.orderId')
    .execute();
  return withIsoInstants(rows, 'acceptedAt');
}
