/** Taking somebody off the waiting list. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { takeOut } from './leave-waiting-list.ts';

/** Removes an entry from the queue; what it was offered goes to the next. @throws NotFound for one of another event */
export async function removeEntry(ctx: Ctx, scope: EventScope, { id }: { id: number }): Promise<void> {
  const { organizerId, eventId } = scope;
  await transact(ctx, async (ctx) => {
    const entry = await ctx.db
      .selectFrom('waitingEntries')
      .select('name')
      .where('id', '=', id)
      .where('eventId', '=', eventId)
      .executeTakeFirst();
    if (!entry) throw new NotFound('not_found.waiting');
    if (await takeOut(ctx, { entryId: id, eventId }, 'removed'))
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'waiting.remove',
        subject: `${entry.name} from the waiting list`,
      });
  });
}
