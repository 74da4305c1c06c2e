import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { enterDetails } from '../paying/enter-details.ts';
import { authoriseOrderIn, type OrderScope } from '../policy.ts';
import '../receivers.ts';
import { discardReservations } from './discard-reservations.ts';
import { expireOrders } from './expire-orders.ts';
import { reserveTickets } from './reserve-tickets.ts';

const { db, system, organizer, nobody } = await openBareFoyer();
const DAY_MS = 24 * 3_600_000;

test('reservations that came to nothing go after 30 days with all that hangs on them; what somebody ordered, said or began stays', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 100 });
  let asked = 0;
  const reserve = async (): Promise<OrderScope> => {
    asked += 1;
    const request = {
      idempotencyKey: `discarded-${asked}-of-a-test`,
      lines: [{ ticketType: 1, quantity: 1 }],
      unlocked: [],
      locale: 'en',
    };
    const [answer] = await reserveTickets(nobody(), event.eventId, [request]);
    return authoriseOrderIn(system, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  };
  const ada = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };
  const [givenUp, ranOut, ordered] = [await reserve(), await reserve(), await reserve()];
  const [named, tried] = [await reserve(), await reserve()];
  await cancelOrder(nobody(), givenUp);
  await completeOrder(nobody(), ordered, ada);
  await cancelOrder(system, ordered);
  await enterDetails(nobody(), named, ada);
  await db
    .insertInto('paymentAttempts')
    .values({
      id: randomUUID(),
      orderId: tried.orderId,
      provider: 'stripe',
      account: 'acct_1',
      amountMinor: 100,
      currency: 'EUR',
      state: 'gone',
      expiresAt: new Date(system.now),
      createdAt: new Date(system.now),
      lookAgainAt: new Date(system.now),
    })
    .execute();
  await expireOrders({ ...system, now: system.now + HOLD_SECONDS * 2000 }, event.eventId);
  const held = await reserve();
  const ids = async (): Promise<number[]> =>
    (await db.selectFrom('orders').select('id').where('eventId', '=', event.eventId).orderBy('id').execute()).map(
      ({ id }) => id,
    );
  const days = (count: number) => ({ ...system, now: system.now + count * DAY_MS });
  assert.equal(await discardReservations(days(29)), 0);
  assert.equal(await discardReservations(days(31)), 2);
  assert.deepEqual(
    await ids(),
    [ordered, named, tried, held].map(({ orderId }) => orderId),
  );
  const lines = await db
    .selectFrom('orderLines')
    .select('id')
    .where('orderId', 'in', [givenUp.orderId, ranOut.orderId])
    .execute();
  assert.deepEqual(lines, []);
  assert.equal(await discardReservations(days(31)), 0);
});
