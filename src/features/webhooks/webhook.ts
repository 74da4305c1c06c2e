/** Sending programs what happens: when something is sent again, and when an endpoint is switched off. */
import { DAY_MS, type Instant } from '#platform/time.ts';

/** Switched off by somebody, because it answered that it is gone, or because nothing arrived for days. */
export type OffWhy = 'person' | 'gone' | 'failing';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What is sent to try an endpoint; it is no change of anything. */
export const TEST_TYPE = 'test';

export const URL_LENGTH = 2000;
/** An organizer has no more endpoints than that. */
export const MOST_WEBHOOKS = 20;

/** Pauses in seconds after the first attempt, the second, and so on, as Standard Webhooks has them. */
const PAUSES = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** By so much of itself a pause is shorter or longer, so that not everything comes back at once. */
const JITTER = 0.2;

/** Milliseconds after that attempt until the next one; undefined after the last. `chance` lies between 0 and 1. */
export function pauseAfter(attempts: number, chance: number): number | undefined {
  const seconds = PAUSES[attempts - 1];
  return seconds === undefined ? undefined : Math.round(seconds * 1000 * (1 + JITTER * (2 * chance - 1)));
}

/** What became of one attempt: the status that was answered, or null where none was. */
export type Outcome = { status: number | null; retryAfter?: string | undefined };

export function isTaken({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** How well what is sent to an endpoint arrives. */
export type Health = {
  failingSince: Instant | null;
  failedAt: Instant | null;
  heldUntil: Instant | null;
  off: OffWhy | null;
};

const FAILING_MS = 5 * DAY_MS;
/** Failures that are further apart do not belong together: nothing was sent in between. */
const APART_MS = 2 * DAY_MS;
const HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 3_600_000;
/** They ask for less, or say that nobody is there now. */
const BUSY = [429, 502, 503, 504];

/** How it is after those attempts, in their order. */
export function healthAfter(was: Health, outcomes: readonly Outcome[], now: Instant): Health {
  return outcomes.reduce((health, outcome) => healthAfterOne(health, outcome, now), was);
}

function healthAfterOne(was: Health, outcome: Outcome, now: Instant): Health {
  if (isTaken(outcome)) return { failingSince: null, failedAt: null, heldUntil: null, off: was.off };
  const goesOn = was.failingSince !== null && was.failedAt !== null && was.failedAt > now - APART_MS;
  const failingSince = goesOn ? was.failingSince : now;
  const why = outcome.status === 410 ? 'gone' : (failingSince ?? now) <= now - FAILING_MS ? 'failing' : null;
  const isBusy = outcome.status !== null && BUSY.includes(outcome.status);
  return {
    failingSince,
    failedAt: now,
    heldUntil: isBusy ? now + holdOf(outcome.retryAfter, now) : was.heldUntil,
    off: was.off ?? why,
  };
}

/** `Retry-After` says seconds or a date. */
function holdOf(said: string | undefined, now: Instant): number {
  const asked = said === undefined ? Number.NaN : /^\d{1,9}$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_HOLD_MS) : HOLD_MS;
}
