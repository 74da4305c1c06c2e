/** Where what a provider says meets the order: the only place. */
import { sendNotice } from '#features/messages/server/send-notice.ts';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { keepSeats } from '#features/orders/server/holding/keep-seats.ts';
import { lockOrder, type LockedOrder } from '#features/orders/server/move-order.ts';
import { isUnpaidByHand } from '#features/orders/order.ts';
import { updatePaymentChoice } from '#features/orders/server/paying/update-payment-choice.ts';
import { type PaymentChoice, placeOrder } from '#features/orders/server/paying/place-order.ts';
import { buyerOrderScope, type OrderScope, systemOrderScope } from '#features/orders/server/policy.ts';
import type { PaymentOutcome } from '#features/orders/server/paying/record-payment.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { formatMoney } from '#platform/money.ts';
import { transact } from '#platform/transact.ts';
import { type AttemptState, isLive, lookAgainAt, PROCESSING_DAYS } from '../attempt.ts';
import type { Standing } from '../provider.ts';
import { type Attempt, getAttempt } from './find-attempt.ts';
import { markPaid } from './mark-paid.ts';
import { refundOrder } from './refund-order.ts';
import { startReading } from './start-reading.ts';

/** How the try stands now; `outcome`: what its money was, where it was counted here and now. */
export type Settled = { state: AttemptState; outcome: PaymentOutcome | null };

type Paid = Extract<Standing, { state: 'paid' }>;
const DAY = 86_400_000;

/**
 * Brings the order to what its provider says of a try, in one transaction, and once however often and by however many
 * it is told: money is counted, seats are sold, taken again where the order ran out, and otherwise the money goes back
 * by itself with an apology. What was paid stays paid whatever is said later. Locks the quotas and the order. @throws
 * NotFound for a try that there is not
 */
export async function settleAttempt(ctx: Ctx, attemptId: string, standing: Standing): Promise<Settled> {
  return transact(ctx, async (ctx) => {
    const { orderId } = await getAttempt(ctx, attemptId);
    const scope = await buyerOrderScope(ctx, orderId);
    const order = await lockOrder(ctx, scope);
    const attempt = await getAttempt(ctx, attemptId);
    await noteLook(ctx, attempt);
    if (attempt.state === 'paid') return { state: 'paid', outcome: null };
    if (standing.state === 'paid') return settlePaid(ctx, scope, { order, attempt, standing });
    if (!isLive(attempt.state)) return { state: attempt.state, outcome: null };
    if (standing.state === 'processing') return settleProcessing(ctx, scope, { order, attempt });
    if (standing.state === 'gone') return settleGone(ctx, scope, { order, attempt, reason: standing.reason });
    return { state: attempt.state, outcome: null };
  });
}

async function noteLook(ctx: Ctx, { id, createdAt, expiresAt, state }: Attempt): Promise<void> {
  const next = isLive(state)
    ? { lookAgainAt: new Date(lookAgainAt({ createdAt, expiresAt, tries: 0 }, ctx.now)), tries: 0, trouble: '' }
    : {};
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ lookedAt: new Date(ctx.now), ...next })
    .where('id', '=', id)
    .execute();
}

