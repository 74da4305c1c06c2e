/** Somebody who fills another one's mailbox. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { recordPayment } from '#features/orders/server/paying/record-payment.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { until } from '#testing/until.ts';

const server = await startMailServer();
const foyer = await runFoyer({
  TRUST_PROXY: 'yes',
  SMTP_URL: server.url,
  MAIL_FROM: 'foyer@example.org',
  FOYER_MAILS_PER_ADDRESS: '10',
  FOYER_MAILS_PER_CLIENT: '25',
});
const ctx = foyer.ctx();
const event = await makeEvent(ctx, await makeOrganizer(ctx));
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 5000 });
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Supper', kind: 'paid', priceMinor: 1000, quantity: 5000 });

type Order = { address: string };

/** A free order for that address, from that network: reserved by the API, completed by its form. */
async function order(email: string, network: string, cookie?: string): Promise<Order> {
  const headers = { 'x-forwarded-for': network, ...(cookie && { cookie }) };
  const reserved = await fetch(`${foyer.url}/api/v1/events/${event.slug}/reservations`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
  });
  const made = ((await reserved.json()) as { order: { code: string; secret: string } }).order;
  const address = `${foyer.url}/orders/${made.code}/${made.secret}`;
  const done = await fetch(`${address}/details?/complete`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, origin: foyer.url, accept: 'text/html' },
    body: new URLSearchParams({ name: 'Robin Quist', email, locale: 'en' }),
  });
  assert.equal(done.status, 303, await done.text());
  return { address };
}

const inOutbox = async (state: string, email: string): Promise<number> =>
  Number(
    (
      await ctx.db
        .selectFrom('mails')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('state', '=', state)
        .where('recipient', '=', email)
        .executeTakeFirstOrThrow()
    ).n,
  );

test('of forty free orders for one address ten mails leave in an hour, the others wait, and their pages say so', async () => {
  const victim = 'victim@example.net';
  const orders: Order[] = [];
  for (let at = 0; at < 40; at += 1) orders.push(await order(victim, `198.51.100.${at}`));
  await until(async () => (await inOutbox('sent', victim)) + (await inOutbox('delayed', victim)) === 40, 60_000);
  assert.deepEqual([await inOutbox('sent', victim), await inOutbox('delayed', victim)], [10, 30]);
  assert.equal(server.received.length, 10);
  const last = await ctx.db
    .selectFrom('mails')
    .select(['fault', 'source'])
    .where('state', '=', 'delayed')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  assert.equal(last.fault, 'limited');
  const pages = await Promise.all(
    orders.map(async ({ address }) =>
      (await fetch(address, { headers: { 'x-forwarded-for': '198.51.100.200' } })).text(),
    ),
  );
  assert.equal(pages.filter((page) => page.includes('Our email to you is delayed')).length, 30);
});

test('one client has half of what an address gets in an hour, and others send there still', async () => {
  const victim = 'half@example.net';
  for (let at = 0; at < 9; at += 1) await order(victim, '192.0.2.201');
  await until(async () => (await inOutbox('sent', victim)) + (await inOutbox('delayed', victim)) === 9, 60_000);
  assert.deepEqual([await inOutbox('sent', victim), await inOutbox('delayed', victim)], [5, 4]);
  await order(victim, '192.0.2.202');
  await until(async () => (await inOutbox('sent', victim)) === 6, 60_000);
});

test('strangers in any number of networks leave the owner of an address their own mails', async () => {
  const victim = await makeUser(ctx);
  const cookie = await foyer.cookieOf(victim.email);
  for (let at = 0; at < 14; at += 1) await order(victim.email, `198.51.101.${at}`);
  await until(async () => (await inOutbox('delayed', victim.email)) === 4, 60_000);
  assert.equal(await inOutbox('sent', victim.email), 10);
  await order(victim.email, '192.0.2.77', cookie);
  await until(async () => (await inOutbox('sent', victim.email)) === 11, 60_000);
  // Another account is a stranger too, and the owner's share is bounded as well.
  const other = await makeUser(ctx);
  await order(victim.email, '192.0.2.78', await foyer.cookieOf(other.email));
  for (let at = 0; at < 10; at += 1) await order(victim.email, '192.0.2.77', cookie);
  await until(async () => (await inOutbox('delayed', victim.email)) === 6, 60_000);
  assert.equal(await inOutbox('sent', victim.email), 20);
});

