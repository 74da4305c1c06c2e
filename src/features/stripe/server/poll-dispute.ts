/** How a dispute stands at Stripe. */
import type { DisputeStatus } from '#features/payments/provider.ts';
import { refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeAny } from '#platform/i18n/stored-text.ts';
import { hasText, textKey } from '#platform/i18n/translate.ts';
import { fromStripe } from '../stripe-amount.ts';
import { accountOptions, askStripe, type Stripe, stripeApi } from './stripe-client.ts';

/** Asks Stripe, whatever a message claimed; undefined where it is about what is no intent, so none of ours. */
export async function pollDispute(
  ctx: Ctx,
  { account, reference }: { account: string; reference: string },
): Promise<DisputeStatus | undefined> {
  refuseTransaction(ctx);
  const { id, amount, currency, reason, status, created, payment_intent, evidence_details } = await askStripe(
    stripeApi().disputes.retrieve(reference, {}, accountOptions(account)),
  );
  const paymentReference = typeof payment_intent === 'string' ? payment_intent : payment_intent?.id;
  if (!paymentReference) return undefined;
  const dueBy = evidence_details.due_by;
  return {
    provider: 'stripe',
    account,
    reference: id,
    paymentReference,
    amountMinor: fromStripe(amount, currency),
    currency: currency.toUpperCase(),
    reason: storeDisputeReason(reason),
    state: stateOf(status),
    dueAt: dueBy ? dueBy * 1000 : null,
    openedAt: created * 1000,
  };
}

const OVER: Stripe.Dispute.Status[] = ['won', 'warning_closed', 'prevented'];

/** Inquiries that came to nothing, and what was refunded before it was decided, cost nothing more. */
function stateOf(status: Stripe.Dispute.Status): DisputeStatus['state'] {
  if (status === 'lost') return 'lost';
  return OVER.includes(status) ? 'won' : 'open';
}

/** A stored text; a reason that is newer than our texts as Stripe calls it, without its underscores. */
function storeDisputeReason(reason: string): string {
  const key = `stored.dispute.${reason || 'general'}`;
  return hasText(key) ? storeAny(textKey(key), {}) : reason.replaceAll('_', ' ');
}
