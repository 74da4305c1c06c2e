/** Where registration is closed, invited people make accounts, and nobody else does in any way. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setRuntime } from '#platform/runtime.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createProvenAccount } from './connect-identity.ts';
import { signUp } from './sign-up.ts';
import { verifySignUp } from './verify-sign-up.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const nobody = database.ctx({ kind: 'nobody' });
const facts = { url: 'https://foyer.example', address: '203.0.113.7' };
const organizer = await makeOrganizer(system);
setRuntime({ config: { url: facts.url, registration: 'invited', organizers: 'administrators' } } as never);
after(() => setRuntime(undefined));

async function invite(email: string, lastsMs = 3_600_000): Promise<void> {
  const values = {
    organizerId: organizer.organizerId,
    email,
    role: 'moderator',
    tokenHash: email,
    expiresAt: new Date(Date.now() + lastsMs),
  };
  await db.insertInto('invitations').values(values).execute();
}

const kindsTo = async (email: string) =>
  (await db.selectFrom('mails').select('kind').where('recipient', '=', email).execute()).map(({ kind }) => kind);
const ask = (email: string) => signUp(nobody, { name: 'Ines', email, password: 'lamps and lanterns', ...facts });

test('who was not invited is told so by mail, and the page says what it says to all', async () => {
  await ask('stranger@example.org');
  await invite('late@example.org', -3_600_000);
  await ask('late@example.org');
  assert.deepEqual(
    [await kindsTo('stranger@example.org'), await kindsTo('late@example.org')],
    [['not-invited'], ['not-invited']],
  );
  await assert.rejects(createProvenAccount(system, { email: 'stranger@example.org', name: 'S', locale: 'en' }), {
    name: 'Conflict',
    code: 'closed',
  });
});

test('who was invited makes an account, in the browser of the sign-up without typing the password again', async () => {
  await invite('Guest@example.org');
  const { browser } = await ask('guest@example.org');
  const { textBody } = await db
    .selectFrom('mails')
    .selectAll()
    .where('recipient', '=', 'guest@example.org')
    .executeTakeFirstOrThrow();
  const token = /token=([\w-]+)/.exec(textBody)?.[1] as string;
  for (const other of [undefined, '', 'guessed']) {
    await assert.rejects(verifySignUp(nobody, { token, password: '', browser: other, address: facts.address }), {
      name: 'Invalid',
      code: 'wrong_password',
    });
  }
  await verifySignUp(nobody, { token, password: '', browser, address: facts.address });
  assert.deepEqual(
    await db.selectFrom('users').select('emailVerified').where('email', '=', 'guest@example.org').execute(),
    [{ emailVerified: true }],
  );
});

test('organisations are started by administrators alone, where the setting says so', async () => {
  const [person, administrator] = [await makeUser(system), await makeUser(system, undefined, true)];
  await assert.rejects(createOrganizer(database.ctx(person), { name: 'Mine' }), {
    name: 'Forbidden',
    code: 'organizers_closed',
  });
  assert.equal((await createOrganizer(database.ctx(administrator), { name: 'Ours' })).slug, 'ours');
});
