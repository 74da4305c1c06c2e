import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventScope } from '#features/events/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { transact } from '#platform/transact.ts';
import '#entry/features.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { countHeld, hashNetwork } from './load-held.ts';
import { expireOrders } from './expire-orders.ts';
import { authoriseOrderIn } from '../policy.ts';
import {
  type QueueState,
  publicFill,
  type Reservation,
  type ReservationRequest,
  reserveTickets,
} from './reserve-tickets.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const { db } = database;
const organizer = await makeOrganizer(system);

/** An event with one ticket type for each given quantity, numbered from 1 on. */
async function makeSale(...quantities: (number | null)[]): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const quantity of quantities) await addType(event, { quantity });
  return event;
}

async function addType(event: EventScope, values: Partial<TicketValues>): Promise<void> {
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', ...values });
}

let asked = 0;
function request(lines: Record<number, number>, more: Partial<ReservationRequest> = {}): ReservationRequest {
  asked += 1;
  return {
    idempotencyKey: `request-${asked}-of-a-test`,
    lines: Object.entries(lines).map(([ticketType, quantity]) => ({ ticketType: Number(ticketType), quantity })),
    unlocked: [],
    locale: 'en',
    ...more,
  };
}

const outcomes = (answers: Reservation[]): string[] =>
  answers.map((answer) => (answer.outcome === 'refused' ? answer.reason : answer.outcome));

async function fills(event: EventScope): Promise<{ size: number | null; held: number; sold: number }[]> {
  return db
    .selectFrom('quotas')
    .select(['size', 'held', 'sold'])
    .where('eventId', '=', event.eventId)
    .orderBy('number')
    .execute();
}

test('a quota is as full as what is held and sold of it, and full for everybody while somebody waits', () => {
  const quota = { id: 7, size: 5, held: 1, sold: 2, awaited: false };
  assert.deepEqual(
    [publicFill(quota), publicFill({ ...quota, awaited: true }), publicFill({ ...quota, size: null })],
    [
      { id: 7, size: 5, taken: 3 },
      { id: 7, size: 3, taken: 3 },
      { id: 7, size: null, taken: 3 },
    ],
  );
});

