/** Money that came for an order, and marks of such money that were a mistake. */
import { getEventForSale } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { takeDiscountAgain } from '../pricing/move-discounts.ts';
import { lockOrder, type LockedOrder, moveOrder, writeOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { orderCompleted } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';
import { takeSeats } from '../holding/take-seats.ts';

/**
 * `completed`: all is paid, and its tickets let in; `part`: more is to come; `settled`: it was paid before, so this is
 * too much; `late`: the order has ended and its seats are gone, so this is to be sent back.
 */
export type PaymentOutcome = 'completed' | 'part' | 'settled' | 'late';

/**
 * Counts money that came for an order. Money that comes when the order has run out buys its seats again where all of
 * them are still there. Locks the quotas and the order. Whoever calls this notes the payment in a ledger in the same
 * transaction; that is also what makes it happen once.
 * @param amountMinor in the order's currency, more than 0
 * @param by `buyer`, `clock` or a name
 * @param method the way it came: the order's own, where nobody had chosen one before it ran out
 * @throws Conflict for an order that nobody has placed yet
 */
export async function recordPayment(
  ctx: Ctx,
  scope: OrderScope,
  { amountMinor, by, method = 'other' }: { amountMinor: number; by: string; method?: string },
): Promise<PaymentOutcome> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (order.state === 'reserved') throw new Conflict('order_state.unfinished');
    const outcome = await decideOutcome(ctx, order, amountMinor);
    const change = { paidMinor: order.paidMinor + amountMinor };
    if (outcome !== 'completed') {
      await writeOrder(ctx, order, change);
      return outcome;
    }
    const hadRunOut = order.state === 'expired';
    await moveOrder(ctx, order, { to: 'paid', by, change });
    if (hadRunOut) await takeUp(ctx, order, method);
    await orderCompleted.announce(ctx, 'orders', { eventId: order.eventId, orderId: order.orderId });
    return outcome;
  });
}

/** What that much more money is to a locked order; one that has run out takes its seats again where that helps. */
async function decideOutcome(ctx: Ctx, order: LockedOrder, amountMinor: number): Promise<PaymentOutcome> {
  const isWhole = order.paidMinor + amountMinor - order.refundedMinor >= order.totalMinor;
  if (order.state === 'pending-payment') return isWhole ? 'completed' : 'part';
  if (order.state === 'expired') return isWhole && (await getSeatsBack(ctx, order)) ? 'completed' : 'late';
  return order.state === 'cancelled' || order.state === 'refunded' ? 'late' : 'settled';
}

/** An order that ran out while its buyer was paying is placed by that payment. */
async function takeUp(ctx: Ctx, order: LockedOrder, method: string): Promise<void> {
  const placed = await ctx.db
    .updateTable('orders')
    .set({ completedAt: new Date(ctx.now), paymentMethod: method })
    .where('id', '=', order.orderId)
    .where('completedAt', 'is', null)
    .executeTakeFirst();
  if (placed.numUpdatedRows > 0n) order.paymentMethod = method;
  await bringDiscountBack(ctx, order);
}

/** What was agreed holds, also where others have used the code up meanwhile; the order's history says so then. */
async function bringDiscountBack(ctx: Ctx, scope: OrderScope): Promise<void> {
  const { code, taken } = await takeDiscountAgain(ctx, scope);
  if (!taken) await writeOrderEdit(ctx, scope, { act: 'discount-kept', code });
}

/** An order that ran out before anybody said who it is for has no tickets, and stays what it is. */
async function getSeatsBack(ctx: Ctx, order: LockedOrder): Promise<boolean> {
  if (order.buyerEmail === '' || !(await getEventForSale(ctx, order.eventId)).isOpen) return false;
  return takeSeats(ctx, order);
}

/**
 * Takes a mark back that was a mistake: what it paid is outstanding again, and where the order is no longer paid its
 * seats are held until it is.
 * @throws Conflict where that money has been sent back already
 */
export async function revokePayment(
  ctx: Ctx,
  scope: OrderScope,
  { amountMinor, by }: { amountMinor: number; by: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const paidMinor = order.paidMinor - amountMinor;
    // Of an order that was sent back in part, what is left must still have been paid: there is no way back to waiting
    // for money.
    const leastMinor = order.state === 'partly-refunded' ? order.totalMinor : order.refundedMinor;
    if (paidMinor < leastMinor) throw new Conflict('refunded.some');
    if (order.state === 'paid' && paidMinor - order.refundedMinor < order.totalMinor)
      await moveOrder(ctx, order, { to: 'pending-payment', by, change: { paidMinor } });
    else await writeOrder(ctx, order, { paidMinor });
  });
}
