/** Discount codes: what they take off, and for whom they work. */
import type { TicketKind } from '#features/tickets/ticket.ts';
import { type Fault, fault } from '#platform/i18n/problem-code.ts';
import { portion } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';

export const DISCOUNT_KINDS = ['percent', 'per-order', 'per-ticket'] as const;
export type DiscountKind = (typeof DISCOUNT_KINDS)[number];

/** `percentBp` in hundredths of a percent, `amountMinor` in the currency's minor unit. */
export type Discount =
  { kind: 'percent'; percentBp: number } | { kind: 'per-order' | 'per-ticket'; amountMinor: number };

export const DISCOUNT_LIMITS = { codesPerEvent: 5000, uses: 1_000_000, tickets: 1000 } as const;

/** Everything that an organiser says of a code. */
export type DiscountValues = {
  code: string;
  discount: Discount;
  /** Numbers of the ticket types it is for; null for all. */
  types: number[] | null;
  /** How many orders may use it; null for no limit. */
  mostUses: number | null;
  startsAt: Instant | null;
  endsAt: Instant | null;
  /** So many tickets that it is for the order has at least. */
  minimumTickets: number;
  /** They cost so much together at least, by the list. */
  minimumMinor: number;
};

/** What a code takes off, how often and when. */
export type DiscountTerms = Pick<DiscountValues, 'discount' | 'mostUses' | 'startsAt' | 'endsAt'>;

/** A code as it stands, with how many orders use it. `types` are the numbers of ticket types, null for all. */
export type DiscountState = DiscountValues & { used: number };

export const DISCOUNT_REFUSALS = [
  'unknown',
  'not-yet',
  'ended',
  'used-up',
  'not-for-these',
  'too-few',
  'too-little',
] as const;
export type DiscountRefusal = (typeof DISCOUNT_REFUSALS)[number];

/** What an order has that a code may be for. */
export type OrderedLine = { ticketType: number; quantity: number; unitMinor: number; kind: TicketKind };

/** Whether the code is for that ticket type; donations and what is free are never reduced. */
export function isFor({ types }: Pick<DiscountValues, 'types'>, ticketType: number): boolean {
  return types === null || types.includes(ticketType);
}

/** Why a code does not work for an order that holds no use of it yet; undefined where it does. */
export function refuseDiscount(
  code: DiscountState,
  lines: readonly OrderedLine[],
  now: Instant,
): DiscountRefusal | undefined {
  const refusal = refuseNow(code, now);
  if (refusal) return refusal;
  const reduced = lines.filter(({ ticketType, kind }) => kind === 'paid' && isFor(code, ticketType));
  if (reduced.length === 0) return 'not-for-these';
  if (reduced.reduce((sum, { quantity }) => sum + quantity, 0) < code.minimumTickets) return 'too-few';
  return reduced.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0) < code.minimumMinor
    ? 'too-little'
    : undefined;
}

/** Why nobody can begin to use a code now, whatever they order. */
export function refuseNow(
  { startsAt, endsAt, mostUses, used }: DiscountState,
  now: Instant,
): DiscountRefusal | undefined {
  if (startsAt !== null && now < startsAt) return 'not-yet';
  if (endsAt !== null && now >= endsAt) return 'ended';
  return mostUses !== null && used >= mostUses ? 'used-up' : undefined;
}

/** What one ticket costs with the code, where that can be said of one alone; the same as without it otherwise. */
export function reducedUnit(discount: Discount, unitMinor: number): number {
  if (discount.kind === 'percent') return unitMinor - portion(unitMinor, discount.percentBp, 10_000);
  return discount.kind === 'per-ticket' ? Math.max(0, unitMinor - discount.amountMinor) : unitMinor;
}

/**
 * What one ticket of each type costs with the code, by number, where that is less and the code asks for nothing more.
 */
export function reducePrices(
  groups: readonly { offers: readonly { number: number; kind: TicketKind; priceMinor: number }[] }[],
  code: Pick<DiscountValues, 'discount' | 'types' | 'minimumTickets' | 'minimumMinor'> | null,
): Record<number, number> {
  if (!code || code.minimumTickets > 1 || code.minimumMinor > 0) return {};
  const offers = groups
    .flatMap((group) => group.offers)
    .filter(({ kind, number }) => kind === 'paid' && isFor(code, number));
  return Object.fromEntries(
    offers
      .map(({ number, priceMinor }) => ({ number, priceMinor, minor: reducedUnit(code.discount, priceMinor) }))
      .filter(({ priceMinor, minor }) => minor < priceMinor)
      .map(({ number, minor }) => [number, minor]),
  );
}

/** What does not go together in a code, by field; nothing where all is well. */
export function findDiscountProblems({ discount, startsAt, endsAt, mostUses }: DiscountTerms, used = 0): Fault[] {
  const found: Fault[] = [];
  if (discount.kind === 'percent' && discount.percentBp === 0) found.push(fault('percent', 'field.percent_off'));
  if (discount.kind !== 'percent' && discount.amountMinor === 0) found.push(fault('amount', 'field.amount_off'));
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) found.push(fault('endsAt', 'field.end_after_start'));
  if (mostUses !== null && mostUses < used) found.push(fault('mostUses', 'field.used_already', { count: used }));
  return found;
}
