/**
 * An organiser says what is offered and puts it in order, by dragging, by keys and by buttons; visitors see exactly
 * that order.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { moveShopItem } from '#features/tickets/server/move-shop-item.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { type JourneyPage, openBrowser } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());

type Place = { slug: string; tickets: string; page: JourneyPage };

async function openTickets(reader: { javaScript?: boolean; width?: number } = {}, filled = false): Promise<Place> {
  const event = await makeEvent(foyer.ctx(), organizer);
  if (filled) {
    await createHeading(foyer.ctx(), event, { name: 'Conference', description: '' });
    for (const name of ['Standard', 'Supporter', 'Community'])
      await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name, kind: 'free' });
  }
  const context = await browser.newContext(reader);
  await foyer.signIn(context);
  const page = await browser.newPage({}, context);
  const tickets = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}/tickets`;
  await page.goto(tickets);
  return { slug: event.slug, tickets, page };
}

/** Names in the organiser's list, headings in capitals. */
async function arranged(page: JourneyPage): Promise<string[]> {
  return page
    .locator('[data-item]')
    .evaluateAll((items) =>
      items.map(
        (item) =>
          (item.querySelector('h2')
            ? (item as HTMLElement).dataset.name?.toUpperCase()
            : (item as HTMLElement).dataset.name) ?? '',
      ),
    );
}

/** Names on the event's page, as a visitor sees them. */
async function shown(slug: string, query = ''): Promise<string[]> {
  const page = await browser.newPage({ javaScript: false, width: 360 });
  await page.goto(`${foyer.url}/e/${slug}${query}`);
  const names = await page.locator('section[aria-labelledby=tickets] .group').evaluateAll((groups) =>
    groups.flatMap((group) => {
      const heading = group.querySelector(':scope > h3')?.textContent?.toUpperCase();
      return [
        ...(heading ? [heading] : []),
        ...[...group.querySelectorAll('[data-offer] .name')].map((name) => name.textContent ?? ''),
      ];
    }),
  );
  page.expectQuiet();
  await page.context().close();
  return names;
}

/** Waits until the order is stored. */
/** Nothing of the event is written as long as `work` takes. */
async function whileLocked(slug: string, work: () => Promise<unknown>): Promise<void> {
  await foyer.opened.database.db.transaction().execute(async (trx) => {
    await trx.selectFrom('events').select('id').where('slug', '=', slug).forUpdate().execute();
    await work();
  });
}