test('what one client causes for many addresses is limited too, and nothing of it is lost when its hour is over', async () => {
  const guests = Array.from({ length: 30 }, (_, at) => `guest-${at}@example.com`);
  for (const guest of guests) await order(guest, '203.0.113.9');
  const states = async () =>
    Promise.all(
      ['sent', 'delayed'].map(async (state) =>
        (await Promise.all(guests.map((guest) => inOutbox(state, guest)))).reduce((a, b) => a + b, 0),
      ),
    );
  await until(async () => (await states()).reduce((a, b) => a + b, 0) === 30, 60_000);
  assert.deepEqual(await states(), [25, 5]);
  // An hour later.
  await ctx.db
    .updateTable('rateLimits')
    .set({ since: new Date(Date.now() - 3_700_000) })
    .where('key', 'like', 'mails-%')
    .execute();
  await ctx.db
    .updateTable('jobs')
    .set({ runAt: new Date() })
    .where('queue', '=', 'send_mail')
    .where('state', '=', 'waiting')
    .execute();
  await until(async () => (await states())[0] === 30, 60_000);
});

test('a flood of mails about orders holds up no mail about an account, and no mail of a payment', async () => {
  const victim = 'busy@example.net';
  for (let at = 0; at < 12; at += 1) await order(victim, `192.0.2.${at}`);
  const signUp = await fetch(`${foyer.url}/sign-up`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: foyer.url, accept: 'text/html', 'x-forwarded-for': '192.0.2.99' },
    body: new URLSearchParams({
      name: 'Visit http://evil.example/win now',
      email: victim,
      password: 'a long enough password of a test',
    }),
  });
  assert.ok(signUp.status < 400, `${signUp.status}`);
  const toVictim = () => server.received.filter(({ to }) => to.includes(victim));
  const byKind = async (): Promise<Record<string, string[]>> => {
    const rows = await ctx.db
      .selectFrom('mails')
      .select(['kind', 'state'])
      .where('recipient', '=', victim)
      .orderBy('state')
      .execute();
    return Object.fromEntries(
      [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, all]) => [kind, all.map(({ state }) => state)]),
    );
  };
  const isQuiet = async (most: number): Promise<boolean> => {
    const states = Object.values(await byKind()).flat();
    return states.length === most && !states.includes('waiting');
  };
  await until(() => isQuiet(13), 60_000);
  const confirmed = Array.from({ length: 12 }, (_, at) => (at < 2 ? 'delayed' : 'sent'));
  assert.deepEqual(await byKind(), { 'order-confirmation': confirmed, 'verify-email': ['sent'] });
  // Three orders are paid for: what asks for the money waits as the others do, what says that it came goes at once.
  for (let at = 0; at < 3; at += 1) {
    const scope = await reserveSeats(ctx, event, [{ ticketType: 2, quantity: 1 }]);
    await enterDetails(ctx, scope, { name: 'Robin Quist', email: victim, locale: 'en', names: [] });
    assert.equal(await placeOrder(ctx, scope, { method: 'bank-transfer', dueAt: null }), 'placed');
    await until(() => isQuiet(14 + 2 * at), 60_000);
    await recordPayment(ctx, scope, { amountMinor: 1000, by: 'Tess' });
    await until(() => isQuiet(15 + 2 * at), 60_000);
  }
  assert.deepEqual(await byKind(), {
    'order-confirmation': [...confirmed, 'sent', 'sent', 'sent'],
    'order-placed': ['delayed', 'delayed', 'delayed'],
    'verify-email': ['sent'],
  });
  assert.equal(server.received.filter(({ to }) => to.includes(victim)).length, 14);
  assert.doesNotMatch(server.received.map((mail) => JSON.stringify(mail)).join('\n'), /evil\.example/);
});
