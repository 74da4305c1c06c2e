/** A conference of nine hundred sessions on a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, layoutShift, overflowOf } from '#testing/browser.ts';
import { runHouse } from '#testing/running-house.ts';

const SESSIONS = 900;
/** What the page of one crowded day may weigh: bytes of HTML as sent, and elements in the document. */
const BOUNDS = { compressed: 25_000, html: 350_000, elements: 4_500, loadMs: 4_000, searchMs: 2_000 };

const house = await runHouse();
const browser = await openBrowser();
const slug = await house.importDemo(SESSIONS);
const address = `${house.url}/e/${slug}/schedule`;

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
    if (javaScript) assert.ok((await layoutShift(page)) < 0.1);
    page.expectQuiet();
    await page.context().close();
  });
}

test('all speakers stand on one page that a phone opens', async (t) => {
  const page = await browser.newPage({ width: 360, height: 740 });
  const begun = performance.now();
  await page.goto(`${house.url}/e/${slug}/speakers`);
  t.diagnostic(`${await page.getByRole('main').getByRole('listitem').count()} speakers in ${Math.round(performance.now() - begun)} ms`);
  assert.equal(await overflowOf(page), 0);
  assert.ok((await layoutShift(page)) < 0.1);
  page.expectQuiet();
  await page.context().close();
});

test('a desk with many rooms scrolls the grid, not the page', async () => {
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
