/** Ticket types as others read them. */
import { amountText, type Money } from '#platform/money.ts';
import { type Instant, isoUtc, isoWithOffset } from '#platform/time.ts';
import type { Offer } from '../shop.ts';
import type { TicketValues } from '../ticket.ts';

/** As the record of changes shows it, prices in `currency`. */
export function describeTicketType(
  { priceMinor, suggestedMinor, ...values }: TicketValues,
  currency: string,
): Record<string, unknown> {
  const words = (at: Instant | null): string | null => (at === null ? null : isoUtc(at));
  const money = (minor: number | null): Money | null => (minor === null ? null : { minor, currency });
  return {
    ...values,
    price: values.kind === 'free' ? null : money(priceMinor),
    suggested: money(suggestedMinor),
    saleStartsAt: words(values.saleStartsAt),
    saleEndsAt: words(values.saleEndsAt),
  };
}

const AVAILABILITY = {
  'not-yet': 'PreSale',
  'on-sale': 'InStock',
  'sold-out': 'SoldOut',
  ended: 'Discontinued',
} as const;

/** As search engines read it (schema.org/Offer). What is shown by a code only is never among them. */
export function presentOffers(
  offers: readonly Offer[],
  { currency, timeZone, url }: { currency: string; timeZone: string; url: string },
): object[] {
  return offers
    .filter(({ byCode }) => !byCode)
    .map((offer) => ({
      '@type': 'Offer',
      name: offer.name,
      price: amountText(offer.priceMinor, currency),
      priceCurrency: currency,
      availability: `https://schema.org/${AVAILABILITY[offer.state]}`,
      url,
      ...(offer.saleStartsAt !== null && { validFrom: isoWithOffset(offer.saleStartsAt, timeZone) }),
      ...(offer.saleEndsAt !== null && { validThrough: isoWithOffset(offer.saleEndsAt, timeZone) }),
    }));
}
