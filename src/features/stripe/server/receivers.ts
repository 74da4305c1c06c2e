/** How Foyer reacts to webhook events from Stripe: each time by asking what is so. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { addOrganizerNoun } from '#features/audit/server/queries.ts';
import { pollRefund } from '#features/payments/server/send-refund.ts';
import { settleDispute } from '#features/payments/server/settle-dispute.ts';
import { startReading } from '#features/payments/server/start-reading.ts';
import type { Ctx } from '#platform/ctx.ts';
import { onStripeEvent } from './handle-webhook-event.ts';
import { pollDispute } from './poll-dispute.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';
import { settleSession } from './settle-session.ts';

for (const noun of ['stripe', 'platform-fee']) addOrganizerNoun(noun);

onStripeEvent('checkout.session.', settleSession);
onStripeEvent('account.application.deauthorized', (ctx, { account }) => handleDeauthorized(ctx, account));
onStripeEvent('account.updated', async (ctx, { account }) => void (await refreshAccountStatus(ctx, account)));
// Of some ways to pay Stripe tells under both names, of the others only under the newer one.
for (const kind of ['charge.refund.', 'refund.']) {
  onStripeEvent(kind, (ctx, { object }) => pollRefund(ctx, { method: 'stripe', reference: object }));
}
onStripeEvent('charge.dispute.', async (ctx, { account, object }) => {
  const dispute = account === '' ? undefined : await pollDispute(ctx, { account, reference: object });
  if (dispute) await settleDispute(ctx, dispute);
});
// Also what somebody sent back at Stripe itself, which the books tell.
for (const kind of ['payout.', 'charge.refunded']) {
  onStripeEvent(kind, async (ctx, { account }) => {
    if (account !== '') await startReading(ctx, { provider: 'stripe', account });
  });
}

addToExport('stripeAccounts', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('stripeAccounts as s')
    .innerJoin('organizers as o', 'o.id', 's.organizerId')
    .select(['o.slug as organizer', 's.name', 's.live', 's.connectedAt'])
    .where('s.connectedBy', '=', userId)
    .orderBy('s.connectedAt')
    .execute();
  return withIsoInstants(rows, 'connectedAt');
});

/**
 * It may be late, repeated or not Stripe's at all, so only what Stripe says now counts. Outside any transaction.
 * @throws Unavailable, Invalid
 */
export async function handleDeauthorized(ctx: Ctx, account: string): Promise<void> {
  if ((await refreshAccountStatus(ctx, account)) === 'there')
    ctx.log.info('an account was said to be disconnected, and is not');
}
