/** Those who come: one line for each ticket. */
import type { OrderState } from '#features/orders/order.ts';
import type { TicketKind } from '#features/tickets/ticket.ts';
import type { Instant } from '#platform/time.ts';

/** `valid`: the ticket lets somebody in; `unpaid`: it will once it is paid; `off`: it was given up. */
export const ATTENDEE_STATES = ['valid', 'unpaid', 'off'] as const;
export type AttendeeState = (typeof ATTENDEE_STATES)[number];

/** What is looked for. `type` is a ticket type's number, 0 for all; `state` '' for all that are not off. */
export type AttendeesFilter = { search: string; type: number; state: AttendeeState | ''; page: number };

/** `attendeeName` is '' where the buyer comes themselves, or said nobody yet. */
export type Attendee = {
  ticketId: number;
  code: string;
  number: number;
  orderState: OrderState;
  state: AttendeeState;
  attendeeName: string;
  attendeeEmail: string;
  buyerName: string;
  buyerEmail: string;
  buyerCountry: string;
  ticket: string;
  kind: TicketKind;
  priceMinor: number;
  currency: string;
  paymentMethod: string;
  orderedAt: Instant;
};

export const nameOf = ({ attendeeName, buyerName }: Pick<Attendee, 'attendeeName' | 'buyerName'>): string =>
  attendeeName || buyerName;
export const emailOf = ({ attendeeEmail, buyerEmail }: Pick<Attendee, 'attendeeEmail' | 'buyerEmail'>): string =>
  attendeeEmail || buyerEmail;

/** First and last name as two columns: the last word is the last name, as far as one can tell. */
export function splitName(name: string): [first: string, last: string] {
  const at = name.lastIndexOf(' ');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}

/** How other software of this field calls the states of an order. */
const KNOWN_STATES: Partial<Record<OrderState, string>> = {
  reserved: 'initialized',
  'pending-payment': 'placed',
  paid: 'completed',
  'free-completed': 'completed',
  'partly-refunded': 'completed',
};

export function knownState(state: OrderState): string {
  return KNOWN_STATES[state] ?? state;
}
