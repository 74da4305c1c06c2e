/**
 * How the orders feature reacts: what was ordered is kept, and its seats follow their ticket types into other quotas.
 */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { currencyChanging, eventCopied, eventPurging } from '#features/events/server/signals.ts';
import { quotaRegrouped, ticketTypeDeleting } from '#features/tickets/server/signals.ts';
import { copyOrderRules } from './after-sale/copy-order-rules.ts';
import { exportOwnOrders, exportOwnTickets } from './export-own-orders.ts';
import { guardCurrency, guardOrders, guardTicketType } from './guard-orders.ts';
import { convertRules } from './after-sale/convert-rules.ts';
import { moveSeats } from './holding/move-seats.ts';

eventPurging.now('keep_orders', (ctx, { eventId }) => guardOrders(ctx, eventId));
ticketTypeDeleting.now('keep_ordered_type', (ctx, { ticketTypeId }) => guardTicketType(ctx, ticketTypeId));
quotaRegrouped.now('move_seats', (ctx, regrouped) => moveSeats(ctx, regrouped));
currencyChanging.now('keep_currency', (ctx, { eventId }) => guardCurrency(ctx, eventId));
currencyChanging.now('keep_rules', (ctx, change) => convertRules(ctx, change));
eventCopied.now('copy_order_rules', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyOrderRules(ctx, copy);
});

addRowsToExport('orders', exportOwnOrders);
addRowsToExport('tickets', exportOwnTickets);
