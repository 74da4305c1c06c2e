/** Transactions. */
import type { Ctx, Unit } from './ctx.ts';
import { writeJobs } from './jobs/write-jobs.ts';

/**
 * Runs `work` in one transaction: inside it `ctx.db` is the transaction, so it cannot be forgotten. A call inside a call
 * joins the open transaction. Jobs that were announced are written just before the commit, all in one statement.
 */
export async function transact<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.unit) return work(ctx);
  const unit: Unit = { jobs: [], afterCommit: [] };
  const result = await ctx.db.transaction().execute(async (trx) => {
    const value = await work({ ...ctx, db: trx, unit });
    await writeJobs(trx, unit.jobs);
    return value;
  });
  for (const run of unit.afterCommit) run();
  return result;
}
