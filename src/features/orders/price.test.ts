import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type LineToPrice,
  type Price,
  type PriceRules,
  listMinor,
  calculatePrice,
  share,
  sumTaxes,
  viewPrice,
} from './price.ts';

const VAT = { name: 'VAT', rateBp: 1900 };
const REDUCED = { name: 'Reduced', rateBp: 700 };
const line = (values: Partial<LineToPrice> = {}): LineToPrice => ({
  id: 1,
  kind: 'paid',
  quantity: 1,
  unitMinor: 1000,
  tax: null,
  discounted: true,
  ...values,
});
const rules = (values: Partial<PriceRules> = {}): PriceRules => ({
  pricesIncludeTax: true,
  fees: [],
  discount: null,
  ...values,
});

const rate = fc.oneof(
  fc.constant(null),
  fc.record({ name: fc.constantFrom('VAT', 'Reduced', 'City'), rateBp: fc.integer({ min: 0, max: 10_000 }) }),
);
const amount = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_000_000_000 }));
const anyLine = fc
  .record({
    id: fc.nat(),
    kind: fc.constantFrom('paid' as const, 'free' as const, 'donation' as const),
    quantity: fc.integer({ min: 1, max: 100 }),
    unitMinor: amount,
    tax: rate,
    discounted: fc.boolean(),
  })
  .map((made): LineToPrice => (made.kind === 'free' ? { ...made, unitMinor: 0 } : made));
const anyFee = fc.record({
  name: fc.constant('Fee'),
  percentBp: fc.integer({ min: 0, max: 10_000 }),
  fixedMinor: amount,
  per: fc.constantFrom('order' as const, 'ticket' as const),
  tax: rate,
});
const anyDiscount = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('percent' as const), percentBp: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ kind: fc.constantFrom('per-order' as const, 'per-ticket' as const), amountMinor: amount }),
);
const anyRules = fc.record({
  pricesIncludeTax: fc.boolean(),
  fees: fc.array(anyFee, { maxLength: 3 }),
  discount: anyDiscount,
});
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 6 });

const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

