/** The last step of a free order: who it is for, and then the seats are theirs. */
import { randomBytes } from 'node:crypto';
import { getEventForSale } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { BuyerDetails } from './inputs.ts';
import { postConfirmation } from './mails.ts';
import { type LockedOrder, lockOrder, moveOrder } from './move-order.ts';
import type { OrderScope } from './policy.ts';
import { orderCompleted } from './signals.ts';

/**
 * Completes a reserved order that costs nothing: its seats are sold, each gets a ticket, and the buyer a mail. However often it is sent, that
 * happens once. `expired`: the time had run out; the seats are given back.
 * @throws Conflict where the order was given up, has something to pay, or the event is no longer on sale
 */
export async function completeOrder(ctx: Ctx, scope: OrderScope, buyer: BuyerDetails): Promise<'completed' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (order.state === 'free-completed') return 'completed';
    if (order.state === 'expired') return 'expired';
    if (order.state === 'reserved' && order.heldUntil !== null && order.heldUntil <= ctx.now) {
      await moveOrder(ctx, order, 'expired', 'clock');
      return 'expired';
    }
    if (order.totalMinor > 0) throw new Conflict('This order has something to pay, which is not possible here yet', 'not_free');
    if (!(await getEventForSale(ctx, scope.eventId)).isOpen) throw new Conflict('Nothing is sold for this event any more', 'closed');
    await moveOrder(ctx, order, 'free-completed', 'buyer');
    const { names, ...told } = buyer;
    await ctx.db.updateTable('orders').set({ buyerName: told.name, buyerEmail: told.email, locale: told.locale, completedAt: new Date(ctx.now) }).where('id', '=', order.id).execute();
    await makeTickets(ctx, order, names);
    await postConfirmation(ctx, scope);
    await orderCompleted.announce(ctx, 'orders', { eventId: scope.eventId, orderId: order.id });
    return 'completed';
  });
}

/** One ticket for each seat, numbered through the order. `names` are of those who come, by that number from 1 on. */
async function makeTickets(ctx: Ctx, order: LockedOrder, names: readonly string[]): Promise<void> {
  const lineIds = order.lines.flatMap(({ id, quantity }) => Array.from({ length: quantity }, () => id));
  const rows = lineIds.map((orderLineId, at) => ({
    orderId: order.id, orderLineId, number: at + 1, attendeeName: names[at] ?? '', secret: randomBytes(16).toString('base64url'), createdAt: new Date(ctx.now),
  }));
  await ctx.db.insertInto('tickets').values(rows).execute();
}
