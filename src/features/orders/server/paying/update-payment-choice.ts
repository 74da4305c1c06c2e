/** Another way to pay for an order that stands and of which nothing is paid yet. */
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { isUnpaidByHand } from '../../order.ts';
import { lockOrder, type LockedOrder } from '../move-order.ts';
import type { Billing } from './place-order.ts';
import type { OrderScope } from '../policy.ts';
import { orderPlaced } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';

/**
 * The order, locked, where its buyer may pay it in another way than they chose: it waits for money that nobody sends by
 * itself, and none came.
 */
export async function lockUnpaidOrder(ctx: Ctx, scope: OrderScope): Promise<LockedOrder | undefined> {
  const order = await lockOrder(ctx, scope);
  return isUnpaidByHand(order) ? order : undefined;
}

/**
 * Notes another way to pay of a locked order; seats, price and code stay as they are. Whether that way is open has been
 * decided before. Its buyer is told anew how to pay unless it is `settled`: the money is there.
 */
export async function updatePaymentChoice(
  ctx: Ctx,
  scope: OrderScope,
  {
    order,
    method,
    dueAt,
    billing,
    settled = false,
  }: { order: LockedOrder; method: string; dueAt: Instant | null; billing?: Billing | undefined; settled?: boolean },
): Promise<void> {
  const bill = billing?.address
    ? {
        buyerCompany: billing.company,
        buyerAddress: billing.address,
        buyerCountry: billing.country,
        buyerVatId: billing.vatId,
      }
    : {};
  await ctx.db
    .updateTable('orders')
    .set({
      paymentMethod: method,
      paymentDueAt: dueAt === null ? null : new Date(dueAt),
      updatedAt: new Date(ctx.now),
      ...bill,
    })
    .where('id', '=', order.id)
    .execute();
  await writeOrderEdit(ctx, scope, { act: 'payment-method', from: order.paymentMethod, to: method });
  if (!settled) await orderPlaced.announce(ctx, 'orders', { eventId: scope.eventId, orderId: order.id });
}
