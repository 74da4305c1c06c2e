import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import { exchangeCookies, exchangedCookies, exchangeEnds } from './exchange-cookies.ts';

const DAYS = 30 * 86_400;

function exchange(cookie: string): [string | undefined, string[]] {
  const req = { headers: { cookie } } as IncomingMessage;
  exchangeCookies(req, DAYS);
  return [req.headers.cookie, exchangedCookies(req)];
}

const GONE = '__Secure-foyer.session_token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax';

test('a session under its former name goes on under the present one, signature and all', () => {
  assert.deepEqual(exchange('locale=ar; __Secure-foyer.session_token=abc.d%3D%3D'), [
    'locale=ar; __Host-foyer.session_token=abc.d%3D%3D',
    [GONE, `__Host-foyer.session_token=abc.d%3D%3D; Path=/; Max-Age=${DAYS}; HttpOnly; Secure; SameSite=Lax`],
  ]);
});

test('the present cookie counts where a browser has both, so that a planted former one does nothing', () => {
  assert.deepEqual(exchange('__Secure-foyer.session_token=planted; __Host-foyer.session_token=own'), [
    '__Host-foyer.session_token=own',
    [GONE],
  ]);
});

test('other cookies are left alone', () => {
  assert.deepEqual(exchange('__Host-foyer.session_token=own; a=b'), ['__Host-foyer.session_token=own; a=b', []]);
});

test('they are exchanged as long as a session may last that began before, and never where nobody got one', async () => {
  const { db } = await createTestDatabase();
  const renamed = Date.parse('2026-12-01T20:00:00Z');
  const appliedAt = (first: number) =>
    sql`
    update schema_migrations set applied_at = case when name < '0042' then ${new Date(first)}::timestamptz else ${new Date(renamed)}::timestamptz end`.execute(
      db,
    );
  await appliedAt(renamed - 3_600_000 * 24);
  assert.equal(await exchangeEnds(db, DAYS), renamed + DAYS * 1000);
  await appliedAt(renamed - 1000);
  assert.equal(await exchangeEnds(db, DAYS), 0);
});
