/** Background work that failed for good, as administrators deal with it: what they do is written down. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
import { transact } from '#platform/transact.ts';

/**
 * Sends the dead job with that number again, or all of them; says how many were dead.
 * @throws NotFound; Forbidden for all but administrators
 */
export async function startJobs(ctx: Ctx, which: number | 'all'): Promise<number> {
  return transact(ctx, async (ctx) => {
    const count = await retryDeadJobs(ctx, which);
    if (count > 0)
      await writeAuditEntry(ctx, {
        organizerId: null,
        action: 'job.start',
        subject: which === 'all' ? `${count} ${count === 1 ? 'job' : 'jobs'} that had failed` : `job ${which}`,
      });
    return count;
  });
}
