/** How a payment stands at Stripe: asked of Stripe itself, whatever a message said. */
import type { BegunAttempt, PaymentStatus } from '#features/payments/provider.ts';
import { refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { fromStripe } from '../stripe-amount.ts';
import { accountOptions, askStripe, type Stripe, stripeApi } from './stripe-client.ts';

type Session = Stripe.Checkout.Session;

/** @throws Conflict (`other_attempt`) where the page was made for another try */
export async function pollSession(ctx: Ctx, attempt: BegunAttempt): Promise<PaymentStatus> {
  refuseTransaction(ctx);
  const session = await askStripe(
    stripeApi().checkout.sessions.retrieve(attempt.reference, {}, accountOptions(attempt.account)),
  );
  if (session.client_reference_id !== attempt.id) throw new Conflict('other_attempt.page');
  if (session.payment_status === 'paid') return loadPaid(attempt, session);
  if (session.status === 'open') return { state: 'open' };
  if (session.status === 'expired') return { state: 'gone', reason: storeText('stored.attempt.pageExpired') };
  return pollIntent(attempt, session);
}

/** Closes the page; where it cannot be closed, something has happened on it. */
export async function closeSession(ctx: Ctx, attempt: BegunAttempt): Promise<PaymentStatus> {
  refuseTransaction(ctx);
  try {
    await askStripe(stripeApi().checkout.sessions.expire(attempt.reference, {}, accountOptions(attempt.account)));
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
  }
  return pollSession(ctx, attempt);
}

/** The buyer is through, and the money is not there: a bank takes its time, or said no. */
async function pollIntent({ account }: BegunAttempt, session: Session): Promise<PaymentStatus> {
  const intent = await askStripe(
    stripeApi().paymentIntents.retrieve(idOf(session.payment_intent), {}, accountOptions(account)),
  );
  if (intent.status === 'processing' || intent.status === 'requires_action' || intent.status === 'requires_capture')
    return { state: 'processing' };
  if (intent.status === 'succeeded') return loadPaid({ account }, session);
  return { state: 'gone', reason: storeText('stored.attempt.bankFailed') };
}

async function loadPaid({ account }: { account: string }, session: Session): Promise<PaymentStatus> {
  const reference = idOf(session.payment_intent);
  const { data } = await askStripe(
    stripeApi().charges.list(
      { payment_intent: reference, limit: 100, expand: ['data.balance_transaction'] },
      accountOptions(account),
    ),
  );
  const charge = data.find(({ paid, status }) => paid && status === 'succeeded');
  if (!charge) throw new Conflict('no_charge.stripe');
  return {
    state: 'paid',
    paymentReference: reference,
    amountMinor: fromStripe(charge.amount, charge.currency),
    currency: charge.currency.toUpperCase(),
    paidAt: charge.created * 1000,
    feeMinor: feeOf(charge),
    applicationFeeMinor: fromStripe(charge.application_fee_amount ?? 0, charge.currency),
  };
}

/** What Stripe itself keeps; null where it has not booked it yet, or books in another currency. */
function feeOf({ balance_transaction: booked, currency }: Stripe.Charge): number | null {
  if (!booked || typeof booked === 'string' || booked.currency !== currency) return null;
  const kept = booked.fee_details
    .filter(({ type }) => type === 'stripe_fee')
    .reduce((sum, { amount }) => sum + amount, 0);
  return fromStripe(kept, currency);
}

function idOf(reference: string | { id: string } | null): string {
  if (reference === null) throw new Conflict('no_intent.stripe');
  return typeof reference === 'string' ? reference : reference.id;
}