describe('the parts of a price', () => {
  const holds = (check: (price: Price, lines: LineToPrice[], rules: PriceRules) => void): void =>
    fc.assert(
      fc.property(anyLines, anyRules, (lines, given) => check(calculatePrice(lines, given), lines, given)),
      { numRuns: 1000 },
    );

  test('lines and fees come to the total, discounts and fees to theirs, and the tickets of a line to the line', () => {
    holds((price, lines) => {
      assert.equal(sum(price.lines.map(({ grossMinor }) => grossMinor)) + price.feesMinor, price.totalMinor);
      assert.equal(sum(price.fees.map(({ grossMinor }) => grossMinor)), price.feesMinor);
      assert.equal(sum(price.lines.map(({ discountMinor }) => discountMinor)), price.discountMinor);
      for (const [at, { grossMinor, ticketsMinor }] of price.lines.entries()) {
        assert.equal(ticketsMinor.length, lines[at]?.quantity);
        assert.equal(sum(ticketsMinor), grossMinor);
        assert.equal(Math.max(...ticketsMinor) - Math.min(...ticketsMinor) <= 1, true);
      }
    });
  });

  test('net and tax are the gross for each rate, and the taxes of all rates are the tax', () => {
    holds((price) => {
      const parts = [...price.lines, ...price.fees];
      assert.equal(sum(price.taxes.map(({ taxMinor }) => taxMinor)), price.taxMinor);
      for (const { name, rateBp, netMinor, taxMinor } of price.taxes) {
        const own = parts.filter(({ tax }) => tax?.name === name && tax.rateBp === rateBp);
        assert.equal(netMinor + taxMinor, sum(own.map(({ grossMinor }) => grossMinor)));
      }
    });
  });

  test('the list price, less the discount, with tax on top where it is not within, is what a line costs', () => {
    holds((price, lines, { pricesIncludeTax }) => {
      for (const [at, priced] of price.lines.entries()) {
        const net = listMinor(lines[at] as LineToPrice) - priced.discountMinor;
        assert.equal(priced.grossMinor, pricesIncludeTax ? net : net + priced.taxMinor);
      }
    });
  });

  test('nothing is negative, no line is reduced by more than it costs, and all stay safe integers', () => {
    holds((price, lines) => {
      const all = [
        price.discountMinor,
        price.feesMinor,
        price.taxMinor,
        price.totalMinor,
        ...[...price.lines, ...price.fees].flatMap(({ taxMinor, grossMinor }) => [
          taxMinor,
          grossMinor,
          grossMinor - taxMinor,
        ]),
      ];
      assert.deepEqual(
        all.filter((minor) => minor < 0 || !Number.isSafeInteger(minor)),
        [],
      );
      for (const [at, { discountMinor }] of price.lines.entries())
        assert.equal(discountMinor <= listMinor(lines[at] as LineToPrice), true);
    });
  });

  test('only what is for sale is reduced and charged for: no donation, nothing that the code is not for', () => {
    holds((price, lines) => {
      for (const [at, { discountMinor }] of price.lines.entries())
        if (lines[at]?.kind !== 'paid' || !lines[at].discounted) assert.equal(discountMinor, 0);
      if (lines.every(({ kind }) => kind !== 'paid')) assert.deepEqual([price.fees, price.discountMinor], [[], 0]);
    });
  });

  test('one more ticket never makes an order cheaper', () => {
    fc.assert(
      fc.property(anyLines, anyRules, fc.nat(), (lines, given, at) => {
        const more = lines.map((one, place) =>
          place === at % lines.length ? { ...one, quantity: one.quantity + 1 } : one,
        );
        // Sharing one amount among lines of different rates may move a tax by less than a unit in each line.
        const slack = given.discount?.kind === 'per-order' ? lines.length : 0;
        assert.equal(calculatePrice(more, given).totalMinor >= calculatePrice(lines, given).totalMinor - slack, true);
      }),
      { numRuns: 1000 },
    );
  });

  test('the whole discount of an order is given where there is so much to reduce', () => {
    fc.assert(
      fc.property(anyLines, amount, (lines, amountMinor) => {
        const most = sum(lines.filter(({ kind, discounted }) => kind === 'paid' && discounted).map(listMinor));
        assert.equal(
          calculatePrice(lines, rules({ discount: { kind: 'per-order', amountMinor } })).discountMinor,
          Math.min(amountMinor, most),
        );
      }),
    );
  });
});

