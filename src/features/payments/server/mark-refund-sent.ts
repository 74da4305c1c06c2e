/** A refund that somebody has sent. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

/**
 * Notes that an open refund, which is sent by hand, is on its way to the buyer; one that is already stays so.
 * @throws NotFound for a refund of another order; Conflict for one that goes through a provider, which nobody would
 * send then
 */
export async function markRefundSent(ctx: Ctx, scope: OrderScope, { refundId }: { refundId: number }): Promise<void> {
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
    if (refund.state !== 'open') return;
    if (refund.refundsId !== null) throw new Conflict('online.refund_sent');
    await ctx.db
      .updateTable('payments')
      .set({ state: 'done', paidAt: new Date(ctx.now) })
      .where('id', '=', refund.id)
      .execute();
    const { organizerId, eventId, code } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'refund.send',
      subject: `a refund for order ${code}`,
      after: { amount: { minor: refund.amountMinor, currency: order.currency } },
    });
  });
}
