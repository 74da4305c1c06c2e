import type { ValuesOf } from '#platform/records/field.ts';
import type { SPEAKER_FIELDS } from '../speaker.ts';

/** What may be said of a speaker. */
export type SpeakerValues = Omit<ValuesOf<typeof SPEAKER_FIELDS>, 'photo' | 'links' | 'guid' | 'code'> & {
  /** A picture of the event's files. */
  photoId: number | null;
};
