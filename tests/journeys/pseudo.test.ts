/**
 * Texts that are two fifths longer, from left to right and from right to left, fit the pages that most people meet.
 * LOOKS=pseudo in looks.test.ts asks that of all pages.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PSEUDO_LOCALES } from '#platform/i18n/pseudo.ts';

process.env.FOYER_PSEUDO_LANGUAGES = '1';
const { longTextFaults, openBrowser } = await import('#testing/browser.ts');
const { runFoyer } = await import('#testing/running-foyer.ts');

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo(10);
const event = `/manage/demo/events/${slug}`;
const PAGES = ['/', `/e/${slug}`, `/e/${slug}/schedule`, '/manage/demo', event, `${event}/tickets`, `${event}/basics`];

for (const locale of PSEUDO_LOCALES)
  test(`longer texts fit in ${locale}`, async () => {
    const context = await browser.newContext({ width: 360, locale });
    await foyer.signIn(context);
    const page = await browser.newPage({}, context);
    for (const address of PAGES) {
      await page.goto(foyer.url + address);
      assert.equal(await page.locator('html').getAttribute('lang'), locale, address);
      assert.deepEqual(await longTextFaults(page, [360, 1280]), [], address);
    }
    await context.close();
  });

test('the instrument notices what is cut off and what lies on it', async () => {
  const page = await browser.newPage();
  await page.goto(foyer.url);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<div><p>[one two three]</p></div><p>[four]</p>');
    const [cut, text, under] = document.querySelectorAll<HTMLElement>(
      'body > div:last-of-type, body > div:last-of-type > p, body > p',
    );
    if (!cut || !text || !under) throw new Error('nothing was planted');
    text.style.cssText = 'overflow: hidden; inline-size: 20px; white-space: nowrap';
    under.style.cssText = 'margin-block-start: -30px';
  });
  const faults = await longTextFaults(page, [1280]);
  assert.deepEqual(
    faults.map((fault) => fault.replace(/^\d+: /, '')),
    ['"[one two three]" is cut off', '"[one two three]" lies on "[four]"'],
  );
});
