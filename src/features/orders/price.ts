/**
 * What an order costs: list prices, less a discount, with the organiser's fees and taxes. Integers in the currency's
 * minor unit throughout.
 *
 * Rounding: what a percentage comes to is rounded half up, once for each line and each fee; nothing is rounded again.
 * Amounts that are shared (a discount among lines, a line among its tickets) go by largest remainder, so that the parts
 * are the whole to the unit.
 */
import type { Discount } from '#features/prices/discount.ts';
import type { Fee, TaxRate } from '#features/prices/tax.ts';
import type { TicketKind } from '#features/tickets/ticket.ts';
import { portion } from '#platform/money.ts';

export type LineToPrice = {
  id: number;
  kind: TicketKind;
  quantity: number;
  unitMinor: number;
  /** null for no tax. */
  tax: TaxRate | null;
  /** Whether the discount is for it. */
  discounted: boolean;
};
export type PriceRules = { pricesIncludeTax: boolean; fees: readonly Fee[]; discount: Discount | null };

/** `ticketsMinor`: what each of its tickets costs; together the gross. */
export type PricedLine = {
  id: number;
  discountMinor: number;
  taxMinor: number;
  grossMinor: number;
  tax: TaxRate | null;
  ticketsMinor: number[];
};
export type PricedFee = { name: string; taxMinor: number; grossMinor: number; tax: TaxRate | null };
/** All that is taxed at one rate, together. */
export type TaxSum = TaxRate & { netMinor: number; taxMinor: number };
export type Price = {
  lines: PricedLine[];
  fees: PricedFee[];
  discountMinor: number;
  feesMinor: number;
  taxMinor: number;
  totalMinor: number;
  taxes: TaxSum[];
};

/**
 * The price of an order's lines. A line's gross is its list price, less its discount, and where prices are without tax
 * with the tax on top.
 */
export function calculatePrice(lines: readonly LineToPrice[], { pricesIncludeTax, fees, discount }: PriceRules): Price {
  const discounts = shareDiscount(lines, discount);
  const taxed = (minor: number, tax: TaxRate | null) => ({ ...addTax(minor, tax, pricesIncludeTax), tax });
  const priced = lines.map((line, at): PricedLine => {
    const discountMinor = discounts[at] ?? 0;
    const sums = taxed(listMinor(line) - discountMinor, line.tax);
    return {
      id: line.id,
      discountMinor,
      ...sums,
      ticketsMinor: share(
        sums.grossMinor,
        Array.from({ length: line.quantity }, () => 1),
      ),
    };
  });
  const costly = lines
    .map((line, at) => ({ ...line, minor: listMinor(line) - (discounts[at] ?? 0) }))
    .filter(({ kind, minor }) => kind === 'paid' && minor > 0);
  const pricedFees = fees
    .map((fee) => ({ name: fee.name, ...taxed(feeOf(fee, costly), fee.tax) }))
    .filter(({ grossMinor }) => grossMinor > 0);
  return { lines: priced, fees: pricedFees, ...sumUp(priced, pricedFees) };
}

/** What stands on the list for a line. At most 100 of a billion minor units: 10^11. */
export function listMinor({ quantity, unitMinor }: Pick<LineToPrice, 'quantity' | 'unitMinor'>): number {
  return quantity * unitMinor;
}

/**
 * Of each line, what it is reduced by: never more than it costs. Only what has a price of its own is reduced, no
 * donation.
 */
function shareDiscount(lines: readonly LineToPrice[], discount: Discount | null): number[] {
  const bases = lines.map((line) => (line.discounted && line.kind === 'paid' ? listMinor(line) : 0));
  if (discount === null) return bases.map(() => 0);
  if (discount.kind === 'percent') return bases.map((base) => portion(base, discount.percentBp, 10_000));
  if (discount.kind === 'per-ticket')
    return bases.map((base, at) => Math.min(base, (lines[at]?.quantity ?? 0) * discount.amountMinor));
  return share(
    Math.min(
      discount.amountMinor,
      bases.reduce((sum, base) => sum + base, 0),
    ),
    bases,
  );
}

/**
 * A fee is asked of what costs money only: a percentage of that, and an amount for the order or for each of its
 * tickets.
 */
function feeOf({ percentBp, fixedMinor, per }: Fee, costly: readonly { quantity: number; minor: number }[]): number {
  if (costly.length === 0) return 0;
  const base = costly.reduce((sum, { minor }) => sum + minor, 0);
  const times = per === 'order' ? 1 : costly.reduce((sum, { quantity }) => sum + quantity, 0);
  return portion(base, percentBp, 10_000) + times * fixedMinor;
}

