import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { addDiscount, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { strongKey } from '#testing/strong-key.ts';
import '../receivers.ts';
import { serveReservations } from './serve-reservations.ts';
import { startQueue } from './start-queue.ts';

const database = await createTestDatabase();
setRuntime({
  config: { url: 'https://foyer.example', secret: 'a secret of a test', seatsPerNetwork: 50 },
  database,
  log: database.log,
} as unknown as Runtime);
const system = database.ctx();
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });
const organizer = await makeOrganizer(system);
const serve = serveReservations({
  queue: startQueue(nobody, { holdSeconds: 900 }),
  secret: 'a secret of a test',
  log: database.log,
  makeCtx: nobody,
  clientOf: () => '192.0.2.1',
});
const server = createServer((req, res) => void (serve(req, res) || res.writeHead(404).end()));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.close();
  setRuntime(undefined);
});

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: 2000,
    quantity: 10,
  });
  return event;
}

async function ask(
  { slug }: EventScope,
  code: string,
  key = `key-of-${code}`,
): Promise<{ status: number; body: { order?: Record<string, unknown>; problems?: unknown } }> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/events/${slug}/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': strongKey(key) },
    body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 2 }], code }),
  });
  return { status: response.status, body: (await response.json()) as { order?: Record<string, unknown> } };
}

