/**
 * Somebody gets an account, guards it, loses the password, comes back by link and passkey, and leaves. Mails go through
 * a real mail server.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { axeFindings, type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { totpCode } from '#testing/totp.ts';

const mail = await startMailServer();
const foyer = await runFoyer({ SMTP_URL: mail.url });
const browser = await openBrowser();
const PASSWORD = 'seven lamps in a row';

/** The link in the latest mail to `address` of that subject. */
async function linkTo(address: string, subject: RegExp): Promise<string> {
  const { text } = await mail.waitFor((one) => one.to.includes(address) && subject.test(one.subject));
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  assert.ok(link, text);
  return link;
}

async function signUp(page: JourneyPage, email: string, next = ''): Promise<void> {
  await page.goto(`${foyer.url}/sign-up${next && `?next=${encodeURIComponent(next)}`}`);
  await page.getByLabel('Name').fill('Ottilie Fairweather');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
}

async function makeAccount(page: JourneyPage, email: string, next = ''): Promise<void> {
  await signUp(page, email, next);
  // In the browser of the sign-up the link is enough.
  await page.goto(await linkTo(email, /^Confirm your email address/));
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await page.waitForURL((url) => url.pathname === (next || '/manage'));
}

async function signIn(page: JourneyPage, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${foyer.url}/sign-in`);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const signOut = async (page: JourneyPage): Promise<void> => {
  await page.goto(`${foyer.url}/account`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${foyer.url}/`);
};

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  const who = javaScript ? 'ottilie' : 'osbert';

  test(`sign up, confirm, guard with a second factor, sign out and in again, ${how}`, async () => {
    const email = `${who}@example.org`;
    const page = await browser.newPage({ javaScript, width: 360 });
    page.allow(/status of 422/);
    await signUp(page, email, '/account/keys');
    await page.context().clearCookies({ name: 'foyer-sign-up' });
    await page.goto(await linkTo(email, /^Confirm your email address/));
    await page.getByLabel('Password').fill('not what was chosen');
    await page.getByRole('button', { name: 'Confirm and sign in' }).click();
    await page.getByText('This is not the password you chose').first().waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Confirm and sign in' }).click();
    await page.waitForURL(`${foyer.url}/account/keys`);

    await page.goto(`${foyer.url}/account/security`);
    await page.getByLabel('Current password').first().fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up authenticator app' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    const secret = (await page.locator('dd code').innerText()).replaceAll(' ', '');
    const recovery = await page.locator('.notice li code').allInnerTexts();
    assert.equal(recovery.length, 10);
    await page.getByLabel('Then enter the code').fill('000000');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('This code is not correct').first().waitFor();
    assert.equal((await page.locator('dd code').innerText()).replaceAll(' ', ''), secret);
    await page.getByLabel('Then enter the code').fill(totpCode(secret));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Your second factor is on.').waitFor();
    await mail.waitFor((one) => one.to.includes(email) && /^Your second factor is on/.test(one.subject));
    await signOut(page);

    await signIn(page, email);
    await page.getByRole('heading', { level: 1, name: 'Your second factor' }).waitFor();
    assert.equal(
      (await page.goto(`${foyer.url}/account`)) && new URL(page.url()).pathname,
      '/sign-in',
      'half signed in is not signed in',
    );
    await page.goto(`${foyer.url}/sign-in/second-factor`);
    await page.getByLabel('Code').fill(totpCode(secret));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${foyer.url}/manage`);
    await page.getByRole('link', { name: 'Create an organiser' }).click();
    await page.getByRole('heading', { level: 1, name: 'Create an organiser' }).waitFor();
    await signOut(page);

    await signIn(page, email);
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recovery[0] as string);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${foyer.url}/manage`);
    page.expectQuiet();
    await page.context().close();
  });

  test(`a forgotten password, a sign-in link, another address, ${how}`, async () => {
    const email = `back-${who}@example.org`;
    const page = await browser.newPage({ javaScript });
    const other = await browser.newPage({ javaScript });
    page.allow(/status of 422/);
    await makeAccount(page, email);
    await signIn(other, email);
    await other.waitForURL(`${foyer.url}/manage`);
    await page.goto(`${foyer.url}/account/sessions`);
    await page.getByText('Chrome on Linux').first().waitFor();
    assert.equal(await page.locator('[aria-labelledby=devices] .entries > li').count(), 2);
    await signOut(page);

    await page.goto(`${foyer.url}/forgot-password`);
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'Send me the link' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
    const reset = await linkTo(email, /^Choose a new password/);
    await page.goto(reset);
    await page.getByLabel('New password').fill('another seven lamps');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    await other.goto(`${foyer.url}/account`);
    assert.equal(new URL(other.url()).pathname, '/sign-in', 'other devices are signed out');
    await page.goto(reset);
    await page.getByRole('heading', { level: 1, name: 'This link no longer works' }).waitFor();
    await signIn(page, email);
    await page.getByText('do not match').first().waitFor();
    assert.equal(await page.getByLabel('Email address').inputValue(), email);
    await signIn(page, email, 'another seven lamps');
    await page.waitForURL(`${foyer.url}/manage`);

    await page.goto(`${foyer.url}/account`);
    await page.getByLabel('New address').fill(`new-${email}`);
    await page.getByLabel('Current password').fill('another seven lamps');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByText(`We sent an email to new-${email}`).waitFor();
    await page.goto(await linkTo(`new-${email}`, /^Confirm your new email address/));
    await page.getByRole('button', { name: 'Use this address' }).click();
    await page.getByText('Your email address has been changed.').waitFor();
    await mail.waitFor((one) => one.to.includes(email) && /^Your email address has been changed/.test(one.subject));
    await signOut(page);

    await page.goto(`${foyer.url}/sign-in/link`);
    await page.getByLabel('Email address').fill(`new-${email}`);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
    const link = await linkTo(`new-${email}`, /^Your sign-in link/);
    await page.goto(link);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${foyer.url}/manage`);
    page.expectQuiet();
    await Promise.all([page.context().close(), other.context().close()]);
  });

  test(`a key is shown once, the data comes as a file, and the account goes for good, ${how}`, async () => {
    const email = `away-${who}@example.org`;
    const page = await browser.newPage({ javaScript });
    page.allow(/status of 4(01|22)/);
    await makeAccount(page, email);
    await page.goto(`${foyer.url}/account/keys`);
    await page.getByLabel('What is it for?').fill('Badge printer');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByLabel('Key', { exact: true }).inputValue();
    const ask = (): Promise<number> =>
      fetch(`${foyer.url}/api/v1/events`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
    assert.equal(await ask(), 200);
    await page.goto(`${foyer.url}/account/keys`);
    assert.equal((await page.content()).includes(key), false);
    await page.getByRole('button', { name: 'Revoke Badge printer' }).click();
    await page.getByText('Key revoked.').waitFor();
    assert.equal(await ask(), 401);

    await page.goto(`${foyer.url}/account/data`);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download your data' }).click(),
    ]);
    const data = JSON.parse(await readFile(await file.path(), 'utf8')) as {
      account: { email: string };
      mails: { kind: string }[];
    };
    assert.equal(data.account.email, email);
    assert.deepEqual(
      data.mails.map(({ kind }) => kind),
      ['verify-email', 'api-key-added'],
    );

    const { id: userId } = await foyer.opened.database.db
      .selectFrom('users')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const { id: organizerId } = await createOrganizer(
      { ...foyer.ctx(), actor: { kind: 'user', userId, name: 'Ottilie', email, administrator: false } },
      { name: `Lamp Keepers ${who}` },
    );
    await page.reload();
    await page.getByText(`You are the only owner of Lamp Keepers ${who}`).waitFor();
    await foyer.opened.database.db.deleteFrom('organizers').where('id', '=', organizerId).execute();
    await page.reload();
    await page.getByLabel(`Type ${email} to confirm`).fill('somebody@example.org');
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByText('Enter your email address exactly').first().waitFor();
    await page.getByLabel(`Type ${email} to confirm`).fill(email);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByText('Your account has been deleted.').waitFor();
    await signIn(page, email);
    await page.getByText('do not match').first().waitFor();
    page.expectQuiet();
    await page.context().close();
  });
}

test('a passkey is added, named, signs in past the second factor’s question, and is removed', async () => {
  const page = await browser.newPage();
  const email = 'key-bearer@example.org';
  await makeAccount(page, email);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${foyer.url}/account/security`);
  await page.getByLabel('Name of the passkey').fill('My laptop');
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await page.getByText('Passkey added.').waitFor();
  await page.getByText('My laptop', { exact: true }).first().waitFor();
  await mail.waitFor((one) => one.to.includes(email) && /^A passkey has been added/.test(one.subject));
  await signOut(page);
  await page.goto(`${foyer.url}/sign-in?next=/account/security`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(`${foyer.url}/account/security`);
  const { strong } = await foyer.opened.database.db
    .selectFrom('authSessions as s')
    .innerJoin('users as u', 'u.id', 's.userId')
    .select('s.strong')
    .where('u.email', '=', email)
    .executeTakeFirstOrThrow();
  assert.equal(strong, true);
  await page.locator('summary', { hasText: 'Rename' }).click();
  await page.locator('details').getByLabel('Current password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Remove My laptop' }).click();
  await page.getByText('Passkey removed.').waitFor();
  page.expectQuiet();
  await page.context().close();
});

