/** A conference of nine hundred sessions on a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bumpEventVersion } from '#features/events/server/bump-event-version.ts';
import { transact } from '#platform/transact.ts';
import { axeFindings, layoutShift, openBrowser, overflowOf } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const SESSIONS = 900;
/**
 * What the page of one crowded day may weigh: bytes of HTML as sent, and elements in the document; and how tall an
 * event's page may be on a phone.
 */
const BOUNDS = {
  compressed: 25_000,
  html: 350_000,
  elements: 4_500,
  loadMs: 4_000,
  searchMs: 2_000,
  eventHeight: 9_000,
};

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo(SESSIONS);
const address = `${foyer.url}/e/${slug}/schedule`;

test('the page of a crowded day stays within its bounds', async (t) => {
  const answer = await fetch(address, { headers: { 'accept-encoding': 'br' } });
  const html = (await answer.text()).length;
  const compressed = Number(answer.headers.get('content-length'));
  t.diagnostic(`${html} bytes of HTML, ${compressed} as sent`);
  assert.ok(html < BOUNDS.html, `${html} bytes`);
  assert.ok(compressed < BOUNDS.compressed, `${compressed} bytes as sent`);
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a phone opens the day, searches in all days and narrows down, ${how}`, async (t) => {
    const page = await browser.newPage({ javaScript, width: 360, height: 740 });
    const begun = performance.now();
    await page.goto(address);
    const loaded = performance.now() - begun;
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    const shown = await page.locator('[data-schedule] li[data-start]').count();
    t.diagnostic(`${shown} sessions of a day and ${elements} elements in ${Math.round(loaded)} ms`);
    assert.ok(shown > SESSIONS / 4, `${shown} sessions`);
    assert.ok(elements < BOUNDS.elements, `${elements} elements`);
    assert.ok(loaded < BOUNDS.loadMs, `${Math.round(loaded)} ms`);
    assert.equal(await overflowOf(page), 0);

    const asked = performance.now();
    await page.getByRole('searchbox').fill('carbon');
    if (!javaScript) await page.getByRole('button', { name: 'Show sessions' }).click();
    await page.getByText(/\d+ sessions? found/).waitFor();
    const answered = performance.now() - asked;
    t.diagnostic(`search answered in ${Math.round(answered)} ms`);
    assert.ok(answered < BOUNDS.searchMs, `${Math.round(answered)} ms`);
    const found = await page.locator('[data-schedule] h3, [data-schedule] h4').allInnerTexts();
    assert.ok(found.length > 0 && found.length < 100);

    await page.getByRole('link', { name: 'Clear the filter' }).first().click();
    await page.waitForURL((url) => !url.search.includes('q='));
    await page.getByText('Track, room and type').click();
    await page.getByLabel('Track', { exact: true }).selectOption('Mending & making');
    if (!javaScript) await page.getByRole('button', { name: 'Show sessions' }).click();
    await page.waitForURL(/track=4/);
    await page.getByText(/\d+ sessions? found/).waitFor();
    assert.ok((await page.locator('[data-schedule] li[data-start]').count()) < shown);
    if (javaScript) {
      assert.ok((await layoutShift(page)) < 0.1);
      // However many answers were shown, the styles that they brought stand in one sheet, each once.
      const sheets = await page.evaluate(() =>
        document.adoptedStyleSheets.map((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText)),
      );
      assert.equal(sheets.length, 1);
      assert.deepEqual(sheets[0], [...new Set(sheets[0])]);
    }
    page.expectQuiet();
    await page.context().close();
  });
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a phone shows the next sessions of a crowded day and the way to all of them, ${how}`, async (t) => {
    const page = await browser.newPage({ javaScript, width: 360, height: 740 });
    await page.goto(`${foyer.url}/e/${slug}`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    t.diagnostic(`${height} px`);
    assert.ok(height < BOUNDS.eventHeight, `${height} px`);
    assert.equal(await page.getByRole('main').locator('li [data-start]').count(), 12);
    assert.equal(await overflowOf(page), 0);
    await page.getByRole('link', { name: /^See all \d+ sessions on / }).click();
    await page.waitForURL(/\/schedule\?day=/);
    assert.ok((await page.locator('[data-schedule] li[data-start]').count()) > SESSIONS / 4);
    page.expectQuiet();
    await page.context().close();
  });

  test(`all speakers stand on one page that a phone opens, and a letter leads to them, ${how}`, async (t) => {
    const page = await browser.newPage({ javaScript, width: 360, height: 740 });
    const begun = performance.now();
    await page.goto(`${foyer.url}/e/${slug}/speakers`);
    const main = page.getByRole('main');
    t.diagnostic(`${await main.locator('section li').count()} speakers in ${Math.round(performance.now() - begun)} ms`);
    assert.equal(await overflowOf(page), 0);
    const letters = page.getByRole('navigation', { name: 'Speakers by first letter' });
    await letters.getByRole('link', { name: 'T', exact: true }).click();
    await page.waitForURL(/#letter-T$/);
    const top = await main
      .getByRole('heading', { name: 'T', exact: true })
      .evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(top > 40 && top < 120, `the heading stands at ${top} px, below the letters`);
    assert.equal(await letters.evaluate((nav) => Math.round(nav.getBoundingClientRect().top)), 0);
    if (javaScript) assert.ok((await layoutShift(page)) < 0.1);
    page.expectQuiet();
    await page.context().close();
  });
}

test('the crowded pages satisfy axe, also from right to left', async () => {
  for (const locale of ['en-GB', 'ar']) {
    for (const width of [360, 1280]) {
      const page = await browser.newPage({ width, locale });
      for (const path of ['', '/speakers']) {
        await page.goto(`${foyer.url}/e/${slug}${path}`);
        assert.deepEqual(await axeFindings(page), [], `${path} ${locale} ${width}`);
        assert.equal(await overflowOf(page), 0, `${path} ${locale} ${width}`);
      }
      page.expectQuiet();
      await page.context().close();
    }
  }
});

test('a wide screen with many rooms scrolls the grid, not the page', async () => {
  const page = await browser.newPage({ width: 1280 });
  await page.goto(address);
  assert.equal(await overflowOf(page), 0);
  const region = page.locator('[data-schedule] [role="region"]');
  const [wide, visible] = await region.evaluate((element) => [element.scrollWidth, element.clientWidth]);
  assert.ok((wide ?? 0) > (visible ?? 0));
  assert.equal(await region.getAttribute('tabindex'), '0', 'the keyboard can scroll it');
  page.expectQuiet();
  await page.context().close();
});

test('a word without an end breaks rather than the page, on every page and in both directions', async () => {
  const { db } = foyer.opened.database;
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);
  const { id } = await db
    .updateTable('events')
    .set({ name: word, locationName: word })
    .where('slug', '=', slug)
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.updateTable('sessions').set({ title: word, subtitle: word }).where('eventId', '=', id).execute();
  await db.updateTable('speakers').set({ name: word, organisation: word }).where('eventId', '=', id).execute();
  for (const table of ['rooms', 'tracks', 'sponsors'] as const)
    await db.updateTable(table).set({ name: word }).where('eventId', '=', id).execute();
  await transact(foyer.ctx(), (ctx) => bumpEventVersion(ctx, id));
  for (const locale of ['en-GB', 'ar']) {
    const page = await browser.newPage({ width: 360, locale });
    for (const path of ['', '/schedule', '/schedule?view=list', '/sessions/1', '/speakers', '/speakers/1']) {
      await page.goto(`${foyer.url}/e/${slug}${path}`);
      assert.equal(await overflowOf(page), 0, `${path} ${locale}`);
    }
    await page.context().close();
  }
});
