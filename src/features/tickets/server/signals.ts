/** What the tickets feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** What an event offers changed: ticket types, their headings and order, quotas, access codes. */
export const ticketsModified = signals.signal<{ eventId: number }>('tickets_modified');
