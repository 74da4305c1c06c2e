/** Fees and discount codes in words for the team, made from what their forms show. */

type Entries = Readonly<Record<string, string>>;

/** What a code takes off: `10% off`, `5.00 EUR off the order`. */
export function describeDiscount({ kind, percent, amount }: Entries, currency: string): string {
  if (kind === 'percent') return `${percent}% off`;
  return `${amount} ${currency} off ${kind === 'per-order' ? 'the order' : 'each ticket'}`;
}

/** When a code works: `until 2027-05-08 09:30`; always, where it says nothing. */
export function describePeriod({ startsAt = '', endsAt = '' }: Entries): string {
  const parts = [startsAt && `from ${startsAt}`, endsAt && `until ${endsAt}`].filter(Boolean);
  return parts.join(' ').replaceAll('T', ' ') || 'always';
}

/** What a fee asks for: `2.5% of the tickets and 1.00 EUR for each ticket`. */
export function describeFee({ percent, fixed, per }: Entries, currency: string): string {
  return [percent && `${percent}% of the tickets`, fixed && `${fixed} ${currency} for each ${per}`]
    .filter(Boolean)
    .join(' and ');
}