describe('amounts as one would reckon them', () => {
  test('tax is within the price, or on top of it, rounded half up for each line', () => {
    const lines = [line({ quantity: 3, unitMinor: 999, tax: VAT }), line({ id: 2, unitMinor: 1050, tax: REDUCED })];
    const within = calculatePrice(lines, rules());
    assert.deepEqual(
      [within.totalMinor, within.taxes],
      [
        4047,
        [
          { ...VAT, netMinor: 2518, taxMinor: 479 },
          { ...REDUCED, netMinor: 981, taxMinor: 69 },
        ],
      ],
    );
    const onTop = calculatePrice(lines, rules({ pricesIncludeTax: false }));
    assert.deepEqual(
      [onTop.totalMinor, onTop.taxes],
      [
        4690,
        [
          { ...VAT, netMinor: 2997, taxMinor: 569 },
          { ...REDUCED, netMinor: 1050, taxMinor: 74 },
        ],
      ],
    );
  });

  test('a fee is asked for tickets that still cost something, and a free order costs nothing', () => {
    const fees = [{ name: 'Booking', percentBp: 250, fixedMinor: 30, per: 'ticket' as const, tax: VAT }];
    const price = calculatePrice(
      [line({ quantity: 2 }), line({ id: 2, kind: 'free', unitMinor: 0, quantity: 3 })],
      rules({ fees }),
    );
    assert.deepEqual(price.fees, [{ name: 'Booking', grossMinor: 110, taxMinor: 18, tax: VAT }]);
    const free = calculatePrice(
      [line({ quantity: 2 })],
      rules({ fees, discount: { kind: 'percent', percentBp: 10_000 } }),
    );
    assert.deepEqual([free.totalMinor, free.fees, free.discountMinor], [0, [], 2000]);
  });

  test('what is shared goes by largest remainder', () => {
    assert.deepEqual(
      [share(10, [1, 1, 1]), share(5, [1000, 3000, 1]), share(0, [1, 2]), share(3, [0, 0])],
      [
        [4, 3, 3],
        [1, 4, 0],
        [0, 0],
        [0, 0],
      ],
    );
    assert.deepEqual(
      [share(3, [5, 2]), share(4, [1, 6, 6])],
      [
        [2, 1],
        [0, 2, 2],
      ],
    );
  });

  test('a discount for each ticket takes that off each of a line, and never more than the line costs', () => {
    const off = (amountMinor: number) =>
      calculatePrice(
        [line({ quantity: 3 }), line({ id: 2, kind: 'donation' }), line({ id: 3, unitMinor: 200 })],
        rules({ discount: { kind: 'per-ticket', amountMinor } }),
      ).lines.map(({ discountMinor }) => discountMinor);
    assert.deepEqual(
      [off(250), off(1500)],
      [
        [750, 0, 200],
        [3000, 0, 200],
      ],
    );
  });

  test('a fee for the order is asked once, and one for each ticket as often as there are tickets that cost something', () => {
    const fee = (per: 'order' | 'ticket') =>
      calculatePrice(
        [line({ quantity: 3 }), line({ id: 2, kind: 'free', unitMinor: 0 })],
        rules({ fees: [{ name: 'Post', percentBp: 0, fixedMinor: 90, per, tax: null }] }),
      ).feesMinor;
    assert.deepEqual([fee('order'), fee('ticket')], [90, 270]);
  });

  test('taxes are listed from the highest rate, rates of one height by name, and none of which nothing is owed', () => {
    const part = (name: string, rateBp: number, grossMinor = 100) => ({
      tax: { name, rateBp },
      taxMinor: 1,
      grossMinor,
    });
    const taxes = sumTaxes([
      part('City', 200),
      part('VAT', 1900),
      part('Sea', 700),
      part('Air', 700),
      part('Gone', 2000, 0),
      part('VAT', 1900),
      { tax: null, taxMinor: 0, grossMinor: 5 },
    ]);
    assert.deepEqual(
      taxes.map(({ name, netMinor, taxMinor }) => [name, netMinor, taxMinor]),
      [
        ['VAT', 198, 2],
        ['Air', 99, 1],
        ['Sea', 99, 1],
        ['City', 99, 1],
      ],
    );
    assert.deepEqual(
      sumTaxes([part('Air', 700), part('Sea', 700)]).map(({ name }) => name),
      ['Air', 'Sea'],
    );
  });
});

describe('a price as people read it', () => {
  const facts = {
    currency: 'EUR',
    discountCode: 'FRIENDS',
    totalMinor: 3190,
    lines: [{ name: 'Seat', quantity: 3, unitMinor: 1000, taxMinor: 570, grossMinor: 3570, tax: VAT }],
    fees: [{ name: 'Booking', taxMinor: 19, grossMinor: 119, tax: VAT }],
  };

  test('names the code only where it takes something off', () => {
    const codeOf = (discountMinor: number) =>
      viewPrice({ ...facts, pricesIncludeTax: true, discountMinor }).discountCode;
    assert.deepEqual([codeOf(0), codeOf(1)], ['', 'FRIENDS']);
  });

  test('has lines and fees with tax or without, as the event says its prices, and the tax of both together', () => {
    const view = (pricesIncludeTax: boolean) => viewPrice({ ...facts, pricesIncludeTax, discountMinor: 0 });
    const lines = [{ name: 'Seat', quantity: 3, listMinor: 3000 }];
    const taxes = [{ ...VAT, netMinor: 3100, taxMinor: 589 }];
    assert.deepEqual(view(true), {
      currency: 'EUR',
      pricesIncludeTax: true,
      discountCode: '',
      discountMinor: 0,
      totalMinor: 3190,
      lines,
      fees: [{ name: 'Booking', minor: 119 }],
      taxes,
    });
    assert.deepEqual(view(false), {
      currency: 'EUR',
      pricesIncludeTax: false,
      discountCode: '',
      discountMinor: 0,
      totalMinor: 3190,
      lines,
      fees: [{ name: 'Booking', minor: 100 }],
      taxes,
    });
  });
});
