/**
 * Lets the demo take test money: its organizer has an account at the stand-in for Stripe, as if somebody had pressed
 * the button.
 */
import { systemEventScope } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { getPaymentSettings } from '#features/payments/server/queries.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import type { Config } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { connectAccount } from './connect-account.ts';
import { pollAccount } from './poll-account.ts';
import { findConnection } from './queries.ts';
import { exchangeCode, type Grant } from './stripe-client.ts';

/**
 * Nothing without test money, while the stand-in does not run, or once somebody has let the account go: the demo is
 * paid in its other ways then.
 */
export async function connectDemo(
  ctx: Ctx,
  { stripe, url }: Config,
  { organizer, slug }: { organizer: OrganizerScope; slug: string },
): Promise<void> {
  if (!stripe?.testMoney || (await findConnection(ctx, organizer)) || (await wasLetGo(ctx, organizer))) return;
  try {
    const grant = await askForAccount(stripe, url);
    const status = await pollAccount(grant.account);
    await connectAccount(ctx, organizer, {
      kind: 'oauth',
      grant,
      status: status === 'gone' ? undefined : status,
    });
  } catch (error) {
    return void ctx.log.info({ err: error }, 'the demo takes no test money');
  }
  const { id } = await ctx.db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  const event = await systemEventScope(ctx, id);
  const settings = await getPaymentSettings(ctx, event);
  await updatePaymentSettings(ctx, event, {
    ...settings,
    methods: settings.methods.map((method) => (method.method === 'stripe' ? { ...method, enabled: true } : method)),
  });
}

async function wasLetGo({ db }: Ctx, { organizerId }: OrganizerScope): Promise<boolean> {
  const entry = await db
    .selectFrom('auditEntries')
    .select('id')
    .where('organizerId', '=', organizerId)
    .where('action', '=', 'stripe.disconnect')
    .limit(1)
    .executeTakeFirst();
  return entry !== undefined;
}

/** What pressing Connect on the page of the stand-in does. */
async function askForAccount(stripe: StripeSettings, url: string): Promise<Grant> {
  const said = {
    response_type: 'code',
    client_id: stripe.clientId,
    scope: 'read_write',
    state: 'demo',
    redirect_uri: `${url}/stripe/callback`,
    account_email: 'marginalia@post.example',
    decision: 'connect',
  };
  const answer = await fetch(`${stripe.connectBase}/oauth/authorize`, {
    method: 'POST',
    body: new URLSearchParams(said),
    redirect: 'manual',
  });
  const back = URL.parse(answer.headers.get('location') ?? '');
  return exchangeCode(stripe, back?.searchParams.get('code') ?? '');
}
