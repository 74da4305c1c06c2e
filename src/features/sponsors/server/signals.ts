/** What the sponsors feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** Sponsors of an event were added, changed or removed. */
export const sponsorsModified = signals.signal<{ eventId: number }>('sponsors_modified');
