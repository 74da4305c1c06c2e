/**
 * Signing in and connecting with X, in a browser, against a stand-in that checks what X checks; and what attackers try
 * on the way.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { axeFindings, type JourneyPage, openBrowser, overflowOf } from '#testing/browser.ts';
import { startFakeOidc } from '#testing/fake-oidc.ts';
import { type FakeUser, startFakeX } from '#testing/fake-x.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const fake = await startFakeX();
const oidc = await startFakeOidc();
const mails = await startMailServer();
const foyer = await runFoyer({
  SMTP_URL: mails.url,
  TWITTER_CONSUMER_KEY: fake.consumerKey,
  TWITTER_CONSUMER_SECRET: fake.consumerSecret,
  TWITTER_API_BASE: fake.url,
  SIGN_IN_PRIVATE_PICTURES: 'yes',
  OIDC_NAME: 'Harbour ID',
  OIDC_ISSUER: oidc.url,
  OIDC_CLIENT_ID: oidc.clientId,
  OIDC_CLIENT_SECRET: oidc.clientSecret,
});
const { db } = foyer.opened.database;
const browser = await openBrowser();
const WITH_X = `${foyer.url}/sign-in/with/x`;
const CALLBACK = `${WITH_X}/callback`;

let count = 0;
const portrait = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#2a6f5b' } })
  .png()
  .toBuffer();
function somebody(): FakeUser {
  count += 1;
  return {
    id: String(810_000 + count),
    name: `Liv Amundsen ${count}`,
    screenName: `liv_${count}`,
    picture: { bytes: portrait, type: 'image/png' },
  };
}

type Account = { id: string; email: string };

/** An account with a password's row, so that a connection is never its only way in. */
async function makeAccount(
  values: { name?: string; website?: string; twoFactorEnabled?: boolean } = {},
): Promise<Account> {
  count += 1;
  const email = `member${count}@example.org`;
  const { id } = await db
    .insertInto('users')
    .values({ name: `Member ${count}`, email, emailVerified: true, ...values })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('authAccounts')
    .values({ userId: id, accountId: id, providerId: 'credential', password: 'not-a-hash' })
    .execute();
  return { id, email };
}

async function contextOf(account: Account | null, javaScript = true): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScript });
  // Limits count by address of the network: each test comes from its own.
  await db.deleteFrom('rateLimits').execute();
  if (account) await foyer.signInAs(context, account.id);
  return context;
}

/** An account that X signs in. */
async function connectedAccount(user: FakeUser): Promise<Account> {
  const account = await makeAccount();
  await db.insertInto('authAccounts').values({ userId: account.id, accountId: user.id, providerId: 'x' }).execute();
  return account;
}

/** Presses the button on the page of sign-in and stops at X. */
async function leaveForX(page: JourneyPage, next = ''): Promise<void> {
  await page.goto(`${foyer.url}/sign-in${next ? `?next=${encodeURIComponent(next)}` : ''}`);
  await page.getByRole('button', { name: 'Continue with X' }).click();
  await page.waitForURL(`${fake.url}/**`);
}

/** The address with which X would send this browser back, without going there. */
async function answerOf(page: JourneyPage): Promise<string> {
  const token = new URL(page.url()).searchParams.get('oauth_token') as string;
  return fake.consent(`${fake.url}/oauth/authenticate?oauth_token=${token}`);
}

async function signedInAs(context: BrowserContext): Promise<string> {
  const token = (await context.cookies(foyer.url)).find(({ name }) => /session_token$/.test(name));
  if (!token) return '';
  const row = await db
    .selectFrom('authSessions')
    .innerJoin('users', 'users.id', 'authSessions.userId')
    .select('users.email')
    .where('authSessions.token', '=', decodeURIComponent(token.value).split('.')[0] as string)
    .executeTakeFirst();
  return row?.email ?? '';
}

/** All that an attack could change. */
async function everything(): Promise<unknown> {
  const [users, accounts, sessions, pending, media] = await Promise.all([
    db.selectFrom('users').selectAll().orderBy('id').execute(),
    db.selectFrom('authAccounts').selectAll().orderBy('id').execute(),
    db.selectFrom('authSessions').selectAll().orderBy('id').execute(),
    db.selectFrom('pendingIdentities').selectAll().orderBy('id').execute(),
    db.selectFrom('media').selectAll().orderBy('id').execute(),
  ]);
  return { users, accounts, sessions, pending, media };
}

async function changesNothing(act: () => Promise<void>): Promise<void> {
  const before = await everything();
  await act();
  assert.deepEqual(await everything(), before);
}

