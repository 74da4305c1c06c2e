/** What others see of an event's pages: search engines, chat programs that show a card, and paper. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { type JourneyPage, openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo();
const base = `${foyer.url}/e/${slug}`;

/** Every `<meta>` of the page by its name or property. */
function metaOf(page: JourneyPage): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('meta[content]')].map((meta) => [
        meta.getAttribute('property') ?? meta.getAttribute('name') ?? '',
        meta.getAttribute('content') ?? '',
      ]),
    ),
  );
}

test('the picture for sharing is a PNG of 1200 by 630', async () => {
  const answer = await fetch(`${base}/og.png`);
  assert.equal(answer.headers.get('content-type'), 'image/png');
  const { width, height, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  assert.deepEqual([width, height, format], [1200, 630, 'png']);
});

for (const [what, address, title] of [
  ['event', '', 'Marginalia 2027'],
  ['schedule', '/schedule', 'Schedule · Marginalia 2027'],
  ['session', '/sessions/3', / · Marginalia 2027$/],
  ['speakers', '/speakers', 'Speakers · Marginalia 2027'],
  ['speaker', '/speakers/1', / · Marginalia 2027$/],
] as const) {
  test(`the page of the ${what} says what a shared link shows, and its one address`, async () => {
    const page = await browser.newPage({ javaScript: false });
    await page.goto(`${base}${address}?from=newsletter`);
    const meta = await metaOf(page);
    const shown = await page.title();
    if (typeof title === 'string') assert.equal(shown, title);
    else assert.match(shown, title);
    assert.equal(meta['og:title'], shown);
    assert.equal(meta['og:url'], `${base}${address}`);
    assert.equal(await page.locator('link[rel="canonical"]').getAttribute('href'), `${base}${address}`);
    assert.equal(meta['og:image'], `${base}/og.png`);
    assert.equal(meta['twitter:card'], 'summary_large_image');
    assert.deepEqual([meta['og:image:width'], meta['og:image:height']], ['1200', '630']);
    assert.ok(meta.description && meta.description.length <= 300, 'a description of at most 300 characters');
    assert.equal(meta['og:description'], meta.description);
    page.expectQuiet();
    await page.context().close();
  });
}

test('the event describes itself to search engines in the words of schema.org', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(base);
  const data = JSON.parse(await page.locator('script[type="application/ld+json"]').innerText()) as Record<
    string,
    unknown
  >;
  assert.deepEqual(
    {
      ...data,
      description: typeof data.description,
      offers: (data.offers as { name: string; price: string; priceCurrency: string }[]).map(
        ({ name, price, priceCurrency }) => `${name} ${price} ${priceCurrency}`,
      ),
    },
    {
      '@context': 'https://schema.org',
      '@type': 'Event',
      name: 'Marginalia 2027',
      // Neither what needs a code nor what is hidden.
      offers: [
        'Early reader 90.00 EUR',
        'Standard 140.00 EUR',
        'Supporter 180.00 EUR',
        'Community 0.00 EUR',
        'Bookbinding for beginners 35.00 EUR',
        'Reading-room supper 28.00 EUR',
      ],
      description: 'string',
      startDate: '2027-06-03T09:00:00+02:00',
      endDate: '2027-06-05T19:00:00+02:00',
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      url: base,
      image: [`${base}/og.png`],
      location: {
        '@type': 'Place',
        name: 'Zetterij Noord',
        address: 'Zetterij Noord, Ghent',
        geo: { '@type': 'GeoCoordinates', latitude: 51.068312, longitude: 3.729845 },
      },
      organizer: { '@type': 'Organization', name: 'Marginalia vzw', url: `${foyer.url}/o/demo` },
    },
  );
  await page.context().close();
});

test('the sitemap lists the public pages, and robots are told where it is', async () => {
  const answer = await fetch(`${foyer.url}/sitemap.xml`);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
  const addresses = [...(await answer.text()).matchAll(/<loc>(.*?)<\/loc>/g)].map((match) => match[1]);
  for (const path of ['', '/schedule', '/speakers']) assert.ok(addresses.includes(base + path), path);
  assert.match(await (await fetch(`${foyer.url}/robots.txt`)).text(), new RegExp(`Sitemap: ${foyer.url}/sitemap.xml`));
});

test('on paper the schedule has its sessions and none of the controls', async () => {
  const page = await browser.newPage({ width: 794, height: 1123 });
  await page.goto(`${base}/schedule`);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  assert.equal(await page.getByRole('link', { name: 'Minutes Worth Reading' }).isVisible(), true);
  for (const control of [
    page.getByRole('searchbox'),
    page.getByRole('button', { name: 'Show sessions' }),
    page.getByRole('navigation', { name: 'Days' }),
    page.getByRole('contentinfo'),
  ]) {
    assert.equal(await control.isVisible(), false, String(control));
  }
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/print.png`, fullPage: true });
  page.expectQuiet();
  await page.context().close();
});
