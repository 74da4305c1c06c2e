/** Signing in and connecting with X, OpenID Connect and GitHub against servers that check what the real ones check. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import type { SignInSettings } from '#platform/config.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { setRuntime } from '#platform/runtime.ts';
import { makeUser, type UserActor } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startFakeOidc } from '#testing/fake-oidc.ts';
import { type FakeUser, startFakeX } from '#testing/fake-x.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import type { Provider } from '../connection.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { disconnectProvider } from './disconnect-provider.ts';
import { createGitHub } from './github.ts';
import { finishSignIn, type Finished } from './finish-sign-in.ts';
import { fetchPortrait } from './jobs.ts';
import { createOidc } from './oidc.ts';
import { findPending, listConnections } from './queries.ts';
import { postAddressCode, verifyAddress } from './verify-address.ts';
import { createX } from './x.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const nobody = database.ctx({ kind: 'nobody' });
const CALLBACK = 'https://foyer.example/sign-in/with/x/callback';
const [fakeX, fakeOidc] = [await startFakeX(CALLBACK), await startFakeOidc()];
const x = createX({ key: fakeX.consumerKey, secret: fakeX.consumerSecret, base: fakeX.url, protocol: 'oauth1' });
const x2 = createX({ key: fakeX.clientId, secret: fakeX.clientSecret, base: fakeX.url, protocol: 'oauth2' });
const oidc = createOidc({
  key: fakeOidc.clientId,
  secret: fakeOidc.clientSecret,
  base: fakeOidc.url,
  name: 'Harbour ID',
});
const github = createGitHub({ key: fakeOidc.clientId, secret: fakeOidc.clientSecret, base: fakeOidc.url });
const storage = watchStorage();
const signIn = { privatePictures: true } as SignInSettings;
setRuntime({
  config: { url: 'https://foyer.example', signIn } as never,
  log: database.log,
  database,
  storage,
  pageCache: new PageCache(),
});

let count = 0;
const fresh = (): number => (count += 1);
const client = (): string => `198.51.100.${fresh()}`;
const person = (changes: Partial<FakeUser> = {}): FakeUser => ({
  id: String(70_000 + fresh()),
  name: 'Ines Vidal',
  screenName: `ines_${count}`,
  ...changes,
});
const as = (actor: Actor, laterMs = 0): Ctx => ({
  ...database.ctx(actor.kind === 'user' ? { ...actor, provenAt: Date.now() } : actor),
  now: Date.now() + laterMs,
});

const begin = (ctx: Ctx, provider: Provider = x, next = '/account') =>
  beginSignIn(ctx, provider, { next, connects: ctx.actor.kind === 'user', client: client(), callback: CALLBACK });
const finish = (ctx: Ctx, address: string, browser: string | undefined, provider: Provider = x): Promise<Finished> =>
  finishSignIn(ctx, provider, { query: new URL(address).searchParams, browser, client: client(), callback: CALLBACK });
/** All the way, as a browser would go. */
async function goThrough(ctx: Ctx, provider: Provider = x): Promise<Finished> {
  const { address, browser } = await begin(ctx, provider);
  return finish(ctx, await (provider.id === 'x' ? fakeX : fakeOidc).consent(address), browser, provider);
}
const failed = (why: string, connecting = false): Finished => ({ kind: 'failed', why, connecting }) as Finished;

/** All that an attack could change. */
async function everything(): Promise<unknown> {
  const users = await db.selectFrom('users').selectAll().orderBy('id').execute();
  const accounts = await db.selectFrom('authAccounts').selectAll().orderBy('id').execute();
  const sessions = await db.selectFrom('authSessions').selectAll().orderBy('id').execute();
  const pending = await db.selectFrom('pendingIdentities').selectAll().orderBy('id').execute();
  const mails = await db.selectFrom('mails').select('id').execute();
  const media = await db.selectFrom('media').select('id').execute();
  return { users, accounts, sessions, pending, mails, media };
}

/** Whatever `act` does, nothing of what counts is another afterwards. */
async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
  const before = await everything();
  const result = await act();
  assert.deepEqual(await everything(), before);
  return result;
}

/** An account with that identity of X. */
async function connected(user: FakeUser): Promise<UserActor> {
  const actor = await makeUser(system);
  fakeX.become(user);
  assert.deepEqual(await goThrough(as(actor)), { kind: 'connected', next: '/account' });
  return actor;
}

