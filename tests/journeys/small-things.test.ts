/** Details that people missed or could not see: what a page has where they look for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { type JourneyPage, openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const ctx = foyer.ctx();
const organizer = await makeOrganizer(ctx);
const event = await makeEvent(ctx, organizer, { published: true });
await addProgramme(ctx, event, 3);
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free' });
await createTicketType(ctx, event, {
  ...BLANK_TICKET,
  name: 'Supporter',
  description: 'Keeps the lights on.',
  kind: 'donation',
  priceMinor: 500,
  suggestedMinor: 2000,
});
const manage = `${foyer.url}/manage/${organizer.slug}`;

async function signedIn(): Promise<JourneyPage> {
  const context = await browser.newContext({});
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

test('names in the lists of events and ticket types look like the links that they are', async () => {
  const page = await signedIn();
  const isUnderlined = async (address: string, name: string): Promise<boolean> => {
    await page.goto(address);
    const link = page.locator('main').getByRole('link', { name, exact: true }).first();
    return (await link.evaluate((element) => getComputedStyle(element).textDecorationLine)) === 'underline';
  };
  const { name } = await ctx.db
    .selectFrom('events')
    .select('name')
    .where('id', '=', event.eventId)
    .executeTakeFirstOrThrow();
  assert.deepEqual(
    [await isUnderlined(manage, name), await isUnderlined(`${manage}/events/${event.slug}/tickets`, 'Supporter')],
    [true, true],
  );
});

test('the choice of a hue shows the hues', async () => {
  const page = await signedIn();
  await page.goto(`${manage}/events/${event.slug}/look`);
  const shown = await page
    .locator('#hue')
    .evaluate((element) =>
      [element, ...element.querySelectorAll('*')].map((one) => getComputedStyle(one).backgroundImage).join(),
    );
  assert.match(shown, /linear-gradient\(.*hue/);
});

test('the outbox names the files of a mail, with type and size', async () => {
  const attachments = [{ fileName: 'tickets.pdf', contentType: 'application/pdf', bytes: Buffer.alloc(2048) }];
  await transact(ctx, (ctx) =>
    postMail(ctx, {
      to: 'ada@example.org',
      subject: 'Seats',
      html: '<p>Seats</p>',
      text: 'Seats',
      kind: 'trial',
      attachments,
    }),
  );
  const { id } = await ctx.db.selectFrom('mails').select('id').where('subject', '=', 'Seats').executeTakeFirstOrThrow();
  const page = await signedIn();
  await page.goto(`${foyer.url}/admin/mail/${id}`);
  assert.match(
    (await page.locator('main').textContent()) ?? '',
    /tickets\.pdf\s*\(application\/pdf, 2\s*(?:KB|kB|KiB)\)/,
  );
});

test('the description of a donation stands right below its name on a phone', async () => {
  const page = await browser.newPage({ width: 360 });
  await page.goto(`${foyer.url}/e/${event.slug}`);
  const card = page.locator('[data-offer="2"]');
  const [name, text] = await Promise.all(['.name', '.text'].map((part) => card.locator(part).boundingBox()));
  assert.ok(name && text && text.y - (name.y + name.height) < 24, JSON.stringify([name, text]));
});

test('the ring around what has the focus in the first row of the grid is whole', async () => {
  const page = await browser.newPage({ width: 1280 });
  await page.goto(`${foyer.url}/e/${event.slug}/schedule`);
  const cut = await page.evaluate(() => {
    const links = [...document.querySelectorAll<HTMLElement>('.slot a')];
    const first = links.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0];
    first?.focus();
    const slot = first?.closest('.slot');
    if (!slot) return ['no session'];
    const ring = Number.parseFloat(getComputedStyle(slot).outlineOffset) + 3;
    const top = slot.getBoundingClientRect().top - ring;
    const cutting: string[] = [];
    for (let parent = slot.parentElement; parent; parent = parent.parentElement) {
      const clips = getComputedStyle(parent).overflowY !== 'visible' && parent !== document.body;
      if (clips && parent.getBoundingClientRect().top > top + 0.5) cutting.push(parent.className);
    }
    return cutting;
  });
  assert.deepEqual(cut, []);
});

test('the zone of an import is chosen from the list of zones', async () => {
  const page = await signedIn();
  await page.goto(`${manage}/import`);
  const zone = page.getByLabel('Time zone');
  assert.equal(await zone.evaluate((element) => element.tagName), 'SELECT');
  assert.ok((await zone.locator('option').count()) > 100);
});

test('where no cards are taken it says so, and what turns them on', async () => {
  const page = await signedIn();
  await page.goto(`${manage}/events/${event.slug}/tickets/payment`);
  assert.match(
    (await page.locator('main').textContent()) ?? '',
    /Card payments are not set up on this site[\s\S]*STRIPE_SECRET_KEY[\s\S]*STRIPE_TEST_MONEY/,
  );
});

test('administrators choose the organisation of a fee, and find the people of the installation', async () => {
  const page = await signedIn();
  await page.goto(`${foyer.url}/admin/fees`);
  const values = await page
    .locator('#organizer option')
    .evaluateAll((options) => options.map((one) => (one as HTMLOptionElement).value));
  assert.ok(values.includes(organizer.slug), values.join());
  await page.goto(`${foyer.url}/admin/people`);
  assert.match((await page.locator('main').textContent()) ?? '', /rosalind@foyer\.example/);
});

test('other organisations are offered to those who have others', async () => {
  const owner = await makeUser(ctx);
  const own = await makeOrganizer({ ...ctx, actor: owner });
  const others = async (): Promise<number> => {
    const context = await browser.newContext({});
    await foyer.signInAs(context, owner.userId);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/manage/${own.slug}`);
    return page.locator('a[href="/manage?all"]').count();
  };
  const alone = await others();
  await makeOrganizer({ ...ctx, actor: owner });
  assert.deepEqual([alone, await others()], [0, 1]);
});
