/** What is remembered of an event and of what its organiser set for it, as long as it has the stamp that was read. */
import type { Ctx } from '#platform/ctx.ts';
import { noteStamp, remember } from '#platform/stamped-memory.ts';

/**
 * Notes the event's stamp (`events.stamp`), as it was read for this request or in this transaction. From then on what
 * `rememberOfEvent` knows under it is not loaded again.
 */
export function noteEventStamp(ctx: Ctx, { eventId, stamp }: { eventId: number; stamp: string }): void {
  noteStamp(ctx, ownerOf(eventId), stamp);
}

/**
 * What `load` reads of that event, remembered by that name. Only of tables whose changes renew the stamp of their
 * event: see the triggers named `..._stamp` in `db/schema.sql`, and the signals that count the event's version up.
 */
export function rememberOfEvent<T>(ctx: Ctx, eventId: number, name: string, load: () => Promise<T>): Promise<T> {
  return remember(ctx, ownerOf(eventId), name, load);
}

function ownerOf(eventId: number): string {
  return `event:${eventId}`;
}
