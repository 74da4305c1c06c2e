import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import { purgeEvent, purgeOldEvents } from '#features/events/server/purge-event.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { deleteTicketType } from '#features/tickets/server/delete-ticket-type.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { completeOrder } from '../paying/complete-order.ts';
import type { OrderScope } from '../policy.ts';
import '../receivers.ts';

const { db, system, organizer } = await openBareFoyer();
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };

/** An event with one free ticket type for each quantity. */
async function makeSale(...quantities: (number | null)[]): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  for (const quantity of quantities)
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity });
  return event;
}

async function reserve(event: EventScope, lines: Record<number, number>): Promise<OrderScope> {
  return reserveSeats(
    system,
    event,
    Object.entries(lines).map(([type, quantity]) => ({ ticketType: Number(type), quantity })),
  );
}

const fills = (event: EventScope) =>
  db
    .selectFrom('quotas')
    .select(['size', 'held', 'sold'])
    .where('eventId', '=', event.eventId)
    .orderBy('number')
    .execute();
const whereOf = (error: unknown): string =>
  error instanceof Invalid ? (error.problems[0]?.where ?? '') : String(error);

describe('quotas that change while seats are taken', () => {
  test('cannot become smaller than what is taken, and say so at the field', async () => {
    const event = await makeSale(5, null);
    const { number } = await createQuota(system, event, { name: 'Hall', size: 8, types: [1, 2] });
    await reserve(event, { 1: 3 });
    await completeOrder(system, await reserve(event, { 2: 2 }), ADA);
    assert.equal(
      await updateTicketType(system, event, { number: 1, change: { quantity: 2 } }).then(() => '', whereOf),
      'quantity',
    );
    assert.equal(await updateQuota(system, event, { number, change: { size: 4 } }).then(() => '', whereOf), 'size');
    await updateTicketType(system, event, { number: 1, change: { quantity: 3 } });
    await updateQuota(system, event, { number, change: { size: 5 } });
    assert.deepEqual(await fills(event), [
      { size: 3, held: 3, sold: 0 },
      { size: 5, held: 3, sold: 2 },
    ]);
  });

  test('count what is ordered already when they are new or hold other ticket types, and give it back from there', async () => {
    const event = await makeSale(null, null);
    const held = await reserve(event, { 1: 3 });
    const sold = await reserve(event, { 1: 1, 2: 2 });
    await completeOrder(system, sold, ADA);
    await cancelOrder(system, await reserve(event, { 1: 4 }));
    assert.equal(
      await createQuota(system, event, { name: 'Hall', size: 5, types: [1, 2] }).then(() => '', whereOf),
      'size',
    );
    const { number } = await createQuota(system, event, { name: 'Hall', size: 6, types: [1, 2] });
    assert.deepEqual(await fills(event), [{ size: 6, held: 3, sold: 3 }]);
    await updateQuota(system, event, { number, change: { types: [2] } });
    assert.deepEqual(await fills(event), [{ size: 6, held: 0, sold: 2 }]);
    await updateTicketType(system, event, { number: 1, change: { quantity: 4 } });
    assert.deepEqual(await fills(event), [
      { size: 6, held: 0, sold: 2 },
      { size: 4, held: 3, sold: 1 },
    ]);
    await cancelOrder(system, held);
    await cancelOrder(system, sold);
    assert.deepEqual(await fills(event), [
      { size: 6, held: 0, sold: 0 },
      { size: 4, held: 0, sold: 0 },
    ]);
  });

  test('miss nobody who orders at the same moment', async () => {
    const event = await makeSale(null);
    const orders = Array.from({ length: 15 }, () => reserve(event, { 1: 2 }));
    const [{ number }] = await Promise.all([
      createQuota(system, event, { name: 'Hall', size: 100, types: [1] }),
      ...orders,
    ]);
    assert.deepEqual(await fills(event), [{ size: 100, held: 30, sold: 0 }]);
    await Promise.all([
      updateQuota(system, event, { number, change: { types: [] } }),
      ...(await Promise.all(orders)).map((order) => cancelOrder(system, order)),
    ]);
    await updateQuota(system, event, { number, change: { types: [1] } });
    assert.deepEqual(await fills(event), [{ size: 100, held: 0, sold: 0 }]);
  });
});

test('a ticket type stays that somebody has ordered, also when that came to nothing', async () => {
  const event = await makeSale(5, 5);
  await cancelOrder(system, await reserve(event, { 1: 1 }));
  await assert.rejects(deleteTicketType(system, event, { number: 1 }), Invalid);
  await deleteTicketType(system, event, { number: 2 });
  assert.deepEqual(await db.selectFrom('ticketTypes').select('number').where('eventId', '=', event.eventId).execute(), [
    { number: 1 },
  ]);
});

test('an event that somebody ordered from is kept; reservations that came to nothing go with theirs', async () => {
  const [ordered, tried] = [await makeSale(5), await makeSale(5)];
  const order = await reserve(ordered, { 1: 1 });
  await completeOrder(system, order, ADA);
  await cancelOrder(system, order);
  await cancelOrder(system, await reserve(tried, { 1: 1 }));
  for (const event of [ordered, tried]) await deleteEvent(system, await authoriseEvent(system, event.slug, 'delete'));
  await assert.rejects(purgeEvent(system, organizer, { slug: ordered.slug }), Conflict);
  await purgeEvent(system, organizer, { slug: tried.slug });
  assert.deepEqual(await purgeOldEvents({ ...system, now: system.now + 100 * 24 * 3_600_000 }), {
    purged: [],
    kept: [ordered.slug],
  });
  assert.deepEqual(
    (await db.selectFrom('orders').select('eventId').execute()).filter(({ eventId }) => eventId === tried.eventId),
    [],
  );
});
