/** Signing in and connecting with X by OAuth 2.0, in a browser, against a stand-in that checks what X checks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '#testing/browser.ts';
import { startFakeX } from '#testing/fake-x.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const fake = await startFakeX();
const settings = { X_CLIENT_ID: fake.clientId, X_CLIENT_SECRET: fake.clientSecret, TWITTER_API_BASE: fake.url };
const foyer = await runFoyer(settings);
const browser = await openBrowser();

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  test(`somebody whose address X has confirmed has an account after one press, ${how}`, async () => {
    const email = `liv-${javaScript}@example.org`;
    fake.become({ id: javaScript ? '91' : '92', name: 'Liv Amundsen', screenName: `liv_${javaScript}`, email });
    const context = await browser.newContext({ javaScript });
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/sign-in`);
    await page.getByRole('button', { name: 'Continue with X' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Nothing was changed').waitFor();
    await page.goto(`${foyer.url}/sign-in`);
    await page.getByRole('button', { name: 'Continue with X' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL((url) => url.origin === foyer.url && !url.pathname.startsWith('/sign-in'));
    const { db } = foyer.opened.database;
    const account = await db
      .selectFrom('users')
      .select(['name', 'emailVerified'])
      .where('email', '=', email)
      .executeTakeFirst();
    assert.deepEqual(account, { name: 'Liv Amundsen', emailVerified: true });
    await context.close();
  });
}
