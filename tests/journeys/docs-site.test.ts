/**
 * The documentation as its readers have it: from a server below a path, and from a disk; also the trees of other
 * projects.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildSite } from 'docs-site';
import { axeFindings, type JourneyPage, openBrowser, overflowOf, type Reader } from '#testing/browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sites = mkdtempSync(path.join(tmpdir(), 'docs-site-journey-'));
after(() => rmSync(sites, { recursive: true, force: true }));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Any static server does: here one that knows files and `404.html`, as GitHub Pages does, and has the sites two folders
 * down.
 */
const server = createServer((request, response) => {
  const wanted = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
  const file = path.join(sites, wanted.replace(/^\/some\/where\//, '/').replace(/\/$/, '/index.html'));
  const there = wanted.startsWith('/some/where/') && existsSync(file) && statSync(file).isFile();
  response.writeHead(there ? 200 : 404, {
    'content-type': there ? (TYPES[path.extname(file)] ?? 'application/octet-stream') : 'text/html; charset=utf-8',
  });
  response.end(readFileSync(there ? file : path.join(sites, 'ours/404.html')));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());

const browser = await openBrowser();
const ours = await buildSite({
  readme: path.join(root, 'README.md'),
  docs: path.join(root, 'docs'),
  out: path.join(sites, 'ours'),
});
const served = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
const onDisk = `${pathToFileURL(sites).href}/`;

/** Whether what an address names lies among the sites. */
function isFile(address: string): boolean {
  const start = [served, onDisk].find((one) => address.startsWith(one)) ?? '';
  const file = path.join(sites, decodeURIComponent(address.slice(start.length)));
  return existsSync(file) && statSync(file).isFile();
}

type Walked = { pages: string[]; elsewhere: string[]; broken: string[] };

/** What a page holds that can lead somewhere. */
function readPage(page: JourneyPage): Promise<{ links: string[]; ids: string[]; blank: string[] }> {
  return page.evaluate(() => ({
    links: [...document.querySelectorAll('a[href]')].map((link) => (link as HTMLAnchorElement).href),
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
    blank: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map(({ src }) => src),
  }));
}

/** Follows every link from the first page on; a page is opened once, its anchors and pictures are looked for in it. */
async function walk(
  page: JourneyPage,
  start: string,
  base: string,
  look?: (page: JourneyPage) => Promise<void>,
): Promise<Walked> {
  const [open, anchors, wanted] = [[start], new Set<string>(), new Map<string, string>()];
  const walked: Walked = { pages: [], elsewhere: [], broken: [] };
  for (const address of open) {
    const answer = await page.goto(address);
    const { links, ids, blank } = await readPage(page);
    for (const id of ids) anchors.add(`${address}#${id}`);
    walked.pages.push(address);
    walked.broken.push(...blank, ...((answer?.status() ?? 0) >= 400 ? [address] : []));
    await look?.(page);
    page.expectQuiet();
    walked.elsewhere.push(...links.filter((link) => !link.startsWith(base)));
    for (const link of links.filter((one) => one.startsWith(base))) {
      const [name = '', anchor = ''] = link.split('#');
      if (anchor !== '') wanted.set(`${name}#${decodeURIComponent(anchor)}`, address);
      if (!name.endsWith('.html')) walked.broken.push(...(isFile(name) ? [] : [name]));
      else if (!open.includes(name)) open.push(name);
    }
  }
  walked.broken.push(
    ...[...wanted].filter(([place]) => !anchors.has(place)).map(([place, from]) => `${place} on ${from}`),
  );
  return walked;
}

let looked = 0;
/**
 * A reader of a small screen sees every page without scrolling sideways, and axe finds nothing: on every fifth page, or
 * with LOOKS=all on all.
 */
async function checkClosely(page: JourneyPage): Promise<void> {
  assert.equal(await overflowOf(page), 0, `${page.url()} scrolls sideways`);
  if (looked++ % 5 === 0 || process.env.LOOKS === 'all') assert.deepEqual(await axeFindings(page), [], page.url());
}

test('our documents have no problem', () => {
  assert.deepEqual(ours.problems, []);
});

test('every link leads somewhere, from a server and from a disk, and every page is reached', async () => {
  for (const [base, reader] of [
    [served, { width: 360 }],
    [onDisk, { javaScript: true }],
  ] as [string, Reader][]) {
    const page = await browser.newPage(reader);
    const { pages, broken, elsewhere } = await walk(
      page,
      `${base}ours/index.html`,
      `${base}ours/`,
      base === served ? checkClosely : undefined,
    );
    assert.deepEqual(broken, []);
    assert.deepEqual(
      pages.map((address) => decodeURIComponent(address.slice(`${base}ours/`.length))).sort(),
      [...ours.pages].sort(),
    );
    assert.deepEqual(
      elsewhere.filter((address) => !address.startsWith('https://')),
      [],
    );
  }
});

test('the first page is the README, its pictures are there, and its links lead to pages', async () => {
  const page = await browser.newPage();
  await page.goto(`${served}ours/`);
  assert.equal(await page.title(), 'Foyer');
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const headings = readme.match(/^## .+$/gm)?.map((line) => line.slice(3));
  assert.deepEqual(
    await page.locator('article h2').evaluateAll((all) => all.map((one) => one.firstChild?.textContent)),
    headings,
  );
  assert.deepEqual(
    await page
      .locator('article img')
      .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 0)),
    // The badge of CI lies on the host, which the website shows in words.
    readme.match(/!\[[^\]]*\]\((?!\.\.\/)/g)?.map(() => true),
  );
  await page.locator('article').getByRole('link', { name: 'docs/architecture.md' }).first().click();
  assert.equal(page.url(), `${served}ours/docs/architecture.html`);
  assert.equal(await page.locator('h1').textContent(), 'Architecture');
  page.expectQuiet();
});

for (const [where, base] of [
  ['a server', served],
  ['a disk', onDisk],
] as const) {
  test(`search finds a section and leads to it, from ${where}`, async () => {
    const page = await browser.newPage({ width: 360 });
    await page.goto(`${base}ours/docs/decisions/index.html`);
    await page.keyboard.press('/');
    await page.keyboard.type('add a discount co');
    const first = page.locator('.found a').first();
    await first.waitFor();
    assert.match((await first.textContent()) ?? '', /^Add a discount code\s*Prices, taxes, fees, discounts/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}ours/docs/organise/prices.html#add-a-discount-code`);
    page.expectQuiet();
  });
}

test('search says when there is nothing, goes away with Escape, and takes the best place with Enter', async () => {
  const page = await browser.newPage();
  await page.goto(`${served}ours/index.html`);
  await page.fill('#search', 'zzzzqqq');
  await page.getByRole('status').filter({ hasText: 'Nothing found for “zzzzqqq”' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.found').isVisible(), false);
  await page.fill('#search', 'ticket codes');
  await page.keyboard.press('Enter');
  await page.waitForURL(/ticket-codes\.html/);
});

test('search finds by words that people use for it, and where no place has all of them, says so', async () => {
  const page = await browser.newPage();
  await page.goto(`${served}ours/index.html`);
  await page.fill('#search', 'promo code');
  assert.match((await page.locator('.found a').first().textContent()) ?? '', /^Add a discount code/);
  await page.fill('#search', 'coupon zzzzqqq');
  await page
    .getByRole('status')
    .filter({ hasText: /with some of these words$/ })
    .waitFor();
  page.expectQuiet();
});

test('what is typed before the search is loaded is searched once it is', async () => {
  const page = await browser.newPage();
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  await page.route('**/assets/words.js', async (route) => {
    await loaded;
    await route.continue();
  });
  await page.goto(`${served}ours/index.html`);
  await page.fill('#search', 'promo code');
  load();
  assert.match((await page.locator('.found a').first().textContent()) ?? '', /^Add a discount code/);
  page.expectQuiet();
});

test('a button copies the code of a block, and what it prints has none', async () => {
  const page = await browser.newPage();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${served}ours/docs/operate/configuration.html`);
  assert.deepEqual(
    [await page.locator('pre').count(), await page.getByRole('button', { name: 'Copy' }).count()],
    [2, 1],
  );
  await page.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'bin/foyer doctor');
  assert.deepEqual(await axeFindings(page), []);
  page.expectQuiet();
});

test('an address without a page says so and leads back to the first page, however deep it is', async () => {
  const page = await browser.newPage({ width: 360, dark: true });
  page.allow(/404/);
  await page.goto(`${served}ours/docs/nothing/at/all.html`);
  assert.equal(await page.title(), 'Page not found · Foyer');
  const link = page.getByRole('link', { name: 'To the first page of Foyer' });
  await page.waitForFunction(() => document.querySelector('a')?.getAttribute('href')?.startsWith('/'));
  assert.deepEqual(await axeFindings(page), []);
  await link.click();
  assert.equal(page.url(), `${served}ours/index.html`);
});

test('search and the open list of pages are accessible, light and dark', async () => {
  for (const dark of [false, true]) {
    const page = await browser.newPage({ width: 360, dark });
    await page.goto(`${served}ours/docs/architecture.html`);
    await checkClosely(page);
    await page.fill('#search', 'signal');
    await page.locator('.found a').first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Pages' }).click();
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Signals', exact: true }).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
  }
});

test('without scripts everything works but search', async () => {
  const page = await browser.newPage({ javaScript: false, width: 360, dark: true });
  await page.goto(`${served}ours/index.html`);
  assert.equal(await page.locator('.search').isVisible(), false);
  assert.equal(await page.locator('.appearance').isVisible(), false);
  await page.getByRole('button', { name: 'Pages' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Architecture' }).click();
  assert.equal(page.url(), `${served}ours/docs/architecture.html`);
  await page.getByRole('link', { name: /^Next/ }).click();
  assert.equal(page.url(), `${served}ours/docs/signals.html`);
  await page.getByRole('link', { name: /^Previous/ }).click();
  assert.equal(page.url(), `${served}ours/docs/architecture.html`);
});

test('the colours that a reader chose stay on the next page', async () => {
  const page = await browser.newPage();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto(`${served}ours/index.html`);
  const light = await ground();
  await page.getByRole('button', { name: 'Dark colours' }).click();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.goto(`${served}ours/docs/signals.html`);
  assert.equal(await ground(), dark);
  await page.getByRole('button', { name: 'Light colours' }).click();
  assert.equal(await ground(), light);
});

test('paper gets the text alone', async () => {
  const page = await browser.newPage();
  await page.goto(`${served}ours/docs/architecture.html`);
  await page.emulateMedia({ media: 'print' });
  for (const part of ['.top', '.sidebar', '.here', '.ways'])
    assert.equal(await page.locator(part).isVisible(), false, part);
  assert.equal(await page.locator('article').isVisible(), true);
});

for (const [name, readme, repository] of [
  ['markdown-tree', 'README.md', undefined],
  ['rst-tree', 'README.rst', 'harbour/lantern'],
] as const) {
  test(`the ${name} of another project is a site whose links work and in which axe finds nothing`, async () => {
    const folder = path.join(root, 'tools/docs-site/fixtures', name);
    const built = await buildSite({
      readme: path.join(folder, readme),
      docs: path.join(folder, 'docs'),
      out: path.join(sites, name),
      repository,
    });
    for (const [base, dark] of [
      [served, false],
      [onDisk, true],
    ] as const) {
      const page = await browser.newPage({ width: 360, dark });
      const { pages, broken } = await walk(
        page,
        `${base}${name}/index.html`,
        `${base}${name}/`,
        base === served ? checkClosely : undefined,
      );
      assert.deepEqual(broken, []);
      assert.deepEqual(
        pages.map((address) => decodeURIComponent(address.slice(`${base}${name}/`.length))).sort(),
        [...built.pages].sort(),
      );
    }
  });
}
