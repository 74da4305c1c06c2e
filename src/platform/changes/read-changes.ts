/**
 * Reading changes so that none is missed, in whatever order their writers commit: only those of transactions that are
 * older than every one that still runs, in the order of their ids. What commits later has a larger id, so it can only
 * appear after a reader's place. The price is that one long transaction holds all readers up: how long is measured.
 */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { Instant } from '../time.ts';
import { type Place, placeGone } from './place.ts';

export type Change = Place & { at: Instant; type: string; data: Record<string, unknown> };

export type ChangesRead = {
  changes: Change[];
  /** Whether there are more to be had now. */
  more: boolean;
  /** Where to go on: after the last that was given, or after all that can be had now. */
  end: Place;
};

export type ChangesQuery = { eventId: number; types: readonly string[]; after: Place; limit: number };

/**
 * One statement, so that rows and the oldest running transaction are of one moment.
 * @throws Invalid (`field.place_gone`) where this server never was where the reader is, as after a restore from a
 * backup: what is missing in between cannot be given
 */
export async function readChanges(db: Db, { eventId, types, after, limit }: ChangesQuery): Promise<ChangesRead> {
  type Row = { xmin: string } & (Change | { id: null });
  const { rows } = await sql<Row>`
    with moment as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as xmin, change_era() as era)
    select m.xmin::text, c.xid::text, c.id::text, c.at, c.type, c.data from moment m left join lateral (
      select * from changes where event_id = ${eventId} and era = m.era and type = any(${types as string[]})
        and (xid, id) > (${after.xid}::text::xid8, ${after.id}::text::bigint) and xid < m.xmin
      order by xid, id limit ${limit + 1}
    ) c on true order by c.xid, c.id`.execute(db);
  const found = rows.filter((row): row is Row & Change => row.id !== null);
  const changes = found.slice(0, limit).map(({ xid, id, at, type, data }) => ({ xid, id, at, type, data }));
  const more = found.length > limit;
  const last = changes.at(-1);
  const oldest = rows[0]?.xmin ?? '0';
  if (BigInt(after.xid) > BigInt(oldest)) throw placeGone();
  return { changes, more, end: more && last ? { xid: last.xid, id: last.id } : { xid: oldest, id: '0' } };
}

/** Where a reader begins who wants only what happens from now on. */
export async function findEnd(db: Db): Promise<Place> {
  const { rows } = await sql<{ xid: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db);
  return { xid: rows[0]?.xid ?? '0', id: '0' };
}

/** The database within its cluster, by which places are distinguished. */
export async function findEra(db: Db): Promise<string> {
  const { rows } = await sql<{ era: string }>`select change_era()::text as era`.execute(db);
  return rows[0]?.era ?? '';
}

export type ChangesLag = {
  /** Changes that are on disk and cannot be read yet. */
  held: number;
  /** How long the oldest of them waits, in seconds. */
  seconds: number;
};

/** What long transactions keep from readers, of one event or of all. */
export async function findLag(db: Db, eventId?: number): Promise<ChangesLag> {
  const { rows } = await sql<ChangesLag>`
    select count(*)::integer as held,
      coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as seconds from changes
    where xid >= pg_snapshot_xmin(pg_current_snapshot()) and era = change_era()
      ${eventId === undefined ? sql`` : sql`and event_id = ${eventId}`}`.execute(db);
  const { held = 0, seconds = 0 } = rows[0] ?? {};
  return { held, seconds: Math.max(0, seconds) };
}

export type LongTransaction = { pid: number; name: string; seconds: number };

/** The transaction that has been writing for the longest, where this user of the database may see it. */
export async function findOldestWriter(db: Db): Promise<LongTransaction | undefined> {
  const { rows } = await sql<LongTransaction>`
    select pid, application_name as name, extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
    from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid() order by xact_start limit 1`.execute(
    db,
  );
  return rows[0];
}
