/** Writing speakers, many at once. */
import type { Insertable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { writeNumberedRows } from '#platform/db/bulk.ts';
import type { Speakers } from '../../../../db/types.ts';
import { speakersModified } from './signals.ts';

export type NewSpeaker = Omit<Insertable<Speakers>, 'id' | 'eventId'>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSpeakers(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: { create: NewSpeaker[]; update: (NewSpeaker & { id: number })[] },
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'speakers', { column: 'event_id', id: eventId }, changes, (ctx) =>
    speakersModified.announce(ctx, 'people', { eventId }),
  );
}
