/** Sending somebody to Stripe to connect the account that they have. */
import { randomBytes } from 'node:crypto';
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { pageAtStripe } from '#platform/stripe-settings.ts';
import { transact } from '#platform/transact.ts';
import { ATTEMPT_MINUTES } from '../account.ts';
import { getStripeSettings } from './stripe-client.ts';

export type BeginConnect = {
  /** Where the person comes back to, a path of ours, checked already. */
  next: string;
  /** Who asks: an address of the network. */
  client: string;
  /** Where Stripe sends the browser back to. */
  callback: string;
};

/**
 * Notes the attempt and gives the address at Stripe. `browser` is for a cookie of this browser alone: only with it the
 * answer counts, once, within ten minutes, for this person and this organizer.
 * @throws Forbidden without the right to money; NotFound where nobody pays by card here; Conflict where accounts are
 * made instead; TooMany
 */
export async function beginConnect(
  ctx: Ctx,
  scope: OrganizerScope,
  { next, client, callback }: BeginConnect,
): Promise<{ address: string; browser: string }> {
  await requireRight(ctx, scope, 'manage-payouts', noOrganizer(scope.slug));
  const settings = getStripeSettings();
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('forbidden.sign_in');
  if (settings.connect !== 'oauth') throw new Conflict('other_way.make');
  await limitAttempts(ctx, 'token', { address: client });
  const [state, browser] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  await transact(ctx, async ({ db, now }) => {
    await db
      .insertInto('stripeAttempts')
      .values({
        kind: 'oauth',
        organizerId: scope.organizerId,
        userId: actor.userId,
        stateHash: hashSecret(state),
        browserHash: hashSecret(browser),
        nextPath: next,
        createdAt: new Date(now),
        expiresAt: new Date(now + ATTEMPT_MINUTES * 60_000),
      })
      .execute();
  });
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    scope: 'read_write',
    redirect_uri: callback,
    state,
    'stripe_user[email]': actor.email,
  });
  return { address: pageAtStripe(settings, `${settings.connectBase}/oauth/authorize?${query}`), browser };
}
