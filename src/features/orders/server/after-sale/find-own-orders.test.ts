import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Forbidden } from '#platform/errors.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { findOwnOrders } from './find-own-orders.ts';
import { authoriseOrder, authoriseOrderIn } from '../policy.ts';
import { reserveTickets } from '../holding/reserve-tickets.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();

test('orders with one’s own confirmed address are one’s own, with the link; others, and those of an address that was never confirmed, are not', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 20 });
  const [ada, bo] = [await makeUser(system), await makeUser(system)];
  const codes: string[] = [];
  for (const [at, email] of [ada.email.toUpperCase(), bo.email, ada.email].entries()) {
    const [answer] = await reserveTickets(system, event.eventId, [
      { idempotencyKey: `own-order-${at}`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
    ]);
    const code = answer?.outcome === 'reserved' ? answer.order.code : '';
    await completeOrder(system, await authoriseOrderIn(system, event, code, 'buyer'), {
      name: 'Ada',
      email,
      locale: 'en',
      names: [],
    });
    codes.push(code);
  }
  const own = await findOwnOrders(database.ctx(ada));
  assert.deepEqual(
    own.map(({ code, tickets }) => [code, tickets]),
    [
      [codes[2], 1],
      [codes[0], 1],
    ],
  );
  const [, , code = '', secret = ''] = own[0]?.address.split('/') ?? [];
  assert.equal((await authoriseOrder(system, { code, secret, visitor: () => '192.0.2.1' })).code, codes[2]);
  await database.db.updateTable('users').set({ emailVerified: false }).where('id', '=', ada.userId).execute();
  assert.deepEqual(await findOwnOrders(database.ctx(ada)), []);
  await assert.rejects(findOwnOrders(database.ctx({ kind: 'nobody' })), Forbidden);
});