test('known and unknown addresses get the same answer; their owners hear by mail what there is', async () => {
  const page = await browser.newPage();
  await makeAccount(page, 'known@example.org');
  await signOut(page);
  const answer = async (address: string, fields: Record<string, string>) => {
    const response = await fetch(foyer.url + address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: foyer.url, accept: 'text/html' },
      redirect: 'manual',
    });
    return [
      response.status,
      response.headers.get('location'),
      (await response.text()).replaceAll(fields.email as string, 'ADDRESS'),
    ].map((part) => String(part).replaceAll(encodeURIComponent(fields.email as string), 'ADDRESS'));
  };
  const pages: [string, Record<string, string>, RegExp, RegExp][] = [
    [
      '/sign-up',
      { name: 'Somebody', password: PASSWORD },
      /^You already have an account/,
      /^Confirm your email address/,
    ],
    ['/forgot-password', {}, /^Choose a new password/, /^No account with this address/],
    ['/sign-in/link?/send', {}, /^Your sign-in link/, /^No account with this address/],
    ['/sign-in', { password: 'wrong all the same' }, /(?:)/, /(?:)/],
  ];
  for (const [address, fields, known, unknown] of pages) {
    assert.deepEqual(
      await answer(address, { ...fields, email: 'known@example.org' }),
      await answer(address, { ...fields, email: 'never@example.org' }),
      address,
    );
    await mail.waitFor((one) => one.to.includes('known@example.org') && known.test(one.subject));
    await mail.waitFor((one) => one.to.includes('never@example.org') && unknown.test(one.subject));
  }
  await page.context().close();
});

