import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decideReservations,
  type EventForSale,
  leftIn,
  type QuotaFill,
  seatsFor,
  type TypeForSale,
  unitOf,
  type SeatRequest,
} from './reservation.ts';

const type = (number: number, values: Partial<TypeForSale> = {}): TypeForSale => ({
  id: number * 10,
  number,
  name: 'Seat',
  kind: 'paid',
  priceMinor: 2000,
  minimumPerOrder: 1,
  maximumPerOrder: 10,
  visibility: 'public',
  quotas: [7],
  saleStartsAt: null,
  saleEndsAt: null,
  ...values,
});
const request = (...lines: [ticketType: number, quantity: number, amountMinor?: number][]): SeatRequest => ({
  unlocked: [],
  lines: lines.map(([ticketType, quantity, amountMinor]) => ({
    ticketType,
    quantity,
    ...(amountMinor !== undefined && { amountMinor }),
  })),
});
const room = (size: number | null, taken = 0, id = 7): QuotaFill => ({ id, size, taken });

type Sale = { types?: TypeForSale[]; quotas?: QuotaFill[]; now?: number; sale?: Partial<EventForSale> };
const decide = (requests: SeatRequest[], { types = [type(1)], quotas = [room(10)], now = 50, sale = {} }: Sale = {}) =>
  decideReservations(requests, { isOpen: true, endsAt: 100, types, ...sale }, quotas, now);
const outcomes = (requests: SeatRequest[], sale: Sale = {}) =>
  decide(requests, sale).map((one) => (one.outcome === 'refused' ? one.reason : one.outcome));

describe('what is granted', () => {
  test('says each line with what it costs and takes, the seats of all quotas, and the total', () => {
    const types = [type(1), type(2, { priceMinor: 500, quotas: [7, 8] })];
    const [granted] = decide([request([1, 2], [2, 3])], { types, quotas: [room(10), room(5, 0, 8)] });
    assert.deepEqual(granted, {
      outcome: 'granted',
      lines: [
        { typeId: 10, ticketType: 1, quantity: 2, unitMinor: 2000, quotas: [7] },
        { typeId: 20, ticketType: 2, quantity: 3, unitMinor: 500, quotas: [7, 8] },
      ],
      seats: new Map([
        [7, 5],
        [8, 3],
      ]),
      totalMinor: 5500,
      scarce: 5,
      share: 50,
    });
  });

  test('goes by who asks first: what one takes the next does not find, and what does not fit as a whole takes nothing', () => {
    assert.deepEqual(outcomes([request([1, 6]), request([1, 5]), request([1, 4]), request([1, 1])]), [
      'granted',
      'sold-out',
      'granted',
      'sold-out',
    ]);
  });

  test('is counted from what was taken before, to the last seat, and changes nothing that is given', () => {
    const quotas = [room(10, 8)];
    assert.deepEqual(
      [outcomes([request([1, 2])], { quotas }), outcomes([request([1, 3])], { quotas })],
      [['granted'], ['sold-out']],
    );
    assert.deepEqual(quotas, [room(10, 8)]);
  });

  test('has no end where there is no limit, and needs room in all quotas of a type where there are several', () => {
    assert.deepEqual(outcomes([request([1, 10]), request([1, 10])], { quotas: [room(null, 400)] }), [
      'granted',
      'granted',
    ]);
    assert.deepEqual(outcomes([request([1, 10]), request([1, 10])], { quotas: [] }), ['granted', 'granted']);
    const types = [type(1, { quotas: [7, 8] })];
    assert.deepEqual(outcomes([request([1, 3]), request([1, 2])], { types, quotas: [room(10), room(2, 0, 8)] }), [
      'sold-out',
      'granted',
    ]);
  });
});

