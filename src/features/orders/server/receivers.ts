/**
 * How the orders feature reacts: what was ordered is kept, its seats follow their ticket types into other quotas, and
 * holds run out.
 */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { shiftInstant, type WallShift } from '#features/events/event-copy.ts';
import { currencyChanging, eventCopied, eventPurging } from '#features/events/server/signals.ts';
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import { quotaRegrouped, ticketTypeDeleting } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { loadOrderRules } from './after-sale/load-order-rules.ts';
import { exportOwnOrders, exportOwnTickets } from './export-own-orders.ts';
import { guardCurrency, guardOrders, guardTicketType } from './guard-orders.ts';
import { discardReservations } from './holding/discard-reservations.ts';
import { expireOrders } from './holding/expire-orders.ts';
import { moveSeats } from './holding/move-seats.ts';
import { DISCARD_RESERVATIONS_QUEUE, EXPIRE_ORDERS_QUEUE } from './inputs.ts';

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

defineJob<{ eventId: number }>(EXPIRE_ORDERS_QUEUE, (ctx, { eventId }) => expireOrders(ctx, eventId));

defineJob(DISCARD_RESERVATIONS_QUEUE, async (ctx) => {
  const count = await discardReservations(ctx);
  if (count > 0) ctx.log.info({ count }, 'orders: deleted reservations that came to nothing');
});
scheduleDaily(DISCARD_RESERVATIONS_QUEUE, { hour: 4, minute: 15 });

/** The amount keeps its number, as prices do. @throws Invalid where it has decimals that the new currency lacks */
async function convertRules(
  ctx: Ctx,
  { eventId, ...change }: { eventId: number; from: string; to: string },
): Promise<void> {
  const { keepMinor } = await loadOrderRules(ctx, { eventId });
  if (keepMinor > 0)
    await ctx.db
      .updateTable('orderRules')
      .set({ keepMinor: convertNumber(keepMinor, change, { code: 'field.change_kept', values: {} }) })
      .where('eventId', '=', eventId)
      .execute();
}

/** Copies the rules of an event's orders; the moment until which one may cancel moves with the event. */
export async function copyOrderRules(
  ctx: Ctx,
  { fromEventId, toEventId: eventId, shift }: { fromEventId: number; toEventId: number; shift: WallShift },
): Promise<void> {
  const rules = await ctx.db.selectFrom('orderRules').selectAll().where('eventId', '=', fromEventId).executeTakeFirst();
  if (!rules) return;
  await ctx.db
    .insertInto('orderRules')
    .values({
      ...rules,
      eventId,
      cancelUntil: rules.cancelUntil === null ? null : new Date(shiftInstant(rules.cancelUntil, shift)),
    })
    .execute();
}
