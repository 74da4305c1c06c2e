/** What Stripe tells of by itself, over real connections: signed, forged, old, twice, in any order. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, describe, test } from 'node:test';
import { getAttempt } from '#features/payments/server/find-attempt.ts';
import { pollOrderPayment } from '#features/payments/server/poll-payments.ts';
import { listLedger } from '#features/payments/server/queries.ts';
import { DAY, openCardSale } from '#testing/card-sale.ts';
import { findHandler, handleWebhookEvent, sweepWebhookEvents } from './handle-webhook-event.ts';
import { findConnection } from './queries.ts';
import { serveWebhook } from './serve-webhook.ts';

const {
  database,
  db,
  system,
  fake,
  control,
  account,
  nobody,
  connectedOrganizer,
  makeSale,
  begin,
  press,
  stand,
  charges,
} = await openCardSale({ more: { retryDelays: [10, 10] }, webhookSecrets: ['whsec_other', 'whsec_test'] });
const hear = serveWebhook({ makeCtx: () => database.ctx({ kind: 'nobody' }), log: database.log });
const foyer = createServer((req, res) => {
  if (!hear(req, res)) res.writeHead(404).end();
}).listen(0, '127.0.0.1');
await once(foyer, 'listening');
const ADDRESS = `http://127.0.0.1:${(foyer.address() as AddressInfo).port}/webhooks/stripe`;
const listen = (): void => {
  for (const connect of [true, false]) control.addWebhook({ url: ADDRESS, secret: 'whsec_test', connect });
};
listen();
after(async () => {
  assert.deepEqual(control.drift, []);
  await fake.stop();
  foyer.close();
});
afterEach(() => control.behave());

/** Does what waits, as the worker would. */
const work = async (): Promise<void> => {
  await control.settle();
  const waiting = await db
    .selectFrom('providerNews')
    .select('id')
    .where('handledAt', 'is', null)
    .orderBy('id')
    .execute();
  for (const { id } of waiting) await handleWebhookEvent(system, id);
};
const countEvents = async (kind: string): Promise<number> =>
  (await db.selectFrom('providerNews').select('id').where('kind', '=', kind).execute()).length;
const post = (body: string, signature: string, more: Record<string, string> = {}): Promise<Response> =>
  fetch(ADDRESS, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'stripe-signature': signature, ...more },
  });
/** What the last delivery of that kind said, byte for byte. */
const lastBody = (type: string): string =>
  control.deliveries.findLast((one) => one.type === type)?.body ?? assert.fail(type);

