/** Sending somebody to Stripe to complete an account that was made from here. */
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { pageAtStripe } from '#platform/stripe-settings.ts';
import { findConnection } from './queries.ts';
import { askStripe, getStripeSettings, stripeApi } from './stripe-client.ts';

export type BeginOnboarding = {
  /** Where Stripe sends the browser when somebody is through, or left. */
  returnUrl: string;
  /** And where the link was used already or is too old. */
  refreshUrl: string;
  client: string;
};

/**
 * The address at Stripe: it counts once, for a few minutes.
 * @throws Forbidden, NotFound, Conflict for an account that is not made from here; Invalid, Unavailable, TooMany
 */
export async function beginOnboarding(
  ctx: Ctx,
  scope: OrganizerScope,
  { returnUrl, refreshUrl, client }: BeginOnboarding,
): Promise<string> {
  await requireRight(ctx, scope, 'manage-payouts', noOrganizer(scope.slug));
  await limitAttempts(ctx, 'token', { address: client });
  const connection = await findConnection(ctx, scope);
  if (!connection?.account) throw new Conflict('not_connected.stripe');
  if (connection.kind !== 'created') throw new Conflict('other_way.by_owner');
  const link = await askStripe(
    stripeApi().accountLinks.create({
      account: connection.account,
      type: 'account_onboarding',
      return_url: returnUrl,
      refresh_url: refreshUrl,
    }),
  );
  return pageAtStripe(getStripeSettings(), link.url);
}
