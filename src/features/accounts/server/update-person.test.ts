/** Administrators end access and block; nobody else does, and what was published goes on. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { loadConfig } from '#platform/config.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createAuth } from './auth.ts';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { getPerson, listPeople } from './find-people.ts';
import { storeToken } from './store-token.ts';
import { findActorByApiKey } from '#features/api-keys/server/queries.ts';
import { blockPerson, endPersonAccess, sendPersonReset, unblockPerson } from './update-person.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const auth = createAuth({ ...loadConfig({ FOYER_SECRET: 's'.repeat(40) }), url: 'http://localhost' }, database.url);
after(() => auth.close());
const administrator = await makeUser(system, undefined, true);
const asAdministrator = database.ctx(administrator);

async function makePerson() {
  const organizer = await makeOrganizer(system);
  const event = await makeEvent(system, organizer);
  const user = await makeUser(system, { organizer, role: 'owner' });
  const { key } = await createApiKey(database.ctx({ ...user, provenAt: Date.now() }), { name: 'Printer' });
  const { cookies } = await auth.startSession(user.userId, new Headers());
  const headers = new Headers({ cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') });
  return { user, event, key, headers };
}

test('nobody but an administrator finds people or does anything with their accounts', async () => {
  const { user } = await makePerson();
  for (const [ctx, name] of [
    [database.ctx({ kind: 'nobody' }), 'NotFound'],
    [database.ctx(user), 'Forbidden'],
  ] as const) {
    for (const act of [
      () => listPeople(ctx, {}),
      () => getPerson(ctx, user.userId),
      () => endPersonAccess(ctx, user.userId),
      () => blockPerson(ctx, user.userId),
      () => unblockPerson(ctx, user.userId),
      () => sendPersonReset(ctx, user.userId, ''),
    ]) {
      await assert.rejects(act(), { name });
    }
  }
  await assert.rejects(getPerson(asAdministrator, randomUUID()), { name: 'NotFound' });
  await assert.rejects(getPerson(asAdministrator, "' or 1=1"), { name: 'NotFound' });
});

test('people are found by a part of their name or address, to the letter', async () => {
  const { user } = await makePerson();
  const found = await listPeople(asAdministrator, { q: user.email.slice(3, -4).toUpperCase() });
  assert.deepEqual(
    found.people.map(({ id }) => id),
    [user.userId],
  );
  assert.deepEqual((await listPeople(asAdministrator, { q: '%' })).people, []);
});

describe('a block', () => {
  test('ends sessions and keys, refuses every way in, leaves the published event, and is in the record', async () => {
    const { user, event, key, headers } = await makePerson();
    await blockPerson(asAdministrator, user.userId);
    assert.deepEqual(await auth.actorOf(headers), { kind: 'nobody' });
    assert.equal(await findActorByApiKey(system, key), undefined);
    await assert.rejects(auth.startSession(user.userId, new Headers()), { name: 'Forbidden', code: 'blocked' });
    await assert.rejects(auth.startSession(user.userId, new Headers(), { strong: true }), {
      name: 'Forbidden',
      code: 'blocked',
    });
    const published = await db.selectFrom('events').select('state').where('id', '=', event.eventId).executeTakeFirst();
    assert.deepEqual(published, { state: 'published' });
    await assert.rejects(sendPersonReset(asAdministrator, user.userId, ''), { name: 'Conflict', code: 'blocked' });
    await unblockPerson(asAdministrator, user.userId);
    assert.equal((await auth.startSession(user.userId, new Headers())).secondFactor, false);
    const acts = await db
      .selectFrom('auditEntries')
      .select(['action', 'actorId'])
      .where('subject', '=', user.email)
      .orderBy('id')
      .execute();
    assert.deepEqual(acts, [
      { action: 'person.block', actorId: administrator.userId },
      { action: 'person.unblock', actorId: administrator.userId },
    ]);
  });

  test('of a key that was kept somehow does not help either', async () => {
    const { user, key } = await makePerson();
    await db.updateTable('users').set({ blockedAt: new Date() }).where('id', '=', user.userId).execute();
    assert.equal(await findActorByApiKey(system, key), undefined);
  });

  test('is for nobody’s own account', async () => {
    await assert.rejects(blockPerson(asAdministrator, administrator.userId), { name: 'Conflict', code: 'own_account' });
  });
});

test('ending access ends sessions, keys and mailed links, and a reset goes to the owner alone', async () => {
  const { user, headers, key } = await makePerson();
  await storeToken(system, 'magic-link', { userId: user.userId, next: '' });
  assert.deepEqual(await endPersonAccess(asAdministrator, user.userId), { sessions: 1, keys: 1 });
  assert.deepEqual(
    [await auth.actorOf(headers), await findActorByApiKey(system, key)],
    [{ kind: 'nobody' }, undefined],
  );
  assert.deepEqual(
    await db.selectFrom('authVerifications').select('id').where('value', 'like', `%${user.userId}%`).execute(),
    [],
  );
  assert.deepEqual(await sendPersonReset(asAdministrator, user.userId, 'https://foyer.example'), { email: user.email });
  const mails = await db
    .selectFrom('mails')
    .select(['kind', 'recipient', 'sensitive'])
    .where('recipient', '=', user.email)
    .where('kind', '=', 'reset-password')
    .execute();
  assert.deepEqual(mails, [{ kind: 'reset-password', recipient: user.email, sensitive: true }]);
});
