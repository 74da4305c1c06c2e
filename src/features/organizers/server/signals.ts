/** What the organizers feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** What the public sees of an organizer is another: its name, website or description. */
export const organizersModified = signals.signal<{ organizerId: number }>('organizer_modified');
