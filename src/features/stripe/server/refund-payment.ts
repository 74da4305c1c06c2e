/** Money on its way back at Stripe. */
import type { RefundStatus, RefundToSend } from '#features/payments/provider.ts';
import { refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
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
  if (error instanceof Invalid)
    throw new Invalid(REFUSALS[error.code ?? ''] ?? error.message, [], error.code, { cause: error });
  if (error instanceof Conflict && error.code === 'no_access')
    throw new Conflict('The account at Stripe is not connected any more', error.code);
  throw error;
}

const REFUSALS: Record<string, string> = {
  charge_disputed: 'The buyer has disputed this payment at their bank, so it cannot be sent back meanwhile',
  charge_already_refunded: 'All of this payment went back already',
  insufficient_funds: 'Your balance at Stripe is too small',
  balance_insufficient: 'Your balance at Stripe is too small',
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
      reason:
        FAILURES[failure_reason ?? ''] ??
        (status === 'canceled' ? 'It was taken back at Stripe' : 'The bank of the buyer did not take it'),
    };
  return { reference: id, state: 'pending', reason: '' };
}

const FAILURES: Record<string, string> = {
  lost_or_stolen_card: 'The card is lost or stolen',
  expired_or_canceled_card: 'The card has expired or was cancelled',
  charge_for_pending_refund_disputed: 'The buyer has disputed the payment meanwhile',
  insufficient_funds: 'Your balance at Stripe is too small',
  declined: 'The bank of the buyer declined it',
  merchant_request: 'It was taken back at Stripe',
};
