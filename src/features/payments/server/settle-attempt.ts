/** Where what a provider says meets the order: the only place. */
import type { Updateable } from 'kysely';
import { sendNotice } from '#features/messages/server/send-notice.ts';
import { isUnpaidByHand } from '#features/orders/order.ts';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { lockOrder, type LockedOrder } from '#features/orders/server/move-order.ts';
import { type PaymentChoice, placeReservedOrder } from '#features/orders/server/paying/place-order.ts';
import type { PaymentOutcome } from '#features/orders/server/paying/record-payment.ts';
import { updatePaymentChoice } from '#features/orders/server/paying/update-payment-choice.ts';
import { buyerOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { formatMoney } from '#platform/money.ts';
import { DAY_MS } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { PaymentAttempts } from '../../../../db/types.ts';
import { type AttemptState, isLive, lookAgainAt, PROCESSING_DAYS } from '../attempt.ts';
import type { PaymentStatus } from '../provider.ts';
import { type Attempt, getAttempt } from './find-attempt.ts';
import { markPaid } from './mark-paid.ts';
import { refundOrder } from './refund-order.ts';
import { startReading } from './start-reading.ts';

/** How the try stands now; `outcome`: what its money was, where it was counted here and now. */
export type Settled = { state: AttemptState; outcome: PaymentOutcome | null };

type Paid = Extract<PaymentStatus, { state: 'paid' }>;
/**
 * Brings the order to what its provider says of a try, in one transaction, and once however often and by however many
 * it is told: money is counted, seats are sold, taken again where the order ran out, and otherwise the money goes back
 * by itself with an apology. What was paid stays paid whatever is said later. Locks the quotas and the order. @throws
 * NotFound for a try that there is not
 */
export async function settleAttempt(
  ctx: Ctx,
  { id, orderId }: { id: string; orderId: number },
  status: PaymentStatus,
): Promise<Settled> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, await buyerOrderScope(ctx, orderId));
    // Somebody may have settled it while this waited for the order.
    const attempt = await getAttempt(ctx, id);
    if (status.state === 'paid' && attempt.state !== 'paid') return settlePaid(ctx, order, { attempt, status });
    if (status.state === 'processing' && isLive(attempt.state)) return settleProcessing(ctx, order, attempt);
    if (status.state === 'gone' && isLive(attempt.state))
      return settleGone(ctx, order, { attempt, reason: status.reason });
    await noteCheck(ctx, attempt);
    return { state: attempt.state, outcome: null };
  });
}

/** Notes when the provider was asked, with what it said. */
async function noteCheck(
  ctx: Ctx,
  { id, createdAt, expiresAt, state }: Attempt,
  change: Updateable<PaymentAttempts> = {},
): Promise<void> {
  const next = isLive(state)
    ? { lookAgainAt: new Date(lookAgainAt({ createdAt, expiresAt, tries: 0 }, ctx.now)), tries: 0, trouble: '' }
    : {};
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ lookedAt: new Date(ctx.now), ...next, ...change })
    .where('id', '=', id)
    .execute();
}

async function settlePaid(
  ctx: Ctx,
  order: LockedOrder,
  { attempt, status }: { attempt: Attempt; status: Paid },
): Promise<Settled> {
  // Whatever somebody said of it before, the provider knows more.
  await noteCheck(ctx, attempt, {
    state: 'paid',
    request: null,
    paymentReference: status.paymentReference,
    trouble: differenceOf(attempt, status),
    putAsideAt: null,
  });
  await startReading(ctx, attempt);
  const wasUnpaidByHand = isUnpaidByHand(order);
  await placeForMoney(ctx, order, { method: attempt.provider, dueAt: null, settled: true, agreed: true });
  // Money in another currency is not booked: the team reviews it, and until then nobody can pay the order again.
  if (status.currency !== order.currency) {
    await reportDifference(ctx, attempt, status);
    return { state: 'paid', outcome: null };
  }
  const { outcome } = await markPaid(ctx, order, {
    amountMinor: status.amountMinor,
    method: attempt.provider,
    paidAt: status.paidAt,
    note: '',
    key: `attempt-${attempt.id}`,
    online: {
      attemptId: attempt.id,
      reference: status.paymentReference,
      feeMinor: status.feeMinor,
      applicationFeeMinor: status.applicationFeeMinor,
    },
  });
  if (outcome === 'repeated') return { state: 'paid', outcome: null };
  // It was to be paid otherwise, and was not.
  if (outcome === 'completed' && wasUnpaidByHand)
    await updatePaymentChoice(ctx, order, { method: attempt.provider, dueAt: null, settled: true });
  if (outcome === 'part') await reportDifference(ctx, attempt, status);
  // What somebody had found at the provider may be booked by hand already, as this very payment: people decide what
  // goes back.
  if ((outcome === 'late' || outcome === 'settled') && attempt.putAsideAt === null)
    await sendBack(ctx, order, { attempt, amountMinor: status.amountMinor, outcome });
  return { state: 'paid', outcome };
}

