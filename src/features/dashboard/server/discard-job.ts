/** Letting background work go that failed for good. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { dropDeadJob } from '#platform/jobs/dead-jobs.ts';
import { transact } from '#platform/transact.ts';

/**
 * Forgets the dead job with that number; the record keeps which work it was.
 * @throws NotFound; Forbidden for all but administrators
 */
export async function discardJob(ctx: Ctx, id: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    const job = await ctx.db.selectFrom('jobs').select(['queue', 'payload']).where('id', '=', id).executeTakeFirst();
    await dropDeadJob(ctx, id);
    await writeAuditEntry(ctx, {
      organizerId: null,
      action: 'job.discard',
      subject: `job ${id}: ${job?.queue ?? ''}`,
      before: { payload: JSON.stringify(job?.payload ?? null) },
    });
  });
}
