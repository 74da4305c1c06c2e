/**
 * An organiser makes an event: a name and a time, the basics, the extras, the checklist; with scripts, without, and
 * with the keyboard alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { axeFindings, type JourneyPage, openBrowser, untilScriptsRan } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  const tag = javaScript ? 'one' : 'two';

  test(`from a name and a time to a published event, ${how}`, async () => {
    const page = await signedIn(javaScript);
    const organizer = await foundOrganizer(page, `Harbour Choir ${tag}`);
    await page.getByRole('main').getByRole('link', { name: 'New event' }).click();
    await page.getByLabel('Name').fill('Spring Concert');
    await untilScriptsRan(page);
    assert.equal(
      await page.getByLabel('Time zone').inputValue(),
      javaScript ? 'Europe/Brussels' : '',
      'scripts know the reader’s zone',
    );
    await page.getByLabel('Time zone').selectOption('Europe/Berlin');
    await page.getByLabel('Starts').fill('2027-03-27T20:00');
    await page.getByLabel('Ends').fill('2027-03-28T02:30');
    await page.getByRole('button', { name: 'Create draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'Basics' }).waitFor();
    const root = page.url().replace(/\/basics$/, '');
    await page
      .getByText('Sat 27 March 2027, 20:00 to Sun 28 March 2027, 03:30 (Europe/Berlin, UTC+1, then UTC+2)')
      .waitFor();
    await page.getByText('Clocks go forward during the event').waitFor();

    await page.goto(`${root}/publish`);
    await page.getByText('1 thing left to do before you can publish.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Publish event' }).isDisabled(), true);
    await page.getByRole('link', { name: 'Add a venue or a link' }).click();
    await page.waitForURL(/\/basics#locationName$/);

    await page.getByLabel('Ends').fill('2027-03-27T23:00');
    await page.getByLabel('Venue').fill('The Old Granary');
    await page.getByLabel('Map link').fill('https://www.openstreetmap.org/#map=17/53.54321/9.98765');
    await page.getByLabel('Description', { exact: true }).fill('Songs of **rivers** <script>alert(1)</script>');
    if (!javaScript) await page.getByRole('button', { name: 'Preview without saving' }).click();
    await page.getByText('Sat 27 March 2027, 20:00 to 23:00 (Europe/Berlin, UTC+1)').waitFor();
    await page.locator('strong', { hasText: 'rivers' }).waitFor();
    await page.getByText('On the map: 53.54321, 9.98765.').waitFor();
    assert.equal((await facts(root)).locationName, '', 'a preview writes nothing');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    const { locationName, latitude } = await facts(root);
    assert.deepEqual({ locationName, latitude }, { locationName: 'The Old Granary', latitude: 53.54321 });

    await page.goto(`${root}/extras`);
    await page.getByLabel('Email address for questions').fill('hello@harbour.example');
    await page.getByLabel('Name 1').fill('Fediverse');
    await page.getByLabel('Address 1').fill('https://social.example/@harbour');
    await page.getByLabel('Code of conduct').fill('Listen.');
    await page.getByLabel('Licence', { exact: true }).fill('CC BY 4.0');
    await page.getByLabel('Link to the licence').fill('https://creativecommons.org/licenses/by/4.0/');
    await page.getByLabel('Ask for proposals').check();
    await page.getByLabel('What you are looking for').fill('Bring a song.');
    await page.getByLabel('Closes').fill('2027-02-01T12:00');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.waitForURL(`${root}/publish`);
    await page.getByText('Everything required is in place.').waitFor();
    await page.getByRole('button', { name: 'Publish event' }).click();
    await page.getByText('Spring Concert is public.').waitFor();

    const slug = root.split('/').at(-1) as string;
    const visitor = await browser.newPage({ javaScript, width: 360 });
    await visitor.goto(`${foyer.url}/e/${slug}`);
    await visitor.getByText('Bring a song.').waitFor();
    await visitor.getByText('Open until Monday 1 February 2027').waitFor();
    for (const [name, href] of [
      ['CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/'],
      ['Fediverse', 'https://social.example/@harbour'],
      ['hello@harbour.example', 'mailto:hello@harbour.example'],
    ] as const) {
      assert.equal(await visitor.getByRole('link', { name }).getAttribute('href'), href);
    }

    await page.goto(`${root}/basics`);
    await page.getByLabel('Link to join online').fill('https://meet.example/harbour');
    await page.getByLabel('Web address', { exact: true }).fill(`spring-${tag}`);
    if (javaScript) await page.getByText(`Links to /e/${slug} will lead to the new address`).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(`${foyer.url}/manage/${organizer}/events/spring-${tag}/basics?saved`);
    await visitor.goto(`${foyer.url}/e/${slug}`);
    assert.equal(visitor.url(), `${foyer.url}/e/spring-${tag}`);
    assert.equal(
      await visitor.getByRole('link', { name: 'Go to the event' }).getAttribute('href'),
      'https://meet.example/harbour',
    );
    const feed = await fetch(`${foyer.url}/e/${slug}/schedule/calendar.ics`, { redirect: 'manual' });
    assert.deepEqual([feed.status, feed.headers.get('location')], [301, `/e/spring-${tag}/schedule/calendar.ics`]);
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });

  test(`a conference begins with what conferences have, and all of it can be changed, ${how}`, async () => {
    const page = await signedIn(javaScript);
    const organizer = await foundOrganizer(page, `Summit Makers ${tag}`);
    await page.goto(`${foyer.url}/manage/${organizer}/new`);
    await page.getByRole('link', { name: /^Conference/ }).click();
    await page.waitForURL(/template=conference/);
    assert.match(await page.getByLabel('Starts').inputValue(), /T09:00$/);
    await page.getByLabel('Name').fill(`Summit ${tag}`);
    await page.getByLabel('Time zone').selectOption('Europe/Lisbon');
    await page.getByRole('button', { name: 'Create draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'Basics' }).waitFor();
    const root = page.url().replace(/\/basics$/, '');
    assert.equal(await page.getByLabel('Type').inputValue(), 'Conference');
    await page.getByLabel('Topic').selectOption('Science & Technology');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    assert.equal(await page.getByLabel('Topic').inputValue(), 'Science & Technology');
    await page.goto(`${root}/tickets`);
    assert.deepEqual(
      await page.locator('[data-item]').evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.name)),
      ['Conference', 'Standard', 'Student', 'Supporter', 'Workshops', 'Workshop'],
    );
    await page.getByText('Hidden').first().waitFor();
    await page.goto(`${root}/types`);
    await page.getByRole('link', { name: 'Lightning talk' }).waitFor();
    const row = await foyer
      .ctx()
      .db.selectFrom('events')
      .select(['type', 'topic'])
      .where('slug', '=', root.split('/').at(-1) as string)
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, { type: 'Conference', topic: 'Science & Technology' });
    page.expectQuiet();
    await page.context().close();
  });

  test(`back and forward lose nothing, ${how}`, async () => {
    const page = await signedIn(javaScript);
    page.allow(/status of 4(04|22)/);
    const root = await draftOf(page, `Patient Players ${tag}`);
    await page.goto(`${root}/extras`);
    await page.getByLabel('Website').fill('https://players.example');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.waitForURL(`${root}/tickets`);
    await page.goto(`${root}/extras`);
    assert.equal(await page.getByLabel('Website').inputValue(), 'https://players.example', 'back saves too');

    await page.getByLabel('Website').fill('players, somewhere');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.waitForURL(`${root}/tickets`);
    await page.goto(`${root}/extras`);
    assert.equal(await page.getByLabel('Website').inputValue(), 'players, somewhere', 'what cannot be saved is kept');
    await page.getByText(/^Unsaved changes .* restored$/).waitFor();
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.waitForURL(`${root}/extras`);
    assert.equal(await page.getByLabel('Website').inputValue(), 'https://players.example');
    assert.equal(await page.getByText(/^Unsaved changes .* restored$/).count(), 0);

    await page.goto(`${root}/basics`);
    await page.getByLabel('Map link').fill('around the corner');
    await page.getByLabel('City').fill('Ghent');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('This link does not point to a place.').waitFor();
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    assert.equal(await page.getByLabel('City').inputValue(), 'Ghent');
    await page.getByLabel('Map link').fill('geo:51.05,3.72');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    const { city, latitude } = await facts(root);
    assert.deepEqual({ city, latitude }, { city: 'Ghent', latitude: 51.05 });
    page.expectQuiet();
    await page.context().close();
  });

  test(`two people who edit at once are asked, and what only one changed is kept, ${how}`, async () => {
    const [one, two] = [await signedIn(javaScript), await signedIn(javaScript)];
    const root = await draftOf(one, `Double Hands ${tag}`);
    for (const page of [one, two]) {
      page.allow(/status of 409/);
      await page.goto(`${root}/basics`);
    }
    await one.getByLabel('Subtitle').fill('First words');
    await one.getByLabel('Venue').fill('The Old Granary');
    await two.getByLabel('Subtitle').fill('Second words');
    await two.getByLabel('City').fill('Ghent');
    await one.getByRole('button', { name: 'Save', exact: true }).click();
    await one.getByText('Saved.').waitFor();
    await two.getByRole('button', { name: 'Save', exact: true }).click();
    await two.getByText('Someone else changed this while you were editing').waitFor();
    if (javaScript) assert.deepEqual(await axeFindings(two), []);
    const { subtitle, city } = await facts(root);
    assert.deepEqual({ subtitle, city }, { subtitle: 'First words', city: '' }, 'nothing is written before the answer');
    await two.getByRole('group', { name: 'Subtitle' }).getByLabel('Keep mine').check();
    await two.getByRole('button', { name: 'Save', exact: true }).click();
    await two.getByText('Saved.').waitFor();
    const settled = await facts(root);
    assert.deepEqual(
      [settled.subtitle, settled.city, settled.locationName],
      ['Second words', 'Ghent', 'The Old Granary'],
    );

    await one.goto(`${root}/basics`);
    await two.goto(`${root}/basics`);
    await one.getByLabel('Subtitle').fill('Third words');
    await one.getByRole('button', { name: 'Save', exact: true }).click();
    await one.getByText('Saved.').waitFor();
    await two.getByLabel('Subtitle').fill('Fourth words');
    await two.getByRole('button', { name: 'Save', exact: true }).click();
    await two.getByRole('group', { name: 'Subtitle' }).getByLabel('Use theirs').check();
    await two.getByRole('button', { name: 'Save', exact: true }).click();
    await two.getByText('Saved.').waitFor();
    assert.equal((await facts(root)).subtitle, 'Third words');
    for (const page of [one, two]) page.expectQuiet();
    await Promise.all([one.context().close(), two.context().close()]);
  });
}

/** What a page sends when it is left travels beside the next page, and may arrive after it. */
async function untilKept(subtitle: string): Promise<void> {
  const kept = async (): Promise<number> =>
    (await foyer.opened.database.db.selectFrom('formDrafts').select('entries').execute()).filter(
      ({ entries }) => (entries as Record<string, string>).subtitle === subtitle,
    ).length;
  for (let looks = 0; looks < 50 && (await kept()) === 0; looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await kept(), 1);
}

