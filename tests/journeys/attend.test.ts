/** An attendee finds an event, a session, a speaker, and takes the calendar along: with scripts and without. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo();

/** Every address in the footer, and what answers there. */
const FEEDS: [path: string, type: RegExp, start: RegExp][] = [
  ['schedule/calendar.ics', /^text\/calendar/, /^BEGIN:VCALENDAR/],
  ['schedule/xcal.xml', /^application\/calendar\+xml/, /<icalendar /],
  ['schedule/calendar.xcs', /xml/, /<iCalendar/],
  ['schedule/schedule.json', /^application\/json/, /^\{/],
  ['schedule/pentabarf.xml', /xml/, /<schedule/],
  ['open-event.zip', /^application\/zip/, /^PK/],
];

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a phone leads from all events to a session, its speaker and back to the organizer, ${how}`, async () => {
    const page = await browser.newPage({ javaScript, width: 360 });
    await page.goto(foyer.url);
    await page.getByRole('link', { name: 'Marginalia 2027' }).click();
    await page.getByRole('heading', { level: 1, name: 'Marginalia 2027' }).waitFor();
    await page.getByRole('link', { name: 'Whole schedule' }).click();
    await page.getByRole('heading', { level: 1, name: 'Schedule' }).waitFor();
    await chooseDay(page, 'Fri 4', '2027-06-04');
    const session = page
      .locator('[data-schedule] li')
      .filter({ hasText: 'Talk' })
      .or(page.locator('li[data-tint]'))
      .first()
      .getByRole('link');
    const title = await session.innerText();
    await session.click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    const speaker = page
      .getByRole('region', { name: /^Speaker/ })
      .getByRole('link')
      .first();
    const name = await speaker.innerText();
    await speaker.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('link', { name: title }).first().waitFor();
    await page.getByRole('contentinfo').getByRole('link', { name: 'Marginalia vzw' }).click();
    await page.getByRole('heading', { level: 1, name: 'Marginalia vzw' }).waitFor();
    await page.getByRole('link', { name: 'Marginalia 2027' }).click();
    await page.waitForURL(`${foyer.url}/e/${slug}`);
    page.expectQuiet();
    await page.context().close();
  });

  test(`the schedule is a grid of rooms on a wide window and one list on a phone, ${how}`, async () => {
    const page = await browser.newPage({ javaScript, width: 1280 });
    await page.goto(`${foyer.url}/e/${slug}/schedule`);
    const left = (name: string): Promise<number> =>
      page
        .locator('li')
        .filter({ has: page.getByRole('link', { name, exact: true }) })
        .first()
        .evaluate((item) => item.getBoundingClientRect().left);
    const together = ['Minutes Worth Reading', 'The Lamp That Came Back', 'Software for Eleven Users'];
    const wide = await Promise.all(together.map(left));
    assert.equal(new Set(wide).size, 3, 'sessions at one time stand side by side');
    await page.setViewportSize({ width: 360, height: 800 });
    assert.equal(new Set(await Promise.all(together.map(left))).size, 1, 'sessions stand below each other');
    assert.equal(await overflowOf(page), 0);
    await page.getByRole('link', { name: 'As a list' }).click();
    await page.waitForURL(/view=list/);
    await page.getByRole('heading', { level: 2, name: 'Thursday 3 June 2027' }).waitFor();
    await page.getByRole('link', { name: 'As a grid' }).click();
    await page.waitForURL((url) => !url.search.includes('view'));
    page.expectQuiet();
    await page.context().close();
  });

  test(`the schedule narrows down to a track, a room, a type, and finds words in all days, ${how}`, async () => {
    const page = await browser.newPage({ javaScript, width: 1280 });
    await page.goto(`${foyer.url}/e/${slug}/schedule`);
    const finder = { page, live: javaScript };
    const all = await sessionsShown(page);
    await choose(finder, 'Track', 'Small software', /track=3/);
    const tracks = await page.locator('[data-schedule] li .track').allInnerTexts();
    assert.ok(tracks.length > 0 && tracks.every((track) => track === 'Small software'));
    await page.getByText(`${tracks.length} sessions found`).waitFor();
    await clear(page, all);
    await choose(finder, 'Room', 'Bindery', /room=2/);
    assert.ok((await sessionsShown(page)) < all);
    await clear(page, all);
    await choose(finder, 'Type', 'Workshop', /type=Workshop/);
    assert.ok((await sessionsShown(page)) < all);
    await clear(page, all);
    await search(finder, 'CARBON copy');
    await page.getByRole('link', { name: 'In Defence of the Carbon Copy' }).waitFor();
    await search(finder, 'zzz nobody says this');
    await page.getByRole('heading', { name: 'No sessions match' }).waitFor();
    page.expectQuiet();
    await page.context().close();
  });

  test(`add to calendar gives a calendar that a calendar program reads, ${how}`, async () => {
    const page = await browser.newPage({ javaScript, width: 360 });
    await page.goto(`${foyer.url}/e/${slug}`);
    const [whole] = await downloadCalendar(page);
    assert.equal(whole?.getFirstPropertyValue('summary'), 'Marginalia 2027');
    await page.goto(`${foyer.url}/e/${slug}/schedule?view=list`);
    await page.getByRole('link', { name: 'Minutes Worth Reading' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const [session] = await downloadCalendar(page);
    const event = new ICAL.Event(session as ICAL.Component);
    assert.equal(event.summary, 'Minutes Worth Reading');
    assert.equal(event.startDate.toString(), '2027-06-03T10:45:00');
    assert.equal(event.startDate.zone.tzid, 'Europe/Brussels');
    page.expectQuiet();
    await page.context().close();
  });

  test(`another language turns the page round, and the choice stays until it is taken back, ${how}`, async () => {
    const page = await browser.newPage({ javaScript, width: 360 });
    await page.goto(`${foyer.url}/e/${slug}`);
    const root = page.locator('html');
    await page.getByRole('link', { name: 'العربية' }).click();
    await page.getByRole('link', { name: 'English' }).waitFor();
    assert.deepEqual([await root.getAttribute('lang'), await root.getAttribute('dir')], ['ar', 'rtl']);
    assert.equal(page.url(), `${foyer.url}/e/${slug}`);
    await page.getByRole('link', { name: 'البرنامج', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'البرنامج' }).waitFor();
    assert.equal(await root.getAttribute('dir'), 'rtl');
    assert.equal(await overflowOf(page), 0);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Schedule' }).waitFor();
    assert.deepEqual([await root.getAttribute('lang'), await root.getAttribute('dir')], ['en', 'ltr']);
    page.expectQuiet();
    await page.context().close();
  });
}

test('every file in the footer answers with its type', async () => {
  const page = await browser.newPage();
  await page.goto(`${foyer.url}/e/${slug}`);
  const links = await page
    .getByRole('contentinfo')
    .locator(`a[href^="/e/${slug}/"]`)
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.deepEqual(
    links,
    FEEDS.map(([path]) => `/e/${slug}/${path}`),
  );
  for (const [path, type, start] of FEEDS) {
    const answer = await fetch(`${foyer.url}/e/${slug}/${path}`);
    const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('content-type') ?? '', type, path);
    assert.match(body.slice(0, 500), start, path);
  }
  await page.context().close();
});

test('a reader far away is told how far their clock is off, and nothing where it is not', async () => {
  const far = await browser.newPage({ timeZone: 'Asia/Tbilisi', width: 360 });
  await far.goto(`${foyer.url}/e/${slug}`);
  await far.getByText('yours is 2 h ahead').waitFor();
  await far.context().close();
  const near = await browser.newPage({ timeZone: 'Europe/Brussels', width: 360 });
  await near.goto(`${foyer.url}/e/${slug}`);
  await near.getByText('the same as yours').waitFor();
  await near.context().close();
});

test('the keyboard reaches the content past the header, and focus is seen', async () => {
  const page = await browser.newPage({ width: 1280 });
  await page.goto(`${foyer.url}/e/${slug}`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  assert.equal(outline, 'solid');
  assert.equal(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement)), true);
  await page.context().close();
});

function sessionsShown(page: JourneyPage): Promise<number> {
  return page.locator('[data-schedule] li[data-start]').count();
}

async function chooseDay(page: JourneyPage, label: string, date: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: label }).click();
  await page.waitForURL(new RegExp(`day=${date}`));
  await page.locator('[aria-current="date"]', { hasText: label }).waitFor();
}

/** With scripts the choice is enough; without them the form is sent. */
type Finder = { page: JourneyPage; live: boolean };

async function choose({ page, live }: Finder, label: string, option: string, address: RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption(option);
  if (!live) await page.getByRole('button', { name: 'Show sessions' }).click();
  await page.waitForURL(address);
  await page.getByText(/\d+ sessions? found/).waitFor();
}

async function search({ page, live }: Finder, words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words);
  if (!live) await page.getByRole('button', { name: 'Show sessions' }).click();
  await page.waitForURL((url) => url.searchParams.get('q') === words);
}

async function clear(page: JourneyPage, all: number): Promise<void> {
  await page.getByRole('link', { name: 'Clear the filter' }).first().click();
  await page.waitForURL((url) => !/track|room|type|q=/.test(url.search));
  assert.equal(await sessionsShown(page), all);
}

async function downloadCalendar(page: JourneyPage): Promise<ICAL.Component[]> {
  const downloading = page.waitForEvent('download');
  await page.getByText('Add to calendar', { exact: true }).click();
  await page.getByRole('link', { name: 'Apple Calendar and others (file)' }).click();
  const download = await downloading;
  const text = await readFile(await download.path(), 'utf8');
  assert.match(download.suggestedFilename(), /\.ics$/);
  return new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');
}
