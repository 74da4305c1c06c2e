import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { EventScope } from '#features/events/server/policy.ts';
import type { ShopKey, ShopMove } from '#features/tickets/shop.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createHeading } from './create-heading.ts';
import { createTicketType } from './create-ticket-type.ts';
import { deleteHeading } from './delete-heading.ts';
import { deleteTicketType } from './delete-ticket-type.ts';
import { moveShopItem } from './move-shop-item.ts';
import { listShop } from './queries.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

/** A shop of two headings and four ticket types: heading-1, ticket-1, ticket-2, heading-2, ticket-3, ticket-4. */
async function makeShop(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  const free = (name: string) => createTicketType(system, event, { ...BLANK_TICKET, kind: 'free', name });
  await createHeading(system, event, { name: 'One', description: '' });
  await free('A');
  await free('B');
  await createHeading(system, event, { name: 'Two', description: '' });
  await free('C');
  await free('D');
  return event;
}

const START: ShopKey[] = ['heading-1', 'ticket-1', 'ticket-2', 'heading-2', 'ticket-3', 'ticket-4'];
const keysOf = async (event: EventScope): Promise<ShopKey[]> => (await listShop(system, event)).map(({ key }) => key);
const placesOf = async ({ eventId }: EventScope) =>
  (
    await database.db
      .selectFrom('shopItems')
      .select('position')
      .where('eventId', '=', eventId)
      .orderBy('position')
      .execute()
  ).map(({ position }) => position);
const move = (event: EventScope, item: ShopKey, to: ShopMove) => moveShopItem(system, event, { item, move: to });

describe('a move', () => {
  const cases: [what: string, item: ShopKey, to: ShopMove, order: ShopKey[]][] = [
    [
      'one step up',
      'ticket-2',
      { step: 'up' },
      ['heading-1', 'ticket-2', 'ticket-1', 'heading-2', 'ticket-3', 'ticket-4'],
    ],
    [
      'one step down passes a heading',
      'ticket-2',
      { step: 'down' },
      ['heading-1', 'ticket-1', 'heading-2', 'ticket-2', 'ticket-3', 'ticket-4'],
    ],
    ['up from the top stays', 'heading-1', { step: 'up' }, START],
    ['down from the end stays', 'ticket-4', { step: 'down' }, START],
    [
      'to a place',
      'ticket-4',
      { position: 2 },
      ['heading-1', 'ticket-4', 'ticket-1', 'ticket-2', 'heading-2', 'ticket-3'],
    ],
    [
      'to a place beyond the end is to the end',
      'ticket-1',
      { position: 99 },
      ['heading-1', 'ticket-2', 'heading-2', 'ticket-3', 'ticket-4', 'ticket-1'],
    ],
    [
      'behind another',
      'heading-2',
      { after: 'ticket-3' },
      ['heading-1', 'ticket-1', 'ticket-2', 'ticket-3', 'heading-2', 'ticket-4'],
    ],
    [
      'to the top',
      'ticket-3',
      { after: null },
      ['ticket-3', 'heading-1', 'ticket-1', 'ticket-2', 'heading-2', 'ticket-4'],
    ],
    ['behind itself stays', 'ticket-3', { after: 'ticket-3' }, START],
  ];
  for (const [what, item, to, order] of cases) {
    test(what, async () => {
      const [event, neighbour] = [await makeShop(), await makeShop()];
      const { position } = await move(event, item, to);
      assert.deepEqual([await keysOf(event), position], [order, order.indexOf(item) + 1]);
      assert.deepEqual([await placesOf(event), await keysOf(neighbour)], [[1, 2, 3, 4, 5, 6], START]);
    });
  }

  test('of what is not there, or behind what is not there, is refused and changes nothing', async () => {
    const event = await makeShop();
    await assert.rejects(move(event, 'ticket-9', { position: 1 }), {
      name: 'NotFound',
      message: 'This ticket type or heading no longer exists. Reload the page.',
    });
    await assert.rejects(move(event, 'ticket-1', { after: 'heading-9' }), { name: 'Conflict' });
    assert.deepEqual(await keysOf(event), START);
  });

  test('is written down with both places; one that moves nothing is not', async () => {
    const event = await makeShop();
    await move(event, 'ticket-4', { position: 1 });
    await move(event, 'ticket-4', { position: 1 });
    const entries = await database.db
      .selectFrom('auditEntries')
      .select(['subject', 'before', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'tickets.move')
      .execute();
    assert.deepEqual(entries, [{ subject: 'ticket 4: D', before: { position: 6 }, after: { position: 1 } }]);
  });
});

test('whatever several people move, add and delete at once, everything that is left stands in one order without gaps or duplicates', async () => {
  const key = fc.constantFrom<ShopKey>('heading-1', 'heading-2', 'ticket-1', 'ticket-2', 'ticket-3', 'ticket-4');
  const to: fc.Arbitrary<ShopMove> = fc.oneof(
    fc.record({ position: fc.integer({ min: -1, max: 9 }) }),
    fc.record({ step: fc.constantFrom('up' as const, 'down' as const) }),
    fc.record({ after: fc.option(key, { nil: null }) }),
  );
  const act = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('move' as const), item: key, to }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), item: key }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 8 }), async (acts) => {
      const event = await makeShop();
      const done = await Promise.allSettled(
        acts.map((one) => {
          if (one.kind === 'move') return move(event, one.item, one.to);
          if (one.kind === 'add')
            return createTicketType(system, event, { ...BLANK_TICKET, kind: 'free', name: 'New' });
          const number = Number(one.item.split('-')[1]);
          return one.item.startsWith('ticket')
            ? deleteTicketType(system, event, { number })
            : deleteHeading(system, event, { number });
        }),
      );
      // Only what was deleted meanwhile may be missed; nothing fails by colliding.
      for (const { status, reason } of done as PromiseRejectedResult[])
        if (status === 'rejected') assert.match((reason as Error).name, /^(NotFound|Conflict)$/);
      const keys = await keysOf(event);
      assert.deepEqual(
        await placesOf(event),
        keys.map((_, at) => at + 1),
      );
      assert.equal(new Set(keys).size, keys.length);
      const deleted = acts.filter((one, at) => one.kind === 'delete' && done[at]?.status === 'fulfilled').length;
      const added = acts.filter((one) => one.kind === 'add').length;
      assert.equal(keys.length, START.length + added - deleted);
    }),
    { numRuns: 40 },
  );
});
