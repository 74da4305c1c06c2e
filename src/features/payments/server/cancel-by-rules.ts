/**
 * Cancelling with what was paid going back as the organiser's rules say: whole orders by their buyers, single tickets
 * also by the team.
 */
import { givenBack } from '#features/orders/after-sale.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { transact } from '#platform/transact.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { refundOrder } from './refund-order.ts';

/**
 * A buyer gives the whole order up; what the rules do not keep is promised back in the same transaction, once. Locks
 * the event's quotas and the order. @throws Conflict as cancelOrder does
 */
export async function cancelOrderByRules(
  ctx: Ctx,
  scope: OrderScope,
  { iban = '' }: { iban?: string } = {},
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const moneyMinor = order.paidMinor - order.refundedMinor;
    if (moneyMinor === 0 || order.state === 'cancelled' || order.state === 'refunded' || order.state === 'expired')
      return cancelOrder(ctx, order);
    const tickets = await ctx.db
      .selectFrom('tickets')
      .select('priceMinor')
      .where('orderId', '=', order.orderId)
      .where('cancelledAt', 'is', null)
      .execute();
    const { backMinor } = givenBack(tickets, await loadOrderRules(ctx, scope), moneyMinor);
    await cancelWithRefund(ctx, order, {
      amountMinor: backMinor,
      byRules: true,
      reason: storeText('stored.refund.byBuyer'),
      iban,
      key: 'cancelled-by-buyer',
    });
  });
}

/**
 * Gives one ticket up; of its price goes back what the rules do not keep, all of it where the team does so. As
 * cancelTicket in everything else.
 */
export async function cancelTicketByRules(
  ctx: Ctx,
  scope: OrderScope,
  { number, iban = '' }: { number: number; iban?: string },
): Promise<'cancelled' | 'cancelled-before'> {
  return cancelTicket(ctx, scope, {
    number,
    giveBack: async (ctx, order, { backMinor, last }) => {
      const reason = storeText('stored.refund.ticket', { ticket: `${order.code}-${number}` });
      await refundOrder(ctx, order, {
        amountMinor: backMinor,
        byRules: true,
        reason,
        iban,
        key: `ticket-${number}-cancelled`,
        withCancellation: last,
        goesOn: !last,
      });
    },
  });
}
