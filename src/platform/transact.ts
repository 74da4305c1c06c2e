/** Transactions. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx, Unit } from './ctx.ts';
import { writeJobs } from './jobs/write-jobs.ts';

/**
 * Runs `work` in one transaction: inside it `ctx.db` is the transaction, so it cannot be forgotten. A call inside a call
 * joins the open transaction. Jobs that were announced are written just before the commit, all in one statement.
 * Of two transactions that wait for each other PostgreSQL ends one; its work then runs again from the start, so `work`
 * has no effects but on the database.
 */
export async function transact<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.unit) return work(ctx);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(ctx, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
      await sleep(10 * attempt * Math.random());
    }
  }
}

const ATTEMPTS = 4;

function isDeadlock(error: unknown): boolean {
  return (error as { code?: string }).code === '40P01';
}

async function runOnce<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const unit: Unit = { jobs: [], afterCommit: [] };
  const result = await ctx.db.transaction().execute(async (trx) => {
    const value = await work({ ...ctx, db: trx, unit });
    await writeJobs(trx, unit.jobs);
    return value;
  });
  for (const run of unit.afterCommit) run();
  return result;
}