describe('webhook events of a payment', () => {
  test('settle it, though nobody came back from paying', async () => {
    const { scope, address } = await begin(await makeSale());
    await press(address, 'good');
    await work();
    assert.deepEqual([await stand(scope), charges(scope)], [['paid', 2000, 0], [{ amount: 2000, paid: true }]]);
  });

  test('settle it in whichever version the endpoint tells them', async () => {
    for (const api_version of ['2020-08-27', '2030-01-01.moon', null]) {
      const { scope, attempt, address } = await begin(await makeSale());
      control.spoilWebhooks(...Array.from({ length: 9 }, () => 'drop' as const));
      await press(address, 'good');
      await control.settle();
      control.behave();
      const body = JSON.stringify({
        id: `evt_in_${api_version}`,
        object: 'event',
        account,
        api_version,
        livemode: false,
        type: 'checkout.session.completed',
        data: {
          object: { id: attempt.reference, object: 'checkout.session', payment_intent: 'pi_elsewhere', shipping: null },
        },
      });
      assert.equal((await post(body, control.sign(body, 'whsec_test'))).status, 200);
      await work();
      assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
    }
  });

  test('are one however often they are delivered', async () => {
    const { scope, address } = await begin(await makeSale());
    control.spoilWebhooks('duplicate', 'duplicate', 'duplicate', 'duplicate');
    await press(address, 'good');
    await control.settle();
    const body = lastBody('checkout.session.completed');
    const before = await countEvents('checkout.session.completed');
    for (let again = 0; again < 3; again += 1)
      assert.equal((await post(body, control.sign(body, 'whsec_test'))).status, 200);
    await Promise.all([1, 2, 3].map(() => post(body, control.sign(body, 'whsec_test'))));
    assert.equal(await countEvents('checkout.session.completed'), before);
    await Promise.all([work(), work()]);
    assert.deepEqual([await stand(scope), (await listLedger(system, scope)).length], [['paid', 2000, 0], 1]);
  });

  test('out of order change nothing that is settled', async () => {
    const { scope, address } = await begin(await makeSale());
    control.spoilWebhooks('reorder', 'reorder', 'reorder');
    await press(address, 'declined');
    await press(address, 'good');
    await work();
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('are not believed: what was made up about a payment that nobody made settles nothing', async () => {
    const { scope, attempt } = await begin(await makeSale());
    const body = JSON.stringify({
      id: `evt_made_up`,
      object: 'event',
      account,
      type: 'checkout.session.completed',
      data: {
        object: {
          id: attempt.reference,
          object: 'checkout.session',
          status: 'complete',
          payment_status: 'paid',
          amount_total: 2000,
        },
      },
    });
    assert.equal((await post(body, control.sign(body, 'whsec_test'))).status, 200);
    await work();
    assert.deepEqual([await stand(scope), (await getAttempt(system, attempt.id)).state], [['reserved', 0, 0], 'open']);
  });

  test('of another account find no payment of this one', async () => {
    const { scope, attempt, address } = await begin(await makeSale());
    control.removeWebhooks();
    await press(address, 'good');
    const body = JSON.stringify({
      id: `evt_other`,
      object: 'event',
      account: 'acct_somebody_else',
      type: 'checkout.session.completed',
      data: { object: { id: attempt.reference, object: 'checkout.session' } },
    });
    await post(body, control.sign(body, 'whsec_test'));
    const { id } = await db
      .selectFrom('providerNews')
      .select('id')
      .where('account', '=', 'acct_somebody_else')
      .executeTakeFirstOrThrow();
    await handleWebhookEvent(system, id).catch(() => {});
    assert.deepEqual(await stand(scope), ['reserved', 0, 0]);
    await db.deleteFrom('providerNews').where('id', '=', id).execute();
    listen();
  });

  test('of a page that nobody here heard of find the try that it was made for', async () => {
    const { scope, attempt, address } = await begin(await makeSale());
    await db
      .updateTable('paymentAttempts')
      .set({ state: 'gone', reference: '' })
      .where('id', '=', attempt.id)
      .execute();
    await press(address, 'good');
    await work();
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('and the return to Foyer at once count it once', async () => {
    const { scope, address } = await begin(await makeSale());
    await press(address, 'good');
    await control.settle();
    await Promise.all([work(), pollOrderPayment(nobody(), scope), pollOrderPayment(nobody(), scope)]);
    assert.deepEqual([await stand(scope), (await listLedger(system, scope)).length], [['paid', 2000, 0], 1]);
  });
});

describe('what Stripe did not sign', () => {
  const body = JSON.stringify({
    id: 'evt_forged',
    object: 'event',
    type: 'checkout.session.completed',
    data: { object: { id: 'cs_test_1' } },
  });
  const kept = async (): Promise<number> =>
    (await db.selectFrom('providerNews').select('id').where('eventId', '=', 'evt_forged').execute()).length;

  test('is refused, and nothing of it is kept', async () => {
    const signatures = [
      control.sign(body, 'whsec_somebody_else'),
      control.sign(`${body} `, 'whsec_test'),
      control.sign(body, 'whsec_test', -301),
      '',
      't=1,v1=00',
      control.sign(body, 'whsec_test').replace('v1=', 'v0='),
      'nonsense',
    ];
    const answers = await Promise.all(signatures.map(async (signature) => (await post(body, signature)).status));
    assert.deepEqual([answers, await kept()], [signatures.map(() => 400), 0]);
  });

  test('is taken with any of our secrets, up to five minutes old, from anywhere and without a cookie of ours', async () => {
    for (const [secret, seconds] of [
      ['whsec_other', 0],
      ['whsec_test', -290],
    ] as const) {
      assert.equal(
        (await post(body, control.sign(body, secret, seconds), { origin: 'https://elsewhere.example' })).status,
        200,
      );
    }
    assert.equal(await kept(), 1);
    await db.deleteFrom('providerNews').where('eventId', '=', 'evt_forged').execute();
  });

  test('is not read where it is larger than any webhook event, and not asked for by GET', async () => {
    assert.equal((await fetch(ADDRESS)).status, 405);
    const large = 'x'.repeat(600 * 1024);
    assert.equal(
      await post(large, control.sign(large, 'whsec_test')).then(
        ({ status }) => status,
        () => 413,
      ),
      413,
    );
    const unannounced = fetch(ADDRESS, {
      method: 'POST',
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    assert.equal(
      await unannounced.then(
        ({ status }) => status,
        () => 413,
      ),
      413,
    );
  });
});

describe('other webhook events', () => {
  test('of money of the other kind, real or for tests, are noted and not asked about', async () => {
    const made = [true, false, undefined].map((livemode) =>
      JSON.stringify({
        id: `evt_kind_${livemode}`,
        object: 'event',
        account,
        livemode,
        type: 'charge.dispute.created',
        data: { object: { id: 'dp_kind', object: 'dispute' } },
      }),
    );
    for (const body of made) assert.equal((await post(body, control.sign(body, 'whsec_test'))).status, 200);
    const kept = await db
      .selectFrom('providerNews')
      .select(['eventId', 'handledAt'])
      .where('object', '=', 'dp_kind')
      .orderBy('eventId')
      .execute();
    assert.deepEqual(
      kept.map(({ eventId, handledAt }) => [eventId, handledAt !== null]),
      [
        ['evt_kind_false', false],
        ['evt_kind_true', true],
        ['evt_kind_undefined', false],
      ],
    );
    await db.deleteFrom('providerNews').where('object', '=', 'dp_kind').execute();
  });

  test('of a refund are heard under both names that Stripe has for them', () => {
    const kinds = ['charge.refund.updated', 'refund.created', 'refund.updated', 'refund.failed'];
    assert.deepEqual(
      kinds.filter((kind) => findHandler(kind) === undefined),
      [],
    );
  });

  test('of an account that let us go end its connection; of no interest they are noted as done', async () => {
    const other = await connectedOrganizer();
    control.disconnect(other.account);
    await work();
    assert.equal(await findConnection(system, other.organizer), undefined);
    const unhandled = await db.selectFrom('providerNews').select('id').where('handledAt', 'is', null).execute();
    assert.deepEqual(unhandled, []);
    assert.equal((await countEvents('payment_intent.created')) > 0, true);
  });

  test('of what is in an account that has let us go meanwhile are done with, as nobody can look at it any more', async () => {
    const other = await connectedOrganizer();
    control.disconnect(other.account);
    await work();
    const kinds = ['charge.dispute.created', 'checkout.session.completed'];
    for (const type of kinds) {
      const body = JSON.stringify({
        id: `evt_left_${type}`,
        object: 'event',
        account: other.account,
        livemode: false,
        type,
        data: { object: { id: 'dp_left' } },
      });
      await post(body, control.sign(body, 'whsec_test'));
    }
    await work();
    const left = await db.selectFrom('providerNews').select('handledAt').where('object', '=', 'dp_left').execute();
    assert.deepEqual(
      left.map(({ handledAt }) => handledAt !== null),
      [true, true],
    );
  });

  test('is forgotten after forty days', async () => {
    await sweepWebhookEvents({ ...system, now: Date.now() + 39 * DAY });
    assert.equal((await countEvents('payment_intent.created')) > 0, true);
    await sweepWebhookEvents({ ...system, now: Date.now() + 41 * DAY });
    assert.equal(await countEvents('payment_intent.created'), 0);
  });
});
