/**
 * Public pages: who is signed in, errors within the frame of where one is, calendars, sharing, filters, what is over,
 * icons, paper.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { startEvent } from '#features/events/server/start-event.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { checkPage, openBrowser } from '#testing/browser.ts';
import { makeUser } from '#testing/builders.ts';
import { ADMINISTRATOR, runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo();
await foyer.signInLink();
const cookie = await foyer.cookieOf(ADMINISTRATOR);
const get = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(foyer.url + path, { headers })).text();

test('a page says who is signed in, and the shared one stays the same for all others', async () => {
  const { pageCache } = foyer.opened;
  for (const path of ['/', `/e/${slug}`, `/e/${slug}/schedule`, '/o/demo']) {
    const shared = await get(path);
    assert.match(shared, new RegExp(`href="/sign-in\\?next=${encodeURIComponent(path).replace('/', '')}"`), path);
    const before = pageCache.hits;
    const own = await fetch(foyer.url + path, { headers: { cookie } });
    assert.equal(own.headers.get('cache-control'), 'no-store', path);
    assert.match(await own.text(), /<a [^>]*href="\/account"[^>]*>Rosalind Achterberg<\/a>/, path);
    assert.equal(await get(path), shared, path);
    assert.equal(pageCache.hits, before + 1, path);
  }
});

test('a file of an event is the same for all, whoever is signed in', async () => {
  const own = await fetch(`${foyer.url}/e/${slug}/event.ics`, { headers: { cookie } });
  assert.equal(own.headers.get('cache-control'), 'private, no-cache');
  assert.equal(await own.text(), await get(`/e/${slug}/event.ics`));
});

test('what is missing within an event is missed within its frame, and leads back to it', async () => {
  const page = await browser.newPage({ width: 360 });
  page.allow(/404/);
  for (const path of ['/sessions/9999', '/sessions/none', '/speakers/9999', '/no-such-page']) {
    const answer = await page.goto(`${foyer.url}/e/${slug}${path}`);
    assert.equal(answer?.status(), 404);
    assert.equal(await page.getByRole('navigation', { name: 'Marginalia 2027' }).isVisible(), true, path);
    assert.equal(
      await page.getByRole('link', { name: 'Back to Marginalia 2027' }).getAttribute('href'),
      `/e/${slug}`,
      path,
    );
    await checkPage(page, true);
  }
  await page.context().close();
});

test('who may not open a page of the organiser keeps the menu and the way back', async () => {
  const organizer = await authoriseOrganizer(foyer.ctx(), 'demo', 'see');
  const { userId } = await makeUser(foyer.ctx(), { organizer, role: 'registrar' });
  const context = await browser.newContext({ width: 1280 });
  await foyer.signInAs(context, userId);
  const page = await browser.newPage({}, context);
  page.allow(/40[34]/);
  for (const [path, status] of [
    ['/basics', 403],
    ['/no-such-page', 404],
    ['/orders/NOSUCH', 404],
  ] as const) {
    const answer = await page.goto(`${foyer.url}/manage/demo/events/${slug}${path}`);
    assert.equal(answer?.status(), status, path);
    assert.equal(await page.getByRole('navigation', { name: 'Marginalia 2027' }).isVisible(), true, path);
    const back = page.getByRole('link', { name: 'Back to Marginalia 2027' });
    assert.equal(await back.getAttribute('href'), `/manage/demo/events/${slug}`, path);
    await checkPage(page, true);
  }
  await page.getByRole('link', { name: 'Back to Marginalia 2027' }).click();
  await page.waitForURL(`${foyer.url}/manage/demo/events/${slug}`);
  await page.goto(`${foyer.url}/manage/demo/no-such-page`);
  assert.equal(await page.getByRole('link', { name: /^Back to / }).getAttribute('href'), '/manage/demo');
  assert.equal(await page.getByRole('link', { name: 'Other organisers' }).count(), 0);
  await context.close();
});

test('an event goes into the calendars that people have, without a script', async () => {
  const page = await browser.newPage({ javaScript: false, width: 360 });
  for (const [path, file, feed] of [
    ['', `/e/${slug}/event.ics`, `/e/${slug}/schedule/calendar.ics`],
    ['/sessions/3', `/e/${slug}/sessions/3/calendar.ics`, `/e/${slug}/schedule/calendar.ics`],
  ] as const) {
    await page.goto(`${foyer.url}/e/${slug}${path}`);
    await page.getByText('Add to calendar', { exact: true }).click();
    const href = (name: string): Promise<string | null> => page.getByRole('link', { name }).getAttribute('href');
    assert.equal(new URL((await href('Google Calendar')) ?? '').host, 'calendar.google.com');
    assert.equal(new URL((await href('Outlook.com')) ?? '').host, 'outlook.live.com');
    assert.equal(new URL((await href('Outlook at work or school (Microsoft 365)')) ?? '').host, 'outlook.office.com');
    assert.equal(await href('Apple Calendar and others (file)'), file);
    assert.equal(await href('Subscribe to follow changes'), `${foyer.url.replace('http', 'webcal')}${feed}`);
    await page.getByText('Share', { exact: true }).click();
    assert.match((await href('Send by email')) ?? '', /^mailto:\?subject=.+&body=http/);
    assert.equal(await page.getByText(`${foyer.url}/e/${slug}${path}`, { exact: true }).isVisible(), true);
    await checkPage(page, false);
  }
  await page.context().close();
});

test('a device that shares by itself is asked to, and another shows the links', async () => {
  const context = await browser.newContext({ width: 360 });
  await context.addInitScript(() => {
    const asked: object[] = [];
    Object.assign(globalThis, { asked });
    Object.assign(navigator, { share: (data: object) => Promise.resolve(asked.push(data)) });
  });
  const page = await browser.newPage({}, context);
  await page.goto(`${foyer.url}/e/${slug}`);
  await page.getByText('Share', { exact: true }).click();
  const asked = await page.evaluate(() => (globalThis as unknown as { asked: object[] }).asked);
  assert.deepEqual(asked, [{ title: 'Marginalia 2027', url: `${foyer.url}/e/${slug}` }]);
  assert.equal(await page.getByRole('link', { name: 'Send by email' }).isVisible(), false);
  await context.close();
});

test('events are narrowed by type and topic, which their pages name', async () => {
  const ctx = foyer.ctx();
  const organizer = await authoriseOrganizer(ctx, 'demo', 'create-event');
  const times = { starts: '2027-09-01T20:00', ends: '2027-09-01T23:00', timeZone: 'Europe/Brussels' };
  const { slug: concert } = await startEvent(ctx, organizer, { name: 'Songs for a Barn', ...times });
  const scope = await authoriseEvent(ctx, concert, 'edit');
  await updateEvent(ctx, scope, {
    type: 'concert or performance',
    topic: 'Barn music',
    locationName: 'The Barn',
    description: 'Songs.',
  });
  await publishEvent(ctx, scope);
  const page = await browser.newPage();
  await page.goto(foyer.url);
  await page.getByLabel('Type').selectOption({ label: 'Concert or performance' });
  await page.getByRole('button', { name: 'Show events' }).click();
  assert.match(new URL(page.url()).search, /^\?type=concert(&topic=)?$/);
  assert.deepEqual(await page.getByRole('heading', { level: 3 }).allInnerTexts(), ['Songs for a Barn']);
  assert.equal(await page.title(), 'Concert or performance · What’s on · Foyer');
  await checkPage(page, true);
  await page.getByRole('link', { name: 'Show all events' }).click();
  assert.deepEqual(await page.getByRole('heading', { level: 3 }).allInnerTexts(), [
    'Marginalia 2027',
    'Songs for a Barn',
  ]);
  await page.goto(`${foyer.url}/e/${concert}`);
  assert.equal(await page.getByRole('link', { name: 'Concert or performance' }).getAttribute('href'), '/?type=concert');
  assert.equal(await page.getByText('Barn music', { exact: true }).isVisible(), true);
  assert.match(
    (await page.getByRole('link', { name: 'See on a map' }).getAttribute('href')) ?? '',
    /openstreetmap\.org\/search\?query=The%20Barn$/,
  );
  await page.context().close();
});

test('an event that is over says so, and goes into no calendar', async () => {
  const ctx = foyer.ctx();
  const organizer = await authoriseOrganizer(ctx, 'demo', 'create-event');
  const times = { starts: '2027-10-01T20:00', ends: '2027-10-01T23:00', timeZone: 'Europe/Brussels' };
  const { slug: past } = await startEvent(ctx, organizer, { name: 'Songs of Last Year', ...times });
  const scope = await authoriseEvent(ctx, past, 'edit');
  await updateEvent(ctx, scope, {
    locationName: 'The Barn',
    description: 'Songs.',
    ticketUrl: 'https://tickets.example/songs',
  });
  await publishEvent(ctx, scope);
  const page = await browser.newPage();
  await page.goto(`${foyer.url}/e/${past}`);
  assert.equal(await page.getByText('This event is over').count(), 0);
  assert.equal(await page.getByText('Add to calendar', { exact: true }).count(), 1);
  const at = (text: string): Date => new Date(text);
  await updateEvent(ctx, scope, { startsAt: at('2024-10-01T18:00:00Z'), endsAt: at('2024-10-01T21:00:00Z') });
  await page.reload();
  assert.equal(await page.getByText('This event is over').isVisible(), true);
  assert.equal(await page.getByText('Add to calendar', { exact: true }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Get tickets' }).count(), 0);
  await checkPage(page, true);
  await page.context().close();
});

test('the first page has a title, a picture to share and icons, and they are there', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(foyer.url);
  assert.equal(await page.title(), 'What’s on · Foyer');
  const meta = (name: string): Promise<string | null> =>
    page.locator(`meta[property="${name}"]`).getAttribute('content');
  assert.deepEqual([await meta('og:title'), await meta('og:url')], ['What’s on · Foyer', `${foyer.url}/`]);
  const sizes: Record<string, string> = {};
  for (const path of [
    await meta('og:image'),
    '/apple-touch-icon.png',
    '/icon-192.png',
    '/icon-512.png',
    '/icon-maskable.png',
  ]) {
    const answer = await fetch(new URL(path ?? '', foyer.url));
    const { width, height, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    sizes[new URL(path ?? '', foyer.url).pathname] = `${width}x${height} ${format}`;
  }
  assert.deepEqual(sizes, {
    '/share.png': '1200x630 png',
    '/apple-touch-icon.png': '180x180 png',
    '/icon-192.png': '192x192 png',
    '/icon-512.png': '512x512 png',
    '/icon-maskable.png': '512x512 png',
  });
  const links = await page
    .locator('link[rel="icon"], link[rel="apple-touch-icon"], link[rel="manifest"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.deepEqual(links, ['/favicon.ico', '/favicon.svg', '/apple-touch-icon.png', '/site.webmanifest']);
  const manifest = (await (await fetch(`${foyer.url}/site.webmanifest`)).json()) as { icons: { src: string }[] };
  assert.deepEqual(
    manifest.icons.map(({ src }) => src),
    ['/icon-192.png', '/icon-512.png', '/icon-maskable.png'],
  );
  const icon = Buffer.from(await (await fetch(`${foyer.url}/favicon.ico`)).arrayBuffer());
  assert.deepEqual([icon.readUInt16LE(0), icon.readUInt16LE(2), icon.readUInt16LE(4)], [0, 1, 3]);
  await page.context().close();
});

test('on paper the schedule says its day and of how many it is, and has nothing to press', async () => {
  const page = await browser.newPage({ width: 794, height: 1123 });
  await page.goto(`${foyer.url}/e/${slug}/schedule?day=2027-06-04`);
  assert.equal(await page.getByText('Friday 4 June 2027 · Day 2 of 3').isVisible(), false);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  assert.equal(await page.getByText('Friday 4 June 2027 · Day 2 of 3').isVisible(), true);
  const pressed = await page
    .locator('button:visible, .button:visible, nav:visible, select:visible, summary:visible')
    .allInnerTexts();
  assert.deepEqual(pressed, []);
  await page.context().close();
});

test('the drawer of the filter names what can be chosen, and results stay in sight', async () => {
  const page = await browser.newPage({ width: 360, height: 780 });
  await page.goto(`${foyer.url}/e/${slug}/schedule`);
  assert.equal(await page.getByRole('button', { name: 'Show sessions' }).isVisible(), false);
  await page.getByText('Track, room and type', { exact: true }).click();
  await page.getByLabel('Track').selectOption({ index: 1 });
  await page.getByText(/sessions? found/).waitFor();
  await page.reload();
  const found = await page.getByText(/sessions? found/).boundingBox();
  assert.equal((found?.y ?? 1000) < 600, true, `found at ${found?.y}`);
  await checkPage(page, true);
  await page.context().close();
});