test('what is typed is kept without saving, and when the page is left in the middle of a word', async () => {
  const page = await signedIn(true);
  const root = await draftOf(page, 'Absent Minds');
  await page.goto(`${root}/basics`);
  await page.getByLabel('Subtitle').fill('Half a');
  await page.getByText('Changes kept').waitFor();
  await page.getByLabel('Subtitle').fill('Half a thought');
  await page.goto(`${root}/extras`);
  await untilKept('Half a thought');
  await page.goto(`${root}/basics`);
  await page.getByText(/^Unsaved changes .* restored$/).waitFor();
  assert.equal(await page.getByLabel('Subtitle').inputValue(), 'Half a thought');
  assert.equal((await facts(root)).subtitle, '', 'nobody else sees it');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  assert.equal((await facts(root)).subtitle, 'Half a thought');
  await page.goto(`${root}/extras`);
  await page.goto(`${root}/basics`);
  assert.equal(await page.getByText(/^Unsaved changes .* restored$/).count(), 0, 'what is saved is no draft');
  page.expectQuiet();
  await page.context().close();
});

test('the zone of the reader is found whatever name the browser has for it', async () => {
  for (const timeZone of ['Asia/Kolkata', 'Asia/Ho_Chi_Minh', 'Europe/Kyiv']) {
    const context = await browser.newContext({ timeZone });
    await foyer.signIn(context);
    const page = await browser.newPage({}, context);
    const organizer = await foundOrganizer(page, `Clock Watchers ${timeZone}`);
    await page.goto(`${foyer.url}/manage/${organizer}/new`);
    assert.equal(await page.getByLabel('Time zone').inputValue(), timeZone);
    await context.close();
  }
});

