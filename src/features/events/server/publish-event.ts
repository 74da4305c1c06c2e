/** Showing an event to the public, and taking it back. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { EventScope } from './policy.ts';
import { eventJsonModified } from './signals.ts';

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

/** Makes it a draft again: its pages and files answer 404 from the same moment. */
export async function unpublishEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set({ state: 'draft' })
      .where('id', '=', scope.eventId)
      .where('state', '!=', 'draft')
      .executeTakeFirst();
    if (numUpdatedRows === 1n) await eventJsonModified.announce(ctx, 'events', { eventId: scope.eventId, change: 'unpublished' });
  });
}
