/**
 * What an event writes to people, on its way through a real mail server: confirmations in its own words, messages to
 * many, what was refused.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { makeEvent } from '#testing/builders.ts';
import { type JourneyPage, openBrowser, untilSays, untilScriptsRan } from '#testing/browser.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { ADMINISTRATOR, runFoyer } from '#testing/running-foyer.ts';

const server = await startMailServer();
const foyer = await runFoyer({ SMTP_URL: server.url });
const browser = await openBrowser();
const { slug: organizer } = await createOrganizer(foyer.ctx(), { name: 'Lantern Society' });

async function makeSale(): Promise<EventScope> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, await authoriseOrganizer(ctx, organizer, 'see'), { published: true });
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Adult', kind: 'free', quantity: 100 });
  return event;
}

let asked = 0;
async function order(event: EventScope, email: string, locale = 'en'): Promise<void> {
  const ctx = foyer.ctx();
  asked += 1;
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `a-guest-${asked}`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale },
  ]);
  assert.equal(answer?.outcome, 'reserved');
  const scope = await authoriseOrderIn(ctx, event, answer.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(ctx, scope, { name: 'Ada Lind', email, locale, names: [] });
}

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  const page = await browser.newPage({}, context);
  // The preview of a mail runs no scripts, our own instruments among them.
  page.allow(/Blocked script execution in 'about:srcdoc'/);
  page.allow(/status of 422/);
  return page;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  const guest = (name: string): string => `${name}-${javaScript ? 'js' : 'plain'}@example.org`;

  test(`a confirmation arrives with the calendar, and in the event’s own words once there are any, ${how}`, async () => {
    const event = await makeSale();
    await order(event, guest('ada'));
    const first = await server.waitFor(({ to }) => to.includes(guest('ada')));
    assert.equal(first.subject.startsWith('Your tickets for'), true);
    assert.match(first.raw, /Content-Type: text\/calendar;[\s\S]*?name="?[\w-]+\.ics/i);
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/manage/${organizer}/events/${event.slug}/messages`);
    await page.getByRole('link', { name: 'Templates and reminders' }).click();
    await page.getByRole('link', { name: 'Confirmation', exact: true }).click();
    await page.getByLabel('Subject').fill('Welcome, {nmae}');
    await page.getByRole('button', { name: 'Save text' }).click();
    await page.getByText('{nmae} does not work here. Did you mean {name}?').first().waitFor();
    await untilScriptsRan(page);
    await page.getByLabel('Subject').fill('Welcome to {event}, {name}');
    await page.getByLabel('Text').fill('Hello {name},\n\nbring **a lantern**.');
    if (!javaScript) await page.getByRole('button', { name: 'Preview' }).click();
    await page.frameLocator('iframe').getByText('a lantern', { exact: true }).waitFor();
    await page.frameLocator('iframe').getByText('Hello Ada Lindqvist,').last().waitFor();
    await page.getByRole('button', { name: 'Save text' }).click();
    await page.getByText('Uses your text.').waitFor();
    page.expectQuiet();
    await order(event, guest('bo'));
    const second = await server.waitFor(({ to }) => to.includes(guest('bo')));
    assert.equal(second.subject.startsWith('Welcome to Lantern Days'), true);
    assert.match(second.html, /bring <strong>a lantern<\/strong>/);
    await page.getByRole('button', { name: 'Use default text' }).click();
    await page.getByText('Uses the default text.').waitFor();
    await page.context().close();
  });

  test(`a message is looked at, tried, and reaches everybody who comes once; one that waits can be stopped, ${how}`, async () => {
    const event = await makeSale();
    for (const name of ['cy', 'dee']) await order(event, guest(name));
    for (const name of ['cy', 'dee']) await server.waitFor(({ to }) => to.includes(guest(name)));
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/manage/${organizer}/events/${event.slug}/messages`);
    await page.getByRole('link', { name: 'Write a message' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('Enter a subject').first().waitFor();
    await page.getByLabel('Subject', { exact: true }).fill('It will rain');
    await page.getByLabel('Text', { exact: true }).fill('Dear {name},\n\nbring an umbrella to {event}.');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('heading', { name: '2 people get this now' }).waitFor();
    await page.getByRole('button', { name: 'Send myself a test email' }).click();
    await page.getByText(`A test email is on its way to ${ADMINISTRATOR}`).waitFor();
    const trial = await server.waitFor(
      ({ to, subject }) => to.includes(ADMINISTRATOR) && subject === '[Test] It will rain',
    );
    assert.match(trial.text, /Dear Ada Lindqvist,/);
    await page.getByRole('button', { name: 'Send to 2 people' }).click();
    await page.getByRole('heading', { level: 1, name: 'It will rain' }).waitFor();
    await page.getByText('It goes to everyone who matches at that time').waitFor({ state: 'hidden' });
    await untilSays(page, 'Sent: 2');
    const got = server.received.filter(
      ({ to: [address], subject }) => subject === 'It will rain' && [guest('cy'), guest('dee')].includes(address ?? ''),
    );
    assert.deepEqual(got.map(({ to: [address] }) => address).sort(), [guest('cy'), guest('dee')]);
    assert.match(got[0]?.text.replaceAll('\n', ' ') ?? '', /Dear Ada Lind, {2}bring an umbrella to Lantern Days/);

    await page.goto(`${foyer.url}/manage/${organizer}/events/${event.slug}/messages/new`);
    await page.getByLabel('Subject', { exact: true }).fill('Doors are open');
    await page.getByLabel('Text', { exact: true }).fill('Come in.');
    await page.getByLabel('Later').check();
    await page.getByLabel('Date and time').fill('2027-05-08T08:30');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Schedule for 2 people' }).click();
    await page.getByText('Scheduled for Sat 8 May 2027, 08:30.').waitFor();
    await page.getByRole('button', { name: 'Stop this message' }).click();
    await page.getByText('Stopped before any email was sent.').waitFor();
    page.expectQuiet();
    await page.context().close();
  });

  test(`what the other side refuses is shown with why, and goes again once the address is right, ${how}`, async () => {
    const event = await makeSale();
    server.refuse(
      { code: 550, words: 'No such mailbox here', at: 'recipient' },
      (address) => address === guest('wrong'),
    );
    await order(event, guest('wrong'));
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/manage/${organizer}/events/${event.slug}/messages`);
    await untilSays(page, '1 email has not arrived');
    await page.getByRole('link', { name: 'See 1 failed email' }).click();
    await page.getByText('Refused', { exact: true }).waitFor();
    await page.getByText('No such mailbox here').waitFor();
    server.refuse(null);
    await foyer
      .ctx()
      .db.updateTable('orders')
      .set({ buyerEmail: guest('right') })
      .where('eventId', '=', event.eventId)
      .execute();
    await page.getByRole('button', { name: /^Send again to/ }).click();
    await page.getByText(`On its way again to ${guest('right')}`).waitFor();
    const mail = await server.waitFor(({ to }) => to.includes(guest('right')));
    assert.match(mail.text, new RegExp(`${foyer.url}/orders/`));
    page.expectQuiet();
    await page.context().close();
  });
}

test('who joins a waiting list of an installation that sends mail is told to look into theirs, and finds the link there', async () => {
  const event = await makeSale();
  await updateTicketType(foyer.ctx(), event, { number: 1, change: { quantity: 0 } });
  await updateWaitingList(foyer.ctx(), event, { isOpen: true });
  const page = await browser.newPage({ width: 360, javaScript: false });
  await page.goto(`${foyer.url}/e/${event.slug}/waiting`);
  await page.getByText('The offer is sent here, and a link to your place on the waiting list.').waitFor();
  await page.getByLabel('Your name').fill('Ines Ojala');
  await page.getByLabel('Your email address').fill('ines@example.org');
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await page.getByText('Check your email').waitFor();
  const mail = await server.waitFor(({ to }) => to.includes('ines@example.org'));
  await page.goto(/http:\S+\/waiting\/[\w-]{22}/.exec(mail.text)?.[0] ?? '');
  await page.getByText('we email ines@example.org and hold them for you.').waitFor();
});
