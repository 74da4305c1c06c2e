/** What an event offers: kinds of tickets, their prices, when they are sold and who sees them. */
import {
  type Fault,
  fault,
  type PlainProblem,
  type ProblemCode,
  type Reason,
  type Values,
} from '#platform/i18n/problem-code.ts';
import { amountText, currencyDigits, formatMoney, parseMoney } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';

export const TICKET_KINDS = ['paid', 'free', 'donation'] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

/** `public`: everybody sees it; `code`: who has an access code; `hidden`: nobody but the team. */
export const TICKET_VISIBILITIES = ['public', 'code', 'hidden'] as const;
export type TicketVisibility = (typeof TICKET_VISIBILITIES)[number];

/** Lengths in characters; the price in minor units: ten million euros, or a billion yen. */
export const TICKET_LIMITS = {
  name: 120,
  description: 2000,
  perOrder: 100,
  quantity: 1_000_000,
  priceMinor: 1_000_000_000,
  itemsPerEvent: 500,
  codesPerEvent: 5000,
} as const;

export type TicketPrice = {
  kind: TicketKind;
  /** Of a donation the least that is given. In the minor unit of the event's currency, like all amounts here. */
  priceMinor: number;
  /** Of donations only: what is suggested; null for nothing. */
  suggestedMinor: number | null;
};

export type SaleWindow = { saleStartsAt: Instant | null; saleEndsAt: Instant | null };

/** Everything that an organiser says of a ticket type. */
export type TicketValues = TicketPrice &
  SaleWindow & {
    name: string;
    description: string;
    /** How many there are of this type alone; null for no limit of its own. */
    quantity: number | null;
    minimumPerOrder: number;
    maximumPerOrder: number;
    /** How many one buyer may have in all their orders; null for no limit but those of an order. */
    maximumPerPerson: number | null;
    visibility: TicketVisibility;
  };

/** What a new ticket type says where its maker says nothing. */
export const BLANK_TICKET: TicketValues = {
  name: '',
  description: '',
  kind: 'paid',
  priceMinor: 0,
  suggestedMinor: null,
  quantity: null,
  minimumPerOrder: 1,
  maximumPerOrder: 10,
  maximumPerPerson: null,
  saleStartsAt: null,
  saleEndsAt: null,
  visibility: 'public',
};

/** What does not go together in a ticket type, by field; nothing where all is well. */
export function findTicketProblems(values: TicketValues): Fault[] {
  const found: Fault[] = [];
  const add = (where: string, code: PlainProblem): void => void found.push(fault(where, code));
  if (values.kind === 'paid' && values.priceMinor === 0) add('price', 'field.paid_price');
  if (values.kind === 'free' && values.priceMinor > 0) add('price', 'field.free_price');
  if (values.priceMinor > TICKET_LIMITS.priceMinor) add('price', 'field.ticket_price');
  if (values.suggestedMinor !== null) {
    if (values.kind !== 'donation') add('suggested', 'field.only_donation');
    else if (values.suggestedMinor < values.priceMinor) add('suggested', 'field.suggested_least');
    else if (values.suggestedMinor > TICKET_LIMITS.priceMinor) add('suggested', 'field.ticket_price');
  }
  if (values.maximumPerOrder < values.minimumPerOrder) add('maximumPerOrder', 'field.order_minimum');
  if (values.maximumPerPerson !== null && values.maximumPerPerson < values.minimumPerOrder)
    add('maximumPerPerson', 'field.order_minimum');
  if (values.saleStartsAt !== null && values.saleEndsAt !== null && values.saleEndsAt <= values.saleStartsAt)
    add('saleEndsAt', 'field.sale_end');
  return found;
}

/** `not-yet` before its window, `ended` after it, `sold-out` where nothing is left in it. */
export const OFFER_STATES = ['not-yet', 'on-sale', 'sold-out', 'ended'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/**
 * How the sale stands at `now`. `left` is how many can still be had, null for no limit. Nothing is sold after the
 * event's own end.
 */
export function offerStateOf(
  { saleStartsAt, saleEndsAt, left }: SaleWindow & { left: number | null },
  { now, eventEndsAt }: { now: Instant; eventEndsAt: Instant },
): OfferState {
  if (now >= Math.min(saleEndsAt ?? eventEndsAt, eventEndsAt)) return 'ended';
  if (left !== null && left <= 0) return 'sold-out';
  return saleStartsAt !== null && now < saleStartsAt ? 'not-yet' : 'on-sale';
}

/** The next moment after `now` at which one of the sales begins or ends; undefined where none does. */
export function nextSaleChange(
  windows: readonly SaleWindow[],
  { now, eventEndsAt }: { now: Instant; eventEndsAt: Instant },
): Instant | undefined {
  const moments = [eventEndsAt, ...windows.flatMap(({ saleStartsAt, saleEndsAt }) => [saleStartsAt, saleEndsAt])];
  const ahead = moments.filter((at): at is number => at !== null && at > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/**
 * Reads what somebody typed as a price, with point or comma before the decimals; says what is wrong with it otherwise.
 */
export function readAmount(text: string, currency: string): { minor: number } | { problem: Reason } {
  const money = parseMoney(text, currency);
  if (money)
    return money.minor > TICKET_LIMITS.priceMinor
      ? refusal('field.most_amount', { amount: amountText(TICKET_LIMITS.priceMinor, currency), currency })
      : { minor: money.minor };
  const digits = currencyDigits(currency);
  const example = amountText(12 * 10 ** digits, currency);
  if (!/^\d+[.,]\d+$/.test(text.trim())) return refusal('field.amount', { example });
  if (digits === 0) return refusal('field.no_decimals', { currency, example });
  return refusal('field.most_decimals', { currency, count: digits, example });
}

const refusal = (code: ProblemCode, values: Values): { problem: Reason } => ({ problem: { code, values } });

/** Which words say a price, and what goes into them. */
export function describePrice(
  { kind, priceMinor, suggestedMinor }: TicketPrice,
  currency: string,
  locale: string,
): { key: string; values: Record<string, string> } {
  const money = (minor: number): string => formatMoney({ minor, currency }, locale);
  if (kind === 'free') return { key: 'tickets.free', values: {} };
  if (kind === 'paid') return { key: 'tickets.paid', values: { price: money(priceMinor) } };
  const values: Record<string, string> = {};
  if (priceMinor > 0) values.least = money(priceMinor);
  if (suggestedMinor !== null) values.suggested = money(suggestedMinor);
  return { key: `tickets.donation${values.least ? 'From' : ''}${values.suggested ? 'Suggested' : ''}`, values };
}

/** An access code as it is kept: capitals, without spaces. */
export function tidyCode(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}

/** Capitals, digits and hyphens. */
export const ACCESS_CODE = /^[A-Z0-9][A-Z0-9-]{3,39}$/;

/**
 * The same number in another currency: 12.00 euros become 12 yen. Undefined where it has decimals that the other one
 * lacks.
 */
export function changeDigits(minor: number, from: string, to: string): number | undefined {
  const changed = (minor * 10 ** currencyDigits(to)) / 10 ** currencyDigits(from);
  return Number.isInteger(changed) ? changed : undefined;
}
