/** What edits by hand need to know of the table of this feature. */
import type { RecordKind } from '#features/edits/server/load-images.ts';
import { speakersModified } from './signals.ts';

export const SPEAKER: RecordKind = {
  noun: 'speaker',
  plural: 'speakers',
  table: 'speakers',
  title: 'name',
  rights: { edit: 'edit-programme', whole: 'edit-programme', remove: 'delete-programme' },
  stamped: true,
  goWith: [{ table: 'sessionSpeakers', column: 'speaker_id', of: { table: 'sessions', column: 'session_id' } }],
  media: ['photo_id'],
  announce: (ctx, eventId, numbers) =>
    speakersModified.announce(ctx, 'people', { eventId, ...(numbers.length > 50 ? {} : { numbers }) }),
};
