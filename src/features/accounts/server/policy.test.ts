import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Ctx } from '#platform/ctx.ts';
import { makeOrganizer, makeUser, type UserActor } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { eraseAccount } from './erase-account.ts';
import { exportAccount } from './export-account.ts';
import { storeToken, takeToken } from './store-token.ts';
import { getOwnAccount, listOwnMemberships, listOwnPasskeys, listOwnSessions, listSoleOwnerships } from './queries.ts';
import { listOwnApiKeys } from '#features/api-keys/server/queries.ts';
import { revokeApiKey } from '#features/api-keys/server/revoke-api-key.ts';
import { spendCode } from './policy.ts';
import { revokeOtherSessions, revokeSession, weakenSessions } from './revoke-session.ts';
import { signUp } from './sign-up.ts';
import { removePasskey, renamePasskey } from './update-passkey.ts';
import { resetPassword, updatePassword } from './update-password.ts';
import { updateProfile } from './update-profile.ts';
import { confirmEmail, requestEmail } from './verify-email.ts';
import { verifySignUp } from './verify-sign-up.ts';

const database = await createTestDatabase();
const system = database.ctx();
const { db } = database;
const facts = { url: 'https://foyer.example', address: '203.0.113.7' };

/** Somebody with a session, a passkey and a key. */
async function makePerson() {
  const user = await makeUser(system);
  const ctx = database.ctx({ ...user, provenAt: Date.now() });
  const session = await db
    .insertInto('authSessions')
    .values({ userId: user.userId, token: randomUUID(), expiresAt: new Date(Date.now() + 1e9) })
    .returning(['id', 'token'])
    .executeTakeFirstOrThrow();
  const passkey = await db
    .insertInto('passkeys')
    .values({
      userId: user.userId,
      name: 'Laptop',
      publicKey: 'x',
      credentialId: randomUUID(),
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: keyId } = await createApiKey(ctx, { name: 'Printer' });
  return { user, ctx, session, passkey, keyId };
}

const mailsTo = async (recipient: string): Promise<string[]> => {
  const rows = await db.selectFrom('mails').select('kind').where('recipient', '=', recipient).orderBy('id').execute();
  return rows.map(({ kind }) => kind);
};

const proofs = async (ctx: Ctx) => [
  await listOwnSessions(ctx, undefined),
  await listOwnPasskeys(ctx),
  await listOwnApiKeys(ctx),
  await getOwnAccount(ctx),
];

test('of somebody else’s account nothing can be changed, and nothing tells that it is there', async () => {
  const [own, other] = [await makePerson(), await makePerson()];
  const before = await proofs(other.ctx);
  await assert.rejects(revokeSession(own.ctx, other.session.id), {
    name: 'NotFound',
    message: 'This session has already ended',
  });
  await assert.rejects(revokeSession(own.ctx, randomUUID()), {
    name: 'NotFound',
    message: 'This session has already ended',
  });
  await assert.rejects(revokeApiKey(own.ctx, other.keyId), { name: 'NotFound' });
  await assert.rejects(renamePasskey(own.ctx, { id: other.passkey.id, name: 'Mine' }), { name: 'NotFound' });
  await assert.rejects(removePasskey(own.ctx, { id: other.passkey.id, current: '' }), { name: 'NotFound' });
  await updateProfile(own.ctx, { name: 'Changed', website: '', biography: '', locale: 'ar' });
  await updatePassword(own.ctx, { current: '', password: 'a password of my own', keep: undefined });
  await revokeOtherSessions(own.ctx, undefined);
  assert.deepEqual(await proofs(other.ctx), before);
  assert.equal(JSON.stringify(await exportAccount(own.ctx)).includes(other.user.email), false);
});

test('nobody and the system have no account', async () => {
  for (const ctx of [database.ctx({ kind: 'nobody' }), system]) {
    for (const act of [
      () => getOwnAccount(ctx),
      () => listOwnSessions(ctx, undefined),
      () => listOwnPasskeys(ctx),
      () => listOwnApiKeys(ctx),
      () => listOwnMemberships(ctx),
      () => exportAccount(ctx),
      () => revokeSession(ctx, randomUUID()),
      () => revokeOtherSessions(ctx, undefined),
      () => revokeApiKey(ctx, 1),
      () => createApiKey(ctx, { name: 'x' }),
      () => updateProfile(ctx, { name: 'x', website: '', biography: '', locale: '' }),
      () => updatePassword(ctx, { current: '', password: 'x'.repeat(12), keep: undefined }),
      () => requestEmail(ctx, { email: 'x@example.org', current: '', ...facts }),
      () => eraseAccount(ctx, { confirmation: '', current: '' }),
    ])
      await assert.rejects(act(), { name: 'Forbidden' });
  }
});

test('a new password ends every other session, wants the present one, and a mail notifies its owner', async () => {
  const { ctx, session, user } = await makePerson();
  await db
    .insertInto('authSessions')
    .values({ userId: user.userId, token: randomUUID(), expiresAt: new Date(Date.now() + 1e9) })
    .execute();
  await updatePassword(ctx, { current: '', password: 'the first of mine', keep: session.token });
  assert.deepEqual(
    (await listOwnSessions(ctx, session.token)).map(({ id, isCurrent }) => [id, isCurrent]),
    [[session.id, true]],
  );
  await assert.rejects(
    updatePassword(ctx, { current: 'not it', password: 'the second of mine', keep: session.token }),
    { name: 'Invalid', code: 'wrong_password' },
  );
  await updatePassword(ctx, { current: 'the first of mine', password: 'the second of mine', keep: session.token });
  assert.deepEqual(await mailsTo(user.email), ['api-key-added', 'password-changed', 'password-changed']);
});

describe('an account', () => {
  test('is made by who has the link and the password, once, and not while the link is too old', async () => {
    const nobody = database.ctx({ kind: 'nobody' });
    await signUp(nobody, { name: 'Ada', email: ' Ada@Example.org ', password: 'lamps and lanterns', ...facts });
    assert.equal(
      await db.selectFrom('users').select('id').where('email', '=', 'ada@example.org').executeTakeFirst(),
      undefined,
    );
    const { textBody, kind, sensitive } = await db
      .selectFrom('mails')
      .selectAll()
      .where('recipient', '=', 'ada@example.org')
      .executeTakeFirstOrThrow();
    assert.deepEqual([kind, sensitive], ['verify-email', true]);
    const token = /token=([\w-]+)/.exec(textBody)?.[1] as string;
    await assert.rejects(
      verifySignUp(
        { ...nobody, now: Date.now() + 3_601_000 },
        { token, password: 'lamps and lanterns', address: facts.address },
      ),
      { name: 'Conflict', code: 'link_used' },
    );
    await assert.rejects(verifySignUp(nobody, { token, password: 'another', address: facts.address }), {
      name: 'Invalid',
      code: 'wrong_password',
    });
    await verifySignUp(nobody, { token, password: 'lamps and lanterns', address: facts.address });
    await assert.rejects(verifySignUp(nobody, { token, password: 'lamps and lanterns', address: facts.address }), {
      name: 'Conflict',
      code: 'link_used',
    });
  });

  test('is deleted unless its person is the only owner of an organizer', async () => {
    const { user, ctx } = await makePerson();
    const organizer = await makeOrganizer(system);
    const add = (who: UserActor) =>
      db
        .insertInto('organizerMembers')
        .values({ organizerId: organizer.organizerId, userId: who.userId, role: 'owner' })
        .execute();
    await add(user);
    assert.deepEqual(
      (await listSoleOwnerships(system, user.userId)).map(({ slug }) => slug),
      [organizer.slug],
    );
    await assert.rejects(eraseAccount(ctx, { confirmation: user.email, current: '' }), {
      name: 'Conflict',
      code: 'only_owner',
    });
    await add(await makeUser(system));
    await assert.rejects(eraseAccount(ctx, { confirmation: 'x@example.org', current: '' }), { name: 'Invalid' });
    await eraseAccount(ctx, { confirmation: user.email, current: '' });
    for (const table of ['authSessions', 'passkeys', 'apiKeys', 'organizerMembers'] as const)
      assert.deepEqual(
        await db.selectFrom(table).select('userId').where('userId', '=', user.userId).execute(),
        [],
        table,
      );
  });

  test('whose address nobody confirmed goes, without its former ways in, to who reads the mail of that address', async () => {
    const { user, ctx } = await makePerson();
    await db.updateTable('users').set({ emailVerified: false }).where('id', '=', user.userId).execute();
    const token = await storeToken(system, 'reset-password', { userId: user.userId });
    await resetPassword(database.ctx({ kind: 'nobody' }), {
      token,
      password: 'the rightful owner',
      address: facts.address,
    });
    assert.deepEqual((await proofs(ctx)).slice(0, 3), [[], [], []]);
  });

  test('takes a new address only where nobody has it by then', async () => {
    const [own, other] = [await makePerson(), await makePerson()];
    const token = await storeToken(system, 'confirm-email', { userId: own.user.userId, email: other.user.email });
    await assert.rejects(confirmEmail(own.ctx, { token, keep: undefined, address: facts.address }), {
      name: 'Conflict',
      code: 'link_used',
    });
    assert.equal((await getOwnAccount(own.ctx)).email, own.user.email);
  });
});

describe('links that somebody asked for before', () => {
  test('give the account no other address once its owner set a new password', async () => {
    const { user, ctx } = await makePerson();
    const stale = await storeToken(system, 'confirm-email', { userId: user.userId, email: 'thief@example.org' });
    const link = await storeToken(system, 'magic-link', { userId: user.userId, next: '' });
    const reset = await storeToken(system, 'reset-password', { userId: user.userId });
    await resetPassword(database.ctx({ kind: 'nobody' }), {
      token: reset,
      password: 'the rightful owner',
      address: facts.address,
    });
    await assert.rejects(confirmEmail(ctx, { token: stale, keep: undefined, address: facts.address }), {
      name: 'Conflict',
      code: 'link_used',
    });
    assert.equal(await takeToken(system, 'magic-link', link), undefined);
    assert.equal((await getOwnAccount(ctx)).email, user.email);
  });

  test('let nobody in who reads the mail of the former address', async () => {
    const { user, ctx } = await makePerson();
    const [link, reset] = [
      await storeToken(system, 'magic-link', { userId: user.userId, next: '' }),
      await storeToken(system, 'reset-password', { userId: user.userId }),
    ];
    const token = await storeToken(system, 'confirm-email', { userId: user.userId, email: `new.${user.email}` });
    await confirmEmail(ctx, { token, keep: undefined, address: facts.address });
    assert.deepEqual(
      [await takeToken(system, 'magic-link', link), await takeToken(system, 'reset-password', reset)],
      [undefined, undefined],
    );
  });

  test('bind the address of whoever follows them to no account but the one that they are signed in to', async () => {
    const [thief, victim] = [await makePerson(), await makePerson()];
    const token = await storeToken(system, 'confirm-email', {
      userId: thief.user.userId,
      email: 'second.address@example.org',
    });
    for (const ctx of [database.ctx({ kind: 'nobody' }), victim.ctx])
      await assert.rejects(confirmEmail(ctx, { token, keep: undefined, address: facts.address }), {
        name: 'Conflict',
        code: 'other_account',
      });
    assert.equal((await getOwnAccount(thief.ctx)).email, thief.user.email);
    assert.deepEqual(await confirmEmail(thief.ctx, { token, keep: undefined, address: facts.address }), {
      email: 'second.address@example.org',
    });
  });
});

test('of two who use a link at once one gets in', async () => {
  const token = await storeToken(system, 'magic-link', { userId: randomUUID(), next: '' });
  const taken = await Promise.all([1, 2, 3, 4].map(() => takeToken(database.ctx(), 'magic-link', token)));
  assert.equal(taken.filter(Boolean).length, 1);
  assert.equal(await takeToken(database.ctx(), 'reset-password', token), undefined);
});

test('a code of an authenticator app signs in once, and another person may have the same one', async () => {
  const [own, other] = [await makePerson(), await makePerson()];
  await spendCode(system, own.user.userId, '123456');
  await assert.rejects(spendCode(system, own.user.userId, '123456'), {
    name: 'Invalid',
    code: 'code_spent',
    problems: [{ where: 'code', message: 'This code has already been used. Wait for the next one.' }],
  });
  await spendCode(system, own.user.userId, '654321');
  await spendCode(system, other.user.userId, '123456');
});

test('who gives up the second factor is no longer proven by two things anywhere, and nobody else is touched', async () => {
  const [own, other] = [await makePerson(), await makePerson()];
  await db
    .updateTable('authSessions')
    .set({ strong: true })
    .where('id', 'in', [own.session.id, other.session.id])
    .execute();
  await weakenSessions(own.ctx);
  const strong = await db
    .selectFrom('authSessions')
    .select(['userId', 'strong'])
    .where('id', 'in', [own.session.id, other.session.id])
    .execute();
  assert.deepEqual(
    new Map(strong.map((row) => [row.userId, row.strong])),
    new Map([
      [own.user.userId, false],
      [other.user.userId, true],
    ]),
  );
  await assert.rejects(weakenSessions(system), { name: 'Forbidden' });
});
