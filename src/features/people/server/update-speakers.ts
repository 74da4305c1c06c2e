/** Adding, changing and removing speakers by hand. */
import { type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { ValuesOf } from '#platform/records/field.ts';
import type { SPEAKER_FIELDS } from '../speaker.ts';
import { SPEAKER } from './kinds.ts';

/** What may be said of a speaker. */
type SpeakerValues = Omit<ValuesOf<typeof SPEAKER_FIELDS>, 'photo' | 'links' | 'guid' | 'code'> & {
  /** A picture of the event's files. */
  photoId: number | null;
};

export type SpeakersInput = {
  create?: (Partial<SpeakerValues> & { name: string })[];
  change?: { number: number; values: Partial<SpeakerValues> }[];
  remove?: number[];
};

/**
 * In one step that can be undone. A removed speaker leaves the sessions.
 * @throws NotFound for an unknown one; Forbidden
 */
export function updateSpeakers(ctx: Ctx, scope: EventScope, input: SpeakersInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SPEAKER, input);
}
