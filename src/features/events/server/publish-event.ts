/** Showing an event to the public, and taking it back. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { EventScope } from './policy.ts';
import { eventJsonModified } from './signals.ts';

const CANCELLED_STAYS = 'This event is cancelled, and a draft would forget that. Leave it public, so that everybody who looks for it reads that it is off.';

/** Publishes a draft. Publishing what is public already, cancelled or not, changes nothing. */
export async function publishEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set({ state: 'published', publishedAt: new Date(ctx.now) })
      .where('id', '=', scope.eventId)
      .where('state', '=', 'draft')
      .executeTakeFirst();
    if (numUpdatedRows === 1n) await eventJsonModified.announce(ctx, 'events', { eventId: scope.eventId, change: 'published' });
  });
}

/**
 * Makes it a draft again: its pages and files answer 404 from the same moment.
 * @throws Conflict for a cancelled event: a draft would forget that it is off
 */
export async function unpublishEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set({ state: 'draft' })
      .where('id', '=', scope.eventId)
      .where('state', '=', 'published')
      .executeTakeFirst();
    if (numUpdatedRows === 1n) return eventJsonModified.announce(ctx, 'events', { eventId: scope.eventId, change: 'unpublished' });
    const row = await ctx.db.selectFrom('events').select('state').where('id', '=', scope.eventId).executeTakeFirst();
    if (row?.state === 'cancelled') throw new Conflict(CANCELLED_STAYS, 'event_cancelled');
  });
}
