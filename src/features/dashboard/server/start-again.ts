/** What failed for good for an event, once more: by those who edit it, without waiting for an administrator. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { readPages } from '#platform/db/read-pages.ts';
import { Conflict } from '#platform/errors.ts';
import { retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
import { resendMail } from '#platform/mail/outbox.ts';
import { transact } from '#platform/transact.ts';

/**
 * Sends the event's dead jobs and its undelivered mails again; mails whose words are gone stay as they are. Returns how
 * many things were begun again. The caller has authorised `edit`.
 */
export async function startAgain(ctx: Ctx, scope: EventScope, { page = 500 } = {}): Promise<number> {
  return transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const jobs = await ctx.db
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', 'dead')
      .where(sql<boolean>`payload->>'eventId' = ${String(eventId)}`)
      .orderBy('id')
      .forUpdate()
      .execute();
    // All of them: those that cannot go again would stand before the rest at every press.
    const failed = (after: number, most: number) =>
      ctx.db
        .selectFrom('mails')
        .select('id')
        .where('eventId', '=', eventId)
        .where('state', '=', 'failed')
        .where('id', '>', after)
        .orderBy('id')
        .limit(most)
        .forUpdate()
        .execute();
    const asSystem: Ctx = { ...ctx, actor: { kind: 'system', name: 'start_again' } };
    for (const { id } of jobs) await retryDeadJobs(asSystem, id);
    let begun = jobs.length;
    for await (const mails of readPages<{ id: number }>((last, most) => failed(last?.id ?? 0, most), page)) {
      for (const { id } of mails) begun += await resend(asSystem, id);
    }
    if (begun > 0)
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'work.resend',
        subject: `${jobs.length} jobs and ${begun - jobs.length} mails that had failed`,
      });
    return begun;
  });
}

/** Whether it could be sent again, as a count. */
async function resend(ctx: Ctx, mailId: number): Promise<0 | 1> {
  try {
    await resendMail(ctx, mailId);
    return 1;
  } catch (error) {
    if (error instanceof Conflict) return 0;
    throw error;
  }
}
