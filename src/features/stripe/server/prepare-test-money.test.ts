import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { Invalid } from '#platform/errors.ts';
import { prepareTestMoney, moveTestMoney, wantsTestMoney } from './prepare-test-money.ts';

const LOCAL = 'http://localhost:3000';
const PUBLIC = 'https://events.example.org';

describe('whether an installation takes test money', () => {
  const rows: [what: string, env: NodeJS.ProcessEnv, url: string, wants: boolean][] = [
    ['a first start on one’s own computer does', {}, LOCAL, true],
    ['an installation with an address of its own does not', {}, PUBLIC, false],
    ['unless it was asked to', { STRIPE_TEST_MONEY: 'yes' }, PUBLIC, true],
    ['an address that leads to this machine only does, however it is written', {}, 'http://127.0.0.9:4401', true],
    ['the same in IPv6', {}, 'http://[::1]:4401', true],
    ['and by a name below localhost', {}, 'http://foyer.localhost', true],
    ['a name that only begins like that does not', {}, 'http://localhost.example.org', false],
    ['nor one of the network', {}, 'http://192.168.1.7:3000', false],
    ['nobody has to', { STRIPE_TEST_MONEY: 'no' }, LOCAL, false],
    ['an installation without a demo does not', { FOYER_DEMO: 'no' }, LOCAL, false],
    ['an installation with an account at Stripe does not', { STRIPE_SECRET_KEY: 'sk_test_x' }, LOCAL, false],
    [
      'nor one where half of that is said, so that the other half is asked for',
      { STRIPE_WEBHOOK_SECRET: 'whsec_x' },
      LOCAL,
      false,
    ],
  ];
  for (const [what, env, url, wants] of rows) test(what, () => assert.equal(wantsTestMoney({ env, url }), wants));
  test('both at once are refused', () =>
    assert.throws(
      () => wantsTestMoney({ env: { STRIPE_SECRET_KEY: 'sk_live_x', STRIPE_TEST_MONEY: 'yes' }, url: PUBLIC }),
      Invalid,
    ));
});

describe('its keys', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-test-money-'));
  after(() => rmSync(folder, { recursive: true }));
  test('are made once, whoever comes first, and are nobody else’s', async () => {
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => prepareTestMoney(folder)));
    assert.deepEqual(others, [first, first]);
    assert.equal(statSync(path.join(folder, 'test-money.json')).mode & 0o077, 0);
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'foyer-test-money-'));
    assert.notEqual((await prepareTestMoney(elsewhere)).platformKey, first?.platformKey);
    rmSync(elsewhere, { recursive: true });
  });
  test('stay when it moves to another port', async () => {
    const before = await prepareTestMoney(folder);
    const moved = await moveTestMoney(folder);
    assert.notEqual(moved.port, before.port);
    assert.deepEqual([moved, await prepareTestMoney(folder)], [{ ...before, port: moved.port }, moved]);
  });
});
