/** Seats of an order whose buyer is paying. */
import type { Ctx } from '#platform/ctx.ts';
import { type Instant, asDate } from '#platform/time.ts';
import type { LockedOrder } from '../move-order.ts';
import type { Billing } from '../paying/place-order.ts';

/**
 * Holds the seats of a locked, reserved order until that moment, never shorter than before, and notes for whom an
 * invoice is to be.
 */
export async function extendHold(
  ctx: Ctx,
  order: LockedOrder,
  { until, billing }: { until: Instant; billing?: Billing | undefined },
): Promise<void> {
  if (order.state !== 'reserved') return;
  const bill = billing
    ? {
        buyerCompany: billing.company,
        buyerAddress: billing.address,
        buyerCountry: billing.country,
        buyerVatId: billing.vatId,
      }
    : {};
  const heldUntil = order.heldUntil === null ? null : Math.max(order.heldUntil, until);
  await ctx.db
    .updateTable('orders')
    .set({ heldUntil: asDate(heldUntil), updatedAt: new Date(ctx.now), ...bill })
    .where('id', '=', order.orderId)
    .execute();
  order.heldUntil = heldUntil;
}
