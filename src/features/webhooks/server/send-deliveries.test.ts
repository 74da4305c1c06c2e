/** What endpoints are sent, in which order of attempts, and what does not hold up what: with a real receiver. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import '#entry/features.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS } from '#platform/time.ts';
import { makeUser } from '#testing/builders.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { statementsOf } from '#testing/statements.ts';
import { until } from '#testing/until.ts';
import { startWebhookReceiver } from '#testing/webhook-receiver.ts';
import { createWebhook, type WebhookInput } from './create-webhook.ts';
import { getWebhook, listDeliveries } from './queries.ts';
import { rotateSecret } from './rotate-secret.ts';
import { replayDeliveries, sendTest } from './send-again.ts';
import { startSender } from './send-deliveries.ts';
import { updateWebhook } from './update-webhook.ts';

const { database, system, organizer, makeSale, order } = await openFreeSale();
const { db } = database;
getRuntime().config.webhooksAnywhere = true;
const owner = await makeUser(system, { organizer, role: 'owner' });
const options = { db, log: database.log, anywhere: true, limitMs: 1500, pollMs: 50 };
const running: { stop: () => Promise<void> }[] = [];
after(() => Promise.all(running.map((sender) => sender.stop())));

/** Nothing of one test is sent in another. */
beforeEach(async () => {
  await Promise.all(running.splice(0).map((sender) => sender.stop()));
  await db.deleteFrom('webhooks').execute();
});

function start(more: Partial<typeof options> = {}) {
  const sender = startSender({ ...options, ...more });
  running.push(sender);
  return sender;
}

const hook = (url: string, more: Partial<WebhookInput> = {}) =>
  createWebhook(system, organizer, { url, types: ['order.completed'], event: null, ...more });

async function deliveriesOf(id: string) {
  const deliveries = await listDeliveries(system, await getWebhook(system, organizer, id), { limit: 50 });
  return deliveries.map(({ type, state, attempts, status, fault, answer }) => ({
    type,
    state,
    attempts,
    status,
    fault,
    answer,
  }));
}

const untilState = (id: string, state: string): Promise<void> =>
  until(async () => (await deliveriesOf(id)).every((one) => one.state === state));

/** What waits for its next attempt comes now. */
const hurry = () => sql`update webhook_deliveries set due_at = now() where state = 'waiting'`.execute(db);

test('an order is reported with its change, once, and an independent library finds the signature good', async () => {
  const receiver = await startWebhookReceiver();
  const { id, secret } = await hook(receiver.url);
  const event = await makeSale();
  const { code } = await order(event, 1);
  start();
  await untilState(id, 'delivered');
  const [first, ...more] = receiver.received;
  const { headers = {}, body = '' } = first ?? {};
  assert.deepEqual(more, []);
  const report = new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>;
  assert.equal(report.id, headers['webhook-id']);
  assert.deepEqual(
    [report.type, report.data, headers['content-type']],
    ['order.completed', { event: event.slug, order: code, state: 'free-completed' }, 'application/json'],
  );
  assert.throws(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>));
});

test('what is to be sent is written with the commit, without NOTIFY; an endpoint of other types or events gets nothing', async () => {
  const [event, other] = [await makeSale(), await makeSale()];
  const { id } = await hook('http://127.0.0.1:1/all', { types: null });
  const one = await hook('http://127.0.0.1:1/one', { types: null, event: other.slug });
  const some = await hook('http://127.0.0.1:1/some', { types: ['event.moved'] });
  const { statements } = await statementsOf(() => order(event, 1));
  assert.deepEqual(
    statements.filter((text) => /notify|webhook/i.test(text)),
    [],
  );
  const types = (await deliveriesOf(id)).map(({ type }) => type);
  assert.deepEqual([types, await deliveriesOf(one.id), await deliveriesOf(some.id)], [['order.completed'], [], []]);
});

test('a failure is tried again under the same id, with the same body, until it is taken', async () => {
  const receiver = await startWebhookReceiver();
  receiver.answer((res) => res.writeHead(500).end('out of order'));
  const { id, secret } = await hook(receiver.url);
  await order(await makeSale(), 1);
  start();
  await until(async () => (await deliveriesOf(id))[0]?.status === 500);
  const waiting = { type: 'order.completed', state: 'waiting', attempts: 1, status: 500, fault: '' };
  assert.deepEqual(await deliveriesOf(id), [{ ...waiting, answer: 'out of order' }]);
  receiver.answer(200);
  await hurry();
  await untilState(id, 'delivered');
  const [first, second] = receiver.received;
  assert.deepEqual(
    [receiver.received.length, first?.headers['webhook-id'], first?.body],
    [2, second?.headers['webhook-id'], second?.body],
  );
  new Webhook(secret).verify(second?.body ?? '', second?.headers as Record<string, string>);
});

