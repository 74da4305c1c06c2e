import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { POST_NOTICE_QUEUE } from '#features/messages/server/send-notice.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { checkQuotas } from '#features/orders/server/queries.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { deleteTicketType } from '#features/tickets/server/delete-ticket-type.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import '#features/messages/server/jobs.ts';
import '#features/orders/server/receivers.ts';
import { joinWaitingList } from './join-waiting-list.ts';
import { leaveWaitingList } from './leave-waiting-list.ts';
import { offerEntry } from './offer-entry.ts';
import { authoriseEntry } from './policy.ts';
import { offerSeats } from './offer-seats.ts';
import './receivers.ts';
import { removeEntry } from './remove-entry.ts';
import { sendOffers } from './jobs.ts';
import { updateWaitingList } from './update-waiting-list.ts';

const { db, system, organizer } = await openBareFoyer();
const DAY_MS = 24 * 3_600_000;
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };
const at = (ms: number): Ctx => ({ ...system, now: system.now + ms });

/** An event with one free ticket type for each quantity, and an open waiting list. */
async function makeSale(...types: Partial<TicketValues>[]): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  for (const values of types)
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', ...values });
  await updateWaitingList(system, event, { isOpen: true });
  return event;
}

let asked = 0;
async function ask(ctx: Ctx, event: EventScope, lines: Record<number, number>): Promise<OrderScope | string> {
  asked += 1;
  const request = {
    idempotencyKey: `order-${asked}-of-a-test`,
    lines: Object.entries(lines).map(([type, quantity]) => ({ ticketType: Number(type), quantity })),
    unlocked: [],
    locale: 'en',
  };
  const [answer] = await reserveTickets(ctx, event.eventId, [request]);
  return answer?.outcome === 'reserved'
    ? authoriseOrderIn(ctx, event, answer.order.code, 'buyer')
    : String(answer?.outcome);
}

async function reserve(event: EventScope, lines: Record<number, number>): Promise<OrderScope> {
  const order = await ask(system, event, lines);
  assert.equal(typeof order, 'object');
  return order as OrderScope;
}

const join = (event: EventScope, name: string, quantity: number, ticketType = 1, ctx = system): Promise<void> =>
  joinWaitingList(ctx, event, { ticketType, quantity, name, email: `${name.toLowerCase()}@example.org`, locale: 'en' });

async function line(event: EventScope): Promise<string[]> {
  const rows = await db
    .selectFrom('waitingEntries')
    .select(['name', 'state'])
    .where('eventId', '=', event.eventId)
    .orderBy('id')
    .execute();
  return rows.map(({ name, state }) => `${name} ${state}`);
}

async function entryOf(
  event: EventScope,
  name: string,
): Promise<{ id: number; token: string; orderId: number | null }> {
  return db
    .selectFrom('waitingEntries')
    .select(['id', 'token', 'orderId'])
    .where('eventId', '=', event.eventId)
    .where('name', '=', name)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
}

async function offerOf(event: EventScope, name: string): Promise<OrderScope> {
  const { orderId } = await entryOf(event, name);
  const { code } = await db
    .selectFrom('orders')
    .select('code')
    .where('id', '=', orderId ?? 0)
    .executeTakeFirstOrThrow();
  return authoriseOrderIn(system, event, code, 'buyer');
}

const postOffers = (): Promise<unknown> => drainJobs(system, [POST_NOTICE_QUEUE]);
const mails = async (event: EventScope): Promise<string[]> =>
  (
    await db
      .selectFrom('mails')
      .select(['kind', 'recipient'])
      .where('eventId', '=', event.eventId)
      .where('kind', 'like', 'waiting%')
      .orderBy('id')
      .execute()
  ).map(({ kind, recipient }) => `${kind} ${recipient}`);
const codeOf = (error: unknown): string => (error instanceof FoyerError ? error.code : String(error));

async function assertCounted(event: EventScope): Promise<void> {
  for (const { held, sold, counted } of await checkQuotas(system, event)) assert.deepEqual({ held, sold }, counted);
}

