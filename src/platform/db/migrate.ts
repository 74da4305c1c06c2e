/** Forward-only migrations: plain SQL files, each in a transaction of its own, each once. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { PROGRAM_ROOT } from '../config.ts';
import { Conflict } from '../errors.ts';

const FOLDER = path.join(PROGRAM_ROOT, 'db/migrations');
/** Any number does, as long as every process of Foyer uses the same. */
const LOCK = 764_201_001;

export type Migration = { name: string; sql: string; digest: string };

/** The migrations in the order in which they apply. */
export function listMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(FOLDER, name), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex').slice(0, 16) };
    });
}

/**
 * Applies what is missing and returns the names. Several processes may call it at once; one works, the others wait.
 * @throws Conflict when the database holds a migration that this program does not know, or knows otherwise
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'foyer migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      `create table if not exists schema_migrations (
         name text primary key, digest text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string; digest: string }>('select name, digest from schema_migrations');
    return await applyMissing(client, new Map(rows.map((row) => [row.name, row.digest])));
  } finally {
    await client.end();
  }
}

/**
 * Refuses a database to which migrations are still to be applied, without applying any.
 * @throws Conflict with how many
 */
export async function requireMigrated(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'foyer' });
  await client.connect();
  try {
    const { rows: tables } = await client.query(`select to_regclass('schema_migrations') as name`);
    const { rows } =
      tables[0]?.name === null
        ? { rows: [] }
        : await client.query<{ name: string }>('select name from schema_migrations');
    const applied = new Set(rows.map(({ name }) => name));
    const missing = listMigrations().filter(({ name }) => !applied.has(name)).length;
    if (missing === 0) return;
    const what = applied.size === 0 ? 'The database is empty' : 'The database is older than this program';
    throw new Conflict(`${what}: ${missing} migrations wait. "foyer migrate" applies them.`, 'database_older');
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, applied: Map<string, string>): Promise<string[]> {
  const known = listMigrations();
  const names = new Set(known.map((m) => m.name));
  const foreign = [...applied.keys()].filter((name) => !names.has(name));
  if (foreign.length > 0) {
    throw new Conflict(
      `The database is newer than this program: it holds ${foreign.join(', ')}. Install the newer program.`,
      'database_newer',
    );
  }
  const done: string[] = [];
  for (const migration of known) {
    const digest = applied.get(migration.name);
    if (digest === migration.digest) continue;
    if (digest !== undefined)
      throw new Conflict(`The migration ${migration.name} was changed after it was applied.`, 'migration_changed');
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into schema_migrations (name, digest) values ($1, $2)', [
      migration.name,
      migration.digest,
    ]);
    await client.query('commit');
    done.push(migration.name);
  }
  return done;
}
