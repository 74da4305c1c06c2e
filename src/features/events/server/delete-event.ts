/** Putting an event into the bin. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { loadLife } from './load-life.ts';
import type { EventScope } from './policy.ts';
import { eventJsonModified } from './signals.ts';

/**
 * Puts the event into the bin, from where it can come back for BIN_DAYS: nobody sees it any more, its addresses answer
 * 404, and its organiser's pages know it only there. @throws NotFound where it is there already
 */
export async function deleteEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const { name, state } = await loadLife(ctx, scope);
    await ctx.db
      .updateTable('events')
      .set({ state: 'draft', deletedAt: new Date(ctx.now), stateBeforeDeletion: state })
      .where('id', '=', eventId)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'event.delete',
      subject: `event ${scope.slug}`,
      before: { name, state },
    });
    await eventJsonModified.announce(ctx, 'events', { eventId, change: 'deleted' });
  });
}
