/** A database of its own for each test file: a clone of a migrated template, dropped at the end. */
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { createCtx, type Actor, type Ctx } from '#platform/ctx.ts';
import { type Database, openDatabase, withDatabase } from '#platform/db/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { listMigrations, migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';
import { folderInMemory } from './folder-in-memory.ts';

/** Where the server of the tests keeps its files, unless TEST_DATABASE_URL names another server. */
const TEST_SERVER_DIR = path.join(folderInMemory() ?? path.join(PROGRAM_ROOT, '.cache'), 'test-postgres');
/** Nothing in there is worth a disk's patience, nor much memory. */
const FLAGS = [
  '-c',
  'fsync=off',
  '-c',
  'synchronous_commit=off',
  '-c',
  'full_page_writes=off',
  '-c',
  'max_connections=200',
  '-c',
  'max_wal_size=256MB',
];
const TEMPLATE_LOCK = 764_201_002;

export type TestDatabase = Database & { log: ReturnType<typeof createLog>; ctx: (actor?: Actor) => Ctx };

/** The test server's address; starts it where it does not run. It keeps running for the next test file. */
export async function testServerUrl(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  const { url } = await startTestServer();
  return url;
}

/** The embedded server of the tests, for whoever lets others use it and leaves it in the end. */
export function startTestServer(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres(TEST_SERVER_DIR, FLAGS);
}

/** Clones the template for this test file and drops the clone when the file is done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testServerUrl();
  const template = await prepareTemplate(server);
  const name = `foyer_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  const database = openDatabase(withDatabase(server, name), 10);
  after(async () => {
    await database.close();
    await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  });
  const log = createLog(process.env.LOG_LEVEL ?? 'silent');
  const ctx = (actor: Actor = { kind: 'system', name: 'test' }): Ctx => createCtx({ db: database.db, log, actor });
  return { ...database, log, ctx };
}

async function prepareTemplate(server: string): Promise<string> {
  const digest = createHash('sha256')
    .update(
      listMigrations()
        .map((m) => m.digest)
        .join(),
    )
    .digest('hex')
    .slice(0, 12);
  const name = `foyer_template_${digest}`;
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return;
    await client.query(`create database ${name}_new`);
    await migrate(withDatabase(server, `${name}_new`));
    await client.query(`alter database ${name}_new rename to ${name}`);
  });
  return name;
}

async function onServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
