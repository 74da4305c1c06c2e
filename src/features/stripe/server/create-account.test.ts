/** The second way: accounts that are made from here and completed at Stripe. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import '#entry/features.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { setRuntime } from '#platform/runtime.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import { beginConnect } from './begin-connect.ts';
import { beginOnboarding } from './begin-onboarding.ts';
import { createAccount } from './create-account.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { findConnection, findHindrance, getAccountForCharges } from './queries.ts';
import { refreshOwnAccount } from './refresh-own-account.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const fake = await startFakeStripe({
  clientId: 'ca_Test',
  platformKey: 'sk_test_Platform0001',
  webhookSecret: 'whsec_test',
});
after(async () => {
  assert.deepEqual(fake.control.drift, []);
  await fake.stop();
});
const settings: StripeSettings = {
  secretKey: 'sk_test_Platform0001',
  clientId: '',
  webhookSecrets: ['whsec_test'],
  apiBase: fake.apiBase,
  connectBase: fake.connectBase,
  connect: 'accounts',
  live: false,
  fee: { percent: 0, fixed: {} },
};
const use = (stripe: StripeSettings): void =>
  setRuntime({
    config: { url: 'https://foyer.example', secret: 's'.repeat(64), seatsPerNetwork: 50, stripe } as never,
    log: database.log,
    database,
  } as never);
use(settings);

let count = 0;
const client = (): string => `198.51.100.${(count += 1)}`;
const seller = async (): Promise<{ scope: OrganizerScope; owner: Ctx }> => {
  const scope = await makeOrganizer(system);
  return { scope, owner: database.ctx(await makeUser(system, { organizer: scope, role: 'owner' })) };
};
const create = (ctx: Ctx, scope: OrganizerScope, country = 'PT') =>
  createAccount(ctx, scope, { country, client: client() });
const link = (ctx: Ctx, scope: OrganizerScope) =>
  beginOnboarding(ctx, scope, {
    returnUrl: 'https://foyer.example/return',
    refreshUrl: 'https://foyer.example/again',
    client: client(),
  });
const made = ({ organizerId }: OrganizerScope) =>
  fake.control
    .all('account')
    .filter(
      (one) => (one as unknown as { metadata: { organizer?: string } }).metadata.organizer === String(organizerId),
    );
const press = async (address: string, decision: string): Promise<string | null> =>
  (await fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) })).headers.get(
    'location',
  );
const kinds = async ({ organizerId }: OrganizerScope): Promise<string[]> =>
  (await db.selectFrom('mails').select('kind').where('organizerId', '=', organizerId).orderBy('id').execute()).map(
    ({ kind }) => kind,
  );

test('an account is made, completed at Stripe, and charged from then on', async () => {
  const { scope, owner } = await seller();
  await create(owner, scope);
  const connection = await findConnection(owner, scope);
  assert.deepEqual(
    [connection?.kind, connection?.account, connection?.chargesEnabled],
    ['created', made(scope)[0]?.id, false],
  );
  assert.match((await findHindrance(owner, scope.organizerId)) ?? '', /It still needs: .*a bank account for payouts/);
  assert.equal(await press(await link(owner, scope), 'leave'), 'https://foyer.example/return');
  await refreshOwnAccount(owner, scope);
  assert.equal(await getAccountForCharges(owner, scope.organizerId), undefined);
  await press(await link(owner, scope), 'finish');
  assert.equal(await refreshOwnAccount(owner, scope), true);
  assert.deepEqual(await getAccountForCharges(owner, scope.organizerId), { account: connection?.account, live: false });
  assert.deepEqual(await kinds(scope), ['stripe-connected']);
});

test('pressed again, twice at once, or by two people, it is one account', async () => {
  const { scope, owner } = await seller();
  const second = database.ctx(await makeUser(system, { organizer: scope, role: 'organizer' }));
  await Promise.allSettled([create(owner, scope), create(owner, scope), create(second, scope)]);
  await create(second, scope);
  assert.equal(made(scope).length, 1);
  assert.equal((await findConnection(owner, scope))?.account, made(scope)[0]?.id);
  assert.deepEqual(await kinds(scope), ['stripe-connected']);
});

for (const does of ['cut', 503, 500] as const) {
  test(`where the answer is lost (${does}), the account that was made is found, at the latest when it is pressed again`, async () => {
    const { scope, owner } = await seller();
    fake.control.spoilCalls(
      { match: 'POST /v1/accounts', when: 'after', does },
      { match: 'POST /v1/accounts', does },
      { match: 'GET /v1/accounts', does, times: 2 },
    );
    await assert.rejects(create(owner, scope), { name: 'Unavailable' });
    assert.equal(await findConnection(owner, scope), undefined);
    fake.control.behave();
    await create(owner, scope);
    assert.equal(made(scope).length, 1);
    assert.equal((await findConnection(owner, scope))?.account, made(scope)[0]?.id);
  });
}

test('another country is another question; one that Stripe refuses changes nothing', async () => {
  const { scope, owner } = await seller();
  await assert.rejects(create(owner, scope, 'P1'), { name: 'error' });
  fake.control.spoilCalls({ match: 'POST /v1/accounts', does: 500, times: 2 });
  await assert.rejects(create(owner, scope, 'PT'), { name: 'Unavailable' });
  await create(owner, scope, 'ES');
  assert.equal((made(scope)[0] as unknown as { country: string }).country, 'ES');
});

test('a key with which Stripe has kept an error, and nothing was made, is not used again', async () => {
  const { scope, owner } = await seller();
  fake.control.spoilCalls({ match: 'POST /v1/accounts', does: 500, times: 2 });
  await assert.rejects(create(owner, scope), { name: 'Unavailable' });
  await create(owner, scope);
  const keys = fake.control.received
    .filter(({ method, path }) => method === 'POST' && path === '/v1/accounts')
    .slice(-3)
    .map(({ idempotencyKey }) => idempotencyKey);
  assert.deepEqual([new Set(keys).size, keys[0] === keys[1], made(scope).length], [2, true, 1]);
});

test('a key that Stripe has forgotten is not used again', async () => {
  const { scope, owner } = await seller();
  fake.control.spoilCalls({ match: 'POST /v1/accounts', does: 500, times: 2 });
  await assert.rejects(create(owner, scope), { name: 'Unavailable' });
  const before = await db
    .selectFrom('stripeAttempts')
    .select('id')
    .where('organizerId', '=', scope.organizerId)
    .executeTakeFirstOrThrow();
  await create({ ...owner, now: owner.now + 24 * 3_600_000 }, scope);
  const used = fake.control.received
    .filter(({ path, status }) => path === '/v1/accounts' && status === 200)
    .at(-1)?.idempotencyKey;
  assert.notEqual(used, before.id);
});

describe('it is refused', () => {
  test('for everybody without the right to money', async () => {
    const { scope } = await seller();
    for (const role of ['co-organizer', 'track-organizer', 'moderator', 'registrar'] as const) {
      const ctx = database.ctx(await makeUser(system, { organizer: scope, role }));
      await assert.rejects(create(ctx, scope), { name: 'Forbidden' });
      await assert.rejects(link(ctx, scope), { name: 'Forbidden' });
      await assert.rejects(refreshOwnAccount(ctx, scope), { name: 'Forbidden' });
    }
    await assert.rejects(create((await seller()).owner, scope), { name: 'NotFound' });
  });

  test('where accounts are connected, and the other way round', async () => {
    const { scope, owner } = await seller();
    await assert.rejects(
      beginConnect(owner, scope, {
        next: '/manage',
        client: client(),
        callback: 'https://foyer.example/stripe/callback',
      }),
      { name: 'Conflict', code: 'other_way' },
    );
    use({ ...settings, connect: 'oauth', clientId: 'ca_Test' });
    await assert.rejects(create(owner, scope), { name: 'Conflict', code: 'other_way' });
    use(settings);
  });

  test('where there is nothing to complete', async () => {
    const { scope, owner } = await seller();
    await assert.rejects(link(owner, scope), { name: 'Conflict', code: 'not_connected' });
  });
});

test('without a client id letting go ends it here alone', async () => {
  const { scope, owner } = await seller();
  await create(owner, scope);
  assert.equal(await disconnectAccount(owner, scope), 'done');
  assert.equal(await findConnection(owner, scope), undefined);
  assert.equal(
    fake.control.received.some(({ path }) => path === '/oauth/deauthorize'),
    false,
  );
  await create(owner, scope);
  assert.equal(made(scope).length, 2);
});