/** A clear page that says what went wrong, with a way on. */
async function expectPage(page: JourneyPage, title: string): Promise<void> {
  await page.getByRole('alert').getByText(title).waitFor();
  assert.equal((await page.getByRole('button').count()) > 0, true);
  assert.doesNotMatch(page.url(), /oauth_|verifier|denied=/);
  page.expectQuiet();
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`somebody new signs in with X, proves an address, and comes again, ${how}`, async () => {
    const user = somebody();
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page, '/account/connections');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { level: 1, name: 'What is your email address?' }).waitFor();
    await page.getByText(`You are signing in as X (@${user.screenName})`).waitFor();
    await page.getByLabel('Email address').fill('nonsense@x');
    page.allow(/status of 422/);
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('Email address').inputValue(), 'nonsense@x');
    const email = `liv.${user.id}@example.org`;
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
    const mail = await mails.waitFor(({ to, subject }) => to.includes(email) && /code/.test(subject));
    await page.getByLabel('Code').fill('0000 0001');
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('alert').getByText('This code is not correct').first().waitFor();
    await page.getByLabel('Code').fill(/\b\d{4} \d{4}\b/.exec(mail.text)?.[0] as string);
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('heading', { level: 2, name: 'Connections' }).waitFor();
    const made = await db
      .selectFrom('users')
      .select(['name', 'website', 'emailVerified'])
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    assert.deepEqual(made, { name: user.name, website: `https://x.com/${user.screenName}`, emailVerified: true });
    await mails.waitFor(({ to, subject }) => to.includes(email) && subject === 'X was connected to your account');

    await page.getByRole('button', { name: 'Disconnect X' }).click();
    page.allow(/status of 409/);
    await page.getByText('X is your only way to sign in').waitFor();

    await context.clearCookies();
    await leaveForX(page, '/account/picture');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { level: 2, name: 'Your picture' }).waitFor();
    await page.getByRole('button', { name: 'Remove picture' }).waitFor();
    page.expectQuiet();
    await context.close();
  });

  test(`somebody connects X, what is empty is filled, and disconnects it, ${how}`, async () => {
    const account = await makeAccount({ name: '', website: 'https://own.example' });
    const user = somebody();
    fake.become(user);
    const context = await contextOf(account, javaScript);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/account/connections`);
    await page.getByRole('button', { name: 'Connect X' }).click();
    await page.waitForURL(`${fake.url}/**`);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('X is connected.').waitFor();
    await waitFor(
      async () =>
        (await db.selectFrom('users').select('pictureId').where('id', '=', account.id).executeTakeFirstOrThrow())
          .pictureId !== null,
    );
    const filled = await db
      .selectFrom('users')
      .select(['name', 'website', 'pictureId'])
      .where('id', '=', account.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual([filled.name, filled.website], [user.name, 'https://own.example']);
    await waitFor(
      async () =>
        (
          await db
            .selectFrom('mediaVariants')
            .select('name')
            .where('mediaId', '=', filled.pictureId as number)
            .execute()
        ).length > 0,
    );
    const sizes = await db
      .selectFrom('mediaVariants')
      .select('name')
      .distinct()
      .where('mediaId', '=', filled.pictureId as number)
      .orderBy('name')
      .execute();
    assert.deepEqual(
      sizes.map(({ name }) => name),
      ['speaker-icon', 'speaker-large', 'speaker-medium', 'speaker-small'],
    );
    await page.getByRole('button', { name: 'Disconnect X' }).click();
    await page.getByText('X is disconnected.').waitFor();
    assert.deepEqual(
      await db
        .selectFrom('users')
        .select(['name', 'website', 'pictureId'])
        .where('id', '=', account.id)
        .executeTakeFirstOrThrow(),
      filled,
    );
    page.expectQuiet();
    await context.close();
  });

  test(`the own picture is uploaded, refused in plain words, and removed, ${how}`, async () => {
    const account = await makeAccount();
    const context = await contextOf(account, javaScript);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/account/picture`);
    page.allow(/status of 422/);
    await page.getByLabel('Picture', { exact: true }).setInputFiles({
      name: 'me.svg',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('SVG').waitFor();
    await page
      .getByLabel('Picture', { exact: true })
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: portrait });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('Picture uploaded.').waitFor();
    await waitFor(
      async () =>
        (
          await db
            .selectFrom('media')
            .innerJoin('mediaVariants', 'mediaId', 'media.id')
            .select('name')
            .where('userId', '=', account.id)
            .execute()
        ).length > 0,
    );
    await page.reload();
    const image = page.locator('.avatar img');
    assert.equal(await image.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth > 0)), true);
    await page.getByRole('button', { name: 'Remove picture' }).click();
    await page.getByText('Picture removed.').waitFor();
    assert.deepEqual(await db.selectFrom('media').select('id').where('userId', '=', account.id).execute(), []);
    page.expectQuiet();
    await context.close();
  });

  test(`an OpenID Connect provider signs in who has a verified address, ${how}`, async () => {
    count += 1;
    const email = `harbour${count}@example.org`;
    oidc.become({ sub: String(count), name: 'Harbour Master', email, emailVerified: true });
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/sign-in?next=/account/connections`);
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('Connected since').waitFor();
    assert.equal(await signedInAs(context), email);
    page.expectQuiet();
    await context.close();
  });

  test(`attack: consent is denied, ${how}`, async () => {
    fake.become(somebody());
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page);
    await changesNothing(async () => {
      await page.getByRole('button', { name: 'Deny' }).click();
      await expectPage(page, 'You did not give permission');
    });
    await context.close();
  });

  test(`attack: a callback is replayed, also after signing out, ${how}`, async () => {
    const user = somebody();
    const account = await connectedAccount(user);
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page, '/account/connections');
    const back = await answerOf(page);
    await page.goto(back);
    assert.equal(await signedInAs(context), account.email);
    const kept = (await context.cookies(foyer.url)).filter(({ name }) => name === 'foyer-with');
    assert.deepEqual(kept, [], 'the cookie of the attempt is gone');
    await context.clearCookies();
    await changesNothing(async () => {
      await page.goto(back);
      await expectPage(page, 'You started in another browser');
    });
    await context.close();
  });

  test(`attack: another browser’s callback is handed to a victim (login CSRF), ${how}`, async () => {
    const user = somebody();
    const attacker = await connectedAccount(user);
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page);
    const back = await answerOf(page);
    const victims = await contextOf(null, javaScript);
    const victim = await browser.newPage({}, victims);
    await leaveForX(victim);
    await changesNothing(async () => {
      await victim.goto(back);
      await expectPage(victim, 'You started in another browser');
    });
    assert.equal(await signedInAs(victims), '');
    await page.goto(back);
    assert.equal(await signedInAs(context), attacker.email, 'who began it still gets in');
    await Promise.all([context.close(), victims.close()]);
  });

  test(`attack: tokens are forged, verifiers guessed, attempts too old, ${how}`, async () => {
    const user = somebody();
    await connectedAccount(user);
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page);
    const back = new URL(await answerOf(page));
    await changesNothing(async () => {
      for (const query of [
        '?oauth_token=forged&oauth_verifier=1',
        '',
        '?denied=forged',
        '?oauth_token[]=a&oauth_verifier=%00'.replace('%00', '%01'),
      ]) {
        await page.goto(CALLBACK + query);
        await expectPage(page, 'We do not recognise this request');
      }
      back.searchParams.set('oauth_verifier', 'guessed');
      await page.goto(back.href);
      await expectPage(page, 'X did not confirm this');
      await leaveForX(page);
      const late = await answerOf(page);
      await db
        .updateTable('signInAttempts')
        .set({ expiresAt: new Date(Date.now() - 1000) })
        .execute();
      await page.goto(late);
      await expectPage(page, 'This took too long');
    });
    await context.close();
  });

  test(`attack: an identity that another account has is connected, ${how}`, async () => {
    const user = somebody();
    await connectedAccount(user);
    const thief = await makeAccount();
    fake.become(user);
    const context = await contextOf(thief, javaScript);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/account/connections`);
    await page.getByRole('button', { name: 'Connect X' }).click();
    await changesNothing(async () => {
      await page.getByRole('button', { name: 'Allow' }).click();
      await expectPage(page, 'Connected to another account');
    });
    await context.close();
  });

  test(`attack: another site begins a connection or lets it go (CSRF), ${how}`, async () => {
    const victim = await makeAccount();
    const context = await contextOf(victim, javaScript);
    await changesNothing(async () => {
      for (const [path, form] of [
        ['/sign-in/with/x', { connect: '1' }],
        ['/account/connections?/disconnect', { provider: 'x' }],
        ['/account/picture?/remove', {}],
        ['/sign-in/with/x/address?/send', { email: 'a@example.org' }],
      ] as const) {
        const answer = await context.request.post(foyer.url + path, {
          form,
          headers: { origin: 'https://evil.example' },
          maxRedirects: 0,
        });
        assert.equal(answer.status(), 403, path);
      }
      const begun = await context.request.get(`${WITH_X}?connect=1`, { maxRedirects: 0 });
      assert.equal(begun.headers()['set-cookie'], undefined, 'looking at the page begins nothing');
    });
    await context.close();
  });

  test(`attack: "next" leads to another site, ${how}`, async () => {
    const user = somebody();
    const account = await connectedAccount(user);
    fake.become(user);
    for (const next of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/%2f%2fevil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      '/sign-in',
    ]) {
      const context = await contextOf(null, javaScript);
      const page = await browser.newPage({}, context);
      await page.goto(`${WITH_X}`);
      await page.locator('input[name=next]').evaluate((input: HTMLInputElement, value) => {
        input.value = value;
      }, next);
      await page.getByRole('button', { name: 'Continue with X' }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL((url) => url.origin === foyer.url && !url.pathname.startsWith('/sign-in'));
      assert.equal(await signedInAs(context), account.email);
      await context.close();
    }
  });

  test(`attack: a session is planted beforehand (fixation), and the cookie of an attempt, ${how}`, async () => {
    const user = somebody();
    const account = await connectedAccount(user);
    const attacker = await makeAccount();
    const planted = await contextOf(attacker, javaScript);
    const [before] = (await planted.cookies(foyer.url)).filter(({ name }) => /session_token$/.test(name));
    fake.become(user);
    const context = await contextOf(null, javaScript);
    await context.addCookies([{ name: 'foyer-with', value: 'planted', url: foyer.url }]);
    const page = await browser.newPage({}, context);
    await leaveForX(page, '/account/connections');
    assert.notEqual((await context.cookies(foyer.url)).find(({ name }) => name === 'foyer-with')?.value, 'planted');
    const back = await answerOf(page);
    await context.addCookies(before ? [before] : []);
    await page.goto(back);
    const after = (await context.cookies(foyer.url)).find(({ name }) => /session_token$/.test(name));
    assert.notEqual(after?.value, before?.value);
    assert.equal(await signedInAs(context), account.email);
    assert.equal(await signedInAs(planted), '', 'the session that was planted is over');
    await Promise.all([context.close(), planted.close()]);
  });

  test(`attack: the address of a victim is given (takeover by e-mail), ${how}`, async () => {
    const victim = await makeAccount();
    fake.become(somebody());
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByLabel('Email address').fill(victim.email.toUpperCase());
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
    const mail = await mails.waitFor(({ to }) => to.includes(victim.email));
    assert.equal(mail.subject, 'You already have an account');
    assert.doesNotMatch(mail.text, /\d{4} \d{4}/);
    page.allow(/status of 422/);
    const accounts = await db.selectFrom('authAccounts').selectAll().orderBy('id').execute();
    for (let guess = 0; guess < 5; guess += 1) {
      await page.getByLabel('Code').fill(`0000 000${guess}`);
      await page.getByRole('button', { name: 'Finish' }).click();
      await page.getByRole('alert').first().waitFor();
    }
    await expectPage(page, 'This took too long');
    assert.deepEqual(await db.selectFrom('authAccounts').selectAll().orderBy('id').execute(), accounts);
    assert.equal(await signedInAs(context), '');
    await context.close();
  });

  test(`attack: X stands in for the second factor, ${how}`, async () => {
    const user = somebody();
    const account = await connectedAccount(user);
    await db.updateTable('users').set({ twoFactorEnabled: true }).where('id', '=', account.id).execute();
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    await leaveForX(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/sign-in\/second-factor/);
    await page.goto(`${foyer.url}/account/connections`);
    await page.waitForURL(/\/sign-in\?/);
    assert.equal(await signedInAs(context), '');
    await context.close();
  });

  test(`attack: X answers with web pages, floods, nonsense and redirects, ${how}`, async () => {
    const user = somebody();
    await connectedAccount(user);
    fake.become(user);
    const context = await contextOf(null, javaScript);
    const page = await browser.newPage({}, context);
    for (const [place, mischief] of [
      ['access_token', 'html'],
      ['access_token', 'huge'],
      ['profile', 'somebody-else'],
    ] as const) {
      await leaveForX(page);
      const back = await answerOf(page);
      fake.spoil(place, mischief);
      await changesNothing(async () => {
        await page.goto(back);
        await page.getByText('Nothing was changed').waitFor();
      });
      fake.spoil(place, null);
      page.expectQuiet();
    }
    fake.spoil('request_token', 'html');
    page.allow(/status of 503/);
    await page.goto(`${foyer.url}/sign-in`);
    await changesNothing(async () => {
      await page.getByRole('button', { name: 'Continue with X' }).click();
      await expectPage(page, 'X is not responding');
    });
    fake.spoil('request_token', null);
    await context.close();
  });

  test(`attack: a picture that is a web page or too large stays out, ${how}`, async () => {
    for (const mischief of ['html', 'huge'] as const) {
      const account = await makeAccount();
      fake.become(somebody());
      fake.spoil('picture', mischief);
      const context = await contextOf(account, javaScript);
      const page = await browser.newPage({}, context);
      await page.goto(`${foyer.url}/account/connections`);
      await page.getByRole('button', { name: 'Connect X' }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByText('X is connected.').waitFor();
      await waitFor(
        async () =>
          (await db.selectFrom('jobs').select('id').where('queue', '=', 'fetch_portrait').execute()).length === 0,
      );
      assert.deepEqual(await db.selectFrom('media').select('id').where('userId', '=', account.id).execute(), []);
      fake.spoil('picture', null);
      await context.close();
    }
  });

  test(`attack: nothing that somebody wrote is overwritten, ${how}`, async () => {
    const account = await makeAccount({ name: 'My Own Name', website: 'https://mine.example' });
    fake.become(somebody());
    const context = await contextOf(account, javaScript);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/account/picture`);
    await page
      .getByLabel('Picture', { exact: true })
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: portrait });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('Picture uploaded.').waitFor();
    const own = () =>
      db
        .selectFrom('users')
        .select(['name', 'email', 'website', 'biography', 'pictureId', 'locale', 'administrator'])
        .where('id', '=', account.id)
        .executeTakeFirstOrThrow();
    const before = await own();
    await page.goto(`${foyer.url}/account/connections`);
    await page.getByRole('button', { name: 'Connect X' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('X is connected.').waitFor();
    await waitFor(
      async () =>
        (await db.selectFrom('jobs').select('id').where('queue', '=', 'fetch_portrait').execute()).length === 0,
    );
    assert.deepEqual(await own(), before);
    await context.close();
  });
}

test('the cookie of an attempt is for this browser alone and for no script', async () => {
  fake.become(somebody());
  const context = await contextOf(null);
  const page = await browser.newPage({}, context);
  await leaveForX(page);
  const cookie = (await context.cookies(foyer.url)).find(({ name }) => name === 'foyer-with');
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, 'Lax', '/']);
  const { browserHash } = await db
    .selectFrom('signInAttempts')
    .select('browserHash')
    .orderBy('createdAt', 'desc')
    .executeTakeFirstOrThrow();
  assert.notEqual(browserHash, cookie?.value);
  await context.close();
});

test('every page of it fits a phone and a wide screen, light and dark, and axe finds nothing', async () => {
  const account = await makeAccount();
  const shots = process.env.SHOTS;
  for (const width of [360, 1280]) {
    for (const dark of [false, true]) {
      const look = async (page: JourneyPage, name: string): Promise<void> => {
        assert.equal(await overflowOf(page), 0, name);
        assert.deepEqual(await axeFindings(page), [], name);
        if (shots)
          await page.screenshot({ path: `${shots}/${name}-${width}-${dark ? 'dark' : 'light'}.png`, fullPage: true });
      };
      await db.deleteFrom('rateLimits').execute();
      fake.become(somebody());
      const context = await browser.newContext({ width, dark });
      const page = await browser.newPage({}, context);
      await page.goto(`${foyer.url}/sign-in`);
      await look(page, 'sign-in');
      await page.goto(`${WITH_X}?why=other-browser`);
      await look(page, 'with-x');
      await leaveForX(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByLabel('Email address').waitFor();
      await look(page, 'address');
      await page.getByLabel('Email address').fill(`look${count}@example.org`);
      await page.getByRole('button', { name: 'Send code' }).click();
      await page.getByLabel('Code').waitFor();
      await look(page, 'code');
      await foyer.signInAs(context, account.id);
      await page.goto(`${foyer.url}/account/connections?with=x&why=taken`);
      await look(page, 'connections');
      await page.goto(`${foyer.url}/account/picture`);
      await look(page, 'picture');
      await context.close();
    }
  }
});

async function waitFor(isThere: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 15_000;
  while (!(await isThere())) {
    if (Date.now() > limit) throw new Error('It did not happen within 15 seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
