/**
 * What tickets cost: a code that shows and takes off, a donation, taxes, fees; and how little the pages of a checkout
 * send.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import type { DiscountValues } from '#features/prices/discount.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf, type Reader } from '#testing/browser.ts';
import { addAccessCodes, addDiscount, addFee, addTaxRate, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

async function makeSale(types: Partial<TicketValues>[], code: Partial<DiscountValues> = {}): Promise<EventScope> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, organizer);
  for (const values of types)
    await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', priceMinor: 2000, ...values });
  await updatePaymentSettings(ctx, event, {
    ...BLANK_SETTINGS,
    methods: BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: method.method === 'on-site' })),
  });
  await addTaxRate(ctx, event, { name: 'VAT', percent: 1900, standard: true, types: [] });
  await addFee(ctx, event, { name: 'Booking fee', percent: 0, fixed: 100, per: 'order', tax: 1 });
  await addDiscount(ctx, event, {
    code: 'LANTERN',
    discount: { kind: 'percent', percentBp: 2500 },
    ...code,
  });
  return event;
}

async function openEvent(event: EventScope, reader: Reader, query = ''): Promise<JourneyPage> {
  const page = await browser.newPage({ width: 360, ...reader });
  await page.goto(`${foyer.url}/e/${event.slug}${query}`);
  return page;
}

async function choose(page: JourneyPage, ticket: string, quantity: number): Promise<void> {
  await page.getByLabel(`How many: ${ticket}`).selectOption(String(quantity));
}

async function enterBuyer(page: JourneyPage): Promise<void> {
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  await page.locator('form[action="?/complete"] button').click();
}

async function rows(page: JourneyPage): Promise<string[]> {
  const texts = await page.locator('table tr').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

const uses = async (event: EventScope): Promise<number | undefined> =>
  (await db.selectFrom('discountCodes').select('used').where('eventId', '=', event.eventId).executeTakeFirst())?.used;

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a code shows a hidden ticket and takes a quarter off it; the price says what is tax, ${how}`, async () => {
    const event = await makeSale([{}, { name: 'Friend', priceMinor: 1000, visibility: 'code' }]);
    await addAccessCodes(foyer.ctx(), event, { codes: ['LANTERN'], types: [2] });
    const page = await openEvent(event, { javaScript });
    assert.equal(await page.getByLabel('How many: Friend').count(), 0);
    await page.getByLabel('Access or discount code').fill('lantern');
    await page.getByRole('button', { name: 'Use code' }).click();
    await page.getByText('Your code shows more tickets. Discount with your code: 25%.').waitFor();
    await page.getByText('instead of €10').waitFor();
    await choose(page, 'Friend', 2);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    assert.deepEqual(await rows(page), [
      '2 × Friend €20.00',
      'Discount LANTERN −€5.00',
      'Booking fee €1.00',
      'Total €16.00',
      'Includes VAT 19% €2.55',
    ]);
    assert.equal(await overflowOf(page), 0);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    assert.equal(await uses(event), 1);
    page.expectQuiet();
  });

  test(`what became of a code is in view and has the focus on a phone, whether it works or not, ${how}`, async () => {
    const event = await makeSale([{}, { name: 'Second' }, { name: 'Third' }, { name: 'Fourth' }, { name: 'Fifth' }]);
    const page = await openEvent(event, { width: 360, javaScript });
    const field = page.getByLabel('Access or discount code');
    for (const [code, words] of [
      ['wrong', 'We could not find this code'],
      ['lantern', 'Discount with your code: 25%.'],
    ] as const) {
      await field.fill(code);
      await page.getByRole('button', { name: 'Use code' }).click();
      await page.waitForURL(new RegExp(`code=${code}`));
      const said = page.getByText(words);
      await said.waitFor();
      const box = await said.boundingBox();
      assert.equal(
        box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0),
        true,
        `${code}: ${JSON.stringify(box)}`,
      );
      assert.equal(
        await field.evaluate(
          (one) =>
            one === document.activeElement &&
            document.getElementById(one.getAttribute('aria-describedby') ?? '') !== null,
        ),
        true,
        code,
      );
    }
    await page.context().close();
  });

  test(`a code on the pay step is refused with its reason, used, and taken off again, ${how}`, async () => {
    const event = await makeSale([{}], { minimumTickets: 2 });
    const page = await openEvent(event, { javaScript });
    page.allow(/status of 422/);
    await choose(page, 'Seat', 1);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await enterBuyer(page);
    await page.getByLabel('Discount code').fill('lantern');
    await page.getByRole('button', { name: 'Use code' }).click();
    await page.getByRole('alert').getByText('This code needs more tickets in one order.').waitFor();
    assert.equal(await page.getByLabel('Discount code').inputValue(), 'lantern');
    assert.equal(await overflowOf(page), 0);
    await db.updateTable('discountCodes').set({ minimumTickets: 0 }).where('eventId', '=', event.eventId).execute();
    await page.getByRole('button', { name: 'Use code' }).click();
    await page.getByRole('button', { name: 'Remove code LANTERN' }).waitFor();
    assert.match((await page.locator('#discount').textContent()) ?? '', /^Code LANTERN applied: €[\d.]+ off\.$/);
    assert.deepEqual(await rows(page), [
      '1 × Seat €20.00',
      'Discount LANTERN −€5.00',
      'Booking fee €1.00',
      'Total €16.00',
      'Includes VAT 19% €2.55',
    ]);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Remove code LANTERN' }).click();
    await page.getByLabel('Discount code').waitFor();
    assert.deepEqual([(await rows(page)).at(-2), await uses(event)], ['Total €21.00', 0]);
    page.expectQuiet();
  });

  test(`a donation is what its giver says, and what cannot be read is said again, ${how}`, async () => {
    const event = await makeSale([{ name: 'Supporter', kind: 'donation', priceMinor: 500, suggestedMinor: 1500 }]);
    const page = await openEvent(event, { javaScript });
    page.allow(/status of 422/);
    const amount = page.getByLabel('Your amount for Supporter in EUR');
    assert.equal(await amount.inputValue(), '15.00');
    await amount.fill('4');
    await choose(page, 'Supporter', 1);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('alert').getByText('Enter your donation as a number').waitFor();
    assert.equal(await amount.inputValue(), '4');
    await amount.fill('12,50');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    assert.deepEqual(await rows(page), ['1 × Supporter €12.50', 'Total €12.50']);
    page.expectQuiet();
  });

  test(`tickets that were chosen stay chosen when a code is used, by its button and by Enter, ${how}`, async () => {
    const event = await makeSale([{}, { name: 'Balcony' }]);
    for (const use of ['button', 'Enter']) {
      const page = await openEvent(event, { javaScript });
      await choose(page, 'Seat', 2);
      const field = page.getByLabel('Access or discount code');
      await field.fill('lantern');
      if (use === 'Enter') await field.press('Enter');
      else await page.getByRole('button', { name: 'Use code' }).click();
      await page.getByText('Discount with your code: 25%.').waitFor();
      assert.deepEqual(
        [
          await page.getByLabel('How many: Seat').inputValue(),
          await page.getByLabel('How many: Balcony').inputValue(),
          await field.inputValue(),
        ],
        ['2', '0', 'lantern'],
      );
      if (javaScript) assert.deepEqual(await axeFindings(page), []);
      assert.equal(await overflowOf(page), 0);
      await page.getByRole('button', { name: 'Get tickets' }).click();
      await page.getByText('Discount LANTERN').waitFor();
      page.expectQuiet();
    }
  });

  test(`a code that was only typed goes along with the tickets, and stays where there is something wrong, ${how}`, async () => {
    const page = await openEvent(await makeSale([{}, { name: 'Supporter', kind: 'donation', priceMinor: 500 }]), {
      javaScript,
    });
    page.allow(/status of 422/);
    await page.getByLabel('Access or discount code').fill('lantern');
    await page.getByLabel('Your amount for Supporter in EUR').fill('1');
    await choose(page, 'Seat', 1);
    await choose(page, 'Supporter', 1);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Your amount for Supporter in EUR').fill('5');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('Discount LANTERN').waitFor();
    page.expectQuiet();
  });

  test(`what the page chose by itself is not chosen any more where a code shows more, ${how}`, async () => {
    const event = await makeSale([{}, { name: 'Friend', visibility: 'code' }]);
    await addAccessCodes(foyer.ctx(), event, { codes: ['LANTERN'], types: [2] });
    const page = await openEvent(event, { javaScript });
    assert.equal(await page.getByLabel('How many: Seat').inputValue(), '1');
    await page.getByLabel('Access or discount code').fill('lantern');
    await page.getByRole('button', { name: 'Use code' }).click();
    await page.getByText('Your code shows more tickets.').waitFor();
    assert.deepEqual(
      [await page.getByLabel('How many: Seat').inputValue(), await page.getByLabel('How many: Friend').inputValue()],
      ['0', '0'],
    );
  });
}

test('from right to left names begin at the right and amounts end at the left, whichever way their words run', async () => {
  const page = await openEvent(await makeSale([{}]), { locale: 'ar' }, '?code=lantern');
  await page.locator('select[name^="quantity-"]').selectOption('1');
  await page.getByRole('button', { name: 'احصل على التذاكر' }).click();
  await page.getByRole('row', { name: 'LANTERN' }).waitFor();
  const edges = await page.evaluate(() => {
    const words = (cell: Element): DOMRect => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getBoundingClientRect();
    };
    const cells = (name: string): Element[] => [...document.querySelectorAll(`table ${name}`)];
    const spread = (places: number[]): number => Math.max(...places) - Math.min(...places);
    return {
      rows: cells('tr').length,
      names: spread(cells('th').map((cell) => words(cell).right)) < 3,
      amounts: spread(cells('td').map((cell) => words(cell).left)) < 3,
    };
  });
  assert.deepEqual(edges, { rows: 5, names: true, amounts: true });
  assert.match((await page.locator('table tr').nth(1).innerText()) ?? '', /−5/);
  page.expectQuiet();
});

test('a code that takes everything off needs no payment', async () => {
  const event = await makeSale([{}], { discount: { kind: 'percent', percentBp: 10_000 } });
  const page = await openEvent(event, {}, '?code=lantern');
  await page.getByText('Free').first().waitFor();
  await choose(page, 'Seat', 1);
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await enterBuyer(page);
  await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
  assert.deepEqual(await rows(page), ['1 × Seat €20', 'Discount LANTERN −€20', 'Total €0']);
  page.expectQuiet();
});

test('from the event’s page to the order’s, less than 60 kB of JavaScript are sent, compressed', async () => {
  const event = await makeSale([{}]);
  const page = await browser.newPage({ width: 360 });
  const scripts = new Set<string>();
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) scripts.add(response.url());
  });
  await page.goto(`${foyer.url}/e/${event.slug}`);
  await page.goto(`${foyer.url}/e/${event.slug}/checkout`);
  await choose(page, 'Seat', 1);
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await enterBuyer(page);
  await page.getByRole('radio', { name: /^At the event/ }).check();
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
  const bytes = await Promise.all(
    [...scripts].map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).byteLength),
  );
  assert.equal(bytes.length > 0, true);
  assert.equal(bytes.reduce((sum, some) => sum + some, 0) < 60_000, true, `${bytes.join(' + ')} bytes`);
});
