/** Saying of a payment that nobody here can look at what came of it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { formatMoney } from '#platform/money.ts';
import { transact } from '#platform/transact.ts';
import { type Attempt, findAttempt } from './find-attempt.ts';
import { nameActor } from './find-entry.ts';

/**
 * Puts the rows of a try aside that was lost, or that was paid without being booked, with what somebody found at the
 * provider. It changes no money; whatever the provider tells later takes the row up again. Put aside before, it stays
 * as it was said first. Locks the order.
 * @throws NotFound for a try that is none of this order's, or of which nothing has to be found out
 */
export async function settleDifference(
  ctx: Ctx,
  scope: OrderScope,
  { attemptId, reason }: { attemptId: string; reason: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockOrder(ctx, scope);
    const attempt = await findAttempt(ctx, attemptId);
    if (attempt?.orderId !== scope.orderId || !(await isOpen(ctx, attempt))) throw new NotFound('not_found.payment');
    const put = await ctx.db
      .updateTable('paymentAttempts')
      .set({ putAsideAt: new Date(ctx.now), putAsideBy: nameActor(ctx, scope), putAsideWhy: reason })
      .where('id', '=', attempt.id)
      .where('putAsideAt', 'is', null)
      .executeTakeFirst();
    if (put.numUpdatedRows === 0n) return;
    const { organizerId, eventId, code } = scope;
    const amount = formatMoney({ minor: attempt.amountMinor, currency: attempt.currency }, 'en');
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'payment.put-aside',
      subject: `a payment of ${amount} for order ${code}`,
      after: { reason },
    });
  });
}

/** Lost, or paid without being booked: as loadDifferences lists them. */
async function isOpen({ db }: Ctx, { id, state, lost }: Attempt): Promise<boolean> {
  if (state !== 'paid') return lost && state === 'gone';
  return !(await db
    .selectFrom('payments')
    .select('id')
    .where('attemptId', '=', id)
    .where('kind', '=', 'payment')
    .executeTakeFirst());
}