describe('a reservation over REST', () => {
  test('takes a discount code; sent again it is the same order at the same price, and one use', async () => {
    const event = await makeSale();
    await addDiscount(system, event, {
      code: 'QUARTER',
      discount: { kind: 'percent', percentBp: 2500 },
      mostUses: 1,
    });
    const [first, again] = [await ask(event, 'quarter'), await ask(event, 'quarter')];
    assert.deepEqual(
      [first.status, first.body.order?.totalMinor, first.body.order?.discount],
      [201, 3000, { minor: 1000 }],
    );
    assert.deepEqual([again.status, again.body.order], [200, first.body.order]);
    assert.deepEqual(
      await database.db.selectFrom('discountCodes').select('used').where('eventId', '=', event.eventId).execute(),
      [{ used: 1 }],
    );
    const other = await ask(event, 'quarter', 'key-of-another');
    assert.deepEqual(
      [other.status, other.body.order?.totalMinor, other.body.order?.discount],
      [201, 4000, { refused: 'used-up' }],
    );
  });

  test('without a code stands at the list price, and one that does nothing here holds nothing', async () => {
    const event = await makeSale();
    const plain = await ask(event, '', 'key-of-nothing');
    assert.deepEqual(
      [plain.status, plain.body.order?.totalMinor, 'discount' in (plain.body.order ?? {})],
      [201, 4000, false],
    );
    const wrong = await ask(event, 'NOPE');
    assert.deepEqual(
      [wrong.status, wrong.body.problems],
      [422, [{ where: 'code', message: 'This code does not work for this event', code: 'field.useless_code' }]],
    );
    assert.deepEqual(
      await database.db
        .selectFrom('orders')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('eventId', '=', event.eventId)
        .execute(),
      [{ n: 1 }],
    );
  });

  const body = JSON.stringify({ lines: [{ ticketType: 1, quantity: 2 }] });
  const send = async ({ slug }: EventScope, key: string): Promise<Record<string, unknown>> => {
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const address = `http://127.0.0.1:${port}/api/v1/events/${slug}/reservations`;
    const answer = await fetch(address, { method: 'POST', headers, body });
    return { status: answer.status, ...((await answer.json()) as object) };
  };

  test('refuses keys that can be guessed, and holds nothing', async () => {
    const event = await makeSale();
    for (const key of ['20261201', 'order-00000001', 'order-0000000000000000000000001', 'a'.repeat(40)]) {
      const { status, title } = await send(event, key);
      assert.deepEqual([status, title], [422, 'weak_key'], key);
    }
    const held = await database.db.selectFrom('orders').select('id').where('eventId', '=', event.eventId).execute();
    assert.deepEqual(held, []);
  });

  test('keeps of a key only its hash', async () => {
    const event = await makeSale();
    const key = randomUUID();
    assert.equal((await send(event, key)).status, 201);
    const { rows } = await sql`select to_jsonb(o)::text as row from orders o where event_id = ${event.eventId}`.execute(
      database.db,
    );
    assert.deepEqual([rows.length, JSON.stringify(rows).includes(key)], [1, false]);
  });

  test('answers a repeated key for 15 minutes, and then gives nobody the order', async () => {
    const event = await makeSale();
    const key = randomUUID();
    const first = (await send(event, key)).order as Record<string, unknown>;
    const age = (minutes: number) =>
      sql`update orders set created_at = now() - make_interval(mins => ${minutes}) where event_id = ${event.eventId}`;
    await age(14).execute(database.db);
    assert.deepEqual(await send(event, key), { status: 200, order: first });
    await age(16).execute(database.db);
    const { status, title, order } = await send(event, key);
    assert.deepEqual([status, title, order], [409, 'key_lapsed', undefined]);
  });

  test('tells what became of an order whose key comes again, without its secret', async () => {
    const event = await makeSale();
    for (const state of ['cancelled', 'free-completed']) {
      const key = randomUUID();
      const { code } = (await send(event, key)).order as { code: string };
      const completedAt = state === 'cancelled' ? null : new Date();
      const change = {
        state,
        heldUntil: null,
        holder: null,
        completedAt,
        buyerName: 'Ada Lind',
        buyerEmail: 'ada@example.org',
      };
      await database.db.updateTable('orders').set(change).where('code', '=', code).execute();
      const { status, order } = (await send(event, key)) as { status: number; order: Record<string, unknown> };
      assert.deepEqual([status, order.state, order.secret, order.heldUntil], [200, state, null, null]);
    }
    const key = randomUUID();
    const { code } = (await send(event, key)).order as { code: string };
    const heldUntil = new Date(Date.now() - 1000);
    await database.db.updateTable('orders').set({ heldUntil }).where('code', '=', code).execute();
    const { order } = (await send(event, key)) as { order: Record<string, unknown> };
    assert.deepEqual([order.state, order.secret, order.heldUntil], ['expired', null, null]);
  });

  const tryCode = async ({ slug }: EventScope, code: string, apiKey?: string): Promise<unknown[]> => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events/${slug}/reservations`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }], code }),
    });
    const { title } = (await answer.json()) as { title?: string };
    return [answer.status, title, Number(answer.headers.get('retry-after')) > 0];
  };

  test('says after too many codes that it looks at none, and when to ask again; the team’s own shop is not held up', async () => {
    const event = await makeSale();
    await addDiscount(system, event, { code: 'QUARTER' });
    const proven = { provenAt: Date.now() };
    const shop = { ...(await makeUser(system, { organizer, role: 'organizer' })), ...proven };
    const { key } = await createApiKey({ ...system, actor: shop }, { name: 'shop' });
    const other = await createApiKey(
      { ...system, actor: { ...(await makeUser(system)), ...proven } },
      { name: 'another' },
    );
    const answers = [];
    for (let n = 0; n < 61; n += 1) answers.push(await tryCode(event, `NOPE-${n}`));
    assert.deepEqual(
      [answers[59], answers[60]],
      [
        [422, 'unknown_code', false],
        [429, 'too_many', true],
      ],
    );
    assert.deepEqual(await tryCode(event, 'QUARTER'), [429, 'too_many', true]);
    for (const apiKey of [key, other.key])
      assert.deepEqual(await tryCode(event, 'QUARTER', apiKey), [201, undefined, false]);
    assert.deepEqual(await tryCode(event, 'NOPE', key), [422, 'unknown_code', false]);
    assert.deepEqual(await tryCode(event, 'QUARTER', 'foyer_nothing'), [401, 'unknown_key', false]);
  });
});
