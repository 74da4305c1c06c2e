/**
 * The stand-in for Stripe against Stripe's own description: every endpoint is called by the official library, and nothing asked or
 * answered may be other than described. The description is no part of this repository: `FOYER_SHARED` says where it is.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import Stripe from 'stripe';
import { type FakeStripe, startFakeStripe } from '#testing/fake-stripe.ts';
import { ROUTES } from '#testing/stripe/routes.ts';
import type { Kind, Shape } from '#testing/stripe/shape.ts';
import { answerFaults, readSpec, requestFaults, type Spec, thingFaults } from '#testing/stripe/spec.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const folder = path.join(shared, 'data/stripe');
const file = path.join(folder, 'spec3-2022-04-12.json');
const skip = existsSync(file) ? false : `there is no ${file}; set FOYER_SHARED to the folder that has data/`;
const spec = skip ? ({ paths: {}, components: { schemas: {} } } as Spec) : readSpec(file);

const BACK = 'https://foyer.example/callback';
const KEY = 'sk_test_acceptance_0001';

function connect(fake: FakeStripe, stripe: Stripe): Promise<Stripe.OAuthToken> {
  const back = new URL(fake.control.consent(`${fake.connectBase}/oauth/authorize?client_id=ca_acceptance&response_type=code&scope=read_write&redirect_uri=${BACK}`));
  return stripe.oauth.token({ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' });
}

describe('the stand-in for Stripe', { skip }, () => {
  test('the checker takes every example that Stripe publishes', () => {
    const { resources } = JSON.parse(readFileSync(path.join(folder, 'fixtures3-2022-04-12.json'), 'utf8')) as { resources: Record<string, object> };
    const wrong = Object.entries(resources).flatMap(([name, thing]) => thingFaults(spec, name, thing).map((fault) => `${name}: ${fault}`));
    // That one example has a `zip` which its own description does not name.
    assert.deepEqual(wrong, ['identity.verification_report: .document.address.zip is not described']);
    assert.equal(Object.keys(resources).length >= 100, true);
  });

  test('the checker sees what is missing, too much, of the wrong kind, or none of the choices', () => {
    const { charge } = (JSON.parse(readFileSync(path.join(folder, 'fixtures3-2022-04-12.json'), 'utf8')) as { resources: Record<string, Record<string, unknown>> }).resources;
    const { amount: _, ...without } = charge ?? {};
    assert.deepEqual(thingFaults(spec, 'charge', without), ['.amount is missing']);
    assert.deepEqual(thingFaults(spec, 'charge', { ...charge, colour: 'red' }), ['.colour is not described']);
    assert.deepEqual(thingFaults(spec, 'charge', { ...charge, amount: '12' }), ['.amount is no integer']);
    assert.deepEqual(thingFaults(spec, 'charge', { ...charge, amount: null }), ['.amount is null']);
    assert.deepEqual(thingFaults(spec, 'charge', { ...charge, status: 'maybe' }), ['.status is none of failed, pending, succeeded']);
    assert.deepEqual(requestFaults(spec, 'POST', '/v1/refunds', { amount: 'ten', colour: 'red' }), ['.amount is no integer', '.colour is not described']);
    assert.deepEqual(requestFaults(spec, 'GET', '/v1/refunds', { limit: '3', colour: 'red' }), ['.colour is not described']);
    assert.deepEqual(answerFaults(spec, 'GET', '/v1/charges/{charge}', 404, { error: { type: 'not_found' } }), ['.error.type is none of api_error, card_error, idempotency_error, invalid_request_error']);
  });

  test('every endpoint and every parameter it takes is described', () => {
    const unknown = ROUTES.flatMap(({ method, path: route, shape }) => requestFaults(spec, method, route, exampleOf(shape)).map((fault) => `${method} ${route} ${fault}`));
    assert.deepEqual(unknown, []);
  });

  test('every endpoint answers as described', async () => {
    const fake = await startFakeStripe({ clientId: 'ca_acceptance', platformKey: KEY, webhookSecret: 'whsec_acceptance', redirectUris: [BACK], spec: file });
    after(() => fake.stop());
    const stripe = new Stripe(KEY, { host: 'localhost', port: fake.port, protocol: 'http', apiVersion: '2020-08-27' as never, telemetry: false });
    const { stripe_user_id: account = '' } = await connect(fake, stripe);
    await walkPlatform(stripe, account);
    await walkPayments(fake, stripe, account);
    assert.deepEqual(fake.control.drift, []);
    assert.deepEqual(notCalled(fake), []);
    assert.deepEqual(fake.control.received.filter((one) => typeof one.status === 'string' || one.status >= 500), []);
  });
});

/** Some value for each parameter, as it would come in a form. */
function exampleOf(shape: Shape): Record<string, unknown> {
  return Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name.replace('!', ''), exampleOfKind(name.replace('!', ''), kind)]));
}

