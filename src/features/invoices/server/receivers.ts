/** Invoices follow what becomes of an order, in the same transaction: a number is taken exactly when the fact is on disk. */
import { orderCancelled, orderCompleted, orderExpired, orderPlaced, orderRefunded, ticketChanged } from '#features/orders/server/signals.ts';
import { settleInvoices } from './settle-invoices.ts';

for (const signal of [orderPlaced, orderCompleted, orderCancelled, orderExpired, orderRefunded, ticketChanged]) {
  signal.now('settle_invoices', (ctx, fact) => settleInvoices(ctx, fact));
}
