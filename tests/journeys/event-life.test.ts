/**
 * What becomes of an event: its pictures, a cancellation, the bin and back, a copy, a series; with scripts and without.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { addProgramme, makeEvent } from '#testing/builders.ts';
import { type JourneyPage, openBrowser, untilScriptsRan } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const { db } = foyer.opened.database;
const MIB = 1024 * 1024;
const folder = await mkdtemp(path.join(tmpdir(), 'foyer-life-'));
after(() => rm(folder, { recursive: true, force: true }));

/** Red on the left, blue on the right. */
const halves = await sharp({ create: { width: 1600, height: 800, channels: 3, background: '#d02020' } })
  .composite([
    { input: { create: { width: 800, height: 800, channels: 3, background: '#2020d0' } }, left: 800, top: 0 },
  ])
  .png()
  .toBuffer();

let organizer: OrganizerScope;
before(async () => {
  const { slug } = await createOrganizer(foyer.ctx(), { name: 'Rowing Society' });
  organizer = await authoriseOrganizer(foyer.ctx(), slug, 'see');
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a header is uploaded, and its focal point moves what a crop shows, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: 'Regatta' });
    const page = await signedIn(javaScript);
    await cropLargePictures(page);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/look`);
    await page
      .getByLabel('Choose a header picture')
      .setInputFiles({ name: 'halves.png', mimeType: 'image/png', buffer: halves });
    await page.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: halves });
    if (javaScript) {
      const picture = page.getByRole('img', { name: 'Whole picture' });
      await picture.waitFor();
      assert.match((await picture.getAttribute('src')) ?? '', /^blob:/);
      const box = await picture.boundingBox();
      await picture.click({ position: { x: (box?.width ?? 0) * 0.1, y: (box?.height ?? 0) * 0.5 } });
      assert.equal(await page.getByLabel('Left to right').inputValue(), '10');
    }
    await save(page);
    if (!javaScript) {
      await page.getByLabel('Left to right').fill('10');
      await save(page);
    }
    await untilCentreIs(event.slug, 'red');
    await page.getByLabel('Left to right').fill('90');
    await page.getByLabel('Hue').fill('200');
    await save(page);
    await untilCentreIs(event.slug, 'blue');
    const row = await db
      .selectFrom('events')
      .select(['hue', 'logoId'])
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.hue, row.logoId === null], [200, false]);
    await page.getByLabel('Brand colour').fill('#ffd700');
    if (javaScript) assert.equal(await page.getByLabel('Hue').inputValue(), '95');
    const note = page.getByText('is too light to stand out from the page');
    assert.equal(await note.isVisible(), javaScript);
    await save(page);
    await note.waitFor();
    const brand = (): Promise<object> =>
      db.selectFrom('events').select(['hue', 'brandColor']).where('id', '=', event.eventId).executeTakeFirstOrThrow();
    assert.deepEqual(await brand(), { hue: 95, brandColor: '#ffd700' });
    if (!javaScript) await page.getByLabel('Brand colour').fill('');
    await page.getByLabel('Hue').fill('120');
    assert.equal(await page.getByLabel('Brand colour').inputValue(), '');
    await save(page);
    assert.deepEqual(await brand(), { hue: 120, brandColor: null });
    await page.getByRole('button', { name: 'Remove header picture' }).click();
    await page.getByLabel('Choose a header picture').waitFor();
    page.expectQuiet();
    await page.context().close();
  });

  test(`what is no picture or too large is refused beside its field, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: 'Refusals' });
    const page = await signedIn(javaScript);
    page.allow(/status of 4(13|22)/);
    const address = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}/look`;
    await page.goto(address);
    const header = page.getByLabel('Choose a header picture');
    await header.setInputFiles({
      name: 'page.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<html><body>no</body></html>'),
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .locator('#header-error')
      .filter({ hasText: /page\.png: .*web page/ })
      .waitFor();
    await untilScriptsRan(page);
    await header.setInputFiles(await emptyFile('large.png', 21 * MIB));
    if (javaScript)
      assert.equal(
        await header.evaluate(
          (input) => (input as unknown as { validity: { customError: boolean } }).validity.customError,
        ),
        true,
      );
    else {
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.locator('#header-error').filter({ hasText: 'large.png' }).waitFor();
      await header.setInputFiles(await emptyFile('huge.png', 45 * MIB));
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.waitForURL(`${address}?too-large`);
      await page.locator('#header-error').filter({ hasText: 'larger than 20 MB' }).waitFor();
    }
    assert.equal(
      await db.selectFrom('media').select('id').where('eventId', '=', event.eventId).executeTakeFirst(),
      undefined,
    );
    await page.context().close();
  });

  test(`an event that sells goes off the web only after its name was typed, wherever one begins, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: `Night Market ${how}` });
    const { number } = await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Stall', kind: 'free' });
    const request = {
      idempotencyKey: `night-${how}`,
      lines: [{ ticketType: number, quantity: 2 }],
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
    await completeOrder(foyer.ctx(), order, {
      name: 'Odile Marsh',
      email: 'odile@example.org',
      locale: 'en',
      names: [],
    });
    const page = await signedIn(javaScript);
    page.allow(/status of 422/);
    const root = `${foyer.url}/manage/${organizer.slug}`;
    for (const begin of [
      `${root}?q=Night+Market`,
      `${root}/events/${event.slug}/publish`,
      `${root}/events/${event.slug}/settings`,
    ]) {
      await page.goto(begin);
      assert.equal(await page.locator('form[action*=unpublish]').count(), 0, begin);
      await page
        .getByRole('main')
        .getByRole('link', { name: /^Unpublish/ })
        .first()
        .click();
      await page.waitForURL(`${root}/events/${event.slug}/settings/unpublish`);
      await page.getByText('1 order stays as it is').waitFor();
    }
    await page.getByLabel(/^Type “.*” to confirm/).fill('Night');
    await page.getByRole('button', { name: 'Unpublish event' }).click();
    await page.locator('#confirm-error').waitFor();
    assert.equal((await fetch(`${foyer.url}/e/${event.slug}`)).status, 200);
    await page.getByLabel(/^Type “.*” to confirm/).fill(`Night Market ${how}`);
    await page.getByRole('button', { name: 'Unpublish event' }).click();
    await page.getByRole('status').filter({ hasText: 'The event is a draft again' }).waitFor();
    assert.equal((await fetch(`${foyer.url}/e/${event.slug}`)).status, 404);
    await page.reload();
    assert.equal(await page.getByRole('status').count(), 0, 'it is said once');
    await page.context().close();
  });

  test(`an event is cancelled, told, and takes place after all, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: 'Moonlight Row' });
    await addProgramme(foyer.ctx(), event, 2);
    const page = await signedIn(javaScript);
    page.allow(/status of 422/);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/settings`);
    await page.getByRole('link', { name: 'Cancel event' }).click();
    await page.getByText('2 speakers get an email now').waitFor();
    await page.getByLabel('What people should know').fill('The river is too high.');
    await page.getByLabel(/^Type “.*” to confirm/).fill('Moonlight');
    await page.getByRole('button', { name: 'Cancel event' }).click();
    await page.locator('#confirm-error').waitFor();
    assert.equal(await page.getByLabel('What people should know').inputValue(), 'The river is too high.');
    await page.getByLabel(/^Type “.*” to confirm/).fill('Moonlight Row');
    await page.getByRole('button', { name: 'Cancel event' }).click();
    await page.getByText('This event is cancelled').waitFor();
    const visitor = await browser.newPage({ javaScript, width: 360 });
    await visitor.goto(`${foyer.url}/e/${event.slug}`);
    await visitor.getByText('The river is too high.').waitFor();
    for (const file of ['event.ics', 'schedule/calendar.ics', 'schedule/calendar.xcs', 'schedule/xcal.xml']) {
      const text = await (await fetch(`${foyer.url}/e/${event.slug}/${file}`)).text();
      assert.deepEqual([/CANCELLED/.test(text), /CONFIRMED/.test(text)], [true, false], file);
    }
    const mails = await db
      .selectFrom('mails')
      .select(['recipient', 'kind'])
      .where('eventId', '=', event.eventId)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      mails,
      [1, 2].map((n) => ({ recipient: `speaker${n}@private.example`, kind: 'event-cancelled' })),
    );
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByRole('button', { name: 'Reinstate event' }).click();
    await page.getByRole('link', { name: 'Cancel event' }).waitFor();
    await visitor.reload();
    assert.equal(await visitor.getByText('The river is too high.').count(), 0);
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });

  test(`an event is deleted, comes back by one click, and goes for good from the bin, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: `Rope School ${javaScript ? 'One' : 'Two'}` });
    const name = `Rope School ${javaScript ? 'One' : 'Two'}`;
    const page = await signedIn(javaScript);
    page.allow(/status of 422/);
    const statusOf = async (path: string): Promise<number> =>
      (await fetch(`${foyer.url}/e/${event.slug}${path}`)).status;
    const remove = async (): Promise<void> => {
      await page.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/settings/delete`);
      await page.getByLabel(/^Type “.*” to confirm/).fill(name);
      await page.getByRole('button', { name: 'Delete event' }).click();
      await page.getByText(`${name} is in the bin`).waitFor();
    };
    await remove();
    for (const path of ['', '/schedule', '/event.ics', '/open-event.zip', '/og.png'])
      assert.equal(await statusOf(path), 404, path);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}`);
    assert.equal(await statusOf(''), 200);
    await remove();
    await page.goto(`${foyer.url}/manage/${organizer.slug}/bin`);
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByText('Delete permanently now').click();
    await row.getByLabel(/^Type “.*” to confirm/).fill('Something else');
    await row.getByRole('button', { name: 'Delete permanently' }).click();
    await row.locator(`#confirm-${event.slug}-error`).waitFor();
    await row.getByLabel(/^Type “.*” to confirm/).fill(name);
    await row.getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByText(`${name} was deleted permanently.`).waitFor();
    assert.equal(
      await db.selectFrom('events').select('id').where('id', '=', event.eventId).executeTakeFirst(),
      undefined,
    );
    page.expectQuiet();
    await page.context().close();
  });

  test(`an event is copied, and made a series that the list shows as one, ${how}`, async () => {
    const event = await makeEvent(foyer.ctx(), organizer, { name: `Knot Night ${javaScript ? 'One' : 'Two'}` });
    await addProgramme(foyer.ctx(), event, 2);
    const page = await signedIn(javaScript);
    const root = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}/settings`;
    await page.goto(`${root}/copy`);
    assert.equal(await page.getByLabel('Starts').inputValue(), '2028-05-06T09:00');
    await page.getByLabel('Name of the copy').fill(`Knot Day ${how}`);
    await page.getByLabel('Sessions with their speakers').check();
    await page.getByRole('button', { name: 'Create copy' }).click();
    await page.waitForURL(/\/events\/knot-day-/);
    const copy = await db
      .selectFrom('events')
      .select('id')
      .where('name', '=', `Knot Day ${how}`)
      .executeTakeFirstOrThrow();
    const titles = await db
      .selectFrom('sessions')
      .select('title')
      .where('eventId', '=', copy.id)
      .orderBy('number')
      .execute();
    assert.deepEqual(titles, [{ title: 'Session 1' }, { title: 'Session 2' }]);

    await page.goto(root);
    await page.getByRole('link', { name: 'Choose dates' }).click();
    await page.getByLabel('How often').selectOption({ label: 'Every month on the second Saturday' });
    await page.getByLabel('Number of dates').fill('4');
    await page.getByRole('button', { name: 'Preview dates' }).click();
    assert.deepEqual(await page.locator('form ol > li').allInnerTexts(), [
      'Saturday 8 May 2027, 09:00 · this event',
      'Saturday 12 June 2027, 09:00',
      'Saturday 10 July 2027, 09:00',
      'Saturday 14 August 2027, 09:00',
    ]);
    await page.getByRole('button', { name: 'Create 3 drafts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dates of the series' }).waitFor();
    assert.equal(await page.getByRole('main').getByRole('listitem').count(), 4);
    await page.goto(`${foyer.url}/manage/${organizer.slug}?q=knot+night+${javaScript ? 'one' : 'two'}`);
    assert.equal(await page.getByRole('main').getByRole('listitem').count(), 1);
    await page.getByRole('link', { name: '4 dates' }).waitFor();
    page.expectQuiet();
    await page.context().close();
  });
}

test('somebody who is not signed in uploads nothing', async () => {
  for (const path of [`/manage/${organizer.slug}/import`, `/manage/${organizer.slug}/events/none/look`, '/account']) {
    const answer = await fetch(foyer.url + path, {
      method: 'POST',
      body: new Uint8Array(MIB),
      headers: { origin: foyer.url, 'content-type': 'application/octet-stream' },
    });
    assert.deepEqual([answer.status, /512 KB/.test(await answer.text())], [413, true], path);
  }
});

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

/** A file of zeros; gives its path. */
async function emptyFile(name: string, bytes: number): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, '');
  await truncate(file, bytes);
  return file;
}

async function save(page: JourneyPage): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
}

/** Has large pictures of events cropped to a square, and waits until all are. */
async function cropLargePictures(page: JourneyPage): Promise<void> {
  await page.goto(`${foyer.url}/admin/pictures`);
  const size = page.getByRole('group', { name: 'Event, large' });
  await size.getByLabel('Width').fill('400');
  await size.getByLabel('Height').fill('400');
  await size.getByLabel('Shape').selectOption('cropped');
  await page.getByRole('button', { name: 'Save sizes' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Regenerate pictures' }).click();
  for (let looks = 0; looks < 50 && !(await page.getByText('All pictures have these sizes').isVisible()); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await page.goto(`${foyer.url}/admin/pictures?asked`);
  }
}

/** Waits until the middle of the header that readers get has that colour. */
async function untilCentreIs(slug: string, wanted: 'red' | 'blue'): Promise<void> {
  let seen = '';
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const page = await (await fetch(`${foyer.url}/e/${slug}`)).text();
    const src = /"?(\/media\/[^"\s,]+\/event-large\.[a-z]+)/.exec(page)?.[1];
    if (!src) continue;
    const answer = await fetch(foyer.url + src);
    // Made anew between the page and its picture.
    if (!answer.ok) continue;
    const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    const [red = 0, blue = 0] = [data[at], data[at + 2]];
    seen = `${info.width}x${info.height} ${red > 150 && blue < 90 ? 'red' : blue > 150 && red < 90 ? 'blue' : `${red}/${blue}`}`;
    if (seen === `400x400 ${wanted}`) return;
  }
  assert.fail(`The header is ${seen || 'not there'}, not 400x400 ${wanted}`);
}
