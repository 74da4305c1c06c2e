/** What the tickets feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** What an event offers changed: ticket types, their headings and order, quotas, access codes. */
export const ticketsModified = signals.signal<{ eventId: number }>('tickets_modified');

/**
 * Other ticket types take from a quota now, or the quota is new: whoever keeps who took seats counts anew what of it is
 * taken. It has no size at that moment; the event's quotas are locked.
 */
export const quotaRegrouped = signals.signal<{ eventId: number; quotaId: number }>('quota_regrouped');

/** A ticket type is about to go. A receiver that throws keeps it. */
export const ticketTypeDeleting = signals.signal<{ eventId: number; ticketTypeId: number }>('ticket_type_deleting');
