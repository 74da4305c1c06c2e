/** Money that somebody saw come in. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { type PaymentOutcome, recordPayment } from '#features/orders/server/paying/record-payment.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { findEntry, nameActor } from './find-entry.ts';

export type PaymentMark = {
  /** In the order's currency. */
  amountMinor: number;
  /** The way the money came. */
  method: string;
  paidAt: Instant;
  note: string;
  /** The same key is the same payment. */
  key: string;
  /** What had been paid when whoever sends this looked; absent where nobody looked. */
  seenPaidMinor?: number | undefined;
  /** Of money that a provider took: the try, what the provider calls it, and what stayed on the way. */
  online?: { attemptId: string; reference: string; feeMinor: number | null; applicationFeeMinor: number } | undefined;
};

/**
 * Notes a payment in the ledger and counts it for the order, once for each key.
 * @throws Conflict where somebody else noted one since the order was looked at, or nobody has placed the order yet
 */
export async function markPaid(
  ctx: Ctx,
  scope: OrderScope,
  { key, seenPaidMinor, online, ...mark }: PaymentMark,
): Promise<{ paymentId: number; outcome: PaymentOutcome | 'repeated' }> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const known = await findEntry(ctx, scope, key);
    if (known) return { paymentId: known.id, outcome: 'repeated' };
    if (seenPaidMinor !== undefined && seenPaidMinor !== order.paidMinor) throw new Conflict('paid_meanwhile.order');
    const by = nameActor(ctx, scope);
    const outcome = await recordPayment(ctx, order, { amountMinor: mark.amountMinor, by, method: mark.method });
    const { id } = await ctx.db
      .insertInto('payments')
      .values({
        orderId: order.orderId,
        kind: 'payment',
        method: mark.method,
        amountMinor: mark.amountMinor,
        paidAt: new Date(mark.paidAt),
        note: mark.note,
        by,
        idempotencyKey: key,
        createdAt: new Date(ctx.now),
        ...online,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { organizerId, eventId, code } = scope;
    const after = {
      amount: { minor: mark.amountMinor, currency: order.currency },
      method: mark.method,
      note: mark.note,
    };
    if (scope.by === 'team')
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'payment.record',
        subject: `a payment for order ${code}`,
        after,
      });
    return { paymentId: id, outcome };
  });
}