async function codeFor(email: string): Promise<string> {
  const { textBody } = await db
    .selectFrom('mails')
    .select('textBody')
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return /\b\d{4} \d{4}\b/.exec(textBody)?.[0] ?? '';
}

describe('what X tells', () => {
  const read = async (provider: Provider, user: FakeUser) => {
    fakeX.become(user);
    const { address, token, secret } = await provider.begin(CALLBACK, Date.now());
    const query = new URL(await fakeX.consent(address)).searchParams;
    return [token, await provider.finish(query, { token, secret, callback: CALLBACK }, Date.now())] as const;
  };
  const user = person({ email: 'Ines@Example.org' });
  const nothing = {
    accountId: user.id,
    handle: user.screenName,
    link: `https://x.com/${user.screenName}`,
    pictures: [],
  };
  const all = { ...nothing, name: user.name, email: 'ines@example.org', emailVerified: true };
  const bare = { ...nothing, name: '', email: '', emailVerified: false };
  const cases = [
    ['OAuth 1.0a, an app that may ask API v2', x, 'v2', all],
    ['OAuth 1.0a, an old app that may ask v1.1', x, 'v1.1', all],
    ['OAuth 1.0a, an app that may ask for tokens only', x, 'none', bare],
    ['OAuth 2.0', x2, 'v2', all],
  ] as const;
  for (const [name, provider, access, profile] of cases) {
    test(name, async () => {
      fakeX.access = access;
      const [, found] = await read(provider, user);
      fakeX.access = 'v2';
      assert.deepEqual(found, profile);
    });
  }

  test('OAuth 2.0: without its profile nobody is named, so nobody comes in', async () => {
    fakeX.access = 'none';
    await assert.rejects(read(x2, user), { name: 'Unavailable' });
    fakeX.access = 'v2';
  });

  test('who came by OAuth 1.0a is the same person by OAuth 2.0', async () => {
    const known = person();
    const { userId } = await connected(known);
    assert.deepEqual(await goThrough(nobody, x2), { kind: 'sign-in', userId, next: '/account' });
  });

  test('an address that X has confirmed makes an account at once', async () => {
    const newcomer = person({ email: `newcomer-${fresh()}@example.org` });
    fakeX.become(newcomer);
    const result = await goThrough(nobody, x2);
    assert.equal(result.kind, 'sign-in');
    const row = await db
      .selectFrom('users')
      .select(['name', 'emailVerified'])
      .where('email', '=', newcomer.email as string)
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, { name: newcomer.name, emailVerified: true });
  });
});

describe('attacks on OAuth 2.0 with X', () => {
  test('consent that was denied, an answer that comes twice, another browser, a code of another attempt', async () => {
    await connected(person());
    const denied = await begin(nobody, x2);
    assert.deepEqual(
      await finish(nobody, await fakeX.consent(denied.address, false), denied.browser, x2),
      failed('denied'),
    );
    const { address, browser } = await begin(nobody, x2);
    const back = await fakeX.consent(address);
    assert.deepEqual(await finish(nobody, back, undefined, x2), failed('other-browser'));
    assert.equal((await finish(nobody, back, browser, x2)).kind, 'sign-in');
    assert.deepEqual(await finish(nobody, back, browser, x2), failed('replayed'));
    const [mine, theirs] = [await begin(nobody, x2), await begin(nobody, x2)];
    const swapped = new URL(await fakeX.consent(mine.address));
    swapped.searchParams.set('code', new URL(await fakeX.consent(theirs.address)).searchParams.get('code') as string);
    assert.deepEqual(await changesNothing(() => finish(nobody, swapped.href, mine.browser, x2)), failed('refused'));
    assert.equal(fakeX.refusals.at(-1), 'verifier is wrong');
  });

  test('client ids and secrets that are wrong, callbacks that are elsewhere', async () => {
    const wrong = createX({ key: fakeX.clientId, secret: 'x', base: fakeX.url, protocol: 'oauth2' });
    const { address, browser } = await begin(nobody, wrong);
    const back = await fakeX.consent(address);
    assert.deepEqual(await changesNothing(() => finish(nobody, back, browser, wrong)), failed('refused'));
    const begun = await x2.begin('https://evil.example/back', Date.now());
    assert.equal(await fakeX.consent(begun.address), '');
    assert.deepEqual(fakeX.refusals.slice(-2), [
      'client is unknown',
      'callback https://evil.example/back is not approved',
    ]);
  });
});

