import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { registry } from '#platform/metrics.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { checkSeats, watchSeats } from './check-seats.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { authoriseOrderIn } from '../policy.ts';
import { reserveTickets } from './reserve-tickets.ts';
import { startQueue } from './start-queue.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const organizer = await makeOrganizer(system);
const count = (event: EventScope, counts: { held?: number; sold?: number }) =>
  database.db.updateTable('quotas').set(counts).where('eventId', '=', event.eventId).where('number', '=', 1).execute();
const shown = async (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await registry.metrics())?.[1]);

/** Of five seats two are held and one is sold. */
async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const name of ['Seat', 'Box'])
    await createTicketType(system, event, { ...BLANK_TICKET, name, kind: 'free', quantity: 5 });
  const answers = await reserveTickets(
    system,
    event.eventId,
    [2, 1].map((quantity) => ({
      idempotencyKey: `check-seats-${quantity}`,
      lines: [{ ticketType: 1, quantity }],
      unlocked: [],
      locale: 'en',
    })),
  );
  const code = answers[1]?.outcome === 'reserved' ? answers[1].order.code : '';
  assert.equal(
    await completeOrder(system, await authoriseOrderIn(system, event, code, 'buyer'), {
      name: 'Ada Lind',
      email: 'ada@example.org',
      locale: 'en',
      names: [],
    }),
    'completed',
  );
  return event;
}

test('nothing is wrong where counts and orders agree, and any count that differs from the orders is seen', async () => {
  const event = await makeSale();
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
  for (const wrong of [{ held: 1 }, { held: 3 }, { sold: 0 }, { sold: 2 }]) {
    await count(event, wrong);
    assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 1 });
    await count(event, { held: 2, sold: 1 });
  }
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});

test('faults are figures for whoever watches, and one look serves all who read for a while', async () => {
  const event = await makeSale();
  watchSeats(
    () => database.ctx(),
    startQueue(() => database.ctx()),
  );
  await count(event, { held: 3 });
  assert.deepEqual(
    [
      await shown('foyer_quotas_miscounted'),
      await shown('foyer_quotas_oversold'),
      await shown('foyer_reservations_waiting'),
    ],
    [1, 0, 0],
  );
  await count(event, { held: 2 });
  assert.equal(await shown('foyer_quotas_miscounted'), 1);
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});

test('events that are over are not looked at', async () => {
  const event = await makeSale();
  await count(event, { held: 4 });
  await database.db
    .updateTable('events')
    .set({ startsAt: new Date(0), endsAt: new Date(1000) })
    .where('id', '=', event.eventId)
    .execute();
  assert.deepEqual(await checkSeats(database.ctx()), { oversold: 0, miscounted: 0 });
});
