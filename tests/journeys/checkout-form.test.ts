/**
 * The form on the event's page is answered in front of the pages where the sale goes well: nobody can tell by the
 * answer who gave it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

type Asked = { slug: string; query?: string; body?: string; headers?: Record<string, string> };
type Answer = { status: number; headers: Record<string, string>; cookies: string[]; body: string };

async function makeSale(values: Partial<TicketValues> = {}): Promise<EventScope> {
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Community', kind: 'free', ...values });
  return event;
}

const QUICK = 'text/html,application/xhtml+xml,*/*;q=0.8';
/** Who would also take JSON is left to the pages. */
const SLOW = `${QUICK},application/json;q=0.1`;

function ask({ slug, query = '', body = 'quantity-1=1', headers = {} }: Asked, accept: string): Promise<Response> {
  return fetch(`${foyer.url}/e/${slug}/checkout${query}`, {
    method: 'POST',
    headers: { accept, origin: foyer.url, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
    redirect: 'manual',
  });
}

/** What was answered, but for what is another each time: codes, keys, and how the end of the body is told. */
async function read(response: Response): Promise<Answer> {
  const mask = (text: string): string =>
    text
      .replace(/\/orders\/\w{8}\/[\w-]+/g, '/orders/CODE')
      .replace(/key=[\w-]{20,60}/g, 'key=KEY')
      .replace(/(foyer-choice)=[\w-]{20,60}/g, '$1=KEY');
  const {
    date: _,
    connection: _c,
    'keep-alive': _k,
    'content-length': _l,
    'transfer-encoding': _t,
    'set-cookie': _s,
    etag: _e,
    ...headers
  } = Object.fromEntries(response.headers);
  return {
    status: response.status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(value)])),
    cookies: response.headers.getSetCookie().map((cookie) => mask(cookie).split('; ').sort().join('; ')),
    body: mask(await response.text()),
  };
}

/**
 * Asks on both ways, the one with keys of its own, and gives what both were told, which is the same; the page of those
 * who come too late is packed once for all of them.
 */
async function askBoth(asked: (key: string) => Asked): Promise<Answer> {
  const quick = await read(await ask(asked('quick-key-of-a-browser'), QUICK));
  const slow = await read(await ask(asked('slower-key-of-a-browser'), SLOW));
  assert.deepEqual(quick.status === 409 ? unpacked(quick) : quick, slow.status === 409 ? unpacked(slow) : slow);
  return quick;
}

function unpacked({ headers, ...answer }: Answer): Answer {
  const { 'content-encoding': _encoding, vary: _vary, ...others } = headers;
  return { ...answer, headers: others };
}

const cookie = (key: string): Record<string, string> => ({ cookie: `theme=dark; foyer-choice=${key}; locale=ar` });
const held = async ({ eventId }: EventScope) =>
  db.selectFrom('quotas').select(['held', 'sold']).where('eventId', '=', eventId).execute();
const orders = async ({ eventId }: EventScope): Promise<string[]> =>
  (
    await db.selectFrom('orders').select(['state', 'locale']).where('eventId', '=', eventId).orderBy('id').execute()
  ).map(({ state, locale }) => `${state} ${locale}`);

test('a browser without a key is given one, and nothing is reserved', async () => {
  const event = await makeSale({ quantity: 9 });
  const { slug } = event;
  const answer = await askBoth(() => ({ slug }));
  assert.deepEqual(
    [answer.status, answer.headers.location, answer.cookies],
    [307, `/e/${slug}/checkout?key=KEY`, ['HttpOnly; Max-Age=172800; Path=/; SameSite=Lax; foyer-choice=KEY']],
  );
  assert.deepEqual(answer, await askBoth(() => ({ slug, query: '?key=short' })));
  assert.deepEqual(await held(event), [{ held: 0, sold: 0 }]);
});

test('with a key, in the cookie or in the address, seats are held and the order is next; asked again it is the same order', async () => {
  const event = await makeSale({ quantity: 9 });
  const { slug } = event;
  const first = await askBoth((key) => ({ slug, headers: cookie(key) }));
  assert.deepEqual([first.status, first.headers.location], [303, '/orders/CODE']);
  assert.deepEqual(await askBoth((key) => ({ slug, headers: cookie(key) })), first);
  assert.deepEqual(await askBoth((key) => ({ slug, query: `?key=${key}` })), first);
  assert.deepEqual([await held(event), await orders(event)], [[{ held: 2, sold: 0 }], ['reserved ar', 'reserved ar']]);
});

