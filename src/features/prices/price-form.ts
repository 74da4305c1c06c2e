/** Taxes, fees and discount codes as their forms show them. */
import { localField } from '#features/events/event-time.ts';
import { typeEntries } from '#features/tickets/ticket-form.ts';
import { amountText, formatMoney } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import type { Discount, DiscountValues } from './discount.ts';
import { type Fee, type FeeValues, percentText, sayPercent, type TaxRateValues } from './tax.ts';

type Type = { number: number };
const amount = (minor: number, currency: string): string => (minor === 0 ? '' : amountText(minor, currency));
const percent = (bp: number): string => (bp === 0 ? '' : percentText(bp));
const count = (n: number | null): string => (n === null || n === 0 ? '' : String(n));

/** Field names to texts. */
export function rateEntries(
  { name, rateBp, standard, types }: TaxRateValues,
  all: readonly Type[],
): Record<string, string> {
  return { name, percent: percentText(rateBp), standard: standard ? 'on' : '', ...typeEntries(all, types) };
}

/** Field names to texts, the amount in `currency`. */
export function feeEntries(
  { name, percentBp, fixedMinor, per, taxNumber }: FeeValues,
  currency: string,
): Record<string, string> {
  return { name, percent: percent(percentBp), fixed: amount(fixedMinor, currency), per, tax: count(taxNumber) };
}

/** Field names to texts: amounts in `currency`, times as a clock in `timeZone` shows them. */
export function discountEntries(
  values: DiscountValues,
  all: readonly Type[],
  { currency, timeZone }: { currency: string; timeZone: string },
): Record<string, string> {
  const { code, discount, types, mostUses, startsAt, endsAt, minimumTickets, minimumMinor } = values;
  const clock = (at: Instant | null): string => (at === null ? '' : localField(at, timeZone));
  return {
    code,
    kind: discount.kind,
    percent: discount.kind === 'percent' ? percent(discount.percentBp) : '',
    amount: discount.kind === 'percent' ? '' : amount(discount.amountMinor, currency),
    mostUses: count(mostUses),
    startsAt: clock(startsAt),
    endsAt: clock(endsAt),
    minimumTickets: count(minimumTickets),
    minimum: amount(minimumMinor, currency),
    ...typeEntries(all, types ?? []),
  };
}

/** What a code takes off, in words for the team: `10% off`, `€5 off the order`. */
export function sayDiscount(discount: Discount, currency: string): string {
  if (discount.kind === 'percent') return `${sayPercent(discount.percentBp, 'en')} off`;
  return `${formatMoney({ minor: discount.amountMinor, currency }, 'en')} off ${discount.kind === 'per-order' ? 'the order' : 'each ticket'}`;
}

/** What a fee asks for, in words for the team: `2.5% of the tickets and €1 for each ticket`. */
export function sayFee({ percentBp, fixedMinor, per }: Omit<Fee, 'name' | 'tax'>, currency: string): string {
  const parts = [
    percentBp > 0 ? `${sayPercent(percentBp, 'en')} of the tickets` : '',
    fixedMinor > 0 ? `${formatMoney({ minor: fixedMinor, currency }, 'en')} for each ${per}` : '',
  ];
  return parts.filter(Boolean).join(' and ');
}

/** Fields by the names that people know them by. */
export const RATE_LABELS: Record<string, string> = {
  name: 'Name',
  percent: 'Rate',
  standard: 'Standard rate',
  types: 'Ticket types',
};
export const FEE_LABELS: Record<string, string> = {
  name: 'Name',
  percent: 'Percentage',
  fixed: 'Amount',
  per: 'Asked',
  tax: 'Tax',
};
export const DISCOUNT_LABELS: Record<string, string> = {
  code: 'Code',
  kind: 'What it takes off',
  percent: 'Percentage',
  amount: 'Amount',
  mostUses: 'Most uses',
  startsAt: 'Works from',
  endsAt: 'Works until',
  minimumTickets: 'At least so many tickets',
  minimum: 'At least so much',
  types: 'Ticket types',
};
