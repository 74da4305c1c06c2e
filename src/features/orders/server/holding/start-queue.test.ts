import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startQueue } from './start-queue.ts';

const database = await createTestDatabase();
const system = database.ctx();

test('what is sold out is told without another look, of nothing else; who has seats is told so; seats that came back are sold a second later', async () => {
  const event = await makeEvent(system, await makeOrganizer(system), { published: true });
  for (const quantity of [1, 5])
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity });
  let now = system.now;
  const queue = startQueue(() => ({ ...system, now }));
  const ask = (idempotencyKey: string, ...types: number[]) =>
    queue.ask(event.eventId, {
      idempotencyKey,
      lines: types.map((ticketType) => ({ ticketType, quantity: 1 })),
      unlocked: [],
      network: '1',
      locale: 'en',
    });
  const first = await ask('first-buyer', 1);
  assert.equal(first.outcome === 'reserved' && !first.repeated, true);
  assert.deepEqual(await ask('second-buyer', 1, 2), {
    outcome: 'sold-out',
    left: [
      { ticketType: 1, left: 0 },
      { ticketType: 2, left: 5 },
    ],
  });
  assert.deepEqual(await ask('third-buyer', 1, 2), { outcome: 'sold-out', left: [{ ticketType: 1, left: 0 }] });
  const again = await ask('first-buyer', 1);
  assert.equal(
    again.outcome === 'reserved' &&
      again.repeated &&
      first.outcome === 'reserved' &&
      again.order.code === first.order.code,
    true,
  );
  assert.deepEqual(await ask('first-buyer', 1, 2), { outcome: 'key-reused' });
  assert.equal((await ask('fourth-buyer', 2)).outcome, 'reserved');
  await database.db
    .updateTable('quotas')
    .set({ held: 0 })
    .where('eventId', '=', event.eventId)
    .where('size', '=', 1)
    .execute();
  assert.equal((await ask('fifth-buyer', 1)).outcome, 'sold-out');
  now += 1000;
  assert.equal((await ask('sixth-buyer', 1)).outcome, 'reserved');
});

test('a queue that was empty for a minute is forgotten when another one forms; seats are held for as long as the installation says', async () => {
  const organizer = await makeOrganizer(system);
  let now = system.now;
  const queue = startQueue(() => ({ ...system, now }), { holdSeconds: 60 });
  const ask = async (idempotencyKey: string) => {
    const event = await makeEvent(system, organizer, { published: true });
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 5 });
    return queue.ask(event.eventId, {
      idempotencyKey,
      lines: [{ ticketType: 1, quantity: 1 }],
      unlocked: [],
      network: '1',
      locale: 'en',
    });
  };
  const answer = await ask('first-line');
  assert.equal(answer.outcome === 'reserved' && answer.order.heldUntil, now + 60_000);
  await ask('second-line');
  assert.deepEqual([queue.events(), queue.waiting()], [2, 0]);
  now += 60_001;
  await ask('third-line');
  assert.equal(queue.events(), 1);
});
