import { countQueues, dropDeadJob, listDeadJobs, retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
import { Invalid } from '#platform/errors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { isoUtc } from '#platform/time.ts';
import type { Arguments } from './arguments.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer jobs [list | retry ID|all | drop ID]`. */
export async function runJobs({ values, positionals }: Arguments): Promise<number> {
  const [verb = 'list', which] = positionals;
  return withFoyer(async (_foyer, ctx) => {
    if (verb === 'list') process.stdout.write(await list(ctx, Boolean(values.json)));
    else if (verb === 'retry')
      process.stdout.write(`${await retryDeadJobs(ctx, which === 'all' ? 'all' : numberOf(which))} sent again\n`);
    else if (verb === 'drop') await dropDeadJob(ctx, numberOf(which));
    else throw new Invalid('foyer jobs list, foyer jobs retry ID|all, foyer jobs drop ID', [], 'usage');
    return 0;
  });
}

function numberOf(text: string | undefined): number {
  if (!text || !/^\d+$/.test(text))
    throw new Invalid('Name the job by its number; foyer jobs list shows them', [], 'usage');
  return Number(text);
}

async function list(ctx: Ctx, asJson: boolean): Promise<string> {
  const [queues, dead] = [await countQueues(ctx), await listDeadJobs(ctx)];
  if (asJson) return `${JSON.stringify({ queues, dead })}\n`;
  if (queues.length === 0) return 'No job is waiting, running or dead.\n';
  const width = Math.max(...queues.map(({ queue }) => queue.length));
  return [
    ...queues.map((q) => `${q.queue.padEnd(width)}  ${q.waiting} waiting, ${q.active} running, ${q.dead} dead`),
    ...dead.map(
      (job) =>
        `\n${job.id}  ${job.queue}, ${job.attempts} attempts, since ${isoUtc(job.createdAt)}\n    ${JSON.stringify(job.payload)}\n    ${job.lastError}`,
    ),
    '',
  ].join('\n');
}
