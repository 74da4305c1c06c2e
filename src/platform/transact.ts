/** Transactions. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { changesStatement } from './changes/write-changes.ts';
import type { Ctx, Unit } from './ctx.ts';
import type { Db } from './db/connect.ts';
import { isStalePlan } from './db/prepare.ts';
import { wakeWorkers } from './jobs/wake-workers.ts';
import { jobsStatement } from './jobs/write-jobs.ts';

/**
 * Runs `work` in one transaction: inside it `ctx.db` is the transaction, so it cannot be forgotten. A call inside a
 * call joins the open transaction. Jobs and changes that were announced travel with the
 * commit, in the same round trip. Of two
 * transactions that wait for each other, or that cannot be put in line, PostgreSQL ends one; its work then runs again
 * from the start, so `work` has no effects but on the database.
 */
export async function transact<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.unit) return work(ctx);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(ctx, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
      await sleep(10 * attempt * Math.random());
    }
  }
}

const ATTEMPTS = 4;

/** A deadlock, a serialisation failure, a table that changed: PostgreSQL's word that the same once more may succeed. */
function isRetryable(error: unknown): boolean {
  return ['40P01', '40001'].includes((error as { code?: string }).code ?? '') || isStalePlan(error);
}

async function runOnce<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const unit: Unit = { jobs: [], changes: [], afterCommit: [], stamps: new Map() };
  const result = await ctx.db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    try {
      const value = await work({ ...ctx, db: connection, unit });
      await commit(connection, unit);
      return value;
    } catch (error) {
      await rollBack(connection);
      throw error;
    }
  });
  // What was read before may be another now.
  ctx.stamps.clear();
  for (const run of unit.afterCommit) run();
  if (unit.jobs.length + unit.changes.length > 0) wakeWorkers(ctx.db);
  return result;
}

/** What is to be written at the end and the commit in one message: PostgreSQL runs each only after the one before. */
async function commit(connection: Db, unit: Unit): Promise<void> {
  const changes = unit.changes.length > 0 ? `${changesStatement(unit.changes)}; ` : '';
  const jobs = unit.jobs.length > 0 ? `${jobsStatement(unit.jobs)}; ` : '';
  await sql.raw(`${changes}${jobs}commit`).execute(connection);
}

/** Where the connection itself broke, the server has rolled back already. */
async function rollBack(connection: Db): Promise<void> {
  await sql`rollback`.execute(connection).catch(() => {});
}
