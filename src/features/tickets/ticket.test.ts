import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { amountText } from '#platform/money.ts';
import {
  ACCESS_CODE,
  BLANK_TICKET,
  changeDigits,
  describePrice,
  findTicketProblems,
  nextSaleChange,
  offerStateOf,
  readAmount,
  TICKET_LIMITS,
  type TicketValues,
  tidyCode,
} from './ticket.ts';
import { tickedTypes } from './ticket-form.ts';
import { english } from '#platform/i18n/problem.ts';

const paid: TicketValues = { ...BLANK_TICKET, name: 'Standard', priceMinor: 1200 };

describe('a price that is typed', () => {
  const cases: [text: string, currency: string, read: number | RegExp][] = [
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    ['12,50', 'EUR', 1250],
    [' 0 ', 'EUR', 0],
    ['1200', 'JPY', 1200],
    ['3.250', 'KWD', 3250],
    ['3,25', 'KWD', 3250],
    ['12.505', 'EUR', /at most 2 decimals.*12\.00/],
    ['12.50', 'JPY', /no decimals.*12\.$/],
    ['1,234.50', 'EUR', /only the number.*without separators between thousands/],
    ['€12', 'EUR', /only the number/],
    ['-5', 'EUR', /only the number/],
    ['twelve', 'EUR', /only the number/],
    ['1e5', 'EUR', /only the number/],
    ['10000000', 'EUR', TICKET_LIMITS.priceMinor],
    [' 12.505 ', 'EUR', /at most 2 decimals/],
    ['10000000.01', 'EUR', /at most 10000000.00 EUR/],
    ['999999999999', 'JPY', /at most/],
  ];
  for (const [text, currency, expected] of cases) {
    test(`"${text}" in ${currency} ${typeof expected === 'number' ? `is ${expected}` : 'is refused in words'}`, () => {
      const read = readAmount(text, currency);
      if (typeof expected === 'number') assert.deepEqual(read, { minor: expected });
      else assert.match('problem' in read ? english(read.problem) : JSON.stringify(read), expected);
    });
  }

  test('reads back as what was written, in every currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: TICKET_LIMITS.priceMinor }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
        (minor, currency) => {
          assert.deepEqual(readAmount(amountText(minor, currency), currency), { minor });
        },
      ),
    );
  });
});

describe('what does not go together in a ticket type is said at its field', () => {
  const cases: [what: string, change: Partial<TicketValues>, where: string[]][] = [
    ['nothing is wrong with a paid one', {}, []],
    ['a paid one for nothing', { priceMinor: 0 }, ['price']],
    ['a free one for money', { kind: 'free' }, ['price']],
    ['a donation may begin at nothing', { kind: 'donation', priceMinor: 0 }, []],
    ['a donation that suggests less than the least', { kind: 'donation', suggestedMinor: 1199 }, ['suggested']],
    ['a donation that suggests the least', { kind: 'donation', suggestedMinor: 1200 }, []],
    ['a paid one that suggests', { suggestedMinor: 1500 }, ['suggested']],
    ['an absurd price', { priceMinor: TICKET_LIMITS.priceMinor + 1 }, ['price']],
    ['an absurd suggestion', { kind: 'donation', suggestedMinor: TICKET_LIMITS.priceMinor + 1 }, ['suggested']],
    ['at most fewer than at least', { minimumPerOrder: 3, maximumPerOrder: 2 }, ['maximumPerOrder']],
    ['a free one for nothing', { kind: 'free', priceMinor: 0 }, []],
    ['the highest price', { priceMinor: TICKET_LIMITS.priceMinor }, []],
    ['the highest suggestion', { kind: 'donation', suggestedMinor: TICKET_LIMITS.priceMinor }, []],
    ['at most as many as at least', { minimumPerOrder: 3, maximumPerOrder: 3, maximumPerPerson: 3 }, []],
    ['a person may have more than an order begins with', { minimumPerOrder: 2, maximumPerPerson: 3 }, []],
    [
      'a person may have fewer than an order begins with',
      { minimumPerOrder: 3, maximumPerPerson: 2 },
      ['maximumPerPerson'],
    ],
    ['a sale with a start alone', { saleStartsAt: 5 }, []],
    ['a sale with an end alone', { saleEndsAt: 5 }, []],
    ['a sale that ends after it begins', { saleStartsAt: 5, saleEndsAt: 6 }, []],
    ['a sale that ends as it begins', { saleStartsAt: 5, saleEndsAt: 5 }, ['saleEndsAt']],
    [
      'all at once',
      { kind: 'free', suggestedMinor: 1, minimumPerOrder: 3, maximumPerOrder: 2, saleStartsAt: 6, saleEndsAt: 5 },
      ['price', 'suggested', 'maximumPerOrder', 'saleEndsAt'],
    ],
  ];
  for (const [what, change, where] of cases) {
    test(what, () => {
      const found = findTicketProblems({ ...paid, ...change });
      assert.deepEqual(
        found.map((one) => one.where),
        where,
      );
      assert.deepEqual(
        found.filter((one) => english(one) === ''),
        [],
      );
    });
  }
});

