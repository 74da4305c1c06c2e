import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '#testing/database.ts';
import { listen, type Listener } from './listen.ts';

const database = await createTestDatabase();

type Heard = { said: string[]; listener: Listener; waitFor: (what: string) => Promise<void> };

async function hear(url = database.url): Promise<Heard> {
  const said: string[] = [];
  let look = (): void => {};
  const note = (what: string): void => {
    said.push(what);
    look();
  };
  const listener = await listen({
    url,
    log: database.log,
    onMessage: { test_one: (payload) => note(`one:${payload}`), 'Test Two': (payload) => note(`two:${payload}`) },
    onConnected: () => note('connected'),
    onLost: () => note('lost'),
  });
  after(() => listener.close());
  const waitFor = (what: string): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (said.includes(what)) resolve();
      };
      look();
    });
  return { said, listener, waitFor };
}

const notify = (channel: string, payload: string) =>
  database.pool.query('select pg_notify($1, $2)', [channel, payload]);
const cutOff = () =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'foyer listen' and datname = current_database()`,
  );

test('it hears its channels, each with its own message, once the change is committed', async () => {
  const { said, listener, waitFor } = await hear();
  assert.deepEqual(said, ['connected']);
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query(`select pg_notify('test_one', 'rolled back')`);
  await client.query('rollback');
  client.release();
  await notify('elsewhere', 'x');
  await notify('test_one', 'a');
  await notify('Test Two', 'b');
  await waitFor('two:b');
  assert.deepEqual(said, ['connected', 'one:a', 'two:b']);
  await listener.close();
});

test('a connection that is cut says that it was lost, comes back by itself and hears again', async () => {
  const { said, listener, waitFor } = await hear();
  await cutOff();
  await waitFor('lost');
  assert.equal(listener.isConnected(), false);
  said.length = 0;
  await waitFor('connected');
  assert.equal(listener.isConnected(), true);
  await notify('test_one', 'after');
  await waitFor('one:after');
  assert.deepEqual(said, ['connected', 'one:after']);
  await listener.close();
  assert.equal(listener.isConnected(), false);
});

test('one that was closed stays closed', async () => {
  const { said, listener } = await hear();
  await listener.close();
  await notify('test_one', 'nobody');
  assert.deepEqual(said, ['connected']);
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'foyer listen' and datname = current_database()`,
  );
  assert.equal(rows[0]?.n, 0);
});

test('where the first connection fails the caller is told, and nothing goes on in the background', async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const said: string[] = [];
  const options = {
    log: database.log,
    onMessage: {},
    onConnected: () => said.push('connected'),
    onLost: () => said.push('lost'),
  };
  await assert.rejects(listen({ url: `postgres://foyer@127.0.0.1:${port}/foyer`, ...options }));
  // Longer than the pause before a further attempt would be.
  await new Promise((resolve) => setTimeout(resolve, 700));
  server.close();
  assert.deepEqual([accepted.length, said], [1, []]);
});

test('while the server is away it keeps trying, and each loss is told once', async () => {
  const sockets = new Set<Socket>();
  let open = true;
  const target = new pg.Client({ connectionString: database.url });
  const socketPath = `${(target as unknown as { host: string }).host}/.s.PGSQL.${target.port}`;
  const proxy = createServer((socket) => {
    sockets.add(socket);
    if (!open) return void socket.destroy();
    const upstream = target.host.startsWith('/') ? connect(socketPath) : connect(target.port, target.host);
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as { port: number };
  const url = new URL(database.url);
  const { said, listener, waitFor } = await hear(`postgres://${url.username}@127.0.0.1:${port}${url.pathname}`);
  open = false;
  for (const socket of sockets) socket.destroy();
  await waitFor('lost');
  const before = sockets.size;
  while (sockets.size < before + 2) await once(proxy, 'connection');
  assert.deepEqual(said, ['connected', 'lost']);
  open = true;
  said.length = 0;
  await waitFor('connected');
  await listener.close();
  proxy.close();
});
