/**
 * Webhooks of the stand-in: signed as the official library checks it, sent again until they are taken, and spoilt on
 * demand.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import Stripe from 'stripe';
import { startFakeStripe } from './fake-stripe.ts';

type Got = { type: string; id: string; account: string | undefined; signed: boolean };
const SECRET = 'whsec_events';
const BACK = 'https://foyer.example/callback';
const got: Got[] = [];
/** How the next deliveries are answered. */
const answers: number[] = [];

const foyer = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    got.push(read(Buffer.concat(parts), String(req.headers['stripe-signature'])));
    res.writeHead(answers.shift() ?? 200).end();
  });
});
foyer.listen(0, '127.0.0.1');
await once(foyer, 'listening');
const fake = await startFakeStripe({
  clientId: 'ca_events',
  platformKey: 'sk_test_events',
  webhookSecret: SECRET,
  webhookUrl: `http://127.0.0.1:${(foyer.address() as AddressInfo).port}/hook`,
  redirectUris: [BACK],
  retryDelays: [20, 40],
});
const stripe = new Stripe('sk_test_events', { host: 'localhost', port: fake.port, protocol: 'http', telemetry: false });
after(async () => {
  await fake.stop();
  foyer.close();
  foyer.closeAllConnections();
});

function read(body: Buffer, signature: string): Got {
  const { type, id, account } = JSON.parse(body.toString()) as Stripe.Event;
  try {
    stripe.webhooks.constructEvent(body, signature, SECRET);
    return { type, id, account, signed: true };
  } catch {
    return { type, id, account, signed: false };
  }
}

const back = new URL(
  fake.control.consent(
    `${fake.connectBase}/oauth/authorize?client_id=ca_events&response_type=code&redirect_uri=${BACK}`,
  ),
);
const { stripe_user_id: account = '' } = await stripe.oauth.token({
  grant_type: 'authorization_code',
  code: back.searchParams.get('code') ?? '',
});
const on = { stripeAccount: account };

/** One event that the connected account has. */
const makeOne = (amount: number): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({ amount, currency: 'eur' }, on);

beforeEach(async () => {
  await fake.control.settle();
  got.length = 0;
});

test('a payment is told in order, to the connected side and to the platform, each signed', async () => {
  await stripe.paymentIntents.create(
    {
      amount: 1000,
      currency: 'eur',
      application_fee_amount: 50,
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: BACK,
    },
    on,
  );
  await fake.control.settle();
  const sorted = got.map(({ type, account: of, signed }) => `${type} ${of === account} ${signed}`).sort();
  assert.deepEqual(sorted, [
    'application_fee.created false true',
    'charge.succeeded true true',
    'payment_intent.created true true',
    'payment_intent.succeeded true true',
  ]);
});

test('what is not taken is sent again until it is', async () => {
  answers.push(500, 302, 200);
  await makeOne(100);
  await fake.control.settle();
  assert.deepEqual([got.length, new Set(got.map((one) => one.id)).size], [3, 1]);
});

test('the next deliveries are lost, doubled, forged, old or late as told', async () => {
  fake.control.spoilWebhooks('drop', 'duplicate', 'forge', 'old', { delayMs: 50 });
  for (const amount of [101, 102, 103, 104, 105]) await makeOne(amount);
  await fake.control.settle();
  const events = (await stripe.events.list({ type: 'payment_intent.created', limit: 5 }, on)).data.reverse();
  assert.deepEqual(
    events.map((event) => got.filter((one) => one.id === event.id).map((one) => one.signed)),
    [[], [true, true], [false], [false], [true]],
  );
});

test('a held one comes after the one that followed it', async () => {
  fake.control.spoilWebhooks('reorder');
  await makeOne(106);
  await makeOne(107);
  await fake.control.settle();
  const [second, first] = (await stripe.events.list({ type: 'payment_intent.created', limit: 2 }, on)).data;
  assert.deepEqual(
    got.map((one) => one.id),
    [second?.id, first?.id],
  );
});

test('an organiser who takes the permission back is told of', async () => {
  fake.control.disconnect(account);
  await fake.control.settle();
  assert.deepEqual(
    got.map(({ type, account: of }) => [type, of]),
    [['account.application.deauthorized', account]],
  );
});

test('the events are as the description says', () => assert.deepEqual(fake.control.drift, []));
