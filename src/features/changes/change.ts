/** What programs hear of the events of an organizer, in the feed of changes and by webhooks. */
import type { Right } from '#features/organizers/organizer.ts';
import { type Instant, isoUtc } from '#platform/time.ts';

/** Each with the right that its readers need; what each says is in docs/develop/changes.md. */
const TYPES = {
  'event.created': 'see',
  'event.changed': 'see',
  'event.moved': 'see',
  'event.published': 'see',
  'event.unpublished': 'see',
  'event.cancelled': 'see',
  'event.reinstated': 'see',
  'event.deleted': 'see',
  'event.restored': 'see',
  'organizer.changed': 'see',
  'programme.changed': 'see-programme',
  'tickets.changed': 'see',
  'order.placed': 'see-orders',
  'order.completed': 'see-orders',
  'order.cancelled': 'see-orders',
  'order.expired': 'see-orders',
  'order.refunded': 'see-orders',
  'refund.withdrawn': 'see-orders',
  'ticket.changed': 'see-orders',
} as const satisfies Record<string, Right>;

export type ChangeType = keyof typeof TYPES;
export const CHANGE_TYPES = Object.keys(TYPES) as ChangeType[];

/** What somebody needs the right to see who hears of such a change. */
export const rightOf = (type: ChangeType): Right => TYPES[type];

export type KnownChange = { id: string; type: string; at: Instant; data: object };

/** A change as programs read it, in the feed and in what webhooks send. */
export function changeJson({ id, type, at, data }: KnownChange) {
  return { id: `chg_${id}`, type, timestamp: isoUtc(at), data };
}
