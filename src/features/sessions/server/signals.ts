/** What the sessions feature announces. */
import { signals } from '#platform/signals/signal.ts';

/**
 * Sessions, their tracks or types were added, changed, moved or withdrawn; `numbers` says which where it is not too
 * many.
 */
export const sessionsModified = signals.signal<{ eventId: number; numbers?: number[] }>('sessions_modified');

/** Rooms were added, renamed or removed. The name is the exchange world's word for a room. */
export const microlocationsModified = signals.signal<{ eventId: number; numbers?: number[] }>(
  'microlocations_modified',
);
