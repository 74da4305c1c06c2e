/** Having an event take place after all. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { loadLife } from './load-life.ts';
import type { EventScope } from './policy.ts';
import { eventJsonModified, eventReinstated } from './signals.ts';

/**
 * Takes a cancellation back: the event is public as before, and whoever was told that it is off is told that it is on.
 * Others are left as they are.
 */
export async function reinstateEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const event = await loadLife(ctx, scope);
    if (event.state !== 'cancelled') return;
    await ctx.db
      .updateTable('events')
      .set({ state: 'published', cancelledAt: null, cancellationNote: '' })
      .where('id', '=', eventId)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'event.reinstate',
      subject: `event ${scope.slug}`,
      before: { state: 'cancelled', note: event.cancellationNote },
      after: { state: 'published', note: '' },
    });
    await eventJsonModified.announce(ctx, 'events', { eventId, change: 'reinstated' });
    await eventReinstated.announce(ctx, 'events', { eventId });
  });
}
