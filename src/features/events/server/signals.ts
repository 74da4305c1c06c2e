/** What the events feature announces. */
import type { CopyPart, WallShift } from '../event-copy.ts';
import type { Instant } from '#platform/time.ts';
import { signals } from '#platform/signals/signal.ts';

export type EventChangeKind =
  'created' | 'updated' | 'published' | 'unpublished' | 'cancelled' | 'reinstated' | 'deleted' | 'restored';

/** The event itself changed: its core data, look, state or sponsors. */
export const eventJsonModified = signals.signal<{ eventId: number; change: EventChangeKind }>('event_json_modified');

export type EventMove = {
  eventId: number;
  before: { startsAt: Instant; endsAt: Instant; timeZone: string; locationName: string; city: string };
};

/** A published event takes place at another time or another place than `before`. */
export const eventMoved = signals.signal<EventMove>('event_moved');

/**
 * A public event will not take place. Whoever was promised something is told; `note` is what the organiser says of it.
 */
export const eventCancelled = signals.signal<{ eventId: number; note: string }>('event_cancelled');

/** A cancelled event takes place after all. */
export const eventReinstated = signals.signal<{ eventId: number }>('event_reinstated');

/**
 * An event was made as a copy of another: features bring over what they keep of it, in the same transaction. `parts`
 * are those that are wanted; every time moves by `shift` (shiftInstant).
 */
export const eventCopied = signals.signal<{
  fromEventId: number;
  toEventId: number;
  parts: CopyPart[];
  shift: WallShift;
}>('event_copied');

/**
 * The event will ask for money in another currency. A receiver that throws keeps the one it has; others bring along the
 * amounts that they keep.
 */
export const currencyChanging = signals.signal<{ eventId: number; from: string; to: string }>('currency_changing');

/**
 * An event is about to go for good. A receiver that throws keeps it; the others let go of what the database cannot,
 * such as files.
 */
export const eventPurging = signals.signal<{ eventId: number }>('event_purging');