test('a receiver that is away and comes back gets everything', async () => {
  const receiver = await startWebhookReceiver();
  const { id } = await hook(receiver.url);
  await receiver.stop();
  const event = await makeSale();
  for (let n = 0; n < 3; n += 1) await order(event, 1);
  start();
  await until(async () => (await deliveriesOf(id)).every(({ fault }) => fault === 'network'));
  await receiver.start();
  await hurry();
  await untilState(id, 'delivered');
  assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 3);
});

test('a redirect is not followed, a slow receiver is left, a huge answer is cut', async () => {
  const [receiver, inside] = [await startWebhookReceiver(), await startWebhookReceiver()];
  receiver.answer((res, { path }) => {
    if (path === '/away') res.writeHead(302, { location: inside.url }).end();
    if (path === '/huge') res.writeHead(200).end('x'.repeat(20_000_000));
  });
  const at = (path: string) => hook(receiver.url.replace('/hook', path));
  const [away, slow, huge] = [await at('/away'), await at('/slow'), await at('/huge')];
  await order(await makeSale(), 1);
  start();
  await until(async () => (await deliveriesOf(slow.id))[0]?.fault === 'slow');
  const of = async (id: string) => (await deliveriesOf(id)).map(({ state, status, answer }) => [state, status, answer]);
  assert.deepEqual(
    [await of(away.id), await of(slow.id), await of(huge.id), inside.received],
    [[['waiting', 302, '']], [['waiting', null, '']], [['delivered', 200, 'x'.repeat(1000)]], []],
  );
});

test('410 switches it off at once: the owners are notified, and it gathers nothing more', async () => {
  const receiver = await startWebhookReceiver();
  receiver.answer(410);
  const event = await makeSale();
  const { id } = await hook(receiver.url, { event: event.slug });
  await order(event, 1);
  start();
  await until(async () => (await getWebhook(system, organizer, id)).off === 'gone');
  const mails = await db
    .selectFrom('mails')
    .select(['recipient', 'textBody'])
    .where('kind', '=', 'webhook-off')
    .execute();
  assert.deepEqual(
    mails.map(({ recipient, textBody }) => [recipient, textBody.includes('/hook')]),
    [[owner.email, false]],
  );
  await order(event, 1);
  assert.equal((await deliveriesOf(id)).length, 1);
  receiver.answer(200);
  await updateWebhook(system, organizer, id, { on: true });
  assert.equal(
    await replayDeliveries(system, organizer, id, { since: Date.now() - DAY_MS, until: Date.now() + 1000 }),
    2,
  );
  await untilState(id, 'delivered');
  assert.equal((await deliveriesOf(id)).length, 2);
});

test('five days without a success switch it off; a failure long after another does not', async () => {
  const receiver = await startWebhookReceiver();
  receiver.answer(500);
  const [failing, seldom] = [await hook(receiver.url), await hook(receiver.url)];
  const since = (id: string, last: string) =>
    sql`update webhooks set failing_since = now() - interval '121 hours', failed_at = now() - ${last}::interval where id = ${id}`.execute(
      db,
    );
  await since(failing.id, '20 hours');
  await since(seldom.id, '3 days');
  await order(await makeSale(), 1);
  start();
  const offOf = async (id: string) => (await getWebhook(system, organizer, id)).off;
  await until(async () => (await deliveriesOf(seldom.id))[0]?.status === 500 && (await offOf(failing.id)) !== null);
  assert.deepEqual([await offOf(failing.id), await offOf(seldom.id)], ['failing', null]);
});

test('who asks for a pause is left alone for so long', async () => {
  const receiver = await startWebhookReceiver();
  receiver.answer((res) => res.writeHead(429, { 'retry-after': '2' }).end());
  const { id } = await hook(receiver.url);
  const event = await makeSale();
  await order(event, 1);
  start();
  await until(async () => (await deliveriesOf(id))[0]?.status === 429);
  await order(event, 1);
  receiver.answer(200);
  await hurry();
  const begun = Date.now();
  await untilState(id, 'delivered');
  assert.equal(Date.now() - begun > 1000, true);
});