/** The tax within an amount, or on top of it. */
function addTax(minor: number, tax: TaxRate | null, isIncluded: boolean): { taxMinor: number; grossMinor: number } {
  const bp = tax?.rateBp ?? 0;
  const taxMinor = isIncluded ? portion(minor, bp, 10_000 + bp) : portion(minor, bp, 10_000);
  return { taxMinor, grossMinor: isIncluded ? minor : minor + taxMinor };
}

type Sums = Omit<Price, 'lines' | 'fees'>;

function sumUp(lines: readonly PricedLine[], fees: readonly PricedFee[]): Sums {
  const feesMinor = fees.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
  return {
    discountMinor: lines.reduce((sum, { discountMinor }) => sum + discountMinor, 0),
    feesMinor,
    taxMinor: [...lines, ...fees].reduce((sum, { taxMinor }) => sum + taxMinor, 0),
    totalMinor: lines.reduce((sum, { grossMinor }) => sum + grossMinor, feesMinor),
    taxes: sumTaxes([...lines, ...fees]),
  };
}

/** Everything taxed, by rate, the highest first; what stands under no rate is not in it. */
export function sumTaxes(parts: readonly { tax: TaxRate | null; taxMinor: number; grossMinor: number }[]): TaxSum[] {
  const sums = new Map<string, TaxSum>();
  for (const { tax, taxMinor, grossMinor } of parts) {
    if (tax === null || grossMinor === 0) continue;
    const key = `${tax.rateBp} ${tax.name}`;
    const sum = sums.get(key) ?? { name: tax.name, rateBp: tax.rateBp, netMinor: 0, taxMinor: 0 };
    sums.set(key, { ...sum, netMinor: sum.netMinor + grossMinor - taxMinor, taxMinor: sum.taxMinor + taxMinor });
  }
  return [...sums.values()].sort((a, b) => b.rateBp - a.rateBp || (a.name < b.name ? -1 : 1));
}

/**
 * Shares an amount by weights, by largest remainder; of equal remainders the first gets more. No part is larger than
 * its weight where the amount is not larger than all weights together.
 */
export function share(minor: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, at) => ({
    at,
    part: (BigInt(minor) * BigInt(weight)) / whole,
    rest: (BigInt(minor) * BigInt(weight)) % whole,
  }));
  let left = minor - Number(parts.reduce((sum, { part }) => sum + part, 0n));
  const shares = parts.map(({ part }) => Number(part));
  for (const { at } of parts.toSorted((a, b) => Number(b.rest - a.rest))) {
    if (left === 0) break;
    shares[at] = (shares[at] as number) + 1;
    left -= 1;
  }
  return shares;
}

/**
 * A price as people read it. Amounts of lines and fees are with or without tax as the event says prices; `taxes` tell
 * what is within or comes on top.
 */
export type PriceView = {
  currency: string;
  pricesIncludeTax: boolean;
  lines: { name: string; quantity: number; listMinor: number }[];
  /** '' where no code reduces it. */
  discountCode: string;
  discountMinor: number;
  fees: { name: string; minor: number }[];
  taxes: TaxSum[];
  totalMinor: number;
};

type Taxed = { taxMinor: number; grossMinor: number; tax: TaxRate | null };
export type PriceFacts = {
  currency: string;
  pricesIncludeTax: boolean;
  discountCode: string;
  discountMinor: number;
  totalMinor: number;
  lines: readonly (Taxed & { name: string; quantity: number; unitMinor: number })[];
  fees: readonly (Taxed & { name: string })[];
};

/** What was reckoned or stored, as people read it. */
export function viewPrice({ lines, fees, discountCode, ...facts }: PriceFacts): PriceView {
  const { currency, pricesIncludeTax, discountMinor, totalMinor } = facts;
  return {
    currency,
    pricesIncludeTax,
    discountMinor,
    totalMinor,
    discountCode: discountMinor > 0 ? discountCode : '',
    lines: lines.map((line) => ({ name: line.name, quantity: line.quantity, listMinor: listMinor(line) })),
    fees: fees.map(({ name, grossMinor, taxMinor }) => ({
      name,
      minor: pricesIncludeTax ? grossMinor : grossMinor - taxMinor,
    })),
    taxes: sumTaxes([...lines, ...fees]),
  };
}

/** Whether all of it is free by the list: then it costs nothing whatever else is asked, and was never billed. */
export function isFreeByList({ lines }: { lines: readonly { unitMinor: number }[] }): boolean {
  return lines.every(({ unitMinor }) => unitMinor === 0);
}
