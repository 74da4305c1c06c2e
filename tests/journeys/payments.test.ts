/**
 * Paying by card, from connecting an account at Stripe to letting it go: with scripts and without, as organiser and as
 * buyer.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { until } from '#testing/until.ts';

const KEYS = { clientId: 'ca_Journey', platformKey: 'sk_test_Journey0001', webhookSecret: 'whsec_Journey' };
const fake = await startFakeStripe(KEYS);
const settings = {
  STRIPE_SECRET_KEY: KEYS.platformKey,
  STRIPE_CLIENT_ID: KEYS.clientId,
  STRIPE_WEBHOOK_SECRET: KEYS.webhookSecret,
  STRIPE_API_BASE: fake.apiBase,
  STRIPE_CONNECT_BASE: fake.connectBase,
  STRIPE_FEE_PERCENT: '2',
};
const foyer = await runFoyer(settings);
fake.control.allowRedirect(`${foyer.url}/*`);
for (const connect of [true, false])
  fake.control.addWebhook({ url: `${foyer.url}/webhooks/stripe`, secret: KEYS.webhookSecret, connect });
after(async () => {
  assert.deepEqual(fake.control.drift, []);
  await fake.stop();
});
const browser = await openBrowser();
const { db } = foyer.opened.database;

async function makeSale(): Promise<{ organizer: OrganizerScope; event: EventScope }> {
  const organizer = await makeOrganizer(foyer.ctx());
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, {
    ...BLANK_TICKET,
    name: 'Adult',
    kind: 'paid',
    priceMinor: 1250,
    quantity: 20,
  });
  return { organizer, event };
}

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  return browser.newPage({}, context);
}

async function check(page: JourneyPage, javaScript: boolean): Promise<void> {
  assert.equal(await overflowOf(page), 0);
  if (javaScript) assert.deepEqual(await axeFindings(page), []);
}

const stateOf = async (code: string): Promise<string> =>
  (await db.selectFrom('orders').select('state').where('code', '=', code).executeTakeFirstOrThrow()).state;
const codeOf = (page: JourneyPage): string => /\/orders\/([A-Z0-9]{8})\//.exec(page.url())?.[1] ?? '';

async function connect(team: JourneyPage, { slug }: OrganizerScope, javaScript: boolean): Promise<void> {
  await team.goto(`${foyer.url}/manage/${slug}/settings/payments`);
  await check(team, javaScript);
  // Saying no changes nothing.
  await team.getByRole('button', { name: 'Connect with Stripe' }).click();
  await team.getByRole('button', { name: 'Deny' }).click();
  await team.getByRole('heading', { name: 'You did not give permission' }).waitFor();
  await check(team, javaScript);
  await team.getByRole('link', { name: 'Go back' }).click();
  await team.getByRole('button', { name: 'Connect with Stripe' }).click();
  await team.getByRole('button', { name: 'Connect', exact: true }).click();
  await team.getByText('Account connected.').waitFor();
  await check(team, javaScript);
}

async function takeCards(team: JourneyPage, base: string, javaScript: boolean): Promise<void> {
  await team.goto(`${base}/tickets/payment`);
  await team.locator('[id="stripe.enabled"]').check();
  await team.locator('[id="bank-transfer.enabled"]').check();
  await team.getByLabel('Account holder').fill('Lantern Society');
  await team.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
  await check(team, javaScript);
  await team.getByRole('button', { name: 'Save' }).click();
  await team.waitForURL(`${base}/tickets`);
}

/** To the page at Stripe. */
async function orderByCard(page: JourneyPage, event: EventScope, javaScript: boolean): Promise<string> {
  await page.goto(`${foyer.url}/e/${event.slug}`);
  await page.getByLabel('How many: Adult').selectOption('2');
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  await page.locator('form[action*="complete"] button:not([type="button"])').last().click();
  await page.getByRole('heading', { level: 1, name: 'How do you want to pay?' }).waitFor();
  await check(page, javaScript);
  const code = codeOf(page);
  await page.getByRole('radio', { name: /^Card/ }).check();
  await page.locator('form[action*="place"] button').last().click();
  await page.getByRole('heading', { level: 1, name: 'Pay with test money' }).waitFor();
  return code;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`an organiser connects, sells by card, gives money back, and lets Stripe go, ${how}`, async () => {
    const { organizer, event } = await makeSale();
    const base = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}`;
    const team = await signedIn(javaScript);
    team.allow(/status of (402|404|410)/);
    await connect(team, organizer, javaScript);
    await takeCards(team, base, javaScript);

    // Declined, then paid.
    const page = await browser.newPage({ width: 360, javaScript });
    page.allow(/status of 402/);
    const code = await orderByCard(page, event, javaScript);
    await page.getByRole('button', { name: 'Pay with a card that is declined' }).click();
    await page.getByRole('alert').getByText('Your card was declined.').waitFor();
    assert.equal(await stateOf(code), 'reserved');
    await page.getByRole('button', { name: /^Pay €25/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    assert.equal(await stateOf(code), 'paid');
    await check(page, javaScript);
    // Each ticket has a code for the door.
    assert.equal(await page.locator('main [role=img] svg').count(), 2);

    // A part goes back, then the rest.
    await team.goto(`${base}/orders/${code}/money`);
    await check(team, javaScript);
    await team.getByText('Send a refund').click();
    await team.locator('#refund-amount').fill('3.50');
    await team.locator('form[action*="refund"] button').last().click();
    await until(async () => (await stateOf(code)) === 'partly-refunded' && (await atStripe(code)) === 2150);
    await team.goto(`${base}/orders/${code}/money`);
    await team.getByText('Send a refund').click();
    await team.locator('#refund-amount').fill('21.50');
    await team.locator('form[action*="refund"] button').last().click();
    await until(async () => (await stateOf(code)) === 'refunded' && (await atStripe(code)) === 0);
    await team.goto(`${base}/orders/money`);
    await check(team, javaScript);
    await page.reload();
    for (const part of ['€3.50', '€21.50']) await page.getByText(`${part} has been refunded to you`).waitFor();
    await check(page, javaScript);

    // Who goes back without paying takes another way.
    const other = await browser.newPage({ width: 360, javaScript });
    const second = await orderByCard(other, event, javaScript);
    await other.getByRole('button', { name: 'Go back without paying' }).click();
    await other.getByRole('heading', { level: 1, name: 'How do you want to pay?' }).waitFor();
    await check(other, javaScript);
    await other.getByRole('radio', { name: /^Bank transfer/ }).check();
    await other.locator('form[action*="place"] button').last().click();
    await other.getByText('DE89 3704 0044 0532 0130 00').waitFor();
    assert.deepEqual([await stateOf(second), await atStripe(second), openAtStripe(second)], ['pending-payment', 0, 0]);

    // The event is still on sale when Stripe is let go.
    await team.goto(`${foyer.url}/manage/${organizer.slug}/settings/payments`);
    await team.getByRole('link', { name: 'Disconnect' }).click();
    await check(team, javaScript);
    const { name } = await db
      .selectFrom('events')
      .select('name')
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await team.getByRole('link', { name }).waitFor();
    await team.getByRole('button', { name: 'Disconnect' }).click();
    await team.getByText('Account disconnected.').waitFor();
    assert.deepEqual(
      await db.selectFrom('stripeAccounts').select('id').where('organizerId', '=', organizer.organizerId).execute(),
      [],
    );
    const late = await browser.newPage({ width: 360, javaScript });
    await late.goto(`${foyer.url}/e/${event.slug}`);
    await late.getByRole('button', { name: 'Get tickets' }).click();
    await late.getByLabel('Your name').fill('Bo Lind');
    await late.getByLabel('Your email address').fill('bo@example.org');
    await late.locator('form[action*="complete"] button:not([type="button"])').last().click();
    await late.getByRole('radio', { name: /^Bank transfer/ }).waitFor();
    assert.equal(await late.getByRole('radio', { name: /^Card/ }).count(), 0);
    for (const one of [page, other, late, team]) {
      one.expectQuiet();
      await one.context().close();
    }
  });
}

type Charge = { paid: boolean; amount: number; amount_refunded: number; metadata: Record<string, string> };
type Session = { status: string; metadata: Record<string, string> };

async function atStripe(code: string): Promise<number> {
  const charges = (fake.control.all('charge') as unknown as Charge[]).filter(
    ({ paid, metadata }) => paid && Object.values(metadata).includes(code),
  );
  return charges.reduce((sum, { amount, amount_refunded }) => sum + amount - amount_refunded, 0);
}

function openAtStripe(code: string): number {
  return (fake.control.all('checkout.session') as unknown as Session[]).filter(
    ({ status, metadata }) => status === 'open' && Object.values(metadata).includes(code),
  ).length;
}