describe('seats that come back', () => {
  test('are held for the first in the queue whose group fits, from the moment they are back, and the public never sees them', async () => {
    const event = await makeSale({ quantity: 4 });
    const [three, one] = [await reserve(event, { 1: 3 }), await reserve(event, { 1: 1 })];
    await join(event, 'Four', 4);
    await join(event, 'Two', 2);
    await join(event, 'One', 1);
    await cancelOrder(system, three);
    assert.deepEqual(await line(event), ['Four waiting', 'Two offered', 'One offered']);
    assert.equal(await ask(system, event, { 1: 1 }), 'sold-out');
    await cancelOrder(system, one);
    assert.equal(await ask(system, event, { 1: 1 }), 'sold-out');
    assert.deepEqual(await line(event), ['Four waiting', 'Two offered', 'One offered']);
    await assertCounted(event);
  });

  test('are offered also where a single ticket was given up', async () => {
    const event = await makeSale({ quantity: 2 });
    const both = await reserve(event, { 1: 2 });
    await completeOrder(system, both, ADA);
    await join(event, 'One', 1);
    await cancelTicket(system, both, { number: 2 });
    assert.deepEqual(await line(event), ['One offered']);
    assert.equal(await ask(system, event, { 1: 1 }), 'sold-out');
    await assertCounted(event);
  });

  test('one by one reach a group: what is left is for the queue alone, and whoever needs no more than that gets it by joining', async () => {
    const event = await makeSale({ quantity: 3 });
    const orders = [await reserve(event, { 1: 1 }), await reserve(event, { 1: 1 }), await reserve(event, { 1: 1 })];
    await join(event, 'Pair', 2);
    await cancelOrder(system, orders[0] as OrderScope);
    assert.equal(await ask(system, event, { 1: 1 }), 'sold-out');
    await join(event, 'Single', 1);
    assert.deepEqual(await line(event), ['Pair waiting', 'Single offered']);
    await cancelOrder(system, orders[1] as OrderScope);
    await cancelOrder(system, orders[2] as OrderScope);
    assert.deepEqual(await line(event), ['Pair offered', 'Single offered']);
    await assertCounted(event);
  });

  test('by the clock go to the queue too, also where it is a buyer who finds that the time has run out', async () => {
    const event = await makeSale({ quantity: 2 });
    await reserve(event, { 1: 2 });
    await join(event, 'Pair', 2);
    assert.equal(await ask(at(3_600_000), event, { 1: 1 }), 'sold-out');
    assert.deepEqual(await line(event), ['Pair offered']);
    await assertCounted(event);
  });

  test('of a larger quota go to the queue, and what nobody waits for is for everybody', async () => {
    const event = await makeSale({ quantity: 2 }, { quantity: null });
    const { number } = await createQuota(system, event, { name: 'Hall', size: 2, types: [1, 2] });
    await reserve(event, { 1: 2 });
    await join(event, 'Pair', 2);
    await updateQuota(system, event, { number, change: { size: 3 } });
    // The pair waits for its own ticket type: the new seat of the hall is of no use to it alone, and stays for it.
    assert.equal(await ask(system, event, { 2: 1 }), 'sold-out');
    await updateQuota(system, event, { number, change: { size: 5 } });
    assert.equal(typeof (await ask(system, event, { 2: 1 })), 'object');
    await updateTicketType(system, event, { number: 1, change: { quantity: 9 } });
    assert.deepEqual(await line(event), ['Pair offered']);
    await assertCounted(event);
  });

  test('at the same moment are offered once', async () => {
    const event = await makeSale({ quantity: 6 });
    const orders = await Promise.all(Array.from({ length: 6 }, () => reserve(event, { 1: 1 })));
    await Promise.all(Array.from({ length: 5 }, (_, n) => join(event, `Group${n}`, 2)));
    await Promise.all([
      ...orders.map((order) => cancelOrder(system, order)),
      ...Array.from({ length: 6 }, () => ask(system, event, { 1: 1 })),
    ]);
    assert.equal((await line(event)).filter((entry) => entry.endsWith('offered')).length, 3);
    assert.equal((await line(event)).filter((entry) => entry.endsWith('waiting')).length, 2);
    await assertCounted(event);
  });
});

