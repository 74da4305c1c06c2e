import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { discardExpired } from './jobs.ts';
import { findToken, storeToken, TOKEN_SECONDS } from './store-token.ts';

const database = await createTestDatabase();
const { db } = database;
const NOW = Date.parse('2027-05-08T08:00:00Z');
const at = (seconds: number) => ({ ...database.ctx(), now: NOW + seconds * 1000 });

test('what a stranger typed at a sign-up that nobody confirmed is forgotten once its link is dead', async () => {
  const what = (email: string) => ({ name: 'Mira', email, passwordHash: 'x', locale: 'en', next: '' });
  await storeToken(at(0), 'sign-up', what('old@example.org'));
  const token = await storeToken(at(60), 'sign-up', what('new@example.org'));
  await discardExpired(at(TOKEN_SECONDS));
  assert.deepEqual(
    (await db.selectFrom('authVerifications').select('value').execute()).map(
      ({ value }) => (JSON.parse(value) as { email: string }).email,
    ),
    ['new@example.org'],
  );
  assert.equal((await findToken(at(TOKEN_SECONDS), 'sign-up', token))?.email, 'new@example.org');
});

test('a sign-in that is over is forgotten with the address and browser it came from; one that runs stays', async () => {
  const { userId } = await makeUser(at(0));
  const values = (token: string, seconds: number) => ({
    userId,
    token,
    expiresAt: new Date(NOW + seconds * 1000),
    ipAddress: '203.0.113.7',
    userAgent: 'a browser',
  });
  await db
    .insertInto('authSessions')
    .values([values('over', 0), values('runs', 1)])
    .execute();
  await discardExpired(at(0));
  assert.deepEqual(await db.selectFrom('authSessions').select('token').execute(), [{ token: 'runs' }]);
});
