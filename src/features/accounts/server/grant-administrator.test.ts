import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { makeUser } from '#testing/builders.ts';
import { grantAdministrator } from './grant-administrator.ts';

const database = await createTestDatabase();
const system = database.ctx();

const administrators = (email: string) =>
  database.db.selectFrom('users').select(['name', 'administrator']).where('email', '=', email).execute();
const entries = async (email: string): Promise<number> =>
  (await database.db.selectFrom('auditEntries').select('id').where('subject', '=', `administrator ${email}`).execute())
    .length;

test('processes that start at once make one first administrator, and each goes on', async () => {
  const email = 'first@foyer.localhost';
  const made = await Promise.all(
    Array.from({ length: 4 }, () => grantAdministrator(system, { email, name: 'Administrator' })),
  );
  assert.equal(made.filter(({ created }) => created).length, 1);
  assert.deepEqual(
    [await administrators(email), await entries(email)],
    [[{ name: 'Administrator', administrator: true }], 1],
  );
});

test('somebody who has an account keeps it and their name, and is raised once', async () => {
  const { email, name } = await makeUser(system);
  assert.deepEqual(
    [await grantAdministrator(system, { email }), await grantAdministrator(system, { email })],
    [{ created: false }, { created: false }],
  );
  assert.deepEqual([await administrators(email), await entries(email)], [[{ name, administrator: true }], 1]);
});

test('only Foyer makes administrators, of addresses', async () => {
  const somebody = await makeUser(system);
  await assert.rejects(grantAdministrator({ ...system, actor: somebody }, { email: 'x@foyer.example' }), {
    name: 'Forbidden',
  });
  await assert.rejects(grantAdministrator(system, { email: 'nobody' }), { name: 'Invalid' });
});
