/** What a provider says of a dispute, brought to the ledger. */
import { type LockedOrder, lockOrder } from '#features/orders/server/move-order.ts';
import { recordRefund } from '#features/orders/server/paying/record-refund.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { asDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { nameMethod } from '../payment-form.ts';
import type { DisputeStatus } from '../provider.ts';
import { postDispute } from './mails.ts';
import { followerKey } from './send-refund-again.ts';

/**
 * Notes a dispute about a payment of ours, once for each change, and tells those who pay out. With one that is lost the
 * money really went back: the ledger counts it as a refund, once, and refunds of that payment which failed meanwhile
 * are settled by it. What was decided stays so. One that the bank reckons in another currency is taken to be about the
 * whole payment. Locks the order. Disputes about what is no payment of ours are left alone.
 */
export async function settleDispute(ctx: Ctx, status: DisputeStatus): Promise<void> {
  const payment = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('paymentAttempts as a', 'a.id', 'p.attemptId')
    .select(['p.id', 'p.orderId', 'p.attemptId', 'p.amountMinor'])
    .where('p.kind', '=', 'payment')
    .where('p.method', '=', status.provider)
    .where('p.reference', '=', status.paymentReference)
    .where('a.account', '=', status.account)
    .executeTakeFirst();
  if (!payment) return;
  const scope = await systemOrderScope(ctx, payment.orderId);
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const dispute = {
      ...status,
      amountMinor: status.currency === order.currency ? status.amountMinor : payment.amountMinor,
    };
    if (!(await note(ctx, payment.id, dispute))) return;
    if (dispute.state === 'lost') await bookLoss(ctx, order, payment, dispute);
    await postDispute(ctx, scope, { ...dispute, method: dispute.provider });
  });
}

/** Whether that was not known. */
async function note(
  ctx: Ctx,
  paymentId: number,
  { provider, reference, amountMinor, reason, state, dueAt, openedAt }: DisputeStatus,
): Promise<boolean> {
  const before = await ctx.db
    .selectFrom('paymentDisputes')
    .select(['id', 'state'])
    .where('provider', '=', provider)
    .where('reference', '=', reference)
    .executeTakeFirst();
  const values = {
    amountMinor,
    reason,
    state,
    dueAt: asDate(dueAt),
    closedAt: state === 'open' ? null : new Date(ctx.now),
  };
  if (!before) {
    await ctx.db
      .insertInto('paymentDisputes')
      .values({ paymentId, provider, reference, openedAt: new Date(openedAt), ...values })
      .execute();
    return true;
  }
  if (before.state !== 'open') return false;
  await ctx.db.updateTable('paymentDisputes').set(values).where('id', '=', before.id).execute();
  return state !== 'open';
}

type Disputed = { id: number; attemptId: string | null };

async function bookLoss(ctx: Ctx, order: LockedOrder, payment: Disputed, dispute: DisputeStatus): Promise<void> {
  const unsettledMinor = dispute.amountMinor - (await settleFailed(ctx, order, payment, dispute));
  const amountMinor = Math.min(unsettledMinor, order.paidMinor - order.refundedMinor);
  if (amountMinor <= 0) return;
  // Its buyer knows: they asked their bank for it.
  await recordRefund(ctx, order, {
    amountMinor,
    by: nameMethod(dispute.provider, translator('en')),
    withCancellation: true,
  });
  await write(ctx, order, payment, dispute, { amountMinor, key: `dispute-${dispute.reference}` });
}

/**
 * Refunds that failed were counted when they were promised: the money that went back now is theirs first. Gives how
 * much of it.
 */
async function settleFailed(ctx: Ctx, order: LockedOrder, payment: Disputed, dispute: DisputeStatus): Promise<number> {
  const failed = await ctx.db
    .selectFrom('payments')
    .select(['id', 'amountMinor'])
    .where('refundsId', '=', payment.id)
    .where('state', '=', 'failed')
    .orderBy('id')
    .execute();
  let settledMinor = 0;
  for (const { id, amountMinor } of failed) {
    const key = followerKey(id);
    const follower = await ctx.db
      .selectFrom('payments')
      .select('id')
      .where('orderId', '=', order.orderId)
      .where('idempotencyKey', '=', key)
      .executeTakeFirst();
    if (follower || settledMinor + amountMinor > dispute.amountMinor) continue;
    await write(ctx, order, payment, dispute, { amountMinor, key });
    settledMinor += amountMinor;
  }
  return settledMinor;
}

async function write(
  ctx: Ctx,
  order: LockedOrder,
  payment: Disputed,
  { provider, reference }: DisputeStatus,
  { amountMinor, key }: { amountMinor: number; key: string },
): Promise<void> {
  const now = new Date(ctx.now);
  await ctx.db
    .insertInto('payments')
    .values({
      orderId: order.orderId,
      kind: 'refund',
      method: provider,
      amountMinor,
      state: 'done',
      paidAt: now,
      note: storeText('stored.refund.disputeLost'),
      by: nameMethod(provider, translator('en')),
      idempotencyKey: key,
      createdAt: now,
      reference,
      refundsId: payment.id,
      attemptId: payment.attemptId,
    })
    .execute();
}
