/** What somebody paid and got back, for themselves. */
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import { ordersOf } from '#features/orders/server/export-own-orders.ts';
import type { Ctx } from '#platform/ctx.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';

/** The ledger of that address's orders, the first first. What the team noted, and who of it, is left out. */
export async function exportOwnPayments(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select([
      'o.code as order',
      'p.kind',
      'p.method',
      'p.amountMinor',
      'o.currency',
      'p.state',
      'p.paidAt',
      'p.iban',
      'p.reference',
    ])
    .where('p.orderId', 'in', ordersOf(email))
    .orderBy('p.id')
    .execute();
  return withIsoInstants(rows, 'paidAt');
}

/** When somebody began to pay for those orders online, and what came of it. */
export async function exportOwnAttempts(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('paymentAttempts as a')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .select(['o.code as order', 'a.provider', 'a.amountMinor', 'a.currency', 'a.state', 'a.createdAt'])
    .where('a.orderId', 'in', ordersOf(email))
    .orderBy('a.createdAt')
    .execute();
  return withIsoInstants(rows, 'createdAt');
}

/** Payments for those orders that were disputed at the provider. */
export async function exportOwnDisputes(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('paymentDisputes as d')
    .innerJoin('payments as p', 'p.id', 'd.paymentId')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select([
      'o.code as order',
      'd.provider',
      'd.amountMinor',
      'o.currency',
      'd.reason',
      'd.state',
      'd.openedAt',
      'd.closedAt',
    ])
    .where('p.orderId', 'in', ordersOf(email))
    .orderBy('d.id')
    .execute();
  const worded = rows.map((row) => ({ ...row, reason: wordStored(row.reason, ctx.locale) }));
  return withIsoInstants(worded, 'openedAt', 'closedAt');
}
