/**
 * Invoices follow what becomes of an order, in the same transaction: a number is taken exactly when the fact is on
 * disk.
 */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import {
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderPlaced,
  orderRefunded,
  refundWithdrawn,
  ticketChanged,
} from '#features/orders/server/signals.ts';
import { addToNotices } from '#features/messages/server/make-additions.ts';
import { attachInvoices } from './attach-invoices.ts';
import { exportOwnInvoices } from './export-own-invoices.ts';
import { settleInvoices } from './settle-invoices.ts';

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
