import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { findCapacity } from '#features/tickets/server/queries.ts';
import { updateCapacity } from '#features/tickets/server/update-capacity.ts';
import { BLANK_TICKET, type TicketPrice } from '#features/tickets/ticket.ts';
import { Invalid } from '#platform/errors.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { findOverLimit } from './check-limits.ts';
import { enterDetails } from './enter-details.ts';
import { expireOrder } from '../holding/expire-order.ts';
import { placeOrder } from './place-order.ts';
import { completeOrder } from './complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '../policy.ts';
import { checkQuotas } from '../queries.ts';
import { reserveTickets } from '../holding/reserve-tickets.ts';
import '../receivers.ts';

const { database, system, organizer, nobody } = await openBareFoyer();

async function makeSale(
  maximumPerPerson: number | null = null,
  price: Partial<TicketPrice> = { kind: 'free' },
): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const name of ['Seat', 'Other'])
    await createTicketType(system, event, {
      ...BLANK_TICKET,
      name,
      ...price,
      maximumPerPerson: name === 'Seat' ? maximumPerPerson : null,
    });
  return event;
}

let asked = 0;
async function ask(event: EventScope, quantity: number, ticketType = 1, network?: string) {
  asked += 1;
  return (
    await reserveTickets(nobody(), event.eventId, [
      {
        idempotencyKey: `limits-${asked}-of-a-test`,
        lines: [{ ticketType, quantity }],
        unlocked: [],
        network,
        locale: 'en',
      },
    ])
  )[0];
}

async function reserve(event: EventScope, quantity: number, ticketType = 1, network?: string): Promise<OrderScope> {
  const answer = await ask(event, quantity, ticketType, network);
  assert.equal(answer?.outcome, 'reserved');
  return authoriseOrderIn(system, event, answer.outcome === 'reserved' ? answer.order.code : '', 'buyer');
}

const stranger = {
  kind: 'user' as const,
  userId: randomUUID(),
  name: 'Stranger',
  email: 'other@example.org',
  administrator: false,
};

/** Who is signed in with an address that they have confirmed. */
const ada = () =>
  database.ctx({
    kind: 'user',
    userId: randomUUID(),
    name: 'Ada Lind',
    email: 'ada@example.org',
    confirmed: true,
    administrator: false,
  });

const buy = (scope: OrderScope, email = 'ada@example.org', ctx = ada()) =>
  completeOrder(ctx, scope, { name: 'Ada Lind', email, locale: 'en', names: [] });

test('a buyer has no more of a ticket type than one may, however the address is written; others and cancelled orders do not count', async () => {
  const event = await makeSale(3);
  const first = await reserve(event, 2);
  await buy(first);
  const second = await reserve(event, 2);
  await assert.rejects(buy(second, 'ADA@Example.org'), {
    name: 'Invalid',
    problems: [{ where: 'email', message: 'checkout.perPerson', values: { name: 'Seat', most: 3 } }],
  });
  assert.equal(await buy(second, 'bo@example.org'), 'completed');
  assert.equal(await buy(await reserve(event, 5, 2)), 'completed');
  await cancelOrder(nobody(), first);
  assert.equal(await buy(await reserve(event, 3)), 'completed');
});

