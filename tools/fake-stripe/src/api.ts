/** One request to the API: whose it is, whether it may, whether it was made before, the work, the answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { noAccess, redact } from './accounts.ts';
import { expireSessions } from './checkout.ts';
import type { Log, Received } from './control.ts';
import { type Form, parseForm } from './form.ts';
import { type Answer, claimKey, type Idempotency, storeAnswer, releaseKey } from './idempotency.ts';
import { expand, type ListInput, page } from './list.ts';
import { type CallMischief, faultBody, takeMischief } from './mischief.ts';
import { deauthorize, exchangeCode } from './oauth.ts';
import { invalid, Refusal, refuse } from './refusal.ts';
import { findRoute, type Route } from './routes.ts';
import { readShape } from './shape.ts';
import { answerFaults, requestFaults, type Spec } from './spec.ts';
import { API_VERSION, newId, PLATFORM, type World } from './world.ts';

/**
 * What passes between the stand-in and those who use it. `endpoint`: as `POST /v1/refunds`; `form`: the parameters as
 * they came.
 */
export type Observed =
  { kind: 'answer'; endpoint: string; form: Form; status: number; body: unknown } | { kind: 'event'; event: unknown };
export type Observe = (observed: Observed) => void;
export type Api = { world: World; log: Log; idempotency: Idempotency; spec: Spec | undefined; observe?: Observe };
export type Asked = { method: string; url: URL; header: (name: string) => string; body: string };
/** Undefined: no answer is to be given. */
export type Given = { status: number; headers: Record<string, string>; body: object } | 'hang' | 'cut';

export async function answerApi(api: Api, asked: Asked): Promise<Given> {
  const requestId = newId('req', 7);
  const entry: Received = {
    id: requestId,
    method: asked.method,
    path: asked.url.pathname,
    account: '',
    key: redact(bearer(asked)),
    idempotencyKey: asked.header('idempotency-key') || null,
    said: {},
    status: 0,
    replayed: false,
  };
  api.log.received.push(entry);
  const mischief = takeMischief(api.log.mischief, `${asked.method} ${asked.url.pathname}`);
  const early = mischief && (mischief.when ?? 'before') === 'before' ? mischief.does : undefined;
  if (early !== undefined && typeof early !== 'object') return note(entry, faulty(early, requestId));
  const given = await attend(api, asked, entry, mischief);
  return note(entry, given);
}

function faulty(does: 429 | 500 | 502 | 503 | 'hang' | 'cut', requestId: string): Given {
  return typeof does === 'number'
    ? { status: does, headers: { 'request-id': requestId }, body: faultBody(does) }
    : does;
}

function note(entry: Received, given: Given): Given {
  entry.status = typeof given === 'string' ? given : given.status;
  if (typeof given !== 'string' && given.headers['idempotent-replayed']) entry.replayed = true;
  return given;
}

async function attend(api: Api, asked: Asked, entry: Received, mischief: CallMischief | undefined): Promise<Given> {
  const headers: Record<string, string> = { 'request-id': entry.id, 'stripe-version': API_VERSION };
  try {
    if (asked.url.pathname.startsWith('/oauth/')) return answerOauth(api.world, asked, entry, headers, mischief);
    entry.account = authenticate(api.world, asked);
    if (entry.account !== PLATFORM) headers['stripe-account'] = entry.account;
    return await attendTo(api, asked, entry, headers, mischief);
  } catch (error) {
    return { ...refusalOf(error), headers };
  }
}

function refusalOf(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: error.body };
  return {
    status: 500,
    body: { error: { type: 'api_error', message: `The stand-in for Stripe broke: ${(error as Error).stack ?? ''}` } },
  };
}

function answerOauth(
  world: World,
  asked: Asked,
  entry: Received,
  headers: Record<string, string>,
  mischief: CallMischief | undefined,
): Given {
  const form = parseForm(asked.body);
  entry.said = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, /secret|token/.test(name) ? redact(String(value)) : value]),
  );
  const secret = typeof form.client_secret === 'string' ? form.client_secret : bearer(asked);
  const acts: Record<string, () => object> = {
    'POST /oauth/token': () => exchangeCode(world, form, secret),
    'POST /oauth/deauthorize': () => deauthorize(world, form, secret),
  };
  const act = acts[`${asked.method} ${asked.url.pathname}`];
  if (!act)
    throw refuse(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${asked.method}: ${asked.url.pathname}).`,
    });
  world.made = { requestId: entry.id, idempotencyKey: null };
  const body = act();
  if (mischief?.when === 'after' && typeof mischief.does !== 'object') return faulty(mischief.does, entry.id);
  return { status: 200, headers, body };
}

function bearer(asked: Asked): string {
  const header = asked.header('authorization');
  if (header.startsWith('Basic ')) return Buffer.from(header.slice(6), 'base64').toString().split(':')[0] ?? '';
  return /^Bearer (\S+)$/.exec(header)?.[1] ?? '';
}

/** The account whose resources the request is about. */
function authenticate(world: World, asked: Asked): string {
  const key = bearer(asked);
  if (!key)
    throw refuse(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  const own = key === world.platformKey ? PLATFORM : world.keys.get(key);
  if (!own) throw refuse(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${redact(key)}` });
  const version = asked.header('stripe-version');
  if (version && version !== API_VERSION)
    throw invalid(`Invalid Stripe API version: ${version}. This stand-in speaks ${API_VERSION} alone.`);
  const account = asked.header('stripe-account');
  if (!account || account === own) return own;
  if (own !== PLATFORM || !world.connected.has(account)) throw noAccess(world, account);
  return account;
}

