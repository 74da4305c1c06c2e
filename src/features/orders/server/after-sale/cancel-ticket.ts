/** Giving up one ticket of an order while the others stay. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { updateCounts } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { portion } from '#platform/money.ts';
import { transact } from '#platform/transact.ts';
import { givenBack, isValidOrder } from '../../after-sale.ts';
import { seatsOf } from '../../order.ts';
import { cancelOrder } from './cancel-order.ts';
import { checkBuyer } from './check-buyer.ts';
import { loadOrderRules } from './load-order-rules.ts';
import { type LockedOrder, lockOrder, moveOrder, writeOrder } from '../move-order.ts';
import { byWhom, type OrderScope } from '../policy.ts';
import { orderCompleted, seatsReturned, ticketChanged } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';

/** Sends money of an order back, in the caller's transaction. */
export type GiveBack = (
  ctx: Ctx,
  order: LockedOrder,
  amount: { backMinor: number; keptMinor: number; /** The order was cancelled with its last ticket. */ last: boolean },
) => Promise<void>;

type LiveTicket = { id: number; number: number; orderLineId: number; priceMinor: number; transferredAt: number | null };

/**
 * Cancels the ticket with that number: its seat is everybody's again, once however often it is sent; with the last one
 * the order itself is cancelled. Of an unpaid order less is to be paid then. `giveBack` is called where money was paid
 * for it, with what the rules give back: to buyers after what is kept, where the team says so all of it. Locks the
 * event's quotas and the order.
 * @throws NotFound for another order's ticket; Conflict where its buyer may not by the organiser's rules
 * (`not-allowed`, `too-late`, `begun`, `transferred`), where the order stands no more (`order_state`), or where money
 * was paid and nobody gives it back (`has_money`)
 */
export async function cancelTicket(
  ctx: Ctx,
  scope: OrderScope,
  { number, giveBack }: { number: number; giveBack?: GiveBack | undefined },
): Promise<'cancelled' | 'cancelled-before'> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const tickets = await listTickets(ctx, order);
    const ticket = tickets.find((one) => one.number === number);
    if (!ticket) throw new NotFound('not_found.ticket_of_order');
    if (ticket.cancelledAt !== null || order.state === 'cancelled') return 'cancelled-before';
    if (!isValidOrder(order.state)) throw new Conflict('order_state.not_now');
    await checkBuyer(ctx, order, [ticket]);
    const last = tickets.filter(({ cancelledAt }) => cancelledAt === null).length === 1;
    // What was paid of an order that waits for the rest stays with what is left of it; with the last ticket it goes
    // back.
    const goesBack = last || seatsOf(order.state) === 'sold';
    if (last) await cancelOrder(ctx, order, { withMoney: giveBack !== undefined });
    else await giveUp(ctx, order, ticket);
    if (goesBack) await settle(ctx, order, { ...ticket, last }, giveBack);
    return 'cancelled';
  });
}

async function listTickets(
  ctx: Ctx,
  { orderId }: OrderScope,
): Promise<(LiveTicket & { cancelledAt: number | null })[]> {
  return ctx.db
    .selectFrom('tickets')
    .select(['id', 'number', 'orderLineId', 'priceMinor', 'transferredAt', 'cancelledAt'])
    .where('orderId', '=', orderId)
    .orderBy('number')
    .execute();
}

async function settle(
  ctx: Ctx,
  order: LockedOrder,
  ticket: LiveTicket & { last: boolean },
  giveBack: GiveBack | undefined,
): Promise<void> {
  const money = order.paidMinor - order.refundedMinor;
  if (money === 0 || ticket.priceMinor === 0) return;
  if (!giveBack) throw new Conflict('has_money.ticket');
  const rules = await loadOrderRules(ctx, order);
  const amount = givenBack([ticket], order.by === 'buyer' ? rules : { ...rules, keepBp: 0, keepMinor: 0 }, money);
  if (amount.backMinor > 0) await giveBack(ctx, order, { ...amount, last: ticket.last });
}

async function giveUp(ctx: Ctx, order: LockedOrder, ticket: LiveTicket): Promise<void> {
  const at = new Date(ctx.now);
  await ctx.db.updateTable('tickets').set({ cancelledAt: at }).where('id', '=', ticket.id).execute();
  await ctx.db
    .updateTable('orderLines')
    .set(({ eb }) => ({ cancelled: eb('cancelled', '+', 1) }))
    .where('id', '=', ticket.orderLineId)
    .execute();
  await writeOrder(ctx, order, {});
  const [held, sold] = seatsOf(order.state) === 'held' ? [-1, 0] : [0, -1];
  const line = order.lines.find(({ id }) => id === ticket.orderLineId);
  await updateCounts(
    ctx,
    (line?.quotas ?? []).map((quotaId) => ({ quotaId, held, sold })),
  );
  if (line) line.quantity -= 1;
  if (order.state === 'pending-payment') await owesLess(ctx, order, ticket);
  await writeOrderEdit(ctx, order, { act: 'ticket-cancelled', number: ticket.number });
  const { organizerId, eventId, orderId, code } = order;
  if (order.by === 'team')
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket.cancel',
      subject: `ticket ${code}-${ticket.number}`,
    });
  await ticketChanged.announce(ctx, 'orders', { eventId, orderId, ticketId: ticket.id });
  await seatsReturned.announce(ctx, 'orders', { eventId });
}

/**
 * What is not paid yet is not asked for any more. Where the rest costs nothing, or is paid already, the order is
 * complete.
 */
async function owesLess(ctx: Ctx, order: LockedOrder, { orderLineId, priceMinor }: LiveTicket): Promise<void> {
  const line = await ctx.db
    .selectFrom('orderLines')
    .select(['grossMinor', 'taxMinor', 'discountMinor'])
    .where('id', '=', orderLineId)
    .executeTakeFirstOrThrow();
  const [tax, discount] =
    line.grossMinor === 0
      ? [0, 0]
      : [portion(line.taxMinor, priceMinor, line.grossMinor), portion(line.discountMinor, priceMinor, line.grossMinor)];
  await ctx.db
    .updateTable('orderLines')
    .set({
      grossMinor: line.grossMinor - priceMinor,
      taxMinor: line.taxMinor - tax,
      discountMinor: line.discountMinor - discount,
    })
    .where('id', '=', orderLineId)
    .execute();
  const totalMinor = order.totalMinor - priceMinor;
  await ctx.db
    .updateTable('orders')
    .set(({ eb }) => ({
      totalMinor,
      taxMinor: eb('taxMinor', '-', tax),
      discountMinor: eb('discountMinor', '-', discount),
    }))
    .where('id', '=', order.orderId)
    .execute();
  order.totalMinor = totalMinor;
  if (order.paidMinor - order.refundedMinor < totalMinor) return;
  await moveOrder(ctx, order, { to: 'paid', by: byWhom(ctx, order) });
  await orderCompleted.announce(ctx, 'orders', { eventId: order.eventId, orderId: order.orderId });
}
