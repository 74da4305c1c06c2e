/** Taxes on what is sold, and what the organiser asks for besides. */
import type { TicketPrice } from '#features/tickets/ticket.ts';
import type { Translate } from '#platform/i18n/text.ts';
import { formatMoney } from '#platform/money.ts';
import type { Discount } from './discount.ts';

/** `rateBp` in hundredths of a percent: 1900 is 19 %. */
export type TaxRate = { name: string; rateBp: number };

/** Lengths in characters; rates in hundredths of a percent. */
export const TAX_LIMITS = { name: 60, rateBp: 10_000, ratesPerEvent: 20, feesPerEvent: 20 } as const;

export const FEE_BASES = ['order', 'ticket'] as const;
export type FeeBasis = (typeof FEE_BASES)[number];

/**
 * What is asked besides the tickets: a percentage of what they cost, and an amount once or for each ticket that costs
 * money.
 */
export type Fee = { name: string; percentBp: number; fixedMinor: number; per: FeeBasis; tax: TaxRate | null };

/**
 * The rate that a ticket type has where none was chosen for it: the standard rate where it has a price, and none for
 * donations and what is free.
 */
export function rateFor<T>(
  { kind }: Pick<TicketPrice, 'kind'>,
  { own, standard }: { own: T | null; standard: T | null },
): T | null {
  return own ?? (kind === 'paid' ? standard : null);
}

/** A rate as one types it: `19`, `7.7`, `8.25`. */
export function percentText(bp: number): string {
  return String(bp / 100);
}

/**
 * Reads a percentage with up to two decimals, point or comma, into hundredths; undefined where it is none or above 100.
 */
export function readPercent(text: string): number | undefined {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
  if (!found) return undefined;
  const bp = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return bp <= 10_000 ? bp : undefined;
}

/** For people: `19%`, `8.25 %`, in the manner of `locale`. */
export function formatPercent(bp: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(bp / 10_000);
}

/** What a discount takes off, in words of `t`. */
export function describeReduction(
  discount: Discount,
  { currency, locale, t }: { currency: string; locale: string; t: Translate },
): string {
  if (discount.kind === 'percent') return formatPercent(discount.percentBp, locale);
  return t(discount.kind === 'per-order' ? 'prices.offOrder' : 'prices.offEach', {
    off: formatMoney({ minor: discount.amountMinor, currency }, locale),
  });
}
