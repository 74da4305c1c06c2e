/** The client against a server that holds back, loses and refuses as Foyer does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, dataOf, type Options, Refused } from './client.ts';

const slug = 'lantern-days-2027';
const rooms = '/api/v1/events/{slug}/records/rooms';
const room = { name: 'Boat hall', capacity: 120 };

type Seen = { method: string; path: string; key: string | null; authorization: string | null; body: string };
type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | Error;

/** Answers one after the other; the last one stays. */
function serve(replies: Reply[], options: Partial<Options> = {}) {
  const seen: Seen[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    seen.push({
      method: request.method,
      path: pathname + search,
      key: request.headers.get('idempotency-key'),
      authorization: request.headers.get('authorization'),
      body: await request.text(),
    });
    const reply = replies[Math.min(seen.length, replies.length) - 1] as Reply;
    if (reply instanceof Error) throw reply;
    const { status, body, headers = {} } = reply;
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': type, ...headers },
    });
  };
  return { seen, client: createClient({ url: 'https://tickets.example/', fetch, ...options }) };
}

const busy: Reply = {
  status: 503,
  headers: { 'retry-after': '0' },
  body: { type: 'urn:foyer:problem:rush', title: 'rush', status: 503, detail: 'Too many wait', code: 'rush.seats' },
};
const lost = new TypeError('fetch failed');
const event = { status: 200, body: { slug } };

test('a key is sent with every request, and none where there is none', async () => {
  for (const [key, sent] of [
    ['foyer_secret', 'Bearer foyer_secret'],
    [undefined, null],
  ] as const) {
    const { client, seen } = serve([event], key === undefined ? {} : { key });
    await client.GET('/api/v1/events/{slug}', { params: { path: { slug } } });
    assert.deepEqual(
      seen.map(({ path, authorization }) => [path, authorization]),
      [[`/api/v1/events/${slug}`, sent]],
    );
  }
});

test('each POST has a key of its own, the same each time that it is sent, and keeps one that it was given', async () => {
  const { client, seen } = serve([busy, lost, { status: 201, body: {} }]);
  const init = { params: { path: { slug } }, body: room };
  await client.POST(rooms, init);
  await client.POST(rooms, init);
  await client.POST(rooms, { ...init, headers: { 'idempotency-key': 'mine' } });
  const keys = seen.map(({ key }) => key);
  assert.match(keys[0] ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual([keys[1], keys[2], keys[3] === keys[0], keys[4]], [keys[0], keys[0], false, 'mine']);
  assert.deepEqual(new Set(seen.map(({ body }) => body)), new Set([JSON.stringify(room)]));
});

test('what reads is sent again where it was lost or held back, as often as was said', async () => {
  const { client, seen } = serve([lost, busy, event], { retries: 2 });
  assert.deepEqual(dataOf(await client.GET('/api/v1/events/{slug}', { params: { path: { slug } } })), { slug });
  assert.equal(seen.length, 3);
  const never = serve([busy], { retries: 0 });
  assert.equal((await never.client.GET('/api/v1/events')).response.status, 503);
  assert.equal(never.seen.length, 1);
});

test('a change that might be done twice is sent once', async () => {
  for (const reply of [busy, lost]) {
    const { client, seen } = serve([reply]);
    const init = { params: { path: { slug, number: 1 } } };
    await client.PATCH(`${rooms}/{number}`, { ...init, body: room }).catch(() => undefined);
    await client.DELETE(`${rooms}/{number}`, init).catch(() => undefined);
    assert.deepEqual(
      seen.map(({ method }) => method),
      ['PATCH', 'DELETE'],
    );
  }
});

test('who is to wait longer than wanted is told so at once', async () => {
  const { client, seen } = serve([{ ...busy, headers: { 'retry-after': '120' } }]);
  assert.equal((await client.GET('/api/v1/events')).response.status, 503);
  assert.equal(seen.length, 1);
});

test('a moment to come back at is understood as seconds are', async () => {
  const { client, seen } = serve([{ ...busy, headers: { 'retry-after': new Date(0).toUTCString() } }, event]);
  assert.equal((await client.GET('/api/v1/events')).response.status, 200);
  assert.equal(seen.length, 2);
});

test('a refusal says its code, and one of somebody else in between its status', async () => {
  const refused = async (reply: Reply): Promise<unknown[]> => {
    const { client } = serve([reply], { retries: 0 });
    const answer = await client.GET('/api/v1/events');
    try {
      return [dataOf(answer)];
    } catch (error) {
      assert.ok(error instanceof Refused);
      return [error.status, error.code, error.message];
    }
  };
  assert.deepEqual(await refused(busy), [503, 'rush.seats', 'Too many wait']);
  assert.deepEqual(await refused({ status: 502, body: 'Bad gateway' }), [502, 'unknown', '']);
});

test('pages follow one another until there is none', async () => {
  const { client, seen } = serve([
    { status: 200, body: { rooms: [1], next: `/api/v1/events/${slug}/records/rooms?limit=1&after=abc` } },
    { status: 200, body: { rooms: [2], next: null } },
  ]);
  const found: unknown[] = [];
  for await (const page of client.pages(rooms, { params: { path: { slug }, query: { limit: 1 } } }))
    found.push(...page.rooms);
  assert.deepEqual(found, [1, 2]);
  assert.deepEqual(
    seen.map(({ path }) => path),
    [`/api/v1/events/${slug}/records/rooms?limit=1`, `/api/v1/events/${slug}/records/rooms?limit=1&after=abc`],
  );
});
