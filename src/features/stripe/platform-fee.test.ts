import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import fc from 'fast-check';
import { feeSentence, fixedText, NO_FEE, readFee, reckonFee, describeFee } from './platform-fee.ts';

const t = translator('en');

const EUR = (minor: number) => ({ minor, currency: 'EUR' });

test('half a unit counts as one, less than half as none', () => {
  assert.deepEqual(
    [2500, 2533, 2534, 2566, 2567].map((minor) => reckonFee(EUR(minor), { percent: 150, fixed: {} })),
    [38, 38, 38, 38, 39],
  );
  assert.equal(reckonFee(EUR(2500), { percent: 150, fixed: { EUR: 30, USD: 35 } }), 68);
  assert.equal(reckonFee({ minor: 2500, currency: 'CHF' }, { percent: 150, fixed: { EUR: 30 } }), 38);
});

test('it is never more than the payment, never less than nothing, and never more by a percent of less', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999_999_999 }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 0, max: 100_000 }),
      (minor, percent, fixed) => {
        const fee = reckonFee(EUR(minor), { percent, fixed: { EUR: fixed } });
        assert.equal(fee >= 0 && fee <= minor, true);
        assert.equal(reckonFee(EUR(minor + 1), { percent, fixed: { EUR: fixed } }) >= fee, true);
        // The same by numbers without a bound.
        const exact = (BigInt(minor) * BigInt(percent) * 2n + 10_000n) / 20_000n + BigInt(fixed);
        assert.equal(BigInt(fee), exact > BigInt(minor) ? BigInt(minor) : exact);
      },
    ),
  );
});

test('organisers read it in plain words, in their currency where there is one', () => {
  const fee = { percent: 150, fixed: { EUR: 30, USD: 35 } };
  assert.equal(feeSentence(fee, { t, locale: 'en' }), 'This site charges 1.5% + €0.30 or $0.35 for each card payment.');
  assert.equal(
    feeSentence(fee, { t, locale: 'en', currency: 'EUR' }),
    'This site charges 1.5% + €0.30 for each card payment.',
  );
  assert.equal(feeSentence(fee, { t, locale: 'en', currency: 'CHF' }), 'This site charges 1.5% for each card payment.');
  assert.equal(
    feeSentence({ percent: 0, fixed: { JPY: 50 } }, { t, locale: 'en', currency: 'JPY' }),
    'This site charges ¥50 for each card payment.',
  );
  assert.equal(feeSentence(NO_FEE, { t, locale: 'en' }), 'This site charges no fee for card payments.');
  assert.equal(describeFee(NO_FEE, 'en'), '');
});

test('what somebody types is read, and what is typed back is the same', () => {
  const fee = { percent: 150, fixed: { EUR: 30, JPY: 50, KWD: 250 } };
  assert.deepEqual(readFee({ percent: '1.5', fixed: fixedText(fee.fixed) }), { fee });
  assert.deepEqual(readFee({ percent: ' 1,5 % ', fixed: '0,30 eur; 50JPY, 0.250 KWD,' }), { fee });
  assert.deepEqual(readFee({ percent: '', fixed: '' }), { fee: NO_FEE });
  for (const fixed of ['0.305 EUR', '0.30', 'EUR 0.30', '0.30 EUR 0.35 USD', '0.30 EUR, 0.40 EUR', '5 XQQ', '-1 EUR'])
    assert.deepEqual(readFee({ percent: '101', fixed }), {
      problems: [
        {
          where: 'percent',
          code: 'fee.percent',
        },
        {
          where: 'fixed',
          code: 'fee.fixed',
        },
      ],
    });
});
