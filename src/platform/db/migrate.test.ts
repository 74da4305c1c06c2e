import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { testServerUrl } from '#testing/database.ts';
import { databaseName, ensureDatabase, withDatabase } from './connect.ts';
import { describeSchema } from './describe-schema.ts';
import { listMigrations, migrate } from './migrate.ts';

const server = await testServerUrl();
const made: string[] = [];

async function emptyDatabase(): Promise<string> {
  const url = withDatabase(server, `foyer_test_migrate_${process.pid}_${randomBytes(4).toString('hex')}`);
  made.push(url);
  await ensureDatabase(url);
  return url;
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

after(async () => {
  for (const url of made)
    await query(withDatabase(server, 'postgres'), `drop database if exists ${databaseName(url)} with (force)`);
});

const NAMES = listMigrations().map((migration) => migration.name);

test('each migration has a number of its own, and they apply in that order', () => {
  const numbers = NAMES.map((name) => /^(\d{4})_\w+\.sql$/.exec(name)?.[1]);
  assert.deepEqual(numbers, [...new Set(numbers)].sort());
});

test('an empty database gets all of them, and a second time none', async () => {
  const url = await emptyDatabase();
  assert.deepEqual(await migrate(url), NAMES);
  assert.deepEqual(await migrate(url), []);
});

/**
 * PostgreSQL 15 names the table before each column of a view, later ones only where it takes that to tell them apart.
 */
function asEverywhere(page: string): string {
  return page.replace(/^create view [\s\S]*?;$/gm, (view) => view.replace(/\b[a-z_]+\.(?=[a-z_])/g, ''));
}

test('the page of SQL and the row types that are committed are what the migrations give', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const page = await describeSchema(url);
  assert.equal(
    asEverywhere(readFileSync(path.join(PROGRAM_ROOT, 'db/schema.sql'), 'utf8')),
    asEverywhere(page),
    'run npm run describe-database',
  );
  const rows = await query<{ table: string; column: string }>(
    url,
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and table_name <> 'schema_migrations'`,
  );
  const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const expected = new Map<string, string[]>();
  for (const { table, column } of rows)
    expected.set(camel(table), [...(expected.get(camel(table)) ?? []), camel(column)]);
  const sorted = (tables: Map<string, string[]>) =>
    [...tables].map(([name, columns]) => [name, [...columns].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(sorted(typedTables()), sorted(expected), 'run npm run describe-database');
});

/** The tables of db/types.ts with their columns. */
function typedTables(): Map<string, string[]> {
  const source = readFileSync(path.join(PROGRAM_ROOT, 'db/types.ts'), 'utf8');
  const interfaces = new Map(
    [...source.matchAll(/export interface (\w+) \{\n([^}]*)\}/g)].map((m) => [m[1] as string, m[2] as string]),
  );
  const fields = (body: string) =>
    [...body.matchAll(/^ {2}(\w+): (.*);$/gm)].map((m) => [m[1] as string, m[2] as string] as const);
  return new Map(
    fields(interfaces.get('DB') ?? '').map(([table, type]) => [
      table,
      fields(interfaces.get(type) ?? '').map(([column]) => column),
    ]),
  );
}

test('two processes at once: one works, the other waits and finds it done', async () => {
  const url = await emptyDatabase();
  const code = `const { migrate } = await import(${JSON.stringify(path.join(import.meta.dirname, 'migrate.ts'))});
    console.log(JSON.stringify(await migrate(process.argv[1])));`;
  const run = (): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, url], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (part) => (out += part));
      child.on('close', (status) =>
        status === 0 ? resolve(JSON.parse(out)) : reject(new Error(`it ended with ${status}`)),
      );
    });
  const results = await Promise.all([run(), run()]);
  assert.deepEqual(
    results.sort((a, b) => b.length - a.length),
    [NAMES, []],
  );
});

test('many at once in one process end the same way', async () => {
  const url = await emptyDatabase();
  const results = await Promise.all(Array.from({ length: 5 }, () => migrate(url)));
  assert.deepEqual(
    results.filter((names) => names.length > 0),
    [NAMES],
  );
});

test('a database of a newer program is refused, and what it holds is named', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  await query(url, `insert into schema_migrations (name, digest) values ('9999_tomorrow.sql', 'x')`);
  await assert.rejects(migrate(url), {
    name: 'Conflict',
    code: 'database_newer',
    message: 'The database is newer than this program: it holds 9999_tomorrow.sql. Install the newer program.',
  });
});

test('a migration that was changed after it was applied is refused', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  await query(url, `update schema_migrations set digest = 'other' where name = '${NAMES[0]}'`);
  await assert.rejects(migrate(url), {
    name: 'Conflict',
    code: 'migration_changed',
    message: `The migration ${NAMES[0]} was changed after it was applied.`,
  });
});

test('a migration that fails leaves nothing of itself and is tried again next time', async () => {
  const url = await emptyDatabase();
  await query(url, 'create table organizers (in_the_way integer)');
  await assert.rejects(migrate(url), /organizers/);
  const tables = await query<{ name: string }>(
    url,
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  assert.equal(
    tables.some(({ name }) => name === 'events' || name === 'media'),
    false,
  );
  await query(url, 'drop table organizers');
  assert.deepEqual(
    await migrate(url),
    NAMES.filter((name) => !['0001_platform.sql', '0002_accounts.sql'].includes(name)),
  );
});

test('a server that does not answer is named as the trouble', async () => {
  await assert.rejects(ensureDatabase('postgres://foyer@127.0.0.1:1/foyer'), {
    name: 'Unavailable',
    code: 'no_database',
    message: /Check DATABASE_URL/,
  });
});

test('every reference is followed back by an index, so that deleting reads no table from end to end', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const without = await query<{ column: string }>(
    url,
    `select c.conrelid::regclass || '.' || a.attname as column
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and not exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]) order by 1`,
  );
  assert.deepEqual(
    without.map(({ column }) => column),
    [],
  );
});
