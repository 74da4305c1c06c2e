/** The stand-in for Stripe beside an installation: its pages under Foyer's own address, and nothing else of it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { prepareTestMoney } from '#features/stripe/server/prepare-test-money.ts';
import { startTestMoney } from '#features/stripe/server/serve-test-money.ts';
import './features.ts';
import { openFoyer } from './open-foyer.ts';
import { startWeb } from './web.ts';

const { url: databaseUrl } = await createTestDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-test-money-'));
const foyer = await openFoyer({
  env: { PORT: '0', DATABASE_URL: databaseUrl, FOYER_DATA: folder, LOG_LEVEL: 'silent' },
  payments: true,
});
const end = await startTestMoney(foyer.config);
const web = await startWeb(foyer);
after(async () => {
  await web.stop();
  await end();
  await foyer.close();
  rmSync(folder, { recursive: true });
});
const base = `http://127.0.0.1:${web.port}`;
foyer.config.url = `http://localhost:${web.port}`;
const kept = await prepareTestMoney(folder);
const api = `http://localhost:${kept.port}`;
const headers = { authorization: `Bearer ${kept.platformKey}` };

async function ask(wanted: string, said: Record<string, string>, account?: string): Promise<Record<string, string>> {
  const answer = await fetch(`${api}${wanted}`, {
    method: 'POST',
    headers: { ...headers, ...(account && { 'stripe-account': account }) },
    body: new URLSearchParams(said),
  });
  return (await answer.json()) as Record<string, string>;
}

async function sessionOfAnAccount(): Promise<string> {
  const { id = '' } = await ask('/v1/accounts', { type: 'standard' });
  const { url: setup = '' } = await ask('/v1/account_links', {
    account: id,
    type: 'account_onboarding',
    refresh_url: `${foyer.config.url}/again`,
    return_url: `${foyer.config.url}/done`,
  });
  const finished = await fetch(setup, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'finish' }),
    redirect: 'manual',
  });
  assert.equal(finished.status, 303);
  const item = {
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'eur',
    'line_items[0][price_data][unit_amount]': '4500',
    'line_items[0][price_data][product_data][name]': 'Balcony',
  };
  const { url = '' } = await ask(
    '/v1/checkout/sessions',
    {
      mode: 'payment',
      success_url: `${foyer.config.url}/orders/A/b/paid`,
      cancel_url: `${foyer.config.url}/orders/A/b/pay`,
      ...item,
    },
    id,
  );
  return new URL(url).pathname;
}

test('an address that leads elsewhere by dots, backslashes or encoding is nothing here', async () => {
  const leads = [
    '/c/pay/../../v1/events',
    '/c/pay/..%2f..%2fv1/events',
    '/c/pay/%2e%2e/%2e%2e/v1/events',
    '/c/pay/..\\..\\v1/events',
  ];
  leads.push('/c/pay/./../v1/accounts', '/c/pay/x/../../../v1/accounts', '//c/pay/../v1/accounts');
  const answers = await Promise.all(leads.map((wanted) => rawly(`/test-money${wanted}`)));
  assert.deepEqual(
    answers,
    leads.map(() => 'HTTP/1.1 404 Not Found'),
  );
});

/** The first line of the answer to an address as it stands, which `fetch` would tidy up. */
async function rawly(address: string): Promise<string> {
  const socket = connect(web.port, '127.0.0.1');
  socket.write(`POST ${address} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const part of socket) text += String(part);
  return text.split('\r\n')[0] ?? '';
}

test('a payment is made under Foyer’s own address, by whichever name its reader came', async () => {
  const page = await sessionOfAnAccount();
  const shown = await fetch(`${base}/test-money${page}`);
  const html = await shown.text();
  assert.match(html, /Test money:/);
  assert.deepEqual(
    [...html.matchAll(/action="([^"]*)"/g)].map(([, action]) => action),
    [`/test-money${page}`],
  );
  assert.doesNotMatch(html, /localhost|127\.0\.0\.1/);
  const pay = (decision: string): Promise<Response> =>
    fetch(`${base}/test-money${page}`, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });
  assert.equal((await pay('declined')).status, 402);
  const asked = await pay('authenticate');
  assert.deepEqual([asked.status, asked.headers.get('location')], [303, `/test-money${page}/confirm`]);
  const paid = await pay('confirm');
  assert.deepEqual([paid.status, paid.headers.get('location')], [303, '/orders/A/b/paid']);
  assert.match(await (await fetch(`${base}/test-money${page}`)).text(), /href="\/orders\/A\/b\/paid"/);
});

test('its keys, its money and its handles are reached by nobody from outside', async () => {
  for (const wanted of [
    '/v1/accounts',
    '/oauth/token',
    '/_control/received',
    '/c/pay/../../v1/accounts',
    '//v1/accounts',
    '',
  ]) {
    assert.equal((await fetch(`${base}/test-money${wanted}`, { headers })).status, 404, wanted);
  }
  assert.equal((await fetch(`${base}/test-money/c/pay/x`, { method: 'DELETE' })).status, 404);
  assert.equal((await fetch(`${api}/_control/received`)).status, 404);
});

test('a second web process on the same folder leaves it to the first', async () => {
  await (
    await startTestMoney(foyer.config)
  )();
  assert.equal((await fetch(`${api}/v1/accounts`, { headers })).status, 200);
});

test('an installation that does not take test money has no such pages', async () => {
  const { stripe } = foyer.config;
  foyer.config.stripe = undefined;
  assert.equal((await fetch(`${base}/test-money/c/pay/cs_test_1`)).status, 404);
  foyer.config.stripe = stripe;
});
