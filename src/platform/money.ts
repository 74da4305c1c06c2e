/** Money: an integer in the currency's minor unit plus its ISO 4217 code. Never a float. Runs in the browser too. */

export type Money = { minor: number; currency: string };

/** Digits after the point for currencies that do not have two (ISO 4217, list one). */
const DIGITS: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** How many digits stand after the point in `currency`: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDigits(currency: string): number {
  return DIGITS[currency] ?? 2;
}

/**
 * `minor * of / whole`, half up; none of them is negative. The product can leave the safe integers (5·10^12 for an
 * order times 10^4), what comes of it cannot.
 */
export function portion(minor: number, of: number, whole: number): number {
  const [product, divisor] = [BigInt(minor) * BigInt(of), BigInt(whole)];
  return Number((2n * product + divisor) / (2n * divisor));
}

/**
 * For people: `€1,234.50`, `€20`, `−¥500`, in the manner of `locale` (BCP 47). `exact` for columns and papers, where
 * `€20.00` lines up with `€1.50`.
 */
export function formatMoney(money: Money, locale: string, { exact = false } = {}): string {
  const { minor, currency } = money;
  const digits = currencyDigits(currency);
  return formatUnits(minor, { currency, digits, least: !exact && isWhole(money) ? 0 : digits }, locale);
}

/**
 * The same for units that have `digits` after the point, of which at least `least` are shown; a payment provider may
 * count in other units than ISO 4217. The sign before what is less than nothing is a minus, as typographers set it.
 */
export function formatUnits(
  units: number,
  { currency, digits, least = digits }: { currency: string; digits: number; least?: number },
  locale: string,
): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: digits,
  });
  return format
    .formatToParts(units / 10 ** digits)
    .map(({ type, value }) => (type === 'minusSign' ? value.replace('-', '−') : value))
    .join('');
}

/** An amount as one types it, and as machines read it: `12.50`, `1200` in yen, `3.250` in Kuwaiti dinars. */
export function amountText(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** Whether nothing stands after the point: €20, but not €20.50. */
export function isWhole({ minor, currency }: Money): boolean {
  return minor % 10 ** currencyDigits(currency) === 0;
}

/**
 * Reads what somebody typed (`12`, `12.50`, `12,50`) into minor units. Undefined where it is no such amount or too
 * fine.
 */
export function parseMoney(text: string, currency: string): Money | undefined {
  const m = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (!m) return undefined;
  const digits = currencyDigits(currency);
  const fraction = m[2] ?? '';
  if (fraction.length > digits) return undefined;
  return { minor: Number(m[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0), currency };
}
