/** A developer finds the reference of the API, reads it, searches it, and asks what it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo();

type Described = { paths: Record<string, Record<string, { operationId: string; summary: string }>> };
const { paths } = (await (await fetch(`${foyer.url}/api/v1/openapi.json`)).json()) as Described;
const described = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { operationId, summary }]) => ({
    id: operationId,
    summary,
    address: `${method.toUpperCase()} ${path}`,
  })),
);
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

test('the reference has every operation that Foyer describes, each at a place of its own to which the contents lead', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(foyer.url);
  await page.getByRole('link', { name: 'API documentation' }).click();
  await page.waitForURL(`${foyer.url}/api/docs`);
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll('article')].map((article) => ({
      id: article.querySelector('h3')?.id ?? '',
      summary: article.querySelector('h3')?.textContent?.trim() ?? '',
      address: article.querySelector('.address')?.textContent?.trim() ?? '',
    })),
  );
  assert.deepEqual(shown.sort(byId), described.sort(byId));
  const led = await page.evaluate(() =>
    [...document.querySelectorAll('nav li a[href^="#"]')].map((link) => (link.getAttribute('href') ?? '').slice(1)),
  );
  assert.deepEqual(led.sort(), described.map(({ id }) => id).sort());
  assert.equal(await page.locator('a[href="/api/v1/openapi.json"]').count(), 1);
  page.expectQuiet();
  await page.context().close();
});

test('an example of the page asks for an event that is there', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(`${foyer.url}/api/docs#listSessions`);
  const command = await page.locator('article:has(#listSessions) pre').innerText();
  assert.equal(command, `curl '${foyer.url}/api/v1/events/${slug}/sessions'`);
  await page.context().close();
});

test('a search without scripts leaves what has the words, and says so where nothing has', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(`${foyer.url}/api/docs`);
  await page.getByRole('searchbox').fill('hold seats');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(`${foyer.url}/api/docs?q=hold+seats`);
  assert.deepEqual(await page.getByRole('heading', { level: 3 }).allInnerTexts(), ['Hold seats for a buyer']);
  await page.goto(`${foyer.url}/api/docs?q=dragons`);
  assert.equal(await page.getByRole('heading', { level: 2 }).innerText(), 'No operations found');
  await page.context().close();
});

test('in Arabic the words of the description stay English, and run from left to right', async () => {
  const page = await browser.newPage({ javaScript: false, locale: 'ar' });
  await page.goto(`${foyer.url}/api/docs`);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'واجهة البرمجة');
  assert.deepEqual(
    await page
      .locator('h3 > a > *')
      .evaluateAll((words) => [
        ...new Set(words.map((one) => `${one.getAttribute('lang')} ${one.getAttribute('dir')}`)),
      ]),
    ['en ltr'],
  );
  await page.context().close();
});

test('a body that is too large is refused as the API refuses, and everything else of it is answered by the API', async () => {
  const large = await fetch(`${foyer.url}/api/v1/events/${slug}/ticket-types`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'x'.repeat(600 * 1024) }),
  });
  const { title } = (await large.json()) as { title: string };
  assert.deepEqual(
    [large.status, large.headers.get('content-type'), title],
    [413, 'application/problem+json', 'too_large'],
  );
  for (const address of ['/api', '/api/docsearch', '/api?x']) {
    const answer = await fetch(foyer.url + address);
    assert.match(answer.headers.get('content-type') ?? '', /json/, address);
    await answer.arrayBuffer();
  }
});
