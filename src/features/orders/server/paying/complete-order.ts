/** Who an order is for; and where it costs nothing, that is all there is to do. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { enterDetails } from './enter-details.ts';
import type { BuyerDetails } from '../inputs.ts';
import type { OrderScope } from '../policy.ts';
import { placeOrder } from './place-order.ts';
import { getOrderSums } from '../queries.ts';

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
  alongside?: (ctx: Ctx) => Promise<void>,
): Promise<'completed' | 'to-pay' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const entered = await enterDetails(ctx, scope, buyer);
    if (entered !== 'entered') return entered === 'placed' ? 'completed' : 'expired';
    await alongside?.(ctx);
    if ((await getOrderSums(ctx, scope)).totalMinor > 0) return 'to-pay';
    return (await placeOrder(ctx, scope)) === 'placed' ? 'completed' : 'expired';
  });
}
