/** Connecting an account at Stripe, against a server that checks what the real one checks. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import '#entry/features.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { removeMember } from '#features/organizers/server/remove-member.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { setRuntime } from '#platform/runtime.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import { beginConnect } from './begin-connect.ts';
import { disconnectAccount, resumeDisconnect } from './disconnect-account.ts';
import { checkAccounts } from './jobs.ts';
import { discardAttempts } from './jobs.ts';
import { type Finished, finishConnect } from './finish-connect.ts';
import { handleDeauthorized } from './receivers.ts';
import {
  findAttempt,
  findConnection,
  findHindrance,
  countOnTheWay,
  getAccountForCharges,
  listOrganizersOfAccount,
} from './queries.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const CALLBACK = 'https://foyer.example/stripe/callback';
const KEY = 'sk_test_Platform0001';
const fake = await startFakeStripe({
  clientId: 'ca_Test',
  platformKey: KEY,
  webhookSecret: 'whsec_test',
  redirectUris: [CALLBACK],
});
after(async () => {
  assert.deepEqual(fake.control.drift, []);
  await fake.stop();
});
const settings: StripeSettings = {
  secretKey: KEY,
  clientId: 'ca_Test',
  webhookSecrets: ['whsec_test'],
  apiBase: fake.apiBase,
  connectBase: fake.connectBase,
  connect: 'oauth',
  live: false,
  fee: { percent: 0, fixed: {} },
};
const use = (stripe: StripeSettings | undefined, secret = 's'.repeat(64)): void =>
  setRuntime({
    config: { url: 'https://foyer.example', secret, stripe } as never,
    log: database.log,
    database,
  } as never);
use(settings);

let count = 0;
const client = (): string => `198.51.100.${(count += 1)}`;
const as = (actor: Actor, laterMs = 0): Ctx => ({ ...database.ctx(actor), now: Date.now() + laterMs });
const seller = async (): Promise<{ scope: OrganizerScope; owner: Ctx }> => {
  const scope = await makeOrganizer(system);
  return { scope, owner: as(await makeUser(system, { organizer: scope, role: 'owner' })) };
};
const begin = (ctx: Ctx, scope: OrganizerScope, next = '/manage') =>
  beginConnect(ctx, scope, { next, client: client(), callback: CALLBACK });
const finish = (ctx: Ctx, address: string, browser: string | undefined): Promise<Finished> =>
  finishConnect(ctx, { query: new URL(address).searchParams, browser, client: client() });
/** All the way, as a browser would go. */
async function connect(ctx: Ctx, scope: OrganizerScope, email = `${(count += 1)}@example.org`): Promise<string> {
  const { address, browser } = await begin(ctx, scope);
  assert.deepEqual(await finish(ctx, fake.control.consent(address, { email }), browser), {
    kind: 'connected',
    next: '/manage',
  });
  return (await findConnection(ctx, scope))?.account as string;
}

/** All that an answer from Stripe could change here, and who is connected there. */
async function everything(): Promise<unknown> {
  const accounts = await db.selectFrom('stripeAccounts').selectAll().orderBy('id').execute();
  const mails = await db.selectFrom('mails').select('id').orderBy('id').execute();
  const entries = await db.selectFrom('auditEntries').select('id').orderBy('id').execute();
  return { accounts, mails, entries };
}

async function failsWith(why: string, act: () => Promise<Finished>): Promise<string | null> {
  const before = await everything();
  const result = await act();
  assert.deepEqual({ ...result, attempt: null }, { kind: 'failed', why, attempt: null });
  assert.deepEqual(await everything(), before);
  return result.kind === 'failed' ? result.attempt : null;
}

const isConnectedThere = async (account: string): Promise<boolean> =>
  (await fetch(`${fake.apiBase}/v1/accounts/${account}`, { headers: { authorization: `Bearer ${KEY}` } })).ok;
