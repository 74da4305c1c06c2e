/** Nobody takes an account, and its owner gets it back: attacks on sign-in over HTTP, and what held. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { hashPassword } from '#features/accounts/server/auth.ts';
import { storeToken } from '#features/accounts/server/store-token.ts';
import { makeUser } from '#testing/builders.ts';
import { startFakeOidc } from '#testing/fake-oidc.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const provider = await startFakeOidc();
const foyer = await runFoyer({
  TRUST_PROXY: 'yes',
  OIDC_ISSUER: provider.url,
  OIDC_CLIENT_ID: provider.clientId,
  OIDC_CLIENT_SECRET: provider.clientSecret,
});
const { db } = foyer.opened.database;
const PASSWORD = 'seven lamps in a row';
/** How many guesses come from everywhere: enough to meet the limit, or a real flood. */
const NETWORKS = process.env.ABUSE === 'all' ? 400 : 104;

let count = 0;
/** An address in a network of its own. */
const elsewhere = (): string => {
  count += 1;
  return `10.${count >> 8}.${count & 255}.7`;
};

/** A browser: it keeps its cookies, and comes from one address. */
class Browser {
  readonly #jar = new Map<string, string>();
  readonly address: string;
  constructor(address = elsewhere()) {
    this.address = address;
  }

