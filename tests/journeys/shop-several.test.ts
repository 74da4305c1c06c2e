/**
 * What the team does with money afterwards: several orders at once, a refund that is not owed after all, a payment that
 * nobody here can look at.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const { db } = foyer.opened.database;

async function makeSale(): Promise<EventScope> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, organizer);
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Adult', kind: 'paid', priceMinor: 1250, quantity: 20 });
  const methods = BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true }));
  await updatePaymentSettings(ctx, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    iban: 'DE89370400440532013000',
    methods,
  });
  return event;
}

/** An order that waits for a transfer. */
async function place(event: EventScope, name: string): Promise<OrderScope> {
  const ctx = foyer.ctx();
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: randomUUID(), lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' },
  ]);
  const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(ctx, scope, {
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}@example.org`,
    locale: 'en',
    names: [],
  });
  await startPayment(ctx, scope, { method: 'bank-transfer' });
  return scope;
}

/** A payment of which nobody heard before its account was let go. */
async function lose({ orderId }: OrderScope): Promise<void> {
  const at = new Date();
  await db
    .insertInto('paymentAttempts')
    .values({
      id: randomUUID(),
      orderId,
      provider: 'stripe',
      account: 'acct_gone',
      amountMinor: 2500,
      currency: 'EUR',
      state: 'gone',
      lost: true,
      expiresAt: at,
      createdAt: at,
      lookAgainAt: new Date(Date.now() + 86_400_000),
    })
    .execute();
}

async function check(page: JourneyPage, javaScript: boolean): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await overflowOf(page), 0);
  }
  if (javaScript) assert.deepEqual(await axeFindings(page), []);
}

const stands = async (event: EventScope) =>
  (
    await db
      .selectFrom('orders')
      .select(['code', 'state', 'paidMinor', 'refundedMinor'])
      .where('eventId', '=', event.eventId)
      .orderBy('id')
      .execute()
  ).map(({ code, state, paidMinor, refundedMinor }) => `${code} ${state} ${paidMinor} ${refundedMinor}`);
const said = async (event: EventScope) =>
  (
    await db
      .selectFrom('auditEntries')
      .select('action')
      .where('eventId', '=', event.eventId)
      .where('action', 'in', ['orders.together-pay', 'refund.withdraw', 'payment.put-aside'])
      .orderBy('id')
      .execute()
  ).map(({ action }) => action);

for (const javaScript of [true, false]) {
  test(`two orders are paid at once, a refund is withdrawn, a payment is put aside, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const event = await makeSale();
    const [ada, bo, cleo] = [
      await place(event, 'Ada Lind'),
      await place(event, 'Bo Marsh'),
      await place(event, 'Cleo Wren'),
    ];
    await lose(cleo);
    const base = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}/orders`;
    const context = await browser.newContext({ javaScript });
    await foyer.signIn(context);
    const team = await browser.newPage({}, context);

    // Nothing is chosen yet.
    await team.goto(`${base}/several`);
    await team.getByRole('heading', { level: 2, name: 'No orders selected' }).waitFor();
    await check(team, javaScript);

    // Two of three are ticked; the page says what happens to whom before anything does.
    await team.goto(base);
    await check(team, javaScript);
    for (const { code } of [ada, bo]) await team.getByRole('checkbox', { name: `Select order ${code}` }).check();
    await team.getByRole('button', { name: 'Pay, confirm or cancel selected orders' }).click();
    await team.getByRole('heading', { level: 1, name: '2 orders' }).waitFor();
    await team
      .getByText('Records €50 for 2 orders as received today. The buyers get their tickets by email.')
      .waitFor();
    await check(team, javaScript);
    assert.deepEqual(
      await stands(event),
      [ada, bo, cleo].map(({ code }) => `${code} pending-payment 0 0`),
    );
    await team.getByLabel('Paid by').selectOption('cash');
    await team.getByRole('button', { name: 'Record 2 payments' }).click();
    await team.getByText('2 of 2 payments recorded.').waitFor({ timeout: 20_000 });
    await team.getByText('Started by Rosalind Achterberg on').waitFor();
    await check(team, javaScript);
    assert.deepEqual(await stands(event), [
      `${ada.code} paid 2500 0`,
      `${bo.code} paid 2500 0`,
      `${cleo.code} pending-payment 0 0`,
    ]);

    // Of all that are found, the same is left as it is, by name.
    await team.goto(base);
    await team.getByRole('link', { name: 'Or all 3 orders found' }).click();
    await team.getByRole('heading', { level: 1, name: '3 orders' }).waitFor();
    await team
      .locator('section[aria-labelledby="pay"]')
      .getByText(`Not waiting for payment: ${ada.code} and ${bo.code}`)
      .waitFor();

    // A refund that was promised, and is not owed after all.
    await team.goto(`${base}/${ada.code}/money`);
    await team.getByText('Send a refund').click();
    await team.locator('#refund-amount').fill('3.50');
    await team.getByRole('button', { name: 'Send refund', exact: true }).click();
    await team.getByText('Refund, to be sent by you').waitFor();
    await team.getByText('Withdraw', { exact: true }).click();
    const why = team.getByLabel('Reason for withdrawing the refund');
    await why.fill('   ');
    team.allow(/status of 422/);
    await team.getByRole('button', { name: 'Withdraw this refund' }).click();
    await team.getByText('Enter a reason. The buyer will read it.').nth(1).waitFor();
    assert.equal(await why.inputValue(), '   ');
    await check(team, javaScript);
    await why.fill('You came after all');
    await check(team, javaScript);
    await team.getByRole('button', { name: 'Withdraw this refund' }).click();
    await team.getByText('Refund, withdrawn').waitFor();
    await check(team, javaScript);

    // What was paid at a provider that says no more of it.
    await team.goto(`${base}/money`);
    await team.getByRole('heading', { name: /^Needs checking/ }).waitFor();
    await team.getByText('Dismiss', { exact: true }).first().click();
    await team.getByLabel(/^What you found at Stripe/).fill('Not paid there');
    await check(team, javaScript);
    await team.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await team.getByText('Nothing needs your attention.').waitFor();
    await check(team, javaScript);
    assert.deepEqual(await stands(event), [
      `${ada.code} paid 2500 0`,
      `${bo.code} paid 2500 0`,
      `${cleo.code} pending-payment 0 0`,
    ]);
    assert.deepEqual(await said(event), ['orders.together-pay', 'refund.withdraw', 'payment.put-aside']);
    team.expectQuiet();
    await context.close();
  });
}
