/**
 * Writes `db/schema.sql` (the whole database on one page) and `db/types.ts` (its rows for Kysely) from a database that
 * was migrated a moment ago. Run it after adding a migration.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { withDatabase } from '#platform/db/connect.ts';
import { describeSchema } from '#platform/db/describe-schema.ts';
import { migrate } from '#platform/db/migrate.ts';
import { startTestServer } from '#testing/database.ts';

const started = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
const server = started?.url ?? (process.env.TEST_DATABASE_URL as string);
const name = `foyer_describe_${process.pid}`;
const admin = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
await admin.connect();
await admin.query(`create database ${name}`);
try {
  const url = withDatabase(server, name);
  await migrate(url);
  writeFileSync(path.join(PROGRAM_ROOT, 'db/schema.sql'), await describeSchema(url));
  const types = path.join(PROGRAM_ROOT, 'db/types.ts');
  const codegen = path.join(PROGRAM_ROOT, 'node_modules/kysely-codegen/dist/cli/bin.js');
  const args = ['--dialect', 'postgres', '--url', url, '--out-file', types, '--camel-case', '--log-level', 'error'];
  args.push('--exclude-pattern', 'public.schema_migrations');
  const done = spawnSync(process.execPath, [codegen, ...args], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error('kysely-codegen failed');
  writeFileSync(types, asFoyerReads(readFileSync(types, 'utf8')));
} finally {
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  await started?.leave();
}

/** Our connections return `bigint` and `timestamptz` as numbers (see platform/db/connect.ts). */
function asFoyerReads(source: string): string {
  return source
    .replace(/export type Int8 = .*;/, 'export type Int8 = ColumnType<number, number | string, number | string>;')
    .replace(
      /export type Timestamp = .*;/,
      'export type Timestamp = ColumnType<number, Date | string, Date | string>;',
    );
}
