/**
 * Importing the schedule of a large conference, from bytes to the commit, beside the least that such an import must do:
 * walking the XML once and inserting as many rows of the same columns into the same tables, in one transaction. Then
 * the same file again, which must write nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { collectRemarks } from '#features/exchange/server/formats/collect-remarks.ts';
import { parseXml } from '#features/exchange/server/formats/parse-xml.ts';
import { DEFAULT_LIMITS } from '#features/exchange/server/formats/read-limits.ts';
import { writeScheduleXml } from '#features/exchange/server/formats/write-schedule-xml.ts';
import { importConference, type ImportReport } from '#features/exchange/server/import-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { readConference } from '#features/exchange/server/read-conference.ts';
import '#features/exchange/server/receivers.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import type { Db } from '#platform/db/connect.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { alternate, type BenchRow, median, row, timed } from './bench.ts';
import { type BenchDatabase, openBenchDatabase } from './open-product.ts';

const ROUNDS = 9;
const FILE = path.resolve(PROGRAM_ROOT, process.env.FOYER_SHARED ?? '../shared', 'data/schedule-xml/fosdem-2024.xml');
/** Each after those that it points at. */
const TABLES = [
  'events',
  'tracks',
  'rooms',
  'session_types',
  'speakers',
  'sponsors',
  'media',
  'sessions',
  'session_speakers',
] as const;

type Rows = Record<string, unknown>[];

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  const { name, bytes } = readFile();
  report(`${name}, ${(bytes.byteLength / 1e6).toFixed(1)} MB`);
  const database = await openBenchDatabase();
  try {
    const first = await importAs(database, bytes, 'first');
    const yardstick = await copier(database, bytes, first.event.slug);
    const measured = await alternate(
      () => timed(() => importAs(database, bytes)),
      () => timed(yardstick),
      { rounds: ROUNDS, warmUp: 2 },
    );
    const what = `${name}: ${first.sessions} sessions, ${first.speakers} speakers`;
    return [
      row(`import of ${what}, beside parsing and bulk inserts`, { ...measured, unit: 'ms', target: '<= 3' }),
      ...(await importAgain(database, bytes, yardstick)),
    ];
  } finally {
    await database.close();
  }
}

/** A real conference where its file is at hand, else an invented one as large. */
function readFile(): { name: string; bytes: Buffer } {
  if (existsSync(FILE)) return { name: path.basename(FILE), bytes: readFileSync(FILE) };
  const address = 'https://foyer.example';
  return {
    name: 'an invented schedule.xml',
    bytes: Buffer.from(
      writeScheduleXml(makeDemoConference({ sessions: 900 }), {
        baseUrl: address,
        eventUrl: `${address}/e/marginalia`,
      }),
    ),
  };
}

/** Imports and publishes, for a new organizer unless one is named: so it is a new event. */
async function importAs(database: BenchDatabase, bytes: Buffer, organizer?: string): Promise<ImportReport> {
  const ctx = database.ctx();
  const known =
    organizer === undefined
      ? undefined
      : await ctx.db.selectFrom('organizers').select('slug').where('slug', '=', organizer).executeTakeFirst();
  const { slug } =
    known ??
    (await createOrganizer(ctx, { name: 'Organizer', ...(organizer === undefined ? {} : { slug: organizer }) }));
  const scope = await authoriseOrganizer(ctx, slug, 'import');
  const reading = await readConference(bytes, { fileName: 'schedule.xml' });
  return importConference(ctx, scope, {
    reading,
    storage: createDiskStorage(path.join(database.dataDir, 'files')),
    publish: true,
  });
}

/** Makes the yardstick: parse, then copy what an import wrote, one statement a table. */
async function copier(database: BenchDatabase, bytes: Buffer, slug: string): Promise<() => Promise<void>> {
  const { db } = database.ctx();
  const copies = await rowsOf(db, slug);
  let copy = 0;
  return async () => {
    parseXml(bytes.toString(), DEFAULT_LIMITS, collectRemarks());
    copy += 1;
    await db.transaction().execute(async (trx) => {
      const [event] = await insert(
        trx,
        'events',
        copies.events.map((row) => ({ ...row, slug: `${slug}-copy-${copy}` })),
      );
      const sessionIds = new Map<unknown, unknown>();
      for (const table of TABLES.slice(1)) {
        const rows: Rows = copies[table].map((row) =>
          table === 'session_speakers'
            ? { ...row, session_id: sessionIds.get(row.session_id) }
            : { ...row, event_id: event },
        );
        const ids = await insert(
          trx,
          table,
          rows.map(({ id: _id, ...row }) => row),
        );
        if (table === 'sessions') for (const [at, row] of copies.sessions.entries()) sessionIds.set(row.id, ids[at]);
      }
    });
  };
}

async function rowsOf(db: Db, slug: string): Promise<Record<(typeof TABLES)[number], Rows>> {
  const event = sql`(select id from events where slug = ${slug})`;
  const found: Partial<Record<string, Rows>> = {};
  for (const table of TABLES) {
    const where =
      table === 'events'
        ? sql`id = ${event}`
        : table === 'session_speakers'
          ? sql`session_id in (select id from sessions where event_id = ${event})`
          : sql`event_id = ${event}`;
    found[table] = (
      await sql<{
        row: Record<string, unknown>;
      }>`select to_jsonb(t) as row from ${sql.table(table)} t where ${where}`.execute(db)
    ).rows.map(({ row }) => row);
  }
  for (const event of found.events ?? []) delete event.id;
  return found as Record<(typeof TABLES)[number], Rows>;
}

/** One statement, rows in one JSON parameter. Gives the new ids in order. */
async function insert(db: Db, table: string, rows: Rows): Promise<unknown[]> {
  if (rows.length === 0) return [];
  const columns = sql.join(Object.keys(rows[0] as object).map((name) => sql.id(name)));
  const returned = table === 'session_speakers' ? sql`null as id` : sql`id`;
  const { rows: written } = await sql<{ id: unknown }>`
    insert into ${sql.table(table)} (${columns}) select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)
    returning ${returned}`.execute(db);
  return written.map(({ id }) => id);
}

async function importAgain(
  database: BenchDatabase,
  bytes: Buffer,
  yardstick: () => Promise<void>,
): Promise<BenchRow[]> {
  const { db } = database.ctx();
  const before = await rowVersions(db);
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) times.push(await timed(() => importAs(database, bytes, 'first')));
  const after = await rowVersions(db);
  const touched =
    new Set([...after].filter((version) => !before.has(version))).size +
    [...before].filter((version) => !after.has(version)).length;
  const least: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) least.push(await timed(yardstick));
  return [
    row(`rows that ${ROUNDS} more imports of the same file wrote, of any table`, {
      figure: touched,
      yardstick: 1,
      unit: 'rows',
      target: '= 0',
    }),
    row('import of the same file again, beside parsing and bulk inserts', {
      figure: median(times),
      yardstick: median(least),
      unit: 'ms',
      target: '-',
    }),
  ];
}

/**
 * Every row of the database with the transaction that wrote it: a row that is written anew, even as it was, changes
 * that.
 */
async function rowVersions(db: Db): Promise<Set<string>> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  const versions = new Set<string>();
  for (const { name } of tables) {
    const { rows } = await sql<{
      version: string;
    }>`select xmin::text || ' ' || ctid::text as version from ${sql.table(name)}`.execute(db);
    for (const { version } of rows) versions.add(`${name} ${version}`);
  }
  return versions;
}