function exampleOfKind(name: string, kind: Kind): unknown {
  if (kind === 'metadata') return { order: '1' };
  if (kind === 'integer') return '1';
  if (kind === 'boolean') return 'true';
  if (typeof kind === 'object' && 'of' in kind) return exampleOf(kind.of);
  if (typeof kind === 'object' && 'list' in kind) return name === 'enabled_events' ? ['*'] : [exampleOfKind('', kind.list)];
  if (typeof kind === 'object') return kind[0];
  return name === 'api_version' ? '2020-08-27' : name === 'email' ? 'a@example.org' : 'x';
}

async function walkPlatform(stripe: Stripe, account: string): Promise<void> {
  const made = await stripe.accounts.create({ type: 'express', country: 'DE', capabilities: { card_payments: { requested: true } } });
  await stripe.accountLinks.create({ account: made.id, type: 'account_onboarding', refresh_url: BACK, return_url: BACK });
  await stripe.accounts.list({ limit: 1 });
  await stripe.accounts.retrieve(account);
  await stripe.accounts.retrieveCurrent();
  await stripe.accounts.del(made.id);
  const hook = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/none', enabled_events: ['*'], connect: true });
  await stripe.webhookEndpoints.list();
  await stripe.webhookEndpoints.retrieve(hook.id);
  await stripe.webhookEndpoints.del(hook.id);
}

async function walkPayments(fake: FakeStripe, stripe: Stripe, account: string): Promise<void> {
  const on = { stripeAccount: account };
  const price_data = { currency: 'eur', unit_amount: 2500, product_data: { name: 'Ticket', description: 'One seat' } };
  const session = await stripe.checkout.sessions.create({ mode: 'payment', success_url: BACK, cancel_url: BACK, customer_email: 'ada@example.org', locale: 'de', client_reference_id: 'o1', metadata: { order: 'o1' }, line_items: [{ quantity: 2, price_data }], payment_intent_data: { application_fee_amount: 100, description: 'Order', statement_descriptor: 'FOYER GALA', metadata: { order: 'o1' } } }, on);
  fake.control.pay(session.id, 'declined');
  fake.control.pay(session.id, 'authenticate');
  await stripe.paymentIntents.retrieve(String(session.payment_intent), {}, on);
  fake.control.pay(session.id);
  const over = await stripe.checkout.sessions.create({ mode: 'payment', success_url: BACK, cancel_url: BACK, line_items: [{ quantity: 1, price_data }] }, on);
  await stripe.checkout.sessions.expire(over.id, {}, on);
  await stripe.checkout.sessions.list({ payment_intent: String(session.payment_intent) }, on);
  await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.charges.data.balance_transaction', 'line_items'] }, on);
  await stripe.checkout.sessions.listLineItems(session.id, {}, on);
  const intent = await stripe.paymentIntents.create({ amount: 900, currency: 'jpy' }, on);
  await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }, on).catch(() => {});
  await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_authenticationRequired', return_url: BACK }, on);
  await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' }, on);
  await stripe.paymentIntents.list({ limit: 2 }, on);
  await walkBack(fake, stripe, on, String(session.payment_intent));
}

async function walkBack(fake: FakeStripe, stripe: Stripe, on: { stripeAccount: string }, payment_intent: string): Promise<void> {
  const [charge] = (await stripe.charges.list({ payment_intent }, on)).data.filter((one) => one.paid);
  const refund = await stripe.refunds.create({ payment_intent, amount: 1000, refund_application_fee: true, reason: 'requested_by_customer', metadata: { order: 'o1' } }, on);
  fake.control.failRefund(refund.id);
  await stripe.refunds.retrieve(refund.id, {}, on);
  await stripe.refunds.list({ payment_intent }, on);
  await stripe.refunds.create({ payment_intent, amount: 9_999_999 }, on).catch(() => {});
  const dispute = fake.control.openDispute(charge?.id ?? '');
  await stripe.disputes.retrieve(dispute.id, {}, on);
  fake.control.closeDispute(dispute.id, 'won');
  await stripe.disputes.list({ payment_intent }, on);
  await stripe.charges.retrieve(charge?.id ?? '', {}, on);
  const [fee] = (await stripe.applicationFees.list({ charge: charge?.id ?? '' })).data;
  await stripe.applicationFees.createRefund(fee?.id ?? '', { amount: 5 });
  await stripe.applicationFees.listRefunds(fee?.id ?? '');
  await stripe.applicationFees.retrieve(fee?.id ?? '');
  const [movement] = (await stripe.balanceTransactions.list({ limit: 100 }, on)).data;
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
  return ROUTES.filter(({ method, path: route }) => !called.some((one) => new RegExp(`^${method} ${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(one))).map(({ method, path: route }) => `${method} ${route}`);
}
