import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type DiscountState,
  findDiscountProblems,
  isFor,
  type OrderedLine,
  reducedUnit,
  reducePrices,
  refuseDiscount,
  refuseNow,
} from './discount.ts';
import { english } from '#platform/i18n/problem.ts';

const code = (values: Partial<DiscountState> = {}): DiscountState => ({
  code: 'FRIENDS',
  discount: { kind: 'percent', percentBp: 1000 },
  types: null,
  mostUses: null,
  startsAt: null,
  endsAt: null,
  minimumTickets: 0,
  minimumMinor: 0,
  used: 0,
  ...values,
});
const line = (values: Partial<OrderedLine> = {}): OrderedLine => ({
  ticketType: 1,
  quantity: 2,
  unitMinor: 1000,
  kind: 'paid',
  ...values,
});

describe('a code', () => {
  test('works from its beginning on, until its end, and as often as it may be used', () => {
    const at = (now: number, values: Partial<DiscountState>) => refuseNow(code(values), now);
    assert.deepEqual(
      [9, 10, 19, 20].map((now) => at(now, { startsAt: 10, endsAt: 20 })),
      ['not-yet', undefined, undefined, 'ended'],
    );
    assert.deepEqual([at(0, {}), at(5, { endsAt: 20 }), at(30, { startsAt: 10 })], [undefined, undefined, undefined]);
    assert.deepEqual(
      [2, 3, 4].map((used) => at(5, { mostUses: 3, used })),
      [undefined, 'used-up', 'used-up'],
    );
    assert.deepEqual(
      [
        at(9, { startsAt: 10, mostUses: 0 }),
        refuseDiscount(code({ startsAt: 10 }), [line()], 9),
        refuseDiscount(code({ mostUses: 0 }), [line()], 5),
      ],
      ['not-yet', 'not-yet', 'used-up'],
    );
  });

  test('is for all ticket types, or for those that it names', () => {
    assert.deepEqual(
      [isFor({ types: null }, 3), isFor({ types: [1, 3] }, 3), isFor({ types: [1] }, 3), isFor({ types: [] }, 3)],
      [true, true, false, false],
    );
  });

  test('needs something in the order that it is for and that has a price: no donation, nothing that is free', () => {
    const refuse = (...lines: OrderedLine[]) => refuseDiscount(code({ types: [1] }), lines, 5);
    assert.deepEqual(
      [
        refuse(line()),
        refuse(line({ ticketType: 2 })),
        refuse(line({ kind: 'donation' })),
        refuse(line({ kind: 'free', unitMinor: 0 })),
        refuse(),
      ],
      [undefined, 'not-for-these', 'not-for-these', 'not-for-these', 'not-for-these'],
    );
  });

  test('asks for so many tickets, or for so much money, of what it is for; what costs as much is enough', () => {
    const lines = [line(), line({ unitMinor: 300, quantity: 1 }), line({ ticketType: 2, quantity: 50 })];
    const refuse = (values: Partial<DiscountState>) => refuseDiscount(code({ types: [1], ...values }), lines, 5);
    assert.deepEqual(
      [3, 4].map((minimumTickets) => refuse({ minimumTickets })),
      [undefined, 'too-few'],
    );
    assert.deepEqual(
      [2300, 2301].map((minimumMinor) => refuse({ minimumMinor })),
      [undefined, 'too-little'],
    );
  });
});

describe('what one ticket costs with a code', () => {
  test('is less by the percentage, rounded half up, or by the amount, and never less than nothing; an order’s discount is no ticket’s', () => {
    assert.deepEqual(
      [
        reducedUnit({ kind: 'percent', percentBp: 2500 }, 1999),
        reducedUnit({ kind: 'percent', percentBp: 10_000 }, 1999),
      ],
      [1499, 0],
    );
    assert.deepEqual(
      [
        reducedUnit({ kind: 'per-ticket', amountMinor: 600 }, 1999),
        reducedUnit({ kind: 'per-ticket', amountMinor: 2000 }, 1999),
      ],
      [1399, 0],
    );
    assert.equal(reducedUnit({ kind: 'per-order', amountMinor: 600 }, 1999), 1999);
  });

  test('stands beside each type that it makes cheaper, where the code asks for nothing more', () => {
    const groups = [
      {
        offers: [
          { number: 1, kind: 'paid' as const, priceMinor: 2000 },
          { number: 2, kind: 'donation' as const, priceMinor: 500 },
        ],
      },
      {
        offers: [
          { number: 3, kind: 'paid' as const, priceMinor: 1000 },
          { number: 4, kind: 'paid' as const, priceMinor: 0 },
        ],
      },
    ];
    const reduced = (values: Partial<DiscountState>) => reducePrices(groups, code(values));
    assert.deepEqual([reduced({}), reduced({ types: [3] })], [{ 1: 1800, 3: 900 }, { 3: 900 }]);
    assert.deepEqual(
      [
        reduced({ minimumTickets: 1 }),
        reduced({ minimumTickets: 2 }),
        reduced({ minimumMinor: 1 }),
        reducePrices(groups, null),
      ],
      [{ 1: 1800, 3: 900 }, {}, {}, {}],
    );
    assert.deepEqual(reduced({ discount: { kind: 'per-order', amountMinor: 100 } }), {});
  });
});

describe('what does not go together in a code is said at its field', () => {
  const where = (values: Partial<DiscountState>, used?: number) => {
    const found = findDiscountProblems(code(values), used);
    assert.deepEqual(
      found.filter((one) => english(one) === ''),
      [],
    );
    return found.map((one) => one.where);
  };

  test('a code that takes nothing off', () => {
    assert.deepEqual(
      [
        where({}),
        where({ discount: { kind: 'percent', percentBp: 0 } }),
        where({ discount: { kind: 'per-order', amountMinor: 0 } }),
        where({ discount: { kind: 'per-ticket', amountMinor: 0 } }),
        where({ discount: { kind: 'per-ticket', amountMinor: 1 } }),
      ],
      [[], ['percent'], ['amount'], ['amount'], []],
    );
  });

  test('an end that is not after the beginning', () => {
    assert.deepEqual(
      [
        where({ startsAt: 5 }),
        where({ endsAt: 5 }),
        where({ startsAt: 5, endsAt: 6 }),
        where({ startsAt: 5, endsAt: 5 }),
        where({ startsAt: 6, endsAt: 5 }),
      ],
      [[], [], [], ['endsAt'], ['endsAt']],
    );
  });

  test('fewer uses than there are', () => {
    assert.deepEqual(
      [where({ mostUses: 3 }), where({ mostUses: 3 }, 3), where({ mostUses: 3 }, 4), where({}, 4)],
      [[], [], ['mostUses'], []],
    );
    assert.match(english(findDiscountProblems(code({ mostUses: 3 }), 4)[0]!), /^4 orders .* at least 4\.$/);
  });
});
