/** What somebody was billed, for themselves. */
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import { ordersOf } from '#features/orders/server/export-own-orders.ts';
import type { Ctx } from '#platform/ctx.ts';

/** Invoices and credit notes for that address's orders, as they were written. */
export async function exportOwnInvoices(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('invoices as i')
    .innerJoin('orders as o', 'o.id', 'i.orderId')
    .select([
      'i.code',
      'i.kind',
      'o.code as order',
      'i.issuedAt',
      'i.currency',
      'i.totalMinor',
      'i.taxMinor',
      'i.snapshot',
    ])
    .where('i.orderId', 'in', ordersOf(email))
    .orderBy('i.id')
    .execute();
  return withIsoInstants(rows, 'issuedAt');
}
