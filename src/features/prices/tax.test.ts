import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import { FEE_BASES, percentText, rateFor, readPercent, describeReduction, formatPercent, TAX_LIMITS } from './tax.ts';

const own = { name: 'Reduced', rateBp: 700 };
const standard = { name: 'VAT', rateBp: 1900 };

test('a ticket has the rate that was chosen for it; the standard one is for what has a price', () => {
  const rates = (['paid', 'free', 'donation'] as const).map((kind) => [
    rateFor({ kind }, { own, standard })?.name,
    rateFor({ kind }, { own: null, standard })?.name ?? null,
  ]);
  assert.deepEqual(rates, [
    ['Reduced', 'VAT'],
    ['Reduced', null],
    ['Reduced', null],
  ]);
  assert.equal(rateFor({ kind: 'paid' }, { own: null, standard: null }), null);
});

test('percentages are read with point or comma, up to two decimals and one hundred', () => {
  const right = ['19', '7.7', '8,25', '0', '100', '100.00', ' 19 ', '19%', '19 %', '19  %', '0.05', '007'];
  assert.deepEqual(right.map(readPercent), [1900, 770, 825, 0, 10_000, 10_000, 1900, 1900, 1900, 1900, 5, 700]);
  const wrong = [
    '',
    ' ',
    '%',
    '.5',
    '7.',
    '7.123',
    '100.01',
    '101',
    '1000',
    '-1',
    '1e1',
    '7 7',
    'x7',
    '7x',
    '7%%',
    '7.a',
    'a.7',
  ];
  assert.deepEqual(
    wrong.map(readPercent),
    wrong.map(() => undefined),
  );
});

test('what is typed comes back as it was typed', () => {
  assert.deepEqual([1900, 770, 825, 0, 10_000].map(percentText), ['19', '7.7', '8.25', '0', '100']);
});

test('percentages are said as the language does', () => {
  assert.deepEqual(
    [formatPercent(1900, 'en'), formatPercent(825, 'en'), formatPercent(825, 'de'), formatPercent(0, 'en')],
    ['19%', '8.25%', '8,25\u00a0%', '0%'],
  );
});

test('a discount says what it takes off, and of what', () => {
  const reduction = (discount: Parameters<typeof describeReduction>[0]): string =>
    describeReduction(discount, { currency: 'EUR', locale: 'en', t: translator('en') });
  assert.equal(reduction({ kind: 'percent', percentBp: 1250 }), '12.5%');
  assert.equal(reduction({ kind: 'per-order', amountMinor: 500 }), '€5 off the order');
  assert.equal(reduction({ kind: 'per-ticket', amountMinor: 250 }), '€2.50 off each ticket');
});

test('limits and bases are those that the database has too', () => {
  assert.deepEqual(TAX_LIMITS, { name: 60, rateBp: 10_000, ratesPerEvent: 20, feesPerEvent: 20 });
  assert.deepEqual(FEE_BASES, ['order', 'ticket']);
});
