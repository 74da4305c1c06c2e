/** Whether anybody works off the jobs: every worker says now and then that it lives. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Instant } from '../time.ts';

const BEAT_EVERY_MS = 20_000;
/** Whoever was not heard of for that long is taken for dead: three beats may be missed. */
export const SILENCE_MS = 90_000;

export type KnownWorker = { name: string; version: string; startedAt: Instant; seenAt: Instant };

/** Says that this process works, until it is stopped. */
export function startHeartbeat(db: Db, log: Log, version: string): { stop: () => Promise<void> } {
  const id = randomUUID();
  const name = `${hostname()}, process ${process.pid}`;
  let running: Promise<unknown> = Promise.resolve();
  const beat = (): void => {
    running = sql`
      with gone as (delete from workers where seen_at < clock_timestamp() - interval '1 day')
      insert into workers (id, name, version) values (${id}, ${name}, ${version})
      on conflict (id) do update set seen_at = clock_timestamp()`
      .execute(db)
      .catch((error) => log.warn({ err: error }, 'jobs: no sign of life written; trying again'));
  };
  beat();
  const timer = setInterval(beat, BEAT_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await db
        .deleteFrom('workers')
        .where('id', '=', id)
        .execute()
        .catch(() => {});
    },
  };
}

/** Those that were heard of lately. */
export async function listWorkers(db: Db): Promise<KnownWorker[]> {
  return db
    .selectFrom('workers')
    .select(['name', 'version', 'startedAt', 'seenAt'])
    .where('seenAt', '>', sql<never>`clock_timestamp() - ${SILENCE_MS} * interval '1 millisecond'`)
    .orderBy('startedAt')
    .execute();
}