describe('holding seats', () => {
  test('goes in the order in which people ask; each gets all or nothing, and hears how many are left', async () => {
    const event = await makeSale(5);
    const answers = await reserveTickets(system, event.eventId, [
      request({ 1: 3 }),
      request({ 1: 3 }),
      request({ 1: 2 }),
      request({ 1: 1 }),
    ]);
    assert.deepEqual(outcomes(answers), ['reserved', 'sold-out', 'reserved', 'sold-out']);
    assert.deepEqual(
      [answers[1], answers[3]],
      [
        { outcome: 'sold-out', left: [{ ticketType: 1, left: 2 }] },
        { outcome: 'sold-out', left: [{ ticketType: 1, left: 0 }] },
      ],
    );
    assert.deepEqual(await fills(event), [{ size: 5, held: 5, sold: 0 }]);
    const orders = await db
      .selectFrom('orders')
      .select(['code', 'state', 'heldUntil', 'totalMinor'])
      .where('eventId', '=', event.eventId)
      .orderBy('id')
      .execute();
    const granted = answers.flatMap((answer) => (answer.outcome === 'reserved' ? [answer.order] : []));
    assert.deepEqual(
      orders,
      granted.map(({ code, heldUntil, totalMinor }) => ({ code, state: 'reserved', heldUntil, totalMinor })),
    );
    assert.equal(new Set(granted.map(({ code }) => code)).size, 2);
  });

  test('counts what was sold like what is held', async () => {
    const event = await makeSale(5);
    await db.updateTable('quotas').set({ sold: 2 }).where('eventId', '=', event.eventId).execute();
    const answers = await reserveTickets(system, event.eventId, [
      request({ 1: 1 }),
      request({ 1: 3 }),
      request({ 1: 2 }),
    ]);
    assert.deepEqual(outcomes(answers), ['reserved', 'sold-out', 'reserved']);
    assert.deepEqual(answers[1], { outcome: 'sold-out', left: [{ ticketType: 1, left: 2 }] });
    assert.deepEqual(await fills(event), [{ size: 5, held: 3, sold: 2 }]);
  });

  test('takes from every quota of a type, and from what the whole event holds', async () => {
    const event = await makeSale(10, 10, null);
    await createQuota(system, event, { name: 'Hall', size: 6, types: [1, 2] });
    await db.insertInto('quotas').values({ eventId: event.eventId, number: 90, wholeEvent: true, size: 8 }).execute();
    const answers = await reserveTickets(system, event.eventId, [
      request({ 1: 2, 2: 2 }),
      request({ 2: 3 }),
      request({ 2: 2, 3: 1 }),
      request({ 3: 4 }),
      request({ 3: 1 }),
    ]);
    assert.deepEqual(outcomes(answers), ['reserved', 'sold-out', 'reserved', 'sold-out', 'reserved']);
    assert.deepEqual(answers[1], { outcome: 'sold-out', left: [{ ticketType: 2, left: 2 }] });
    assert.deepEqual(await fills(event), [
      { size: 10, held: 2, sold: 0 },
      { size: 10, held: 4, sold: 0 },
      { size: 6, held: 6, sold: 0 },
      { size: 8, held: 8, sold: 0 },
    ]);
  });

  test('gives the same order to the same key, in one batch and in a later one, and none to the same key with another request', async () => {
    const event = await makeSale(4);
    const first = request({ 1: 2 });
    const [one, two, other] = await reserveTickets(system, event.eventId, [
      first,
      { ...first },
      { ...request({ 1: 1 }), idempotencyKey: first.idempotencyKey },
    ]);
    assert.equal(
      one?.outcome === 'reserved' &&
        two?.outcome === 'reserved' &&
        one.order.code === two.order.code &&
        !one.repeated &&
        two.repeated,
      true,
    );
    assert.deepEqual(other, { outcome: 'key-reused' });
    const [later, reused] = await reserveTickets(system, event.eventId, [
      { ...first },
      { ...request({ 1: 1 }), idempotencyKey: first.idempotencyKey },
    ]);
    assert.equal(
      later?.outcome === 'reserved' &&
        later.repeated &&
        one?.outcome === 'reserved' &&
        later.order.code === one.order.code,
      true,
    );
    assert.deepEqual(reused, { outcome: 'key-reused' });
    assert.deepEqual(await fills(event), [{ size: 4, held: 2, sold: 0 }]);
  });

  test('gives the same order to the same key also when nothing is left or the sale is over', async () => {
    const event = await makeSale(2);
    const first = request({ 1: 2 });
    await reserveTickets(system, event.eventId, [first]);
    assert.deepEqual(
      outcomes(await reserveTickets(system, event.eventId, [request({ 1: 1 }), { ...first }, request({ 1: 1 })])),
      ['sold-out', 'reserved', 'sold-out'],
    );
    await db.updateTable('events').set({ state: 'cancelled' }).where('id', '=', event.eventId).execute();
    assert.deepEqual(outcomes(await reserveTickets(system, event.eventId, [{ ...first }, request({ 1: 1 })])), [
      'reserved',
      'closed',
    ]);
    assert.deepEqual(await fills(event), [{ size: 2, held: 2, sold: 0 }]);
  });

  test('refuses what is not sold, each with its reason, and what is hidden like what is not there', async () => {
    const event = await makeSale(10);
    await addType(event, { minimumPerOrder: 2, maximumPerOrder: 3 });
    await addType(event, { saleStartsAt: system.now + 1e9, saleEndsAt: null });
    await addType(event, { visibility: 'code' });
    await addType(event, { visibility: 'hidden' });
    const answers = await reserveTickets(system, event.eventId, [
      request({ 2: 1 }),
      request({ 2: 4 }),
      request({ 3: 1 }),
      request({ 4: 1 }),
      request({ 4: 1 }, { unlocked: [4] }),
      request({ 5: 1 }, { unlocked: [5] }),
      request({ 77: 1 }),
    ]);
    assert.deepEqual(outcomes(answers), [
      'too-few',
      'too-many',
      'not-on-sale',
      'unknown-type',
      'reserved',
      'unknown-type',
      'unknown-type',
    ]);
    await db.updateTable('events').set({ state: 'cancelled' }).where('id', '=', event.eventId).execute();
    assert.deepEqual(outcomes(await reserveTickets(system, event.eventId, [request({ 1: 1 })])), ['closed']);
  });

  test('of two processes at once never oversells and never waits for each other for ever', async () => {
    const event = await makeSale(100, 100);
    await createQuota(system, event, { name: 'Hall', size: 120, types: [2, 1] });
    const rounds = Array.from({ length: 12 }, (_, at) =>
      Array.from({ length: 20 }, () => request(at % 2 === 0 ? { 1: 1 } : { 2: 1 })),
    );
    const answers = (
      await Promise.all(rounds.map((round) => reserveTickets(database.ctx(), event.eventId, round)))
    ).flat();
    assert.equal(answers.filter(({ outcome }) => outcome === 'reserved').length, 120);
    const [one, two, hall] = await fills(event);
    assert.deepEqual([(one?.held ?? 0) + (two?.held ?? 0), hall], [120, { size: 120, held: 120, sold: 0 }]);
  });
});

