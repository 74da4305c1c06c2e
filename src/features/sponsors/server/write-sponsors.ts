/** Writing sponsors: by hand, and many at once. */
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type NewRow, type RowChanges, writeNumberedRows } from '#platform/db/bulk.ts';
import type { Sponsors } from '../../../../db/types.ts';
import { SPONSOR } from './kinds.ts';
import { sponsorsModified } from './signals.ts';

type SponsorValues = {
  name: string;
  description: string;
  url: string;
  type: string;
  level: number | null;
  logoId: number | null;
};

export type SponsorsInput = EditInput<SponsorValues, Partial<SponsorValues> & { name: string }>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSponsors(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: RowChanges<NewRow<Sponsors>>,
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'sponsors', { column: 'event_id', id: eventId }, changes, (ctx) =>
    sponsorsModified.announce(ctx, 'sponsors', { eventId }),
  );
}

/** In one step that can be undone. @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken */
export function updateSponsors(ctx: Ctx, scope: EventScope, input: SponsorsInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SPONSOR, input);
}
