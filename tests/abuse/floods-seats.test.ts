/** Somebody who holds every seat for nothing. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer({ TRUST_PROXY: 'yes' });
const ctx = foyer.ctx();
const SEATS = process.env.ABUSE === 'all' ? 10_000 : 2000;
const SHARE = Math.max(50, SEATS / 20);
const event = await makeEvent(ctx, await makeOrganizer(ctx));
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: SEATS });

type Answer = {
  status: number;
  body: { title?: string; order?: { code: string; secret: string } };
  retryAfter: string | null;
};

async function reserve(network: string, quantity = 10): Promise<Answer> {
  const answer = await fetch(`${foyer.url}/api/v1/events/${event.slug}/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'x-forwarded-for': network },
    body: JSON.stringify({ lines: [{ ticketType: 1, quantity }] }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as Answer['body'],
    retryAfter: answer.headers.get('retry-after'),
  };
}

/** As a browser without scripts: the form is sent again where the answer says so. */
async function choose(network: string, quantity: number, language = 'en'): Promise<Response> {
  const headers = {
    origin: foyer.url,
    accept: 'text/html',
    'accept-language': language,
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': network,
  };
  const post = (address: string) =>
    fetch(new URL(address, foyer.url), { method: 'POST', redirect: 'manual', headers, body: `quantity-1=${quantity}` });
  const first = await post(`/e/${event.slug}/checkout`);
  return first.status === 307 ? post(first.headers.get('location') as string) : first;
}

const held = async (): Promise<number> =>
  (await ctx.db.selectFrom('quotas').select('held').where('eventId', '=', event.eventId).executeTakeFirstOrThrow())
    .held;

test('one client that asks for every seat gets its share, and everybody else still gets seats', async () => {
  const answers = await Promise.all(Array.from({ length: SEATS / 10 }, () => reserve('198.51.100.7')));
  assert.equal(answers.filter(({ status }) => status === 201).length, SHARE / 10);
  assert.equal(answers.filter(({ status }) => status === 429).length, SEATS / 10 - SHARE / 10);
  assert.equal(await held(), SHARE);
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused?.body.title, 'too_many_held');
  assert.ok(
    Number(refused?.retryAfter) > 0 && Number(refused?.retryAfter) <= 15 * 60,
    `Retry-After: ${refused?.retryAfter}`,
  );
  assert.equal((await reserve('198.51.100.8')).status, 201);
});

test('the form without scripts says in words what to do, in both languages', async () => {
  const refused = await choose('198.51.100.7', 10);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.match(
    await refused.text(),
    /Too many seats are held from your network[\s\S]*Complete the orders you have started/,
  );
  assert.match(await (await choose('198.51.100.7', 10, 'ar')).text(), /مقاعد كثيرة محجوزة مؤقتًا من شبكتك/);
  assert.equal((await choose('198.51.100.9', 1)).status, 303);
});

test('who has the whole of an IPv6 network is one client, and so is who names another address before the proxy does', async () => {
  const before = await held();
  const addresses = Array.from({ length: (SHARE / 10) * 2 }, (_, at) =>
    at % 2 === 0 ? `2001:db8:7:7::${at.toString(16)}` : `203.0.113.${at % 250}, 2001:db8:7:7:1::${at.toString(16)}`,
  );
  const answers = await Promise.all(addresses.map((address) => reserve(address)));
  assert.equal(answers.filter(({ status }) => status === 201).length, SHARE / 10);
  assert.equal(await held(), before + SHARE);
});

test('seats that are given back are anybody’s share again', async () => {
  const mine = await reserve('198.51.100.20', 10);
  const order = mine.body.order as { code: string; secret: string };
  const fill = await Promise.all(Array.from({ length: SHARE / 10 }, () => reserve('198.51.100.20')));
  assert.equal(fill.filter(({ status }) => status === 429).length, 1);
  const released = await fetch(`${foyer.url}/orders/${order.code}/${order.secret}/details?/release`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: foyer.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  assert.equal(released.status, 303);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.deepEqual([(await reserve('198.51.100.20')).status, (await reserve('198.51.100.20')).status], [201, 429]);
});

test('who writes down ever other addresses waits for no more seats than one network may hold', async () => {
  const soldOut = await makeEvent(ctx, await makeOrganizer(ctx), { published: true });
  await createTicketType(ctx, soldOut, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 1 });
  await updateWaitingList(ctx, soldOut, { isOpen: true });
  const join = (network: string, name: string, language = 'en') =>
    fetch(`${foyer.url}/e/${soldOut.slug}/waiting`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        origin: foyer.url,
        accept: 'text/html',
        'accept-language': language,
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': network,
      },
      body: new URLSearchParams({ ticketType: '1', quantity: '10', name, email: `${name}@example.org` }),
    });
  const answers: number[] = [];
  for (let name = 1; name <= 7; name += 1) answers.push((await join('198.51.100.30', `made-up-${name}`)).status);
  assert.deepEqual(answers, [303, 303, 303, 303, 303, 409, 409]);
  assert.match(await (await join('198.51.100.30', 'one-more')).text(), /People on your network are already waiting/);
  assert.match(await (await join('198.51.100.30', 'one-more', 'ar')).text(), /ينتظر أشخاص على شبكتك/);
  assert.equal((await join('198.51.100.31', 'somebody')).status, 303);
});
