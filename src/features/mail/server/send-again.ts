/** Sending a mail again, by those who look after the installation. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { resendMail } from '#platform/mail/outbox.ts';
import { transact } from '#platform/transact.ts';

/**
 * Sends one mail again, whatever became of it.
 * @throws NotFound; Conflict where its words are gone; Forbidden for all but administrators
 */
export async function sendAgain(ctx: Ctx, mailId: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId, subject } = await resendMail(ctx, mailId);
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'mail.resend', subject: `mail ${mailId}: ${subject}` });
  });
}
