/** Saying that there is something to do. Whoever misses it finds the jobs at the next look anyway. */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

/** The channel on which workers of other processes hear it. */
export const JOBS_CHANNEL = 'foyer_jobs';

const pending = new WeakSet<Db>();

/** However many transactions end within this many milliseconds, workers are told once. */
const MOMENT_MS = 10;

/** Tells all workers, a moment from now. */
export function wakeWorkers(db: Db): void {
  if (pending.has(db)) return;
  pending.add(db);
  setTimeout(() => {
    pending.delete(db);
    sql`select pg_notify(${JOBS_CHANNEL}, '')`.execute(db).catch(() => {});
  }, MOMENT_MS);
}
