/** What a release remembered that spoke the API version 2020-08-27 goes on: the file is as that release wrote it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { serialize } from 'node:v8';
import Stripe from 'stripe';
import { startFakeStripe } from './fake-stripe.ts';
import type { Observed } from './api.ts';
import { readLibraryTypes } from './library-types.ts';
import { renameStored } from './upgrade-memory.ts';
import type { World } from './world.ts';

const KEY = 'sk_test_Platform0001';
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-test-money-'));
const stateFile = path.join(folder, 'test-money');
const written = path.join(import.meta.dirname, 'test-money-of-the-first-form.json');
writeFileSync(stateFile, serialize(JSON.parse(readFileSync(written, 'utf8'), revive)));
const observed: Observed[] = [];
const options = { clientId: 'ca_Test', platformKey: KEY, webhookSecret: 'whsec_test' };
const fake = await startFakeStripe({ ...options, stateFile, spec: false, observe: (one) => void observed.push(one) });
const stripe = new Stripe(KEY, { host: 'localhost', port: fake.port, protocol: 'http', telemetry: false });
after(async () => {
  await fake.stop();
  rmSync(folder, { recursive: true });
});

/** JSON knows neither maps nor sets. What was open when it was written is open whenever this runs. */
function revive(key: string, value: { map?: [string, unknown][]; set?: string[] } | null): unknown {
  if (key === 'expires_at') return Math.floor(Date.now() / 1000) + 3600;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if (value.map) return new Map(value.map);
  return value.set ? new Set(value.set) : value;
}

const [session] = fake.control.all('checkout.session');
const on = { stripeAccount: fake.control.ownerOf(session?.id ?? '') };

test('everything in it is answered as the library has it', async () => {
  const lists = [
    stripe.checkout.sessions.list({ limit: 100, expand: ['data.payment_intent'] }, on),
    stripe.paymentIntents.list({ limit: 100 }, on),
    stripe.charges.list({ limit: 100, expand: ['data.refunds'] }, on),
    stripe.refunds.list({ limit: 100 }, on),
    stripe.disputes.list({ limit: 100 }, on),
    stripe.payouts.list({ limit: 100 }, on),
    stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }, on),
    stripe.applicationFees.list({ limit: 100 }),
    stripe.accounts.list({ limit: 100 }),
    stripe.checkout.sessions.listLineItems(session?.id ?? '', {}, on),
  ];
  assert.deepEqual(
    (await Promise.all(lists)).map(({ data }) => data.length),
    [5, 5, 3, 1, 1, 1, 5, 2, 2, 1],
  );
  const types = readLibraryTypes();
  const faults = observed.flatMap((one) =>
    one.kind === 'answer' ? types.answerFaults(one.endpoint, one.status, one.body) : [],
  );
  assert.deepEqual(faults, []);
});

test('an open session is paid, with the intent that it had; a payment is refunded, an open one ends', async () => {
  const { data } = await stripe.checkout.sessions.list({ limit: 100 }, on);
  const [tried, untried] = data.filter(({ status }) => status === 'open');
  const paid = await fetch(tried?.url?.replace(/^http:\/\/[^/]+/, fake.apiBase) ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'confirm' }),
  });
  assert.equal(paid.status, 303);
  const { payment_intent, payment_status } = await stripe.checkout.sessions.retrieve(tried?.id ?? '', {}, on);
  assert.deepEqual([payment_intent, payment_status], [tried?.payment_intent, 'paid']);
  const refund = await stripe.refunds.create(
    { payment_intent: String(payment_intent), refund_application_fee: true },
    on,
  );
  assert.deepEqual([refund.status, refund.amount], ['succeeded', 5000]);
  assert.equal((await stripe.checkout.sessions.expire(untried?.id ?? '', {}, on)).status, 'expired');
  assert.equal((await stripe.paymentIntents.retrieve(String(untried?.payment_intent), {}, on)).status, 'canceled');
});

test('resources that were stored under their former names are found', () => {
  const account = { id: 'acct_Made0001', object: 'account' };
  const world = { things: new Map([['acct_Made0001', { account: '', thing: account, order: 0 }]]) };
  renameStored(world as unknown as { resources: World['resources'] });
  assert.deepEqual(world, { resources: new Map([['acct_Made0001', { account: '', resource: account, order: 0 }]]) });
});
