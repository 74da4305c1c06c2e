/** Money of an order that goes back. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { OrderState } from '../../order.ts';
import { lockOrder, type LockedOrder, moveOrder, writeOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { orderCompleted, orderRefunded, refundWithdrawn } from '../signals.ts';

/**
 * Counts money that is promised back: never more than came. Where nothing of what was paid is kept, the order is
 * refunded and its seats are everybody's; where less is kept than it costs, it is partly refunded and goes on; what was
 * paid too much changes nothing else. Locks the quotas and the order. The caller notes the refund in a ledger in the
 * same transaction, which is what makes it happen once.
 * @param amountMinor in the order's currency, more than 0
 * @param by `buyer`, `clock` or a name
 * @param withCancellation the order is cancelled in the same act, so its buyer is told of both at once
 * @param unasked it came when there was nothing to buy with it: its buyer reads an apology
 * @param goesOn tickets of it stay: it is never more than partly refunded
 * @throws Conflict where less is left
 */
export async function recordRefund(
  ctx: Ctx,
  scope: OrderScope,
  {
    amountMinor,
    by,
    withCancellation = false,
    goesOn = false,
    unasked = false,
  }: { amountMinor: number; by: string; withCancellation?: boolean; goesOn?: boolean; unasked?: boolean },
): Promise<OrderState> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const refundedMinor = order.refundedMinor + amountMinor;
    if (refundedMinor > order.paidMinor) throw new Conflict('refund_too_large.amount');
    const state = stateAfter(order, order.paidMinor - refundedMinor, goesOn);
    if (state === order.state) await writeOrder(ctx, order, { refundedMinor });
    else await moveOrder(ctx, order, { to: state, by, change: { refundedMinor } });
    await orderRefunded.announce(ctx, 'orders', {
      eventId: order.eventId,
      orderId: order.orderId,
      amountMinor,
      withCancellation,
      unasked,
    });
    return state;
  });
}

/**
 * Takes back that money goes back: it is kept. An order that was partly refunded and keeps all that it costs is paid
 * again; one that was refunded is cancelled, as its seats are gone; one that waited for just that money is complete.
 * Locks the quotas and the order; the caller has seen to it that nothing of it was sent.
 */
export async function revokeRefund(
  ctx: Ctx,
  scope: OrderScope,
  { amountMinor, by, reason }: { amountMinor: number; by: string; reason: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const refundedMinor = order.refundedMinor - amountMinor;
    const { eventId, orderId, state } = order;
    const to = stateAgain(order, order.paidMinor - refundedMinor);
    if (to === state) await writeOrder(ctx, order, { refundedMinor });
    else await moveOrder(ctx, order, { to, by, change: { refundedMinor } });
    if (to === 'paid' && state === 'pending-payment')
      await orderCompleted.announce(ctx, 'orders', { eventId, orderId });
    await refundWithdrawn.announce(ctx, 'orders', { eventId, orderId, amountMinor, reason });
  });
}

/** The state where that much of what it costs is kept after all. */
function stateAgain({ state, totalMinor }: LockedOrder, keptMinor: number): OrderState {
  if (state === 'refunded') return 'cancelled';
  return (state === 'partly-refunded' || state === 'pending-payment') && keptMinor >= totalMinor ? 'paid' : state;
}

/** `keptMinor` is what the organiser still has of it. */
function stateAfter({ state, totalMinor }: LockedOrder, keptMinor: number, goesOn: boolean): OrderState {
  if (state === 'pending-payment' || state === 'free-completed' || state === 'refunded') return state;
  if (keptMinor === 0 && !goesOn) return 'refunded';
  return state === 'paid' && keptMinor < totalMinor ? 'partly-refunded' : state;
}
