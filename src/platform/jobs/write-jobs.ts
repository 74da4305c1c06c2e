/** Writing jobs, many at once. */
import { escapeLiteral } from 'pg';
import type { PendingJob } from '../ctx.ts';

type Row = { queue: string; key: string | null; payload: object; delayMs: number; merged: number };

/**
 * The statement that writes `jobs`, with its values in it so that it can travel in one message with a commit. A job
 * whose queue and key match a waiting one becomes that one: it takes the newer payload and keeps the earlier due time.
 * The row stays locked until the commit, so that no worker can start it before the change is visible.
 */
export function jobsStatement(jobs: PendingJob[]): string {
  const rows = mergeSameKeys(jobs).sort((a, b) => compare(a.queue, b.queue) || compare(a.key ?? '', b.key ?? ''));
  return `select ${rows.map(callOf).join(', ')}`;
}

function callOf({ queue, key, payload, delayMs, merged }: Row): string {
  const due = delayMs > 0 ? `clock_timestamp() + interval '${Math.round(delayMs)} milliseconds'` : 'clock_timestamp()';
  const literal = (text: string | null): string => (text === null ? 'null' : escapeLiteral(text));
  return `add_job(${literal(queue)}, ${literal(key)}, ${literal(JSON.stringify(payload))}, ${due}, ${merged})`;
}

/** One order for all writers, so that no two can wait for each other. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function mergeSameKeys(jobs: PendingJob[]): Row[] {
  const keyed = new Map<string, Row>();
  const rows: Row[] = [];
  for (const job of jobs) {
    const known = job.key === null ? undefined : keyed.get(`${job.queue}\u0000${job.key}`);
    if (known) {
      known.payload = job.payload;
      known.delayMs = Math.min(known.delayMs, job.delayMs);
      known.merged += 1;
      continue;
    }
    const row = { queue: job.queue, key: job.key, payload: job.payload, delayMs: job.delayMs, merged: 1 };
    rows.push(row);
    if (job.key !== null) keyed.set(`${job.queue}\u0000${job.key}`, row);
  }
  return rows;
}
