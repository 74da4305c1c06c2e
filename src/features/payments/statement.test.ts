import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Candidate, type Credit, Matcher, readBankAmount, readBankDays } from './statement.ts';

const order = (code: string, more: Partial<Candidate> = {}): Candidate => ({
  code,
  buyerName: 'Ada Lind',
  buyerCompany: '',
  currency: 'EUR',
  dueMinor: 2000,
  open: true,
  ...more,
});
const credit = (reference: string, more: Partial<Credit> = {}): Credit => ({
  bookedOn: '2027-05-08',
  amountMinor: 2000,
  currency: 'EUR',
  reference,
  payer: 'Somebody Else',
  iban: '',
  ...more,
});
const matcher = new Matcher([
  order('K7PW2MHX'),
  order('ZZTQ4RBC', { dueMinor: 4500, buyerName: 'Bo Åkesson' }),
  order('MMMM2222', { open: false, dueMinor: 0 }),
]);
const propose = (reference: string, more: Partial<Credit> = {}): string => {
  const found = matcher.propose(credit(reference, more));
  return found ? `${found.code} ${found.certainty} ${found.amount} ${found.by}` : 'nothing';
};

describe('a credit', () => {
  test('with the very code and amount is sure, wherever the code stands and whatever stands between its signs', () => {
    const ways = ['K7PW2MHX', 'Order K7PW2MHX Lantern Days', 'order k7pw-2mhx', 'ORDERK7PW 2MH X/TICKETS'];
    assert.deepEqual(
      ways.map((way) => propose(way)),
      ways.map(() => 'K7PW2MHX sure equal code'),
    );
  });

  test('of less or more is only likely', () => {
    assert.equal(propose('K7PW2MHX', { amountMinor: 1500 }), 'K7PW2MHX likely less code');
    assert.equal(propose('K7PW2MHX', { amountMinor: 2500 }), 'K7PW2MHX likely more code');
  });

  test('with one slip in the code is likely: a sign wrong, missing, too many, or two exchanged', () => {
    const slips = ['K7PW2NHX', 'K7PWMHX', 'K7PWW2MHX', 'K7WP2MHX', 'paid K7PW2MH8 thanks'];
    assert.deepEqual(
      slips.map((slip) => propose(slip)),
      slips.map(() => 'K7PW2MHX likely equal typo'),
    );
    assert.deepEqual(
      ['K7PX2NHX', 'K7PWHX', 'thank you very much'].map((text) => propose(text)),
      ['nothing', 'nothing', 'nothing'],
    );
  });

  test('with any one slip is found in any words, and with a second one is not', () => {
    const code = 'K7PW2MHX';
    const slip = fc.record({
      at: fc.integer({ min: 0, max: 7 }),
      kind: fc.constantFrom('more', 'less', 'other', 'swapped'),
    });
    const slipped = (text: string, { at, kind }: { at: number; kind: string }): string => {
      const [before, sign = '', next = '', rest] = [text.slice(0, at), text[at], text[at + 1], text.slice(at + 2)];
      if (kind === 'more') return `${before}${sign}9${next}${rest}`;
      if (kind === 'less') return before + next + rest;
      return kind === 'other' ? `${before}9${next}${rest}` : `${before}${next}${sign}${rest}`;
    };
    const words = fc.constantFrom('', 'for', 'spring', 'a b', 'thank you very much');
    fc.assert(
      fc.property(words, slip, words, (before, one, after) => {
        const text = slipped(code, one);
        const certain = text.includes(code) ? 'sure equal code' : 'likely equal typo';
        assert.equal(propose(`${before} ${text} ${after}`), `${code} ${certain}`);
      }),
      { numRuns: 500 },
    );
    assert.deepEqual(
      ['K9PW2M9X', 'K97PW2HX', '7KPW2MXH', 'K7PW2MHX'.split('').reverse().join('')].map((text) => propose(text)),
      ['nothing', 'nothing', 'nothing', 'nothing'],
    );
  });

  test('of two orders proposes the one that waits for that amount, and is not sure', () => {
    assert.equal(propose('K7PW2MHX and ZZTQ4RBC', { amountMinor: 4500 }), 'ZZTQ4RBC likely equal code');
  });

  test('for an order that waits for nothing is never sure', () => {
    assert.equal(propose('MMMM2222'), 'MMMM2222 likely more code');
  });

  test('without a code is for whom the name and the amount fit alone', () => {
    assert.equal(propose('tickets', { payer: 'AKESSON, BO', amountMinor: 4500 }), 'ZZTQ4RBC likely equal name');
    assert.equal(propose('tickets', { payer: 'Bo Akesson', amountMinor: 4400 }), 'nothing');
    const two = new Matcher([order('K7PW2MHX'), order('ZZTQ4RBC')]);
    assert.equal(two.propose(credit('tickets', { payer: 'Ada Lind' })), undefined);
  });

  test('in another currency is for none', () => {
    assert.equal(propose('K7PW2MHX', { currency: 'SEK' }), 'nothing');
  });
});

test('amounts are read as banks write them', () => {
  const euros = [
    '12,00',
    '12.00',
    '1.234,56',
    '1,234.56',
    "1'234.50",
    '1 234,5',
    '+12 EUR',
    '1.234',
    '-7,10',
    '7,10-',
    '0,05',
    '1.234.567,89',
  ];
  assert.deepEqual(
    euros.map((text) => readBankAmount(text, 'EUR')),
    [1200, 1200, 123456, 123456, 123450, 123450, 1200, 123400, -710, -710, 5, 123456789],
  );
  assert.deepEqual(
    [readBankAmount('1,500', 'JPY'), readBankAmount('1.500', 'KWD'), readBankAmount('500', 'JPY')],
    [1500, 1500, 500],
  );
  assert.deepEqual(
    ['', 'abc', '1,2,3', '12.345.6', '--1'].map((text) => readBankAmount(text, 'EUR')),
    [undefined, undefined, undefined, undefined, undefined],
  );
});

test('days are read as banks write them; which is the month is told by the whole column', () => {
  assert.deepEqual(
    readBankDays(['08.05.2027', '8.5.27', '2027-05-08', '20270508', '2027-05-08T10:00:00', '08/05/2027']),
    Array.from({ length: 6 }, () => '2027-05-08'),
  );
  assert.deepEqual(readBankDays(['05/08/2027', '05/28/2027']), ['2027-05-08', '2027-05-28']);
  assert.deepEqual(readBankDays(['31.02.2027', 'soon', '']), [undefined, undefined, undefined]);
});
