/**
 * The pages of the stand-in for Stripe, as people see them in the demo: without scripts, on a phone, in both lights,
 * for everybody.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeFindings, openBrowser, overflowOf } from '#testing/browser.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';

const KEY = 'sk_test_pages_0001';
const fake = await startFakeStripe({ clientId: 'ca_pages', platformKey: KEY, webhookSecret: 'whsec_pages' });
after(() => fake.stop());
/** Where people come from and are sent back to; a page that exists, so that the browser has nothing to complain of. */
const FOYER = `${fake.apiBase}/receipts`;
fake.control.allowRedirect(`${FOYER}/callback`);
const authorize = `${fake.connectBase}/oauth/authorize?client_id=ca_pages&response_type=code&scope=read_write&state=s1&redirect_uri=${encodeURIComponent(`${FOYER}/callback`)}`;
const browser = await openBrowser();

async function ask(path: string, said: Record<string, string>, account?: string): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${KEY}`, ...(account ? { 'stripe-account': account } : {}) };
  const answer = await fetch(`${fake.apiBase}${path}`, { method: 'POST', headers, body: new URLSearchParams(said) });
  return (await answer.json()) as Record<string, string>;
}

async function connect(address: string): Promise<string> {
  const code = new URL(address).searchParams.get('code') ?? '';
  return (await ask('/oauth/token', { grant_type: 'authorization_code', code })).stripe_user_id ?? '';
}

function askForPayment(account: string): Promise<Record<string, string>> {
  const item = (i: number, name: string, amount: string): Record<string, string> => ({
    [`line_items[${i}][quantity]`]: '2',
    [`line_items[${i}][price_data][currency]`]: 'eur',
    [`line_items[${i}][price_data][unit_amount]`]: amount,
    [`line_items[${i}][price_data][product_data][name]`]: name,
  });
  return ask(
    '/v1/checkout/sessions',
    {
      mode: 'payment',
      success_url: `${FOYER}/thanks`,
      cancel_url: `${FOYER}/back`,
      customer_email: 'ada@example.org',
      ...item(0, 'Evening with the Northern Lights Orchestra, balcony', '4500'),
      ...item(1, 'Printed programme', '1250'),
    },
    account,
  );
}

test('without scripts one connects, is declined, is asked by the bank, and pays', async () => {
  const page = await browser.newPage({ javaScript: false });
  await page.goto(authorize);
  await page.getByRole('button', { name: 'Connect' }).click();
  assert.equal(new URL(page.url()).searchParams.get('state'), 's1');
  const account = await connect(page.url());
  const session = await askForPayment(account);
  await page.goto(session.url ?? '');
  page.allow(/402/);
  await page.getByRole('button', { name: 'Pay with a card that is declined' }).click();
  assert.equal(await page.getByRole('alert').textContent(), 'Your card was declined.');
  await page.getByRole('button', { name: 'Pay with a card the bank checks' }).click();
  await page.getByRole('button', { name: 'Confirm the payment' }).click();
  assert.equal(page.url(), `${FOYER}/thanks`);
  await page.goto(session.url ?? '');
  assert.equal(await page.getByRole('heading').textContent(), 'This is paid');
  page.expectQuiet();
});

test('an account is completed on its page, or left', async () => {
  const page = await browser.newPage({ javaScript: false });
  const { id = '' } = await ask('/v1/accounts', { type: 'express' });
  for (const [button, charges] of [
    ['Leave for now', false],
    ['Finish', true],
  ] as const) {
    const link = await ask('/v1/account_links', {
      account: id,
      type: 'account_onboarding',
      refresh_url: `${FOYER}/again`,
      return_url: `${FOYER}/done`,
    });
    await page.goto(link.url ?? '');
    await page.getByRole('button', { name: button, exact: true }).click();
    assert.equal(page.url(), `${FOYER}/done`);
    const [account] = fake.control.all('account').filter((one) => one.id === id) as unknown as {
      charges_enabled: boolean;
    }[];
    assert.equal(account?.charges_enabled, charges);
  }
});

test('each page is whole on a phone and a wide screen, in both lights, and says that the money is test money', async () => {
  const account = await connect(fake.control.consent(authorize));
  const { url = '' } = await askForPayment(account);
  const { id = '' } = await ask('/v1/accounts', { type: 'express' });
  for (const width of [360, 1280]) {
    for (const dark of [false, true]) {
      const page = await browser.newPage({ width, dark });
      const link = await ask('/v1/account_links', {
        account: id,
        type: 'account_onboarding',
        refresh_url: `${FOYER}/again`,
        return_url: `${FOYER}/done`,
      });
      for (const address of [authorize, url, `${url}/confirm`, link.url ?? '', `${FOYER}/thanks`]) {
        await page.goto(address);
        assert.equal(await overflowOf(page), 0, address);
        assert.deepEqual(await axeFindings(page), [], address);
        assert.match((await page.getByRole('banner').textContent()) ?? '', /^Test money: nothing is charged\./);
      }
      page.expectQuiet();
    }
  }
});