describe('with X', () => {
  test('somebody new proves an address and has an account that X fills', async () => {
    const user = person({ name: 'Ada\u202e  Brook ' });
    fakeX.become(user);
    const { address, browser } = await begin(nobody, x, '/manage');
    assert.deepEqual(await finish(nobody, await fakeX.consent(address), browser), { kind: 'address', next: '/manage' });
    assert.equal((await findPending(nobody, x, browser))?.handle, user.screenName);
    await postAddressCode(nobody, x, {
      browser,
      email: ' Ada.Brook@Example.org ',
      client: client(),
      signInHref: 'https://foyer.example/sign-in',
    });
    const code = await codeFor('ada.brook@example.org');
    const { userId, next } = await verifyAddress(nobody, x, { browser, code, client: client() });
    assert.equal(next, '/manage');
    const made = await db
      .selectFrom('users')
      .select(['name', 'email', 'emailVerified', 'website', 'administrator'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(made, {
      name: 'Ada Brook',
      email: 'ada.brook@example.org',
      emailVerified: true,
      website: `https://x.com/${user.screenName}`,
      administrator: false,
    });
    assert.deepEqual(await goThrough(nobody), { kind: 'sign-in', userId, next: '/account' });
  });

  test('connecting fills what is empty and overwrites nothing', async () => {
    const blank = await makeUser(system);
    const own = await makeUser(system);
    await db.updateTable('users').set({ name: '', website: '' }).where('id', '=', blank.userId).execute();
    await db.updateTable('users').set({ website: 'https://own.example' }).where('id', '=', own.userId).execute();
    const picture = {
      bytes: await sharp({ create: { width: 200, height: 200, channels: 3, background: '#884422' } })
        .png()
        .toBuffer(),
      type: 'image/png',
    };
    const [first, second] = [person({ picture }), person({ picture })];
    for (const [actor, user] of [
      [blank, first],
      [own, second],
    ] as const) {
      fakeX.become(user);
      assert.equal((await goThrough(as(actor))).kind, 'connected');
      await fetchPortrait(system, { userId: actor.userId, pictures: [`${fakeX.url}/pictures/${user.id}_400x400.png`] });
    }
    const rows = await db
      .selectFrom('users')
      .select(['id', 'name', 'website', 'pictureId'])
      .where('id', 'in', [blank.userId, own.userId])
      .execute();
    const of = (actor: UserActor) => rows.find(({ id }) => id === actor.userId);
    assert.deepEqual(
      [of(blank)?.name, of(blank)?.website, of(own)?.name, of(own)?.website],
      ['Ines Vidal', `https://x.com/${first.screenName}`, own.name, 'https://own.example'],
    );
    const before = of(own)?.pictureId;
    assert.equal(typeof before, 'number');
    await fetchPortrait(system, { userId: own.userId, pictures: [`${fakeX.url}/pictures/again.png`] });
    assert.equal(
      (await db.selectFrom('users').select('pictureId').where('id', '=', own.userId).executeTakeFirstOrThrow())
        .pictureId,
      before,
    );
  });

  test('a picture that is a web page, too large, away or in a private network leaves the profile without one', async () => {
    const actor = await makeUser(system);
    const pictures = [`${fakeX.url}/pictures/1_normal.png`];
    for (const mischief of ['html', 'huge'] as const) {
      fakeX.spoil('picture', mischief);
      await changesNothing(() => fetchPortrait(system, { userId: actor.userId, pictures }));
    }
    fakeX.spoil('picture', null);
    fakeX.become(person());
    await changesNothing(() => fetchPortrait(system, { userId: actor.userId, pictures }));
    fakeX.become(
      person({
        picture: {
          bytes: await sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
            .png()
            .toBuffer(),
          type: 'image/png',
        },
      }),
    );
    signIn.privatePictures = false;
    await changesNothing(() =>
      fetchPortrait(system, {
        userId: actor.userId,
        pictures: [...pictures, 'file:///etc/passwd', 'http://169.254.169.254/latest'],
      }),
    );
    signIn.privatePictures = true;
  });
});

describe('an attack on signing in with X changes nothing:', () => {
  test('a replayed callback', async () => {
    await connected(person());
    const { address, browser } = await begin(nobody);
    const back = await fakeX.consent(address);
    assert.equal((await finish(nobody, back, browser)).kind, 'sign-in');
    assert.deepEqual(await changesNothing(() => finish(nobody, back, browser)), failed('replayed'));
  });

  test('two callbacks at once: one counts', async () => {
    const actor = await connected(person());
    const { address, browser } = await begin(nobody);
    const back = await fakeX.consent(address);
    const both = await Promise.all([finish(nobody, back, browser), finish(nobody, back, browser)]);
    assert.deepEqual(both.map((one) => (one.kind === 'failed' ? one.why : one.kind)).sort(), ['replayed', 'sign-in']);
    assert.deepEqual(
      both.find(({ kind }) => kind === 'sign-in'),
      { kind: 'sign-in', userId: actor.userId, next: '/account' },
    );
  });

  test('a forged token', async () => {
    const { browser } = await begin(nobody);
    for (const query of [
      'oauth_token=forged&oauth_verifier=x',
      'oauth_token=&oauth_verifier=x',
      '',
      'denied=forged',
      "oauth_token=' or 1=1 --",
    ]) {
      assert.deepEqual(await changesNothing(() => finish(nobody, `${CALLBACK}?${query}`, browser)), failed('unknown'));
    }
  });

  test('another browser’s callback (login CSRF), which leaves the attempt to whom it belongs', async () => {
    await connected(person());
    const { address, browser } = await begin(nobody);
    const { browser: victim } = await begin(nobody);
    const back = await fakeX.consent(address);
    for (const cookie of [victim, undefined, '', 'x'.repeat(5000)])
      assert.deepEqual(await changesNothing(() => finish(nobody, back, cookie)), failed('other-browser'));
    assert.equal((await finish(nobody, back, browser)).kind, 'sign-in');
  });

  test('an expired attempt', async () => {
    await connected(person());
    const { address, browser } = await begin(nobody);
    const back = await fakeX.consent(address);
    assert.deepEqual(
      await changesNothing(() => finish(as({ kind: 'nobody' }, 11 * 60_000), back, browser)),
      failed('expired'),
    );
  });

  test('a consent that is denied', async () => {
    const actor = await makeUser(system);
    for (const ctx of [nobody, as(actor)]) {
      const { address, browser } = await begin(ctx);
      const back = await fakeX.consent(address, false);
      assert.deepEqual(await changesNothing(() => finish(ctx, back, browser)), failed('denied', ctx !== nobody));
      assert.deepEqual(await changesNothing(() => finish(ctx, back, browser)), failed('replayed'));
    }
  });

  test('a guessed verifier, and one of another attempt', async () => {
    await connected(person());
    const other = await fakeX.consent((await begin(nobody)).address);
    for (const guess of ['guessed', '', new URL(other).searchParams.get('oauth_verifier') as string]) {
      const { address, browser } = await begin(nobody);
      const back = new URL(await fakeX.consent(address));
      back.searchParams.set('oauth_verifier', guess);
      assert.deepEqual(await changesNothing(() => finish(nobody, back.href, browser)), failed('refused'));
    }
  });

  test('consent that was never given', async () => {
    const { address, browser } = await begin(nobody);
    const token = new URL(address).searchParams.get('oauth_token');
    assert.deepEqual(
      await changesNothing(() => finish(nobody, `${CALLBACK}?oauth_token=${token}&oauth_verifier=v`, browser)),
      failed('refused'),
    );
  });

  test('a wrong consumer secret, key or clock, and a callback that is not approved', async () => {
    const wrong = [
      createX({ key: fakeX.consumerKey, secret: 'wrong', base: fakeX.url, protocol: 'oauth1' }),
      createX({ key: 'wrong', secret: fakeX.consumerSecret, base: fakeX.url, protocol: 'oauth1' }),
    ];
    for (const provider of wrong)
      await changesNothing(() => assert.rejects(begin(nobody, provider), { name: 'Invalid' }));
    await changesNothing(() => assert.rejects(begin(as({ kind: 'nobody' }, 6 * 60_000)), { name: 'Invalid' }));
    await changesNothing(() =>
      assert.rejects(
        beginSignIn(nobody, x, { next: '/', connects: false, client: client(), callback: 'https://evil.example/back' }),
        { name: 'Invalid' },
      ),
    );
    assert.deepEqual(fakeX.refusals.slice(-4), [
      'signature is wrong',
      'consumer key is unknown',
      'timestamp is out of bounds',
      'callback https://evil.example/back is not approved',
    ]);
  });

  test('a callback that X does not confirm', async () => {
    fakeX.spoil('request_token', 'unconfirmed');
    await changesNothing(() => assert.rejects(begin(nobody), { name: 'Invalid', message: 'X gives no request token' }));
    fakeX.spoil('request_token', null);
  });

  test('huge, HTML, empty, redirecting and failing answers of X', async () => {
    await connected(person());
    for (const provider of [x, x2]) {
      for (const mischief of ['huge', 'html', 'empty', 'redirect', 'error'] as const) {
        const { address, browser } = await begin(nobody, provider);
        const back = await fakeX.consent(address);
        fakeX.spoil('access_token', mischief);
        const result = await changesNothing(() => finish(nobody, back, browser, provider));
        fakeX.spoil('access_token', null);
        assert.equal(
          result.kind === 'failed' && (result.why === 'refused' || result.why === 'unreachable'),
          true,
          `${mischief} ${JSON.stringify(result)}`,
        );
      }
    }
    for (const mischief of ['huge', 'html', 'empty', 'redirect', 'error'] as const) {
      fakeX.spoil('request_token', mischief);
      await changesNothing(() =>
        assert.rejects(begin(nobody), (error: Error) => error.name === 'Invalid' || error.name === 'Unavailable'),
      );
      fakeX.spoil('request_token', null);
    }
  });

  test('a profile that X does not tell, or not to this app, keeps nobody out whom the tokens have named', async () => {
    const user = person();
    const { userId } = await connected(user);
    for (const mischief of ['huge', 'html', 'empty', 'redirect', 'error'] as const) {
      const { address, browser } = await begin(nobody);
      const back = await fakeX.consent(address);
      fakeX.spoil('profile', mischief);
      const expected = { kind: 'sign-in', userId, next: '/account' };
      assert.deepEqual(await changesNothing(() => finish(nobody, back, browser)), expected, mischief);
      fakeX.spoil('profile', null);
    }
    for (const access of ['v1.1', 'none', 'v2'] as const) {
      fakeX.access = access;
      assert.deepEqual(await goThrough(nobody), { kind: 'sign-in', userId, next: '/account' }, access);
    }
  });

  test('a profile that never comes: ten seconds, then somebody is in without it', async () => {
    const { userId } = await connected(person());
    const { address, browser } = await begin(nobody);
    const back = await fakeX.consent(address);
    fakeX.spoil('profile', 'silent');
    const begun = performance.now();
    assert.deepEqual(await finish(nobody, back, browser), { kind: 'sign-in', userId, next: '/account' });
    assert.equal(performance.now() - begun < 15_000, true);
    fakeX.spoil('profile', null);
  });

  test('a profile of somebody else', async () => {
    await connected(person());
    const { address, browser } = await begin(nobody);
    const back = await fakeX.consent(address);
    fakeX.spoil('profile', 'somebody-else');
    assert.deepEqual(await changesNothing(() => finish(nobody, back, browser)), failed('refused'));
    fakeX.spoil('profile', null);
  });

  test('connecting an identity that another account has', async () => {
    const user = person();
    await connected(user);
    const thief = await makeUser(system);
    assert.deepEqual(await changesNothing(() => goThrough(as(thief))), failed('taken', true));
  });

  test('connecting a second identity of X, which would hide the first', async () => {
    const actor = await connected(person());
    fakeX.become(person());
    assert.deepEqual(await changesNothing(() => goThrough(as(actor))), failed('another', true));
  });

  test('a connection that somebody else finishes, or nobody', async () => {
    const [victim, attacker] = [await makeUser(system), await makeUser(system)];
    fakeX.become(person());
    for (const actor of [victim, { kind: 'nobody' } as const]) {
      const { address, browser } = await begin(as(attacker));
      const back = await fakeX.consent(address);
      assert.deepEqual(await changesNothing(() => finish(as(actor), back, browser)), failed('other-person'));
    }
    await assert.rejects(beginSignIn(nobody, x, { next: '/', connects: true, client: client(), callback: CALLBACK }), {
      name: 'Forbidden',
    });
  });

  test('an address that has an account (e-mail takeover): its owner gets a letter, the attacker no code that works', async () => {
    const victim = await makeUser(system);
    fakeX.become(person());
    const { address, browser } = await begin(nobody);
    assert.equal((await finish(nobody, await fakeX.consent(address), browser)).kind, 'address');
    await postAddressCode(nobody, x, {
      browser,
      email: victim.email,
      client: client(),
      signInHref: 'https://foyer.example/sign-in',
    });
    const mail = await db
      .selectFrom('mails')
      .select(['kind', 'textBody'])
      .where('recipient', '=', victim.email)
      .executeTakeFirstOrThrow();
    assert.equal(mail.kind, 'address-known');
    assert.doesNotMatch(mail.textBody, /\d{4} \d{4}/);
    const accounts = await db.selectFrom('authAccounts').selectAll().execute();
    for (const code of ['', '00000000', '12345678'])
      await assert.rejects(verifyAddress(nobody, x, { browser, code, client: client() }), { name: 'Invalid' });
    assert.deepEqual(await db.selectFrom('authAccounts').selectAll().execute(), accounts);
  });

  test('guessed codes: after five the sign-in is over, even for the right one', async () => {
    fakeX.become(person());
    const { address, browser } = await begin(nobody);
    await finish(nobody, await fakeX.consent(address), browser);
    await postAddressCode(nobody, x, {
      browser,
      email: 'guess.me@example.org',
      client: client(),
      signInHref: 'https://foyer.example/sign-in',
    });
    const right = await codeFor('guess.me@example.org');
    const wrong = right === '0000 0000' ? '1111 1111' : '0000 0000';
    for (let i = 0; i < 5; i += 1)
      await assert.rejects(verifyAddress(nobody, x, { browser, code: wrong, client: client() }), { name: 'Invalid' });
    await assert.rejects(verifyAddress(nobody, x, { browser, code: right, client: client() }), {
      name: 'Conflict',
      code: 'expired',
    });
  });

  test('a code in another browser, after its time, and for another service', async () => {
    fakeX.become(person());
    const { address, browser } = await begin(nobody);
    await finish(nobody, await fakeX.consent(address), browser);
    await postAddressCode(nobody, x, {
      browser,
      email: 'elsewhere@example.org',
      client: client(),
      signInHref: 'https://foyer.example/sign-in',
    });
    const code = await codeFor('elsewhere@example.org');
    const { browser: other } = await begin(nobody);
    const expired = { name: 'Conflict', code: 'expired' };
    await changesNothing(() =>
      assert.rejects(verifyAddress(nobody, x, { browser: other, code, client: client() }), expired),
    );
    await changesNothing(() =>
      assert.rejects(verifyAddress(nobody, x, { browser: undefined, code, client: client() }), expired),
    );
    await changesNothing(() =>
      assert.rejects(verifyAddress(nobody, oidc, { browser, code, client: client() }), expired),
    );
    await changesNothing(() =>
      assert.rejects(
        verifyAddress(as({ kind: 'nobody' }, 31 * 60_000), x, { browser, code, client: client() }),
        expired,
      ),
    );
    assert.equal((await verifyAddress(nobody, x, { browser, code, client: client() })).next, '/account');
  });

  test('an address that was taken while its code was on the way', async () => {
    fakeX.become(person());
    const { address, browser } = await begin(nobody);
    await finish(nobody, await fakeX.consent(address), browser);
    await postAddressCode(nobody, x, {
      browser,
      email: 'quick@example.org',
      client: client(),
      signInHref: 'https://foyer.example/sign-in',
    });
    await db.insertInto('users').values({ name: 'Quick', email: 'quick@example.org' }).execute();
    const code = await codeFor('quick@example.org');
    await changesNothing(() =>
      assert.rejects(verifyAddress(nobody, x, { browser, code, client: client() }), { name: 'Conflict' }),
    );
  });

  test('too many attempts and too many codes from one place', async () => {
    const place = client();
    const many = async (times: number, act: () => Promise<unknown>): Promise<void> => {
      for (let i = 0; i < times; i += 1) await act();
    };
    await many(60, () => beginSignIn(nobody, x, { next: '/', connects: false, client: place, callback: CALLBACK }));
    await assert.rejects(beginSignIn(nobody, x, { next: '/', connects: false, client: place, callback: CALLBACK }), {
      name: 'TooMany',
    });
    fakeX.become(person());
    const { address, browser } = await begin(nobody);
    await finish(nobody, await fakeX.consent(address), browser);
    const post = (from: string) =>
      postAddressCode(nobody, x, {
        browser,
        email: 'many@example.org',
        client: from,
        signInHref: 'https://foyer.example/sign-in',
      });
    await many(5, () => post(place));
    await assert.rejects(post(place), { name: 'TooMany' });
    // From other networks somebody else may ask for it, and all together not for ever.
    await many(5, () => post(client()));
    await assert.rejects(post(client()), { name: 'TooMany' });
  });
});

describe('letting a connection go', () => {
  test('is refused where nothing else lets the person in, and for what is not connected', async () => {
    const actor = await connected(person());
    await changesNothing(() =>
      assert.rejects(disconnectProvider(as(actor), 'x'), { name: 'Conflict', code: 'last_way' }),
    );
    await changesNothing(() => assert.rejects(disconnectProvider(as(actor), 'github'), { name: 'NotFound' }));
    await changesNothing(() => assert.rejects(disconnectProvider(nobody, 'x'), { name: 'Forbidden' }));
    const [other] = [await makeUser(system)];
    await changesNothing(() => assert.rejects(disconnectProvider(as(other), 'x'), { name: 'NotFound' }));
  });

  test('leaves the profile as it is, and X is free for another account', async () => {
    const user = person();
    const actor = await connected(user);
    await db
      .insertInto('authAccounts')
      .values({ userId: actor.userId, providerId: 'credential', accountId: actor.userId, password: 'hashed' })
      .execute();
    const config = {
      signIn: {
        x: { key: 'k', secret: 's', base: fakeX.url, protocol: 'oauth2' as const },
        github: undefined,
        oidc: undefined,
        privatePictures: false,
      },
    };
    assert.deepEqual(
      (await listConnections(as(actor), config)).map(({ id, since, canGo }) => [id, since !== null, canGo]),
      [['x', true, true]],
    );
    const before = await db.selectFrom('users').selectAll().where('id', '=', actor.userId).executeTakeFirstOrThrow();
    await disconnectProvider(as(actor), 'x');
    assert.deepEqual(
      await db.selectFrom('users').selectAll().where('id', '=', actor.userId).executeTakeFirstOrThrow(),
      before,
    );
    assert.deepEqual(
      (await listConnections(as(actor), config)).map(({ id, since }) => [id, since]),
      [['x', null]],
    );
    assert.equal((await goThrough(as(await makeUser(system)))).kind, 'connected');
  });
});

describe('with OpenID Connect and GitHub', () => {
  for (const [provider, name] of [
    [oidc, 'OpenID Connect'],
    [github, 'GitHub'],
  ] as const) {
    test(`${name}: a verified address becomes an account, and is known the next time`, async () => {
      const sub = String(fresh() + 900);
      fakeOidc.become({
        sub,
        name: 'Noor Haddad',
        email: `Noor.${sub}@Example.org`,
        emailVerified: true,
        website: 'https://noor.example',
      });
      const first = await goThrough(nobody, provider);
      assert.equal(first.kind, 'sign-in');
      const userId = first.kind === 'sign-in' ? first.userId : '';
      assert.deepEqual(
        await db
          .selectFrom('users')
          .select(['name', 'email', 'emailVerified', 'website'])
          .where('id', '=', userId)
          .executeTakeFirst(),
        {
          name: 'Noor Haddad',
          email: `noor.${sub}@example.org`,
          emailVerified: true,
          website: 'https://noor.example',
        },
      );
      assert.deepEqual(await changesNothing(() => goThrough(nobody, provider)), first);
    });

    test(`${name}: an unverified address is to be proven, whoever has it`, async () => {
      const victim = await makeUser(system);
      fakeOidc.become({ sub: String(fresh() + 900), name: 'Eve', email: victim.email, emailVerified: false });
      assert.deepEqual(await goThrough(nobody, provider), { kind: 'address', next: '/account' });
      assert.equal(
        (await db.selectFrom('authAccounts').selectAll().where('userId', '=', victim.userId).execute()).length,
        0,
      );
    });

    test(`${name}: an account is found by its address only where both sides have seen it proven and no second factor protects it`, async () => {
      const [proven, unproven, guarded] = [await makeUser(system), await makeUser(system), await makeUser(system)];
      await db.updateTable('users').set({ emailVerified: false }).where('id', '=', unproven.userId).execute();
      await db.updateTable('users').set({ twoFactorEnabled: true }).where('id', '=', guarded.userId).execute();
      const come = (email: string): Promise<Finished> => {
        fakeOidc.become({ sub: String(fresh() + 900), email, emailVerified: true });
        return goThrough(nobody, provider);
      };
      assert.deepEqual(await changesNothing(() => come(unproven.email)), failed('address-known'));
      assert.deepEqual(await changesNothing(() => come(guarded.email)), failed('address-known'));
      assert.deepEqual(await come(proven.email), { kind: 'sign-in', userId: proven.userId, next: '/account' });
    });

    test(`${name}: denied, replayed, in another browser, with a code of another attempt`, async () => {
      fakeOidc.become({ sub: String(fresh() + 900), email: `a${count}@example.org`, emailVerified: true });
      const denied = await begin(nobody, provider);
      const no = await fakeOidc.consent(denied.address, false);
      assert.deepEqual(await changesNothing(() => finish(nobody, no, denied.browser, provider)), failed('denied'));
      assert.deepEqual(await changesNothing(() => finish(nobody, no, denied.browser, provider)), failed('replayed'));
      const [mine, other] = [await begin(nobody, provider), await begin(nobody, provider)];
      const back = new URL(await fakeOidc.consent(mine.address));
      assert.deepEqual(
        await changesNothing(() => finish(nobody, back.href, other.browser, provider)),
        failed('other-browser'),
      );
      back.searchParams.set('code', new URL(await fakeOidc.consent(other.address)).searchParams.get('code') as string);
      assert.equal((await changesNothing(() => finish(nobody, back.href, mine.browser, provider))).kind, 'failed');
      assert.equal(fakeOidc.refusals.at(-1), 'code_verifier is wrong');
    });
  }

  for (const fault of [
    'nonce',
    'audience',
    'unsigned',
    'shared-secret',
    'other-key',
    'expired',
    'other-person',
    'issuer',
  ] as const) {
    test(`OpenID Connect: a token with a fault (${fault}) is refused`, async () => {
      fakeOidc.become({ sub: String(fresh() + 900), email: `f${count}@example.org`, emailVerified: true });
      const { address, browser } = await begin(nobody, oidc);
      const back = await fakeOidc.consent(address);
      fakeOidc.spoil(fault);
      const result = await changesNothing(() => finish(nobody, back, browser, oidc));
      fakeOidc.spoil(null);
      assert.deepEqual(result, failed(fault === 'issuer' ? 'unreachable' : 'refused'));
    });
  }

  test('OpenID Connect: an answer in the name of another issuer is refused', async () => {
    const { address, browser } = await begin(nobody, oidc);
    const back = new URL(await fakeOidc.consent(address));
    back.searchParams.set('iss', 'https://evil.example');
    assert.deepEqual(await changesNothing(() => finish(nobody, back.href, browser, oidc)), failed('refused'));
  });

  test('OpenID Connect: an address of one document is never verified by another', async () => {
    const victim = await makeUser(system);
    const sub = String(fresh() + 900);
    const own = `eve.${sub}@example.org`;
    // The token names the victim, userinfo vouches for the attacker's own address: it is theirs that counts.
    fakeOidc.become({ sub, email: own, emailVerified: true, inToken: { email: victim.email } });
    const first = await goThrough(nobody, oidc);
    const userId = first.kind === 'sign-in' ? first.userId : '';
    const made = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst();
    assert.deepEqual(made, { email: own });
    for (const said of [
      { email: victim.email, inToken: { email_verified: true } },
      { email: victim.email, inToken: { email_verified: true, email: '' } },
      { email: victim.email, emailVerified: false, inToken: { email: `x.${sub}@example.org`, email_verified: 'true' } },
      { emailVerified: true, inToken: { email: victim.email } },
      { emailVerified: true, email: '', inToken: { email: victim.email, email_verified: 'true' } },
    ]) {
      fakeOidc.become({ sub: String(fresh() + 900), ...said });
      assert.deepEqual(await goThrough(nobody, oidc), { kind: 'address', next: '/account' });
    }
    const ways = await db.selectFrom('authAccounts').select('id').where('userId', '=', victim.userId).execute();
    assert.deepEqual(ways, []);
  });

  test('OpenID Connect: who it is stands in the token, whatever userinfo says', async () => {
    const [sub, other] = [String(fresh() + 900), String(fresh() + 900)];
    fakeOidc.become({ sub: other, email: `real.${other}@example.org`, emailVerified: true });
    await goThrough(nobody, oidc);
    fakeOidc.become({
      sub,
      name: 'Ada',
      inToken: { email: `t.${sub}@example.org`, email_verified: true, name: 'Ada of the token' },
    });
    const signedIn = await goThrough(nobody, oidc);
    const userId = signedIn.kind === 'sign-in' ? signedIn.userId : '';
    const row = await db.selectFrom('users').select(['name', 'email']).where('id', '=', userId).executeTakeFirst();
    assert.deepEqual(row, { name: 'Ada of the token', email: `t.${sub}@example.org` });
  });
});
