/** What stands still in the whole installation: said on every page of organisers and administrators while it lasts. */
import { sql } from 'kysely';
import type { Db } from './db/connect.ts';
import { SILENCE_MS } from './jobs/heartbeat.ts';
import { type Fault, SERVER_FAULTS } from './mail/smtp-fault.ts';
import type { Instant } from './time.ts';

export type Troubles = {
  /** The mail server takes nothing; so many mails wait for it. */
  mail: { fault: Fault; delayed: number; since: Instant } | null;
  /** Nobody works off jobs; since when, where that is known. */
  worker: { since: Instant | null } | null;
};

export const NO_TROUBLES: Troubles = { mail: null, worker: null };

type Row = { delayed: number; since: Instant | null; fault: Fault | null; seenAt: Instant | null; silent: boolean };

/** One statement, cheap enough for every page. */
export async function findTroubles(db: Db): Promise<Troubles> {
  const { rows } = await sql<Row>`
    select count(*) as delayed, min(queued_at) as since, (array_agg(fault order by tried_at desc))[1] as fault,
      (select max(seen_at) from workers) as seen_at,
      coalesce((select max(seen_at) < clock_timestamp() - ${SILENCE_MS} * interval '1 millisecond' from workers), true) as silent
    from mails where state = 'delayed' and fault = any(${[...SERVER_FAULTS]})`.execute(db);
  const [row] = rows;
  if (!row) return NO_TROUBLES;
  return {
    mail:
      row.delayed > 0 && row.since !== null && row.fault
        ? { fault: row.fault, delayed: row.delayed, since: row.since }
        : null,
    worker: row.silent ? { since: row.seenAt } : null,
  };
}
