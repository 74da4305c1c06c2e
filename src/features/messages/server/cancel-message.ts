/** Stopping a message to many. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { withdrawMails } from '#platform/mail/requeue-mail.ts';
import { transact } from '#platform/transact.ts';

/**
 * Stops it: whom it has not reached it does not reach any more. Waits for the batch that is being written; what lies in
 * the outbox is taken back. What was sent stays sent. Stopping twice is stopping once.
 * @throws NotFound; Conflict where it has gone out to everybody
 */
export async function cancelMessage(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const message = await ctx.db
      .selectFrom('messages')
      .select(['id', 'state'])
      .where('eventId', '=', eventId)
      .where('number', '=', number)
      .forUpdate()
      .executeTakeFirst();
    if (!message) throw new NotFound('not_found.message', { number });
    if (message.state === 'stopped') return;
    const rows = await ctx.db
      .selectFrom('messageRecipients')
      .select('mailId')
      .where('messageId', '=', message.id)
      .where('mailId', 'is not', null)
      .execute();
    const withdrawn = await withdrawMails(
      ctx,
      rows.map(({ mailId }) => mailId as number),
    );
    if (message.state === 'sent' && withdrawn === 0) throw new Conflict('message_sent.all');
    await ctx.db
      .updateTable('messages')
      .set({ state: 'stopped', endedAt: new Date(ctx.now) })
      .where('id', '=', message.id)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'message.stop',
      subject: `message ${number}`,
      after: { withdrawn },
    });
  });
}
