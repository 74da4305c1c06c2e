/** Another way to pay for an order that stands and of which nothing is paid yet. */
import type { Ctx } from '#platform/ctx.ts';
import { type Instant, asDate } from '#platform/time.ts';
import { type LockedOrder, writeOrder } from '../move-order.ts';
import { orderPlaced } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';
import type { Billing } from './place-order.ts';

/**
 * Notes another way to pay of a locked order; seats, price and code stay as they are. Whether that way is open has been
 * decided before. Its buyer is told anew how to pay unless it is `settled`: the money is there.
 */
export async function updatePaymentChoice(
  ctx: Ctx,
  order: LockedOrder,
  {
    method,
    dueAt,
    billing,
    settled = false,
  }: { method: string; dueAt: Instant | null; billing?: Billing | undefined; settled?: boolean },
): Promise<void> {
  const { eventId, orderId, paymentMethod: from } = order;
  const bill = billing?.address
    ? {
        buyerCompany: billing.company,
        buyerAddress: billing.address,
        buyerCountry: billing.country,
        buyerVatId: billing.vatId,
      }
    : {};
  const paymentDueAt = asDate(dueAt);
  await writeOrder(ctx, order, { paymentMethod: method, paymentDueAt, ...bill });
  await writeOrderEdit(ctx, order, { act: 'payment-method', from, to: method });
  if (!settled) await orderPlaced.announce(ctx, 'orders', { eventId, orderId });
}
