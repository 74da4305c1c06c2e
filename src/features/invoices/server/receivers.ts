/**
 * Invoices follow what becomes of an order, in the same transaction: a number is taken exactly when the fact is on
 * disk.
 */
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { type AdditionRequest, addToNotices } from '#features/messages/server/make-additions.ts';
import { ordersOf } from '#features/orders/server/export-own-orders.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import {
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderPlaced,
  orderRefunded,
  refundWithdrawn,
  ticketChanged,
} from '#features/orders/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import type { InvoiceKind } from '../invoice.ts';
import { getInvoice, listOrderInvoices } from './queries.ts';
import { settleInvoices } from './settle-invoices.ts';
import { storeInvoice } from './store-invoice.ts';

/** Those that tell of something taken back. The others tell of a sale. */
const TAKEN_BACK = new Set(['order-cancelled', 'order-expired', 'payment-failed', 'order-refunded', 'late-payment']);

for (const signal of [
  orderPlaced,
  orderCompleted,
  orderCancelled,
  orderExpired,
  orderRefunded,
  refundWithdrawn,
  ticketChanged,
]) {
  signal.now('settle_invoices', (ctx, fact) => settleInvoices(ctx, fact));
}

addToNotices(
  'invoices',
  [
    'order-placed',
    'order-confirmation',
    'order-cancelled',
    'order-expired',
    'payment-failed',
    'order-refunded',
    'late-payment',
  ],
  async (ctx, request) => ({ attachments: await attachInvoices(ctx, request) }),
);

addRowsToExport('invoices', exportOwnInvoices);

/**
 * The last invoice of the order, or its last credit note where the mail tells of something taken back; none where there
 * is none. What an order that was placed by invoice was sent then, it is not sent again when it is paid. Where a refund
 * is withdrawn, what corrects its credit note.
 */
export async function attachInvoices(
  ctx: Ctx,
  { kind, orderId, order }: Pick<AdditionRequest, 'orderId' | 'order'> & { kind: string },
): Promise<Attachment[]> {
  const scope = await systemOrderScope(ctx, orderId);
  const wanted: InvoiceKind = TAKEN_BACK.has(kind) ? 'credit-note' : 'invoice';
  const last = (await listOrderInvoices(ctx, scope, order)).findLast((one) => one.kind === wanted);
  if (!last) return [];
  const invoice = await getInvoice(ctx, scope, last.id);
  if (kind === 'refund-withdrawn' && invoice.snapshot.corrects === null) return [];
  if (kind === 'order-confirmation' && invoice.snapshot.paidMinor === 0) return [];
  return [{ fileName: `${invoice.code}.pdf`, contentType: 'application/pdf', bytes: await storeInvoice(ctx, invoice) }];
}

/** Invoices and credit notes for that address's orders, as they were written. */
async function exportOwnInvoices(ctx: Ctx, email: string): Promise<object[]> {
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
