/**
 * Jobs that come every day. The next run of each is an ordinary job that waits for its time, so it survives restarts,
 * is one however many workers there are, is tried again when it fails, and runs late when nobody worked at its time.
 * Workers see to it now and then that the next one waits.
 */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Instant } from '../time.ts';

/** A time of day, UTC. */
export type TimeOfDay = { hour: number; minute: number };

const schedules = new Map<string, TimeOfDay>();

/** What such jobs coalesce under. */
const KEY = 'daily';
/** Often enough that none is missed, seldom enough to cost nothing. */
const CHECK_EVERY_MS = 3_600_000;

/** Has the job of that queue run every day, with an empty payload. */
export function scheduleDaily(queue: string, at: TimeOfDay): void {
  schedules.set(queue, at);
}

/** The first moment after `now` at that time of day. */
export function nextDaily({ hour, minute }: TimeOfDay, now: Instant): Instant {
  const today = new Date(now).setUTCHours(hour, minute, 0, 0);
  return today > now ? today : today + 24 * CHECK_EVERY_MS;
}

/** Writes the next run of every schedule that has none waiting. */
export async function writeSchedules(db: Db, now: Instant = Date.now()): Promise<void> {
  const times = [...schedules.values()].map((at) => new Date(nextDaily(at, now)));
  await sql`
    insert into jobs (queue, coalesce_key, run_at)
    select queue, ${KEY}, run_at from unnest(${[...schedules.keys()]}::text[], ${times}::timestamptz[]) as daily (queue, run_at)
    on conflict (queue, coalesce_key) where state = 'waiting' and coalesce_key is not null do nothing`.execute(db);
}

/** Sees to the schedules until it is stopped. */
export function startSchedules(db: Db, log: Log): { stop: () => Promise<void> } {
  let running = Promise.resolve();
  const check = (): void => {
    running = writeSchedules(db).catch((error) =>
      log.warn({ err: error }, 'jobs: schedules not written; trying again'),
    );
  };
  check();
  const timer = setInterval(check, CHECK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
