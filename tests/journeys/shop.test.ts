/** Somebody gets a free ticket: choosing, details, the order's page; and everything that can come between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { HOLD_SECONDS } from '#features/orders/order.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf, type Reader } from '#testing/browser.ts';
import { addAccessCodes, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { keyboard } from '#testing/hand.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

async function makeSale(...types: Partial<TicketValues>[]): Promise<EventScope> {
  const event = await makeEvent(foyer.ctx(), organizer);
  for (const values of types)
    await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Community', kind: 'free', ...values });
  return event;
}

async function openEvent(event: EventScope, reader: Reader, query = ''): Promise<JourneyPage> {
  const page = await browser.newPage({ width: 360, ...reader });
  await page.goto(`${foyer.url}/e/${event.slug}${query}`);
  return page;
}

const seats = (event: EventScope) =>
  db.selectFrom('quotas').select(['held', 'sold']).where('eventId', '=', event.eventId).orderBy('number').execute();
const states = async (event: EventScope): Promise<string[]> =>
  (await db.selectFrom('orders').select('state').where('eventId', '=', event.eventId).orderBy('id').execute()).map(
    ({ state }) => state,
  );
/** Once everything that is owed was written. */
const mails = async (event: EventScope): Promise<string[]> => {
  while (await db.selectFrom('jobs').select('id').where('queue', '=', 'post_notice').limit(1).executeTakeFirst())
    await new Promise((resolve) => setTimeout(resolve, 20));
  return (await db.selectFrom('mails').select('kind').where('eventId', '=', event.eventId).orderBy('id').execute()).map(
    ({ kind }) => kind,
  );
};

async function takeAway(event: EventScope, quantity: number): Promise<void> {
  const [answer] = await reserveTickets(foyer.ctx(), event.eventId, [
    { idempotencyKey: `faster-${event.eventId}`, lines: [{ ticketType: 1, quantity }], unlocked: [], locale: 'en' },
  ]);
  assert.equal(answer?.outcome, 'reserved');
}

async function choose(page: JourneyPage, ticket: string, quantity: number): Promise<void> {
  await page.getByLabel(`How many: ${ticket}`).selectOption(String(quantity));
  await page.getByRole('button', { name: 'Get tickets' }).click();
}

async function enterBuyer(page: JourneyPage): Promise<void> {
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  await page.getByRole('button', { name: 'Complete order' }).click();
}

