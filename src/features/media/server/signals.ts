/** What the media feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** Pictures came, are used for something else, or are to be cropped elsewhere: their sizes have to be made. */
export const picturesModified = signals.signal<{ eventId: number; mediaIds: number[] }>('pictures_modified');

/** The sizes of pictures stand ready, or other ones than before: pages that show them are out of date. */
export const picturesReady = signals.signal<{ eventId: number; mediaIds: number[] }>('pictures_ready');