  async send(path: string, form?: Record<string, string>): Promise<Response> {
    const answer = await fetch(path.startsWith('http') ? path : foyer.url + path, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        origin: foyer.url,
        'x-forwarded-for': this.address,
        cookie: [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.#jar.delete(pair.slice(0, at));
      else this.#jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** Status, and where it leads. */
  async leads(path: string, form?: Record<string, string>): Promise<[number, string | null]> {
    const answer = await this.send(path, form);
    await answer.text();
    return [answer.status, answer.headers.get('location')];
  }

  signIn(email: string, password = PASSWORD): Promise<[number, string | null]> {
    return this.leads('/sign-in', { email, password });
  }
}

async function makeOwner({ withPassword = true } = {}) {
  const user = await makeUser(foyer.ctx());
  const values = {
    userId: user.userId,
    accountId: user.userId,
    providerId: 'credential',
    password: await hashPassword(PASSWORD),
  };
  if (withPassword) await db.insertInto('authAccounts').values(values).execute();
  return user;
}

/** As if the owner had signed in an hour ago and left the browser open. */
const leaveOpen = (userId: string) =>
  db
    .updateTable('authSessions')
    .set({ createdAt: new Date(Date.now() - 3_600_000), provenAt: null })
    .where('userId', '=', userId)
    .execute();

const accessOf = async (userId: string) => {
  const sessions = await db.selectFrom('authSessions').select('id').where('userId', '=', userId).execute();
  const passkeys = await db.selectFrom('passkeys').select('id').where('userId', '=', userId).execute();
  const keys = await db.selectFrom('apiKeys').select('id').where('userId', '=', userId).execute();
  const services = await db
    .selectFrom('authAccounts')
    .select('id')
    .where('userId', '=', userId)
    .where('providerId', '!=', 'credential')
    .execute();
  return { sessions: sessions.length, passkeys: passkeys.length, keys: keys.length, services: services.length };
};

/** Through the provider and back, as a browser goes. */
async function comeByProvider(browser: Browser, form: Record<string, string> = {}): Promise<[number, string | null]> {
  const page = await (await browser.send('/sign-in/with/oidc', form)).text();
  const leaving = /content="0;url=([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(leaving, 'the page leads to the provider');
  return browser.leads(await provider.consent(leaving));
}

describe('an account is not taken by what a provider says in two documents:', () => {
  test('whoever verified their own address does not become who the token names', async () => {
    const victim = await makeOwner();
    provider.become({
      sub: '9001',
      email: 'attacker@example.org',
      emailVerified: true,
      inToken: { email: victim.email },
    });
    const browser = new Browser();
    await comeByProvider(browser);
    assert.equal((await (await browser.send('/account')).text()).includes(victim.email), false);
    assert.deepEqual(await accessOf(victim.userId), { sessions: 0, passkeys: 0, keys: 0, services: 0 });
  });
});

describe('who sits down at an open browser adds no way in:', () => {
  for (const withPassword of [true, false]) {
    test(`no key, passkey, service, and takes no service away${withPassword ? '' : ', address, password or second factor, and deletes nothing'} of an account ${withPassword ? 'with' : 'without'} a password`, async () => {
      const owner = await makeOwner({ withPassword });
      const browser = new Browser();
      const token = await storeToken(foyer.ctx(), 'magic-link', { userId: owner.userId, next: '' });
      await browser.leads('/sign-in/link?/enter', { token });
      await leaveOpen(owner.userId);
      const confirm = (next: string): [number, string] => [303, `/account/confirm?next=${encodeURIComponent(next)}`];
      assert.deepEqual(
        await browser.leads('/account/keys?/create', { name: 'Mine', days: '0' }),
        confirm('/account/keys'),
      );
      assert.deepEqual(await browser.leads('/auth/passkey/generate-register-options'), [403, null]);
      assert.deepEqual(await browser.leads('/sign-in/with/oidc', { connect: '1' }), confirm('/account/connections'));
      await db
        .insertInto('authAccounts')
        .values({ userId: owner.userId, accountId: `of ${owner.userId}`, providerId: 'oidc' })
        .execute();
      assert.deepEqual(
        await browser.leads('/account/connections?/disconnect', { provider: 'oidc' }),
        confirm('/account/connections'),
      );
      if (!withPassword) {
        assert.deepEqual(await browser.leads('/account?/email', { email: 'thief@example.org' }), confirm('/account'));
        assert.deepEqual(
          await browser.leads('/account/security?/password', { password: 'a lantern of mine' }),
          confirm('/account/security'),
        );
        assert.deepEqual(await browser.leads('/account/security?/start', {}), confirm('/account/security'));
        assert.deepEqual(
          await browser.leads('/account/data?/erase', { confirmation: owner.email }),
          confirm('/account/data'),
        );
      }
      assert.deepEqual(await accessOf(owner.userId), { sessions: 1, passkeys: 0, keys: 0, services: 1 });
      assert.equal(
        (await db.selectFrom('users').select('email').where('id', '=', owner.userId).executeTakeFirst())?.email,
        owner.email,
      );
    });
  }

  test('a wrong password does not confirm; the right one does, for a key, and the owner has a mail of it', async () => {
    const owner = await makeOwner();
    const browser = new Browser();
    await browser.signIn(owner.email);
    await leaveOpen(owner.userId);
    const confirm = '/account/confirm?/password&next=%2Faccount%2Fkeys';
    assert.deepEqual(await browser.leads(confirm, { current: 'not the password' }), [422, null]);
    assert.deepEqual(await browser.leads('/account/keys?/create', { name: 'Mine', days: '0' }), [
      303,
      '/account/confirm?next=%2Faccount%2Fkeys',
    ]);
    assert.deepEqual(await browser.leads(confirm, { current: PASSWORD }), [303, '/account/keys']);
    assert.deepEqual(await browser.leads('/account/keys?/create', { name: 'Mine', days: '0' }), [200, null]);
    const mails = await db.selectFrom('mails').select('kind').where('recipient', '=', owner.email).execute();
    assert.deepEqual(mails, [{ kind: 'api-key-added' }]);
  });

  test('who is connected with a service confirms there, and nobody else does', async () => {
    const owner = await makeOwner({ withPassword: false });
    await db
      .insertInto('authAccounts')
      .values({ userId: owner.userId, providerId: 'oidc', accountId: `${provider.url} 9100` })
      .execute();
    const browser = new Browser();
    const token = await storeToken(foyer.ctx(), 'magic-link', { userId: owner.userId, next: '' });
    await browser.leads('/sign-in/link?/enter', { token });
    await leaveOpen(owner.userId);
    provider.become({ sub: '9101' });
    await comeByProvider(browser, { connect: '1', next: '/account/keys' });
    assert.equal((await browser.leads('/account/keys?/create', { name: 'Mine', days: '0' }))[0], 303);
    provider.become({ sub: '9100' });
    assert.deepEqual(await comeByProvider(browser, { connect: '1', next: '/account/keys' }), [303, '/account/keys']);
    assert.deepEqual(await browser.leads('/account/keys?/create', { name: 'Mine', days: '0' }), [200, null]);
  });
});

describe('an owner who resets the password', () => {
  /** Somebody else is in, by all that there is. */
  async function makeTaken() {
    const owner = await makeOwner();
    const { userId } = owner;
    await new Browser().signIn(owner.email);
    const row = {
      userId,
      name: 'Theirs',
      publicKey: 'x',
      credentialId: randomUUID(),
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    };
    await db.insertInto('passkeys').values(row).execute();
    await db
      .insertInto('apiKeys')
      .values({ userId, name: 'Theirs', keyHash: randomUUID(), prefix: 'foyer_abcd' })
      .execute();
    await db.insertInto('authAccounts').values({ userId, providerId: 'oidc', accountId: randomUUID() }).execute();
    const token = await storeToken(foyer.ctx(), 'reset-password', { userId });
    return { owner, token };
  }

  test('reads what lets somebody in, and ends all of it', async () => {
    const { owner, token } = await makeTaken();
    const browser = new Browser();
    const page = await (await browser.send(`/reset-password?token=${token}`)).text();
    assert.deepEqual(
      ['keepPasskeys', 'keepKeys', 'keepServices'].filter((name) => page.includes(`name="${name}"`)),
      ['keepPasskeys', 'keepKeys', 'keepServices'],
    );
    assert.deepEqual(await browser.leads('/reset-password', { token, password: 'a wholly other lamp' }), [
      303,
      '/sign-in?reset=1',
    ]);
    assert.deepEqual(await accessOf(owner.userId), { sessions: 0, passkeys: 0, keys: 0, services: 0 });
  });

  test('keeps what they tick', async () => {
    const { owner, token } = await makeTaken();
    await new Browser().leads('/reset-password', {
      token,
      password: 'a wholly other lamp',
      keepPasskeys: 'on',
      keepKeys: 'on',
    });
    assert.deepEqual(await accessOf(owner.userId), { sessions: 0, passkeys: 1, keys: 1, services: 0 });
  });
});

describe('a password that others would try', () => {
  test('is taken neither at sign-up nor at a reset, and the link stays good', async () => {
    const refused = [
      '1234567890',
      'aaaaaaaaaaaa',
      'password1234',
      'victim.name@example.org',
      'Victim Name 12',
      'qwertyuiop12',
    ];
    for (const password of refused) {
      const form = { name: 'Victim Name', email: 'victim.name@example.org', password };
      assert.deepEqual(await new Browser().leads('/sign-up', form), [422, null], password);
    }
    const owner = await makeOwner();
    const token = await storeToken(foyer.ctx(), 'reset-password', { userId: owner.userId });
    assert.deepEqual(await new Browser().leads('/reset-password', { token, password: owner.email }), [422, null]);
    assert.deepEqual(await new Browser().leads('/reset-password', { token, password: 'a wholly other lamp' }), [
      303,
      '/sign-in?reset=1',
    ]);
  });

  test('that is in use since before signs in still, and its owner is asked for another', async () => {
    const owner = await makeOwner({ withPassword: false });
    const values = {
      userId: owner.userId,
      accountId: owner.userId,
      providerId: 'credential',
      password: await hashPassword('password12'),
    };
    await db.insertInto('authAccounts').values(values).execute();
    const browser = new Browser();
    assert.deepEqual(await browser.signIn(owner.email, 'password12'), [303, '/manage']);
    assert.equal((await (await browser.send('/account')).text()).includes('Choose a longer password'), true);
    await browser.leads('/account/security?/password', { current: 'password12', password: 'a wholly other lamp' });
    assert.equal((await (await browser.send('/account')).text()).includes('Choose a longer password'), false);
  });
});

describe('nobody locks out another:', () => {
  test('ten wrong passwords and every mail of an hour from one network leave the owner elsewhere untouched', async () => {
    const owner = await makeOwner();
    const attacker = new Browser();
    for (let attempt = 0; attempt < 12; attempt += 1) await attacker.signIn(owner.email, 'wrong all the same');
    for (let attempt = 0; attempt < 6; attempt += 1)
      await attacker.leads('/sign-in/link?/send', { email: owner.email });
    assert.equal((await attacker.signIn(owner.email, 'wrong all the same'))[0], 429);
    assert.equal((await attacker.leads('/sign-in/link?/send', { email: owner.email }))[0], 429);
    assert.deepEqual(await new Browser().leads('/sign-in/link?/send', { email: owner.email }), [200, null]);
    assert.deepEqual(await new Browser().signIn(owner.email), [303, '/manage']);
  });

  test(`a guesser in ${NETWORKS} networks is stopped, and the owner gets in from where they came before`, async () => {
    const owner = await makeOwner();
    const home = elsewhere();
    assert.deepEqual(await new Browser(home).signIn(owner.email), [303, '/manage']);
    const answers: number[] = [];
    for (let attempt = 0; attempt < NETWORKS; attempt += 1)
      answers.push((await new Browser().signIn(owner.email, 'wrong all the same'))[0]);
    assert.equal(answers.filter((status) => status === 422).length, 99);
    assert.equal(answers.filter((status) => status === 429).length, NETWORKS - 99);
    assert.equal((await new Browser().signIn(owner.email))[0], 429);
    assert.deepEqual(await new Browser(home).signIn(owner.email), [303, '/manage']);
  });
});

describe('what happened at the door is told', () => {
  test('to the owner: when, in which way, and from which network, which is no machine’s address', async () => {
    const owner = await makeOwner();
    const browser = new Browser('203.0.113.77');
    await browser.signIn(owner.email, 'wrong all the same');
    await browser.signIn(owner.email);
    const rows = await db
      .selectFrom('signIns')
      .select(['way', 'outcome', 'network'])
      .where('userId', '=', owner.userId)
      .orderBy('id')
      .execute();
    assert.deepEqual(rows, [
      { way: 'password', outcome: 'wrong-password', network: '203.0.113.0/24' },
      { way: 'password', outcome: 'in', network: '203.0.113.0/24' },
    ]);
    const page = await (await browser.send('/account/sessions')).text();
    assert.deepEqual(
      ['Recent sign-ins', 'Wrong password', '203.0.113.0/24'].filter((text) => page.includes(text)),
      ['Recent sign-ins', 'Wrong password', '203.0.113.0/24'],
    );
  });
});

describe('a session', () => {
  test('ends when it was idle for a day, and after thirty days however much it was used', async () => {
    const owner = await makeOwner();
    const [idle, old] = [new Browser(), new Browser()];
    await idle.signIn(owner.email);
    await db
      .updateTable('authSessions')
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where('userId', '=', owner.userId)
      .execute();
    await old.signIn(owner.email);
    assert.deepEqual(await idle.leads('/account'), [303, '/sign-in?next=%2Faccount']);
    assert.equal((await old.leads('/account'))[0], 200);
    await db
      .updateTable('authSessions')
      .set({ createdAt: new Date(Date.now() - 30 * 86_400_000 - 1000) })
      .where('userId', '=', owner.userId)
      .execute();
    assert.deepEqual(await old.leads('/account'), [303, '/sign-in?next=%2Faccount']);
  });
});
