/** Giving back the seats of an order that was placed and never paid. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockOrder, moveOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import type { WhyExpired } from '../signals.ts';

/**
 * Ends an order that waits for its money, once however often it is sent. One of which something was paid stays:
 * somebody has to look at it. `why`: what its buyer is told instead of that the time is over. `held`: also one that was
 * never placed. Locks the quotas and the order, so a payment that is being recorded comes before or after it, never
 * between.
 */
export async function expireOrder(
  ctx: Ctx,
  scope: OrderScope,
  { why, held = false }: { why?: WhyExpired; held?: boolean } = {},
): Promise<boolean> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (
      !(order.state === 'pending-payment' || (held && order.state === 'reserved')) ||
      order.paidMinor > order.refundedMinor
    )
      return false;
    await moveOrder(ctx, order, { to: 'expired', by: 'clock', why });
    return true;
  });
}
