import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { problem } from '#platform/errors.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createTicketType } from './create-ticket-type.ts';
import { listShop } from './queries.ts';
import { updateCurrency } from './update-currency.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

const pricesOf = async (event: EventScope) =>
  (await listShop(system, event)).map(({ ticket }) => [ticket?.priceMinor, ticket?.suggestedMinor]);
const currencyOf = async (event: EventScope) => (await getEventMoney(system, event)).currency;

test('without prices the currency just changes', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Free', kind: 'free' });
  await updateCurrency(system, event, { currency: 'JPY', keepNumbers: false });
  assert.equal(await currencyOf(event), 'JPY');
});

test('with prices it asks first, then keeps the numbers whatever decimals the currencies have, and writes it down', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  for (const one of [event, other]) {
    await createTicketType(system, one, { ...BLANK_TICKET, name: 'Standard', priceMinor: 1200 });
    await createTicketType(system, one, {
      ...BLANK_TICKET,
      name: 'Supporter',
      kind: 'donation',
      priceMinor: 0,
      suggestedMinor: 2000,
    });
  }
  await assert.rejects(updateCurrency(system, event, { currency: 'JPY', keepNumbers: false }), {
    name: 'Invalid',
    problems: [problem('keepNumbers', 'field.keep_numbers', { count: 2 })],
  });
  assert.deepEqual(
    [await currencyOf(event), await pricesOf(event)],
    [
      'EUR',
      [
        [1200, null],
        [0, 2000],
      ],
    ],
  );
  await updateCurrency(system, event, { currency: 'JPY', keepNumbers: true });
  assert.deepEqual(
    [await currencyOf(event), await pricesOf(event)],
    [
      'JPY',
      [
        [12, null],
        [0, 20],
      ],
    ],
  );
  await updateCurrency(system, event, { currency: 'KWD', keepNumbers: true });
  assert.deepEqual(await pricesOf(event), [
    [12_000, null],
    [0, 20_000],
  ]);
  assert.deepEqual(
    [await currencyOf(other), await pricesOf(other)],
    [
      'EUR',
      [
        [1200, null],
        [0, 2000],
      ],
    ],
  );
  const entries = await system.db
    .selectFrom('auditEntries')
    .select(['before', 'after'])
    .where('eventId', '=', event.eventId)
    .where('action', '=', 'event.currency')
    .orderBy('id')
    .execute();
  assert.deepEqual(entries, [
    { before: { currency: 'EUR' }, after: { currency: 'JPY' } },
    { before: { currency: 'JPY' }, after: { currency: 'KWD' } },
  ]);
});

test('a price that the new currency cannot say stops it, by name, and nothing changes', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Half', priceMinor: 1250 });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Whole', priceMinor: 1200 });
  await assert.rejects(updateCurrency(system, event, { currency: 'JPY', keepNumbers: true }), {
    name: 'Invalid',
    problems: [problem('currency', 'field.change_first', { names: 'Half' })],
  });
  assert.deepEqual(
    [await currencyOf(event), await pricesOf(event)],
    [
      'EUR',
      [
        [1250, null],
        [1200, null],
      ],
    ],
  );
});
