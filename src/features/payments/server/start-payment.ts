/** The buyer's last step where something is to be paid: how. What is paid online begins in begin-online-payment. */
import { isUnpaidByHand } from '#features/orders/order.ts';
import { getEventForSale } from '#features/events/server/queries.ts';
import { lockLiveOrder, type LockedOrder, lockOrder } from '#features/orders/server/move-order.ts';
import { type Billing, placeOrder } from '#features/orders/server/paying/place-order.ts';
import { updatePaymentChoice } from '#features/orders/server/paying/update-payment-choice.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { isByHand } from '../hand-methods.ts';
import type { PaymentMethod } from '../payment.ts';
import { listOfferedMethods, listOtherMethods } from './queries.ts';

/**
 * Places the order to be paid in that way, which must be open to it at that moment; an order that costs nothing by then
 * is complete at once. One that was placed before and is not paid yet is to be paid in that way from then on.
 * `expired`: the time had run out.
 * @throws Invalid at `method` where that way is not open any more; Conflict as placeOrder says
 */
export async function startPayment(
  ctx: Ctx,
  scope: OrderScope,
  input: { method: PaymentMethod; billing?: Billing | undefined },
): Promise<'placed' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const locked = await lockOrder(ctx, scope);
    if (isUnpaidByHand(locked)) return payOtherwise(ctx, locked, input);
    const order = await lockLiveOrder(ctx, locked);
    if (typeof order === 'string') return order;
    if (order.totalMinor === 0) return placeOrder(ctx, order);
    const method = (await listOfferedMethods(ctx, order, order)).find(
      (offered) => offered.method === input.method && isByHand(offered.method),
    );
    if (!method) throw new Invalid('invalid.way_to_pay', [{ where: 'method', message: 'payment.notOffered' }]);
    const { method: id, dueAt } = method;
    return placeOrder(ctx, order, { method: id, dueAt, billing: input.billing });
  });
}

/** The same choice once more changes nothing. */
async function payOtherwise(
  ctx: Ctx,
  order: LockedOrder,
  input: { method: PaymentMethod; billing?: Billing | undefined },
): Promise<'placed'> {
  if (order.paymentMethod === input.method) return 'placed';
  const method = (await listOtherMethods(ctx, order, order)).find(
    (offered) => offered.method === input.method && isByHand(offered.method),
  );
  const { isOpen } = await getEventForSale(ctx, order.eventId);
  if (!method || !isOpen) throw new Invalid('invalid.way_to_pay', [{ where: 'method', message: 'payment.notOffered' }]);
  const { method: id, dueAt } = method;
  await updatePaymentChoice(ctx, order, { method: id, dueAt, billing: input.billing });
  return 'placed';
}
