import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type LineToPrice, type Price, type PriceRules, listMinor, priceOrder, share } from './price.ts';

const VAT = { name: 'VAT', rateBp: 1900 };
const REDUCED = { name: 'Reduced', rateBp: 700 };
const line = (values: Partial<LineToPrice> = {}): LineToPrice => ({ id: 1, kind: 'paid', quantity: 1, unitMinor: 1000, tax: null, discounted: true, ...values });
const rules = (values: Partial<PriceRules> = {}): PriceRules => ({ pricesIncludeTax: true, fees: [], discount: null, ...values });

const rate = fc.oneof(fc.constant(null), fc.record({ name: fc.constantFrom('VAT', 'Reduced', 'City'), rateBp: fc.integer({ min: 0, max: 10_000 }) }));
const amount = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_000_000_000 }));
const anyLine = fc.record({ id: fc.nat(), kind: fc.constantFrom('paid' as const, 'free' as const, 'donation' as const), quantity: fc.integer({ min: 1, max: 100 }), unitMinor: amount, tax: rate, discounted: fc.boolean() })
  .map((made): LineToPrice => (made.kind === 'free' ? { ...made, unitMinor: 0 } : made));
const anyFee = fc.record({ name: fc.constant('Fee'), percentBp: fc.integer({ min: 0, max: 10_000 }), fixedMinor: amount, per: fc.constantFrom('order' as const, 'ticket' as const), tax: rate });
const anyDiscount = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('percent' as const), percentBp: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ kind: fc.constantFrom('per-order' as const, 'per-ticket' as const), amountMinor: amount }),
);
const anyRules = fc.record({ pricesIncludeTax: fc.boolean(), fees: fc.array(anyFee, { maxLength: 3 }), discount: anyDiscount });
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 6 });

const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

describe('the parts of a price', () => {
  const holds = (check: (price: Price, lines: LineToPrice[], rules: PriceRules) => void): void =>
    fc.assert(fc.property(anyLines, anyRules, (lines, given) => check(priceOrder(lines, given), lines, given)), { numRuns: 1000 });

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
      const all = [price.discountMinor, price.feesMinor, price.taxMinor, price.totalMinor, ...[...price.lines, ...price.fees].flatMap(({ taxMinor, grossMinor }) => [taxMinor, grossMinor, grossMinor - taxMinor])];
      assert.deepEqual(all.filter((minor) => minor < 0 || !Number.isSafeInteger(minor)), []);
      for (const [at, { discountMinor }] of price.lines.entries()) assert.equal(discountMinor <= listMinor(lines[at] as LineToPrice), true);
    });
  });

  test('only what is for sale is reduced and charged for: no donation, nothing that the code is not for', () => {
    holds((price, lines) => {
      for (const [at, { discountMinor }] of price.lines.entries()) if (lines[at]?.kind !== 'paid' || !lines[at].discounted) assert.equal(discountMinor, 0);
      if (lines.every(({ kind }) => kind !== 'paid')) assert.deepEqual([price.fees, price.discountMinor], [[], 0]);
    });
  });

  test('one more ticket never makes an order cheaper', () => {
    fc.assert(
      fc.property(anyLines, anyRules, fc.nat(), (lines, given, at) => {
        const more = lines.map((one, place) => (place === at % lines.length ? { ...one, quantity: one.quantity + 1 } : one));
        // Sharing one amount among lines of different rates may move a tax by less than a unit in each line.
        const slack = given.discount?.kind === 'per-order' ? lines.length : 0;
        assert.equal(priceOrder(more, given).totalMinor >= priceOrder(lines, given).totalMinor - slack, true);
      }),
      { numRuns: 1000 },
    );
  });

  test('the whole discount of an order is given where there is so much to reduce', () => {
    fc.assert(
      fc.property(anyLines, amount, (lines, amountMinor) => {
        const most = sum(lines.filter(({ kind, discounted }) => kind === 'paid' && discounted).map(listMinor));
        assert.equal(priceOrder(lines, rules({ discount: { kind: 'per-order', amountMinor } })).discountMinor, Math.min(amountMinor, most));
      }),
    );
  });
});

describe('amounts as one would reckon them', () => {
  test('tax is within the price, or on top of it, rounded half up for each line', () => {
    const lines = [line({ quantity: 3, unitMinor: 999, tax: VAT }), line({ id: 2, unitMinor: 1050, tax: REDUCED })];
    const within = priceOrder(lines, rules());
    assert.deepEqual([within.totalMinor, within.taxes], [4047, [{ ...VAT, netMinor: 2518, taxMinor: 479 }, { ...REDUCED, netMinor: 981, taxMinor: 69 }]]);
    const onTop = priceOrder(lines, rules({ pricesIncludeTax: false }));
    assert.deepEqual([onTop.totalMinor, onTop.taxes], [4690, [{ ...VAT, netMinor: 2997, taxMinor: 569 }, { ...REDUCED, netMinor: 1050, taxMinor: 74 }]]);
  });

  test('a fee is asked for tickets that still cost something, and a free order costs nothing', () => {
    const fees = [{ name: 'Booking', percentBp: 250, fixedMinor: 30, per: 'ticket' as const, tax: VAT }];
    const price = priceOrder([line({ quantity: 2 }), line({ id: 2, kind: 'free', unitMinor: 0, quantity: 3 })], rules({ fees }));
    assert.deepEqual(price.fees, [{ name: 'Booking', grossMinor: 110, taxMinor: 18, tax: VAT }]);
    const free = priceOrder([line({ quantity: 2 })], rules({ fees, discount: { kind: 'percent', percentBp: 10_000 } }));
    assert.deepEqual([free.totalMinor, free.fees, free.discountMinor], [0, [], 2000]);
  });

  test('what is shared goes by largest remainder', () => {
    assert.deepEqual([share(10, [1, 1, 1]), share(5, [1000, 3000, 1]), share(0, [1, 2]), share(3, [0, 0])], [[4, 3, 3], [1, 4, 0], [0, 0], [0, 0]]);
  });
});