describe('a line that knows its event from the batch before', () => {
  /** A sale, and a queue that has had a batch. */
  async function makeLine(...quantities: (number | null)[]): Promise<{
    event: EventScope;
    queue: QueueState;
    ask: (...requests: ReservationRequest[]) => Promise<Reservation[]>;
  }> {
    const event = await makeSale(...quantities);
    const queue: QueueState = { holdSeconds: HOLD_SECONDS };
    const ask = (...requests: ReservationRequest[]) => reserveTickets(database.ctx(), event.eventId, requests, queue);
    assert.deepEqual(outcomes(await ask(request({ 1: 1 }))), ['reserved']);
    return { event, queue, ask };
  }

  test('needs one statement for as many as there are', async () => {
    const { event, ask } = await makeLine(200);
    const statements = await countStatements(() => ask(...Array.from({ length: 100 }, () => request({ 1: 1 }))));
    assert.equal(statements, 1);
    assert.deepEqual(await fills(event), [{ size: 200, held: 101, sold: 0 }]);
  });

  test('sees what the organiser changed, and new quotas', async () => {
    const { event, ask } = await makeLine(null);
    await updateTicketType(system, event, { number: 1, change: { kind: 'donation', priceMinor: 500 } });
    const [dear] = await ask(request({ 1: 2 }));
    assert.equal(dear?.outcome === 'reserved' && dear.order.totalMinor, 1000);
    await createQuota(system, event, { name: 'Hall', size: 4, types: [1] });
    assert.deepEqual(outcomes(await ask(request({ 1: 2 }), request({ 1: 1 }))), ['sold-out', 'reserved']);
    assert.deepEqual(await fills(event), [{ size: 4, held: 4, sold: 0 }]);
  });

  test('decides with care once others took the last seats, and knows of those that came back', async () => {
    const { event, queue, ask } = await makeLine(10);
    const before = { ...queue };
    const taken = request({ 1: 7 });
    await reserveTickets(system, event.eventId, [taken]);
    assert.deepEqual(await ask(request({ 1: 2 }), request({ 1: 2 })).then(outcomes), ['reserved', 'sold-out']);
    assert.equal(before.known?.fills[0]?.taken, 1);
    await reserveTickets({ ...system, now: system.now + HOLD_SECONDS * 2000 }, event.eventId, [request({ 1: 10 })]);
    assert.deepEqual(await fills(event), [{ size: 10, held: 10, sold: 0 }]);
  });

  test('hears that seats are for those who wait by now, and takes none of them', async () => {
    const { event, ask } = await makeLine(10);
    await db.updateTable('quotas').set({ awaited: true }).where('eventId', '=', event.eventId).execute();
    const before = await fills(event);
    assert.deepEqual(await ask(request({ 1: 1 })), [{ outcome: 'sold-out', left: [{ ticketType: 1, left: 0 }] }]);
    assert.deepEqual(await fills(event), before);
  });

  test('gives the same order to the same key, and writes nothing twice for the others of that batch', async () => {
    const { event, ask } = await makeLine(10);
    const first = request({ 1: 2 });
    const [one] = await ask(first);
    const again = await ask(request({ 1: 1 }), { ...first }, request({ 1: 1 }));
    assert.deepEqual(outcomes(again), ['reserved', 'reserved', 'reserved']);
    assert.equal(
      one?.outcome === 'reserved' &&
        again[1]?.outcome === 'reserved' &&
        again[1].repeated &&
        again[1].order.code === one.order.code,
      true,
    );
    assert.deepEqual(await fills(event), [{ size: 10, held: 5, sold: 0 }]);
  });

  test('sets the clock once, and anew when it struck', async () => {
    const { event, ask } = await makeLine(10);
    const waiting = () =>
      db
        .selectFrom('jobs')
        .select(['state', 'merged'])
        .where('queue', '=', 'expire_orders')
        .where('coalesceKey', '=', String(event.eventId))
        .execute();
    await ask(request({ 1: 1 }));
    assert.deepEqual(await waiting(), [{ state: 'waiting', merged: 1 }]);
    await db.deleteFrom('jobs').where('coalesceKey', '=', String(event.eventId)).execute();
    await ask(request({ 1: 1 }));
    assert.deepEqual(await waiting(), [{ state: 'waiting', merged: 1 }]);
  });
});