test('the keyboard alone makes, describes and publishes an event', async () => {
  const page = await signedIn(true);
  const organizer = await foundOrganizer(page, 'Quiet Hands');
  await page.goto(`${foyer.url}/manage/${organizer}/new`);
  const press = (key: string) => page.keyboard.press(key);
  await tabTo(page, 'name');
  await page.keyboard.type('Evening of Quiet');
  await tabTo(page, 'timeZone');
  await page.keyboard.type('Lisb');
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Europe/Lisbon');
  await tabTo(page, 'Create draft');
  await press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Basics' }).waitFor();
  const root = page.url().replace(/\/basics$/, '');
  await tabTo(page, 'locationName');
  await page.keyboard.type('Reading Room');
  await press('Enter');
  await page.waitForURL(`${root}/look`);
  page.allow(/status of 404/);
  assert.equal((await facts(root)).locationName, 'Reading Room', 'Enter saves and goes on');
  await page.goto(`${root}/extras`);
  await tabTo(page, 'call');
  await press('Space');
  await tabTo(page, 'callAnnouncement');
  await page.keyboard.type('Whisper to us');
  await tabTo(page, 'Save and continue');
  await press('Enter');
  await page.waitForURL(`${root}/publish`);
  await tabTo(page, 'Publish event');
  await press('Space');
  await page.getByText('Evening of Quiet is public.').waitFor();
  await page.context().close();
});

