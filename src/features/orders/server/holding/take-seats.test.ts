import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { transact } from '#platform/transact.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { expireOrder } from './expire-order.ts';
import { lockOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import '../receivers.ts';
import { takeSeats } from './take-seats.ts';

const { database, system, organizer } = await openBareFoyer();

/** An event with one free ticket type for each quantity. */
async function makeSale(...quantities: (number | null)[]): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const quantity of quantities)
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity });
  return event;
}

async function reserve(event: EventScope, ...quantities: number[]): Promise<OrderScope> {
  const lines = quantities.map((quantity, at) => ({ ticketType: at + 1, quantity }));
  return reserveSeats(system, event, lines);
}

async function runOut(event: EventScope, ...quantities: number[]): Promise<OrderScope> {
  const scope = await reserve(event, ...quantities);
  assert.equal(await expireOrder(system, scope, { held: true }), true);
  return scope;
}

const take = (scope: OrderScope): Promise<{ taken: boolean; quotas: number[][] }> =>
  transact(system, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const taken = await takeSeats(ctx, order);
    return { taken, quotas: order.lines.map(({ quotas }) => quotas) };
  });

const quotasOf = async (event: EventScope): Promise<number[]> =>
  (
    await database.db.selectFrom('quotas').select('id').where('eventId', '=', event.eventId).orderBy('number').execute()
  ).map(({ id }) => Number(id));

test('each line takes its seats from the quotas of its own ticket type', async () => {
  const event = await makeSale(5, 6, null);
  const scope = await runOut(event, 2, 3, 4);
  const [first, second] = await quotasOf(event);
  assert.deepEqual(await take(scope), { taken: true, quotas: [[first], [second], []] });
});

test('what others hold and what was sold is taken: the last seat goes, and one more does not', async () => {
  const event = await makeSale(5);
  const [fits, tooMany] = [await runOut(event, 1), await runOut(event, 2)];
  await completeOrder(system, await reserve(event, 2), {
    name: 'Ada Lind',
    email: 'ada@example.org',
    locale: 'en',
    names: [],
  });
  await reserve(event, 2);
  assert.deepEqual([(await take(fits)).taken, (await take(tooMany)).taken], [true, false]);
});

test('all quotas of an order have to have room, those that were made since too', async () => {
  const event = await makeSale(5, 5);
  const scope = await runOut(event, 1, 2);
  await createQuota(system, event, { name: 'Hall', size: 3, types: [1, 2] });
  const [first, second, hall] = await quotasOf(event);
  assert.deepEqual(await take(scope), {
    taken: true,
    quotas: [
      [first, hall],
      [second, hall],
    ],
  });
  await reserve(event, 1);
  assert.equal((await take(scope)).taken, false);
});

test('where nothing is limited all seats are left', async () => {
  const event = await makeSale(null);
  assert.deepEqual(await take(await runOut(event, 9)), { taken: true, quotas: [[]] });
  const watched = await makeSale(null);
  await createQuota(system, watched, { name: 'Counted', size: null, types: [1] });
  assert.equal((await take(await runOut(watched, 9))).taken, true);
});
