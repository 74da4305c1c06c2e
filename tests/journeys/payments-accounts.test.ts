/**
 * The second way to an account at Stripe, for platforms that may not connect those that people have: one is made, and
 * completed there.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeFindings, openBrowser, overflowOf } from '#testing/browser.ts';
import { makeOrganizer } from '#testing/builders.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const KEYS = { clientId: 'ca_Accounts', platformKey: 'sk_test_Accounts0001', webhookSecret: 'whsec_Accounts' };
const fake = await startFakeStripe(KEYS);
const foyer = await runFoyer({
  STRIPE_CONNECT: 'accounts',
  STRIPE_SECRET_KEY: KEYS.platformKey,
  STRIPE_WEBHOOK_SECRET: KEYS.webhookSecret,
  STRIPE_API_BASE: fake.apiBase,
  STRIPE_CONNECT_BASE: fake.connectBase,
});
for (const connect of [true, false])
  fake.control.addWebhook({ url: `${foyer.url}/webhooks/stripe`, secret: KEYS.webhookSecret, connect });
after(async () => {
  assert.deepEqual(fake.control.drift, []);
  await fake.stop();
});
const browser = await openBrowser();

for (const javaScript of [true, false]) {
  test(`an account is made, left half way, completed, and let go, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const { slug } = await makeOrganizer(foyer.ctx());
    const context = await browser.newContext({ javaScript });
    await foyer.signIn(context);
    const page = await browser.newPage({}, context);
    const look = async (): Promise<void> => {
      assert.equal(await overflowOf(page), 0);
      if (javaScript) assert.deepEqual(await axeFindings(page), []);
    };
    await page.goto(`${foyer.url}/manage/${slug}/settings/payments`);
    await look();
    await page.getByLabel('Country').selectOption({ label: 'Belgium' });
    await page.getByRole('button', { name: 'Set up with Stripe' }).click();
    await page.getByRole('button', { name: 'Leave for now' }).click();
    await page.getByText('Buyers cannot pay by card yet').waitFor();
    await page.getByText('Stripe still needs:').waitFor();
    await look();
    await page.getByRole('button', { name: 'Continue at Stripe' }).click();
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await page.getByText('Accepted', { exact: true }).waitFor();
    await look();
    await page.getByRole('link', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Account disconnected.').waitFor();
    page.expectQuiet();
    await context.close();
  });
}
