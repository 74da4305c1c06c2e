/** Sending a buyer their confirmation once more. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { getEventFacts } from '#features/events/server/queries.ts';
import { isValidOrder } from '#features/orders/after-sale.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { writeOrderEdit } from '#features/orders/server/write-order-edit.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { sendNotice } from './send-notice.ts';

/**
 * For the team: with the link, the tickets and what is to be paid, as the order is now, to the address that it has now.
 * @throws Conflict where the order does not stand
 */
export async function sendConfirmation(ctx: Ctx, scope: OrderScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId, orderId, code } = scope;
    const order = await lockOrder(ctx, scope);
    if (!isValidOrder(order.state)) throw new Conflict('order_state.nothing_to_confirm');
    const event = await getEventFacts(ctx, eventId);
    if (event.state === 'cancelled') throw new Conflict('event_cancelled.nothing_to_confirm');
    const kind = order.state === 'pending-payment' ? 'order-placed' : 'order-confirmation';
    await sendNotice(ctx, { kind, fact: `${kind}:${orderId}:again:${ctx.now}`, orderId });
    await writeOrderEdit(ctx, scope, { act: 'resent', email: order.buyerEmail });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'order.resend',
      subject: `the confirmation of order ${code}`,
    });
  });
}