describe('what is sold out', () => {
  test('says how many of each type with a limit are left, by its fullest quota', () => {
    const types = [type(1, { quotas: [7, 8] }), type(2, { quotas: [] }), type(3, { quotas: [8] })];
    assert.deepEqual(decide([request([1, 3], [2, 1], [3, 1])], { types, quotas: [room(10, 9), room(4, 1, 8)] }), [
      {
        outcome: 'sold-out',
        left: [
          { ticketType: 1, left: 1 },
          { ticketType: 3, left: 3 },
        ],
      },
    ]);
  });

  test('never has less than nothing left', () => {
    assert.deepEqual(
      [leftIn(room(5, 7)), leftIn(room(5, 5)), leftIn(room(5, 4)), leftIn(room(null, 4)), leftIn(undefined)],
      [0, 0, 1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    );
  });
});

describe('what is refused', () => {
  test('names the line and why; nothing of that request is taken', () => {
    const [refused, next] = decide([request([1, 10], [9, 1]), request([1, 10])]);
    assert.deepEqual(refused, { outcome: 'refused', line: 1, reason: 'unknown-type', ticketType: 9 });
    assert.equal(next?.outcome, 'granted');
  });

  test('everything while the event is closed, and what is hidden or whose code is not known as if it were not there', () => {
    assert.deepEqual(outcomes([request([1, 1])], { sale: { isOpen: false } }), ['closed']);
    const types = [type(1, { visibility: 'hidden' }), type(2, { visibility: 'code' })];
    const unlocked = (...numbers: number[]): SeatRequest[] =>
      [1, 2].map((number) => ({ ...request([number, 1]), unlocked: numbers }));
    assert.deepEqual(
      [outcomes(unlocked(), { types }), outcomes(unlocked(1), { types }), outcomes(unlocked(1, 2), { types })],
      [
        ['unknown-type', 'unknown-type'],
        ['unknown-type', 'unknown-type'],
        ['unknown-type', 'granted'],
      ],
    );
  });

  test('before the sale begins, from its end on, and from the end of the event on whatever the sale says', () => {
    const at = (now: number, values: Partial<TypeForSale>) =>
      outcomes([request([1, 1])], { types: [type(1, values)], now })[0];
    const window = { saleStartsAt: 10, saleEndsAt: 20 };
    assert.deepEqual(
      [9, 10, 19, 20].map((now) => at(now, window)),
      ['not-on-sale', 'granted', 'granted', 'not-on-sale'],
    );
    assert.deepEqual(
      [99, 100].map((now) => at(now, { saleEndsAt: 200 })),
      ['granted', 'not-on-sale'],
    );
    assert.deepEqual(
      [99, 100].map((now) => at(now, {})),
      ['granted', 'not-on-sale'],
    );
  });

  test('fewer than an order has at least, and more than it has at most', () => {
    const types = [type(1, { minimumPerOrder: 2, maximumPerOrder: 4 })];
    assert.deepEqual(
      outcomes(
        [1, 2, 4, 5].map((quantity) => request([1, quantity])),
        { types, quotas: [room(null)] },
      ),
      ['too-few', 'granted', 'granted', 'too-many'],
    );
  });

  test('a donation of less than the least; of what has a price nobody says another', () => {
    const types = [type(1, { kind: 'donation', priceMinor: 500 }), type(2)];
    assert.deepEqual(
      outcomes([request([1, 1, 499]), request([1, 1, 500]), request([1, 1]), request([2, 1, 1])], { types }),
      ['too-little', 'granted', 'granted', 'granted'],
    );
  });
});

test('one ticket costs its price, and of a donation what is given, or the least where nothing is said', () => {
  const [paid, gift] = [type(1), type(2, { kind: 'donation', priceMinor: 500 })];
  const line = (amountMinor?: number) => ({ ticketType: 1, quantity: 1, amountMinor });
  assert.deepEqual(
    [unitOf(line(), paid), unitOf(line(1), paid), unitOf(line(), gift), unitOf(line(750), gift)],
    [2000, 2000, 500, 750],
  );
});

test('seats are summed over lines that share a quota', () => {
  assert.deepEqual(
    seatsFor([
      { quotas: [7, 8], quantity: 2 },
      { quotas: [8], quantity: 3 },
      { quotas: [], quantity: 9 },
    ]),
    new Map([
      [7, 2],
      [8, 5],
    ]),
  );
});
