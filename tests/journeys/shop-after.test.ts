/**
 * After an order stands: its buyer names those who come, gives a ticket up, passes one on; the team finds, edits, notes
 * and takes tables along.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { checkPage, openBrowser } from '#testing/browser.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { type Way, WAYS } from '#testing/hand.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const owner = await makeUser(foyer.ctx(), { organizer, role: 'owner' });
const { db } = foyer.opened.database;

async function makeOrder(): Promise<{ event: EventScope; code: string; address: string }> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, organizer);
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Community', kind: 'free', quantity: 20 });
  const [answer] = await reserveTickets(ctx, event.eventId, [
    {
      idempotencyKey: `after-sale-${event.eventId}`,
      lines: [{ ticketType: 1, quantity: 3 }],
      unlocked: [],
      locale: 'en',
    },
  ]);
  const code = answer?.outcome === 'reserved' ? answer.order.code : '';
  await completeOrder(ctx, await authoriseOrderIn(ctx, event, code, 'buyer'), {
    name: 'Ada Lind',
    email: 'ada@example.org',
    locale: 'en',
    names: [],
  });
  return { event, code, address: `${foyer.url}/orders/${code}/${signOrder(foyer.opened.config.secret, code)}` };
}

const sold = async (event: EventScope): Promise<number | undefined> =>
  (await db.selectFrom('quotas').select('sold').where('eventId', '=', event.eventId).executeTakeFirst())?.sold;

for (const { how, javaScript, work, axe } of WAYS) {
  test(`a buyer names those who come, cancels one ticket and passes one on to somebody who accepts, ${how}`, async () => {
    const { event, code, address } = await makeOrder();
    const page = await browser.newPage({ width: 360, javaScript });
    const hand = work(page);
    page.allow(/status of 422/);
    await page.goto(address);
    await checkPage(page, axe);
    // This installation has no mail server.
    await page.getByText('You are in. This site does not send emails, so bookmark this page').waitFor();
    await hand.press(page.getByRole('link', { name: 'Change names' }));
    await hand.write(page.getByLabel('Name', { exact: true }).nth(1), 'Bo Wren');
    await hand.write(page.locator('#email-2'), 'bo@localhost');
    await hand.press(page.getByRole('button', { name: 'Save changes' }));
    await page.getByRole('alert').getByText('Enter an email address').waitFor();
    assert.equal(await page.locator('#name-2').inputValue(), 'Bo Wren');
    await hand.write(page.locator('#email-2'), 'bo@example.org');
    await checkPage(page, axe);
    await hand.press(page.getByRole('button', { name: 'Save changes' }));
    await page.getByText('Bo Wren').waitFor();

    await hand.press(page.getByRole('link', { name: `Transfer or cancel: ${code}-3` }));
    await page.getByRole('button', { name: `Cancel ticket ${code}-3` }).waitFor();
    await checkPage(page, axe);
    await hand.press(page.getByRole('button', { name: `Cancel ticket ${code}-3` }));
    await page.getByText('Cancelled', { exact: true }).waitFor();
    assert.equal(await sold(event), 2);

    await hand.press(page.getByRole('link', { name: `Transfer or cancel: ${code}-2` }));
    await hand.write(page.getByLabel('Their email address'), 'cleo@example.org');
    await hand.press(page.getByRole('button', { name: 'Send offer' }));
    await page.getByText('Offered to cleo@example.org').waitFor();
    await takeOver(await findOffer(event), { javaScript, work, axe });
    await page.goto(address);
    await page.getByText('Belongs to cleo@example.org').waitFor();
    await page.context().close();
  });

  test(`an offered ticket is not wanted, and stays its buyer’s, ${how}`, async () => {
    const { event, code, address } = await makeOrder();
    const page = await browser.newPage({ width: 360, javaScript });
    const hand = work(page);
    await page.goto(`${address}/tickets/1`);
    await hand.write(page.getByLabel('Their email address'), 'cleo@example.org');
    await hand.press(page.getByRole('button', { name: 'Send offer' }));
    await page.getByText('Offered to cleo@example.org').waitFor();
    await page.goto(await findOffer(event));
    await hand.press(page.getByRole('button', { name: 'Decline' }));
    await page.getByRole('button', { name: 'Decline' }).waitFor({ state: 'detached' });
    await checkPage(page, axe);
    await page.goto(address);
    await page.getByRole('link', { name: `Transfer or cancel: ${code}-1` }).waitFor();
    assert.equal(await page.getByText('Offered to').count(), 0);
    await page.context().close();
  });
}

/** The address in the mail to whom a ticket is offered. */
async function findOffer({ eventId }: EventScope): Promise<string> {
  const { textBody } = await db
    .selectFrom('mails')
    .select('textBody')
    .where('kind', '=', 'ticket-offered')
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  return /http\S+\/tickets\/transfers\/\S+/.exec(textBody)?.[0] ?? '';
}

