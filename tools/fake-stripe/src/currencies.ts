/** What Stripe demands of amounts: the smallest unit of the currency, bounds, and steps. */
import { invalid } from './refusal.ts';

const ZERO_DIGITS = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const THREE_DIGITS = 'bhd jod kwd omr tnd'.split(' ');
/** Without digits today, but Stripe counts them in hundredths that must be nought. */
const WHOLE_HUNDREDS = 'isk ugx'.split(' ');
const TWO_DIGITS =
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd yer zar zmw'.split(
    ' ',
  );
const KNOWN = new Set([...ZERO_DIGITS, ...THREE_DIGITS, ...TWO_DIGITS]);

/** Smallest charges that Stripe's documentation lists, in the smallest unit. */
const SMALLEST: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};
const LARGEST = 99_999_999;

export function stripeDigits(currency: string): number {
  if (ZERO_DIGITS.includes(currency)) return 0;
  return THREE_DIGITS.includes(currency) ? 3 : 2;
}

/** For Stripe's sentences: `€12.50`. */
export function words(amount: number, currency: string): string {
  const digits = stripeDigits(currency);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

export function readCurrency(currency: string, param = 'currency'): string {
  const code = currency.toLowerCase();
  if (!KNOWN.has(code))
    throw invalid(
      `Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...KNOWN].join(', ')}`,
      { param },
    );
  return code;
}

/** Throws where no charge of this amount can be made. */
export function checkAmount(amount: number, currency: string, param = 'amount'): void {
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param });
  if (amount > LARGEST)
    throw invalid(`Amount must be no more than ${words(LARGEST, currency)}`, { code: 'amount_too_large', param });
  checkStep(amount, currency, param);
  const smallest = SMALLEST[currency] ?? 1;
  if (amount < smallest)
    throw invalid(`Amount must be at least ${words(smallest, currency)} ${currency}`, {
      code: 'amount_too_small',
      param,
    });
}

/** Three digits are charged in tens, as the card networks know two. */
export function checkStep(amount: number, currency: string, param = 'amount'): void {
  const step = THREE_DIGITS.includes(currency) ? 10 : WHOLE_HUNDREDS.includes(currency) ? 100 : 1;
  if (amount % step !== 0)
    throw invalid(`Invalid amount: amounts in ${currency} must be a multiple of ${step}`, { param });
}
