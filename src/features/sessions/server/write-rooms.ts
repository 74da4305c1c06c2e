/** Writing rooms, many at once. */
import type { Insertable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { writeNumberedRows } from '#platform/db/bulk.ts';
import type { Rooms } from '../../../../db/types.ts';
import { microlocationsModified } from './signals.ts';

export type NewRoom = Omit<Insertable<Rooms>, 'id' | 'eventId'>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeRooms(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: { create: NewRoom[]; update: (NewRoom & { id: number })[] },
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'rooms', { column: 'event_id', id: eventId }, changes, (ctx) =>
    microlocationsModified.announce(ctx, 'sessions', { eventId }),
  );
}
