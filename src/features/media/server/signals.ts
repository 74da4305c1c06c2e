/** What the media feature announces. */
import { signals } from '#platform/signals/signal.ts';
import type { FileOwner } from '../picture.ts';

/** Pictures came, are used for something else, or are to be cropped elsewhere: their sizes have to be made. */
export const picturesModified = signals.signal<{ eventId: number; mediaIds: number[] }>('pictures_modified');

/** The sizes of pictures stand ready, or other ones than before: pages that show them are out of date. */
export const picturesReady = signals.signal<{ eventId: number; mediaIds: number[] }>('pictures_ready');

/** The same for a person's picture or an organizer's logo: its sizes have to be made. */
export const profilePicturesModified = signals.signal<{ owner: FileOwner; mediaIds: number[] }>(
  'profile_pictures_modified',
);
