/** Forms and lists of an organiser: fields in line, times that follow, pictures at once, what is needed first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { EventScope } from '#features/events/server/policy.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { writeSessionTypes } from '#features/sessions/server/write-records.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { axeFindings, type JourneyPage, openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());

async function signedIn(reader: Parameters<typeof browser.newPage>[0]): Promise<JourneyPage> {
  const context = await browser.newContext(reader);
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

/** Where the controls of these fields begin, in pixels from the top. */
async function tops(page: JourneyPage, names: string[]): Promise<number[]> {
  return Promise.all(
    names.map(async (name) => Math.round((await page.locator(`#${name}`).boundingBox())?.y ?? Number.NaN)),
  );
}

const rootOf = (event: EventScope): string => `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;

async function sellOne(event: EventScope): Promise<string> {
  const { number } = await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Seat', kind: 'free' });
  const request = {
    idempotencyKey: `seat-${event.slug}`,
    lines: [{ ticketType: number, quantity: 1 }],
    unlocked: [],
    locale: 'en',
  };
  const [answer] = await reserveTickets(foyer.ctx(), event.eventId, [request]);
  const order = await authoriseOrderIn(
    foyer.ctx(),
    event,
    answer?.outcome === 'reserved' ? answer.order.code : '',
    'buyer',
  );
  await completeOrder(foyer.ctx(), order, { name: 'Odile Marsh', email: 'odile@example.org', locale: 'en', names: [] });
  return order.code;
}

test('fields beside each other have their controls on one line, although one has a hint or an error', async () => {
  const event = await makeEvent(foyer.ctx(), organizer);
  const page = await signedIn({ javaScript: false });
  page.allow(/status of 422/);
  await page.goto(`${rootOf(event)}/sessions/new`);
  const same = (values: number[]): void => assert.equal(new Set(values).size, 1, String(values));
  same(await tops(page, ['state', 'type']));
  same(await tops(page, ['startsAt', 'endsAt']));
  await page.goto(`${foyer.url}/manage/${organizer.slug}/new`);
  await page.getByLabel('Name').fill('Short');
  await page.getByLabel('Time zone').selectOption('Europe/Lisbon');
  await page.getByLabel('Starts').fill('2027-05-08T20:00');
  await page.getByLabel('Ends').fill('2027-05-08T19:00');
  await page.getByRole('button', { name: 'Create draft' }).click();
  await page.locator('#ends-error').waitFor();
  same(await tops(page, ['starts', 'ends']));
  await page.context().close();
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`the end of a session follows from its start and its type, and it is public unless one says otherwise, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer);
    await writeSessionTypes(foyer.ctx(), event, {
      create: [{ number: 1, sourceKey: '', name: 'Workshop', minutes: 90 }],
      update: [],
    });
    const page = await signedIn({ javaScript });
    await page.goto(`${rootOf(event)}/sessions/new`);
    await page.getByLabel('Title', { exact: true }).fill('Bending wire');
    assert.equal(await page.getByLabel('State').inputValue(), 'confirmed');
    await page.locator('#type').selectOption('1');
    await page.getByLabel('Starts').fill('2027-05-08T10:15');
    if (javaScript) {
      await page.getByLabel('Starts').blur();
      assert.equal(await page.getByLabel('Ends').inputValue(), '2027-05-08T11:45');
    }
    await page.getByRole('button', { name: 'Add session', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Bending wire added' }).waitFor();
    const { startsAt, endsAt, state } = await foyer
      .ctx()
      .db.selectFrom('sessions')
      .select(['startsAt', 'endsAt', 'state'])
      .where('eventId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([Number(endsAt) - Number(startsAt), state], [90 * 60_000, 'confirmed']);
    await page.context().close();
  });

  test(`a speaker has a photo from the start, and a file that is none is refused with everything typed kept, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer);
    const page = await signedIn({ javaScript });
    page.allow(/status of 422/);
    await page.goto(`${rootOf(event)}/speakers/new`);
    await page.getByLabel('Name').fill('Ines Barro');
    await page
      .getByLabel('Photo')
      .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByRole('button', { name: 'Add speaker', exact: true }).click();
    await page.locator('#picture-error').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Ines Barro');
    const buffer = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#208040' } })
      .png()
      .toBuffer();
    await page.getByLabel('Photo').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
    await page.getByRole('button', { name: 'Add speaker', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Ines Barro added' }).waitFor();
    const speakers = await foyer
      .ctx()
      .db.selectFrom('speakers')
      .select(['name', 'photoId'])
      .where('eventId', '=', event.eventId)
      .execute();
    assert.deepEqual(
      speakers.map(({ name, photoId }) => [name, photoId !== null]),
      [['Ines Barro', true]],
    );
    await page.context().close();
  });
}

test('on a phone orders and attendees come before the figures, tables are at the top, and a row leads to its order', async () => {
  const event = await makeEvent(foyer.ctx(), organizer);
  const code = await sellOne(event);
  const page = await signedIn({ width: 360, height: 780 });
  for (const [list, row] of [
    ['orders', code],
    ['attendees', `${code}-1`],
  ] as const) {
    await page.goto(`${rootOf(event)}/${list}`);
    const [table, first, figures] = await Promise.all(
      [
        page.getByRole('link', { name: 'Download CSV', exact: true }),
        page.getByRole('link', { name: row }),
        page.locator('.numbers dl'),
      ].map((place) => place.boundingBox()),
    );
    assert.ok(
      table && first && figures && table.y < first.y && first.y < figures.y,
      `${list}: ${table?.y} ${first?.y} ${figures?.y}`,
    );
    await page.getByText('Odile Marsh').first().click({ force: true });
    await page.waitForURL(
      list === 'orders' ? `${rootOf(event)}/orders/${code}` : `${rootOf(event)}/attendees/${code}/1`,
    );
  }
  await page.goto(`${rootOf(event)}/orders`);
  for (const name of ['Add order', 'Money', 'Bank statements'])
    assert.match(
      (await page.getByRole('main').getByRole('link', { name, exact: true }).getAttribute('class')) ?? '',
      /button/,
    );
  assert.deepEqual(await page.locator('.numbers dt').allInnerTexts(), ['Confirmed']);
  assert.deepEqual(await axeFindings(page), []);
  await page.context().close();
});

test('where orders fix the currency its page says so and offers no form', async () => {
  const event = await makeEvent(foyer.ctx(), organizer);
  const page = await signedIn({ javaScript: false });
  const change = page.getByRole('button', { name: 'Change currency' });
  await page.goto(`${rootOf(event)}/tickets/currency`);
  assert.equal(await change.count(), 1);
  const scope = await reserveSeats(foyer.ctx(), event, [
    {
      ticketType: (
        await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 1000 })
      ).number,
      quantity: 1,
    },
  ]);
  await enterDetails(foyer.ctx(), scope, { name: 'Odile Marsh', email: 'odile@example.org', locale: 'en', names: [] });
  await page.goto(`${rootOf(event)}/tickets/currency`);
  await page.getByText('This event’s currency is EUR').waitFor();
  assert.equal(await change.count(), 0);
  await page.context().close();
});