test('the pages have no part in it where the sale goes well', async () => {
  const { slug } = await makeSale();
  const ends = async (accept: string, headers: Record<string, string>): Promise<string | null> =>
    (await ask({ slug, headers }, accept)).headers.get('content-length');
  assert.deepEqual([await ends(QUICK, {}), await ends(QUICK, cookie('quick-key-of-a-browser'))], ['0', '0']);
  assert.deepEqual([await ends(SLOW, {}), await ends(SLOW, cookie('slower-key-of-a-browser'))], [null, null]);
});

test('another choice takes the place of the first', async () => {
  const event = await makeSale({ quantity: 9 });
  const { slug } = event;
  await askBoth((key) => ({ slug, headers: cookie(key) }));
  assert.equal((await askBoth((key) => ({ slug, headers: cookie(key), body: 'quantity-1=3' }))).status, 303);
  assert.deepEqual(
    [await held(event), await orders(event)],
    [[{ held: 6, sold: 0 }], ['cancelled ar', 'cancelled ar', 'reserved ar', 'reserved ar']],
  );
});

test('an order that is completed is led to, and the key goes', async () => {
  const event = await makeSale({ quantity: 9 });
  const { slug } = event;
  await askBoth((key) => ({ slug, headers: cookie(key) }));
  await db
    .updateTable('orders')
    .set({
      state: 'free-completed',
      heldUntil: null,
      holder: null,
      completedAt: new Date(),
      buyerName: 'Ada Lind',
      buyerEmail: 'ada@example.org',
    })
    .where('eventId', '=', event.eventId)
    .execute();
  const answer = await askBoth((key) => ({ slug, headers: cookie(key) }));
  assert.deepEqual(
    [answer.status, answer.headers.location, answer.cookies.map((text) => text.includes('Max-Age=0'))],
    [303, '/orders/CODE', [true]],
  );
});

test('what is not to be had is said on the page, with what was chosen', async () => {
  const { slug } = await makeSale({ quantity: 3, maximumPerOrder: 5 });
  for (const [body, status] of [
    ['quantity-1=0', 422],
    ['', 422],
    ['quantity-1=6', 422],
    ['quantity-7=1', 422],
    ['quantity-1=4', 409],
    ['quantity-1=%FF', 422],
  ] as const)
    assert.equal((await askBoth((key) => ({ slug, headers: cookie(key), body }))).status, status, body);
});

test('what costs money is not held where none can be taken', async () => {
  const event = await makeSale({ kind: 'paid', priceMinor: 500, quantity: 9 });
  assert.equal((await askBoth((key) => ({ slug: event.slug, headers: cookie(key) }))).status, 422);
  assert.deepEqual(await held(event), [{ held: 0, sold: 0 }]);
});

test('events that are not there, drafts and forms from elsewhere are refused as ever', async () => {
  const event = await makeSale({ quantity: 9 });
  const draft = await makeEvent(foyer.ctx(), organizer, { published: false });
  const statuses = [];
  for (const slug of ['no-such-event', draft.slug])
    statuses.push((await askBoth((key) => ({ slug, headers: cookie(key) }))).status);
  for (const origin of ['https://evil.example', 'null', `${foyer.url}0`])
    statuses.push((await askBoth((key) => ({ slug: event.slug, headers: { ...cookie(key), origin } }))).status);
  assert.deepEqual(statuses, [404, 404, 403, 403, 403]);
  assert.deepEqual(await held(event), [{ held: 0, sold: 0 }]);
});

test('a code in the address, a strange cookie and a body that is larger go the long way to the same answer', async () => {
  const { slug } = await makeSale({ quantity: 20 });
  assert.equal((await askBoth((key) => ({ slug, query: '?code=lantern', headers: cookie(key) }))).status, 303);
  assert.equal((await askBoth(() => ({ slug, headers: { cookie: 'foyer-choice="quoted"' } }))).status, 307);
  assert.equal(
    (await askBoth((key) => ({ slug, headers: cookie(`${key}2`), body: `quantity-1=1&note=${'x'.repeat(20_000)}` })))
      .status,
    303,
  );
});
