/**
 * Who gets which answer from what stands beside the pages and the API: sign-in by script, signed files, webhooks, test
 * money, health.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OPEN_PATHS } from '#features/accounts/server/auth.ts';
import { makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const ctx = foyer.ctx();
const [somebody, administrator] = [await makeUser(ctx), await makeUser(ctx, undefined, true)];
const cookies: Record<string, string> = {
  nobody: '',
  somebody: await foyer.cookieOf(somebody.email),
  administrator: await foyer.cookieOf(administrator.email),
};

/** Statuses for nobody, somebody with an account, and an administrator. */
type Row = [method: string, address: string, nobody: number, somebody: number, administrator: number];

/** Everybody alike. */
const alike = (method: string, address: string, status: number): Row => [method, address, status, status, status];

const ROWS: Row[] = [
  alike('GET', '/auth/passkey/generate-authenticate-options', 200),
  alike('POST', '/auth/passkey/verify-authentication', 400),
  ['GET', '/auth/passkey/generate-register-options', 403, 200, 200],
  ['POST', '/auth/passkey/verify-registration', 403, 400, 400],
  alike('GET', '/auth/enter?token=nothing', 302),
  alike('POST', '/auth/enter', 404),
  alike('GET', '/auth/get-session', 404),
  alike('POST', '/auth/sign-in/email', 404),
  alike('GET', '/auth/passkey/list-user-passkeys', 404),
  alike('GET', '/files/nothing', 403),
  alike('PUT', '/files/nothing', 403),
  // No account at Stripe and no test money in this walk.
  alike('POST', '/webhooks/stripe', 404),
  alike('GET', '/test-money/c/pay/nothing', 404),
  alike('POST', '/test-money/c/pay/../../v1/events', 404),
  alike('GET', '/healthz', 200),
  alike('GET', '/readyz', 200),
];

async function statusOf(
  method: string,
  address: string,
  who: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const body = method === 'POST' ? { body: '{}' } : {};
  const sent = { cookie: cookies[who] ?? '', origin: foyer.url, 'content-type': 'application/json', ...headers };
  const answer = await fetch(`${foyer.url}${address}`, { method, redirect: 'manual', headers: sent, ...body });
  await answer.arrayBuffer();
  return answer.status;
}

for (const [method, address, ...expected] of ROWS) {
  test(`${method} ${address} answers everybody as the table says`, async () => {
    const got = [];
    for (const who of Object.keys(cookies)) got.push(await statusOf(method, address, who));
    assert.deepEqual(got, expected);
  });
}

test('every path of the sign-in library that is open has a row', () => {
  const known = new Set(ROWS.map(([, address]) => address));
  assert.deepEqual(
    [...OPEN_PATHS].filter((path) => !known.has(path)),
    [],
  );
});

describe('figures', () => {
  test('are for this machine, and not for whoever comes through a proxy, whoever they are', async () => {
    const through = { 'x-forwarded-for': '192.0.2.1' };
    for (const who of Object.keys(cookies)) {
      assert.deepEqual(
        [await statusOf('GET', '/metrics', who), await statusOf('GET', '/metrics', who, through)],
        [200, 404],
        who,
      );
    }
  });

  test('and reasons are not told to others', async () => {
    const answer = await fetch(`${foyer.url}/readyz`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    assert.deepEqual(await answer.json(), { ready: true });
  });
});
