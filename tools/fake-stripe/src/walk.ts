/** Calls every endpoint of the stand-in with the official library, as payments go from their beginning to their end. */
import Stripe from 'stripe';
import { type FakeStripe, type FakeStripeOptions, startFakeStripe } from './fake-stripe.ts';
import { ROUTES } from './routes.ts';

const BACK = 'https://foyer.example/callback';
const CLIENT_ID = 'ca_walk';
const KEY = 'sk_test_walk_0001';

/** Starts the stand-in and the library's client for it, and connects an account. Stop `fake` at the end. */
export async function startWalk(
  more: Partial<FakeStripeOptions> = {},
): Promise<{ fake: FakeStripe; stripe: Stripe; account: string }> {
  const options = { clientId: CLIENT_ID, platformKey: KEY, webhookSecret: 'whsec_walk', redirectUris: [BACK] };
  const fake = await startFakeStripe({ ...options, ...more });
  const stripe = new Stripe(KEY, { host: 'localhost', port: fake.port, protocol: 'http', telemetry: false });
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    scope: 'read_write',
    redirect_uri: BACK,
  });
  const back = new URL(fake.control.consent(`${fake.connectBase}/oauth/authorize?${query}`));
  const granted = await stripe.oauth.token({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
  });
  return { fake, stripe, account: granted.stripe_user_id ?? '' };
}

/** Calls everything; what was not called, or not answered well, is given back. */
export async function walkEveryEndpoint({
  fake,
  stripe,
  account,
}: Awaited<ReturnType<typeof startWalk>>): Promise<string[]> {
  await walkPlatform(stripe, account);
  await walkPayments(fake, stripe, account);
  return notCalled(fake);
}

async function walkPlatform(stripe: Stripe, account: string): Promise<void> {
  const made = await stripe.accounts.create({
    type: 'express',
    country: 'DE',
    capabilities: { card_payments: { requested: true } },
  });
  await stripe.accountLinks.create({
    account: made.id,
    type: 'account_onboarding',
    refresh_url: BACK,
    return_url: BACK,
  });
  await stripe.accounts.list({ limit: 1 });
  await stripe.accounts.retrieve(account);
  await stripe.accounts.retrieveCurrent();
  await stripe.accounts.del(made.id);
  const hook = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/none',
    enabled_events: ['*'],
    connect: true,
    api_version: Stripe.API_VERSION,
  });
  await stripe.webhookEndpoints.list();
  await stripe.webhookEndpoints.retrieve(hook.id);
  await stripe.webhookEndpoints.del(hook.id);
}

async function walkPayments(fake: FakeStripe, stripe: Stripe, account: string): Promise<void> {
  const on = { stripeAccount: account };
  const price_data = { currency: 'eur', unit_amount: 2500, product_data: { name: 'Ticket', description: 'One seat' } };
  const begun = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      success_url: BACK,
      cancel_url: BACK,
      customer_email: 'ada@example.org',
      locale: 'de',
      client_reference_id: 'o1',
      metadata: { order: 'o1' },
      adaptive_pricing: { enabled: false },
      line_items: [{ quantity: 2, price_data }],
      payment_intent_data: {
        application_fee_amount: 100,
        description: 'Order',
        statement_descriptor: 'FOYER GALA',
        metadata: { order: 'o1' },
      },
    },
    on,
  );
  fake.control.pay(begun.id, 'declined');
  fake.control.pay(begun.id, 'authenticate');
  const session = await stripe.checkout.sessions.retrieve(
    begun.id,
    { expand: ['payment_intent.latest_charge', 'line_items'] },
    on,
  );
  const { id: payment_intent } = session.payment_intent as Stripe.PaymentIntent;
  await stripe.paymentIntents.retrieve(payment_intent, {}, on);
  fake.control.pay(session.id);
  const over = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      success_url: BACK,
      cancel_url: BACK,
      line_items: [{ quantity: 1, price_data }],
    },
    on,
  );
  await stripe.checkout.sessions.expire(over.id, {}, on);
  await stripe.checkout.sessions.list({ payment_intent }, on);
  const expand = ['payment_intent.latest_charge.balance_transaction', 'line_items'];
  await stripe.checkout.sessions.retrieve(session.id, { expand }, on);
  await stripe.checkout.sessions.listLineItems(session.id, {}, on);
  const intent = await stripe.paymentIntents.create({ amount: 900, currency: 'jpy' }, on);
  const declined = { payment_method: 'pm_card_chargeDeclined', return_url: BACK };
  await stripe.paymentIntents.confirm(intent.id, declined, on).catch(() => {});
  await stripe.paymentIntents.confirm(
    intent.id,
    { payment_method: 'pm_card_authenticationRequired', return_url: BACK },
    on,
  );
  await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' }, on);
  await stripe.paymentIntents.list({ limit: 2 }, on);
  await walkBack(fake, stripe, on, payment_intent);
}

type On = { stripeAccount: string };

async function walkBack(fake: FakeStripe, stripe: Stripe, on: On, payment_intent: string): Promise<void> {
  const [charge] = (
    await stripe.charges.list({ payment_intent, expand: ['data.balance_transaction'] }, on)
  ).data.filter((one) => one.paid);
  const refund = await stripe.refunds.create(
    {
      payment_intent,
      amount: 1000,
      refund_application_fee: true,
      reason: 'requested_by_customer',
      metadata: { order: 'o1' },
    },
    on,
  );
  fake.control.failRefund(refund.id);
  await stripe.refunds.retrieve(refund.id, {}, on);
  await stripe.refunds.list({ payment_intent }, on);
  await stripe.refunds.create({ payment_intent, amount: 9_999_999 }, on).catch(() => {});
  const dispute = fake.control.openDispute(charge?.id ?? '');
  await stripe.disputes.retrieve(dispute.id, {}, on);
  fake.control.closeDispute(dispute.id, 'won');
  await stripe.disputes.list({ payment_intent }, on);
  await stripe.charges.retrieve(charge?.id ?? '', { expand: ['refunds'] }, on);
  const [fee] = (await stripe.applicationFees.list({ charge: charge?.id ?? '' })).data;
  await stripe.applicationFees.createRefund(fee?.id ?? '', { amount: 5 });
  await stripe.applicationFees.listRefunds(fee?.id ?? '');
  await stripe.applicationFees.retrieve(fee?.id ?? '');
  await walkBooks(fake, stripe, on);
}

async function walkBooks(fake: FakeStripe, stripe: Stripe, on: On): Promise<void> {
  const [movement] = (await stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }, on)).data;
  await stripe.balanceTransactions.retrieve(movement?.id ?? '', {}, on);
  await stripe.balanceTransactions.list({ type: 'application_fee' });
  const { id: payout } = fake.control.payOut(on.stripeAccount);
  await stripe.payouts.list({ status: 'paid', arrival_date: { gt: 1 } }, on);
  await stripe.payouts.retrieve(payout, {}, on);
  await stripe.balanceTransactions.list({ payout, limit: 100 }, on);
  const [event] = (await stripe.events.list({ limit: 100 }, on)).data;
  await stripe.events.retrieve(event?.id ?? '', {}, on);
}

function notCalled(fake: FakeStripe): string[] {
  const called = fake.control.received.filter((one) => one.status === 200).map((one) => `${one.method} ${one.path}`);
  const isCalled = ({ method, path }: { method: string; path: string }): boolean => {
    const address = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return called.some((one) => address.test(one));
  };
  return ROUTES.filter((route) => !isCalled(route)).map(({ method, path }) => `${method} ${path}`);
}
