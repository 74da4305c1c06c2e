/** A ticket is bought with a code and by bank transfer, and given up again: what the rules do not keep goes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { checkPage, type JourneyPage, openBrowser } from '#testing/browser.ts';
import { addDiscount, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { type Hand, type Way, WAYS } from '#testing/hand.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const owner = await makeUser(foyer.ctx(), { organizer, role: 'owner' });
const { db } = foyer.opened.database;

type Buyer = { page: JourneyPage; hand: Hand; axe: boolean };

/** Seats for 20 that cost 40, a quarter less with a code; who gives one up loses 5. */
async function makeSale(): Promise<EventScope> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, organizer);
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 4000, quantity: 20 });
  await addDiscount(ctx, event, {
    code: 'LANTERN',
    discount: { kind: 'percent', percentBp: 2500 },
  });
  await updatePaymentSettings(ctx, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    iban: 'DE89370400440532013000',
    methods: BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true, untilDays: null })),
  });
  await updateTerms(ctx, event, { text: '## Foyer rules\n\n- Be kind' });
  await updateOrderRules(ctx, event, { ...DEFAULT_RULES, cancelPaid: true, keepMinor: 500 });
  return event;
}

const seats = (event: EventScope) =>
  db.selectFrom('quotas').select(['held', 'sold']).where('eventId', '=', event.eventId).executeTakeFirstOrThrow();

/** Two seats, to be paid by bank transfer; gives the code of the order. */
async function buy({ page, hand, axe }: Buyer, event: EventScope): Promise<string> {
  await page.goto(`${foyer.url}/e/${event.slug}`);
  await hand.write(page.getByLabel('Access or discount code'), 'lantern');
  await hand.press(page.getByRole('button', { name: 'Use code' }));
  await page.getByText('Discount with your code: 25%.').waitFor();
  await hand.pick(page.getByLabel('How many: Seat'), '2');
  await hand.press(page.getByRole('button', { name: 'Get tickets' }));
  await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
  await hand.write(page.getByLabel('Your name'), 'Ada Lind');
  await hand.write(page.getByLabel('Your email address'), 'ada@example.org');
  await hand.press(page.locator('form[action="?/complete"] button'));
  await page.getByRole('heading', { level: 1, name: 'How do you want to pay?' }).waitFor();
  await checkPage(page, axe);
  await hand.choose(page.getByRole('radio', { name: /^Bank transfer/ }));
  await hand.tick(page.getByLabel('I accept the terms'));
  await hand.press(page.getByRole('button', { name: 'Place order' }));
  await page.getByText('Transfer the amount by').waitFor();
  await checkPage(page, axe);
  return /\/orders\/([A-Z0-9]{8})\//.exec(page.url())?.[1] ?? '';
}

for (const { how, javaScript, work, axe } of WAYS) {
  test(`bought with a code, paid by bank transfer, cancelled, and what is not kept goes back, ${how}`, async () => {
    const event = await makeSale();
    const page = await browser.newPage({ width: 360, javaScript });
    const buyer = { page, hand: work(page), axe };
    const code = await buy(buyer, event);
    assert.deepEqual(await seats(event), { held: 2, sold: 0 });
    await markPaid(foyer.ctx(), await authoriseOrderIn(foyer.ctx(), event, code), {
      amountMinor: 6000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: `paid-${code}`,
    });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    assert.deepEqual(await seats(event), { held: 0, sold: 2 });

    await buyer.hand.press(page.locator('summary', { hasText: 'Cancel this order' }));
    page.allow(/status of 422/);
    const account = page.getByLabel('IBAN of the account for your refund of €50');
    await buyer.hand.write(account, 'DE89 3704 0044 0532 0130 01');
    await buyer.hand.press(page.getByRole('button', { name: 'Cancel the order' }));
    await page.getByText('This IBAN is not correct').waitFor();
    await checkPage(page, axe);
    await buyer.hand.write(account, 'DE89 3704 0044 0532 0130 00');
    await buyer.hand.press(page.getByRole('button', { name: 'Cancel the order' }));
    await page.getByText('Your refund of €50 is on its way').waitFor();
    await checkPage(page, axe);
    const { state, refundedMinor } = await db
      .selectFrom('orders')
      .select(['state', 'refundedMinor'])
      .where('code', '=', code)
      .executeTakeFirstOrThrow();
    const { used } = await db
      .selectFrom('discountCodes')
      .select('used')
      .where('eventId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([state, refundedMinor, used, await seats(event)], ['cancelled', 5000, 0, { held: 0, sold: 0 }]);

    const refund = await db
      .selectFrom('payments as p')
      .innerJoin('orders as o', 'o.id', 'p.orderId')
      .select('p.iban')
      .where('o.code', '=', code)
      .where('p.kind', '=', 'refund')
      .executeTakeFirstOrThrow();
    assert.equal(refund.iban, 'DE89370400440532013000');
    await sendBack({ javaScript, work, axe }, event);
    await page.reload();
    await page.getByText('€50 has been refunded to you').waitFor();
    await checkPage(page, axe);
    await page.context().close();
  });
}

/** The team finds what it owes and says that it was sent. */
async function sendBack({ javaScript, work, axe }: Omit<Way, 'how'>, event: EventScope): Promise<void> {
  const context = await browser.newContext({ javaScript });
  await foyer.signInAs(context, owner.userId);
  const page = await browser.newPage({}, context);
  const hand = work(page);
  await page.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/orders/money`);
  await page.getByRole('heading', { name: /Refunds to send/ }).waitFor();
  await checkPage(page, axe);
  await hand.press(
    page
      .getByRole('main')
      .getByRole('link', { name: /^[A-Z0-9]{8}$/ })
      .first(),
  );
  await hand.press(page.getByRole('button', { name: /^Mark as sent/ }));
  await page.getByText('Refund, sent').waitFor();
  await checkPage(page, axe);
  await context.close();
}
