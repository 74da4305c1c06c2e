/** Money that goes back to a buyer. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder, type LockedOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { recordRefund } from '#features/orders/server/paying/record-refund.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { joinChoices } from '#platform/i18n/lists.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { formatMoney } from '#platform/money.ts';
import { transact } from '#platform/transact.ts';
import { nameMethod } from '../payment-form.ts';
import { nearestExact, type Returnable, roundRefund, shareRefund } from '../refund.ts';
import { findEntry, nameActor } from './find-entry.ts';
import { loadReturnable, type ReturnablePayment } from './load-returnable.ts';
import { isOnline } from './providers.ts';

/** The job that sends one refund through its provider. */
export const SEND_REFUNDS_QUEUE = 'send_refunds';

export type Refund = {
  /** How much, in the order's currency; absent: all that is kept of it. */
  amountMinor?: number | undefined;
  reason: string;
  /**
   * The way it goes; absent, or the name of a provider: back through the provider what came through one, and the rest
   * by hand. Any other way is all by hand.
   */
  method?: string | undefined;
  /** The account it goes to; '' where nobody said. */
  iban?: string | undefined;
  /** It has been handed over already, or sent at the provider's own pages. */
  sent?: boolean | undefined;
  /** The installation gives back its share of what goes back through a provider, where it kept one. */
  returnsFee?: boolean | undefined;
  /** Rules or percentages gave the amount, so it is rounded in the buyer's favour to what the provider can send. */
  byRules?: boolean | undefined;
  /** The same key is the same refund. */
  key: string;
  /** The order is cancelled in the same act, which tells the buyer of both. */
  withCancellation?: boolean | undefined;
  /** Tickets of it stay, so it goes on also where nothing of what was paid is left. */
  goesOn?: boolean | undefined;
  /** The money came when there was nothing to buy with it; it goes back by itself. */
  unasked?: boolean | undefined;
};

type Part = { method: string; amountMinor: number; paymentId: number | null; hasFee: boolean };

/**
 * Promises money back, once for each key. What came through a provider goes back through it, by a job, once this
 * transaction stands; the ledger has the rest as open until the team says that it was sent. The order is refunded,
 * partly refunded or as before, as recordRefund says. Whoever calls this has decided that the actor may. `refundId`:
 * the first of its entries.
 * @throws Invalid at `amount` where nothing would go back, more than is left, or what the provider that was asked for
 * cannot move
 */
export async function refundOrder(ctx: Ctx, scope: OrderScope, refund: Refund): Promise<{ refundId: number }> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const known = await findEntry(ctx, scope, refund.key);
    if (known) return { refundId: known.id };
    const leftMinor = order.paidMinor - order.refundedMinor;
    const { amountMinor: asked = leftMinor } = refund;
    const returnable = goesByHand(refund) ? [] : await loadReturnable(ctx, { orderId: order.orderId });
    const amountMinor = refund.byRules ? roundRefund(asked, { payments: returnable, leftMinor }) : asked;
    if (amountMinor <= 0) throw new Invalid('invalid.no_refund', [problem('amount', 'field.larger_amount')]);
    if (amountMinor > leftMinor) throw new Invalid('invalid.too_much', [problem('amount', 'field.too_much')]);
    const by = nameActor(ctx, scope);
    const parts = await splitRefund(ctx, order, { ...refund, amountMinor }, returnable);
    await recordRefund(ctx, order, {
      amountMinor,
      by,
      withCancellation: refund.withCancellation ?? false,
      goesOn: refund.goesOn ?? false,
      unasked: refund.unasked ?? false,
    });
    const [refundId = 0] = await writeEntries(ctx, order, refund, parts, by);
    const { organizerId, eventId, code } = scope;
    const after = { amount: { minor: amountMinor, currency: order.currency }, reason: wordStored(refund.reason, 'en') };
    if (scope.by === 'team')
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'refund.create',
        subject: `a refund for order ${code}`,
        after,
      });
    return { refundId };
  });
}

