/** Whether a job is still to come to its end. */
import { type Expression, type RawBuilder, sql } from 'kysely';

/**
 * For a query: whether the job of that queue and key waits, works, or will be tried again. One that was done has left
 * nothing, and one that failed for good stands among the dead. In the query itself, since a look before or after it
 * could fall on the other side of the job's end.
 */
export function hasUnfinishedJob(queue: string, key: Expression<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(exists (select 1 from jobs where queue = ${queue} and coalesce_key = ${key}::text and state = 'waiting')
    or exists (select 1 from jobs where queue = ${queue} and coalesce_key = ${key}::text and state = 'active'))`;
}
