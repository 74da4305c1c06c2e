/** A ticket becomes somebody else's. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { seatsOf } from '../../order.ts';
import { lockOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { rotateTicket } from './rotate-ticket.ts';
import { ticketChanged } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';

/**
 * Gives the ticket its new holder and a new secret, so that who had it before is not let in with it. Locks the event's
 * quotas and the order.
 * @throws NotFound for another order's ticket; Conflict where it was cancelled meanwhile, or its order stands no more
 * (`order_state`)
 */
export async function transferTicket(
  ctx: Ctx,
  scope: OrderScope,
  { number, name, email }: { number: number; name: string; email: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const ticket = await ctx.db
      .selectFrom('tickets')
      .select(['id', 'cancelledAt'])
      .where('orderId', '=', order.orderId)
      .where('number', '=', number)
      .executeTakeFirst();
    if (!ticket) throw new NotFound('not_found.ticket_of_order');
    if (ticket.cancelledAt !== null || seatsOf(order.state) !== 'sold') throw new Conflict('order_state.ticket');
    await ctx.db
      .updateTable('tickets')
      .set({ attendeeName: name, attendeeEmail: email, transferredAt: new Date(ctx.now) })
      .where('id', '=', ticket.id)
      .execute();
    await writeOrderEdit(ctx, scope, { act: 'transferred', number, email }, 'holder');
    await rotateTicket(ctx, scope, { number });
    await ticketChanged.announce(ctx, 'orders', {
      eventId: scope.eventId,
      orderId: order.orderId,
      ticketId: ticket.id,
    });
  });
}
