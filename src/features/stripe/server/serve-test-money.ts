/**
 * Test money: the stand-in for Stripe runs beside the web side, on loopback, and its pages are shown under this
 * installation's own address, so that a phone in the same network reaches them too. Nothing else of it is reachable
 * from outside.
 */
import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import path from 'node:path';
import { type Config, loadConfig } from '#platform/config.ts';
import { readBody } from '#platform/http/read-body.ts';
import { setSecurityHeaders } from '#platform/http/security-headers.ts';
import { english } from '#platform/i18n/problem.ts';
import { pageAtStripe, TEST_MONEY_DOOR } from '#platform/stripe-settings.ts';
import { prepareTestMoney, moveTestMoney, type TestMoney, wantsTestMoney } from './prepare-test-money.ts';

/** The pages that people see; keys, charges and refunds are for this installation alone. */
const PAGES = /^\/(c\/pay|3d_secure|setup|receipts|(express\/)?oauth\/authorize)(\/|\?|$)/;
const MOST_BYTES = 64 * 1024;

/** The stand-in as this installation's Stripe, where test money is wanted. @throws Invalid where both were asked for */
export async function withTestMoney(config: Config, env: NodeJS.ProcessEnv): Promise<Config> {
  if (!wantsTestMoney({ env, url: config.url })) return config;
  const { port, clientId, platformKey, webhookSecret } = await prepareTestMoney(config.dataDir);
  const base = `http://localhost:${port}`;
  const { stripe } = loadConfig({
    ...env,
    STRIPE_SECRET_KEY: platformKey,
    STRIPE_CLIENT_ID: clientId,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: base,
    STRIPE_CONNECT_BASE: base,
  });
  return { ...config, stripe: stripe && { ...stripe, testMoney: true } };
}

/** Starts it where this installation takes test money, and leaves it to whoever of several web processes came first. */
export async function startTestMoney(config: Config): Promise<() => Promise<void>> {
  if (!config.stripe?.testMoney) return async () => {};
  // Only an installation with test money loads what is otherwise for tests.
  const { startFakeStripe } = await import('#fake-stripe/fake-stripe.ts');
  const start = ({ port, ...keys }: TestMoney) =>
    startFakeStripe({
      ...keys,
      port,
      webhookUrl: `${ownAddress(config)}/webhooks/stripe`,
      redirectUris: [`${config.url}/*`],
      stateFile: path.join(config.dataDir, 'test-money'),
      spec: false,
      controls: false,
    });
  const kept = await prepareTestMoney(config.dataDir);
  try {
    return (await start(kept)).stop;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await isOurs(kept)) return async () => {};
    const moved = await moveTestMoney(config.dataDir);
    config.stripe = { ...config.stripe, apiBase: addressOf(moved), connectBase: addressOf(moved) };
    return (await start(moved)).stop;
  }
}

export function addressOf({ port }: Pick<TestMoney, 'port'>): string {
  return `http://localhost:${port}`;
}

async function isOurs(kept: TestMoney): Promise<boolean> {
  const answer = await fetch(`${addressOf(kept)}/v1/accounts`, {
    headers: { authorization: `Bearer ${kept.platformKey}` },
    signal: AbortSignal.timeout(2000),
  }).catch(() => undefined);
  return answer?.status === 200;
}

/** Where this process hears from this machine. */
function ownAddress({ host, port }: Config): string {
  return `http://${['0.0.0.0', '::', ''].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Shows the stand-in's pages. False for every other address. */
export function showTestMoney(config: Config, req: IncomingMessage, res: ServerResponse): boolean {
  const url = req.url ?? '';
  if (!config.stripe?.testMoney || !url.startsWith(`${TEST_MONEY_DOOR}/`)) return false;
  const wanted = url.slice(TEST_MONEY_DOOR.length);
  setSecurityHeaders(res, config.url, '/');
  if (!isPlain(wanted) || !PAGES.test(wanted) || !['GET', 'POST'].includes(req.method ?? ''))
    return refuse(res, 404, english({ code: 'not_found.page', values: {} }));
  pass(config, req, res, wanted).catch(() => refuse(res, 503, english({ code: 'stripe.test_money', values: {} })));
  return true;
}

/** Whether the stand-in reads the address as it stands here: dot segments and backslashes would lead it elsewhere. */
function isPlain(wanted: string): boolean {
  return URL.parse(wanted, 'http://localhost')?.pathname === wanted.split(/[?#]/)[0];
}

async function pass(config: Config, req: IncomingMessage, res: ServerResponse, wanted: string): Promise<void> {
  const body = req.method === 'POST' ? await readBody(req, MOST_BYTES) : Buffer.alloc(0);
  const there = request(`${config.stripe?.apiBase}${wanted}`, {
    method: req.method ?? 'GET',
    headers: { 'content-type': req.headers['content-type'] ?? '', 'content-length': body.length },
  });
  there.end(body);
  const [answer] = (await once(there, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const { location, 'content-type': type } = answer.headers;
  res.writeHead(answer.statusCode ?? 502, {
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    ...(type ? { 'content-type': type } : {}),
    ...(location ? { location: leadHome(config, location) } : {}),
  });
  res.end(leadLinksHome(config, Buffer.concat(parts).toString()));
}

/**
 * An address of the stand-in or of this installation as a reader of this installation can follow it, by whichever name
 * they came.
 */
function leadHome({ stripe, url, urlIsGiven }: Config, address: string): string {
  const shown = stripe ? pageAtStripe(stripe, address) : address;
  if (shown !== address) return shown;
  return !urlIsGiven && address.startsWith(`${url}/`) ? address.slice(url.length) : address;
}

function leadLinksHome(config: Config, html: string): string {
  return html
    .replaceAll('action="/', `action="${TEST_MONEY_DOOR}/`)
    .replaceAll(/(?<=href=")https?:[^"]*/g, (address) => leadHome(config, address));
}

function refuse(res: ServerResponse, status: number, words: string): true {
  if (!res.headersSent) res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(words);
  return true;
}
