/** Who an order is for; and where it costs nothing, that is all there is to do. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { enterDetails } from './enter-details.ts';
import type { BuyerDetails } from '../inputs.ts';
import type { OrderScope } from '../policy.ts';
import { lockLiveOrder, type LockedOrder } from '../move-order.ts';
import { placeReservedOrder } from './place-order.ts';

/**
 * Enters the details, and places the order in the same transaction where nothing is to be paid. `completed`: it stands,
 * now or since before; `to-pay`: the next step is how to pay; `expired`: the time had run out, and the seats are given
 * back. `alongside`: what else belongs to the details, done before the order is placed.
 * @throws Conflict where the order was given up, or the event is no longer on sale
 */
export async function completeOrder(
  ctx: Ctx,
  scope: OrderScope,
  buyer: BuyerDetails,
  alongside?: (ctx: Ctx, order: LockedOrder) => Promise<void>,
): Promise<'completed' | 'to-pay' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return order === 'placed' ? 'completed' : 'expired';
    await enterDetails(ctx, order, buyer);
    await alongside?.(ctx, order);
    if (order.totalMinor > 0) return 'to-pay';
    await placeReservedOrder(ctx, order);
    return 'completed';
  });
}
