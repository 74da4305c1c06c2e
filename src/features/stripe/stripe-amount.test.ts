import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import fc from 'fast-check';
import { currencyDigits } from '#platform/money.ts';
import {
  findAmountHindrance,
  floorToStripe,
  fromStripe,
  isExactAtStripe,
  isStripeCurrency,
  toStripe,
} from './stripe-amount.ts';

/** Digits after the point by ISO 4217, written by hand: of every currency that has not two, and of some that have. */
const ISO_DIGITS: Record<string, number> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  AED: 2,
  ARS: 2,
  AUD: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  KES: 2,
  MAD: 2,
  MGA: 2,
  MXN: 2,
  NGN: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  RON: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  USD: 2,
  UZS: 2,
  ZAR: 2,
};
/**
 * What one whole unit is at Stripe where that is not what ISO says, and the whole step in which it is charged, from its
 * page on currencies.
 */
const UNIT_AT_STRIPE: Record<string, number> = { ISK: 100, UGX: 100, MGA: 1 };
const unitOf = (currency: string): number => UNIT_AT_STRIPE[currency] ?? 10 ** (ISO_DIGITS[currency] as number);
const TAKEN = Object.keys(ISO_DIGITS).filter((currency) => currency !== 'IQD' && currency !== 'LYD');
const currencies = fc.constantFrom(...TAKEN);

describe('an amount at Stripe', () => {
  test('is counted by Foyer in the digits that ISO 4217 says', () => {
    for (const [currency, digits] of Object.entries(ISO_DIGITS))
      assert.deepEqual([currency, currencyDigits(currency)], [currency, digits]);
  });

  test('of whole units is that many of Stripe’s own units, in every currency', () => {
    fc.assert(
      fc.property(currencies, fc.integer({ min: 1, max: 90_000 }), (currency, whole) => {
        const minor = whole * 10 ** (ISO_DIGITS[currency] as number);
        assert.equal(toStripe({ minor, currency }), whole * unitOf(currency));
      }),
      { numRuns: 2000 },
    );
  });

  test('comes back as the amount that went there, to the last digit, or does not go', () => {
    fc.assert(
      fc.property(currencies, fc.integer({ min: 1, max: 99_999_999 }), (currency, minor) => {
        const money = { minor, currency };
        if (!isExactAtStripe(money)) return assert.throws(() => toStripe(money), RangeError);
        assert.equal(fromStripe(toStripe(money), currency.toLowerCase()), minor);
      }),
      { numRuns: 5000 },
    );
  });

  test('goes exactly where Stripe has the step: tens of thousandths, whole units where it knows no others', () => {
    fc.assert(
      fc.property(currencies, fc.integer({ min: 1, max: 99_999_999 }), (currency, minor) => {
        const step = ISO_DIGITS[currency] === 3 ? 10 : currency === 'MGA' ? 100 : 1;
        assert.equal(isExactAtStripe({ minor, currency }), minor % step === 0);
        const floor = floorToStripe({ minor, currency });
        assert.deepEqual(
          [floor <= minor, minor - floor < step, isExactAtStripe({ minor: floor, currency })],
          [true, true, true],
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('is charged as it stands in these', () => {
    const charged = (minor: number, currency: string): number => toStripe({ minor, currency });
    assert.deepEqual(
      [
        charged(1250, 'EUR'),
        charged(500, 'JPY'),
        charged(12_340, 'KWD'),
        charged(500, 'ISK'),
        charged(3700, 'UGX'),
        charged(150_000, 'MGA'),
        charged(1050, 'HUF'),
      ],
      [1250, 500, 12_340, 50_000, 370_000, 1500, 1050],
    );
    assert.throws(() => charged(12_345, 'KWD'), RangeError);
  });

  test('is refused with words where no card can be charged it', () => {
    assert.deepEqual(
      [
        findAmountHindrance({ minor: null, currency: 'EUR' }, translator('en')),
        findAmountHindrance({ minor: 50, currency: 'EUR' }, translator('en')),
        findAmountHindrance({ minor: 99_999_999, currency: 'EUR' }, translator('en')),
      ],
      [null, null, null],
    );
    assert.deepEqual(
      [
        findAmountHindrance({ minor: null, currency: 'IQD' }, translator('en')),
        findAmountHindrance({ minor: 49, currency: 'EUR' }, translator('en')),
        findAmountHindrance({ minor: 100_000_000, currency: 'EUR' }, translator('en')),
        findAmountHindrance({ minor: 1_000_000, currency: 'ISK' }, translator('en')),
        findAmountHindrance({ minor: 12_345, currency: 'KWD' }, translator('en')),
      ],
      [
        'Stripe does not support IQD.',
        'This amount is below Stripe’s minimum in EUR.',
        'This amount is above Stripe’s maximum in EUR.',
        'This amount is above Stripe’s maximum in ISK.',
        'Stripe cannot charge exactly this amount in KWD.',
      ],
    );
    assert.deepEqual([isStripeCurrency('LYD'), isStripeCurrency('XPF')], [false, true]);
  });
});
