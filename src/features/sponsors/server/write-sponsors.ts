/** Writing sponsors, many at once. */
import type { Insertable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { writeNumberedRows } from '#platform/db/bulk.ts';
import type { Sponsors } from '../../../../db/types.ts';
import { sponsorsModified } from './signals.ts';

export type NewSponsor = Omit<Insertable<Sponsors>, 'id' | 'eventId'>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSponsors(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: { create: NewSponsor[]; update: (NewSponsor & { id: number })[] },
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'sponsors', { column: 'event_id', id: eventId }, changes, (ctx) =>
    sponsorsModified.announce(ctx, 'sponsors', { eventId }),
  );
}
