import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyEvent } from '#features/events/server/copy-event.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { updateCurrency } from '#features/tickets/server/update-currency.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { problem } from '#platform/errors.ts';
import { DAY, addDiscount, addFee, addTaxRate, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { listEntries } from '#testing/records.ts';
import { createTestDatabase } from '#testing/database.ts';
import '#features/orders/server/receivers.ts';
import '#features/tickets/server/receivers.ts';
import { getTaxMode, listFees, listTaxRates } from './queries.ts';
import './receivers.ts';
import { updateTaxMode } from './update-tax-mode.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

async function makePriced() {
  const event = await makeEvent(system, organizer, { published: true });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', priceMinor: 2000, quantity: 5 });
  await addTaxRate(system, event, { name: 'VAT', percent: 1900, standard: true, types: [] });
  await addTaxRate(system, event, { name: 'Reduced', percent: 700, standard: false, types: [1] });
  await addFee(system, event, { name: 'Booking', percent: 0, fixed: 200, per: 'ticket', tax: 2 });
  await addDiscount(system, event, {
    code: 'FRIENDS',
    discount: { kind: 'per-order', amountMinor: 500 },
    minimumMinor: 1000,
  });
  return event;
}

test('a copy has the same taxes and fees, and nothing sold of its seats; discount codes stay behind', async () => {
  const event = await makePriced();
  await updateTaxMode(system, event, { pricesIncludeTax: false });
  await reserveTickets(system, event.eventId, [
    { idempotencyKey: 'before-the-copy', lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' },
  ]);
  const copy = await copyEvent(system, event, organizer, {
    name: 'Next',
    startsAt: DAY + 7 * 86_400_000,
    parts: ['tickets'],
  });
  assert.deepEqual(
    [await listTaxRates(system, copy), await listFees(system, copy)],
    [await listTaxRates(system, event), await listFees(system, event)],
  );
  assert.deepEqual(
    [await getTaxMode(system, copy), await listEntries(system, copy, 'discounts')],
    [{ pricesIncludeTax: false }, []],
  );
  const quotas = await system.db
    .selectFrom('quotas')
    .select(['size', 'held', 'sold'])
    .where('eventId', '=', copy.eventId)
    .execute();
  assert.deepEqual(quotas, [{ size: 5, held: 0, sold: 0 }]);
});

test('amounts keep their number in another currency, and an order with money keeps the currency', async () => {
  const event = await makePriced();
  await updateOrderRules(system, event, { ...DEFAULT_RULES, keepMinor: 300 });
  await updateCurrency(system, event, { currency: 'JPY', keepNumbers: true });
  assert.equal((await loadOrderRules(system, event)).keepMinor, 3);
  assert.deepEqual(
    [
      (await listFees(system, event))[0]?.fixedMinor,
      await system.db
        .selectFrom('discountCodes')
        .select(['kind', 'amountMinor', 'minimumMinor'])
        .where('eventId', '=', event.eventId)
        .execute(),
    ],
    [2, [{ kind: 'per-order', amountMinor: 5, minimumMinor: 10 }]],
  );
  await reserveTickets(system, event.eventId, [
    { idempotencyKey: 'in-the-new-one', lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
  ]);
  await assert.rejects(updateCurrency(system, event, { currency: 'EUR', keepNumbers: true }), {
    name: 'Invalid',
    problems: [problem('currency', 'field.currency_kept', { currency: 'JPY' })],
  });
  assert.equal((await getEventMoney(system, event)).currency, 'JPY');
});

test('an amount with decimals that the next currency lacks keeps the currency, and is named', async () => {
  const [kept, taken] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  await updateOrderRules(system, kept, { ...DEFAULT_RULES, keepMinor: 250 });
  await addFee(system, taken, { name: 'Booking', percent: 0, fixed: 119, per: 'order', tax: null });
  await assert.rejects(updateCurrency(system, kept, { currency: 'JPY', keepNumbers: true }), {
    name: 'Invalid',
    problems: [problem('currency', 'field.change_kept')],
  });
  await assert.rejects(updateCurrency(system, taken, { currency: 'JPY', keepNumbers: true }), {
    name: 'Invalid',
    problems: [problem('currency', 'field.change_first', { names: 'Booking' })],
  });
});

test('one rate is the standard one, and a ticket type has one', async () => {
  const event = await makePriced();
  await addTaxRate(system, event, { name: 'Exempt', percent: 0, standard: true, types: [1] });
  assert.deepEqual(
    (await listTaxRates(system, event)).map(({ name, standard, types }) => [name, standard, types]),
    [
      ['VAT', false, []],
      ['Reduced', false, []],
      ['Exempt', true, [1]],
    ],
  );
});
