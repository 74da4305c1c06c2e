/** What buyers may do with an order that stands, until when, and what of their money is kept. */
import { portion } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import { type OrderState, seatsOf } from './order.ts';

/** What an organiser allows. Amounts are in the minor unit of the event's currency. */
export type OrderRules = {
  /** Whether buyers may give up what cost nothing, or is not paid yet. */
  cancelFree: boolean;
  cancelPaid: boolean;
  /** Until so many hours before the event begins; `cancelUntil` wins where it is set. */
  cancelHours: number;
  cancelUntil: Instant | null;
  /** Kept of each ticket's price: hundredths of a percent of it, and an amount. */
  keepBp: number;
  keepMinor: number;
  /** Names can be changed until so many hours before the event begins. */
  namesHours: number;
  transfers: boolean;
};

export const DEFAULT_RULES: OrderRules = {
  cancelFree: true,
  cancelPaid: false,
  cancelHours: 0,
  cancelUntil: null,
  keepBp: 0,
  keepMinor: 0,
  namesHours: 0,
  transfers: true,
};

/** The names of the rules, which are those of their columns. */
export const RULE_NAMES = Object.keys(DEFAULT_RULES) as (keyof OrderRules)[];

const HOUR = 3_600_000;

/** The first moment at which buyers can no longer cancel: never after the event has begun. */
export function cancelDeadline({ cancelHours, cancelUntil }: OrderRules, startsAt: Instant): Instant {
  return Math.min(startsAt, cancelUntil ?? startsAt - cancelHours * HOUR);
}

/** The first moment at which buyers can no longer change names. */
export function namesDeadline({ namesHours }: OrderRules, startsAt: Instant): Instant {
  return startsAt - namesHours * HOUR;
}

/** What an order and its event say, as far as it decides what its buyer may do. */
export type OrderFacts = {
  state: OrderState;
  /** Paid and not sent back. */
  moneyMinor: number;
  startsAt: Instant;
  now: Instant;
};

/**
 * Why a buyer may not do it; undefined where they may. `begun`: the event has; `too-late`: the organiser's time for it
 * is over.
 */
export type Refusal = 'order_state' | 'not-allowed' | 'begun' | 'too-late';

export function refuseCancelling(
  rules: OrderRules,
  { state, moneyMinor, startsAt, now }: OrderFacts,
): Refusal | undefined {
  if (!isValidOrder(state)) return 'order_state';
  if (now >= startsAt) return 'begun';
  if (!(moneyMinor > 0 ? rules.cancelPaid : rules.cancelFree)) return 'not-allowed';
  return now >= cancelDeadline(rules, startsAt) ? 'too-late' : undefined;
}

export function refuseNames(
  rules: OrderRules,
  { state, startsAt, now }: Omit<OrderFacts, 'moneyMinor'>,
): Refusal | undefined {
  if (!isValidOrder(state)) return 'order_state';
  if (now >= startsAt) return 'begun';
  return now >= namesDeadline(rules, startsAt) ? 'too-late' : undefined;
}

/** A ticket goes over to somebody else only where it lets in, or will once it is paid; until the event begins. */
export function refuseTransfer(
  rules: OrderRules,
  { state, startsAt, now }: Omit<OrderFacts, 'moneyMinor'>,
): Refusal | undefined {
  if (seatsOf(state) !== 'sold') return 'order_state';
  if (!rules.transfers) return 'not-allowed';
  return now >= startsAt ? 'begun' : undefined;
}

/** Whether the order was placed, and still has its seats. */
export function isValidOrder(state: OrderState): boolean {
  return state !== 'reserved' && seatsOf(state) !== 'free';
}

/** What is kept of one ticket that is given up: never more than it cost. Half a unit is rounded up. */
export function keptOf(priceMinor: number, { keepBp, keepMinor }: OrderRules): number {
  return Math.min(priceMinor, portion(priceMinor, keepBp, 10_000) + keepMinor);
}

/** What giving those tickets up gives back of the money that is there, and what is kept of it. */
export function givenBack(
  tickets: readonly { priceMinor: number }[],
  rules: OrderRules,
  moneyMinor: number,
): { backMinor: number; keptMinor: number } {
  const price = tickets.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  const kept = tickets.reduce((sum, { priceMinor }) => sum + keptOf(priceMinor, rules), 0);
  const backMinor = Math.min(moneyMinor, price - kept);
  return { backMinor, keptMinor: Math.min(moneyMinor, price) - backMinor };
}
