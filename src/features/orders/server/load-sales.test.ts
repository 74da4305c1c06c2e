import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Instant } from '#platform/time.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { cancelOrder } from './after-sale/cancel-order.ts';
import { completeOrder } from './paying/complete-order.ts';
import { loadSales } from './load-sales.ts';
import { placeOrder } from './paying/place-order.ts';
import { authoriseOrderIn, type OrderScope } from './policy.ts';
import { recordPayment } from './paying/record-payment.ts';
import { recordRefund } from './paying/record-refund.ts';
import { reserveTickets } from './holding/reserve-tickets.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const organizer = await makeOrganizer(system);

/** Type 1 is free, type 2 costs 10.00. The event is in Lisbon. */
async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Free', kind: 'free', quantity: 50 });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Paid', priceMinor: 1000, quantity: 50 });
  return event;
}

let asked = 0;
async function order(event: EventScope, ticketType: number, quantity: number, now: Instant): Promise<OrderScope> {
  const ctx = { ...system, now };
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `sale-${(asked += 1)}-of-a-test`, lines: [{ ticketType, quantity }], unlocked: [], locale: 'en' },
  ]);
  const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(ctx, scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  if (ticketType === 2) await placeOrder(ctx, scope, { method: 'bank-transfer', dueAt: null });
  return scope;
}

const at = (text: string): Instant => Date.parse(text);

test('a sale is counted by the days of the event’s zone; what waits for money apart, what was given up not at all', async () => {
  const [event, other] = [await makeSale(), await makeSale()];
  await order(event, 1, 2, at('2027-04-01T12:00:00Z'));
  // Half past midnight in Lisbon in summer.
  await order(event, 1, 3, at('2027-04-01T23:30:00Z'));
  await order(event, 2, 4, at('2027-04-02T12:00:00Z'));
  await cancelOrder(system, await order(event, 1, 5, at('2027-04-02T13:00:00Z')));
  await order(other, 1, 7, at('2027-04-02T13:00:00Z'));
  assert.deepEqual(await loadSales(system, event), {
    days: [
      { day: '2027-04-01', sold: 2, waiting: 0 },
      { day: '2027-04-02', sold: 3, waiting: 4 },
    ],
    money: { currency: 'EUR', takenMinor: 0, backMinor: 0, awaitedMinor: 4000 },
  });
});

test('money that came, went back and is still to come add up, also for what was paid in part', async () => {
  const event = await makeSale();
  assert.deepEqual(await loadSales(system, event), {
    days: [],
    money: { currency: 'EUR', takenMinor: 0, backMinor: 0, awaitedMinor: 0 },
  });
  const [part, whole] = [
    await order(event, 2, 2, at('2027-04-01T12:00:00Z')),
    await order(event, 2, 3, at('2027-04-01T12:00:00Z')),
  ];
  await recordPayment(system, part, { amountMinor: 500, by: 'Bo' });
  await recordPayment(system, whole, { amountMinor: 3000, by: 'Bo' });
  await recordRefund(system, whole, { amountMinor: 1000, by: 'Bo', withCancellation: false, goesOn: false });
  const { days, money } = await loadSales(system, event);
  assert.deepEqual(days, [{ day: '2027-04-01', sold: 3, waiting: 2 }]);
  assert.deepEqual(money, { currency: 'EUR', takenMinor: 2500, backMinor: 1000, awaitedMinor: 1500 });
});
