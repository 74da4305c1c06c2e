/** Marks an event as changed, for everything that was built from it. */
import { sql } from 'kysely';
import type { Ctx, Unit } from '#platform/ctx.ts';

/** The channel on which processes hear whose pages to forget: the payload is the event's id. */
export const EVENT_CHANGED_CHANNEL = 'foyer_event_changed';

/** Runs in this process right after the commit, before anybody is told that the change is done. */
const droppers = new Set<(eventId: number) => void>();

/** Registers a cache to be told at once. Other processes hear it through the database. */
export function onEventChanged(drop: (eventId: number) => void): void {
  droppers.add(drop);
}

/** Which events the transactions that are open have moved on already. */
const moved = new WeakMap<Unit, Set<number>>();

/**
 * Counts the event's version up, in the caller's transaction; caches drop it when the transaction commits. `updatedAt`
 * moves on by a second at least, once per transaction and whatever the clock says: Last-Modified counts in seconds, and
 * two states of a page must not have the same.
 */
export async function bumpEventVersion(ctx: Ctx, eventId: number): Promise<void> {
  await ctx.db
    .updateTable('events')
    .set({
      version: sql`version + 1`,
      ...(isFirstMove(ctx, eventId)
        ? { updatedAt: sql<Date>`greatest(updated_at + interval '1 second', ${new Date(ctx.now)})` }
        : {}),
    })
    .where('id', '=', eventId)
    .execute();
  await forget(ctx, eventId);
}

/**
 * Has caches forget the pages that tell of several events, as when the organizer's name or logo there is another. No
 * event has the id 0.
 */
export async function forgetLists(ctx: Ctx): Promise<void> {
  await forget(ctx, 0);
}

async function forget(ctx: Ctx, eventId: number): Promise<void> {
  await sql`select pg_notify(${EVENT_CHANGED_CHANNEL}, ${String(eventId)})`.execute(ctx.db);
  ctx.unit?.afterCommit.push(() => {
    for (const drop of droppers) drop(eventId);
  });
}

function isFirstMove({ unit }: Ctx, eventId: number): boolean {
  if (!unit) return true;
  const events = moved.get(unit) ?? new Set();
  moved.set(unit, events);
  const first = !events.has(eventId);
  events.add(eventId);
  return first;
}
