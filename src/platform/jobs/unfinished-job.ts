/** Whether a job is still to come to its end. */
import { type Expression, type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../ctx.ts';

/**
 * For a query: whether the job of that queue and key waits, works, or will be tried again. One that was done has left
 * nothing, and one that failed for good stands among the dead. In the query itself, since a look before or after it
 * could fall on the other side of the job's end.
 */
export function hasUnfinishedJob(queue: string, key: Expression<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(exists (select 1 from jobs where queue = ${queue} and coalesce_key = ${key}::text and state = 'waiting')
    or exists (select 1 from jobs where queue = ${queue} and coalesce_key = ${key}::text and state = 'active'))`;
}

/** `state`: at work or due; to be tried again, since it failed; or planned for later. */
export type UnfinishedJob<P> = { payload: P; state: 'running' | 'hindered' | 'planned' };

/**
 * The job of that queue and key that has not come to its end, the newest where one waits for another; undefined where
 * there is none.
 */
export async function findUnfinishedJob<P extends object>(
  { db, now }: Ctx,
  queue: string,
  key: string,
): Promise<UnfinishedJob<P> | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select(['payload', 'state', 'attempts', 'runAt'])
    .where('queue', '=', queue)
    .where('coalesceKey', '=', key)
    .where('state', 'in', ['waiting', 'active'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const tried = row.attempts - (row.state === 'active' ? 1 : 0);
  const state = tried > 0 ? 'hindered' : row.state === 'active' || row.runAt <= now + SOON_MS ? 'running' : 'planned';
  return { payload: row.payload as P, state };
}

/** What is due within so long counts as due: clocks differ. */
const SOON_MS = 5000;
