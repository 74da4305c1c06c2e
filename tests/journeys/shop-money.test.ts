/**
 * A ticket that costs money: the organiser says how it is paid, somebody buys, the bank says the money came, and some
 * of it goes back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, {
    ...BLANK_TICKET,
    name: 'Adult',
    kind: 'paid',
    priceMinor: 1250,
    quantity: 20,
  });
  return event;
}

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

async function check(page: JourneyPage, javaScript: boolean): Promise<void> {
  assert.equal(await overflowOf(page), 0);
  if (javaScript) assert.deepEqual(await axeFindings(page), []);
}

const stateOf = async (code: string): Promise<string> =>
  (await db.selectFrom('orders').select('state').where('code', '=', code).executeTakeFirstOrThrow()).state;
const seats = (event: EventScope) =>
  db.selectFrom('quotas').select(['held', 'sold']).where('eventId', '=', event.eventId).execute();

async function turnOn(team: JourneyPage, base: string): Promise<void> {
  team.allow(/status of 422/);
  await team.goto(`${base}/tickets/payment`);
  await team.locator('[id="bank-transfer.enabled"]').check();
  await team.getByLabel('Account holder').fill('Lantern Society');
  await team.getByLabel('IBAN').fill('DE98 3704 0044 0532 0130 00');
  await team.getByRole('button', { name: 'Save' }).click();
  await team.getByRole('alert').getByText('Check this IBAN').waitFor();
  await team.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
  await team.locator('[id="invoice.enabled"]').check();
  await team.getByRole('button', { name: 'Save' }).click();
  await team.waitForURL(`${base}/tickets`);
}

async function order(page: JourneyPage, event: EventScope): Promise<void> {
  await page.goto(`${foyer.url}/e/${event.slug}`);
  await page.getByLabel('How many: Adult').selectOption('2');
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  await page.locator('form[action*="complete"] button:not([type="button"])').last().click();
  await page.getByRole('heading', { level: 1, name: 'How do you want to pay?' }).waitFor();
}

const statement = (code: string, amount: string): string =>
  `Booking date;Payer;Reference;Amount;Currency\n2027-04-02;Ada Lind;Tickets ${code};${amount};EUR\n2027-04-03;Landlord;Rent;-700,00;EUR\n`;

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a ticket is bought by bank transfer, the statement says the money came, a part goes back, ${how}`, async () => {
    const event = await makeSale();
    const base = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;
    const team = await signedIn(javaScript);
    const page = await browser.newPage({ width: 360, javaScript });
    page.allow(/status of 422/);
    await page.goto(`${foyer.url}/e/${event.slug}`);
    await page.getByText('Not on sale yet').waitFor();
    await turnOn(team, base);
    await order(page, event);
    await check(page, javaScript);

    // An invoice wants an address; what was typed stays.
    await page.getByRole('radio', { name: /^Invoice/ }).check();
    if (!(await page.getByLabel('Company').isVisible())) await page.getByText('I need an invoice').click();
    await page.getByLabel('Company').fill('Lind & Daughters');
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByRole('alert').getByText('Enter the address for the invoice').waitFor();
    assert.equal(await page.getByLabel('Company').inputValue(), 'Lind & Daughters');
    await page.getByRole('radio', { name: /^Bank transfer/ }).check();
    await page.getByRole('button', { name: 'Place order' }).click();

    await page.getByText('DE89 3704 0044 0532 0130 00').waitFor();
    await page.getByText('Transfer the amount by').waitFor();
    await page.getByRole('img', { name: /banking app/ }).waitFor();
    const code = /\/orders\/([A-Z0-9]{8})\//.exec(page.url())?.[1] ?? '';
    assert.deepEqual([await stateOf(code), await seats(event)], ['pending-payment', [{ held: 2, sold: 0 }]]);
    await check(page, javaScript);

    // A part comes by hand, the rest by the statement.
    await team.goto(`${base}/orders/${code}`);
    await team.getByRole('link', { name: 'Record a payment' }).click();
    await team.getByLabel('Amount (EUR)').first().fill('5.00');
    await team.getByRole('button', { name: 'Record payment' }).click();
    await team.getByText('€20 of €25 is still to be paid').waitFor();
    await check(team, javaScript);
    await team.goto(`${base}/orders/statements`);
    await team
      .getByLabel('File from your bank')
      .setInputFiles({ name: 'april.csv', mimeType: 'text/csv', buffer: Buffer.from(statement(code, '20,00')) });
    await team.getByRole('button', { name: 'Upload statement' }).click();
    await team.getByText('1 payment added').waitFor();
    await check(team, javaScript);
    assert.equal(await stateOf(code), 'pending-payment');
    await team.getByRole('button', { name: 'Record the matching payment' }).click();
    await team.getByText('No payments here').waitFor();
    assert.deepEqual([await stateOf(code), await seats(event)], ['paid', [{ held: 0, sold: 2 }]]);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();

    // The same statement again books nothing twice; a part goes back and is sent.
    await team.getByText('Add a bank statement').click();
    await team
      .getByLabel('File from your bank')
      .setInputFiles({ name: 'again.csv', mimeType: 'text/csv', buffer: Buffer.from(statement(code, '20,00')) });
    await team.getByRole('button', { name: 'Upload statement' }).click();
    await team.getByText('1 payment had already been added').waitFor();
    await team.goto(`${base}/orders/${code}/money`);
    await team.getByText('Send a refund').click();
    await team.locator('#refund-amount').fill('3.50');
    await team.getByRole('button', { name: 'Send refund', exact: true }).click();
    await team.getByText('Refund, to be sent by you').waitFor();
    assert.equal(await stateOf(code), 'partly-refunded');
    await team.goto(`${base}/orders/money`);
    await team.getByRole('heading', { name: /Refunds to send/ }).waitFor();
    await check(team, javaScript);
    await team.getByRole('link', { name: code }).click();
    await team.getByRole('button', { name: /^Mark as sent/ }).click();
    await team.getByText('Refund, sent').waitFor();
    await page.reload();
    await page.getByText('€3.50 has been refunded to you').waitFor();
    page.expectQuiet();
    team.expectQuiet();
    await page.context().close();
    await team.context().close();
  });
}

test('all orders of an event that is off are cancelled and paid back in one act', async () => {
  const event = await makeSale();
  const base = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;
  const team = await signedIn(true);
  await turnOn(team, base);
  const page = await browser.newPage({ width: 360 });
  await order(page, event);
  await page.getByRole('radio', { name: /^Bank transfer/ }).check();
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.getByText('Transfer the amount by').waitFor();
  const code = /\/orders\/([A-Z0-9]{8})\//.exec(page.url())?.[1] ?? '';
  await team.goto(`${base}/orders/${code}/money`);
  await team.getByRole('button', { name: 'Record payment' }).click();
  await team.getByText('Fully paid').waitFor();
  const { name } = await db
    .selectFrom('events')
    .select('name')
    .where('id', '=', event.eventId)
    .executeTakeFirstOrThrow();
  await team.goto(`${base}/settings/cancel`);
  await team.locator('#confirm').fill(name);
  await team.getByRole('button', { name: /Cancel/ }).click();
  await team.goto(`${base}/settings/cancel`);
  await team.getByRole('link', { name: 'Cancel all orders' }).click();
  await check(team, true);
  await team.locator('#confirm').fill(name);
  await team.getByRole('button', { name: 'Cancel 1 order' }).click();
  await team.getByText('No valid orders are left').waitFor({ timeout: 20_000 });
  assert.deepEqual([await stateOf(code), await seats(event)], ['refunded', [{ held: 0, sold: 0 }]]);
  await page.reload();
  await page.getByText('Your refund of €25 is on its way').waitFor();
  page.expectQuiet();
  await page.context().close();
  await team.context().close();
});
