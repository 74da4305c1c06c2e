/** Jobs that failed for good: what an operator can see of them, and do. */
import { sql } from 'kysely';
import type { Ctx } from '../ctx.ts';
import { NotFound } from '../errors.ts';
import { requireOperator } from '../operator.ts';
import type { Instant } from '../time.ts';
import { transact } from '../transact.ts';
import { JOBS_CHANNEL } from './wake-workers.ts';

export type DeadJob = {
  id: number;
  queue: string;
  payload: unknown;
  attempts: number;
  lastError: string;
  createdAt: Instant;
};
export type QueueCount = { queue: string; waiting: number; active: number; dead: number };

/** How much stands in each queue that is not empty. */
export async function countQueues(ctx: Ctx): Promise<QueueCount[]> {
  requireOperator(ctx);
  const { rows } = await sql<QueueCount>`
    select queue, count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'active') as active,
      count(*) filter (where state = 'dead') as dead
    from jobs group by queue order by queue`.execute(ctx.db);
  return rows;
}

/** The newest first, at most `limit`. */
export async function listDeadJobs(ctx: Ctx, limit = 200): Promise<DeadJob[]> {
  requireOperator(ctx);
  const rows = await ctx.db
    .selectFrom('jobs')
    .select(['id', 'queue', 'payload', 'attempts', 'lastError', 'createdAt'])
    .where('state', '=', 'dead')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, lastError: row.lastError ?? '' }));
}

/**
 * Sends dead jobs again, with all their attempts: the one named, or all. Where a newer job waits under the same key it
 * stands for the dead one, which goes. Returns how many were dead.
 * @throws NotFound for an id that is not a dead job's
 */
export async function retryDeadJobs(ctx: Ctx, which: number | 'all'): Promise<number> {
  requireOperator(ctx);
  return transact(ctx, async (ctx) => {
    const one = which === 'all' ? sql`true` : sql`id = ${which}`;
    const { rows } = await sql<{ id: number }>`
      with dead as (select id, queue, coalesce_key from jobs where state = 'dead' and ${one} order by id for update),
      twins as (select *, row_number() over (partition by queue, coalesce_key order by id desc) as place from dead),
      superseded as (
        delete from jobs where id in (
          select t.id from twins t where t.coalesce_key is not null and (t.place > 1 or exists (
            select 1 from jobs w where w.state = 'waiting' and w.queue = t.queue and w.coalesce_key = t.coalesce_key)))
        returning id
      ), revived as (
        update jobs set state = 'waiting', attempts = 0, run_at = clock_timestamp()
        where id in (select id from dead) and id not in (select id from superseded) returning id
      )
      select id from superseded union all select id from revived`.execute(ctx.db);
    if (which !== 'all' && rows.length === 0) throw new NotFound(`There is no dead job ${which}`);
    await sql`select pg_notify(${JOBS_CHANNEL}, '')`.execute(ctx.db);
    return rows.length;
  });
}

/** Forgets a dead job. @throws NotFound */
export async function dropDeadJob(ctx: Ctx, id: number): Promise<void> {
  requireOperator(ctx);
  const { numDeletedRows } = await ctx.db
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new NotFound(`There is no dead job ${id}`);
}