test('a worker that dies between the sending and the note sends again under the same id', async () => {
  const receiver = await startWebhookReceiver();
  const { id } = await hook(receiver.url);
  await order(await makeSale(), 1);
  // As it stands when the process is killed after the row was taken and the receiver had it.
  await sql`update webhook_deliveries set attempts = 1, due_at = now() + interval '60 seconds'`.execute(db);
  start();
  await hurry();
  await untilState(id, 'delivered');
  assert.deepEqual(
    (await deliveriesOf(id)).map(({ attempts }) => attempts),
    [2],
  );
});

test('two workers send each fact once', async () => {
  const receiver = await startWebhookReceiver();
  const { id } = await hook(receiver.url, { types: null });
  const event = await makeSale({ quantity: 40 });
  start();
  start();
  for (let n = 0; n < 12; n += 1) await order(event, 1);
  await untilState(id, 'delivered');
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  assert.deepEqual([ids.length, new Set(ids).size], [(await deliveriesOf(id)).length, ids.length]);
});

test('a new secret and the one before both sign for a day, and only the new one after', async () => {
  const receiver = await startWebhookReceiver();
  const { id, secret } = await hook(receiver.url);
  const next = await rotateSecret(system, organizer, id);
  start();
  await sendTest(system, organizer, id);
  await untilState(id, 'delivered');
  await sql`update webhooks set old_secret_until = now() - interval '1 second'`.execute(db);
  await sendTest(system, organizer, id);
  await untilState(id, 'delivered');
  const verdicts = receiver.received.map(({ headers, body }) =>
    [secret, next].map((one) => {
      try {
        return (new Webhook(one).verify(body, headers as Record<string, string>) as { type: string }).type;
      } catch {
        return 'refused';
      }
    }),
  );
  assert.deepEqual(verdicts, [
    ['test', 'test'],
    ['refused', 'test'],
  ]);
});

test('the secret is sealed in the database, opens for its endpoint alone, and stands in no row in the clear', async () => {
  const { id, secret } = await hook('http://127.0.0.1:1/x');
  const other = await hook('http://127.0.0.1:1/y');
  const rows = await db.selectFrom('webhooks').selectAll().execute();
  assert.equal(JSON.stringify(rows).includes(secret.slice(6)), false);
  await sql`update webhooks set secret = (select secret from webhooks where id = ${other.id}) where id = ${id}`.execute(
    db,
  );
  await sendTest(system, organizer, id);
  start();
  await until(async () => (await deliveriesOf(id))[0]?.fault === 'secret');
  // What cannot be read any more is replaced, and does not stand in the way of the new one.
  await rotateSecret(system, organizer, id);
  await hurry();
  await until(async () => (await deliveriesOf(id))[0]?.fault === 'network');
});

test('a delivery that was sent is sent again when somebody asks, under the same id', async () => {
  const receiver = await startWebhookReceiver();
  const { id } = await hook(receiver.url);
  await order(await makeSale(), 1);
  start();
  await untilState(id, 'delivered');
  const [delivery] = await listDeliveries(system, await getWebhook(system, organizer, id), { limit: 1 });
  const again = { changeId: delivery?.changeId ?? 0 };
  assert.equal(await replayDeliveries(system, organizer, id, again), 1);
  await until(() => receiver.received.length === 2);
  assert.equal(receiver.received[0]?.headers['webhook-id'], receiver.received[1]?.headers['webhook-id']);
  await assert.rejects(replayDeliveries(system, organizer, id, { changeId: 1 }), { code: 'not_found' });
});

test('an address that is not public is not sent to, however it is written or its name resolves', async () => {
  const receiver = await startWebhookReceiver();
  const { port } = new URL(receiver.url);
  const urls = [
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    `http://[::1]:${port}/`,
    `http://2130706433:${port}/`,
  ];
  const ids: string[] = [];
  for (const url of urls) ids.push((await hook(url)).id);
  await order(await makeSale(), 1);
  start({ anywhere: false });
  const faults = async () => (await Promise.all(ids.map(deliveriesOf))).map(([one]) => one?.fault);
  await until(async () => (await faults()).every((fault) => fault !== ''));
  assert.deepEqual([await faults(), receiver.received], [urls.map(() => 'private'), []]);
});