test('tickets count from the moment on that they are ordered, before their money is there; of an order that ran out they do not', async () => {
  const event = await makeSale(2, { kind: 'paid', priceMinor: 1000 });
  const [first, second] = [await reserve(event, 2), await reserve(event, 1)];
  for (const scope of [first, second])
    await enterDetails(ada(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  assert.equal(await placeOrder(ada(), first, { method: 'bank-transfer', dueAt: null }), 'placed');
  await assert.rejects(placeOrder(ada(), second, { method: 'bank-transfer', dueAt: null }), {
    name: 'Invalid',
    problems: [{ where: 'email', message: 'checkout.perPerson', values: { name: 'Seat', most: 2 } }],
  });
  await expireOrder(system, first);
  assert.equal(await placeOrder(nobody(), second, { method: 'bank-transfer', dueAt: null }), 'placed');
});

test('of many orders of one buyer at once as many are placed as one may have', async () => {
  const event = await makeSale(2);
  const scopes = await Promise.all(Array.from({ length: 8 }, () => reserve(event, 1)));
  const answers = await Promise.allSettled(scopes.map((scope) => buy(scope)));
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 2);
});

test('whoever types an address hears nothing of what it has ordered; its owner and the team do', async () => {
  const event = await makeSale(3);
  await buy(await reserve(event, 2));
  const [known, unknown] = [await reserve(event, 2), await reserve(event, 2)];
  const answers = [
    await buy(known, 'ada@example.org', nobody()),
    await buy(unknown, 'stranger@example.org', nobody()),
    await buy(await reserve(event, 2), 'ada@example.org', database.ctx({ ...stranger })),
  ];
  assert.deepEqual(answers, ['completed', 'completed', 'completed']);
  assert.deepEqual(await findOverLimit(system, known), { name: 'Seat', most: 3, had: 6 });
  assert.equal(await findOverLimit(system, unknown), undefined);
  await cancelOrder(nobody(), known);
  assert.equal(await findOverLimit(system, known), undefined);
});

test('who has an account of an address that they never confirmed is a stranger to it', async () => {
  const event = await makeSale(3);
  await buy(await reserve(event, 2));
  const unconfirmed = database.ctx({ ...stranger, email: 'ada@example.org', confirmed: false });
  assert.equal(await buy(await reserve(event, 2), 'ada@example.org', unconfirmed), 'completed');
});

test('what one order has too many is refused to everybody, and so are orders whose links the browser has', async () => {
  const event = await makeSale(3);
  await assert.rejects(buy(await reserve(event, 4), 'ada@example.org', nobody()), { name: 'Invalid' });
  const first = await reserve(event, 2);
  await buy(first, 'ada@example.org', nobody());
  const second = { ...(await reserve(event, 2)), knows: [first.code] };
  await assert.rejects(buy(second, 'ADA@example.org', nobody()), {
    name: 'Invalid',
    problems: [{ where: 'email', message: 'checkout.perPerson', values: { name: 'Seat', most: 3 } }],
  });
  assert.equal(await buy(second, 'bo@example.org', nobody()), 'completed');
});

test('the capacity of an event counts what was taken before, is taken from by every ticket type, and goes again', async () => {
  const event = await makeSale();
  await buy(await reserve(event, 2));
  await reserve(event, 1, 2);
  await assert.rejects(updateCapacity(system, event, { size: 2 }), Invalid);
  await updateCapacity(system, event, { size: 4 });
  assert.deepEqual(await checkQuotas(nobody(), event), [
    { name: '', size: 4, held: 1, sold: 2, counted: { held: 1, sold: 2 } },
  ]);
  assert.equal((await ask(event, 2))?.outcome, 'sold-out');
  assert.equal((await ask(event, 1, 2))?.outcome, 'reserved');
  await updateCapacity(system, event, { size: null });
  assert.deepEqual([await findCapacity(system, event), (await ask(event, 5))?.outcome], [null, 'reserved']);
});

test('who placed another order since they said who this one is for hears it when they place it, with the numbers', async () => {
  const event = await makeSale(2);
  const [first, second] = [await reserve(event, 2), await reserve(event, 1)];
  for (const scope of [first, second])
    await enterDetails(ada(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  assert.equal(await placeOrder(ada(), first), 'placed');
  await assert.rejects(placeOrder(ada(), second), {
    name: 'Invalid',
    problems: [{ where: 'email', message: 'checkout.perPerson', values: { name: 'Seat', most: 2 } }],
  });
});

test('one address holds no more seats from many networks than one network may; what it orders, what the team holds and others do not count', async () => {
  const event = await makeSale(null, { kind: 'paid', priceMinor: 1000 });
  await updateCapacity(system, event, { size: 1000 });
  const enter = (scope: OrderScope, email = 'ada@example.org') =>
    enterDetails(nobody(), scope, { name: 'Ada Lind', email, locale: 'en', names: [] });
  const held: OrderScope[] = [];
  for (let network = 1; network <= 6; network += 1) held.push(await reserve(event, 10, 1, String(network)));
  for (const scope of held.slice(0, 5)) assert.equal(await enter(scope), 'entered');
  const last = held[5] as OrderScope;
  await assert.rejects(enter(last, 'ADA@example.org'), {
    name: 'Invalid',
    problems: [{ where: 'email', message: 'checkout.addressHolds' }],
  });
  assert.equal(await enter(last, 'bo@example.org'), 'entered');
  assert.equal(await enter(await reserve(event, 10)), 'entered');
  await placeOrder(nobody(), held[0] as OrderScope, { method: 'bank-transfer', dueAt: null });
  assert.equal(await enter(last), 'entered');
});

test('nobody alone keeps an address from ordering by holding seats with it, and many not its owner', async () => {
  const event = await makeSale(null, { kind: 'paid', priceMinor: 1000 });
  await updateCapacity(system, event, { size: 1000 });
  const enter = (scope: OrderScope, ctx = nobody()) =>
    enterDetails(ctx, scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  const [attacker, another, own] = ['11', '12', '13'];
  for (let order = 1; order <= 5; order += 1)
    assert.equal(await enter(await reserve(event, 10, 1, attacker)), 'entered');
  assert.equal(await enter(await reserve(event, 10, 1, own)), 'entered');
  assert.equal(await enter(await reserve(event, 10, 1, another)), 'entered');
  const last = await reserve(event, 10, 1, own);
  const problems = [{ where: 'email', message: 'checkout.addressHolds' }];
  await assert.rejects(enter(last), { name: 'Invalid', problems });
  await assert.rejects(enter(last, database.ctx({ ...stranger })), { name: 'Invalid', problems });
  assert.equal(await enter(last, ada()), 'entered');
});
