/** Writing speakers: by hand, and many at once. */
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type NewRow, type RowChanges, writeNumberedRows } from '#platform/db/bulk.ts';
import type { ValuesOf } from '#platform/records/field.ts';
import type { Speakers } from '../../../../db/types.ts';
import type { SPEAKER_FIELDS } from '../speaker.ts';
import { SPEAKER } from './kinds.ts';
import { speakersModified } from './signals.ts';

/** What may be said of a speaker. */
type SpeakerValues = Omit<ValuesOf<typeof SPEAKER_FIELDS>, 'photo' | 'links' | 'guid' | 'code'> & {
  /** A picture of the event's files. */
  photoId: number | null;
};

export type SpeakersInput = EditInput<SpeakerValues, Partial<SpeakerValues> & { name: string }>;

/** Writes in two statements, whatever the count, and announces. Returns the ids of the new ones by number. */
export function writeSpeakers(
  ctx: Ctx,
  { eventId }: EventScope,
  changes: RowChanges<NewRow<Speakers>>,
): Promise<Map<number, number>> {
  return writeNumberedRows(ctx, 'speakers', { column: 'event_id', id: eventId }, changes, (ctx) =>
    speakersModified.announce(ctx, 'people', { eventId }),
  );
}

/**
 * In one step that can be undone. A removed speaker leaves the sessions.
 * @throws NotFound for an unknown one; Forbidden
 */
export function updateSpeakers(ctx: Ctx, scope: EventScope, input: SpeakersInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SPEAKER, input);
}
