/** Sending a promised refund through the provider that the money came with. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, FoyerError, Invalid, storeError } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import type { RefundStatus } from '../provider.ts';
import { sendAgainAfter } from '../refund.ts';
import { getOnlineProvider, hasNoAccess, type OnlineProvider, refuseTransaction } from './providers.ts';
import { SEND_REFUNDS_QUEUE } from './refund-order.ts';
import { settleRefund } from './settle-refund.ts';

/** So long a refund that the provider has taken is left alone before it is asked about again. */
const POLL_AGAIN_MS = 3_600_000;

type ToSend = {
  id: number;
  tries: number;
  method: string;
  amountMinor: number;
  reference: string;
  returnsFee: boolean;
  currency: string;
  code: string;
  paymentReference: string;
  account: string;
};

/**
 * Sends an open refund, or asks what became of it where the provider has it already; however often it is called, the
 * money goes back once. What the provider refuses has failed. Where nobody knows, that is noted and tried again, for as
 * long as it takes: money that was promised must not wait for somebody to notice.
 */
export async function sendRefund(ctx: Ctx, refundId: number): Promise<void> {
  refuseTransaction(ctx);
  const refund = await find(ctx, refundId);
  if (!refund) return;
  let status: RefundStatus;
  try {
    status = await ask(ctx, getOnlineProvider(refund.method), refund);
  } catch (error) {
    if (!(error instanceof FoyerError)) throw error;
    return noteTrouble(ctx, refund, storeError(error));
  }
  await settleRefund(ctx, refundId, status);
  if (status.state === 'pending')
    await enqueue(ctx, SEND_REFUNDS_QUEUE, { refundId }, { key: String(refundId), delayMs: POLL_AGAIN_MS });
}

/** Notes that nobody knows how it stands, and plans the next try in the same transaction. */
async function noteTrouble(ctx: Ctx, { id, tries }: ToSend, words: string): Promise<void> {
  ctx.log.warn({ refund: id, tries: tries + 1, words }, 'a refund was not sent; it is tried again');
  await transact(ctx, async (ctx) => {
    await ctx.db
      .updateTable('payments')
      .set({ tries: tries + 1, triedAt: new Date(ctx.now), trouble: cutText(words, 500) })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .execute();
    await enqueue(ctx, SEND_REFUNDS_QUEUE, { refundId: id }, { key: String(id), delayMs: sendAgainAfter(tries + 1) });
  });
}

async function find(ctx: Ctx, refundId: number): Promise<ToSend | undefined> {
  return ctx.db
    .selectFrom('payments as r')
    .innerJoin('payments as p', 'p.id', 'r.refundsId')
    .innerJoin('paymentAttempts as a', 'a.id', 'p.attemptId')
    .innerJoin('orders as o', 'o.id', 'r.orderId')
    .select([
      'r.id',
      'r.tries',
      'r.method',
      'r.amountMinor',
      'r.reference',
      'r.returnsFee',
      'o.currency',
      'o.code',
      'p.reference as paymentReference',
      'a.account',
    ])
    .where('r.id', '=', refundId)
    .where('r.kind', '=', 'refund')
    .where('r.state', '=', 'open')
    .executeTakeFirst();
}

async function ask(
  ctx: Ctx,
  provider: OnlineProvider,
  { id, tries: _, code: orderCode, ...refund }: ToSend,
): Promise<RefundStatus> {
  if (refund.reference !== '') return provider.pollRefund(ctx, refund);
  try {
    return await provider.refund(ctx, { ...refund, key: `refund-${id}`, orderCode });
  } catch (error) {
    if (hasNoAccess(error))
      return {
        reference: '',
        state: 'failed',
        reason: storeText('stored.refund.noAccess'),
      };
    // The same request may still be on its way: it is asked for again.
    if (error instanceof Invalid || (error instanceof Conflict && error.code !== 'idempotency'))
      return { reference: '', state: 'failed', reason: storeError(error) };
    throw error;
  }
}

/** So many are read, and their jobs written, at a time. */
const BATCH = 500;

/** Has every refund looked at that is still open at a provider, however many they are: what was lost is found again. */
export async function sendOpenRefunds(ctx: Ctx, { batch = BATCH } = {}): Promise<void> {
  let after = 0;
  for (;;) {
    const open = await ctx.db
      .selectFrom('payments')
      .select('id')
      .where('kind', '=', 'refund')
      .where('state', '=', 'open')
      .where('refundsId', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute();
    await transact(ctx, async (ctx) => {
      for (const { id } of open) await enqueue(ctx, SEND_REFUNDS_QUEUE, { refundId: id }, { key: String(id) });
    });
    const last = open.at(-1);
    if (!last || open.length < batch) return;
    after = last.id;
  }
}

/**
 * Asks a provider about the refunds that it calls so, also where they seemed to be done: a bank may send the money back
 * days later.
 */
export async function pollRefund(
  ctx: Ctx,
  { method, reference }: { method: string; reference: string },
): Promise<void> {
  refuseTransaction(ctx);
  const rows = await ctx.db
    .selectFrom('payments as r')
    .innerJoin('paymentAttempts as a', 'a.id', 'r.attemptId')
    .innerJoin('orders as o', 'o.id', 'r.orderId')
    .select(['r.id', 'a.account', 'o.currency'])
    .where('r.kind', '=', 'refund')
    .where('r.method', '=', method)
    .where('r.reference', '=', reference)
    .execute();
  for (const { id, account, currency } of rows)
    await settleRefund(ctx, id, await getOnlineProvider(method).pollRefund(ctx, { account, reference, currency }));
}
