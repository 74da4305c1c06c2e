import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadConfig } from '#platform/config.ts';
import { makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { totpCode } from '#testing/totp.ts';
import { createAuth, type GivenCookie } from './auth.ts';

const database = await createTestDatabase();
const system = database.ctx();
const url = 'https://foyer.example';
const auth = createAuth({ ...loadConfig({ FOYER_SECRET: 's'.repeat(40) }), url }, database.url);
after(() => auth.close());

/** What a browser sends that was given these cookies one after the other. */
function browserWith(...given: GivenCookie[][]): Headers {
  const jar = new Map<string, string>();
  for (const { name, value, maxAge } of given.flat()) maxAge === 0 ? jar.delete(name) : jar.set(name, value);
  return new Headers({
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    'user-agent': 'A test',
  });
}

/** Who sends it, without when that was proven. */
async function actorOf(headers: Headers): Promise<object> {
  const { provenAt: _, ...actor } = { provenAt: 0, ...(await auth.actorOf(headers)) };
  return actor;
}

/** Somebody with an authenticator app, what it is set up with, and the browser that did it. */
async function makeGuarded() {
  const user = await makeUser(system);
  const { cookies } = await auth.startSession(user.userId, new Headers());
  const { uri, recoveryCodes } = await auth.beginSecondFactor(browserWith(cookies), undefined);
  const confirmed = await auth.confirmSecondFactor(browserWith(cookies), totpCode(uri));
  return { user, uri, recoveryCodes, headers: browserWith(cookies, confirmed) };
}

describe('a session', () => {
  test('begins for whom a use case vouches, in a cookie that scripts cannot read and that needs https', async () => {
    const user = await makeUser(system);
    const { secondFactor, cookies } = await auth.startSession(user.userId, new Headers());
    assert.equal(secondFactor, false);
    const [session] = cookies.filter(({ name }) => name.endsWith('session_token'));
    assert.deepEqual(session && { ...session, value: '' }, {
      name: '__Host-foyer.session_token',
      value: '',
      maxAge: 30 * 86_400,
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'lax',
    });
    assert.deepEqual(await actorOf(browserWith(cookies)), { ...user, confirmed: true, strong: false });
    assert.deepEqual(await auth.actorOf(new Headers()), { kind: 'nobody' });
  });

  test('replaces the one that the browser had, so that nobody can plant one', async () => {
    const [planted, own] = [await makeUser(system), await makeUser(system)];
    const first = browserWith((await auth.startSession(planted.userId, new Headers())).cookies);
    const second = browserWith((await auth.startSession(own.userId, first)).cookies);
    assert.deepEqual(await auth.actorOf(first), { kind: 'nobody' });
    assert.equal(((await auth.actorOf(second)) as { userId?: string }).userId, own.userId);
  });

  test('is not to be had for somebody who is gone, nor by a cookie that was tampered with', async () => {
    await assert.rejects(auth.startSession('00000000-0000-4000-8000-000000000000', new Headers()), {
      name: 'NotFound',
    });
    const { cookies } = await auth.startSession((await makeUser(system)).userId, new Headers());
    const forged = browserWith(
      cookies.map((cookie) => ({ ...cookie, value: cookie.value.replace(/^./, (sign) => (sign === 'a' ? 'b' : 'a')) })),
    );
    assert.deepEqual(await auth.actorOf(forged), { kind: 'nobody' });
  });

  test('ends when its bearer signs out', async () => {
    const headers = browserWith((await auth.startSession((await makeUser(system)).userId, new Headers())).cookies);
    const emptied = await auth.endSession(headers);
    assert.equal(
      emptied.every(({ maxAge }) => maxAge === 0),
      true,
    );
    assert.deepEqual(await auth.actorOf(headers), { kind: 'nobody' });
  });
});

describe('a second factor', () => {
  test('is asked for after whatever came first; with it the sign-in is strong', async () => {
    const { user, uri } = await makeGuarded();
    const started = await auth.startSession(user.userId, new Headers());
    assert.equal(started.secondFactor, true);
    const waiting = browserWith(started.cookies);
    assert.deepEqual(await auth.actorOf(waiting), { kind: 'nobody' });
    assert.equal(await auth.awaitedUser(waiting), user.userId);
    await assert.rejects(auth.proveSecondFactor(waiting, { code: '000000' }), { name: 'Invalid', code: 'wrong_code' });
    const proven = await auth.proveSecondFactor(waiting, { code: totpCode(uri) });
    assert.deepEqual(await actorOf(browserWith(started.cookies, proven)), { ...user, confirmed: true, strong: true });
    await assert.rejects(auth.proveSecondFactor(waiting, { code: totpCode(uri) }), {
      name: 'Conflict',
      code: 'expired',
    });
  });

  test('is not asked for where two things were proved already', async () => {
    const { user } = await makeGuarded();
    const { secondFactor, cookies } = await auth.startSession(user.userId, new Headers(), { strong: true });
    assert.deepEqual(
      [secondFactor, await actorOf(browserWith(cookies))],
      [false, { ...user, confirmed: true, strong: true }],
    );
  });

  test('may be a recovery code, each once; new ones put the old out of force', async () => {
    const { user, recoveryCodes, headers } = await makeGuarded();
    assert.equal(recoveryCodes.length, 10);
    const enter = async (recoveryCode: string): Promise<unknown> => {
      const { cookies } = await auth.startSession(user.userId, new Headers());
      const proven = await auth.proveSecondFactor(browserWith(cookies), { recoveryCode });
      return ((await auth.actorOf(browserWith(cookies, proven))) as { strong?: boolean }).strong;
    };
    assert.equal(await enter(recoveryCodes[0] as string), true);
    await assert.rejects(enter(recoveryCodes[0] as string), { name: 'Invalid', code: 'wrong_code' });
    const renewed = await auth.renewRecoveryCodes(headers, undefined);
    await assert.rejects(enter(recoveryCodes[1] as string), { name: 'Invalid', code: 'wrong_code' });
    assert.equal(await enter(renewed[0] as string), true);
  });

  test('locks the sign-in after five wrong codes, and the account after ten', async () => {
    const { user, uri } = await makeGuarded();
    for (let round = 0; round < 2; round += 1) {
      const waiting = browserWith((await auth.startSession(user.userId, new Headers())).cookies);
      for (let attempt = 0; attempt < 5; attempt += 1)
        await assert.rejects(auth.proveSecondFactor(waiting, { code: '000000' }), { name: 'Invalid' });
      await assert.rejects(auth.proveSecondFactor(waiting, { code: totpCode(uri) }), { name: 'TooMany' });
    }
    const { cookies } = await auth.startSession(user.userId, new Headers());
    await assert.rejects(auth.proveSecondFactor(browserWith(cookies), { code: totpCode(uri) }), { name: 'TooMany' });
  });

  test('that is ended is asked for no more, and the session is no longer strong', async () => {
    const { user, headers } = await makeGuarded();
    assert.deepEqual(await actorOf(headers), { ...user, confirmed: true, strong: true });
    const cookies = await auth.endSecondFactor(headers, undefined);
    assert.deepEqual(await actorOf(browserWith(cookies)), { ...user, confirmed: true, strong: false });
    assert.equal((await auth.startSession(user.userId, new Headers())).secondFactor, false);
  });
});

describe('a printed link', () => {
  const follow = (address: string) => auth.handle(new Request(address));

  test('signs in once', async () => {
    const user = await makeUser(system);
    const link = await auth.signInLink(user.email);
    const answer = await follow(link);
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, `${url}/manage`]);
    assert.match(answer.headers.getSetCookie().join(), /session_token=/);
    const again = await follow(link);
    assert.deepEqual([again.headers.get('location'), again.headers.getSetCookie()], [`${url}/sign-in?link=used`, []]);
    await assert.rejects(auth.signInLink('nobody@example.org'), { name: 'NotFound' });
  });

  test('asks for the second factor of an account that has one', async () => {
    const { user } = await makeGuarded();
    const answer = await follow(await auth.signInLink(user.email));
    assert.equal(answer.headers.get('location'), `${url}/sign-in/second-factor?next=%2Fmanage`);
    assert.doesNotMatch(answer.headers.getSetCookie().join(), /session_token=[^;]/);
  });
});

test('of the library only the passkeys’ part answers over HTTP', async () => {
  for (const path of [
    'sign-up/email',
    'sign-in/email',
    'sign-out',
    'get-session',
    'update-user',
    'change-email',
    'delete-user',
    'list-sessions',
    'two-factor/enable',
    'two-factor/disable',
    'magic-link/verify',
    'passkey/delete-passkey',
    'ok',
    'error',
  ]) {
    for (const method of ['GET', 'POST']) {
      const { status } = await auth.handle(
        new Request(`${url}/auth/${path}`, {
          method,
          ...(method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json', origin: url } } : {}),
        }),
      );
      assert.equal(status, 404, `${method} ${path}`);
    }
  }
  assert.equal((await auth.handle(new Request(`${url}/auth/passkey/generate-authenticate-options`))).status, 200);
});
