/** Taking back that money goes back, as long as nobody has sent it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { revokeRefund } from '#features/orders/server/paying/record-refund.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { nameActor } from './find-entry.ts';
import { followerKey } from './send-refund-again.ts';

/**
 * Withdraws a refund that is to be sent by hand, or that failed and was not sent again: the money is kept, and the
 * buyer, who was told that it comes, is told why it does not. Withdrawn before, it stays so. Locks the quotas and the
 * order.
 * @throws NotFound for a refund of another order; Conflict for one that was sent, or that a provider may have sent
 * already
 */
export async function withdrawRefund(
  ctx: Ctx,
  scope: OrderScope,
  { refundId, reason }: { refundId: number; reason: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const refund = await ctx.db
      .selectFrom('payments')
      .select(['id', 'state', 'amountMinor', 'refundsId'])
      .where('id', '=', refundId)
      .where('orderId', '=', order.orderId)
      .where('kind', '=', 'refund')
      .executeTakeFirst();
    if (!refund) throw new NotFound('not_found.refund');
    if (refund.state === 'withdrawn') return;
    const follower = await ctx.db
      .selectFrom('payments')
      .select('id')
      .where('orderId', '=', order.orderId)
      .where('idempotencyKey', '=', followerKey(refund.id))
      .executeTakeFirst();
    if (refund.state === 'done' || follower) throw new Conflict('sent.refund');
    if (refund.state === 'open' && refund.refundsId !== null) throw new Conflict('online.refund_there');
    await ctx.db.updateTable('payments').set({ state: 'withdrawn' }).where('id', '=', refund.id).execute();
    const { amountMinor } = refund;
    await revokeRefund(ctx, order, { amountMinor, by: nameActor(ctx, scope), reason });
    const { organizerId, eventId, code } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'refund.withdraw',
      subject: `a refund for order ${code}`,
      before: { amount: { minor: amountMinor, currency: order.currency } },
      after: { reason },
    });
  });
}
