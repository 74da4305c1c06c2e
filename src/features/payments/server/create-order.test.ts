import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { checkQuotas, getOrder, listOrderChanges } from '#features/orders/server/queries.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent, makeUser } from '#testing/builders.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { createOrder, type HandOrder } from './create-order.ts';
import { listLedger } from './queries.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';
import '#features/messages/server/receivers.ts';

const { database, db, system, organizer } = await openBareFoyer();
const member = await makeUser(system, { organizer, role: 'organizer' });
const team = database.ctx(member);

/**
 * Ticket type 1 costs 20.00 and is hidden, of type 2 there are three for free, in orders of two and more, two for each
 * buyer.
 */
async function makeSale({ published = true } = {}): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published });
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Press',
    kind: 'paid',
    priceMinor: 2000,
    quantity: 5,
    visibility: 'hidden',
  });
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'free',
    quantity: 3,
    minimumPerOrder: 2,
    maximumPerPerson: 2,
    saleEndsAt: 1000,
  });
  return event;
}

let made = 0;
const write = (event: EventScope, changes: Partial<HandOrder>): Promise<{ code: string }> =>
  createOrder(team, event, {
    key: `order-${(made += 1)}`,
    lines: [{ ticketType: 1, quantity: 2 }],
    name: 'Ada Lind',
    email: 'ada@example.org',
    locale: 'en',
    way: 'cash',
    ...changes,
  });

async function look(event: EventScope, { code }: { code: string }) {
  const scope = await authoriseOrderIn(system, event, code);
  const { state, totalMinor, paidMinor, paymentMethod, tickets } = await getOrder(system, scope);
  return {
    state,
    totalMinor,
    paidMinor,
    paymentMethod,
    tickets: tickets.length,
    ledger: (await listLedger(system, scope)).map(({ method, amountMinor }) => [method, amountMinor]),
  };
}

const notices = async (event: EventScope, { code }: { code: string }): Promise<string[]> => {
  const { orderId } = await authoriseOrderIn(system, event, code);
  const rows = await db.selectFrom('jobs').select(['payload']).where('queue', '=', 'post_notice').execute();
  return rows
    .map(({ payload }) => payload as { orderId: number; kind: string })
    .filter((job) => job.orderId === orderId)
    .map(({ kind }) => kind);
};

async function counted(event: EventScope): Promise<[number, number][]> {
  return (await checkQuotas(system, event)).map(({ held, sold, counted: found }) => {
    assert.deepEqual(found, { held, sold });
    return [held, sold];
  });
}

describe('an order that the team writes', () => {
  test('sells what is hidden; cash is in the ledger and the tickets are sold; its buyer is told once, and not to pay', async () => {
    const event = await makeSale();
    const order = await write(event, {});
    assert.deepEqual(await look(event, order), {
      state: 'paid',
      totalMinor: 4000,
      paidMinor: 4000,
      paymentMethod: 'on-site',
      tickets: 2,
      ledger: [['cash', 4000]],
    });
    assert.deepEqual(await notices(event, order), ['order-confirmation']);
    assert.deepEqual(await counted(event), [
      [0, 2],
      [0, 0],
    ]);
    assert.deepEqual(
      (await listOrderChanges(system, await authoriseOrderIn(system, event, order.code))).map(({ to, by }) => [to, by]),
      [
        ['pending-payment', member.name],
        ['paid', member.name],
      ],
    );
    const acts = await db
      .selectFrom('auditEntries')
      .select('action')
      .where('eventId', '=', event.eventId)
      .where('action', 'in', ['order.create', 'payment.record'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      acts.map(({ action }) => action),
      ['payment.record', 'order.create'],
    );
  });

  test('costs nothing on the house; what is free by the list is complete whatever was chosen', async () => {
    const event = await makeSale();
    assert.deepEqual(await look(event, await write(event, { way: 'house' })), {
      state: 'free-completed',
      totalMinor: 0,
      paidMinor: 0,
      paymentMethod: '',
      tickets: 2,
      ledger: [],
    });
    assert.deepEqual(await look(event, await write(event, { lines: [{ ticketType: 2, quantity: 1 }] })), {
      state: 'free-completed',
      totalMinor: 0,
      paidMinor: 0,
      paymentMethod: '',
      tickets: 1,
      ledger: [],
    });
  });

  test('waits for a bank transfer where the event takes them, and is refused where it does not', async () => {
    const event = await makeSale();
    await assert.rejects(write(event, { way: 'bank-transfer' }), Invalid);
    assert.deepEqual(await counted(event), [
      [0, 0],
      [0, 0],
    ]);
    await updatePaymentSettings(system, event, {
      ...BLANK_SETTINGS,
      accountHolder: 'Lantern',
      iban: 'DE89370400440532013000',
      methods: BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: method.method === 'bank-transfer' })),
    });
    const order = await write(event, { way: 'bank-transfer' });
    assert.deepEqual(await look(event, order), {
      state: 'pending-payment',
      totalMinor: 4000,
      paidMinor: 0,
      paymentMethod: 'bank-transfer',
      tickets: 2,
      ledger: [],
    });
    assert.deepEqual(await notices(event, order), ['order-placed']);
  });

  test('is one however often it is sent, also at once', async () => {
    const event = await makeSale();
    const same = { key: 'a-double-click', way: 'cash' as const };
    const orders = await Promise.all([write(event, same), write(event, same), write(event, same)]);
    assert.equal(new Set(orders.map(({ code }) => code)).size, 1);
    assert.deepEqual((await look(event, orders[0] as { code: string })).ledger, [['cash', 4000]]);
    await assert.rejects(write(event, { ...same, lines: [{ ticketType: 1, quantity: 1 }] }), Conflict);
  });

  test('never sells more than there is, says beside the ticket how many are left, and keeps nothing of what is refused', async () => {
    const event = await makeSale();
    const all = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((n) =>
        write(event, { lines: [{ ticketType: 2, quantity: 1 }], email: `guest-${n}@example.org` }),
      ),
    );
    assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 3);
    assert.deepEqual(await counted(event), [
      [0, 0],
      [0, 3],
    ]);
    await assert.rejects(
      write(event, { lines: [{ ticketType: 1, quantity: 6 }] }),
      (error) =>
        error instanceof Invalid &&
        JSON.stringify(error.problems) === JSON.stringify([problem('quantity-1', 'field.only_left', { count: 5 })]),
    );
    await assert.rejects(write(event, { lines: [] }), Invalid);
    await assert.rejects(write(event, { lines: [{ ticketType: 9, quantity: 1 }] }), Invalid);
    assert.deepEqual(await counted(event), [
      [0, 0],
      [0, 3],
    ]);
  });

  test('holds to how many one buyer may have, and to an event that is public', async () => {
    const event = await makeSale();
    await assert.rejects(write(event, { lines: [{ ticketType: 2, quantity: 3 }] }), Invalid);
    assert.deepEqual(await counted(event), [
      [0, 0],
      [0, 0],
    ]);
    await assert.rejects(write(await makeSale({ published: false }), {}), Conflict);
  });
});
