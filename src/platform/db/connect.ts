/** Connections to PostgreSQL: one pool a process, queries built by Kysely, instants and money as numbers. */
import { Kysely } from 'kysely';
import pg from 'pg';
import type { DB } from '../../../db/types.ts';
import { Unavailable, wordsOf } from '../errors.ts';
import { NamingDialect, NamingPlugin } from './name-columns.ts';
import { preparing } from './prepare.ts';

/** The database, or a transaction on it: use cases do not care which. */
export type Db = Kysely<DB>;

export type Database = {
  db: Db;
  /** For the few things that need a bare connection. */
  pool: pg.Pool;
  url: string;
  close: () => Promise<void>;
};

const INT8 = 20;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

/** `timestamptz` comes as an Instant, `bigint` and `numeric` as numbers; everything else as pg has it. */
const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (format !== 'binary') {
      if (oid === TIMESTAMPTZ) return readTimestamp;
      if (oid === INT8 || oid === NUMERIC) return Number;
      if (oid === INT8_ARRAY) return readNumbers;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

/** `{12,17}`: an array of whole numbers without a null. */
function readNumbers(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** The last moment that a JavaScript date can hold, and the negative of the first. */
const FARTHEST: number = 8.64e15;

/** Years of any length, before Christ too. */
const WRITTEN = /^(\d{4,6})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(\.\d+)?\+00( BC)?$/;

/**
 * `2024-02-03 09:00:00+00`, as PostgreSQL writes it for a session in UTC. Every value that the column type can hold
 * gives a number: `infinity`, and years that no JavaScript date reaches, give the nearest one.
 * @throws TypeError for a text that is no timestamp of such a session
 */
export function readTimestamp(text: string): number {
  const usual =
    text.length === 22 && text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) : Number.NaN;
  return Number.isNaN(usual) ? readUnusual(text) : usual;
}

function readUnusual(text: string): number {
  if (text === 'infinity') return FARTHEST;
  if (text === '-infinity') return -FARTHEST;
  const parts = WRITTEN.exec(text);
  if (!parts) throw new TypeError(`"${text.slice(0, 60)}" is no timestamp of a session in UTC`);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(0);
  at.setUTCFullYear(parts[8] ? 1 - year : year, month - 1, day);
  at.setUTCHours(hour, minute, second, Math.floor(Number(parts[7] ?? 0) * 1000));
  const ms = at.getTime();
  return Number.isNaN(ms) ? FARTHEST : ms;
}

/** Opens a pool of at most `max` connections. Nothing connects before the first query. */
export function openDatabase(url: string, max = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'foyer',
    options: '-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000',
    types: typeParsers as pg.CustomTypesConfig,
    connectionTimeoutMillis: 10_000,
  });
  survive(pool);
  const db: Db = new Kysely<DB>({
    dialect: new NamingDialect({ pool: preparing(pool) }),
    plugins: [new NamingPlugin()],
  });
  return { db, pool, url, close: () => db.destroy() };
}

/**
 * The server may go away under any connection, idle or in use. Whoever waits for an answer gets the error; the event
 * that pg emits besides would end the process where nobody listens. The next query opens a new connection.
 */
export function survive(pool: pg.Pool): void {
  const ignore = (): void => {};
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
}

/** duplicate_database, and the unique_violation that two at the same instant end in. */
const MADE_MEANWHILE = ['42P04', '23505'];

/**
 * Makes the database that `url` names when the server does not have it yet, or refuses where `make` is false. Making it
 * needs the right to create databases.
 * @throws Unavailable with `advice`: what to look at
 */
export async function ensureDatabase(
  url: string,
  { advice = 'Check DATABASE_URL.', make = true }: { advice?: string; make?: boolean } = {},
): Promise<void> {
  const name = databaseName(url);
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres'), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0 && !make)
      throw new Unavailable(`The database server has no database "${name}". ${advice}`, 'no_database');
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (cause) {
    if (cause instanceof Unavailable) throw cause;
    if (MADE_MEANWHILE.includes((cause as { code?: string }).code ?? '')) return;
    throw new Unavailable(`The database server does not answer: ${wordsOf(cause)}. ${advice}`, 'no_database', {
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

/** The name of the database in a connection string. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'foyer';
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const next = new URL(url);
  next.pathname = `/${encodeURIComponent(name)}`;
  return next.href;
}
