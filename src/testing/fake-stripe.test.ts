/** The stand-in for Stripe refuses what Stripe refuses, asked by the official library; otherwise its journeys would prove nothing. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Stripe from 'stripe';
import { startFakeStripe } from './fake-stripe.ts';

const CLIENT_ID = 'ca_FoyerTest';
const PLATFORM_KEY = 'sk_test_FoyerPlatformKey0001';
const BACK = 'https://foyer.example/payments/callback';
const fake = await startFakeStripe({ clientId: CLIENT_ID, platformKey: PLATFORM_KEY, webhookSecret: 'whsec_test', redirectUris: [BACK] });
after(() => fake.stop());

function client(key = PLATFORM_KEY, retries = 0): Stripe {
  return new Stripe(key, { host: 'localhost', port: fake.port, protocol: 'http', apiVersion: '2020-08-27' as never, maxNetworkRetries: retries, telemetry: false });
}
const stripe = client();

type Refused = { type?: string; rawType?: string; code?: string; statusCode?: number; param?: string; message: string };

async function refusal(work: Promise<unknown>): Promise<Refused> {
  const { type, rawType, code, statusCode, param, message } = await work.then(
    () => assert.fail('it was not refused'),
    (error: Refused) => error,
  );
  return Object.fromEntries(Object.entries({ type, rawType, code, statusCode, param, message }).filter(([, value]) => value !== undefined)) as Refused;
}

function authorizeAddress(more: Record<string, string> = {}): string {
  return `${fake.connectBase}/oauth/authorize?${new URLSearchParams({ client_id: CLIENT_ID, response_type: 'code', scope: 'read_write', redirect_uri: BACK, state: 'abc', ...more })}`;
}

async function connect(): Promise<{ account: string; accessToken: string; code: string }> {
  const back = new URL(fake.control.consent(authorizeAddress(), { email: `${Math.random()}@example.org` }));
  const code = back.searchParams.get('code') ?? '';
  const token = await stripe.oauth.token({ grant_type: 'authorization_code', code });
  return { account: token.stripe_user_id ?? '', accessToken: token.access_token ?? '', code };
}

const { account } = await connect();
const on = { stripeAccount: account };

function sessionFor(amount: number, currency = 'eur', more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
  return { mode: 'payment', success_url: 'https://foyer.example/thanks?id={CHECKOUT_SESSION_ID}', cancel_url: 'https://foyer.example/back', line_items: [{ quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name: 'Ticket' } } }], ...more };
}

test('a session is paid on its page: intent, charge, fees and session say so', async () => {
  const session = await stripe.checkout.sessions.create(sessionFor(5000, 'eur', { payment_intent_data: { application_fee_amount: 300, metadata: { order: 'o1' } } }), on);
  assert.deepEqual([session.status, session.payment_status, session.amount_total], ['open', 'unpaid', 5000]);
  const paid = await fetch(session.url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision: 'good' }) });
  assert.deepEqual([paid.status, paid.headers.get('location')], [303, `https://foyer.example/thanks?id=${session.id}`]);
  const after = await stripe.checkout.sessions.retrieve(session.id, {}, on);
  assert.deepEqual([after.status, after.payment_status], ['complete', 'paid']);
  const charges = await stripe.charges.list({ payment_intent: String(session.payment_intent) }, on);
  assert.deepEqual(charges.data.map((one) => [one.status, one.amount, one.application_fee_amount, one.metadata.order]), [['succeeded', 5000, 300, 'o1']]);
  const movement = await stripe.balanceTransactions.retrieve(String(charges.data[0]?.balance_transaction), {}, on);
  assert.deepEqual([movement.amount, movement.fee, movement.net], [5000, 300 + 75 + 25, 4600]);
  assert.deepEqual(fake.control.drift, []);
});
