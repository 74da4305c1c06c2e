/** Jobs that are not reactions to a signal: each has a queue of its own and one piece of code that does it. */
import type { Ctx } from '../ctx.ts';
import { transact } from '../transact.ts';

export type JobWork = (ctx: Ctx, payload: object) => Promise<void>;

const works = new Map<string, JobWork>();

/** Says what a queue's jobs do. Payloads must survive JSON. */
export function defineJob<P extends object>(queue: string, work: (ctx: Ctx, payload: P) => Promise<void>): void {
  works.set(queue, work as JobWork);
}

/** All queues that were defined, for the worker. */
export function definedJobs(): ReadonlyMap<string, JobWork> {
  return works;
}

/** Adds a job to the caller's transaction, or to one of its own. Waiting jobs of one key are one job. */
export async function enqueue(
  ctx: Ctx,
  queue: string,
  payload: object,
  options: { key?: string; delayMs?: number } = {},
): Promise<void> {
  await transact(ctx, async ({ unit }) => {
    unit?.jobs.push({ queue, key: options.key ?? null, payload, delayMs: options.delayMs ?? 0 });
  });
}
