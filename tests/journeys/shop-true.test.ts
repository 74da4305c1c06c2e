/** What an order's page says stays true when things change: its event is cancelled, its tickets are somebody else's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { cancelTicketByRules } from '#features/payments/server/cancel-by-rules.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { acceptTransfer } from '#features/transfers/server/accept-transfer.ts';
import { offerTransfer } from '#features/transfers/server/offer-transfer.ts';
import { authoriseTransfer } from '#features/transfers/server/policy.ts';
import { checkPage, openBrowser } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { WAYS } from '#testing/hand.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;
const IBAN = 'DE89370400440532013000';
let count = 0;

/** Two seats for 25 each, at an event that takes transfers and money at the door. */
async function makeOrder(
  method: 'on-site' | 'bank-transfer',
): Promise<{ event: EventScope; scope: OrderScope; address: string }> {
  count += 1;
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, organizer);
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 2500, quantity: 20 });
  const methods = BLANK_SETTINGS.methods.map((one) => ({ ...one, enabled: true, untilDays: null }));
  await updatePaymentSettings(ctx, event, { ...BLANK_SETTINGS, accountHolder: 'Lantern Society', iban: IBAN, methods });
  await updateOrderRules(ctx, event, { ...DEFAULT_RULES, cancelPaid: true });
  const lines = [{ ticketType: 1, quantity: 2 }];
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `true-${count}`, lines, unlocked: [], locale: 'en' },
  ]);
  const code = answer?.outcome === 'reserved' ? answer.order.code : '';
  const scope = await authoriseOrderIn(ctx, event, code, 'buyer');
  await completeOrder(ctx, scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  await startPayment(ctx, scope, { method });
  return { event, scope, address: `${foyer.url}/orders/${code}/${signOrder(foyer.opened.config.secret, code)}` };
}

async function passOn({ eventId }: EventScope, scope: OrderScope, number: number): Promise<void> {
  const ctx = foyer.ctx();
  await offerTransfer(ctx, scope, { number, email: 'cleo@example.org' });
  const { textBody } = await db
    .selectFrom('mails')
    .select('textBody')
    .where('kind', '=', 'ticket-offered')
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  const token = /\/tickets\/transfers\/(\S+)/.exec(textBody)?.[1] ?? '';
  const transfer = await authoriseTransfer(ctx, { token, visitor: () => '192.0.2.7' });
  await acceptTransfer(ctx, transfer, { name: 'Cleo Marsh' });
}

for (const { how, javaScript, axe } of WAYS) {
  test(`a buyer whose event is cancelled reads that first, and nothing that is no longer so, ${how}`, async () => {
    const { event, address } = await makeOrder('on-site');
    const page = await browser.newPage({ width: 360, javaScript });
    await page.goto(address);
    await page.getByText('You pay €50 at the event.').waitFor();
    await cancelEvent(foyer.ctx(), event, { note: 'The hall is flooded.' });
    await page.goto(address);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'This event is cancelled');
    await page.getByText('The hall is flooded.').waitFor();
    for (const untrue of [
      'You are in',
      'at the event',
      'Show code',
      'Download',
      'Add to calendar',
      'Transfer this ticket',
    ]) {
      assert.equal(await page.getByText(untrue).count(), 0, untrue);
    }
    await checkPage(page, axe);
    await page.context().close();
  });

  test(`a buyer without a ticket of their own is not in, sees what went back, and is offered nothing that is refused, ${how}`, async () => {
    const { event, scope, address } = await makeOrder('bank-transfer');
    const team = await authoriseOrderIn(foyer.ctx(), event, scope.code);
    const money = {
      amountMinor: 5000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: `paid-${scope.code}`,
    } as const;
    await markPaid(foyer.ctx(), team, money);
    await passOn(event, scope, 1);
    const page = await browser.newPage({ width: 360, javaScript });
    await page.goto(address);
    await page.getByText('Everything is paid').waitFor();
    await page.locator('summary', { hasText: 'Cancel this order' }).click();
    await page
      .getByText('One of the tickets now belongs to someone else. Cancel your own tickets one by one.')
      .waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel the order' }).count(), 0);
    await cancelTicketByRules(foyer.ctx(), scope, { number: 2 });
    await page.goto(address);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Your tickets have new holders');
    await page.getByRole('row', { name: 'Refund on its way −€25' }).waitFor();
    for (const untrue of ['You are in', 'Everything is paid', 'Change names', 'Cancel this order', 'Download']) {
      assert.equal(await page.getByText(untrue).count(), 0, untrue);
    }
    await checkPage(page, axe);
    await page.goto(`${address}/attendees`);
    await page.getByText('now belongs to someone else').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save changes' }).count(), 0);
    await page.context().close();
  });
}

test('an order on paper has what is read, and nothing that can only be pressed', async () => {
  const { address } = await makeOrder('bank-transfer');
  const page = await browser.newPage({ width: 360 });
  await page.goto(address);
  const pressed = [
    page.getByText('العربية'),
    page.getByRole('button', { name: /^Copy/ }).first(),
    page.locator('summary', { hasText: 'Cancel this order' }),
    page.getByRole('link', { name: /Cancel this ticket/ }).first(),
  ];
  for (const one of pressed) await one.waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const one of pressed) await one.waitFor({ state: 'hidden' });
  await page.getByText('DE89 3704 0044 0532 0130 00').waitFor();
  await page.context().close();
});