test('passwords cannot be guessed for long, and a sign-in leads nowhere else', async () => {
  const page = await browser.newPage();
  await makeAccount(page, 'guessed@example.org');
  await signOut(page);
  const guess = (password: string) =>
    fetch(`${foyer.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'guessed@example.org', password, next: '//evil.example/' }),
      headers: { origin: foyer.url, accept: 'text/html' },
      redirect: 'manual',
    });
  const right = await guess(PASSWORD);
  assert.deepEqual([right.status, right.headers.get('location')], [303, '/manage']);
  const statuses: number[] = [];
  for (let i = 0; i < 12; i += 1) statuses.push((await guess(`guess ${i}`)).status);
  assert.deepEqual([...new Set(statuses)], [422, 429]);
  assert.equal((await guess(PASSWORD)).status, 429, 'not even the right one, for a while');
  await page.context().close();
});

test('every page of an account is accessible and fits a phone, in both schemes and languages', async () => {
  const page = await browser.newPage({ width: 360 });
  await makeAccount(page, 'looks@example.org');
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    await page.context().addCookies([{ name: 'locale', value: locale, url: foyer.url }]);
    for (const address of [
      '/account',
      '/account/security',
      '/account/sessions',
      '/account/keys',
      '/account/data',
      '/manage/new',
    ]) {
      await page.goto(foyer.url + address);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        faults.push(
          ...(await axeFindings(page, colorScheme === 'dark' ? ['color-contrast'] : [])).map(
            (finding) => `${locale} ${address} ${colorScheme}: ${finding}`,
          ),
        );
        if (process.env.LOOK)
          await page.screenshot({
            path: `${process.env.LOOK}${address.replaceAll('/', '-')}-${locale}-${colorScheme}.png`,
            fullPage: true,
          });
      }
      if ((await overflowOf(page)) > 0) faults.push(`${locale} ${address}: wider than the window`);
      assert.doesNotMatch(await page.locator('body').innerText(), /account\.\w+\.\w+|\{\{/, `${locale} ${address}`);
    }
  }
  assert.deepEqual(faults, []);
  await page.context().close();
});
