import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { registry } from '#platform/metrics.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { checkSeats, watchSeats } from './check-seats.ts';
import { reserveTickets } from './reserve-tickets.ts';
import { startDesk } from './start-desk.ts';

const database = await createTestDatabase();
const system = database.ctx();
const event = await makeEvent(system, await makeOrganizer(system), { published: true });
await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 5 });
await createTicketType(system, event, { ...BLANK_TICKET, name: 'Box', kind: 'free', quantity: 5 });
await reserveTickets(system, event.eventId, [{ idempotencyKey: 'check-seats-1', lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' }]);
const count = (held: number) => database.db.updateTable('quotas').set({ held }).where('eventId', '=', event.eventId).where('number', '=', 1).execute();
const shown = async (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await registry.metrics())?.[1]);

test('nothing is wrong where counts and orders agree', async () => {
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});

test('a count that differs from the orders is seen, and one look serves all who read for a while', async () => {
  watchSeats(() => database.ctx(), startDesk(() => database.ctx()));
  await count(3);
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 1 });
  assert.deepEqual([await shown('foyer_quotas_miscounted'), await shown('foyer_quotas_oversold'), await shown('foyer_reservations_waiting')], [1, 0, 0]);
  await count(2);
  assert.equal(await shown('foyer_quotas_miscounted'), 1);
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});

test('events that are over are not looked at', async () => {
  await count(4);
  await database.db.updateTable('events').set({ startsAt: new Date(0), endsAt: new Date(1000) }).where('id', '=', event.eventId).execute();
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});
