/** Saying no to a ticket. */
import { lockOrder } from '#features/orders/server/move-order.ts';
import { writeOrderEdit } from '#features/orders/server/write-order-edit.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockOpenTransfer } from './lock-transfer.ts';
import { postDeclined } from './mails.ts';
import type { TransferScope } from './policy.ts';

/**
 * The ticket stays the buyer's, who gets a mail. Locks the event's quotas, the order and the offer.
 * @throws Conflict (`transfer_closed`)
 */
export async function declineTransfer(ctx: Ctx, scope: TransferScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockOrder(ctx, scope.order);
    const { number, email } = await lockOpenTransfer(ctx, scope.transferId);
    await ctx.db
      .updateTable('ticketTransfers')
      .set({ state: 'declined', answeredAt: new Date(ctx.now) })
      .where('id', '=', scope.transferId)
      .execute();
    await writeOrderEdit(ctx, scope.order, { act: 'transfer-ended', number, email, how: 'declined' }, 'holder');
    await postDeclined(ctx, scope.order, { number, email });
  });
}
