/** Money on its way back at Stripe. */
import type { RefundStatus, RefundToSend } from '#features/payments/provider.ts';
import { refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import type { PlainProblem } from '#platform/i18n/problem.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import type { PlainKey } from '#platform/i18n/text.ts';
import { isExactAtStripe, toStripe } from '../stripe-amount.ts';
import { accountOptions, askStripe, type Stripe, stripeApi } from './stripe-client.ts';

/**
 * Sends a refund, once for each key: also where Stripe has forgotten the key, or kept an error with it, one that was
 * made is found by its metadata. The installation's share goes back in proportion, as Stripe reckons it.
 */
export async function refundPayment(
  ctx: Ctx,
  { key, account, paymentReference, amountMinor, currency, returnsFee, orderCode }: RefundToSend,
): Promise<RefundStatus> {
  refuseTransaction(ctx);
  if (!isExactAtStripe({ minor: amountMinor, currency })) throw new Invalid('amount.steps', [], { currency });
  const made = await findRefund(account, paymentReference, key).catch(inPlainWords);
  if (made) return statusOf(made);
  const asked = {
    payment_intent: paymentReference,
    amount: toStripe({ minor: amountMinor, currency }),
    ...(returnsFee ? { refund_application_fee: true } : {}),
    metadata: { order: orderCode, refund: key },
  };
  return statusOf(await askStripe(stripeApi().refunds.create(asked, accountOptions(account, key))).catch(inPlainWords));
}

/** What it refuses often, as the team reads it; the rest in Stripe's words. */
function inPlainWords(error: unknown): never {
  const known = error instanceof Invalid ? REFUSALS[error.code] : undefined;
  if (known) throw new Invalid(known, [], {}, { cause: error });
  if (error instanceof Conflict && error.code === 'no_access') throw new Conflict('no_access.stripe');
  throw error;
}

const REFUSALS: Record<string, PlainProblem> = {
  charge_disputed: 'charge_disputed.refund',
  charge_already_refunded: 'charge_already_refunded.refund',
  insufficient_funds: 'insufficient_funds.refund',
  balance_insufficient: 'balance_insufficient.refund',
};

async function findRefund(account: string, paymentReference: string, key: string): Promise<Stripe.Refund | undefined> {
  const made = await askStripe(
    stripeApi().refunds.list({ payment_intent: paymentReference, limit: 100 }, accountOptions(account)),
  );
  return made.data.find(({ metadata }) => metadata?.refund === key);
}

export async function pollStripeRefund(
  ctx: Ctx,
  { account, reference }: { account: string; reference: string },
): Promise<RefundStatus> {
  refuseTransaction(ctx);
  return statusOf(await askStripe(stripeApi().refunds.retrieve(reference, {}, accountOptions(account))));
}

function statusOf({ id, status, failure_reason }: Stripe.Refund): RefundStatus {
  if (status === 'succeeded') return { reference: id, state: 'done', reason: '' };
  if (status === 'failed' || status === 'canceled')
    return {
      reference: id,
      state: 'failed',
      reason: storeText(
        FAILURES[failure_reason ?? ''] ??
          (status === 'canceled' ? 'stored.refund.withdrawn' : 'stored.refund.declined'),
      ),
    };
  return { reference: id, state: 'pending', reason: '' };
}

const FAILURES: Record<string, PlainKey> = {
  lost_or_stolen_card: 'stored.refund.lostCard',
  expired_or_canceled_card: 'stored.refund.expiredCard',
  charge_for_pending_refund_disputed: 'stored.refund.disputed',
  insufficient_funds: 'stored.refund.balance',
  declined: 'stored.refund.declined',
  merchant_request: 'stored.refund.withdrawn',
};
