/** What the stand-in for Stripe answers, and what Foyer sends, against the types of the installed library. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type Stripe from 'stripe';
import type { Observed } from './api.ts';
import { readLibraryTypes } from './library-types.ts';
import { ROUTES } from './routes.ts';
import { startWalk, walkEveryEndpoint } from './walk.ts';

const types = readLibraryTypes();
const observed: Observed[] = [];
const walk = await startWalk({ observe: (one) => void observed.push(one), spec: false });
after(() => walk.fake.stop());

/** Each fault once, with the endpoint or event that has it. */
function faultsOf(all: readonly Observed[]): string[] {
  const found = all.flatMap((one) => {
    if (one.kind === 'event') {
      const { type } = one.event as Stripe.Event;
      return types.eventFaults(one.event).map((fault) => `event ${type}: ${fault}`);
    }
    return [
      ...types.requestFaults(one.endpoint, one.form).map((fault) => `request ${one.endpoint}: ${fault}`),
      ...types.answerFaults(one.endpoint, one.status, one.body).map((fault) => `answer ${one.endpoint}: ${fault}`),
    ];
  });
  return [...new Set(found)];
}

test('every endpoint is known', () => {
  assert.deepEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort(), [...types.endpoints].sort());
});

test('every endpoint is asked and answers as the library has it', async () => {
  assert.deepEqual(await walkEveryEndpoint(walk), []);
  assert.deepEqual(faultsOf(observed), []);
});

describe('the checker', () => {
  const answerTo = (endpoint: string): Record<string, unknown> => {
    const found = observed.find((one) => one.kind === 'answer' && one.endpoint === endpoint && one.status === 200);
    return structuredClone((found as { body: Record<string, unknown> }).body);
  };
  const SESSION = 'GET /v1/checkout/sessions/{session}';
  test('sees what is missing, too much, null, of the wrong kind, or none of the values', () => {
    const session = answerTo(SESSION);
    const { created: _, ...without } = session;
    assert.deepEqual(types.answerFaults(SESSION, 200, session), []);
    assert.deepEqual(types.answerFaults(SESSION, 200, without), ['.created is missing']);
    assert.deepEqual(types.answerFaults(SESSION, 200, { ...session, shipping_rate: null }), [
      '.shipping_rate is not known',
    ]);
    assert.deepEqual(types.answerFaults(SESSION, 200, { ...session, created: null }), ['.created is null']);
    assert.deepEqual(types.answerFaults(SESSION, 200, { ...session, created: '12' }), ['.created is a string']);
    assert.deepEqual(types.answerFaults(SESSION, 200, { ...session, payment_status: 'maybe' }), [
      '.payment_status is none of no_payment_required, paid, unpaid',
    ]);
    assert.deepEqual(types.answerFaults(SESSION, 200, { ...session, payment_method_types: [1] }), [
      '.payment_method_types[0] is a number',
    ]);
    assert.deepEqual(
      types.answerFaults(SESSION, 200, { ...session, total_details: { amount_discount: 0, amount_tax: 0 } }),
      ['.total_details.amount_shipping is missing'],
    );
  });
  test('sees it in what was expanded', () => {
    const { payment_intent } = answerTo(SESSION) as { payment_intent: object };
    const session = { ...answerTo(SESSION), payment_intent: { ...payment_intent, charges: [] } };
    assert.deepEqual(types.answerFaults(SESSION, 200, session), ['.payment_intent.charges is not known']);
  });
  test('sees it in requests, refusals and events', () => {
    const form = { mode: 'maybe', expires_at: 'soon', payment_method_types: ['card'] };
    assert.deepEqual(types.requestFaults('POST /v1/checkout/sessions', form), [
      '.mode is none of payment, setup, subscription',
      '.expires_at is a string',
      '.payment_method_types is not known',
    ]);
    assert.deepEqual(types.requestFaults('POST /v1/account_links', { account: 'acct_1' }), ['.type is missing']);
    assert.deepEqual(
      types.answerFaults(SESSION, 404, { error: { type: 'moon', message: 'x', colour: 'red' } }).slice(-1),
      ['.error.colour is not known'],
    );
    const { event } = observed.find((one) => one.kind === 'event') as { event: { data: { object: object } } };
    const changed = { ...event, data: { object: { ...event.data.object, colour: 'red' } } };
    assert.deepEqual(types.eventFaults(changed), ['.data.object.colour is not known']);
    assert.deepEqual(types.eventFaults({ ...event, type: 'moon.rose' }).length > 0, true);
  });
});