async function takeOver(address: string, { javaScript, work, axe }: Omit<Way, 'how'>): Promise<void> {
  const page = await browser.newPage({ width: 360, javaScript });
  const hand = work(page);
  await page.goto(address);
  await page.getByText('Ada Lind is offering you a ticket').waitFor();
  await checkPage(page, axe);
  await hand.write(page.getByLabel('Your name'), 'Cleo Marsh');
  await hand.press(page.getByRole('button', { name: 'Accept ticket' }));
  await page.getByRole('heading', { level: 1, name: 'Your ticket' }).waitFor();
  await page.getByText('Cleo Marsh').waitFor();
  await checkPage(page, axe);
  await page.context().close();
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`the team finds an order by its attendee, edits, notes, cancels a ticket and takes tables along, ${how}`, async () => {
    const { event, code } = await makeOrder();
    const context = await browser.newContext({ javaScript, width: 1280 });
    await foyer.signInAs(context, owner.userId);
    const page = await browser.newPage({ width: 1280, javaScript }, context);
    const base = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;
    await page.goto(`${base}/attendees`);
    await checkPage(page, javaScript);
    const row = page.getByRole('listitem').filter({ hasText: `${code}-2` });
    assert.equal(
      await row.getByRole('link', { name: `${code}-2` }).getAttribute('href'),
      `${new URL(base).pathname}/orders/${code}`,
    );
    await row.getByRole('link').first().click();
    await page.getByLabel('Name', { exact: true }).fill('Dora Pike');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Dora Pike').waitFor();
    await page.goto(`${base}/orders`);
    await page.getByLabel('Code, name or email address').fill('pike');
    await page.getByRole('button', { name: 'Search' }).click();
    await checkPage(page, javaScript);
    await page.getByRole('link', { name: code, exact: true }).click();
    await page.getByLabel('Only your team can see notes').fill('Comes with a guide dog');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByText('Comes with a guide dog').waitFor();
    await checkPage(page, javaScript);
    await page.locator('summary', { hasText: `${code}-3` }).click();
    await page.getByRole('button', { name: `Cancel ${code}-3` }).click();
    await page.getByText('Ticket 3 cancelled').waitFor();
    assert.equal(await sold(event), 2);
    await page.getByRole('button', { name: 'Send confirmation again' }).click();
    await page.getByText('The confirmation is ready but was not sent').waitFor();
    await page.getByRole('link', { name: 'Edit buyer' }).click();
    await page.getByLabel('Email address').fill('ada@example.net');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Buyer changed from Ada Lind <ada@example.org> to Ada Lind <ada@example.net>').waitFor();
    const table = await context.request.get(`${base}/attendees/attendees.csv?layout=open-event`);
    assert.equal((await table.text()).split('\r\n').length, 4);
    await page.goto(`${base}/tickets/cancellation`);
    await page.getByLabel('Hours before the start').first().fill('48');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    const rules = await db
      .selectFrom('orderRules')
      .select('cancelHours')
      .where('eventId', '=', event.eventId)
      .executeTakeFirst();
    assert.deepEqual(rules, { cancelHours: 48 });
    await context.close();
  });
}