/** What is said of money that is not what was asked for; '' where it is. */
function differenceOf({ amountMinor, currency }: Attempt, paid: Paid): string {
  if (paid.amountMinor === amountMinor && paid.currency === currency) return '';
  const [came, asked] = [
    formatMoney({ minor: paid.amountMinor, currency: paid.currency }, 'en'),
    formatMoney({ minor: amountMinor, currency }, 'en'),
  ];
  return `${came} came where ${asked} were asked for.`;
}

/** Its buyer reads that somebody has to look at what came. */
async function reportDifference(ctx: Ctx, { id, orderId }: Attempt, { amountMinor, currency }: Paid): Promise<void> {
  await sendNotice(ctx, { kind: 'payment-differs', fact: `payment-differs:${id}`, orderId, amountMinor, currency });
}

/**
 * The seats of a reserved order are there, whatever its clock says: nobody gave them away yet. Where nothing is sold
 * any more it ends. Says whether it was placed here and now.
 */
async function placeForMoney(ctx: Ctx, order: LockedOrder, choice: PaymentChoice): Promise<boolean> {
  if (order.state !== 'reserved') return false;
  try {
    await placeReservedOrder(ctx, order, choice);
    return true;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await expireOrder(ctx, order, { why: 'paid-late', held: true });
    return false;
  }
}

/**
 * Money that there was nothing to buy with goes back by itself; of an order that was paid already nothing else changes.
 */
async function sendBack(
  ctx: Ctx,
  order: LockedOrder,
  { attempt, amountMinor, outcome }: { attempt: Attempt; amountMinor: number; outcome: 'late' | 'settled' },
): Promise<void> {
  const system: Ctx = { ...ctx, actor: { kind: 'system', name: 'Foyer' } };
  const reason = storeText(outcome === 'late' ? 'stored.refund.late' : 'stored.refund.paidTwice');
  await refundOrder(
    system,
    { ...order, by: 'team' },
    {
      amountMinor,
      reason,
      method: attempt.provider,
      key: `unasked-${attempt.id}`,
      unasked: true,
      goesOn: outcome === 'settled',
      returnsFee: true,
    },
  );
}

/** The buyer did their part: the order stands, and its seats are held until the bank says how it went. */
async function settleProcessing(ctx: Ctx, order: LockedOrder, attempt: Attempt): Promise<Settled> {
  await noteCheck(ctx, attempt, { state: 'processing', request: null });
  if (attempt.state === 'processing') return { state: 'processing', outcome: null };
  const isPlaced = await placeForMoney(ctx, order, {
    method: attempt.provider,
    dueAt: ctx.now + PROCESSING_DAYS * DAY_MS,
    settled: true,
    agreed: true,
  });
  if (isPlaced || isUnpaidByHand(order))
    await sendNotice(ctx, {
      kind: 'payment-processing',
      fact: `payment-processing:${attempt.id}`,
      orderId: order.orderId,
    });
  return { state: 'processing', outcome: null };
}

/** Only an order that waits for this very money ends with it. */
async function settleGone(
  ctx: Ctx,
  order: LockedOrder,
  { attempt, reason }: { attempt: Attempt; reason: string },
): Promise<Settled> {
  await noteCheck(ctx, attempt, { state: 'gone', request: null, trouble: cutText(reason, 500) });
  if (attempt.state === 'processing' && order.state === 'pending-payment' && order.paymentMethod === attempt.provider)
    await expireOrder(ctx, order, { why: 'payment-failed' });
  return { state: 'gone', outcome: null };
}
