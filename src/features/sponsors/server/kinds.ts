/** What edits by hand need to know of the table of this feature. */
import type { RecordKind } from '#features/edits/server/load-images.ts';
import { sponsorsModified } from './signals.ts';

export const SPONSOR: RecordKind = {
  noun: 'sponsor',
  plural: 'sponsors',
  table: 'sponsors',
  title: 'name',
  rights: { edit: 'edit-programme', whole: 'edit-programme', remove: 'delete-programme' },
  unique: true,
  media: ['logo_id'],
  announce: (ctx, eventId) => sponsorsModified.announce(ctx, 'sponsors', { eventId }),
};
