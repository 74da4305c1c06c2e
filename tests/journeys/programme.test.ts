/**
 * A programme made by hand: rooms, tracks, speakers, sessions; many changed at once and back; a table out, changed, and
 * in again.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { axeFindings, type JourneyPage, openBrowser } from '#testing/browser.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a programme is made by hand, and the public sees it, ${how}`, async () => {
    const { page, root, event } = await prepare(javaScript);
    await page.goto(`${root}/rooms`);
    await page.getByRole('heading', { name: 'No rooms yet' }).waitFor();
    await add(page, `${root}/rooms`, 'room', { Name: 'Boathouse', Seats: '80' });
    await add(page, `${root}/rooms`, 'room', { Name: 'Loft' });
    await page.getByRole('button', { name: 'Move Loft up' }).click();
    await page.waitForURL(/#n2$/);
    assert.deepEqual(await titles(page), ['Loft', 'Boathouse']);
    await add(page, `${root}/tracks`, 'track', { Name: 'Rivers', Colour: '#336699' });
    await add(page, `${root}/types`, 'session type', { Name: 'Talk', 'Usual length in minutes': '45' });
    await add(page, `${root}/speakers`, 'speaker', { Name: 'Imke Vandersloot', 'Email address': 'imke@example.org' });
    await add(page, `${root}/speakers`, 'speaker', { Name: 'Teodor Achim' });

    await page.goto(`${root}/speakers/1`);
    await page.getByLabel('Photo').setInputFiles({
      name: 'imke.png',
      mimeType: 'image/png',
      buffer: await sharp({ create: { width: 300, height: 400, channels: 3, background: '#336699' } })
        .png()
        .toBuffer(),
    });
    await page.getByRole('button', { name: 'Upload photo' }).click();
    await page.getByRole('button', { name: 'Replace photo' }).waitFor();
    await page.getByText('Choose what stays in view').click();
    await page.getByLabel('Top to bottom').fill('20');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByText('Choose what stays in view').click();
    assert.equal(await page.getByLabel('Top to bottom').inputValue(), '20');

    await page.goto(`${root}/sessions/new`);
    await page.getByLabel('Title', { exact: true }).fill('Reading water');
    await page.getByLabel('State').selectOption('Confirmed');
    await page.getByLabel('Track').selectOption('Rivers');
    await page.getByLabel('Room').selectOption('Boathouse');
    await page.getByLabel('Starts').fill('2027-05-08T10:00');
    await page.getByLabel('Ends').fill('2027-05-08T09:00');
    await page.getByLabel('Speaker 1').fill('Teodor Achim');
    await page.getByLabel('Speaker 2').fill('Imke Vandersloot (1)');
    await page.getByRole('button', { name: 'Add lines' }).click();
    await page.getByRole('button', { name: 'Move Imke Vandersloot (1) up' }).click();
    page.allow(/status of 422/);
    await page.getByRole('button', { name: 'Add session', exact: true }).click();
    await page.getByText('Choose an end after the start').first().waitFor();
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'Reading water');
    await page.getByLabel('Ends').fill('2027-05-08T10:45');
    await page.getByRole('button', { name: 'Add session', exact: true }).click();
    await page.getByText('Reading water added').waitFor();
    await page.getByText('Imke Vandersloot, Teodor Achim').waitFor();

    const visitor = await browser.newPage({ javaScript, width: 360 });
    await visitor.goto(`${foyer.url}/e/${event}/schedule`);
    await visitor.getByRole('link', { name: 'Reading water' }).waitFor();
    await page.getByRole('link', { name: 'Reading water' }).click();
    await page.getByLabel('Title', { exact: true }).fill('Reading waves');
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.getByText('Reading waves changed').waitFor();
    await visitor.reload();
    await visitor.getByRole('link', { name: 'Reading waves' }).waitFor();
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });

  test(`many are changed at once and deleted, and both can be undone, ${how}`, async () => {
    const { page, root } = await prepare(javaScript, 4);
    await page.goto(`${root}/sessions`);
    assert.deepEqual(await titles(page), ['Session 1', 'Session 2', 'Session 3', 'Session 4']);
    for (const n of [1, 3]) await page.getByLabel(`Select Session ${n}`).check();
    await act(page, 'State: Rejected');
    await page.getByText('2 sessions changed').waitFor();
    await page.goto(`${root}/sessions?state=rejected`);
    assert.deepEqual(await titles(page), ['Session 1', 'Session 3']);
    await page.goBack();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: 2 sessions changed').waitFor();
    await page.goto(`${root}/sessions?state=confirmed`);
    assert.deepEqual(await titles(page), ['Session 1', 'Session 2', 'Session 3', 'Session 4']);

    await page.goto(`${root}/rooms`);
    await page.getByLabel('Select Hall 2').check();
    await act(page, 'Delete');
    await page.getByText('Hall 2 deleted, 1 session without a room now').waitFor();
    assert.deepEqual(await titles(page), ['Hall 1', 'Hall 3', 'Hall 4']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: Hall 2 deleted').waitFor();
    assert.deepEqual(await titles(page), ['Hall 1', 'Hall 2', 'Hall 3', 'Hall 4']);
    await page.goto(`${root}/sessions?room=2`);
    assert.deepEqual(await titles(page), ['Session 2']);
    page.expectQuiet();
    await page.context().close();
  });

  test(`a table goes out, is changed elsewhere and comes in again, ${how}`, async () => {
    const { page, root, event } = await prepare(javaScript, 2);
    await page.goto(`${root}/sessions`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `${event}-sessions.csv`);
    const table = await readFile(await download.path(), 'utf8');
    const changed = `${table.replace('Session 1', '"Session ""One"""').replaceAll('Hall 2', 'Cellar')},"Third one",,confirmed,,,Hall 1,2027-05-08 15:00,2027-05-08 16:00,Speaker 2\r\n`;
    await page.goto(`${root}/sessions/import`);
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'sessions.csv', mimeType: 'text/csv', buffer: Buffer.from(changed) });
    await page.getByRole('button', { name: 'Preview import' }).click();
    await page.getByRole('heading', { level: 1, name: 'Preview' }).waitFor();
    await page.getByText('Line 3, room: There is no room “Cellar”').waitFor();
    assert.deepEqual(await page.locator('dl.figures dd').allInnerTexts(), ['1', '1', '0', '1']);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Import 2 sessions' }).click();
    await page.getByText('Third one added, Session "One" changed').waitFor();
    assert.deepEqual(await titles(page), ['Session "One"', 'Session 2', 'Third one']);
    const visitor = await browser.newPage({ javaScript });
    await visitor.goto(`${foyer.url}/e/${event}/schedule?view=list`);
    await visitor.getByRole('link', { name: 'Third one' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: Third one added').waitFor();
    assert.deepEqual(await titles(page), ['Session 1', 'Session 2']);
    page.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });
}

async function prepare(javaScript: boolean, count = 0): Promise<{ page: JourneyPage; root: string; event: string }> {
  const organizer = await makeOrganizer(foyer.ctx());
  const event = await makeEvent(foyer.ctx(), organizer, {
    startsAt: new Date(DAY),
    endsAt: new Date(DAY + 9 * 3_600_000),
  });
  if (count > 0) await addProgramme(foyer.ctx(), event, count);
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return {
    page: await browser.newPage({}, context),
    root: `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`,
    event: event.slug,
  };
}

async function add(page: JourneyPage, list: string, noun: string, values: Record<string, string>): Promise<void> {
  await page.goto(`${list}/new`);
  for (const [label, value] of Object.entries(values))
    await page.getByLabel(new RegExp(`^${label}\\s*(\\(?optional\\)?)?$`)).fill(value);
  await page.getByRole('button', { name: `Add ${noun}`, exact: true }).click();
  await page.getByText(`${values.Name} added`).waitFor();
}

async function act(page: JourneyPage, what: string): Promise<void> {
  await page.getByLabel('With selected').selectOption({ label: what });
  await page.getByRole('button', { name: 'Apply' }).click();
}

function titles(page: JourneyPage): Promise<string[]> {
  return page.locator('tbody td.first a').allInnerTexts();
}