test('a quota that is made while somebody waits for the others counts for them', async () => {
  const event = await makeSale(10);
  let waiting: Promise<Reservation[]> = Promise.resolve([]);
  await transact(database.ctx(), async (ctx) => {
    await createQuota(ctx, event, { name: 'Table', size: 1, types: [1] });
    waiting = reserveTickets(database.ctx(), event.eventId, [request({ 1: 2 })]);
    while (
      (
        await database.pool.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        )
      ).rowCount !== 1
    )
      await sleep(5);
  });
  assert.deepEqual(await waiting, [{ outcome: 'sold-out', left: [{ ticketType: 1, left: 1 }] }]);
});

test('an event and a ticket type stay while somebody has ordered, and lines go with their order', async () => {
  const event = await makeSale(10);
  await reserveTickets(system, event.eventId, [request({ 1: 2 })]);
  await assert.rejects(db.deleteFrom('events').where('id', '=', event.eventId).execute(), { code: '23503' });
  await assert.rejects(db.deleteFrom('ticketTypes').where('eventId', '=', event.eventId).execute(), { code: '23503' });
  await db.deleteFrom('orders').where('eventId', '=', event.eventId).execute();
  const { n } = await db
    .selectFrom('orderLines as l')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('t.eventId', '=', event.eventId)
    .executeTakeFirstOrThrow();
  assert.equal(n, 0);
  await db.deleteFrom('ticketTypes').where('eventId', '=', event.eventId).execute();
});

describe('seats whose time has run out', () => {
  test('go to who asks next, exactly once, even where nobody came to give them back', async () => {
    const event = await makeSale(2);
    const [first] = await reserveTickets(system, event.eventId, [request({ 1: 2 })]);
    assert.deepEqual(outcomes(await reserveTickets(system, event.eventId, [request({ 1: 1 })])), ['sold-out']);
    const later = { ...system, now: system.now + HOLD_SECONDS * 1000 };
    assert.deepEqual(outcomes(await reserveTickets(later, event.eventId, [request({ 1: 2 }), request({ 1: 1 })])), [
      'reserved',
      'sold-out',
    ]);
    assert.deepEqual(await fills(event), [{ size: 2, held: 2, sold: 0 }]);
    assert.equal(
      first?.outcome === 'reserved' &&
        (await db.selectFrom('orders').select('state').where('code', '=', first.order.code).executeTakeFirstOrThrow())
          .state,
      'expired',
    );
  });

  test('go to whoever of a batch would go without, also where the others found enough', async () => {
    const event = await makeSale(3);
    await reserveTickets(system, event.eventId, [request({ 1: 2 })]);
    const later = { ...system, now: system.now + HOLD_SECONDS * 1000 };
    assert.deepEqual(outcomes(await reserveTickets(later, event.eventId, [request({ 1: 1 }), request({ 1: 2 })])), [
      'reserved',
      'reserved',
    ]);
    assert.deepEqual(await fills(event), [{ size: 3, held: 3, sold: 0 }]);
  });

  test('come back by the clock, once however often the clock strikes, and those still in time stay', async () => {
    const event = await makeSale(5);
    await reserveTickets(system, event.eventId, [request({ 1: 2 })]);
    const later = { ...system, now: system.now + HOLD_SECONDS * 1000 };
    await reserveTickets(later, event.eventId, [request({ 1: 1 })]);
    await Promise.all([expireOrders(later, event.eventId), expireOrders(later, event.eventId)]);
    assert.deepEqual(await fills(event), [{ size: 5, held: 1, sold: 0 }]);
  });
});

test('the database itself refuses to oversell', async () => {
  const event = await makeSale(3);
  await assert.rejects(
    db.updateTable('quotas').set({ held: 2, sold: 2 }).where('eventId', '=', event.eventId).execute(),
    { constraint: 'quotas_never_oversold' },
  );
});

