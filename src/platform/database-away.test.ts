import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import { Invalid } from './errors.ts';
import { awayError } from './database-away.ts';
import { openDatabase } from './db/connect.ts';

const database = await createTestDatabase();

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function askAt(port: number): Promise<unknown> {
  const { db, close } = openDatabase(`postgres://foyer@127.0.0.1:${port}/foyer`);
  const error = await failure(sql`select 1`.execute(db));
  await close();
  return error;
}

test('a database that answers is not away, whatever it answers; nor is anything else that fails', async () => {
  const refused = await failure(sql`select * from nothing_of_that_name`.execute(database.db));
  assert.ok(refused instanceof Error);
  for (const other of [
    refused,
    new Invalid('No name'),
    new TypeError('x is not a function'),
    undefined,
    'Connection terminated',
  ])
    assert.equal(awayError(other), undefined);
});

test('what is wrapped is found, with what it was', () => {
  const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  const wrapped = new Error('Failed to get session', { cause: starting });
  assert.equal(awayError(wrapped)?.cause, wrapped);
});

test('a server that is not there, hangs up, or ends a connection in use is away', async () => {
  const gone = createServer();
  const port = await listen(gone);
  gone.close();
  await once(gone, 'close');
  assert.equal(awayError(await askAt(port))?.status, 503);

  const rude = createServer((socket) => socket.end());
  assert.equal(awayError(await askAt(await listen(rude)))?.code, 'database_away');
  rude.close();

  const ended = await failure(sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.db));
  assert.equal(awayError(ended)?.code, 'database_away');
});