/** What was sent already and in no way of a provider was sent by somebody. */
function goesByHand({ method = '', sent }: Refund): boolean {
  return !isOnline(method) && (method !== '' || sent === true);
}

/**
 * The newest payment first: what came too late, or twice, is what goes back. What is less than a step of its provider
 * is sent by hand.
 */
async function splitRefund(
  ctx: Ctx,
  order: LockedOrder,
  refund: Refund & { amountMinor: number },
  returnable: readonly ReturnablePayment[],
): Promise<Part[]> {
  const { method = '', amountMinor } = refund;
  const byHand = goesByHand(refund);
  const { shares, restMinor } = shareRefund(amountMinor, returnable);
  if (isOnline(method) && restMinor > 0) checkExact(ctx.locale, order, amountMinor, returnable);
  const online = shares.map((share) => ({
    ...share,
    hasFee: returnable.some(({ paymentId, hasFee }) => hasFee && paymentId === share.paymentId),
  }));
  if (restMinor === 0) return online;
  return [
    ...online,
    {
      method: byHand && method !== '' ? method : await handWayOf(ctx, order),
      amountMinor: restMinor,
      paymentId: null,
      hasFee: false,
    },
  ];
}

/**
 * Who asks for the money to go through a provider is told at once where that cannot move it; what is more than came
 * through one is sent by hand.
 */
function checkExact(
  locale: string,
  { currency, paidMinor, refundedMinor }: LockedOrder,
  amountMinor: number,
  returnable: readonly Returnable[],
): void {
  const there = returnable.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
  const [{ method, stepMinor } = { method: '', stepMinor: 1 }] = returnable.toSorted(
    (a, b) => b.stepMinor - a.stepMinor,
  );
  if (amountMinor > there || stepMinor === 1) return;
  const format = (minor: number): string => formatMoney({ minor, currency }, locale);
  const { below, above } = nearestExact(amountMinor, stepMinor, Math.min(there, paidMinor - refundedMinor));
  const near = [below, above].filter((minor) => minor !== null).map(format);
  const steps = { method: nameMethod(method, translator(locale)), currency, step: format(stepMinor) };
  throw new Invalid('invalid.amount_way', [
    near.length === 0
      ? problem('amount', 'field.refund_steps', steps)
      : problem('amount', 'field.refund_steps_near', { ...steps, near: joinChoices(near, locale) }),
  ]);
}

/** How money of that order is sent by hand: as what came without a provider came. */
async function handWayOf(ctx: Ctx, order: LockedOrder): Promise<string> {
  const ways = await ctx.db
    .selectFrom('payments')
    .select('method')
    .where('orderId', '=', order.orderId)
    .where('kind', '=', 'payment')
    .orderBy('id', 'desc')
    .execute();
  const chosen = [order.paymentMethod, ...ways.map(({ method }) => method)];
  return chosen.find((method) => method !== '' && !isOnline(method)) ?? 'other';
}

async function writeEntries(
  ctx: Ctx,
  order: LockedOrder,
  refund: Refund,
  parts: readonly Part[],
  by: string,
): Promise<number[]> {
  const now = new Date(ctx.now);
  const ids: number[] = [];
  for (const [at, { method, amountMinor, paymentId, hasFee }] of parts.entries()) {
    const { id } = await ctx.db
      .insertInto('payments')
      .values({
        orderId: order.orderId,
        kind: 'refund',
        method,
        amountMinor,
        state: refund.sent ? 'done' : 'open',
        paidAt: now,
        note: refund.reason,
        by,
        idempotencyKey: at === 0 ? refund.key : `${refund.key}/${at}`,
        iban: paymentId === null ? (refund.iban ?? '') : '',
        createdAt: now,
        refundsId: paymentId,
        attemptId:
          paymentId === null ? null : ctx.db.selectFrom('payments').select('attemptId').where('id', '=', paymentId),
        returnsFee: hasFee && (refund.returnsFee ?? false),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (paymentId !== null && !refund.sent)
      await enqueue(ctx, SEND_REFUNDS_QUEUE, { refundId: id }, { key: String(id) });
    ids.push(id);
  }
  return ids;
}
