/** What the people feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** Speakers of an event were added, changed or removed; `numbers` says which where it is not too many. */
export const speakersModified = signals.signal<{ eventId: number; numbers?: number[] }>('speakers_modified');
