/** Writing rooms, tracks and session types, many at once. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type NewRow, type RowChanges, writeNumberedRows } from '#platform/db/bulk.ts';
import type { Rooms, Tracks, SessionTypes } from '../../../../db/types.ts';
import { microlocationsModified, sessionsModified } from './signals.ts';

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeRooms(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: RowChanges<NewRow<Rooms>>,
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'rooms', { column: 'event_id', id: eventId }, changes, (ctx) =>
    microlocationsModified.announce(ctx, 'sessions', { eventId }),
  );
}

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeTracks(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: RowChanges<NewRow<Tracks>>,
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'tracks', { column: 'event_id', id: eventId }, changes, (ctx) =>
    sessionsModified.announce(ctx, 'sessions', { eventId }),
  );
}

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSessionTypes(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: RowChanges<NewRow<SessionTypes>>,
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'sessionTypes', { column: 'event_id', id: eventId }, changes, (ctx) =>
    sessionsModified.announce(ctx, 'sessions', { eventId }),
  );
}
