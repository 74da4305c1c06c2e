/** Writing session types, many at once. */
import type { Insertable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { writeNumberedRows } from '#platform/db/bulk.ts';
import type { SessionTypes } from '../../../../db/types.ts';
import { sessionsModified } from './signals.ts';

export type NewSessionType = Omit<Insertable<SessionTypes>, 'id' | 'eventId'>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSessionTypes(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: { create: NewSessionType[]; update: (NewSessionType & { id: number })[] },
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'sessionTypes', { column: 'event_id', id: eventId }, changes, (ctx) =>
    sessionsModified.announce(ctx, 'sessions', { eventId }),
  );
}
