/**
 * Amounts as Stripe counts them: its smallest unit is not always Foyer's (ISO 4217), and not every amount can be
 * charged. https://docs.stripe.com/currencies
 */
import type { Translate } from '#platform/i18n/text.ts';
import { currencyDigits, type Money } from '#platform/money.ts';

const codes = (text: string): Set<string> => new Set(text.split(' '));

/** Counted in whole units, whatever ISO 4217 says of them. */
const WHOLE = codes('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF');
/** In thousandths, but charged in steps of ten of them, as the card networks know two digits. */
const THOUSANDTHS = codes('BHD JOD KWD OMR TND');
/** Whole in life, but counted in hundredths that must be nought. */
const WHOLE_IN_HUNDREDTHS = codes('ISK UGX');
const HUNDREDTHS = codes(
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW',
);

/** The smallest charges that Stripe lists, in its smallest unit. */
const SMALLEST: Record<string, number> = {
  USD: 50,
  AED: 200,
  AUD: 50,
  BGN: 100,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  INR: 50,
  JPY: 50,
  MXN: 1000,
  MYR: 200,
  NOK: 300,
  NZD: 50,
  PLN: 200,
  RON: 200,
  SEK: 300,
  SGD: 50,
  THB: 1000,
};
const LARGEST = 99_999_999;

/** Whether Stripe takes that currency at all. */
export function isStripeCurrency(currency: string): boolean {
  return [WHOLE, THOUSANDTHS, WHOLE_IN_HUNDREDTHS, HUNDREDTHS].some((kind) => kind.has(currency));
}

/** Digits of its smallest unit after the point. */
export function stripeDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

/** The steps in which it is charged, in Stripe's smallest unit. */
function stepOf(currency: string): number {
  if (THOUSANDTHS.has(currency)) return 10;
  return WHOLE_IN_HUNDREDTHS.has(currency) ? 100 : 1;
}

/** How many of Stripe's smallest unit that is, rounded where Stripe counts more coarsely. */
function inStripeUnits({ minor, currency }: Money): { amount: number; isExact: boolean } {
  const shift = stripeDigits(currency) - currencyDigits(currency);
  const amount = shift >= 0 ? minor * 10 ** shift : Math.round(minor / 10 ** -shift);
  return { amount, isExact: (shift >= 0 || minor % 10 ** -shift === 0) && amount % stepOf(currency) === 0 };
}

/** Whether Stripe can move exactly that amount. */
export function isExactAtStripe(money: Money): boolean {
  return isStripeCurrency(money.currency) && inStripeUnits(money).isExact;
}

/** The amount in Stripe's smallest unit. @throws RangeError where Stripe cannot move exactly that */
export function toStripe(money: Money): number {
  if (!isExactAtStripe(money))
    throw new RangeError(`Stripe cannot move exactly ${money.minor} of the minor unit of ${money.currency}`);
  return inStripeUnits(money).amount;
}

/**
 * What Stripe says in its smallest unit, in Foyer's minor unit; half up where Foyer counts more coarsely.
 * Currencies in either case.
 */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  const shift = currencyDigits(code) - stripeDigits(code);
  return shift >= 0 ? amount * 10 ** shift : Math.round(amount / 10 ** -shift);
}

/** In steps of how many of Foyer's minor unit Stripe moves that currency; 1 where it moves every amount. */
export function stepAtStripe(currency: string): number {
  const shift = stripeDigits(currency) - currencyDigits(currency);
  return Math.max(1, stepOf(currency) / 10 ** shift);
}

/** The largest part of an amount that Stripe can move: what the installation takes of a payment is such. */
export function floorToStripe({ minor, currency }: Money): number {
  return minor - (minor % stepAtStripe(currency));
}

/**
 * Why no card can be charged that amount, in words for the team; null where one can. `minor` null: of the currency
 * alone.
 */
export function findAmountHindrance(
  { minor, currency }: { minor: number | null; currency: string },
  t: Translate,
): string | null {
  if (!isStripeCurrency(currency)) return t('stripe.hindrance.currency', { currency });
  if (minor === null) return null;
  const { amount, isExact } = inStripeUnits({ minor, currency });
  if (!isExact) return t('stripe.hindrance.step', { currency });
  if (amount < Math.max(SMALLEST[currency] ?? 1, 1)) return t('stripe.hindrance.tooSmall', { currency });
  return amount > LARGEST ? t('stripe.hindrance.tooLarge', { currency }) : null;
}