async function check(page: JourneyPage): Promise<void> {
  assert.equal(await overflowOf(page), 0);
  page.expectQuiet();
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  const reader = { javaScript };

  test(`free tickets in three steps; mistakes keep what was typed; cancelled, the seats are back, ${how}`, async () => {
    const event = await makeSale(
      { quantity: 8 },
      { name: 'Supporter', kind: 'donation' },
      { name: 'Patron', kind: 'paid', priceMinor: 5000 },
    );
    const page = await openEvent(event, reader);
    page.allow(/status of 422/);
    await page.getByText('Only 8 left').waitFor();
    await page.getByText('Not on sale yet').waitFor();
    assert.equal(await page.getByLabel('How many: Patron').count(), 0);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('alert').getByText('Choose how many tickets you want').waitFor();
    await choose(page, 'Community', 2);
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    await page.getByText(/Held for you until \d\d:\d\d \(Lisbon\)/).waitFor();
    if (javaScript) await page.getByText(/1[45]:\d\d left/).waitFor();
    assert.deepEqual(await seats(event), [{ held: 2, sold: 0 }]);
    await check(page);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel('Your name').fill('Ada Lind');
    await page.getByLabel('Your email address').fill('ada@localhost');
    await page.getByRole('button', { name: 'Complete order' }).click();
    await page.getByRole('alert').getByText('Enter an email address').waitFor();
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Ada Lind');
    await page.getByText('2. Community').click();
    await page.getByRole('group', { name: '2. Community' }).getByLabel('Name').fill('Bo Lind');
    await enterBuyer(page);
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    await page.getByText('Bo Lind').waitFor();
    assert.deepEqual(
      [await seats(event), await states(event), await mails(event)],
      [[{ held: 0, sold: 2 }], ['free-completed'], ['order-confirmation']],
    );
    await check(page);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByText('Cancel this order').click();
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByRole('heading', { level: 1, name: 'This order is cancelled' }).waitFor();
    assert.deepEqual(
      [await seats(event), await mails(event)],
      [[{ held: 0, sold: 0 }], ['order-confirmation', 'order-cancelled']],
    );
    await check(page);
    await page.context().close();
  });

  test(`sold out in the middle: how many are left is said and the choice stays, ${how}`, async () => {
    const event = await makeSale({ quantity: 5 });
    const page = await openEvent(event, reader);
    page.allow(/status of 409/);
    await page.getByLabel('How many: Community').selectOption('4');
    await takeAway(event, 3);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('alert').getByText('Community: 2 left').waitFor();
    await check(page);
    await choose(page, 'Community', 2);
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    assert.deepEqual(await seats(event), [{ held: 5, sold: 0 }]);
    const late = await browser.newPage({ ...reader, width: 360 });
    await late.goto(`${foyer.url}/e/${event.slug}/checkout`);
    await late.getByText('Sold out').waitFor();
    assert.equal(await late.getByRole('button', { name: 'Get tickets' }).count(), 0);
    await Promise.all([page.context().close(), late.context().close()]);
  });

  test(`a hold that runs out is said, and the same is got again, ${how}`, async () => {
    const event = await makeSale({ quantity: 5 });
    const page = await openEvent(event, reader);
    await choose(page, 'Community', 3);
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    await db
      .updateTable('orders')
      .set({ heldUntil: new Date(Date.now() - 1) })
      .where('eventId', '=', event.eventId)
      .execute();
    await enterBuyer(page);
    await page.getByRole('heading', { level: 1, name: 'This order has expired' }).waitFor();
    await expireOrders({ ...foyer.ctx(), now: Date.now() + HOLD_SECONDS * 1000 }, event.eventId);
    assert.deepEqual([await seats(event), await mails(event)], [[{ held: 0, sold: 0 }], []]);
    await check(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    assert.deepEqual(
      [await page.getByLabel('Your name').inputValue(), await page.getByLabel('Your email address').inputValue()],
      ['Ada Lind', 'ada@example.org'],
    );
    await page.getByRole('button', { name: 'Complete order' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    assert.deepEqual(
      [await seats(event), await states(event), await mails(event)],
      [[{ held: 0, sold: 3 }], ['expired', 'free-completed'], ['order-confirmation']],
    );
    await page.context().close();
  });

  test(`what only a code shows is ordered with it, and by nobody else, ${how}`, async () => {
    const event = await makeSale({}, { name: 'Volunteers', visibility: 'code', quantity: 5 });
    await addAccessCodes(foyer.ctx(), event, { codes: ['LANTERN'], types: [2] });
    const page = await openEvent(event, reader);
    await page.getByLabel('Access or discount code').fill('lantern');
    await page.getByRole('button', { name: 'Use code' }).click();
    await choose(page, 'Volunteers', 1);
    await enterBuyer(page);
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    assert.deepEqual(await seats(event), [{ held: 0, sold: 1 }]);
    const answer = await fetch(`${foyer.url}/e/${event.slug}/checkout?key=a-key-of-somebody-else`, {
      method: 'POST',
      headers: { origin: foyer.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'quantity-2=1',
      redirect: 'manual',
    });
    assert.equal(answer.status, 422);
    assert.deepEqual(await seats(event), [{ held: 0, sold: 1 }]);
    // Nobody can send others to a form whose key they know.
    const link = await fetch(`${foyer.url}/e/${event.slug}/checkout?code=lantern&key=a-key-of-somebody-else`, {
      redirect: 'manual',
    });
    assert.deepEqual([link.status, link.headers.get('location')], [303, `/e/${event.slug}/checkout?code=lantern`]);
    await check(page);
    await page.context().close();
  });

  test(`back and another choice gives the first seats back; giving up frees them, ${how}`, async () => {
    const event = await makeSale({ quantity: 9 });
    const page = await openEvent(event, reader);
    await choose(page, 'Community', 2);
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    await page.goto(`${foyer.url}/e/${event.slug}`);
    await choose(page, 'Community', 3);
    await page.getByText('3 × Community').waitFor();
    assert.deepEqual([await seats(event), await states(event)], [[{ held: 3, sold: 0 }], ['cancelled', 'reserved']]);
    await page.getByRole('button', { name: 'Release the seats' }).click();
    await page.getByRole('heading', { level: 1, name: 'This order is cancelled' }).waitFor();
    assert.deepEqual(await seats(event), [{ held: 0, sold: 0 }]);
    await page.getByRole('link', { name: 'Choose tickets' }).click();
    await page.getByRole('button', { name: 'Get tickets' }).waitFor();
    await check(page);
    await page.context().close();
  });
}

test('a double click orders once, at every step', async () => {
  const event = await makeSale({ quantity: 9 });
  const page = await openEvent(event, {});
  await page.getByLabel('How many: Community').selectOption('2');
  await page.getByRole('button', { name: 'Get tickets' }).dblclick();
  await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
  assert.deepEqual([await seats(event), await states(event)], [[{ held: 2, sold: 0 }], ['reserved']]);
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  await page.getByRole('button', { name: 'Complete order' }).dblclick();
  await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
  await page.reload();
  assert.deepEqual(
    [await seats(event), await states(event), await mails(event)],
    [[{ held: 0, sold: 2 }], ['free-completed'], ['order-confirmation']],
  );
  await page.context().close();
});

test('the same request sent many times at once, as by a retry, is one order', async () => {
  const event = await makeSale({ quantity: 50 });
  const send = (cookie: string) =>
    fetch(`${foyer.url}/e/${event.slug}/checkout`, {
      method: 'POST',
      headers: { accept: 'text/html', origin: foyer.url, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'quantity-1=2',
      redirect: 'manual',
    });
  const first = await send('');
  assert.deepEqual([first.status, await states(event)], [307, []]);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(cookie)));
  assert.deepEqual(
    [new Set(answers.map(({ status }) => status)), new Set(answers.map(({ headers }) => headers.get('location'))).size],
    [new Set([303]), 1],
  );
  assert.deepEqual(await states(event), ['reserved']);
});

test('two readers of the same page have keys of their own', async () => {
  const event = await makeSale({ quantity: 50 });
  const pages = await Promise.all([openEvent(event, {}), openEvent(event, { javaScript: false })]);
  for (const page of pages) {
    await choose(page, 'Community', 1);
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
  }
  assert.deepEqual(await states(event), ['reserved', 'reserved']);
  await Promise.all(pages.map((page) => page.context().close()));
});

test('the keyboard alone gets a ticket, and gives it up', async () => {
  const event = await makeSale({ quantity: 9 });
  const page = await openEvent(event, { width: 1280 });
  const hand = keyboard(page);
  await hand.pick(page.getByLabel('How many: Community'), '2');
  await hand.press(page.getByRole('button', { name: 'Get tickets' }));
  await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
  await hand.write(page.getByLabel('Your name'), 'Ada Lind');
  await hand.write(page.getByLabel('Your email address'), 'ada@example.org');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
  assert.deepEqual(await seats(event), [{ held: 0, sold: 2 }]);
  await check(page);
  await hand.press(page.locator('summary', { hasText: 'Cancel this order' }));
  await hand.press(page.getByRole('button', { name: 'Cancel the order' }));
  await page.getByRole('heading', { level: 1, name: 'This order is cancelled' }).waitFor();
  assert.deepEqual(await seats(event), [{ held: 0, sold: 0 }]);
  await check(page);
  await page.context().close();
});

test('a wrong secret is nothing, in both languages; an order’s page is nobody’s to keep or to tell', async () => {
  const event = await makeSale({ quantity: 9 });
  const page = await openEvent(event, { locale: 'ar' });
  await page.getByRole('button', { name: 'احصل على التذاكر' }).click();
  await page.getByRole('heading', { level: 1, name: 'بياناتك' }).waitFor();
  const address = page.url().replace(/\/details$/, '');
  const answer = await fetch(`${address}/details`);
  assert.deepEqual(
    ['cache-control', 'referrer-policy', 'x-robots-tag'].map((name) => answer.headers.get(name)),
    ['no-store', 'same-origin', 'noindex'],
  );
  assert.equal((await fetch(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`)).status, 404);
  await page.getByLabel('اسمك').fill('ليلى');
  await page.getByLabel('بريدك الإلكتروني').fill('layla@example.org');
  await page.getByRole('button', { name: 'إكمال الطلب' }).click();
  await page.getByRole('heading', { level: 1, name: 'تذاكرك' }).waitFor();
  await mails(event);
  const mail = await db
    .selectFrom('mails')
    .select(['subject', 'locale'])
    .where('eventId', '=', event.eventId)
    .executeTakeFirstOrThrow();
  assert.deepEqual([mail.locale, mail.subject.startsWith('تذاكرك')], ['ar', true]);
  await check(page);
  assert.deepEqual(await axeFindings(page), []);
  await page.context().close();
});
