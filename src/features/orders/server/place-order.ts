/** The last step of a checkout: the order stands. */
import { getEventForSale } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { lockLiveOrder, moveOrder } from './move-order.ts';
import type { OrderScope } from './policy.ts';
import { orderCompleted } from './signals.ts';

/**
 * Places an order whose buyer is known and that costs nothing: its seats are sold, its tickets let in. However
 * often it is sent, that happens once. `expired`: the time had run out; the seats are given back.
 * @throws Conflict where the order was given up, nobody said who it is for, something is to be paid, or the event is no longer on sale
 */
export async function placeOrder(ctx: Ctx, scope: OrderScope): Promise<'placed' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return order;
    if (order.buyerEmail === '') throw new Conflict('Say first who the order is for', 'no_buyer');
    if (order.totalMinor > 0) throw new Conflict('This order has something to pay, which is not possible here yet', 'not_free');
    if (!(await getEventForSale(ctx, scope.eventId)).isOpen) throw new Conflict('Nothing is sold for this event any more', 'closed');
    await moveOrder(ctx, order, 'free-completed', 'buyer');
    await ctx.db.updateTable('orders').set({ completedAt: new Date(ctx.now) }).where('id', '=', order.id).execute();
    await orderCompleted.announce(ctx, 'orders', { eventId: scope.eventId, orderId: order.id });
    return 'placed';
  });
}
