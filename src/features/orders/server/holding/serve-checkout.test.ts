import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { createAnswer } from '#platform/http/page-cache.ts';
import { sendAnswer } from '#platform/http/send-answer.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { hashKey } from '../queries.ts';
import { type Pass, serveCheckout } from './serve-checkout.ts';
import { startQueue } from './start-queue.ts';

const database = await createTestDatabase();
const system = database.ctx();
const event = await makeEvent(system, await makeOrganizer(system));
await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 1 });

const PUBLIC = 'https://foyer.example';
const passed: string[] = [];
const answer = serveCheckout({
  queue: startQueue(() => database.ctx({ kind: 'nobody' })),
  secret: 'a secret of a test',
  publicUrl: PUBLIC,
  makeCtx: (locale) => ({ ...database.ctx({ kind: 'nobody' }), locale }),
  originOf: () => PUBLIC,
  clientOf: () => '192.0.2.1',
});
const server = createServer((req, res) => {
  const pass: Pass = async (body, refusal) => {
    passed.push(body.toString());
    if (!refusal?.shared) return void res.writeHead(418).end();
    const page = createAnswer({ status: 409, headers: {}, body: Buffer.from(`page ${passed.length}`) });
    await sendAnswer(req, res, page);
    return page;
  };
  if (!answer(req, res, pass)) res.writeHead(404).end();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const { port } = server.address() as AddressInfo;

const send = (headers: Record<string, string>, body = 'quantity-1=1', query = ''): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/e/${event.slug}/checkout${query}`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { accept: 'text/html', origin: PUBLIC, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const withKey = (key: string): Record<string, string> => ({ cookie: `__Host-foyer-choice=${key}` });

test('over https the key stays with this host alone, and the answer says that nothing else is spoken here', async () => {
  const { status, headers } = await send({ cookie: 'foyer-choice=a-key-from-plain-http' });
  assert.equal(status, 307);
  assert.match(
    headers.getSetCookie().join(),
    /^__Host-foyer-choice=[\w-]{24}; Max-Age=172800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
});

test('a code that was typed beside the tickets is the page’s to read', async () => {
  assert.equal((await send(withKey('a-key-of-who-has-a-code'), 'quantity-1=1&code=lantern')).status, 418);
  assert.deepEqual(passed.splice(0), ['quantity-1=1&code=lantern']);
});

test('the last seat goes to who came first; who finds nothing goes on to the page with what they sent', async () => {
  const first = await send(withKey('the-first-key-of-them'));
  assert.equal(first.status, 303);
  assert.match(first.headers.get('location') ?? '', /^\/orders\/\w{8}\/[\w-]+$/);
  assert.equal((await send(withKey('the-second-key-of-them'), 'quantity-1=1&note=late')).status, 409);
  assert.deepEqual(passed.splice(0), ['quantity-1=1&note=late']);
  assert.equal((await send(withKey('the-first-key-of-them'))).headers.get('location'), first.headers.get('location'));
});

test('who is too late reads what others read who chose the same, and whoever has an order still finds it', async () => {
  const read = async (key: string, body: string, headers = {}): Promise<string> => {
    const answer = await send({ ...withKey(key), ...headers }, body);
    return `${answer.status} ${await answer.text()}`;
  };
  const late = Array.from({ length: 5 }, (_, at) => read(`a-key-of-the-late-number-${at}`, 'quantity-1=1&many=5'));
  assert.deepEqual(await Promise.all(late), Array(5).fill('409 page 1'));
  assert.equal(await read('a-key-of-who-chose-else', 'quantity-1=2'), '409 page 2');
  assert.equal(await read('a-key-of-who-reads-arabic', 'quantity-1=2', { 'accept-language': 'ar' }), '409 page 3');
  assert.equal(passed.splice(0).length, 3);
  const own = await send(withKey('the-first-key-of-them'), 'quantity-1=1');
  assert.match(own.headers.get('location') ?? '', /^\/orders\/\w{8}\/[\w-]+$/);
});

test('who still holds a seat of the choice before is shown the way to it, which nobody else reads', async () => {
  assert.equal((await send(withKey('the-first-key-of-them'), 'quantity-1=1&quantity-2=1')).status, 418);
  assert.deepEqual(passed.splice(0), ['quantity-1=1&quantity-2=1']);
});

test('what is not a plain form of this installation by somebody unknown is not taken', async () => {
  const strange: Record<string, string>[] = [
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'text/plain' },
    { accept: 'application/json' },
    { accept: '*/*' },
    { 'x-sveltekit-action': 'true' },
    { origin: 'https://evil.example' },
    { origin: 'http://foyer.example' },
    { origin: 'null' },
    { cookie: 'foyer.session_token=whatever' },
    { cookie: '__Host-foyer-choice=short' },
  ];
  const statuses = await Promise.all(strange.map(async (headers) => (await send(headers)).status));
  for (const query of ['?code=lantern', '?key=a-key-in-the-address&code=lantern', '?/other', '?KEY=a'])
    statuses.push((await send({}, '', query)).status);
  statuses.push((await send({}, 'x'.repeat(17_000))).status);
  assert.deepEqual([...new Set(statuses)], [404]);
  assert.deepEqual(passed, []);
});

test('a host that there cannot be is the page’s to refuse, and stops nothing', () => {
  const lost = serveCheckout({
    queue: startQueue(() => system),
    secret: 'x',
    publicUrl: PUBLIC,
    makeCtx: () => system,
    originOf: () => 'http://foyer.example:99999999',
    clientOf: () => '192.0.2.1',
  });
  const headers = {
    accept: 'text/html',
    origin: 'http://foyer.example:99999999',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '12',
  };
  assert.equal(
    lost({ method: 'POST', url: `/e/${event.slug}/checkout`, headers } as IncomingMessage, {} as ServerResponse, () =>
      assert.fail('taken'),
    ),
    false,
  );
});

test('who hangs up in the middle of the form asks for nothing', async () => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST /e/${event.slug}/checkout?key=a-key-of-who-goes-away HTTP/1.1\r\nhost: foyer.example\r\norigin: ${PUBLIC}\r\naccept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 12\r\n\r\nquant`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await once(socket, 'close');
  await send({});
  assert.deepEqual(passed, []);
  assert.deepEqual(
    (await database.db.selectFrom('orders').select('idempotencyKey').execute()).map((order) => order.idempotencyKey),
    [hashKey('the-first-key-of-them')],
  );
});
