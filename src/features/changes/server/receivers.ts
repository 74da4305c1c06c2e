/** Which facts programs hear of, signal by signal: each is written with the commit of the change. */
import { type EventChangeKind, eventJsonModified, eventMoved } from '#features/events/server/signals.ts';
import {
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderPlaced,
  orderRefunded,
  refundWithdrawn,
  ticketChanged,
} from '#features/orders/server/signals.ts';
import { organizersModified } from '#features/organizers/server/signals.ts';
import { speakersModified } from '#features/people/server/signals.ts';
import { pricesModified } from '#features/prices/server/signals.ts';
import { microlocationsModified, sessionsModified } from '#features/sessions/server/signals.ts';
import { sponsorsModified } from '#features/sponsors/server/signals.ts';
import { ticketsModified } from '#features/tickets/server/signals.ts';
import type { PendingChange } from '#platform/changes/write-changes.ts';
import type { Signal } from '#platform/signals/signal.ts';
import type { ChangeType } from '../change.ts';

/** The types that a signal can give. */
export const TYPES_OF_SIGNALS = new Map<string, readonly ChangeType[]>();

/** Has that signal noted as `change` says; whose it is, and about which order, it says itself. */
function note<P extends object>(
  signal: Signal<P>,
  types: readonly [ChangeType, ...ChangeType[]],
  change: (payload: P) => { type?: ChangeType; data?: object } = () => ({}),
): void {
  TYPES_OF_SIGNALS.set(signal.name, types);
  signal.now('note_change', ({ unit }, payload) => {
    const { eventId, organizerId, orderId, ticketId } = payload as Omit<PendingChange, 'type'>;
    const about = { eventId, organizerId, orderId, ticketId } as Omit<PendingChange, 'type'>;
    unit?.changes.push({ type: types[0], ...about, ...change(payload) });
  });
}

const OF_KINDS: Record<EventChangeKind, ChangeType> = {
  created: 'event.created',
  updated: 'event.changed',
  published: 'event.published',
  unpublished: 'event.unpublished',
  cancelled: 'event.cancelled',
  reinstated: 'event.reinstated',
  deleted: 'event.deleted',
  restored: 'event.restored',
};

note(eventJsonModified, Object.values(OF_KINDS) as [ChangeType, ...ChangeType[]], ({ change }) => ({
  type: OF_KINDS[change],
}));
note(eventMoved, ['event.moved']);
note(organizersModified, ['organizer.changed']);

for (const [signal, of] of [
  [sessionsModified, 'sessions'],
  [speakersModified, 'speakers'],
  [microlocationsModified, 'rooms'],
  [sponsorsModified, 'sponsors'],
] as [Signal<{ eventId: number; numbers?: number[] }>, string][])
  note(signal, ['programme.changed'], ({ numbers }) => ({ data: { of, numbers } }));

note(ticketsModified, ['tickets.changed']);
note(pricesModified, ['tickets.changed']);

note(orderPlaced, ['order.placed']);
note(orderCompleted, ['order.completed']);
note(orderCancelled, ['order.cancelled']);
note(orderExpired, ['order.expired'], ({ why }) => ({ data: { why } }));
note(orderRefunded, ['order.refunded'], ({ amountMinor }) => ({ data: { amountMinor } }));
note(refundWithdrawn, ['refund.withdrawn'], ({ amountMinor }) => ({ data: { amountMinor } }));
note(ticketChanged, ['ticket.changed']);
