/** Writing jobs, many at once. */
import { sql } from 'kysely';
import type { PendingJob } from '../ctx.ts';
import type { Db } from '../db/connect.ts';

/** The channel on which workers hear that there is something to do. */
export const JOBS_CHANNEL = 'foyer_jobs';

/**
 * Writes `jobs` in one statement, within the caller's transaction where `db` is one. A job whose queue and key match a
 * waiting one becomes that one: it takes the newer payload and keeps the earlier due time. The row stays locked until
 * the caller's commit, so that no worker can start it before the caller's change is visible.
 */
export async function writeJobs(db: Db, jobs: PendingJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const rows = mergeSameKeys(jobs);
  await sql`
    with written as (
      insert into jobs (queue, coalesce_key, payload, run_at, merged)
      select queue, key, payload, clock_timestamp() + delay_ms * interval '1 millisecond', merged
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(queue text, key text, payload jsonb, delay_ms integer, merged integer)
      order by queue, key
      on conflict (queue, coalesce_key) where state = 'waiting' and coalesce_key is not null
      do update set payload = excluded.payload, merged = jobs.merged + excluded.merged,
        run_at = least(jobs.run_at, excluded.run_at)
      returning 1
    )
    select pg_notify(${JOBS_CHANNEL}, '') from written limit 1`.execute(db);
}

type Row = { queue: string; key: string | null; payload: object; delay_ms: number; merged: number };

function mergeSameKeys(jobs: PendingJob[]): Row[] {
  const keyed = new Map<string, Row>();
  const rows: Row[] = [];
  for (const job of jobs) {
    const known = job.key === null ? undefined : keyed.get(`${job.queue}\u0000${job.key}`);
    if (known) {
      known.payload = job.payload;
      known.delay_ms = Math.min(known.delay_ms, job.delayMs);
      known.merged += 1;
      continue;
    }
    const row = { queue: job.queue, key: job.key, payload: job.payload, delay_ms: job.delayMs, merged: 1 };
    rows.push(row);
    if (job.key !== null) keyed.set(`${job.queue}\u0000${job.key}`, row);
  }
  return rows;
}
