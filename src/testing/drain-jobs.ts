/**
 * Works everything off at once: no waiting for due times, no second attempts.
 */
import { sql } from 'kysely';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { signals } from '#platform/signals/signal.ts';
import { definedJobs, type JobWork } from '#platform/jobs/jobs.ts';

type Taken = { id: number; queue: string; payload: object };

/**
 * Runs waiting jobs one after the other, also those that others write meanwhile, until none is left. `queues` leaves
 * all others alone. Returns how many ran of each queue.
 * @throws what a job throws; that job is dead then, the others stay as they are
 */
export async function drainJobs(ctx: Ctx, queues?: string[]): Promise<Record<string, number>> {
  const works = new Map<string, JobWork>([...signals.laterReceivers(), ...definedJobs()]);
  const wanted = queues ?? [...works.keys()];
  const ran: Record<string, number> = {};
  for (;;) {
    const job = await takeNext(ctx, wanted);
    if (!job) return ran;
    const work = works.get(job.queue);
    if (!work) throw new TypeError(`Nothing works off the queue ${job.queue}`);
    try {
      await work(
        createCtx({ db: ctx.db, log: ctx.log, now: ctx.now, actor: { kind: 'system', name: job.queue } }),
        job.payload,
      );
    } catch (error) {
      await ctx.db
        .updateTable('jobs')
        .set({ state: 'dead', lastError: String(error) })
        .where('id', '=', job.id)
        .execute();
      throw error;
    }
    await ctx.db.deleteFrom('jobs').where('id', '=', job.id).execute();
    ran[job.queue] = (ran[job.queue] ?? 0) + 1;
  }
}

async function takeNext(ctx: Ctx, queues: string[]): Promise<Taken | undefined> {
  const { rows } = await sql<Taken>`
    update jobs set state = 'active', attempts = attempts + 1, leased_until = clock_timestamp() + interval '60 seconds'
    where id = (
      select id from jobs where state = 'waiting' and queue = any(${queues}) order by run_at, id limit 1 for update skip locked)
    returning id, queue, payload`.execute(ctx.db);
  return rows[0];
}
