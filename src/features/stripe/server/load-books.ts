/** Stripe's books of an account: what moved in its balance, and what was paid out. */
import type { Movement, MovementKind, Payout } from '#features/payments/provider.ts';
import { type ProviderBooks, refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { stripeDigits } from '../stripe-amount.ts';
import { pollDispute } from './poll-dispute.ts';
import { accountOptions, askStripe, getStripeSettings, type Stripe, stripeApi } from './stripe-client.ts';

const PAGE = 100;

/** All pages of a list. */
async function listAll<T>(list: AsyncIterable<T>): Promise<T[]> {
  return askStripe(Array.fromAsync(list));
}

const seconds = (at: Instant): number => Math.floor(at / 1000);

/** Movements that are about a payment: charges, refunds, disputes, shares that were given back. */
async function loadMovements(ctx: Ctx, { account, since }: { account: string; since: Instant }): Promise<Movement[]> {
  refuseTransaction(ctx);
  const found = await listAll(
    stripeApi().balanceTransactions.list(
      { created: { gte: seconds(since) }, limit: PAGE, expand: ['data.source'] },
      accountOptions(account),
    ),
  );
  return found.flatMap((one) => {
    const paymentReference = paymentOf(one.source);
    return paymentReference ? [{ ...movementOf(one), paymentReference, source: idOf(one.source) }] : [];
  });
}

/** The intent that a movement comes from in the end. Stripe has charges, refunds and disputes name it. */
function paymentOf(source: Stripe.BalanceTransaction['source']): string {
  if (source === null || typeof source === 'string') return '';
  const { payment_intent } = source as { payment_intent?: string | { id: string } | null };
  return typeof payment_intent === 'string' ? payment_intent : (payment_intent?.id ?? '');
}

function idOf(source: Stripe.BalanceTransaction['source']): string {
  return typeof source === 'string' ? source : (source?.id ?? '');
}

function movementOf({
  id,
  amount,
  fee,
  fee_details,
  currency,
  created,
  type,
  reporting_category,
}: Stripe.BalanceTransaction): Omit<Movement, 'paymentReference' | 'source'> {
  const applicationFee = fee_details
    .filter((one) => one.type === 'application_fee')
    .reduce((sum, one) => sum + one.amount, 0);
  return {
    reference: id,
    kind: KINDS[type] ?? CATEGORIES[reporting_category] ?? 'other',
    amount,
    fee: fee - applicationFee,
    applicationFee,
    digits: stripeDigits(currency.toUpperCase()),
    currency: currency.toUpperCase(),
    at: created * 1000,
  };
}

const KINDS: Partial<Record<string, MovementKind>> = {
  charge: 'payment',
  payment: 'payment',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund-failed',
  payment_failure_refund: 'refund-failed',
};
const CATEGORIES: Partial<Record<string, MovementKind>> = {
  dispute: 'dispute',
  dispute_reversal: 'dispute-won',
  fee: 'fee-returned',
};

async function loadPayouts(ctx: Ctx, { account, since }: { account: string; since: Instant }): Promise<Payout[]> {
  refuseTransaction(ctx);
  const found = await listAll(
    stripeApi().payouts.list({ created: { gte: seconds(since) }, limit: PAGE }, accountOptions(account)),
  );
  return found.map(({ id, amount, currency, status, created, arrival_date, automatic }) => ({
    reference: id,
    amount,
    digits: stripeDigits(currency.toUpperCase()),
    currency: currency.toUpperCase(),
    state: STATES[status] ?? 'pending',
    createdAt: created * 1000,
    arrivesAt: arrival_date * 1000,
    isItemised: automatic,
  }));
}

const STATES: Partial<Record<string, Payout['state']>> = { paid: 'paid', failed: 'failed', canceled: 'cancelled' };

/** What went out with a payout. Stripe says it of those that it makes by itself, and refuses to of others. */
async function loadPaidOut(
  ctx: Ctx,
  { account, reference }: { account: string; reference: string },
): Promise<string[]> {
  refuseTransaction(ctx);
  const found = await listAll(
    stripeApi().balanceTransactions.list({ payout: reference, limit: PAGE }, accountOptions(account)),
  );
  return found.map(({ id }) => id);
}

/** Payments and disputes each have a page; which account is looked at the reader's browser knows. */
function addressOf(reference: string): string {
  return `https://dashboard.stripe.com/${getStripeSettings().live ? '' : 'test/'}${reference.startsWith('dp_') || reference.startsWith('du_') ? 'disputes' : 'payments'}/${reference}`;
}

export const stripeBooks: ProviderBooks = {
  listMovements: loadMovements,
  listPayouts: loadPayouts,
  listPaidOut: loadPaidOut,
  pollDispute,
  addressOf,
};
