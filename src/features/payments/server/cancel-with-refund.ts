/** Giving up an order for which money came, and saying what becomes of that. */
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { findEntry } from './find-entry.ts';
import { type Refund, refundOrder } from './refund-order.ts';

/**
 * Cancels the order and promises money back in one transaction, once: all of what is kept, or `amountMinor`, which may
 * be 0. The buyer is told of both in one mail. Who may do so, and how much goes back, has been decided before.
 * @throws Conflict where somebody cancelled it meanwhile; Invalid at `amount` where more would go back than is left
 */
export async function cancelWithRefund(
  ctx: Ctx,
  scope: OrderScope,
  refund: Omit<Refund, 'withCancellation'>,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (order.state === 'cancelled' || order.state === 'refunded') {
      if (await findEntry(ctx, scope, refund.key)) return;
      throw new Conflict('order_state.cancelled');
    }
    const { amountMinor = order.paidMinor - order.refundedMinor } = refund;
    await cancelOrder(ctx, order, { withMoney: true });
    if (amountMinor > 0) await refundOrder(ctx, order, { ...refund, amountMinor, withCancellation: true });
  });
}
