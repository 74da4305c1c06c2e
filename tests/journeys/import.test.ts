/** A file that lacks most of a programme: the page asks before anything is withdrawn, with scripts and without. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, openBrowser, overflowOf } from '#testing/browser.ts';
import { makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();

const fileOf = (acronym: string, count: number): Buffer => {
  const sessions = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    title: `Reading water ${i}`,
    date: `2027-05-08T${String(8 + (i % 12)).padStart(2, '0')}:00:00+01:00`,
    duration: '00:45',
    feedback_url: `https://tide.example/${i}`,
  }));
  return Buffer.from(
    JSON.stringify({
      schedule: {
        conference: {
          acronym,
          title: 'Tide Days',
          start: '2027-05-08',
          end: '2027-05-08',
          time_zone_name: 'Europe/Lisbon',
          days: [{ index: 1, date: '2027-05-08', rooms: { Quay: sessions } }],
        },
      },
    }),
  );
};

for (const [javaScript, width, dark] of [
  [true, 1280, false],
  [true, 360, true],
  [false, 360, false],
] as const) {
  test(`half a file withdraws nothing until somebody ticks that it may, ${javaScript ? 'with' : 'without'} scripts, ${width} pixels wide`, async () => {
    const organizer = await makeOrganizer(foyer.ctx());
    const context = await browser.newContext({ javaScript, width, dark });
    await foyer.signIn(context);
    const page = await browser.newPage({}, context);
    const acronym = `tide-${organizer.slug}`;
    const upload = async (count: number): Promise<void> => {
      await page.goto(`${foyer.url}/manage/${organizer.slug}/import`);
      await page
        .getByLabel('File', { exact: true })
        .setInputFiles({ name: 'schedule.json', mimeType: 'application/json', buffer: fileOf(acronym, count) });
      await page.getByRole('button', { name: 'Preview import' }).click();
      await page.getByRole('heading', { name: 'What will change' }).waitFor();
    };
    const finish = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      for (
        let attempt = 0;
        attempt < 60 && (await page.getByRole('heading', { name: 'Imported' }).count()) === 0;
        attempt += 1
      ) {
        await page.waitForTimeout(500);
        if (!javaScript) await page.goto(page.url());
      }
    };
    await upload(20);
    assert.equal(await page.getByLabel(/^Withdraw/).count(), 0);
    await page.getByText('field "feedback_url" of sessions').waitFor();
    await finish();

    await upload(2);
    const word = page.getByLabel('Withdraw 18 of 20 sessions');
    await page.getByText('The file lacks 18 of the 20 sessions').waitFor();
    if (process.env.TEST_TRACES)
      await page.screenshot({ path: `${process.env.TEST_TRACES}/import-${javaScript}-${width}.png`, fullPage: true });
    assert.equal(await overflowOf(page), 0);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    const preview = page.url();
    // A browser holds the form back; a request without the tick is refused by the server.
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    assert.equal(page.url(), preview);
    assert.equal(await word.evaluate((box: HTMLInputElement) => box.validity.valueMissing), true);
    const refused = await page.request.post(`${preview}?/run`, { form: {}, headers: { origin: foyer.url } });
    assert.match(await refused.text(), /18 of 20 sessions may be withdrawn/);

    await word.check();
    await finish();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    const { count } = await foyer
      .ctx()
      .db.selectFrom('sessions')
      .innerJoin('events', 'events.id', 'sessions.eventId')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('events.organizerId', '=', organizer.organizerId)
      .where('sessions.state', '=', 'withdrawn')
      .executeTakeFirstOrThrow();
    assert.equal(Number(count), 18);
  });
}