const mailsTo = async (
  organizer: OrganizerScope,
): Promise<{ kind: string; recipient: string; subject: string; textBody: string }[]> =>
  db
    .selectFrom('mails')
    .select(['kind', 'recipient', 'subject', 'textBody'])
    .where('organizerId', '=', organizer.organizerId)
    .where('kind', 'like', 'stripe-%')
    .orderBy('id')
    .execute();
const acts = async (organizer: OrganizerScope): Promise<string[]> =>
  (
    await db
      .selectFrom('auditEntries')
      .select('action')
      .where('organizerId', '=', organizer.organizerId)
      .where('action', 'like', 'stripe.%')
      .orderBy('id')
      .execute()
  ).map(({ action }) => action);
const emailOf = (ctx: Ctx): string => (ctx.actor.kind === 'user' ? ctx.actor.email : '');

describe('somebody with the right to money', () => {
  test('connects the account that they have; owners are told, and the record says it', async () => {
    const { scope, owner } = await seller();
    const organizer = as(await makeUser(system, { organizer: scope, role: 'organizer' }));
    assert.match((await findHindrance(owner, scope.organizerId)) ?? '', /^No Stripe account/);
    assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
    const account = await connect(organizer, scope);
    assert.equal(await findHindrance(owner, scope.organizerId), null);
    assert.deepEqual(await getAccountForCharges(owner, scope.organizerId), { account, live: false });
    assert.deepEqual(await listOrganizersOfAccount(system, account), [scope.organizerId]);
    const mails = await mailsTo(scope);
    assert.deepEqual(
      mails.map(({ kind, recipient }) => [kind, recipient]),
      [['stripe-connected', emailOf(owner)]],
    );
    assert.ok(
      mails[0]?.subject.includes(account) && mails[0].textBody.includes(`/manage/${scope.slug}/settings/payments`),
    );
    assert.deepEqual(await acts(scope), ['stripe.connect']);
  });

  test('connects the same account again without noise', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope, 'twice@example.org');
    assert.equal(await connect(owner, scope, 'twice@example.org'), account);
    assert.equal((await mailsTo(scope)).length, 1);
    assert.deepEqual(await acts(scope), ['stripe.connect']);
  });

  test('where Stripe does not say how the account stands, it is connected, and charged once it does', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    fake.control.spoilCalls({ match: 'GET /v1/accounts', does: 500, times: 2 });
    assert.equal(
      (await finish(owner, fake.control.consent(address, { email: 'quiet@example.org' }), browser)).kind,
      'connected',
    );
    assert.equal(
      await findHindrance(owner, scope.organizerId),
      'We have not checked yet whether Stripe accepts payments for this account.',
    );
    assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
    await checkAccounts(system);
    assert.equal(await findHindrance(owner, scope.organizerId), null);
  });
});

