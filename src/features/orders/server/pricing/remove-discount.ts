/** An order without its discount code. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { moveDiscount } from './move-discounts.ts';
import { lockLiveOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { priceOrder } from './price-order.ts';

/**
 * Gives the use of the code back and prices the order anew, as long as it is not placed. Locks the event's quotas, then
 * the order.
 */
export async function removeDiscount(ctx: Ctx, scope: OrderScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return;
    await moveDiscount(ctx, order.orderId, null);
    await priceOrder(ctx, order);
  });
}