async function attendTo(
  api: Api,
  asked: Asked,
  entry: Received,
  headers: Record<string, string>,
  mischief: CallMischief | undefined,
): Promise<Given> {
  const { route, ids } = findRoute(asked.method, asked.url.pathname);
  const form = readForm(asked);
  entry.said = form;
  const key = asked.method === 'POST' ? asked.header('idempotency-key') : '';
  const kept = key
    ? claimKey(api.idempotency, entry.account, key, `${asked.url.pathname} ${JSON.stringify(form)}`, entry.id)
    : undefined;
  // A lost answer may be lost again.
  if (kept && mischief?.when === 'after' && typeof mischief.does !== 'object') return faulty(mischief.does, entry.id);
  if (kept)
    return {
      status: kept.status,
      headers: { ...headers, 'idempotent-replayed': 'true', 'original-request': kept.original, 'idempotency-key': key },
      body: kept.body,
    };
  if (key) headers['idempotency-key'] = key;
  let input: object;
  try {
    input = checkInput(api, route, form);
    if (typeof mischief?.does === 'object') await sleep(mischief.does.delayMs);
  } catch (error) {
    if (key) releaseKey(api.idempotency, entry.account, key);
    throw error;
  }
  const answer = work(
    api,
    route,
    { world: api.world, account: entry.account, ids },
    input,
    { requestId: entry.id, idempotencyKey: key || null },
    asked.url.pathname,
  );
  api.observe?.({
    kind: 'answer',
    endpoint: `${route.method} ${route.path}`,
    form,
    ...(JSON.parse(JSON.stringify(answer)) as Answer),
  });
  return finish(api, entry, key, answer, headers, mischief);
}

function readForm(asked: Asked): Form {
  if (asked.method !== 'POST') return parseForm(asked.url.search.slice(1));
  const type = asked.header('content-type');
  if (asked.body && !type.startsWith('application/x-www-form-urlencoded'))
    throw invalid(
      `Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.`,
    );
  return parseForm(asked.body);
}

function checkInput(api: Api, route: Route, form: Form): object {
  const input = readShape(form, route.shape);
  const faults = api.spec ? requestFaults(api.spec, route.method, route.path, form) : [];
  if (faults.length === 0) return input;
  api.log.drift.push(...faults.map((fault) => `request ${route.method} ${route.path}: ${fault}`));
  throw invalid(`Invalid request: ${faults.join('; ')}`);
}

function work(
  api: Api,
  route: Route,
  call: Parameters<NonNullable<Route['run']>>[0],
  input: object,
  made: World['made'],
  pathname: string,
): Answer {
  api.world.made = null;
  expireSessions(api.world);
  api.world.made = made;
  try {
    const answer = route.run
      ? route.run(call, input as never)
      : page((route.list?.(call, input as never) ?? []) as { id: string }[], input as ListInput, pathname);
    const body = expand(api.world, structuredClone(answer), (input as { expand?: string[] }).expand ?? []);
    return checked(api, route, { status: 200, body });
  } catch (error) {
    return checked(api, route, refusalOf(error));
  } finally {
    api.world.made = null;
  }
}

/** An answer that Stripe would not give is none. */
function checked(api: Api, route: Route, answer: Answer): Answer {
  const faults =
    api.spec && !(route.method === 'DELETE')
      ? answerFaults(api.spec, route.method, route.path, answer.status, answer.body)
      : [];
  if (faults.length === 0) return answer;
  api.log.drift.push(...faults.map((fault) => `answer ${route.method} ${route.path}: ${fault}`));
  return {
    status: 500,
    body: { error: { type: 'api_error', message: `The stand-in answers what Stripe would not: ${faults.join('; ')}` } },
  };
}

function finish(
  api: Api,
  entry: Received,
  key: string,
  answer: Answer,
  headers: Record<string, string>,
  mischief: CallMischief | undefined,
): Given {
  const late = mischief?.when === 'after' && typeof mischief.does !== 'object' ? mischief.does : undefined;
  const remembered = late === 500 ? { status: 500, body: faultBody(500) } : answer;
  if (key) storeAnswer(api.idempotency, entry.account, key, remembered);
  return late === undefined ? { ...answer, headers } : faulty(late, entry.id);
}
