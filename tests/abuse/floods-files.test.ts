/** Somebody who fills the storage without an account, and what stays of people who never ordered. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { until } from '#testing/until.ts';

const foyer = await runFoyer();
const ctx = foyer.ctx();
const { storage } = foyer.opened;
const event = await makeEvent(ctx, await makeOrganizer(ctx));
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 500 });
await createQuestion(ctx, event, { ...BLANK_QUESTION, label: 'CV', kind: 'file' });
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ROUNDS = process.env.ABUSE === 'all' ? 40 : 8;
const BYTES = (process.env.ABUSE === 'all' ? 9 : 1) * 1024 * 1024;

type Order = { address: string; form: (name: string) => FormData };

async function reserve(): Promise<Order> {
  const answer = await fetch(`${foyer.url}/api/v1/events/${event.slug}/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
  });
  const { order } = (await answer.json()) as { order: { code: string; secret: string } };
  const address = `${foyer.url}/orders/${order.code}/${order.secret}`;
  const page = await (await fetch(`${address}/details`)).text();
  const field =
    /type="file"[^>]*name="([^"]+)"/.exec(page)?.[1] ?? /name="([^"]+)"[^>]*type="file"/.exec(page)?.[1] ?? '';
  assert.notEqual(field, '');
  const form = (name: string): FormData => {
    const data = new FormData();
    for (const [key, value] of Object.entries({ name, email: 'ada@example.org', locale: 'en' })) data.set(key, value);
    data.set(field, new File([PNG, Buffer.alloc(BYTES)], 'cv.png', { type: 'image/png' }));
    return data;
  };
  return { address, form };
}

const post = (address: string, body: FormData | string): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      origin: foyer.url,
      accept: 'text/html',
      ...(typeof body === 'string' && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body,
  });

/** Everything in the store of answers, and everything that a row names, by key. */
async function contents(): Promise<{ stored: string[]; named: string[] }> {
  const stored: string[] = [];
  for await (const { key } of storage.list()) if (key.startsWith('answers/')) stored.push(key);
  const named = await ctx.db.selectFrom('answerFiles').select('storageKey').execute();
  return { stored: stored.sort(), named: named.map(({ storageKey }) => storageKey).sort() };
}

/** Lets what waits for a minute happen now. */
async function settle(): Promise<void> {
  await until(async () => {
    await sql`update jobs set run_at = clock_timestamp() where state = 'waiting' and queue in ('discard_objects', 'discard_ended_files')`.execute(
      ctx.db,
    );
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::integer as n from jobs where state in ('waiting', 'active') and queue in ('discard_objects', 'discard_ended_files')`.execute(
      ctx.db,
    );
    return rows[0]?.n === 0;
  }, 60_000);
}

test('files of forms that are refused, and of orders that are given up, do not stay', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { address, form } = await reserve();
    assert.equal((await post(`${address}/details?/complete`, form(''))).status, 422);
    assert.equal((await post(`${address}/details?/release`, '')).status, 303);
  }
  await settle();
  assert.deepEqual(await contents(), { stored: [], named: [] });
});

test('a file that is sent again takes the place of the one before, so an order holds one for each question', async () => {
  const { address, form } = await reserve();
  for (let at = 0; at < 4; at += 1) await post(`${address}/details?/complete`, form(''));
  await settle();
  const { stored, named } = await contents();
  assert.equal(named.length, 1);
  assert.deepEqual(stored, named);
  await post(`${address}/details?/release`, '');
});

test('files of orders whose time runs out go with them, and those of orders that stand stay', async () => {
  const [kept, lapsed] = [await reserve(), await reserve()];
  assert.equal((await post(`${kept.address}/details?/complete`, kept.form('Ada Lind'))).status, 303);
  await post(`${lapsed.address}/details?/complete`, lapsed.form(''));
  await ctx.db
    .updateTable('orders')
    .set({ heldUntil: new Date(Date.now() - 1000) })
    .where('eventId', '=', event.eventId)
    .where('state', '=', 'reserved')
    .execute();
  await expireOrders(foyer.ctx(), event.eventId);
  await settle();
  const { stored, named } = await contents();
  const states = await ctx.db
    .selectFrom('answerFiles as f')
    .innerJoin('orders as o', 'o.id', 'f.orderId')
    .select('o.state')
    .execute();
  assert.deepEqual(states, [{ state: 'free-completed' }]);
  assert.equal(named.length, 1);
  assert.deepEqual(stored, named);
  const answer = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('answerFiles as f', 'f.orderId', 'o.id')
    .select('o.state')
    .executeTakeFirstOrThrow();
  assert.equal(answer.state, 'free-completed');
});

test('one order keeps at most a hundred megabytes of files', async () => {
  const { address, form } = await reserve();
  await post(`${address}/details?/complete`, form(''));
  await ctx.db
    .updateTable('answerFiles')
    .set({ bytes: 100 * 1024 ** 2, seat: 77 })
    .where(
      'orderId',
      '=',
      (await ctx.db.selectFrom('orders').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id,
    )
    .execute();
  const refused = await post(`${address}/details?/complete`, form('Ada Lind'));
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /The files of one order are too large together/);
});

test('nobody fills an event with files for good: one network has a share of what waits, and all of its orders have an end', async () => {
  const [mine, other] = [await reserve(), await reserve()];
  await post(`${other.address}/details?/complete`, other.form(''));
  const { id } = await ctx.db.selectFrom('orders').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
  const fill = (bytes: number) => ctx.db.updateTable('answerFiles').set({ bytes }).where('orderId', '=', id).execute();
  const refusal = async (order: Order): Promise<string | undefined> => {
    const answer = await post(`${order.address}/details?/complete`, order.form('Ada Lind'));
    assert.equal(answer.status, 422);
    return /(Too many files|There is no space left)[^.<]*/.exec(await answer.text())?.[1];
  };
  await fill(400 * 1024 ** 2);
  assert.equal(await refusal(mine), 'Too many files');
  // Another network is none the worse for it.
  await ctx.db.updateTable('orders').set({ holder: '7' }).where('id', '=', id).execute();
  assert.equal((await post(`${mine.address}/details?/complete`, mine.form('Ada Lind'))).status, 303);
  // Free orders that are placed are no way around it.
  await ctx.db
    .updateTable('orders')
    .set({ completedAt: new Date(), holder: null, buyerName: 'Bo Lind', buyerEmail: 'bo@example.org' })
    .where('id', '=', id)
    .execute();
  await fill(20 * 1024 ** 3);
  assert.equal(await refusal(await reserve()), 'There is no space left');
});
