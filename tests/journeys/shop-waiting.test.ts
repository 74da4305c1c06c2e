/**
 * Somebody waits: sold out in the middle, in line as a group of two, seats come back, the offer comes by mail and is
 * taken; who does not fit is passed over.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { checkPage, type JourneyPage, openBrowser } from '#testing/browser.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { type Hand, pointer, WAYS } from '#testing/hand.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

let asked = 0;
async function take(event: EventScope, quantity: number): Promise<OrderScope> {
  asked += 1;
  const [answer] = await reserveTickets(foyer.ctx(), event.eventId, [
    {
      idempotencyKey: `faster-${asked}-${event.eventId}`,
      lines: [{ ticketType: 1, quantity }],
      unlocked: [],
      locale: 'en',
    },
  ]);
  assert.equal(answer?.outcome, 'reserved');
  return authoriseOrderIn(foyer.ctx(), event, answer.outcome === 'reserved' ? answer.order.code : '');
}

/** The address in a mail of that kind to somebody, once it was written. */
async function linkIn(event: EventScope, kind: string, to: string, pattern: RegExp): Promise<string> {
  for (;;) {
    const mail = await db
      .selectFrom('mails')
      .select('textBody')
      .where('eventId', '=', event.eventId)
      .where('kind', '=', kind)
      .where('recipient', '=', to)
      .executeTakeFirst();
    const link = pattern.exec(mail?.textBody ?? '')?.[0];
    if (link) return `${foyer.url}${link}`;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const line = async (event: EventScope): Promise<string[]> =>
  (
    await db
      .selectFrom('waitingEntries')
      .select(['name', 'state'])
      .where('eventId', '=', event.eventId)
      .orderBy('id')
      .execute()
  ).map(({ name, state }) => `${name} ${state}`);

async function join(
  page: JourneyPage,
  hand: Hand,
  { name, quantity }: { name: string; quantity: number },
): Promise<void> {
  await hand.write(page.getByLabel('How many of you are coming'), String(quantity));
  await hand.write(page.getByLabel('Your name'), name);
  await hand.write(page.getByLabel('Your email address'), `${name.toLowerCase()}@example.org`);
  await hand.press(page.getByRole('button', { name: 'Join the waiting list' }));
  await page.getByText('This site does not send emails yet, so you are not told when seats become free.').waitFor();
}

for (const { how, javaScript, work, axe } of WAYS) {
  test(`sold out in the middle, in line, offered, taken; a group that does not fit is passed over, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer);
    await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Community', kind: 'free', quantity: 5 });
    await updateWaitingList(foyer.ctx(), event, { isOpen: true });
    const page = await browser.newPage({ width: 360, javaScript });
    const hand = work(page);
    page.allow(/status of (409|422)/);
    await page.goto(`${foyer.url}/e/${event.slug}`);
    await hand.pick(page.getByLabel('How many: Community'), '2');
    const orders = [await take(event, 2), await take(event, 3)];
    await hand.press(page.getByRole('button', { name: 'Get tickets' }));
    await page.getByText('Community: sold out').waitFor();
    await hand.press(page.getByRole('link', { name: 'Join the waiting list' }).first());
    await page.getByText('Nobody else can take them').waitFor();
    await hand.write(page.getByLabel('How many of you are coming'), '0');
    await hand.press(page.getByRole('button', { name: 'Join the waiting list' }));
    if (!javaScript) await checkPage(page, axe);

    const crowd = await browser.newPage({ width: 360, javaScript });
    await crowd.goto(`${foyer.url}/e/${event.slug}/waiting`);
    await checkPage(crowd, axe);
    await join(crowd, work(crowd), { name: 'Crowd', quantity: 4 });
    await join(page, hand, { name: 'Pair', quantity: 2 });
    await checkPage(page, axe);

    await page.goto(await linkIn(event, 'waiting-joined', 'pair@example.org', /\/waiting\/[\w-]{22}/));
    await page.getByRole('heading', { level: 1, name: 'You are on the waiting list' }).waitFor();
    await page.getByText('1 group is ahead of you.').waitFor();
    await page.getByText('so bookmark this page and check it from time to time.').waitFor();
    await checkPage(page, axe);

    await cancelOrder(foyer.ctx(), orders[0] as OrderScope);
    assert.deepEqual(await line(event), ['Crowd waiting', 'Pair offered']);
    await page.goto(await linkIn(event, 'waiting-offer', 'pair@example.org', /\/orders\/[A-Z0-9]{8}\/[\w-]+/));
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    await hand.write(page.getByLabel('Your name'), 'Pair');
    await hand.write(page.getByLabel('Your email address'), 'pair@example.org');
    await hand.press(page.getByRole('button', { name: 'Complete order' }));
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    assert.deepEqual(await line(event), ['Crowd waiting', 'Pair taken']);

    await cancelOrder(foyer.ctx(), orders[1] as OrderScope);
    assert.deepEqual(await line(event), ['Crowd waiting', 'Pair taken']);
    await page.goto(`${foyer.url}/e/${event.slug}/checkout`);
    await page.getByText('Sold out').waitFor();
    await crowd.goto(await linkIn(event, 'waiting-joined', 'crowd@example.org', /\/waiting\/[\w-]{22}/));
    await work(crowd).press(crowd.getByRole('button', { name: 'Leave the waiting list' }));
    await crowd.getByRole('heading', { level: 1, name: 'You have left the waiting list' }).waitFor();
    await checkPage(crowd, axe);
    await page.goto(`${foyer.url}/e/${event.slug}/checkout`);
    await page.getByLabel('How many: Community').waitFor();
  });
}

test('the team opens the list, sees who waits, and takes somebody off it', async () => {
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Community', kind: 'free', quantity: 0 });
  const owner = await makeUser(foyer.ctx(), { organizer, role: 'owner' });
  const page = await browser.newPage({ width: 1280, javaScript: true });
  await foyer.signInAs(page.context(), owner.userId);
  await page.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/tickets/waiting`);
  await page.getByLabel('Open the waiting list for ticket types that are sold out').check();
  await page.getByLabel('Hours to accept an offer').fill('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Open · Nobody is waiting').waitFor();
  const visitor = await browser.newPage({ width: 360, javaScript: true });
  await visitor.goto(`${foyer.url}/e/${event.slug}`);
  await visitor.getByRole('link', { name: 'Join the waiting list: Community' }).click();
  await join(visitor, pointer(), { name: 'Ada', quantity: 2 });
  await page.reload();
  await page.getByText('Open · 1 group waiting · 2 seats wanted').waitFor();
  await page.getByText('Remove', { exact: true }).click();
  await page.getByRole('button', { name: 'Remove from waiting list' }).click();
  await page.getByText(/^· Removed, /).waitFor();
  await checkPage(page, true);
});
