/** Taking back an offer that nobody took up yet. */
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { writeOrderEdit } from '#features/orders/server/write-order-edit.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { postWithdrawn } from './mails.ts';

/**
 * The mailed link is dead from then on, and who was asked is told. Locks the event's quotas and the order.
 * @throws Conflict (`transfer_closed`) where it was answered meanwhile, or nothing is offered
 */
export async function revokeTransfer(ctx: Ctx, scope: OrderScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockOrder(ctx, scope);
    const open = await ctx.db
      .updateTable('ticketTransfers')
      .set({ state: 'withdrawn', answeredAt: new Date(ctx.now) })
      .where('state', '=', 'open')
      .where('ticketId', 'in', ({ selectFrom }) =>
        selectFrom('tickets').select('id').where('orderId', '=', scope.orderId).where('number', '=', number),
      )
      .returning('email')
      .executeTakeFirst();
    if (!open) throw new Conflict('transfer_closed.offer_closed');
    await writeOrderEdit(ctx, scope, { act: 'transfer-ended', number, email: open.email, how: 'withdrawn' });
    await postWithdrawn(ctx, scope, { number, email: open.email });
  });
}