async function settlePaid(
  ctx: Ctx,
  scope: OrderScope,
  { order, attempt, standing }: { order: LockedOrder; attempt: Attempt; standing: Paid },
): Promise<Settled> {
  // Whatever somebody said of it before, the provider knows more.
  await ctx.db
    .updateTable('paymentAttempts')
    .set({
      state: 'paid',
      request: null,
      paymentReference: standing.paymentReference,
      trouble: differenceOf(attempt, standing),
      putAsideAt: null,
    })
    .where('id', '=', attempt.id)
    .execute();
  await startReading(ctx, attempt);
  // Money of another currency is none of the order's ledger: people have to look at it, and until they did nobody pays
  // once more.
  if (standing.currency !== order.currency) {
    await placeForMoney(ctx, scope, {
      order,
      choice: { method: attempt.provider, dueAt: null, settled: true, agreed: true },
    });
    await tellDiffers(ctx, attempt, standing);
    return { state: 'paid', outcome: null };
  }
  await placeForMoney(ctx, scope, {
    order,
    choice: { method: attempt.provider, dueAt: null, settled: true, agreed: true },
  });
  const { outcome } = await markPaid(ctx, scope, {
    amountMinor: standing.amountMinor,
    method: attempt.provider,
    paidAt: standing.paidAt,
    note: '',
    key: `attempt-${attempt.id}`,
    online: {
      attemptId: attempt.id,
      reference: standing.paymentReference,
      feeMinor: standing.feeMinor,
      applicationFeeMinor: standing.applicationFeeMinor,
    },
  });
  if (outcome === 'repeated') return { state: 'paid', outcome: null };
  // It was to be paid otherwise, and was not.
  if (outcome === 'completed' && isUnpaidByHand(order))
    await updatePaymentChoice(ctx, scope, { order, method: attempt.provider, dueAt: null, settled: true });
  if (outcome === 'part') await tellDiffers(ctx, attempt, standing);
  // What somebody had found at the provider may be booked by hand already, as this very payment: people decide what
  // goes back.
  if ((outcome === 'late' || outcome === 'settled') && attempt.putAsideAt === null)
    await sendBack(ctx, scope, { attempt, amountMinor: standing.amountMinor, outcome });
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
async function tellDiffers(ctx: Ctx, { id, orderId }: Attempt, { amountMinor, currency }: Paid): Promise<void> {
  await sendNotice(ctx, { kind: 'payment-differs', fact: `payment-differs:${id}`, orderId, amountMinor, currency });
}

/**
 * The seats of a reserved order are there, whatever its clock says: nobody gave them away yet. Where nothing is sold
 * any more it ends. Says whether it was placed here and now.
 */
async function placeForMoney(
  ctx: Ctx,
  scope: OrderScope,
  { order, choice }: { order: LockedOrder; choice: PaymentChoice },
): Promise<boolean> {
  if (order.state !== 'reserved') return false;
  try {
    await keepSeats(ctx, order, { until: ctx.now + 60_000 });
    return (await placeOrder(ctx, scope, choice)) === 'placed';
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await expireOrder(ctx, scope, { why: 'paid-late', held: true });
    return false;
  }
}

/**
 * Money that there was nothing to buy with goes back by itself; of an order that was paid already nothing else changes.
 */
async function sendBack(
  ctx: Ctx,
  { orderId }: OrderScope,
  { attempt, amountMinor, outcome }: { attempt: Attempt; amountMinor: number; outcome: 'late' | 'settled' },
): Promise<void> {
  const house: Ctx = { ...ctx, actor: { kind: 'system', name: 'Foyer' } };
  const reason = outcome === 'late' ? 'It came when the seats were gone' : 'The order was paid already';
  await refundOrder(house, await systemOrderScope(ctx, orderId), {
    amountMinor,
    reason,
    method: attempt.provider,
    key: `unasked-${attempt.id}`,
    unasked: true,
    goesOn: outcome === 'settled',
    returnsFee: true,
  });
}

/** The buyer did their part: the order stands, and its seats are held until the bank says how it went. */
async function settleProcessing(
  ctx: Ctx,
  scope: OrderScope,
  { order, attempt }: { order: LockedOrder; attempt: Attempt },
): Promise<Settled> {
  if (attempt.state === 'processing') return { state: 'processing', outcome: null };
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ state: 'processing', request: null })
    .where('id', '=', attempt.id)
    .execute();
  const isPlaced = await placeForMoney(ctx, scope, {
    order,
    choice: { method: attempt.provider, dueAt: ctx.now + PROCESSING_DAYS * DAY, settled: true, agreed: true },
  });
  if (isPlaced || isUnpaidByHand(order))
    await sendNotice(ctx, { kind: 'payment-processing', fact: `payment-processing:${attempt.id}`, orderId: order.id });
  return { state: 'processing', outcome: null };
}

/** Only an order that waits for this very money ends with it. */
async function settleGone(
  ctx: Ctx,
  scope: OrderScope,
  { order, attempt, reason }: { order: LockedOrder; attempt: Attempt; reason: string },
): Promise<Settled> {
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ state: 'gone', request: null, trouble: cutText(reason, 500) })
    .where('id', '=', attempt.id)
    .execute();
  if (attempt.state === 'processing' && order.state === 'pending-payment' && order.paymentMethod === attempt.provider)
    await expireOrder(ctx, scope, { why: 'payment-failed' });
  return { state: 'gone', outcome: null };
}