/** Presses Tab until the focus stands on the control of that id, or the button of that name. */
async function tabTo(page: JourneyPage, target: string): Promise<void> {
  for (let i = 0; i < 120; i += 1) {
    const at = await page.evaluate(() => [
      document.activeElement?.id ?? '',
      document.activeElement?.textContent?.trim() ?? '',
    ]);
    if (at.includes(target)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`The keyboard does not reach ${target}`);
}

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

/** Founds an organisation and goes to its rooms; gives its slug. */
async function foundOrganizer(page: JourneyPage, name: string): Promise<string> {
  const { slug } = await createOrganizer(foyer.ctx(), { name });
  await page.goto(`${foyer.url}/manage/${slug}`);
  return slug;
}

/** A fresh draft in an organisation of its own; gives the address of its rooms. */
async function draftOf(page: JourneyPage, name: string): Promise<string> {
  const organizer = await foundOrganizer(page, name);
  await page.goto(`${foyer.url}/manage/${organizer}/new`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Time zone').selectOption('Europe/Lisbon');
  await page.getByRole('button', { name: 'Create draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Basics' }).waitFor();
  return page.url().replace(/\/basics$/, '');
}

/** What is stored of the event whose rooms have that address. */
function facts(root: string) {
  return foyer.opened.database.db
    .selectFrom('events')
    .select(['subtitle', 'locationName', 'city', 'latitude'])
    .where('slug', '=', root.split('/').at(-1) as string)
    .executeTakeFirstOrThrow();
}