describe('an offer', () => {
  test('is an order with a longer clock, and completing it takes it', async () => {
    const event = await makeSale({ quantity: 2 });
    await updateWaitingList(system, event, { offerMinutes: 120 });
    const order = await reserve(event, { 1: 2 });
    await join(event, 'Pair', 2);
    await cancelOrder(system, order);
    const offer = await offerOf(event, 'Pair');
    const { heldUntil } = await db
      .selectFrom('orders')
      .select('heldUntil')
      .where('id', '=', offer.orderId)
      .executeTakeFirstOrThrow();
    assert.equal(heldUntil, system.now + 120 * 60_000);
    assert.equal(await completeOrder(at(3_600_000), offer, ADA), 'completed');
    assert.deepEqual(await line(event), ['Pair taken']);
    await assertCounted(event);
  });

  test('that is not taken in time goes to the next, with one mail for each fact however often the job runs', async () => {
    const event = await makeSale({ quantity: 2 });
    const order = await reserve(event, { 1: 2 });
    await join(event, 'Pair', 2);
    await join(event, 'Other', 2);
    await cancelOrder(system, order);
    await Promise.all([sendOffers(system, event.eventId), sendOffers(system, event.eventId)]);
    await postOffers();
    await expireOrders(at(DAY_MS + 1), event.eventId);
    assert.deepEqual(await line(event), ['Pair lapsed', 'Other offered']);
    await sendOffers(at(DAY_MS + 1), event.eventId);
    await sendOffers(at(DAY_MS + 1), event.eventId);
    await postOffers();
    assert.deepEqual(await mails(event), [
      'waiting-joined pair@example.org',
      'waiting-joined other@example.org',
      'waiting-offer pair@example.org',
      'waiting-lapsed pair@example.org',
      'waiting-offer other@example.org',
    ]);
    const { textBody } = await db
      .selectFrom('mails')
      .select('textBody')
      .where('eventId', '=', event.eventId)
      .where('kind', '=', 'waiting-offer')
      .where('recipient', '=', 'pair@example.org')
      .executeTakeFirstOrThrow();
    assert.match(textBody, /Hello Pair,[\s\S]*\/orders\/[A-Z0-9]{8}\/[\s\S]*\/waiting\//);
    await assertCounted(event);
  });

  test('that is given back, by its order or by its place in the queue, goes to the next', async () => {
    const event = await makeSale({ quantity: 1 });
    const order = await reserve(event, { 1: 1 });
    for (const name of ['One', 'Two', 'Three']) await join(event, name, 1);
    await cancelOrder(system, order);
    await cancelOrder(system, await offerOf(event, 'One'), { onlyHeld: true });
    assert.deepEqual(await line(event), ['One declined', 'Two offered', 'Three waiting']);
    const mine = await authoriseEntry(system, {
      token: (await entryOf(event, 'Two')).token,
      visitor: () => '192.0.2.1',
    });
    await Promise.all([leaveWaitingList(system, mine), leaveWaitingList(system, mine)]);
    assert.deepEqual(await line(event), ['One declined', 'Two left', 'Three offered']);
    await removeEntry(system, event, { id: (await entryOf(event, 'Three')).id });
    assert.deepEqual(await line(event), ['One declined', 'Two left', 'Three removed']);
    assert.equal(typeof (await ask(system, event, { 1: 1 })), 'object');
    await assertCounted(event);
  });

  test('by hand goes to whom the team says, also while the list is closed, and only where there are seats for them', async () => {
    const event = await makeSale({ quantity: 3 });
    const order = await reserve(event, { 1: 3 });
    for (const [name, quantity] of [
      ['Pair', 2],
      ['Other', 2],
    ] as const)
      await join(event, name, quantity);
    const other = { id: (await entryOf(event, 'Other')).id };
    assert.equal(await offerEntry(system, event, other).then(() => '', codeOf), 'no_seats');
    await updateWaitingList(system, event, { isOpen: false });
    await cancelOrder(system, order);
    assert.deepEqual(await line(event), ['Pair waiting', 'Other waiting']);
    await offerEntry(system, event, other);
    assert.equal(await offerEntry(system, event, other).then(() => '', codeOf), 'not_waiting');
    assert.deepEqual(await line(event), ['Pair waiting', 'Other offered']);
    assert.equal(typeof (await ask(system, event, { 1: 1 })), 'object');
    await assertCounted(event);
  });
});

describe('the queue', () => {
  test('takes nobody twice, nobody who can buy, and nobody where it is closed', async () => {
    const event = await makeSale({ quantity: 2, maximumPerOrder: 4 });
    assert.equal(await join(event, 'Early', 2).then(() => '', codeOf), 'on-sale');
    const order = await reserve(event, { 1: 2 });
    await Promise.all([join(event, 'Pair', 2), join(event, 'Pair', 2), join(event, 'Pair', 1)]);
    assert.deepEqual(await line(event), ['Pair waiting']);
    assert.deepEqual(await mails(event), ['waiting-joined pair@example.org']);
    assert.equal(await join(event, 'Many', 5).then(() => '', codeOf), 'invalid');
    assert.equal(await join(event, 'Lost', 1, 9).then(() => '', codeOf), 'invalid');
    await updateWaitingList(system, event, { isOpen: false });
    assert.equal(await join(event, 'Late', 1).then(() => '', codeOf), 'closed');
    await cancelOrder(system, order);
    assert.equal(typeof (await ask(system, event, { 1: 2 })), 'object');
  });

  test('keeps nothing for those who wait for what is not sold any more', async () => {
    const event = await makeSale({ quantity: 1, saleEndsAt: system.now + DAY_MS }, {});
    await createQuota(system, event, { name: 'Hall', size: 3, types: [1, 2] });
    await reserve(event, { 2: 2 });
    await join(event, 'Pair', 2);
    assert.equal(await ask(system, event, { 2: 1 }), 'sold-out');
    const over = at(DAY_MS);
    const [job] = await db
      .selectFrom('jobs')
      .select('runAt')
      .where('queue', '=', 'offer_waiting_seats')
      .where('coalesceKey', '=', String(event.eventId))
      .execute();
    assert.equal(Math.abs((job?.runAt ?? 0) - over.now) < 60_000, true);
    await offerSeats(over, event.eventId);
    assert.equal(typeof (await ask(over, event, { 2: 1 })), 'object');
  });

  test('keeps the ticket type that somebody waits for', async () => {
    const event = await makeSale({ quantity: 0 });
    await join(event, 'Hopeful', 1);
    await assert.rejects(deleteTicketType(system, event, { number: 1 }));
    await removeEntry(system, event, { id: (await entryOf(event, 'Hopeful')).id });
    await deleteTicketType(system, event, { number: 1 });
  });
});

describe('one network', () => {
  const joinFrom = (network: string, event: EventScope, name: string, quantity: number): Promise<void> =>
    joinWaitingList(
      system,
      event,
      { ticketType: 1, quantity, name, email: `${name.toLowerCase()}@example.org`, locale: 'en' },
      { network },
    );

  test('waits for no more seats than it may hold, whatever addresses it writes; what it leaves is free again', async () => {
    const event = await makeSale({ quantity: 60 });
    const sold = await Promise.all(Array.from({ length: 6 }, () => reserve(event, { 1: 10 })));
    for (let name = 1; name <= 5; name += 1) await joinFrom('21', event, `Made-up-${name}`, 10);
    await assert.rejects(joinFrom('21', event, 'One-more', 1), { code: 'too_many_waiting' });
    await joinFrom('22', event, 'Ada', 10);
    for (const order of sold.slice(0, 5)) await cancelOrder(system, order);
    assert.deepEqual(
      (await line(event)).slice(0, 5),
      [1, 2, 3, 4, 5].map((name) => `Made-up-${name} offered`),
    );
    await assert.rejects(joinFrom('21', event, 'One-more', 1), { code: 'too_many_waiting' });
    const { token } = await entryOf(event, 'Made-up-1');
    await leaveWaitingList(system, await authoriseEntry(system, { token, visitor: () => '192.0.2.1' }));
    await joinFrom('21', event, 'One-more', 1);
    assert.equal((await line(event)).at(-1), 'One-more waiting');
  });

  test('is forgotten with the entry, and waits for one group at least, of whatever size', async () => {
    const event = await makeSale({ quantity: 60, maximumPerOrder: 60 });
    const order = await reserve(event, { 1: 60 });
    await joinFrom('23', event, 'Sixty', 60);
    const holders = async () =>
      (await db.selectFrom('waitingEntries').select('holder').where('eventId', '=', event.eventId).execute()).map(
        ({ holder }) => holder,
      );
    assert.deepEqual(await holders(), [23]);
    await cancelOrder(system, order);
    await cancelOrder(system, await offerOf(event, 'Sixty'));
    assert.deepEqual([await line(event), await holders()], [['Sixty declined'], [null]]);
  });
});
