/** What a provider says of a refund, brought to the ledger. */
import { lockOrder } from '#features/orders/server/move-order.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { transact } from '#platform/transact.ts';
import type { RefundStatus } from '../provider.ts';
import { startReading } from './start-reading.ts';
import { postRefundFailed } from './mails.ts';

/**
 * Notes how a refund stands, once for each change: done, or failed, which may come after it was done; the organiser's
 * people are told of what failed. One that has failed stays so: whoever sends it again makes another entry. Locks the
 * order.
 */
export async function settleRefund(
  ctx: Ctx,
  refundId: number,
  { reference, state, reason }: RefundStatus,
): Promise<void> {
  const entry = await ctx.db
    .selectFrom('payments')
    .select('orderId')
    .where('id', '=', refundId)
    .executeTakeFirstOrThrow();
  const scope = await systemOrderScope(ctx, entry.orderId);
  await transact(ctx, async (ctx) => {
    await lockOrder(ctx, scope);
    const before = await ctx.db
      .selectFrom('payments')
      .select(['state', 'reference'])
      .where('id', '=', refundId)
      .executeTakeFirstOrThrow();
    const next = state === 'pending' ? 'open' : state;
    // What has failed, or was withdrawn after it had, stays so.
    if (before.state === 'failed' || before.state === 'withdrawn') return;
    await ctx.db
      .updateTable('payments')
      .set({ tries: 0, triedAt: new Date(ctx.now), trouble: '' })
      .where('id', '=', refundId)
      .execute();
    if ((before.state === next && before.reference === reference) || (before.state === 'done' && next === 'open'))
      return;
    const at = next === 'done' && before.state === 'open' ? { paidAt: new Date(ctx.now) } : {};
    await ctx.db
      .updateTable('payments')
      .set({
        state: next,
        reference: reference || before.reference,
        failure: next === 'failed' ? reason || storeText('stored.refund.noReason') : '',
        ...at,
      })
      .where('id', '=', refundId)
      .execute();
    if (next === 'failed') await postRefundFailed(ctx, scope, refundId);
    if (next !== 'open') await readTheBooks(ctx, refundId);
  });
}

/** What it moved at the provider is in its books in a moment. */
async function readTheBooks(ctx: Ctx, refundId: number): Promise<void> {
  const attempt = await ctx.db
    .selectFrom('payments as r')
    .innerJoin('paymentAttempts as a', 'a.id', 'r.attemptId')
    .select(['a.provider', 'a.account'])
    .where('r.id', '=', refundId)
    .executeTakeFirst();
  if (attempt) await startReading(ctx, attempt);
}
