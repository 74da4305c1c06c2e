/** A try to pay an order at a provider: how long it may take, and when to ask how it stands. */
import type { Instant } from '#platform/time.ts';

const MINUTE = 60_000;

export const ATTEMPT_STATES = ['begun', 'open', 'processing', 'paid', 'gone'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** States in which money can still come. An order has one such try at a time. */
export const LIVE_STATES = ['begun', 'open', 'processing'] as const satisfies readonly AttemptState[];

export function isLive(state: AttemptState): boolean {
  return (LIVE_STATES as readonly string[]).includes(state);
}

/**
 * So long a page at the provider takes money; providers want half an hour at least, and asking again may take a moment.
 */
const OPEN_MS = 33 * MINUTE;
/** So long seats are held from the moment on at which their buyer goes to pay: a little longer than they can. */
const HOLD_MS = 35 * MINUTE;
/**
 * Whoever begins to pay again and again holds seats no longer than so long after they were taken, or than the first
 * time held them.
 */
const LONGEST_HOLD_MS = 65 * MINUTE;

export function expiryOf(begunAt: Instant): Instant {
  return begunAt + OPEN_MS;
}

/**
 * `firstAt`: when its buyer first went to pay, which may be now. Seats may have been kept for long before that: as an
 * offer to one who waited.
 */
export function holdUntil({
  now,
  orderedAt,
  firstAt,
}: {
  now: Instant;
  orderedAt: Instant;
  firstAt: Instant;
}): Instant {
  return Math.min(now + HOLD_MS, Math.max(orderedAt + LONGEST_HOLD_MS, firstAt + HOLD_MS));
}

/** Days until which a payment that is on its way should have come. */
export const PROCESSING_DAYS = 14;

/** A page that is over so soon is no place to send anybody to. */
const WORTH_MS = 2 * MINUTE;

/** Whether a buyer who comes again is sent to the same page. */
export function isWorthwhile({ expiresAt }: { expiresAt: Instant }, now: Instant): boolean {
  return expiresAt - now > WORTH_MS;
}

/**
 * When to ask next how a try stands: soon at first, seldom in the end, and for sure when its page is over. `tries`: how
 * often in a row nobody answered.
 */
export function lookAgainAt(
  { createdAt, expiresAt, tries }: { createdAt: Instant; expiresAt: Instant; tries: number },
  now: Instant,
): Instant {
  if (tries > 0) return now + Math.min(60, 2 ** (tries - 1)) * MINUTE;
  const next = now + pauseOf(now - createdAt);
  const over = expiresAt + MINUTE;
  return now < over ? Math.min(next, over) : next;
}

function pauseOf(age: number): number {
  if (age < 2 * MINUTE) return 2 * MINUTE;
  if (age < 10 * MINUTE) return 5 * MINUTE;
  if (age < 60 * MINUTE) return 10 * MINUTE;
  return age < 24 * 60 * MINUTE ? 60 * MINUTE : 360 * MINUTE;
}

/** From so many answers on that did not come, the money page says so. */
export const TROUBLE_ATTEMPTS = 3;
