/** Marks an event as changed, for everything that was built from it. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';

/** The channel on which processes hear whose pages to forget: the payload is the event's id. */
export const EVENT_CHANGED_CHANNEL = 'foyer_event_changed';

/** Runs in this process right after the commit, before anybody is told that the change is done. */
const droppers = new Set<(eventId: number) => void>();

/** Registers a cache to be told at once. Other processes hear it through the database. */
export function onEventChanged(drop: (eventId: number) => void): void {
  droppers.add(drop);
}

/** Counts the event's version up, in the caller's transaction; caches drop it when the transaction commits. */
export async function bumpEventVersion(ctx: Ctx, eventId: number): Promise<void> {
  await ctx.db
    .updateTable('events')
    .set({ version: sql`version + 1`, updatedAt: new Date(ctx.now) })
    .where('id', '=', eventId)
    .execute();
  await sql`select pg_notify(${EVENT_CHANGED_CHANNEL}, ${String(eventId)})`.execute(ctx.db);
  ctx.unit?.afterCommit.push(() => {
    for (const drop of droppers) drop(eventId);
  });
}
