/**
 * Bodies and addresses that no browser sends: what comes cut, chunked, too large, in odd characters or as something
 * else.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { strongKey } from '#testing/strong-key.ts';

const foyer = await runFoyer();
const ctx = foyer.ctx();
const organizer = await makeOrganizer(ctx);
const event = await makeEvent(ctx, organizer);
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Standard', kind: 'free' });
const owner = await makeUser(ctx, { organizer, role: 'owner' });
const cookie = await foyer.cookieOf(owner.email);
const { key } = await createApiKey({ ...ctx, actor: { ...owner, provenAt: Date.now() } }, { name: 'abuse' });
const manage = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;
const api = `${foyer.url}/api/v1/events/${event.slug}`;

let requests = 0;

async function reserve(address: string, type = 'application/json'): Promise<number> {
  requests += 1;
  const headers = { 'content-type': type, 'idempotency-key': strongKey(`abuse-${requests}`) };
  const answer = await fetch(address, {
    method: 'POST',
    headers,
    body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('a reservation is answered with a query and with an encoded slug as without', async () => {
  assert.equal(await reserve(`${api}/reservations`), 201);
  assert.equal(await reserve(`${api}/reservations?x=1`), 201);
  assert.equal(await reserve(`${foyer.url}/api/v1/events/${event.slug.replaceAll('-', '%2D')}/reservations`), 201);
  assert.equal(await reserve(`${foyer.url}/api/v1/events/%E0%A4%A/reservations`), 400);
});

test('a reservation that is not sent as JSON is refused with 415', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonish'])
    assert.equal(await reserve(`${api}/reservations`, type), 415, type);
});

/** A body in pieces, of which nobody says how large it is. */
function inPieces(bytes: number): ReadableStream<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024, 0x61);
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(piece);
      left -= piece.length;
    },
  });
}

test('a chunked body over the limit is refused with 413, by the API, by a reservation and by a form', async () => {
  const send = async (address: string, headers: Record<string, string>): Promise<number> => {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { origin: foyer.url, ...headers },
      body: inPieces(700 * 1024),
      duplex: 'half',
      redirect: 'manual',
    } as RequestInit);
    await answer.arrayBuffer();
    return answer.status;
  };
  assert.equal(
    await send(`${api}/ticket-types`, { 'content-type': 'application/json', authorization: `Bearer ${key}` }),
    413,
  );
  assert.equal(
    await send(`${api}/reservations`, {
      'content-type': 'application/json',
      'idempotency-key': '0123456789abcdef-large',
    }),
    413,
  );
  assert.equal(
    await send(`${manage}/tickets/headings/new`, { 'content-type': 'application/x-www-form-urlencoded', cookie }),
    413,
  );
});

async function sendForm(
  address: string,
  body: string | Buffer<ArrayBuffer>,
  type = 'application/x-www-form-urlencoded',
): Promise<number> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { origin: foyer.url, cookie, accept: 'text/html', 'content-type': type },
    body: new Uint8Array(Buffer.from(body)),
    redirect: 'manual',
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('JSON where a form is awaited is refused, not failed at', async () => {
  assert.equal(await sendForm(`${manage}/drafts/basics`, '{"name":"x"}', 'application/json'), 422);
  assert.equal(await sendForm(`${manage}/drafts/basics`, 'nonsense', 'multipart/form-data; boundary=x'), 422);
  assert.equal(await sendForm(`${manage}/drafts/basics`, 'nonsense', 'multipart/form-data'), 422);
});

test('a form is kept without the characters that nobody sees, whichever way they come', async () => {
  assert.equal(
    await sendForm(`${manage}/tickets/headings/new`, 'name=a%00b%1B%0Bc&description=one%0Btwo&once=k1-abuse-bodies'),
    303,
  );
  assert.equal(
    await sendForm(
      `${manage}/tickets/headings/new`,
      Buffer.from([...Buffer.from('name=x'), 0x25, 0x45, 0x44, ...Buffer.from('%A0%80'), 0xff]),
      'application/x-www-form-urlencoded',
    ),
    303,
  );
  const kept = await ctx.db
    .selectFrom('ticketHeadings')
    .select(['name', 'description'])
    .where('eventId', '=', event.eventId)
    .orderBy('id')
    .execute();
  assert.deepEqual(kept[0], { name: 'ab c', description: 'one two' });
  assert.match(kept[1]?.name ?? '', /^x\ufffd+$/);
});

test('a draft keeps no half of a character, also where what the form showed says one', async () => {
  const base = encodeURIComponent('{"name":"\\ud800\\u0000x"}');
  assert.equal(await sendForm(`${manage}/drafts/basics`, `name=y%00&base=${base}`), 204);
  const { entries, base: kept } = await ctx.db
    .selectFrom('formDrafts')
    .select(['entries', 'base'])
    .executeTakeFirstOrThrow();
  assert.deepEqual([entries, kept], [{ name: 'y' }, { name: '\ufffdx' }]);
});

test('a number of an address that the database cannot hold is not found', async () => {
  for (const page of [
    `${foyer.url}/e/${event.slug}/sessions/9999999999`,
    `${foyer.url}/e/${event.slug}/speakers/2147483648`,
    `${manage}/tickets/9999999999`,
    `${manage}/sessions/4294967296`,
  ]) {
    const answer = await fetch(page, { headers: { cookie } });
    await answer.arrayBuffer();
    assert.equal(answer.status, 404, page);
  }
});