async function untilStored(slug: string, order: string[]): Promise<void> {
  for (let looks = 0; looks < 50; looks += 1) {
    if (JSON.stringify(await shown(slug)) === JSON.stringify(order)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await shown(slug), order);
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`from nothing to headings, paid, free and donated tickets; mistakes keep what was typed, ${how}`, async () => {
    const { page, slug } = await openTickets({ javaScript });
    page.allow(/status of 422/);
    await page.getByRole('heading', { name: 'No tickets yet' }).waitFor();
    await page.getByRole('link', { name: 'Add ticket type' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Standard');
    await page.getByLabel('Price in EUR').fill('1,234.50');
    await page.getByLabel('Quantity').fill('40');
    await page.getByRole('button', { name: 'Add ticket type' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Price' }).waitFor();
    assert.deepEqual(
      [
        await page.getByLabel('Name', { exact: true }).inputValue(),
        await page.getByLabel('Price in EUR').inputValue(),
        await page.getByLabel('Quantity').inputValue(),
      ],
      ['Standard', '1,234.50', '40'],
    );
    await page.getByLabel('Price in EUR').fill('12,50');
    await page.getByRole('button', { name: 'Add and continue' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Supporter');
    await page.getByRole('radio', { name: /Donation/ }).check();
    await page.getByLabel('Price in EUR').fill('5');
    await page.getByLabel('Suggested amount').fill('20');
    await page.getByRole('button', { name: 'Add and continue' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Community');
    await page.getByRole('radio', { name: /Free/ }).check();
    await page.getByLabel('Sale starts').fill('2027-05-01T10:00');
    await page.getByRole('button', { name: 'Add ticket type' }).click();
    await page.getByRole('link', { name: 'Add heading' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Everybody');
    await page.getByRole('button', { name: 'Add heading' }).click();
    await page.getByRole('button', { name: 'Move Everybody up' }).waitFor();
    assert.deepEqual(await arranged(page), ['Standard', 'Supporter', 'Community', 'EVERYBODY']);
    // A heading with nothing under it is nobody's to read.
    assert.deepEqual(await shown(slug), ['Standard', 'Supporter', 'Community']);
    const visitor = await browser.newPage({ javaScript });
    await visitor.goto(`${foyer.url}/e/${slug}`);
    const section = visitor.locator('section[aria-labelledby=tickets]');
    const prices = await section.locator('[data-offer] .price').allInnerTexts();
    assert.deepEqual(
      prices.map((text) => text.replace(/\s+/g, ' ')),
      ['€12.50', 'From €5 €20 suggested', 'Free'],
    );
    await section.getByText('On sale from Sat 1 May 2027, 10:00').waitFor();
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });

  test(`up and down buttons move things and keep the focus where it was, ${how}`, async () => {
    const { page, slug } = await openTickets({ javaScript, width: 360 }, true);
    await page.getByRole('button', { name: 'Move Community up' }).click();
    await page.getByText('Community is now 3 of 4').waitFor();
    await page.getByRole('button', { name: 'Move Community up' }).click();
    await page.getByText('Community is now 2 of 4').waitFor();
    await page.getByRole('button', { name: 'Move Standard down' }).click();
    await page.getByText('Standard is now 4 of 4').waitFor();
    assert.deepEqual(await arranged(page), ['CONFERENCE', 'Community', 'Supporter', 'Standard']);
    await untilStored(slug, ['CONFERENCE', 'Community', 'Supporter', 'Standard']);
    if (javaScript) assert.match(await page.evaluate(() => document.activeElement?.id ?? ''), /^ticket-1-/);
    await page.reload();
    assert.deepEqual(await arranged(page), ['CONFERENCE', 'Community', 'Supporter', 'Standard']);
    page.expectQuiet();
    await page.context().close();
  });

  test(`discount codes are added together, deleted together and brought back, ${how}`, async () => {
    const { page, tickets } = await openTickets({ javaScript }, true);
    await page.goto(`${tickets}/discounts/new`);
    await page.getByLabel('Codes').fill('spring-1\nspring-2');
    await page.getByLabel('Discount', { exact: true }).selectOption({ label: 'Amount off each ticket' });
    await page.getByLabel('Amount in EUR', { exact: true }).fill('2.50');
    await page.getByLabel('Standard').check();
    await page.getByRole('button', { name: 'Add discount codes' }).click();
    await page.getByText('2 discount codes added').waitFor();
    const row = page.getByRole('row', { name: /SPRING-1/ });
    assert.match((await row.textContent()) ?? '', /2\.50 EUR off each ticket.*Standard.*always.*0/s);
    for (const code of ['SPRING-1', 'SPRING-2']) await page.getByLabel(`Select ${code}`).check();
    await page.getByLabel('With selected').selectOption({ label: 'Delete' });
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('2 discount codes deleted').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: 2 discount codes deleted').waitFor();
    await page.getByRole('link', { name: 'SPRING-2' }).click();
    await page.getByLabel('Number of orders that may use it').fill('0');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Enter a whole number from 1 to 1000000').first().waitFor();
    assert.equal(await page.getByLabel('Standard').isChecked(), true);
    await page.getByLabel('Number of orders that may use it').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('0 of 3').waitFor();
    page.allow(/422/);
    page.expectQuiet();
    await page.context().close();
  });

  test(`an access code shows what nobody sees without it, and a wrong one says nothing, ${how}`, async () => {
    const { page, slug, tickets } = await openTickets({ javaScript }, true);
    await page.getByRole('link', { name: 'Community', exact: true }).click();
    await page.getByRole('radio', { name: /People with an access code/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Needs an access code, but no code shows it yet').waitFor();
    await page.getByRole('link', { name: 'Supporter', exact: true }).click();
    await page.getByRole('radio', { name: /Only your team/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    assert.deepEqual(await shown(slug), ['CONFERENCE', 'Standard']);
    await page.goto(`${tickets}/codes/new`);
    await page.getByLabel('Codes').fill('lighthouse-7\nLANTERN');
    await page.getByLabel('Community').check();
    await page.getByRole('button', { name: 'Add access codes' }).click();
    await page.getByRole('link', { name: 'LIGHTHOUSE-7' }).waitFor();
    const visitor = await browser.newPage({ javaScript, width: 360 });
    await visitor.goto(`${foyer.url}/e/${slug}`);
    const html = await visitor.content();
    assert.doesNotMatch(html, /Community|Supporter|LANTERN/);
    await visitor.getByLabel('Access or discount code').fill('lamp');
    await visitor.getByRole('button', { name: 'Use code' }).click();
    await visitor.getByText('We could not find this code').waitFor();
    assert.equal(await visitor.getByLabel('Access or discount code').inputValue(), 'lamp');
    await visitor.getByLabel('Access or discount code').fill('lantern');
    await visitor.getByRole('button', { name: 'Use code' }).click();
    await visitor.getByText('Your code shows more tickets').waitFor();
    await visitor.getByRole('heading', { name: 'Community' }).waitFor();
    assert.doesNotMatch(await visitor.content(), /Supporter|LIGHTHOUSE/);
    const data = JSON.parse(
      (await visitor.locator('script[type="application/ld+json"]').first().textContent()) ?? '{}',
    ) as { offers: { name: string }[] };
    assert.deepEqual(
      data.offers.map(({ name }) => name),
      ['Standard'],
    );
    // What one reader saw with a code is not kept for the next.
    assert.deepEqual(await shown(slug), ['CONFERENCE', 'Standard']);
    page.expectQuiet();
    visitor.expectQuiet();
    await Promise.all([page.context().close(), visitor.context().close()]);
  });
}

test('dragging a handle moves a ticket type, and a heading, past others', async () => {
  const { page, slug } = await openTickets({}, true);
  await drag(page, 'Community', 'Standard');
  await page.getByText('Community is now 2 of 4').waitFor({ state: 'attached' });
  await untilStored(slug, ['CONFERENCE', 'Community', 'Standard', 'Supporter']);
  await drag(page, 'Conference', 'Standard');
  await page.getByText('Conference is now 3 of 4').waitFor({ state: 'attached' });
  await untilStored(slug, ['Community', 'Standard', 'CONFERENCE', 'Supporter']);
  await page.reload();
  assert.deepEqual(await arranged(page), ['Community', 'Standard', 'CONFERENCE', 'Supporter']);
  page.expectQuiet();
  await page.context().close();
});

test('Escape puts back what is dragged, and nothing is stored', async () => {
  const { page, slug } = await openTickets({}, true);
  const [grip, target] = await Promise.all([
    page.getByRole('button', { name: 'Move Community', exact: true }).boundingBox(),
    page.locator('[data-name="Standard"]').boundingBox(),
  ]);
  assert.ok(grip && target);
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(target.x + 20, target.y + target.height / 2, { steps: 12 });
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('[data-item]')].findIndex(
        (item) => item.getAttribute('data-name') === 'Community',
      ) < 3,
  );
  await page.keyboard.press('Escape');
  await page.getByText('Moved back.').waitFor();
  await page.mouse.up();
  assert.deepEqual(await arranged(page), ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
  await page.reload();
  assert.deepEqual(await arranged(page), ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
  await untilStored(slug, ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
  page.expectQuiet();
  await page.context().close();
});

for (const javaScript of [true, false]) {
  test(`a move is undone by one press, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const { page, slug } = await openTickets({ javaScript }, true);
    await page.getByRole('button', { name: 'Move Standard down' }).click();
    await untilStored(slug, ['CONFERENCE', 'Supporter', 'Standard', 'Community']);
    await page.getByRole('button', { name: 'Undo move of Standard' }).click();
    await untilStored(slug, ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
    await page.getByText('Standard is now 2 of 4').waitFor();
    page.expectQuiet();
    await page.context().close();
  });
}

test('a window that somebody comes back to shows what was moved in another one meanwhile', async () => {
  const { page, slug } = await openTickets({}, true);
  const ctx = foyer.ctx();
  await page.getByRole('button', { name: 'Move Standard down' }).click();
  await untilStored(slug, ['CONFERENCE', 'Supporter', 'Standard', 'Community']);
  await moveShopItem(ctx, await authoriseEvent(ctx, slug, 'edit-tickets'), { item: 'ticket-3', move: { position: 1 } });
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.getByText('Someone else moved items in the meantime').waitFor();
  assert.deepEqual(await arranged(page), ['Community', 'CONFERENCE', 'Supporter', 'Standard']);
  page.expectQuiet();
  await page.context().close();
});

test('the keyboard alone moves things: focus the handle, press the arrows', async () => {
  const { page, slug } = await openTickets({}, true);
  await page.getByRole('button', { name: 'Move Community', exact: true }).focus();
  await page.keyboard.press('ArrowUp');
  await page.getByText('Community is now 3 of 4').waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.getByText('Community is now 1 of 4').waitFor({ state: 'attached' });
  await untilStored(slug, ['Community', 'CONFERENCE', 'Standard', 'Supporter']);
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  assert.equal(await focused(), 'Move Community');
  await page.keyboard.press('End');
  await untilStored(slug, ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
  await page.keyboard.press('Home');
  await untilStored(slug, ['Community', 'CONFERENCE', 'Standard', 'Supporter']);
  assert.equal(await focused(), 'Move Community');
  page.expectQuiet();
  await page.context().close();
});

test('who leaves right after several moves has made all of them', async () => {
  const { page, slug } = await openTickets({}, true);
  await whileLocked(slug, async () => {
    for (const at of [3, 2, 1]) {
      await page.getByRole('button', { name: 'Move Community up' }).click();
      await page.getByText(`Community is now ${at} of 4`).waitFor({ state: 'attached' });
    }
    await page.goto(`${foyer.url}/e/${slug}`);
  });
  await untilStored(slug, ['Community', 'CONFERENCE', 'Standard', 'Supporter']);
  await page.context().close();
});

test('what somebody else moved meanwhile shows with the next move, and nothing is lost', async () => {
  const { page, slug } = await openTickets({}, true);
  const ctx = foyer.ctx();
  await moveShopItem(ctx, await authoriseEvent(ctx, slug, 'edit-tickets'), { item: 'ticket-2', move: { position: 1 } });
  assert.deepEqual(await arranged(page), ['CONFERENCE', 'Standard', 'Supporter', 'Community']);
  await page.getByRole('button', { name: 'Move Community', exact: true }).focus();
  await page.keyboard.press('ArrowUp');
  await untilStored(slug, ['Supporter', 'CONFERENCE', 'Standard', 'Community']);
  await page.getByText('Community is now 4 of 4').waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('[data-item]')?.getAttribute('data-name') === 'Supporter');
  assert.deepEqual(await arranged(page), ['Supporter', 'CONFERENCE', 'Standard', 'Community']);
  page.expectQuiet();
  await page.context().close();
});

test('two who edit one ticket type at once are asked, and neither loses a word', async () => {
  const { page, tickets, slug } = await openTickets({}, true);
  page.allow(/status of 409/);
  await page.goto(`${tickets}/1`);
  const other = await browser.newPage({}, page.context());
  await other.goto(`${tickets}/1`);
  await other.getByLabel('Name', { exact: true }).fill('Regular');
  await other.getByLabel('Description').fill('With lunch.');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('link', { name: 'Regular', exact: true }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Normal');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('group', { name: 'Name' }).getByText('Regular').waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Normal');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Normal', exact: true }).waitFor();
  const visitor = await browser.newPage();
  await visitor.goto(`${foyer.url}/e/${slug}`);
  await visitor.locator('[data-offer="1"]').getByText('With lunch.').waitFor();
  assert.equal(await visitor.locator('[data-offer="1"] .name').textContent(), 'Normal');
  await Promise.all([page.context().close(), visitor.context().close()]);
});

test('a page that says when the sale begins is made anew when it does', async () => {
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, {
    ...BLANK_TICKET,
    name: 'Early',
    kind: 'free',
    saleStartsAt: Date.now() + 2500,
  });
  const read = async (): Promise<boolean> =>
    (await (await fetch(`${foyer.url}/e/${event.slug}`)).text()).includes('On sale from');
  assert.equal(await read(), true);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.equal(await read(), false);
});

/** Takes `name` by its handle to the upper part of `target`. */
async function drag(page: JourneyPage, name: string, target: string): Promise<void> {
  const grip = await page.getByRole('button', { name: `Move ${name}`, exact: true }).boundingBox();
  const place = await page.locator(`[data-item][data-name="${target}"]`).boundingBox();
  assert.ok(grip && place);
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  const down = place.y > grip.y;
  const to = down ? place.y + place.height - 6 : place.y + 6;
  for (let step = 1; step <= 12; step += 1)
    await page.mouse.move(
      grip.x + grip.width / 2,
      grip.y + grip.height / 2 + ((to - grip.y - grip.height / 2) * step) / 12,
    );
  await page.waitForTimeout(50);
  await page.mouse.up();
}
