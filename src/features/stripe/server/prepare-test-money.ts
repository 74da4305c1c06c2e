/**
 * The stand-in for Stripe beside an installation that nobody pays real money in: its keys and its port, made once and
 * kept in the data folder.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '#platform/free-port.ts';
import { Invalid } from '#platform/errors.ts';

export type TestMoney = { port: number; clientId: string; platformKey: string; webhookSecret: string };

type Asked = { env: NodeJS.ProcessEnv; url: string };

/**
 * Whether test money is taken: only where no account at Stripe is set, and then where it was asked for, or where `url`
 * leads to this machine only and there is a demo. So nobody whom the public can reach hands out tickets for money that
 * is none.
 * @throws Invalid where it was asked for beside an account at Stripe
 */
export function wantsTestMoney({ env, url }: Asked): boolean {
  const isSet = Boolean(env.STRIPE_SECRET_KEY || env.STRIPE_CLIENT_ID || env.STRIPE_WEBHOOK_SECRET);
  if (isSet && env.STRIPE_TEST_MONEY === 'yes')
    throw new Invalid(
      'Wrong settings: STRIPE_TEST_MONEY is yes, so STRIPE_SECRET_KEY must not be set',
      [{ where: 'STRIPE_TEST_MONEY', message: 'must be no beside STRIPE_SECRET_KEY' }],
      'settings',
    );
  if (isSet || env.STRIPE_TEST_MONEY === 'no') return false;
  return env.STRIPE_TEST_MONEY === 'yes' || (isLoopback(url) && env.FOYER_DEMO !== 'no');
}

/** Whether that address leads back to the machine that follows it (RFC 1122, RFC 4291, RFC 6761). */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /(^|\.)localhost$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/.test(hostname);
}

/** The same for every process on this data folder, whichever comes first. */
export async function prepareTestMoney(dataDir: string): Promise<TestMoney> {
  const file = path.join(dataDir, 'test-money.json');
  if (!existsSync(file)) await makeTestMoney(file);
  return JSON.parse(readFileSync(file, 'utf8')) as TestMoney;
}

/**
 * Chooses another port, where a stranger took the old one. Processes that run already learn of it when they start
 * again.
 */
export async function moveTestMoney(dataDir: string): Promise<TestMoney> {
  const file = path.join(dataDir, 'test-money.json');
  const moved = { ...(await prepareTestMoney(dataDir)), port: await freePort() };
  writeFileSync(file, `${JSON.stringify(moved)}\n`, { mode: 0o600 });
  return moved;
}

/** The file appears whole or not at all; of several processes that start at once, one makes it. */
async function makeTestMoney(file: string): Promise<void> {
  const key = (prefix: string): string => `${prefix}_${randomBytes(24).toString('hex')}`;
  const made: TestMoney = {
    port: await freePort(),
    clientId: key('ca'),
    platformKey: key('sk_test'),
    webhookSecret: key('whsec'),
  };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
