/** A discount code on an order that is still being made. */
import { type DiscountRefusal, refuseDiscount } from '#features/prices/discount.ts';
import { findTypedDiscount } from '#features/prices/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { moveDiscount } from './move-discounts.ts';
import { lockLiveOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { priceOrder } from './price-order.ts';
import { getOrder } from '../queries.ts';

export type Applied =
  | { outcome: 'applied' | 'expired' | 'placed' }
  /** `needs`: what the code asks for; amounts in the order's currency. */
  | { outcome: 'refused'; reason: DiscountRefusal; needs: { tickets: number; minor: number; from: Instant | null } };

/**
 * Gives the order a use of the code, in place of the one it had, and prices it anew. The use is its own until it is
 * placed, and comes back with its seats. A code that was refused leaves everything as it was. Locks the event's quotas,
 * then the order. @throws Conflict where the order was given up
 */
export async function applyDiscount(ctx: Ctx, scope: OrderScope, typed: string): Promise<Applied> {
  return transact(ctx, async (ctx): Promise<Applied> => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return { outcome: order };
    const known = await findTypedDiscount(ctx, order.eventId, typed);
    const { lines, discountCode } = await getOrder(ctx, order);
    if (known && discountCode === known.code) return { outcome: 'applied' };
    const reason = known ? refuseDiscount(known, lines, ctx.now) : 'unknown';
    if (!known || reason)
      return {
        outcome: 'refused',
        reason: reason ?? 'unknown',
        needs: { tickets: known?.minimumTickets ?? 0, minor: known?.minimumMinor ?? 0, from: known?.startsAt ?? null },
      };
    await moveDiscount(ctx, order.orderId, known);
    await priceOrder(ctx, order);
    return { outcome: 'applied' };
  });
}