describe('it changes nothing and says why', () => {
  test('denied', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope, `/manage/${scope.slug}/new`);
    const attempt = await failsWith('denied', () =>
      finish(owner, fake.control.consent(address, { allow: false }), browser),
    );
    assert.deepEqual(await findAttempt(owner, attempt ?? ''), {
      words: 'The user denied your request',
      organizer: scope.slug,
      next: `/manage/${scope.slug}/new`,
    });
    assert.equal(await findAttempt((await seller()).owner, attempt ?? ''), undefined);
    assert.equal(await findAttempt(owner, 'nothing'), undefined);
  });

  test('another error, with what Stripe says of it, as plain text with an end', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    const state = new URL(address).searchParams.get('state') as string;
    const said = `${CALLBACK}?${new URLSearchParams({ error: 'invalid_scope', error_description: `<b>No</b>\n${'x'.repeat(500)}`, state })}`;
    const attempt = await failsWith('refused', () => finish(owner, said, browser));
    const { words } = (await findAttempt(owner, attempt ?? '')) as { words: string };
    assert.deepEqual([words.slice(0, 12), words.length], ['<b>No</b> xx', 300]);
  });

  test('a code that Stripe does not know, none at all, and one that was used', async () => {
    const { scope, owner } = await seller();
    const answer = async (change: (query: URLSearchParams) => void): Promise<string> => {
      const { address, browser } = await begin(owner, scope);
      const back = new URL(fake.control.consent(address));
      change(back.searchParams);
      const attempt = await failsWith('refused', () => finish(owner, back.href, browser));
      return ((await findAttempt(owner, attempt ?? '')) as { words: string }).words;
    };
    assert.equal(await answer((query) => query.set('code', 'ac_forged')), 'Authorization code does not exist: …');
    assert.equal(await answer((query) => query.delete('code')), 'Authorization code does not exist:');
    const spent = new URL(fake.control.consent((await begin(owner, scope)).address)).searchParams.get('code') as string;
    await fetch(`${fake.connectBase}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: spent }),
    });
    assert.equal(
      await answer((query) => query.set('code', spent)),
      'This authorization code has already been used. All tokens issued with this code have been revoked.',
    );
  });

  test('a state that nobody gave out, or none', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    const back = new URL(fake.control.consent(address));
    for (const state of ['forged', '']) {
      back.searchParams.set('state', state);
      await failsWith('unknown', () => finish(owner, back.href, browser));
    }
    back.searchParams.delete('state');
    await failsWith('unknown', () => finish(owner, back.href, browser));
  });

  test('the answer a second time, even at once', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    const back = fake.control.consent(address);
    const results = await Promise.all([finish(owner, back, browser), finish(owner, back, browser)]);
    assert.deepEqual(results.map((one) => (one.kind === 'failed' ? one.why : one.kind)).sort(), [
      'connected',
      'replayed',
    ]);
    await failsWith('replayed', () => finish(owner, back, browser));
    assert.equal(await isConnectedThere((await findConnection(owner, scope))?.account as string), true);
  });

  test('too late', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    await failsWith('expired', () =>
      finish({ ...owner, now: owner.now + 10 * 60_000 }, fake.control.consent(address), browser),
    );
  });

  test('another browser, or none; the one that began can still go on', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    const other = await begin(owner, scope);
    const back = fake.control.consent(address);
    await failsWith('other-browser', () => finish(owner, back, other.browser));
    await failsWith('other-browser', () => finish(owner, back, undefined));
    assert.equal((await finish(owner, back, browser)).kind, 'connected');
  });

  test('another person in the same browser, or nobody', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    const back = fake.control.consent(address);
    const second = as(await makeUser(system, { organizer: scope, role: 'owner' }));
    await failsWith('other-person', () => finish(second, back, browser));
    await failsWith('other-person', () => finish(as({ kind: 'nobody' }), back, browser));
  });

  test('somebody who left the team meanwhile', async () => {
    const { scope, owner } = await seller();
    const member = await makeUser(system, { organizer: scope, role: 'organizer' });
    const { address, browser } = await begin(as(member), scope);
    await removeMember(owner, scope, { userId: member.userId });
    await failsWith('no-right', () => finish(as(member), fake.control.consent(address), browser));
  });

  test('somebody who has another role meanwhile', async () => {
    const { scope } = await seller();
    const member = await makeUser(system, { organizer: scope, role: 'organizer' });
    const { address, browser } = await begin(as(member), scope);
    await db
      .updateTable('organizerMembers')
      .set({ role: 'co-organizer' })
      .where('userId', '=', member.userId)
      .execute();
    await failsWith('no-right', () => finish(as(member), fake.control.consent(address), browser));
  });

  test('an account for test money where money is real', async () => {
    const { scope, owner } = await seller();
    const { address, browser } = await begin(owner, scope);
    use({ ...settings, live: true });
    await failsWith('wrong-mode', () =>
      finish(owner, fake.control.consent(address, { email: 'mode@example.org' }), browser),
    );
    use(settings);
    const [account] = fake.control
      .all('account')
      .filter((one) => (one as unknown as { email: string }).email === 'mode@example.org');
    assert.equal(await isConnectedThere(account?.id as string), false);
  });

  test('Stripe that does not answer, before and after it did the work', async () => {
    const { scope, owner } = await seller();
    for (const mischief of [
      { does: 500 },
      { does: 429 },
      { does: 'cut' },
      { does: 500, when: 'after' },
      { does: 'cut', when: 'after' },
    ] as const) {
      const { address, browser } = await begin(owner, scope);
      fake.control.spoilCalls({ match: '/oauth/token', ...mischief });
      await failsWith('unreachable', () => finish(owner, fake.control.consent(address), browser));
    }
    assert.ok((await connect(owner, scope)).startsWith('acct_'));
  });

  test('another account while one is connected: the permission is given back', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    const { address, browser } = await begin(owner, scope);
    await failsWith('another', () =>
      finish(owner, fake.control.consent(address, { email: 'second@example.org' }), browser),
    );
    const second = fake.control
      .all('account')
      .find((one) => (one as unknown as { email: string }).email === 'second@example.org')?.id as string;
    assert.deepEqual([await isConnectedThere(account), await isConnectedThere(second)], [true, false]);
  });
});

test('of two people who connect two accounts at once one is first, and the other permission is given back', async () => {
  const { scope, owner } = await seller();
  const second = as(await makeUser(system, { organizer: scope, role: 'organizer' }));
  const ways = await Promise.all([owner, second].map(async (ctx) => ({ ctx, ...(await begin(ctx, scope)) })));
  const results = await Promise.all(
    ways.map(({ ctx, address, browser }, i) =>
      finish(ctx, fake.control.consent(address, { email: `race-${i}@example.org` }), browser),
    ),
  );
  assert.deepEqual(results.map((one) => (one.kind === 'failed' ? one.why : one.kind)).sort(), ['another', 'connected']);
  const { account } = (await findConnection(owner, scope)) as { account: string };
  const both = fake.control.all('account').filter((one) => /^race-/.test((one as unknown as { email: string }).email));
  assert.deepEqual(await Promise.all(both.map(async ({ id }) => (await isConnectedThere(id)) === (id === account))), [
    true,
    true,
  ]);
  assert.equal((await mailsTo(scope)).length, 1);
});

test('only owners and organizers begin it', async () => {
  const { scope } = await seller();
  for (const role of ['co-organizer', 'track-organizer', 'moderator', 'registrar'] as const) {
    await assert.rejects(begin(as(await makeUser(system, { organizer: scope, role })), scope), { name: 'Forbidden' });
  }
  await assert.rejects(begin((await seller()).owner, scope), { name: 'NotFound' });
  await assert.rejects(begin(as({ kind: 'nobody' }), scope), { name: 'NotFound' });
  const { scope: own, owner } = await seller();
  use(undefined);
  await assert.rejects(begin(owner, own), { name: 'NotFound', message: 'Card payments are not set up here' });
  assert.equal(await findHindrance(system, scope.organizerId), 'Card payments are not set up on this site.');
  use(settings);
});

describe('what is kept', () => {
  test('is nothing that could be read, and opens for its organizer alone', async () => {
    const [mine, other] = [await seller(), await seller()];
    await connect(mine.owner, mine.scope);
    await connect(other.owner, other.scope);
    const row = await db
      .selectFrom('stripeAccounts')
      .select(['sealed', 'accountHash'])
      .where('organizerId', '=', mine.scope.organizerId)
      .executeTakeFirstOrThrow();
    // Sealed text is read as the bytes that it stands for: its letters are random, and spell anything now and then.
    const rows = await db.selectFrom('stripeAccounts').selectAll().execute();
    const readable = rows.map(({ sealed, accountHash, ...rest }) => [
      JSON.stringify(rest),
      ...[sealed, accountHash].map((text) => Buffer.from(text, 'base64url').toString('latin1')),
    ]);
    assert.doesNotMatch(readable.flat().join('\n'), /acct_\w{8}|sk_test_|rt_\w{8}|pk_test_/);
    assert.doesNotMatch(
      JSON.stringify(await db.selectFrom('stripeAttempts').selectAll().execute()),
      /acct_|sk_test|ac_[0-9a-f]/,
    );
    // Somebody with a hand in the database puts their own account where another organizer's money goes.
    await db.updateTable('stripeAccounts').set(row).where('organizerId', '=', other.scope.organizerId).execute();
    assert.match((await findHindrance(other.owner, other.scope.organizerId)) ?? '', /can no longer be read/);
    assert.equal(await getAccountForCharges(other.owner, other.scope.organizerId), undefined);
    assert.deepEqual(
      await listOrganizersOfAccount(system, (await findConnection(mine.owner, mine.scope))?.account as string),
      [mine.scope.organizerId],
    );
    await db.deleteFrom('stripeAccounts').where('organizerId', '=', other.scope.organizerId).execute();
  });

  test('after another secret of the installation is connected anew', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope, 'again@example.org');
    use(settings, 't'.repeat(64));
    assert.equal((await findConnection(owner, scope))?.account, null);
    assert.match((await findHindrance(owner, scope.organizerId)) ?? '', /Connect the account again/);
    await checkAccounts(system);
    assert.equal(await connect(owner, scope, 'again@example.org'), account);
    assert.equal(await findHindrance(owner, scope.organizerId), null);
    use(settings);
    await db.deleteFrom('stripeAccounts').where('organizerId', '=', scope.organizerId).execute();
  });

  test('of attempts goes a day after they are over', async () => {
    const { scope, owner } = await seller();
    await begin(owner, scope);
    const left = async (): Promise<number> =>
      (await db.selectFrom('stripeAttempts').select('id').where('organizerId', '=', scope.organizerId).execute())
        .length;
    await discardAttempts(as(system.actor, 24 * 3_600_000));
    assert.equal(await left(), 1);
    await discardAttempts(as(system.actor, 25 * 3_600_000));
    assert.equal(await left(), 0);
  });
});

describe('disconnecting', () => {
  const cardOn = async (scope: OrganizerScope): Promise<string> => {
    const event = await makeEvent(system, scope, {
      name: 'Lantern Night',
      startsAt: new Date(Date.now() + 86_400_000),
      endsAt: new Date(Date.now() + 90_000_000),
    });
    await db.insertInto('paymentMethods').values({ eventId: event.eventId, method: 'stripe', enabled: true }).execute();
    return 'Lantern Night';
  };

  test('ends it at Stripe and here; owners are told which events it is about', async () => {
    const { scope, owner } = await seller();
    const name = await cardOn(scope);
    const account = await connect(owner, scope);
    assert.equal(await disconnectAccount(owner, scope), 'done');
    assert.equal(await isConnectedThere(account), false);
    assert.equal(await findConnection(owner, scope), undefined);
    assert.deepEqual(await acts(scope), ['stripe.connect', 'stripe.disconnect']);
    const [, letter] = await mailsTo(scope);
    assert.ok(letter?.subject.includes(account) && letter.textBody.includes(name));
    await assert.rejects(disconnectAccount(owner, scope), { name: 'Conflict', code: 'not_connected' });
    assert.ok(await connect(owner, scope));
  });

  test('that Stripe does not hear goes on in the background, and nothing is charged meanwhile', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    fake.control.spoilCalls({ match: '/oauth/deauthorize', does: 500, times: 6 });
    assert.equal(await disconnectAccount(owner, scope), 'waiting');
    assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
    assert.equal(await findHindrance(owner, scope.organizerId), 'The Stripe account is being disconnected.');
    assert.equal(await disconnectAccount(owner, scope), 'waiting');
    const { id } = (await findConnection(owner, scope)) as { id: string };
    await assert.rejects(resumeDisconnect(system, id), { name: 'Unavailable' });
    const waiting = async (): Promise<number> =>
      (
        await db
          .selectFrom('jobs')
          .select('id')
          .where('queue', '=', 'finish_stripe_disconnect')
          .where('coalesceKey', '=', id)
          .execute()
      ).length;
    assert.equal(await waiting(), 1);
    await db.deleteFrom('jobs').where('coalesceKey', '=', id).execute();
    await checkAccounts(system);
    assert.equal(await waiting(), 1);
    fake.control.behave();
    await resumeDisconnect(system, id);
    await resumeDisconnect(system, id);
    assert.equal(await isConnectedThere(account), false);
    assert.equal(await findConnection(owner, scope), undefined);
    assert.deepEqual(
      (await mailsTo(scope)).map(({ kind }) => kind),
      ['stripe-connected', 'stripe-disconnected'],
    );
    assert.deepEqual(await acts(scope), ['stripe.connect', 'stripe.disconnect']);
  });

  test('waits for payments and refunds that are on their way, by whichever organizer', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    const event = await makeEvent(system, (await seller()).scope);
    const { id: orderId } = await db
      .insertInto('orders')
      .values({
        eventId: event.eventId,
        code: 'K7PW2MHX',
        state: 'reserved',
        currency: 'EUR',
        totalMinor: 500,
        heldUntil: new Date(Date.now() + 60_000),
        idempotencyKey: 'waits-for-its-end',
        wishHash: 'x',
        createdAt: new Date(),
        updatedAt: new Date(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const later = new Date(Date.now() + 3_600_000);
    const attempt = randomUUID();
    await db
      .insertInto('paymentAttempts')
      .values({
        id: attempt,
        orderId,
        provider: 'stripe',
        account,
        amountMinor: 500,
        currency: 'EUR',
        state: 'open',
        expiresAt: later,
        createdAt: new Date(),
        lookAgainAt: later,
      })
      .execute();
    assert.equal(await disconnectAccount(owner, scope), 'waiting');
    assert.equal(await countOnTheWay(owner, { account }), 1);
    const { id } = (await findConnection(owner, scope)) as { id: string };
    await resumeDisconnect(system, id);
    assert.equal(await isConnectedThere(account), true);
    assert.equal((await db.selectFrom('jobs').select('id').where('coalesceKey', '=', id).execute()).length, 1);
    await db.updateTable('paymentAttempts').set({ state: 'paid' }).where('id', '=', attempt).execute();
    const entry = {
      orderId,
      method: 'stripe',
      amountMinor: 500,
      paidAt: new Date(),
      by: 'buyer',
      createdAt: new Date(),
      attemptId: attempt,
    };
    const { id: paid } = await db
      .insertInto('payments')
      .values({ ...entry, kind: 'payment', idempotencyKey: 'came' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const refund = await db
      .insertInto('payments')
      .values({ ...entry, kind: 'refund', state: 'open', refundsId: paid, idempotencyKey: 'goes' })
      .returning('id')
      .executeTakeFirstOrThrow();
    assert.equal(await disconnectAccount(owner, scope), 'waiting');
    assert.equal(await countOnTheWay(owner, { account }), 1);
    await db.updateTable('payments').set({ state: 'done' }).where('id', '=', refund.id).execute();
    await resumeDisconnect(system, id);
    assert.deepEqual(
      [await isConnectedThere(account), await findConnection(owner, scope), await countOnTheWay(owner, { account })],
      [false, undefined, 0],
    );
  });

  test('while it waits, the same account can be connected again', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope, 'back@example.org');
    fake.control.spoilCalls({ match: '/oauth/deauthorize', does: 500, times: 2 });
    await disconnectAccount(owner, scope);
    const { id } = (await findConnection(owner, scope)) as { id: string };
    assert.equal(await connect(owner, scope, 'back@example.org'), account);
    await resumeDisconnect(system, id);
    assert.deepEqual([await isConnectedThere(account), await findHindrance(owner, scope.organizerId)], [true, null]);
    assert.equal((await mailsTo(scope)).length, 3);
  });

  test('an account that two organizers use is let go at Stripe with the last', async () => {
    const [one, two] = [await seller(), await seller()];
    const account = await connect(one.owner, one.scope, 'shared@example.org');
    assert.equal(await connect(two.owner, two.scope, 'shared@example.org'), account);
    assert.deepEqual(await listOrganizersOfAccount(system, account), [one.scope.organizerId, two.scope.organizerId]);
    assert.equal(await disconnectAccount(one.owner, one.scope), 'done');
    assert.deepEqual(
      [await isConnectedThere(account), await findHindrance(system, two.scope.organizerId)],
      [true, null],
    );
    assert.equal(await disconnectAccount(two.owner, two.scope), 'done');
    assert.equal(await isConnectedThere(account), false);
  });

  test('is for owners and organizers, each for their own organizer', async () => {
    const { scope, owner } = await seller();
    await connect(owner, scope);
    await assert.rejects(
      disconnectAccount(as(await makeUser(system, { organizer: scope, role: 'co-organizer' })), scope),
      { name: 'Forbidden' },
    );
    await assert.rejects(disconnectAccount((await seller()).owner, scope), { name: 'NotFound' });
    await assert.rejects(authoriseOrganizer((await seller()).owner, scope.slug, 'manage-payouts'), {
      name: 'NotFound',
    });
    assert.equal(await findHindrance(owner, scope.organizerId), null);
  });

  test('of one that is gone at Stripe already is done', async () => {
    const { scope, owner } = await seller();
    fake.control.disconnect(await connect(owner, scope));
    assert.equal(await disconnectAccount(owner, scope), 'done');
    assert.equal(await findConnection(owner, scope), undefined);
  });
});

describe('webhook events from Stripe', () => {
  test('that the permission was taken back ends the connection of every organizer; owners are told once', async () => {
    const [one, two] = [await seller(), await seller()];
    const account = await connect(one.owner, one.scope, 'both@example.org');
    await connect(two.owner, two.scope, 'both@example.org');
    fake.control.disconnect(account);
    await Promise.all([handleDeauthorized(system, account), handleDeauthorized(system, account)]);
    for (const { scope, owner } of [one, two]) {
      assert.equal(await findConnection(owner, scope), undefined);
      assert.deepEqual(
        (await mailsTo(scope)).map(({ kind }) => kind),
        ['stripe-connected', 'stripe-disconnected'],
      );
      assert.deepEqual(await acts(scope), ['stripe.connect', 'stripe.gone']);
    }
    const { actorName } = await db
      .selectFrom('auditEntries')
      .select('actorName')
      .where('organizerId', '=', one.scope.organizerId)
      .where('action', '=', 'stripe.gone')
      .executeTakeFirstOrThrow();
    assert.equal(actorName, 'Foyer itself');
  });

  test('that are forged or late cut nothing; where Stripe does not answer nothing is believed', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    await handleDeauthorized(system, account);
    fake.control.spoilCalls({ match: 'GET /v1/accounts', does: 500, times: 2 });
    await assert.rejects(handleDeauthorized(system, account), { name: 'Unavailable' });
    const asked = fake.control.received.length;
    await handleDeauthorized(system, 'acct_nobody');
    assert.equal(fake.control.received.length, asked);
    assert.equal(await findHindrance(owner, scope.organizerId), null);
  });

  test('of what an account may do are looked up and said in plain words', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    fake.control.setAccountStatus(account, 'restricted');
    assert.equal(await refreshAccountStatus(system, account), 'there');
    assert.equal(
      await findHindrance(owner, scope.organizerId),
      'Stripe does not accept payments for this account yet. It still needs: a bank account for payouts.',
    );
    assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
    fake.control.setAccountStatus(account, 'pending');
    await refreshAccountStatus(system, account);
    assert.equal(
      await findHindrance(owner, scope.organizerId),
      'Stripe does not accept payments for this account yet. It is reviewing your details.',
    );
    fake.control.setAccountStatus(account, 'complete');
    await refreshAccountStatus(system, account);
    assert.equal(await findHindrance(owner, scope.organizerId), null);
  });

  test('belong to the keys of the installation: accounts of others are left alone', async () => {
    const { scope, owner } = await seller();
    const account = await connect(owner, scope);
    fake.control.disconnect(account);
    use({ ...settings, live: true });
    assert.equal(await refreshAccountStatus(system, account), 'unknown');
    assert.match((await findHindrance(owner, scope.organizerId)) ?? '', /is for test money/);
    assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
    use(settings);
    assert.equal(await refreshAccountStatus(system, account), 'gone');
  });
});
