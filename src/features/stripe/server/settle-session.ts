/** Webhook events of a page on which an order is paid. */
import {
  adoptAttempt,
  type Attempt,
  findAttemptByReference,
  getAttempt,
} from '#features/payments/server/find-attempt.ts';
import { settleAttempt } from '#features/payments/server/settle-attempt.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import type { StripeEvent } from './handle-webhook-event.ts';
import { pollSession } from './poll-session.ts';
import { accountOptions, askStripe, stripeApi } from './stripe-client.ts';

/** Asks how the payment stands and settles it. Pages that are none of ours are left alone. @throws Unavailable */
export async function settleSession(ctx: Ctx, { account, object: reference }: StripeEvent): Promise<void> {
  if (account === '' || reference === '') return;
  const known = await findAttemptByReference(ctx, { provider: 'stripe', account, reference });
  if (known?.state === 'paid') return;
  const attempt = known ?? (await adopt(ctx, account, reference));
  if (attempt) await settleAttempt(ctx, attempt, await pollSession(ctx, { id: attempt.id, account, reference }));
}

/**
 * Nobody here may have heard that it was begun, so nobody was led there; but it is there, and what comes of it counts.
 */
async function adopt(ctx: Ctx, account: string, reference: string): Promise<Attempt | undefined> {
  const id = await findOwner(account, reference);
  if (!id || !isUuid(id)) return undefined;
  return (await adoptAttempt(ctx, { id, provider: 'stripe', account, reference })) ? getAttempt(ctx, id) : undefined;
}

/** For which try the page was made, as Stripe says. */
async function findOwner(account: string, reference: string): Promise<string | null> {
  try {
    return (await askStripe(stripeApi().checkout.sessions.retrieve(reference, {}, accountOptions(account))))
      .client_reference_id;
  } catch (error) {
    // None of ours, or in an account that lets us at nothing.
    if (error instanceof Invalid || error instanceof Conflict) return null;
    throw error;
  }
}