describe('one network', () => {
  const from = (network: string, quantity: number): ReservationRequest => request({ 1: quantity }, { network });
  const holds = async (network: string): Promise<number> =>
    (await countHeld(system, [network])).seats.get(network) ?? 0;

  test('holds at most fifty seats that it has not placed, in whatever batches it asks, also where several processes decide at once', async () => {
    const event = await makeSale(1000);
    const lines = Array.from({ length: 4 }, (): QueueState => ({ holdSeconds: HOLD_SECONDS }));
    const ask = (queue: QueueState, count: number) =>
      reserveTickets(
        database.ctx(),
        event.eventId,
        Array.from({ length: count }, () => from('77', 3)),
        queue,
      );
    const answers = (await Promise.all(lines.flatMap((queue) => [ask(queue, 1), ask(queue, 5)]))).flat();
    const more = (await Promise.all(lines.map((queue) => ask(queue, 3)))).flat();
    assert.equal([...answers, ...more].filter(({ outcome }) => outcome === 'reserved').length, 16);
    assert.equal(await holds('77'), 48);
    assert.deepEqual(
      outcomes(
        await reserveTickets(
          system,
          event.eventId,
          [from('77', 3), from('77', 2), from('77', 1), from('78', 10), request({ 1: 10 })],
          lines[0],
        ),
      ),
      ['over-share', 'reserved', 'over-share', 'reserved', 'reserved'],
    );
    assert.deepEqual(await fills(event), [{ size: 1000, held: 70, sold: 0 }]);
  });

  test('holds up to a twentieth of a quota where that is more, by the smallest of those concerned; what has no limit does not count', async () => {
    const event = await makeSale(2000, 100, null);
    assert.deepEqual(
      outcomes(
        await reserveTickets(
          system,
          event.eventId,
          Array.from({ length: 11 }, () => from('79', 10)),
        ),
      ),
      [...Array.from({ length: 10 }, () => 'reserved'), 'over-share'],
    );
    assert.deepEqual(
      outcomes(
        await reserveTickets(system, event.eventId, [
          request({ 2: 1 }, { network: '79' }),
          request({ 1: 1, 2: 1 }, { network: '79' }),
          request({ 3: 10 }, { network: '79' }),
        ]),
      ),
      ['over-share', 'over-share', 'reserved'],
    );
    assert.equal(await holds('79'), 100);
  });

  test('is not refused one order as large as the organiser lets one be', async () => {
    const event = await makeEvent(system, organizer, { published: true });
    await addType(event, { quantity: 500, maximumPerOrder: 80 });
    assert.deepEqual(outcomes(await reserveTickets(system, event.eventId, [from('80', 80), from('80', 1)])), [
      'reserved',
      'over-share',
    ]);
  });

  test('is told when its first seats run out; with that time, a placed order or one that was given up its share is free again', async () => {
    const event = await makeSale(1000);
    const queue: QueueState = { holdSeconds: HOLD_SECONDS };
    const given = await reserveTickets(
      system,
      event.eventId,
      Array.from({ length: 5 }, () => from('81', 10)),
      queue,
    );
    const [refused] = await reserveTickets(
      { ...system, now: system.now + 1000 },
      event.eventId,
      [from('81', 1)],
      queue,
    );
    assert.deepEqual(refused, {
      outcome: 'over-share',
      scarce: 1,
      share: 50,
      types: [1],
      freeAt: system.now + HOLD_SECONDS * 1000,
    });
    const [placed, cancelled] = given.map((answer) => (answer.outcome === 'reserved' ? answer.order.code : ''));
    const scopeOf = (code: string | undefined) => authoriseOrderIn(system, event, code as string, 'buyer');
    await completeOrder(system, await scopeOf(placed), {
      name: 'Ada Lind',
      email: 'ada@example.org',
      locale: 'en',
      names: [],
    });
    assert.equal(await holds('81'), 40);
    await cancelOrder(system, await scopeOf(cancelled));
    assert.equal(await holds('81'), 30);
    assert.deepEqual(
      outcomes(await reserveTickets(system, event.eventId, [from('81', 10), from('81', 10), from('81', 10)], queue)),
      ['reserved', 'reserved', 'over-share'],
    );
    assert.deepEqual(
      outcomes(
        await reserveTickets(
          { ...system, now: system.now + HOLD_SECONDS * 2000 },
          event.eventId,
          [from('81', 10)],
          queue,
        ),
      ),
      ['reserved'],
    );
    assert.equal(await holds('81'), 10);
  });

  test('gets the order that it has under the same key, also where it holds all that it may', async () => {
    const event = await makeSale(1000);
    const first = from('82', 10);
    await reserveTickets(system, event.eventId, [first, ...Array.from({ length: 4 }, () => from('82', 10))]);
    assert.deepEqual(outcomes(await reserveTickets(system, event.eventId, [{ ...first }, from('82', 1)])), [
      'reserved',
      'over-share',
    ]);
  });
});

test('a network is not to be read from what stands in the database, is another one in each event, and of IPv6 the /64', () => {
  const [one, sameNetwork, otherEvent, otherSecret] = [
    hashNetwork('a secret', 1, '2001:db8::1'),
    hashNetwork('a secret', 1, '2001:db8::2'),
    hashNetwork('a secret', 2, '2001:db8::1'),
    hashNetwork('another secret', 1, '2001:db8::1'),
  ];
  assert.equal(one, sameNetwork);
  assert.equal(new Set([one, otherEvent, otherSecret, hashNetwork('a secret', 1, '2001:db8:0:1::1')]).size, 4);
});