test('how a sale stands: before, in and after its window, and with the event’s end at the latest', () => {
  const stands = (saleStartsAt: number | null, saleEndsAt: number | null, left: number | null, now: number) =>
    offerStateOf({ saleStartsAt, saleEndsAt, left }, { now, eventEndsAt: 100 });
  assert.deepEqual(
    [
      stands(null, null, null, 0),
      stands(null, null, null, 99),
      stands(null, null, null, 100),
      stands(null, 200, null, 100),
    ],
    ['on-sale', 'on-sale', 'ended', 'ended'],
  );
  assert.deepEqual(
    [stands(10, 20, 5, 9), stands(10, 20, 5, 10), stands(10, 20, 5, 19), stands(10, 20, 5, 20)],
    ['not-yet', 'on-sale', 'on-sale', 'ended'],
  );
  assert.deepEqual(
    [stands(10, 20, 0, 9), stands(10, 20, 0, 15), stands(10, 20, 0, 25), stands(10, 20, -1, 15)],
    ['sold-out', 'sold-out', 'ended', 'sold-out'],
  );
});

test('the next change of a sale is the first moment ahead; none after the event', () => {
  const windows = [
    { saleStartsAt: 10, saleEndsAt: 50 },
    { saleStartsAt: null, saleEndsAt: 30 },
  ];
  assert.deepEqual(
    [0, 10, 30, 50, 99, 100].map((now) => nextSaleChange(windows, { now, eventEndsAt: 100 })),
    [10, 30, 50, 100, 100, undefined],
  );
});

test('a price in words', () => {
  const words = (kind: TicketValues['kind'], priceMinor: number, suggestedMinor: number | null, currency = 'EUR') => {
    const { key, values } = describePrice({ kind, priceMinor, suggestedMinor }, currency, 'en');
    return [key, ...Object.values(values)];
  };
  assert.deepEqual(words('free', 0, null), ['tickets.free']);
  assert.deepEqual(words('paid', 1250, null), ['tickets.paid', '€12.50']);
  assert.deepEqual(words('paid', 1250, null, 'JPY'), ['tickets.paid', '¥1,250']);
  assert.deepEqual(words('donation', 0, null), ['tickets.donation']);
  assert.deepEqual(words('donation', 500, null), ['tickets.donationFrom', '€5']);
  assert.deepEqual(words('donation', 0, 1000), ['tickets.donationSuggested', '€10']);
  assert.deepEqual(words('donation', 500, 1000), ['tickets.donationFromSuggested', '€5', '€10']);
});

test('the same number in another currency', () => {
  assert.deepEqual(
    [
      changeDigits(1200, 'EUR', 'JPY'),
      changeDigits(1250, 'EUR', 'JPY'),
      changeDigits(1250, 'EUR', 'USD'),
      changeDigits(12, 'JPY', 'KWD'),
      changeDigits(1255, 'KWD', 'EUR'),
    ],
    [12, undefined, 1250, 12_000, undefined],
  );
});

test('a new ticket type has no name yet, and is for everybody', () => {
  assert.deepEqual(
    [BLANK_TICKET.name, BLANK_TICKET.description, BLANK_TICKET.kind, BLANK_TICKET.visibility],
    ['', '', 'paid', 'public'],
  );
});

test('an access code has four to forty capitals, digits and hyphens, and begins with no hyphen', () => {
  assert.deepEqual(
    ['LANTERN-7', '7-UP', 'A'.repeat(40)].map((code) => ACCESS_CODE.test(code)),
    [true, true, true],
  );
  assert.deepEqual(
    ['ABC', '-ABC', ' ABCD', 'ABCD ', 'abcd', 'AB_CD', 'A'.repeat(41)].map((code) => ACCESS_CODE.test(code)),
    Array(7).fill(false),
  );
});

test('codes are the same in small letters and with spaces', () => {
  assert.deepEqual([tidyCode(' lantern-7 '), tidyCode('LAN TERN-7')], ['LANTERN-7', 'LANTERN-7']);
});

test('the ticked boxes of ticket types are their numbers, whatever else a form holds', () => {
  assert.deepEqual(
    tickedTypes({
      'type.12': 'on',
      'type.3': 'on',
      'type.4': '',
      'type.0': 'on',
      'type.x': 'on',
      type: 'on',
      name: 'type.5',
    }),
    [3, 12],
  );
});
