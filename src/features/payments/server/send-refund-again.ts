/** Another try at a refund that failed. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { nameActor } from './find-entry.ts';
import { SEND_REFUNDS_QUEUE } from './refund-order.ts';

/** What follows a failed refund is noted under this key, so that there is one of it. */
export const followerKey = (refundId: number): string => `after-${refundId}`;

export type Resending = {
  refundId: number;
  /** Through the provider once more, or in that way by hand. */
  method: 'again' | string;
  iban?: string;
};

/**
 * Promises the money of a failed refund anew: through its provider, or by hand, where it waits until the team says that
 * it was sent. The failed entry stays as it is and is followed by one; sent twice, it is one. What the order says does
 * not change: the money was promised before.
 * @throws NotFound for what is no failed refund of this order
 */
export async function sendRefundAgain(
  ctx: Ctx,
  scope: OrderScope,
  { refundId, method, iban = '' }: Resending,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const failed = await ctx.db
      .selectFrom('payments')
      .select(['id', 'method', 'amountMinor', 'note', 'refundsId', 'attemptId', 'returnsFee'])
      .where('id', '=', refundId)
      .where('orderId', '=', order.orderId)
      .where('kind', '=', 'refund')
      .where('state', '=', 'failed')
      .executeTakeFirst();
    if (!failed) throw new NotFound('not_found.refund');
    const online = method === 'again' && failed.refundsId !== null;
    const now = new Date(ctx.now);
    const [entry] = await ctx.db
      .insertInto('payments')
      .values({
        orderId: order.orderId,
        kind: 'refund',
        method: online ? failed.method : method === 'again' ? 'other' : method,
        amountMinor: failed.amountMinor,
        state: 'open',
        paidAt: now,
        note: failed.note,
        by: nameActor(ctx, scope),
        idempotencyKey: followerKey(failed.id),
        iban: online ? '' : iban,
        createdAt: now,
        refundsId: online ? failed.refundsId : null,
        attemptId: online ? failed.attemptId : null,
        returnsFee: online && failed.returnsFee,
      })
      .onConflict((conflict) => conflict.columns(['orderId', 'idempotencyKey']).doNothing())
      .returning('id')
      .execute();
    if (!entry) return;
    if (online) await enqueue(ctx, SEND_REFUNDS_QUEUE, { refundId: entry.id }, { key: String(entry.id) });
    const { organizerId, eventId, code } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'refund.resend',
      subject: `a refund for order ${code}`,
      after: {
        amount: { minor: failed.amountMinor, currency: order.currency },
        way: online ? storeText('audit.value.asBefore') : method,
      },
    });
  });
}
