/**
 * Fast without ever being stale: finished answers are kept for anonymous readers until the moment something changes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { openBrowser } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await foyer.importDemo();
const base = `${foyer.url}/e/${slug}`;

/** The number of a session that takes place, by its title. */
async function numberOf(title: string): Promise<number> {
  const row = await foyer.opened.database.db
    .selectFrom('sessions')
    .select('number')
    .where('title', '=', title)
    .executeTakeFirstOrThrow();
  return row.number;
}

async function rename(number: number, title: string): Promise<void> {
  const ctx = foyer.ctx();
  await updateSessions(ctx, await authoriseEvent(ctx, slug, 'edit'), { change: [{ number, values: { title } }] });
}

test('pages and files have validators, and a reader who has them is told so in a few bytes', async () => {
  for (const path of ['', '/schedule', '/speakers', '/schedule/calendar.ics', '/schedule/schedule.json']) {
    const first = await fetch(base + path);
    await first.arrayBuffer();
    const etag = first.headers.get('etag');
    assert.match(etag ?? '', /^"[\w-]+"$/, path);
    const again = await fetch(base + path, { headers: { 'if-none-match': etag as string } });
    assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength], [304, 0], path);
  }
  const page = await fetch(`${base}/schedule`);
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(page.headers.get('vary') ?? '', /cookie/);
});

test('a page asked for twice is made once', async () => {
  const { pageCache } = foyer.opened;
  await fetch(`${base}/speakers`).then((answer) => answer.arrayBuffer());
  const before = { hits: pageCache.hits, misses: pageCache.misses };
  await fetch(`${base}/speakers`).then((answer) => answer.arrayBuffer());
  assert.deepEqual(
    { hits: pageCache.hits, misses: pageCache.misses },
    { hits: before.hits + 1, misses: before.misses },
  );
});

test('nothing that a stranger puts into a request changes what others get', async () => {
  const clean = await (await fetch(`${base}/speakers`)).text();
  await rename(await numberOf('Works in the Cellar'), 'Works in the Cellar.');
  const strange = [
    '/speakers/__data.json',
    '/speakers?utm_source=%22%3E%3Cscript%3E',
    '/speakers?x-sveltekit-invalidated=1',
  ];
  for (const path of strange)
    await fetch(base + path, { headers: { 'x-forwarded-host': 'evil.example', 'x-sveltekit-action': 'true' } }).then(
      (answer) => answer.text(),
    );
  const after = await fetch(`${base}/speakers`);
  assert.deepEqual([after.headers.get('content-type'), await after.text()], ['text/html; charset=utf-8', clean]);
  assert.equal((await fetch(`${base}/speakers/__data.json`)).status, 404);
});

test('parameters that mean nothing here make no second answer', async () => {
  const { pageCache } = foyer.opened;
  await fetch(`${base}/speakers`).then((answer) => answer.text());
  const { misses } = pageCache;
  for (let i = 0; i < 20; i += 1) await fetch(`${base}/speakers?utm_campaign=${i}`).then((answer) => answer.text());
  assert.equal(pageCache.misses, misses);
});

test('a change shows on every page and in the calendar with the very next request, ten times over', async () => {
  const number = await numberOf('Minutes Worth Reading');
  for (let time = 1; time <= 10; time += 1) {
    const title = `Minutes Worth Reading ${'again '.repeat(time).trim()}.`;
    await rename(number, title);
    const [schedule, session, calendar, json] = await Promise.all(
      ['/schedule', `/sessions/${number}`, '/schedule/calendar.ics', '/schedule/schedule.json'].map(async (path) =>
        (await fetch(base + path)).text(),
      ),
    );
    for (const text of [schedule, session, json]) assert.ok(text?.includes(title));
    assert.ok(calendar?.replace(/\r\n /g, '').includes(title));
  }
});

test('a reader with an open page sees the change when they load it again', async () => {
  const page = await browser.newPage({ width: 360 });
  await page.goto(`${base}/schedule`);
  const number = await numberOf('The Lamp That Came Back');
  await page.getByRole('link', { name: 'The Lamp That Came Back' }).waitFor();
  await rename(number, 'The Lamp That Stayed');
  await page.reload();
  await page.getByRole('link', { name: 'The Lamp That Stayed' }).waitFor();
  page.expectQuiet();
  await page.context().close();
});

test('what a signed-in reader gets is never kept for others', async () => {
  const context = await browser.newContext();
  await foyer.signIn(context);
  for (const path of ['/manage', '/manage/demo', '/manage/demo/import', `/e/${slug}/schedule?q=signed`]) {
    const own = await context.request.get(foyer.url + path);
    assert.equal(own.status(), 200, path);
    assert.equal(own.headers()['cache-control'], 'no-store', path);
  }
  const { pageCache } = foyer.opened;
  const { misses } = pageCache;
  const other = await fetch(`${base}/schedule?q=signed`);
  await other.arrayBuffer();
  assert.equal(pageCache.misses, misses + 1, 'the anonymous answer was made for them');
  for (const path of ['/manage', '/manage/demo']) {
    assert.doesNotMatch(await (await fetch(foyer.url + path)).text(), /Rosalind/, path);
  }
  await context.close();
});

test('a page says what is left within a second or two of an order, and is still made once for many readers', async () => {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, await makeOrganizer(ctx));
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 1 });
  const read = async (): Promise<string> => (await fetch(`${foyer.url}/e/${event.slug}`)).text();
  assert.doesNotMatch(await read(), /Sold out/);
  await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: 'the-last-one', lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
  ]);
  const [orderedAt, { misses, hits }] = [Date.now(), foyer.opened.pageCache];
  while (!/Sold out/.test(await read())) {
    assert.equal(Date.now() - orderedAt < 2000, true, 'still says that one is left');
    await setTimeout(20);
  }
  // A slow machine may have made it anew with the first reader already.
  for (let readers = 0; readers < 5; readers += 1) assert.match(await read(), /Sold out/);
  const seconds = Math.ceil((Date.now() - orderedAt) / 1000);
  const made = foyer.opened.pageCache.misses - misses;
  assert.equal(made <= seconds + 1, true, `made ${made} times in ${seconds} s`);
  assert.equal(foyer.opened.pageCache.hits > hits, true, 'nobody was answered from memory');
});

test('an unpublished event is gone with the very next request', async () => {
  const { publishEvent, unpublishEvent } = await import('#features/events/server/publish-event.ts');
  const ctx = foyer.ctx();
  const scope = await authoriseEvent(ctx, slug, 'publish');
  await fetch(base).then((answer) => answer.arrayBuffer());
  await unpublishEvent(ctx, scope);
  assert.equal((await fetch(base)).status, 404);
  assert.doesNotMatch(await (await fetch(foyer.url)).text(), /Marginalia/);
  await publishEvent(ctx, scope);
  assert.equal((await fetch(base)).status, 200);
  assert.match(await (await fetch(foyer.url)).text(), /Marginalia/);
});
