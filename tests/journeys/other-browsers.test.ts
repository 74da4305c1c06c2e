/** The main ways in Firefox and in WebKit, once each: somebody buys a ticket, reads the schedule, makes an event. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { getOrderSums } from '#features/orders/server/queries.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { type Driver, type OtherBrowser, startOtherBrowser, whyMissing } from '#testing/other-browsers.ts';
import { type OtherPage, openOtherPage } from '#testing/other-page.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const BROWSERS: OtherBrowser[] = ['Firefox', 'WebKit'];

const foyer = await runFoyer();
const slug = await foyer.importDemo(undefined, true);

for (const name of BROWSERS) {
  const missing = whyMissing(name);
  const skip = missing === '' ? false : missing;
  test(`${name} buys a ticket, reads the schedule and makes an event`, { skip }, async (t) => {
    const driver = await startOtherBrowser(name);
    const page = openOtherPage(driver);
    const way = (title: string, walk: (page: OtherPage, name: string) => Promise<void>): Promise<void> =>
      t.test(title, async () => {
        try {
          await walk(page, name);
          await page.check();
        } catch (error) {
          await storePicture(driver, `${name}, ${title}`);
          throw error;
        }
      });
    await way('an attendee buys a ticket by bank transfer', buyTicket);
    await way('the schedule narrows down and leads to a session and back', readSchedule);
    await way('an organiser makes and publishes an event with a ticket type', makeEvent);
    driver.close();
  });
}

async function storePicture(driver: Driver, title: string): Promise<void> {
  const folder = process.env.TEST_TRACES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${title}.png`), await driver.takePicture());
}

async function buyTicket(page: OtherPage): Promise<void> {
  await page.goTo(`${foyer.url}/e/${slug}`);
  await page.see('Three days for people who print');
  await page.see('Brussels time (UTC+2) · the same as yours');
  await page.choose('How many: Standard', '1');
  await page.press('button', 'Get tickets');
  await page.see('Your details');
  await page.check();
  await page.type('Your name', 'Ada Lind');
  await page.type('Your email address', 'ada@example.org');
  await page.press('button', /^(Complete order|Continue)/);
  await page.see('How do you want to pay');
  await page.press('choice', /^Bank transfer/);
  await page.press('button', /^(Order|Place|Continue|Buy)/);
  await page.see('BE68 5390 0754 7034');
  await page.see('Scan it with your banking app.');
  await page.check();
  const order = await page.address();
  await payOrder(order.split('/').at(-2) as string);
  await page.goTo(order);
  await page.see('Everything is paid.');
  await page.see('Turn up the brightness and hold the screen up to the scanner.');
  await page.see('Ada Lind');
  await page.press('link', 'Change names');
  await page.see('Attendee details');
}

/** The organiser's bank says that the money came. */
async function payOrder(code: string): Promise<void> {
  const ctx = foyer.ctx();
  const { id } = await ctx.db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  const scope = await authoriseOrderIn(ctx, await systemEventScope(ctx, id), code, 'team');
  const { totalMinor } = await getOrderSums(ctx, scope);
  await markPaid(ctx, scope, {
    amountMinor: totalMinor,
    method: 'bank-transfer',
    paidAt: ctx.now,
    note: '',
    key: `paid-${code}`,
  });
}

async function readSchedule(page: OtherPage): Promise<void> {
  await page.goTo(`${foyer.url}/e/${slug}/schedule`);
  await page.see('Minutes Worth Reading');
  await page.choose('Track', 'Small software');
  await page.untilAt(/track=3/);
  await page.see(/\d+ sessions found/);
  assert.equal((await page.text()).includes('Minutes Worth Reading'), false, 'other tracks are left out');
  await page.press('link', 'Software for Eleven Users');
  await page.untilAt(/\/sessions\/\d+$/);
  await page.see('Tunde Adébọ̀wálé-Smart');
  await page.goBack();
  await page.untilAt(/track=3/);
  await page.see(/\d+ sessions found/);
}

async function makeEvent(page: OtherPage, name: string): Promise<void> {
  const { slug: organizer } = await createOrganizer(foyer.ctx(), { name: `Harbour Choir ${name}` });
  await page.goTo(await foyer.signInLink());
  await page.goTo(`${foyer.url}/manage/${organizer}`);
  await page.press('link', 'New event');
  await page.see('Time zone');
  await page.type('Name', 'Spring Concert');
  await page.choose('Time zone', 'Europe/Berlin');
  await page.choose('Starts', '2027-03-27T20:00');
  await page.choose('Ends', '2027-03-27T23:00');
  await page.press('button', 'Create draft');
  await page.untilAt(/\/basics$/);
  await page.see('Sat 27 March 2027, 20:00 to 23:00 (Europe/Berlin, UTC+1)');
  await page.type('Venue', 'The Old Granary');
  await page.type('Description', 'Songs of rivers');
  await page.press('button', 'Save and continue');
  await page.untilAt(/\/look/);
  await page.press('button', 'Save and continue');
  await page.untilAt(/\/tickets/);
  await page.press('link', 'Add ticket type');
  await page.see('New ticket type');
  await page.type('Name', 'Seat');
  await page.press('choice', /^Free/);
  await page.press('button', 'Add ticket type');
  await page.see('On sale once the event is published');
  await page.press('link', 'Continue');
  await page.untilAt(/\/extras/);
  await page.press('button', 'Save and continue');
  await page.untilAt(/\/publish/);
  await page.see('Everything required is in place');
  await page.press('button', 'Publish event');
  await page.see('Spring Concert is public');
  const published = (await page.address()).split('/').at(-2);
  await page.goTo(`${foyer.url}/e/${published}`);
  await page.see('The Old Granary');
  await page.see('Seat');
}
