/** Fees and discount codes in words for the team, made from what their forms show. */
import type { Translate } from '#platform/i18n/text.ts';

type Entries = Readonly<Record<string, string>>;

/** What a code takes off: `10% off`, `5.00 EUR off the order`. */
export function describeDiscount({ kind, percent = '', amount = '' }: Entries, currency: string, t: Translate): string {
  if (kind === 'percent') return t('shop.discount.percent', { percent });
  const off = `${amount} ${currency}`;
  return kind === 'per-order' ? t('shop.discount.perOrder', { off }) : t('shop.discount.perTicket', { off });
}

/** When a code works: `until 2027-05-08 09:30`; always, where it says nothing. */
export function describePeriod({ startsAt = '', endsAt = '' }: Entries, t: Translate): string {
  const from = startsAt.replace('T', ' ');
  const until = endsAt.replace('T', ' ');
  if (from && until) return t('shop.period.between', { from, until });
  if (from) return t('shop.period.from', { from });
  return until ? t('shop.period.until', { until }) : t('shop.period.always');
}

/** What a fee asks for: `2.5% of the tickets and 1.00 EUR for each ticket`. */
export function describeFee({ percent = '', fixed = '', per }: Entries, currency: string, t: Translate): string {
  const amount = `${fixed} ${currency}`;
  if (!fixed) return percent && t('shop.fee.percent', { percent });
  if (!percent) return per === 'order' ? t('shop.fee.perOrder', { amount }) : t('shop.fee.perTicket', { amount });
  return per === 'order'
    ? t('shop.fee.percentPerOrder', { percent, amount })
    : t('shop.fee.percentPerTicket', { percent, amount });
}
