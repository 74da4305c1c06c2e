/** Waiting until the feed of changes may give what is written by now. */
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect.ts';
import { until } from './until.ts';

/**
 * Readers get what is older than every transaction that still runs, in any database of the cluster. Test files share
 * one, so those beside this one hold its readers up for a moment.
 */
export async function untilReadable(db: Db): Promise<void> {
  const { rows } = await sql<{ xid: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as xid`.execute(db);
  const xid = rows[0]?.xid ?? '0';
  await until(async () => {
    const { rows } = await sql<{ is: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${xid}::text::xid8 as is`.execute(db);
    return rows[0]?.is === true;
  });
}
