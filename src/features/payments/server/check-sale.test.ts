import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { openTill } from '#testing/till-provider.ts';
import { blankMethod, BLANK_SETTINGS } from '../payment.ts';
import { checkSale } from './check-sale.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const database = await createTestDatabase();
const system = database.ctx();
const till = openTill();

test('tickets can be paid once a way to pay takes money, not when it is merely turned on', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  const payment = async () => (await checkSale(system, event)).find(({ check }) => check === 'payment')?.done;
  assert.equal(await payment(), undefined);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', priceMinor: 2000 });
  assert.equal(await payment(), false);
  till.hindrance = 'The till is shut.';
  await updatePaymentSettings(system, event, {
    ...BLANK_SETTINGS,
    methods: [{ ...blankMethod('till'), enabled: true }],
  });
  assert.equal(await payment(), false);
  till.hindrance = null;
  assert.equal(await payment(), true);
});
