import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { amountText, currencyDigits, formatMoney, parseMoney } from './money.ts';

const eur = (minor: number) => ({ minor, currency: 'EUR' });

test('each currency has its own digits', () => {
  assert.deepEqual(['EUR', 'JPY', 'KWD', 'CLF', 'XXX'].map(currencyDigits), [2, 0, 3, 4, 2]);
});

test('whole amounts are shown without a fraction, others with all digits', () => {
  assert.deepEqual(
    [eur(123_450), eur(120_000), eur(5), eur(-250)].map((m) => formatMoney(m, 'en')),
    ['€1,234.50', '€1,200', '€0.05', '−€2.50'],
  );
  assert.equal(formatMoney({ minor: 500, currency: 'JPY' }, 'en'), '¥500');
  assert.equal(formatMoney({ minor: 1234, currency: 'KWD' }, 'en').replace(/\s/g, ' '), 'KWD 1.234');
  assert.equal(formatMoney(eur(123_450), 'de').replace(/\s/g, ' '), '1.234,50 €');
});

test('from right to left the minus stays at the left of its figures', () => {
  assert.equal(formatMoney(eur(-900), 'ar'), '\u200f\u200e−9\u00a0€');
});

test('what people type is read with a point or a comma', () => {
  assert.deepEqual(
    ['12', '12.5', '12,50', ' 0.01 ', '0'].map((text) => parseMoney(text, 'EUR')),
    [eur(1200), eur(1250), eur(1250), eur(1), eur(0)],
  );
  assert.deepEqual(parseMoney('500', 'JPY'), { minor: 500, currency: 'JPY' });
});

test('what is no amount, or finer than the currency, is refused', () => {
  const wrong: [string, string][] = [
    ['', 'EUR'],
    ['12.345', 'EUR'],
    ['1.5', 'JPY'],
    ['-3', 'EUR'],
    ['1,234.50', 'EUR'],
    ['12.', 'EUR'],
    ['1e3', 'EUR'],
    ['٣', 'EUR'],
    ['9999999999999', 'EUR'],
  ];
  assert.deepEqual(
    wrong.map(([text, currency]) => parseMoney(text, currency)),
    wrong.map(() => undefined),
  );
});

test('every amount written plainly is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 11 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (minor, currency) => {
      const digits = currencyDigits(currency);
      const text =
        digits === 0
          ? String(minor)
          : `${Math.floor(minor / 10 ** digits)}.${String(minor % 10 ** digits).padStart(digits, '0')}`;
      assert.equal(amountText(minor, currency), text);
      assert.deepEqual(parseMoney(text, currency), { minor, currency });
    }),
  );
});
