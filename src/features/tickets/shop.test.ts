import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  groupOffers,
  moveInShop,
  type Offer,
  readShopKey,
  type ShopItem,
  type ShopKey,
  type ShopMove,
  type ShopTicket,
} from './shop.ts';
import { BLANK_TICKET } from './ticket.ts';

const keys = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('ticket', 'heading'), fc.integer({ min: 1, max: 30 }))
    .map(([kind, number]) => `${kind}-${number}` as ShopKey),
  { minLength: 1, maxLength: 12 },
);

test('a move keeps everything else in its order and loses nothing', () => {
  const cases = keys.chain((order) =>
    fc.record({
      order: fc.constant(order),
      item: fc.constantFrom(...order),
      move: fc.oneof<fc.Arbitrary<ShopMove>[]>(
        fc.record({ position: fc.integer({ min: -3, max: 20 }) }),
        fc.record({ step: fc.constantFrom('up', 'down') }),
        fc.record({ after: fc.option(fc.constantFrom(...order), { nil: null }) }),
      ),
    }),
  );
  fc.assert(
    fc.property(cases, ({ order, item, move }) => {
      const moved = moveInShop(order, item, move);
      assert.ok(moved);
      assert.deepEqual(
        moved.filter((key) => key !== item),
        order.filter((key) => key !== item),
      );
      assert.equal(moved.length, order.length);
      if ('after' in move && move.after !== item) assert.equal(moved[moved.indexOf(item) - 1] ?? null, move.after);
      if ('position' in move) assert.equal(moved.indexOf(item) + 1, Math.min(Math.max(move.position, 1), order.length));
    }),
  );
});

test('what does not stand in the shop moves nowhere, and nothing goes behind it', () => {
  assert.deepEqual(
    [
      moveInShop(['ticket-1'], 'ticket-2', { position: 1 }),
      moveInShop(['ticket-1'], 'ticket-1', { after: 'heading-1' }),
    ],
    [undefined, undefined],
  );
});

test('keys are read strictly', () => {
  assert.deepEqual(['ticket-1', 'heading-20', 'ticket-0', 'ticket-01', 'quota-1', 'ticket-1 ', ''].map(readShopKey), [
    'ticket-1',
    'heading-20',
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('visitors see a heading only where something stands under it, and what comes before the first under none', () => {
  const ticket = (number: number, visibility: ShopTicket['visibility'] = 'public'): ShopItem => ({
    key: `ticket-${number}`,
    position: number,
    ticket: { ...BLANK_TICKET, number, name: `T${number}`, visibility, left: null, codes: 0 },
  });
  const heading = (number: number): ShopItem => ({
    key: `heading-${number}`,
    position: number,
    heading: { number, name: `H${number}`, description: '' },
  });
  const offer = (one: ShopTicket): Offer | undefined =>
    one.visibility === 'public'
      ? { ...one, state: 'on-sale', byCode: false, payable: false, most: one.maximumPerOrder, few: null }
      : undefined;
  const shown = (items: ShopItem[]) =>
    groupOffers(items, offer).map(({ heading, offers }) => [
      heading?.name ?? null,
      ...offers.map(({ number }) => number),
    ]);
  assert.deepEqual(
    shown([ticket(1), heading(1), heading(2), ticket(2), ticket(3, 'hidden'), heading(3), ticket(4, 'code')]),
    [
      [null, 1],
      ['H2', 2],
    ],
  );
  assert.deepEqual(shown([heading(1)]), []);
});
