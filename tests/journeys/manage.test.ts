/**
 * An organiser moves in: signs in, uploads a conference, looks at what would happen, imports, publishes, brings it up
 * to date, takes it back.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { ZipFile } from 'yazl';
import { type JourneyPage, openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const tidewater = await readFile(path.join(import.meta.dirname, 'files/tidewater.xml'), 'utf8');

type Upload = { name: string; mimeType: string; buffer: Buffer };

const xml = (text: string, name = 'tidewater.xml'): Upload => ({
  name,
  mimeType: 'application/xml',
  buffer: Buffer.from(text),
});

/** The same conference a week later: one title is another, one session is gone. */
const newer = tidewater
  .replace('Reading water from a bridge', 'Reading water from two bridges')
  .replace(/<event id="3"[\s\S]*?<\/event>/, '')
  .replace('First draft', 'Second draft');

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a sign-in link opens the organiser's rooms once, and says so the second time, ${how}`, async () => {
    const link = await foyer.signInLink();
    const page = await browser.newPage({ javaScript });
    await page.goto(link);
    await page.waitForURL(/\/manage/);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    page.expectQuiet();
    const other = await browser.newPage({ javaScript });
    await other.goto(link);
    await other.getByText('This sign-in link no longer works').waitFor();
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    other.expectQuiet();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${foyer.url}/`);
    await page.goto(`${foyer.url}/manage`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await Promise.all([page.context().close(), other.context().close()]);
  });

  test(`from a conference file to a published event, a newer file, and back to a draft, ${how}`, async () => {
    const page = await signedIn(javaScript);
    const organizer = await foundOrganizer(page, `Tidewater Friends ${javaScript ? 'One' : 'Two'}`);
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Import a conference' }).click();

    await upload(page, xml(tidewater));
    await page.getByRole('heading', { level: 1, name: 'What will change' }).waitFor();
    assert.deepEqual(await figures(page), { Created: '14', Changed: '0', Repaired: '1', Skipped: '1' });
    assert.deepEqual(await tableRow(page, 'Sessions'), ['4', '0']);
    await page.getByText('session 2 "A lighthouse without a keeper"').waitFor();
    await page.getByText('it has no title').waitFor();
    await runImport(page);
    await page.getByText('It is a draft').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Your events' }).click();

    const slug = await draftSlug(page);
    assert.equal((await fetch(`${foyer.url}/e/${slug}`)).status, 404, 'a draft is nobody else’s to see');
    await page.getByRole('button', { name: 'Publish Tidewater Days 2027' }).click();
    await page.getByText('Tidewater Days 2027 is published.').waitFor();
    const visitor = await browser.newPage({ javaScript, width: 360 });
    await visitor.goto(`${foyer.url}/e/${slug}/schedule`);
    await visitor.getByRole('link', { name: 'Reading water from a bridge' }).waitFor();
    assert.deepEqual(await states(slug), {
      'Reading water from a bridge': null,
      'A lighthouse without a keeper': null,
      'Caulking for beginners': null,
      'Knots that let go': null,
    });

    await page.goto(`${foyer.url}/manage/${organizer}/import`);
    await upload(page, xml(newer, 'tidewater-2.xml'));
    await page.getByText(`Changes ${slug}`).waitFor();
    assert.deepEqual(await tableRow(page, 'Sessions'), ['0', '2']);
    assert.deepEqual(await tableRow(page, 'Withdrawn'), ['', '1']);
    await visitor.reload();
    await visitor.getByRole('link', { name: 'Reading water from a bridge' }).waitFor();
    await runImport(page);
    await page.getByRole('link', { name: 'See the event' }).waitFor();
    await visitor.reload();
    await visitor.getByRole('link', { name: 'Reading water from two bridges' }).waitFor();
    await visitor.locator('li', { hasText: 'Caulking for beginners' }).getByText('Cancelled').waitFor();
    const after = await states(slug);
    assert.equal(after['Caulking for beginners'], 'CANCELLED');
    assert.ok('Reading water from two bridges' in after);

    await page.goto(`${foyer.url}/manage/${organizer}`);
    await page.getByRole('link', { name: 'Unpublish Tidewater Days 2027' }).click();
    await page.getByText('Its page, schedule, files and calendars disappear').waitFor();
    assert.equal((await fetch(`${foyer.url}/e/${slug}`)).status, 200, 'a question changes nothing');
    await page.getByRole('button', { name: 'Unpublish event' }).click();
    await page.getByText('The event is a draft again').waitFor();
    for (const address of [
      '',
      '/schedule',
      '/speakers',
      '/sessions/1',
      '/schedule/calendar.ics',
      '/schedule/schedule.json',
      '/open-event.zip',
      '/og.png',
    ]) {
      assert.equal((await fetch(`${foyer.url}/e/${slug}${address}`)).status, 404, address);
    }
    visitor.allow(/status of 404/);
    await visitor.reload();
    await visitor.getByRole('heading', { level: 1, name: 'This page does not exist' }).waitFor();
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });

  test(`what cannot be imported is refused in words that say what to do, ${how}`, async () => {
    const page = await signedIn(javaScript);
    page.allow(/status of 422/);
    const organizer = await foundOrganizer(page, `Patient People ${javaScript ? 'One' : 'Two'}`);
    await page.goto(`${foyer.url}/manage/${organizer}/import`);
    const refuse = async (file: Upload, words: RegExp): Promise<void> => {
      await upload(page, file);
      const alert = page.getByRole('alert');
      await alert.filter({ hasText: words }).waitFor();
      assert.match(await alert.innerText(), new RegExp(file.name));
    };
    await refuse(xml('<schedule><day', 'cut-short.xml'), /XML/);
    await refuse(xml('Dear organisers, the schedule is in the mail.', 'letter.xml'), /./);
    await refuse(
      { name: 'outside.zip', mimeType: 'application/zip', buffer: await hostileZip() },
      /outside|leads out|\.\./,
    );
    await refuse(xml('', 'empty.xml'), /The file is empty/);
    const zone = page.getByLabel('Time zone for times without one');
    assert.equal(await zone.evaluate((field) => field.tagName), 'SELECT');
    await zone.selectOption('Europe/Lisbon');
    await refuse(xml('', 'empty.xml'), /The file is empty/);
    assert.equal(await zone.inputValue(), 'Europe/Lisbon', 'what was chosen stays');
    await page.goto(`${foyer.url}/manage/${organizer}`);
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    page.expectQuiet();
    await page.context().close();
  });

  test(`a preview that is not wanted leaves nothing behind, ${how}`, async () => {
    const page = await signedIn(javaScript);
    const organizer = await foundOrganizer(page, `Doubtful Club ${javaScript ? 'One' : 'Two'}`);
    await page.goto(`${foyer.url}/manage/${organizer}/import`);
    await upload(page, xml(tidewater));
    const preview = page.url();
    await page.getByRole('button', { name: 'Discard import' }).click();
    await page.waitForURL(`${foyer.url}/manage/${organizer}/import`);
    page.allow(/status of 404/);
    const gone = await page.goto(preview);
    assert.equal(gone?.status(), 404);
    await page.context().close();
  });
}

test('a stranger at the organiser’s rooms learns nothing', async () => {
  const page = await signedIn(true);
  const organizer = await foundOrganizer(page, 'Private Parade');
  await page.goto(`${foyer.url}/manage/${organizer}/import`);
  await upload(page, xml(tidewater.replaceAll('idewater', 'ightwater')));
  const preview = new URL(page.url()).pathname;
  for (const address of [`/manage/${organizer}`, `/manage/${organizer}/import`, preview, '/manage/no-such-organizer']) {
    const answer = await fetch(foyer.url + address);
    const text = await answer.text();
    assert.equal(new URL(answer.url).pathname, '/sign-in', address);
    assert.doesNotMatch(text, /Private Parade|ightwater/, address);
  }
  const body = new URLSearchParams({ slug: 'anything' });
  for (const address of [`/manage/${organizer}?/publish`, `${preview}?/run`, `${preview}?/discard`]) {
    const answer = await fetch(foyer.url + address, { method: 'POST', body, headers: { origin: foyer.url } });
    assert.equal(answer.status, 404, address);
  }
  const stranger = await browser.newPage();
  await stranger.goto(`${foyer.url}/manage`);
  await stranger.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  assert.equal(await stranger.getByText('Private Parade').count(), 0);
  await Promise.all([page.context().close(), stranger.context().close()]);
});

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

/** Founds an organizer through its form; gives its slug. */
async function foundOrganizer(page: JourneyPage, name: string): Promise<string> {
  await page.goto(`${foyer.url}/manage/new`);
  await page.getByLabel('Name of the organiser').fill(name);
  await page.getByRole('button', { name: 'Create organiser' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/manage/'));
  return new URL(page.url()).pathname.split('/').at(-1) as string;
}

async function upload(page: JourneyPage, file: Upload): Promise<void> {
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Preview import' }).click()]);
}

/** Starts the import and waits for its end, looking again where no script does. */
async function runImport(page: JourneyPage): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const done = page.getByRole('heading', { level: 1, name: 'Imported' });
  const again = page.getByRole('link', { name: 'Check again' });
  for (let looks = 0; looks < 100; looks += 1) {
    await done.or(page.getByRole('heading', { level: 1, name: 'Importing' })).waitFor();
    if (!(await again.isVisible())) return done.waitFor();
    await again.click();
  }
}

async function figures(page: JourneyPage): Promise<Record<string, string>> {
  const pairs = await page
    .locator('dl > div')
    .evaluateAll((all) =>
      all.map((pair) => [pair.querySelector('dt')?.textContent ?? '', pair.querySelector('dd')?.textContent ?? '']),
    );
  return Object.fromEntries(pairs);
}

function tableRow(page: JourneyPage, name: string): Promise<string[]> {
  return page
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .getByRole('cell')
    .allInnerTexts();
}

async function draftSlug(page: JourneyPage): Promise<string> {
  await page.getByRole('listitem').getByText('Draft', { exact: true }).waitFor();
  const href = await page.getByRole('link', { name: 'See event page Tidewater Days 2027' }).getAttribute('href');
  return (href ?? '').split('/').at(-1) as string;
}

/** The sessions of the public calendar by title, with their status. */
async function states(slug: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${foyer.url}/e/${slug}/schedule/calendar.ics`);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()) as unknown[]);
  return Object.fromEntries(
    calendar.getAllSubcomponents('vevent').map((event) => {
      const status = event.getFirstPropertyValue('status');
      return [String(event.getFirstPropertyValue('summary')), status === 'CONFIRMED' ? null : status];
    }),
  );
}

/** An archive with an entry that would land outside the folder it is unpacked in. */
async function hostileZip(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('{}'), 'event');
  zip.addBuffer(Buffer.from('mine now'), 'aa/aa/outside.txt');
  zip.end();
  const bytes = await buffer(zip.outputStream as NodeJS.ReadableStream);
  return Buffer.from(bytes.toString('latin1').replaceAll('aa/aa/outside.txt', '../../outside.txt'), 'latin1');
}
