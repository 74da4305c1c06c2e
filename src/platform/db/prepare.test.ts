import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import { transact } from '../transact.ts';
import type { Db } from './connect.ts';

const { db, ctx } = await createTestDatabase();

/** The texts that this connection has prepared, but for the one that asks. */
async function preparedOn(connection: Db): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements where statement not like '%pg_prepared_statements%'
    order by prepare_time`.execute(connection);
  return rows.map(({ statement }) => statement);
}

/** The same text with a value of its own each time. */
const plusOne = (connection: Db, value: number) =>
  sql<{ n: number }>`select ${value}::integer + 1 as n`.execute(connection);

test('what is asked for the second time is prepared, and every value gets its own answer', async () => {
  await db.connection().execute(async (connection) => {
    const first = await plusOne(connection, 1);
    assert.deepEqual(await preparedOn(connection), []);
    const second = await plusOne(connection, 2);
    const third = await plusOne(connection, 3);
    assert.deepEqual(
      [first, second, third].map(({ rows }) => rows),
      [[{ n: 2 }], [{ n: 3 }], [{ n: 4 }]],
    );
    assert.deepEqual(await preparedOn(connection), ['select $1::integer + 1 as n']);
  });
});

test('several statements in one text are sent as they are', async () => {
  await db.connection().execute(async (connection) => {
    const before = await preparedOn(connection);
    for (let time = 0; time < 3; time += 1) await sql.raw(`select 1; select 2`).execute(connection);
    assert.deepEqual(await preparedOn(connection), before);
  });
});

test('a text of bulk values is neither prepared nor kept, however often it comes', async () => {
  await db.connection().execute(async (connection) => {
    const before = await preparedOn(connection);
    const bulk = `select ${'1 + '.repeat(3000)}1 as n`;
    for (let time = 0; time < 3; time += 1)
      assert.deepEqual((await sql.raw(bulk).execute(connection)).rows, [{ n: 3001 }]);
    assert.deepEqual(await preparedOn(connection), before);
  });
});

test('a connection that has prepared 500 statements is replaced by a new one', async () => {
  const pid = async (connection: Db): Promise<number> =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)).rows[0]?.pid as number;
  const worn = await db.connection().execute(async (connection) => {
    for (let n = 0; n <= 500; n += 1)
      for (let time = 0; time < 2; time += 1) await sql.raw(`select ${n} as n`).execute(connection);
    assert.equal((await preparedOn(connection)).length > 500, true);
    return pid(connection);
  });
  assert.notEqual(await db.connection().execute(pid), worn);
});

test('a table that changes under a running process is read as it is then, in a transaction too', async () => {
  await sql`create table shapes (id integer)`.execute(db);
  await sql`insert into shapes values (1)`.execute(db);
  const read = (connection: Db) => sql`select * from shapes`.execute(connection);
  for (let time = 0; time < 3; time += 1) await read(db);
  await sql`alter table shapes add column name text default 'circle'`.execute(db);
  assert.deepEqual((await read(db)).rows, [{ id: 1, name: 'circle' }]);
  for (let time = 0; time < 3; time += 1) await read(db);
  await sql`alter table shapes add column sides integer default 0`.execute(db);
  let runs = 0;
  const { rows } = await transact(ctx(), async (unit) => {
    runs += 1;
    return read(unit.db);
  });
  assert.deepEqual([rows, runs], [[{ id: 1, name: 'circle', sides: 0 }], 2]);
});

test('what PostgreSQL refuses is refused with its own error', async () => {
  for (let time = 0; time < 3; time += 1)
    await assert.rejects(sql`select ${0}::integer / 0`.execute(db), { code: '22012' });
});
