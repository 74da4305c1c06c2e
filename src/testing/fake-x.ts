/**
 * A stand-in for X of today, in OAuth 1.0a and in OAuth 2.0 with PKCE, that refuses what X refuses: it checks
 * signatures (by code of its own), consumer key, callback, timestamps within five minutes, nonces and tokens that count
 * once, verifiers. Its page "Allow or deny" works without scripts.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export type FakeUser = {
  id: string;
  name: string;
  screenName: string;
  email?: string;
  picture?: { bytes: Uint8Array; type: string };
};

export type Place = 'request_token' | 'access_token' | 'profile' | 'picture';
/**
 * What a place does instead of its duty. `somebody-else`: tells of another person; `unconfirmed`: leaves the callback
 * unconfirmed.
 */
export type Mischief = 'html' | 'huge' | 'silent' | 'error' | 'redirect' | 'somebody-else' | 'unconfirmed' | 'empty';

export type FakeX = {
  url: string;
  consumerKey: string;
  consumerSecret: string;
  /** For OAuth 2.0. */
  clientId: string;
  clientSecret: string;
  /**
   * Which of its addresses the app may ask: those of API v2, those of v1.1 that were left to old apps, or only for
   * tokens.
   */
  access: 'v2' | 'v1.1' | 'none';
  /** Who sits in front of the browser, as X sees it. */
  become: (user: FakeUser) => void;
  /** Lets a place behave badly until told otherwise. */
  spoil: (place: Place, mischief: Mischief | null) => void;
  /** Why requests were refused, in order. */
  refusals: string[];
  /** How many requests each place had. */
  calls: Record<string, number>;
  /** Gives consent as the page would, without a browser; the address that the browser is sent back to. */
  consent: (address: string, allow?: boolean) => Promise<string>;
  /** Shifts X's clock, in milliseconds. */
  shiftClock: (ms: number) => void;
};

type RequestToken = { secret: string; callback: string; user?: FakeUser; verifier?: string; used: boolean };
type Code = { query: URLSearchParams; user: FakeUser; used: boolean };
type State = {
  codes: Map<string, Code>;
  bearers: Map<string, FakeUser>;
  tokens: Map<string, RequestToken>;
  access: Map<string, { secret: string; user: FakeUser }>;
  nonces: Set<string>;
  user: FakeUser;
  clock: number;
  mischief: Map<Place, Mischief>;
};

class Refusal extends Error {}

const FIVE_MINUTES = 300;

/**
 * Starts it on a free port for this test file; only callbacks that begin with `callback` are taken once that is known.
 */
export async function startFakeX(callback = 'http'): Promise<FakeX> {
  const keys = {
    consumerKey: `ck-${randomBytes(8).toString('hex')}`,
    consumerSecret: randomBytes(20).toString('base64url'),
    clientId: `ci-${randomBytes(8).toString('hex')}`,
    clientSecret: `${randomBytes(20).toString('base64url')}%/+`,
  };
  const state: State = {
    codes: new Map(),
    bearers: new Map(),
    tokens: new Map(),
    access: new Map(),
    nonces: new Set(),
    user: { id: '1', name: 'Nobody Yet', screenName: 'nobody_yet' },
    clock: 0,
    mischief: new Map(),
  };
  const fake: FakeX = {
    url: '',
    ...keys,
    access: 'v2',
    become: (user) => {
      state.user = user;
    },
    spoil: (place, mischief) => {
      if (mischief) state.mischief.set(place, mischief);
      else state.mischief.delete(place);
    },
    refusals: [],
    calls: {},
    consent: async (address, allow = true) => {
      const { pathname, search, searchParams } = new URL(address);
      const isOAuth2 = pathname === '/i/oauth2/authorize';
      const asked: [string, string] = isOAuth2
        ? ['query', search]
        : ['oauth_token', searchParams.get('oauth_token') ?? ''];
      const body = new URLSearchParams([asked, ['decision', allow ? 'allow' : 'deny']]);
      const answer = await fetch(`${fake.url}${isOAuth2 ? pathname : '/oauth/authorize'}`, {
        method: 'POST',
        redirect: 'manual',
        body,
      });
      return answer.headers.get('location') ?? '';
    },
    shiftClock: (ms) => {
      state.clock = ms;
    },
  };
  const server = createServer((req, res) => {
    answer(fake, state, callback, req, res).catch((error) => {
      fake.refusals.push((error as Error).message);
      send(
        res,
        error instanceof Refusal ? 401 : 500,
        'application/json',
        JSON.stringify({ errors: [{ code: 32, message: (error as Error).message }] }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  fake.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return fake;
}

async function answer(
  fake: FakeX,
  state: State,
  callback: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const url = new URL(req.url ?? '/', fake.url);
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const body = new URLSearchParams(Buffer.concat(parts).toString());
  const key = `${req.method} ${url.pathname}`;
  fake.calls[key] = (fake.calls[key] ?? 0) + 1;
  const check = (secretOf: (token: string) => string | undefined): Map<string, string> =>
    checkSignature(
      fake,
      state,
      { method: req.method ?? '', url, body, header: req.headers.authorization ?? '' },
      secretOf,
    );
  if (key === 'POST /oauth/request_token') return giveRequestToken(fake, state, callback, check, res);
  if (key === 'GET /oauth/authenticate') return askConsent(state, url.searchParams.get('oauth_token') ?? '', res);
  if (key === 'POST /oauth/authorize') return takeConsent(state, body, res);
  if (key === 'POST /oauth/access_token') return giveAccessToken(fake, state, body, check, res);
  if (key === 'GET /i/oauth2/authorize') return askConsentOAuth2(fake, state, url.searchParams, callback, res);
  if (key === 'POST /i/oauth2/authorize') return takeConsentOAuth2(fake, state, body, callback, res);
  if (key === 'POST /2/oauth2/token')
    return giveBearer(fake, state, { body, header: req.headers.authorization ?? '' }, res);
  if (key === 'GET /2/users/me')
    return showMe(fake, state, { url, header: req.headers.authorization ?? '' }, check, res);
  if (key === 'GET /1.1/account/verify_credentials.json') return showCredentials(fake, state, url, check, res);
  if (url.pathname.startsWith('/1.1/') && refusesAccess(false, res)) return;
  if (url.pathname.startsWith('/pictures/')) return showPicture(state, res);
  send(res, 404, 'text/plain', 'Not found');
}

type Check = (secretOf: (token: string) => string | undefined) => Map<string, string>;

function giveRequestToken(fake: FakeX, state: State, allowed: string, check: Check, res: ServerResponse): void {
  const said = check(() => '');
  const callback = said.get('oauth_callback') ?? '';
  if (!callback.startsWith(allowed)) throw new Refusal(`callback ${callback} is not approved`);
  if (misbehave(fake, state, 'request_token', res)) return;
  const token = randomBytes(16).toString('base64url');
  const secret = randomBytes(16).toString('base64url');
  state.tokens.set(token, { secret, callback, used: false });
  const confirmed = state.mischief.get('request_token') === 'unconfirmed' ? 'false' : 'true';
  send(
    res,
    200,
    'text/html; charset=utf-8',
    new URLSearchParams({
      oauth_token: token,
      oauth_token_secret: secret,
      oauth_callback_confirmed: confirmed,
    }).toString(),
  );
}

function askConsent(state: State, token: string, res: ServerResponse): void {
  const known = state.tokens.get(token);
  if (!known || known.verifier || known.used) throw new Refusal('request token is not waiting');
  const page = `<!doctype html><html lang="en"><head><title>Fake X</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"></head><body><h1>Allow Foyer?</h1>
<p>You are ${state.user.name} (@${state.user.screenName}).</p>
<form method="post" action="/oauth/authorize"><input type="hidden" name="oauth_token" value="${token}">
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></body></html>`;
  send(res, 200, 'text/html; charset=utf-8', page);
}

function takeConsent(state: State, body: URLSearchParams, res: ServerResponse): void {
  const token = body.get('oauth_token') ?? '';
  const known = state.tokens.get(token);
  if (!known || known.used || known.verifier) throw new Refusal('request token is not waiting');
  const back = new URL(known.callback);
  if (body.get('decision') === 'allow') {
    known.verifier = randomBytes(16).toString('base64url');
    known.user = state.user;
    back.searchParams.set('oauth_token', token);
    back.searchParams.set('oauth_verifier', known.verifier);
  } else {
    state.tokens.delete(token);
    back.searchParams.set('denied', token);
  }
  res.writeHead(303, { location: back.href });
  res.end();
}

function giveAccessToken(fake: FakeX, state: State, body: URLSearchParams, check: Check, res: ServerResponse): void {
  const said = check((token) => state.tokens.get(token)?.secret);
  const known = state.tokens.get(said.get('oauth_token') ?? '');
  if (!known?.user || known.used) throw new Refusal('request token was not allowed, or was used');
  const verifier = body.get('oauth_verifier') ?? said.get('oauth_verifier');
  if (!verifier || verifier !== known.verifier) throw new Refusal('verifier is wrong');
  known.used = true;
  if (misbehave(fake, state, 'access_token', res)) return;
  const token = `${known.user.id}-${randomBytes(16).toString('base64url')}`;
  const secret = randomBytes(16).toString('base64url');
  state.access.set(token, { secret, user: known.user });
  send(
    res,
    200,
    'text/html; charset=utf-8',
    new URLSearchParams({
      oauth_token: token,
      oauth_token_secret: secret,
      user_id: known.user.id,
      screen_name: known.user.screenName,
    }).toString(),
  );
}

/** What X answers to an app whose access does not reach so far. True where it did. */
function refusesAccess(allowed: boolean, res: ServerResponse): boolean {
  if (allowed) return false;
  const message =
    'You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only.';
  send(res, 403, 'application/json', JSON.stringify({ errors: [{ code: 453, message }] }));
  return true;
}

function pictureOf(fake: FakeX, state: State, user: FakeUser): string {
  return user.picture || state.mischief.has('picture')
    ? `${fake.url}/pictures/${user.id}_normal.png`
    : `${fake.url}/sticky/default_profile_images/default_profile_normal.png`;
}

function showMe(
  fake: FakeX,
  state: State,
  { url, header }: { url: URL; header: string },
  check: Check,
  res: ServerResponse,
): void {
  const bearer = /^Bearer (.+)$/.exec(header)?.[1];
  const user = bearer
    ? state.bearers.get(bearer)
    : state.access.get(check((token) => state.access.get(token)?.secret).get('oauth_token') ?? '')?.user;
  if (!user) throw new Refusal('token is unknown');
  if (refusesAccess(fake.access === 'v2', res)) return;
  if (misbehave(fake, state, 'profile', res)) return;
  const id = state.mischief.get('profile') === 'somebody-else' ? '99999' : user.id;
  const all = {
    id,
    name: user.name,
    username: user.screenName,
    profile_image_url: pictureOf(fake, state, user),
    confirmed_email: user.email,
  };
  const fields = ['id', 'name', 'username', ...(url.searchParams.get('user.fields')?.split(',') ?? [])];
  send(
    res,
    200,
    'application/json',
    JSON.stringify({ data: Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name))) }),
  );
}

function showCredentials(fake: FakeX, state: State, url: URL, check: Check, res: ServerResponse): void {
  const user = state.access.get(check((token) => state.access.get(token)?.secret).get('oauth_token') ?? '')?.user;
  if (!user) throw new Refusal('token is unknown');
  if (refusesAccess(fake.access === 'v1.1', res)) return;
  if (misbehave(fake, state, 'profile', res)) return;
  const id = state.mischief.get('profile') === 'somebody-else' ? '99999' : user.id;
  const email = url.searchParams.get('include_email') === 'true' ? user.email : undefined;
  const answer = {
    id: Number(id),
    id_str: id,
    name: user.name,
    screen_name: user.screenName,
    profile_image_url_https: pictureOf(fake, state, user),
    default_profile_image: !user.picture,
    email,
  };
  send(res, 200, 'application/json', JSON.stringify(answer));
}

/** What X refuses on its own page, before anybody is asked. */
function checkAuthorise(fake: FakeX, query: URLSearchParams, callback: string): void {
  const wrong = (name: string, value: string): boolean => query.get(name) !== value;
  if (wrong('response_type', 'code') || wrong('client_id', fake.clientId) || wrong('code_challenge_method', 'S256'))
    throw new Refusal('the request is not valid');
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '') || !query.get('state'))
    throw new Refusal('the request is not valid');
  if (!(query.get('redirect_uri') ?? '').startsWith(callback))
    throw new Refusal(`callback ${query.get('redirect_uri')} is not approved`);
  const scopes = (query.get('scope') ?? '').split(' ');
  if (!['users.read', 'tweet.read'].every((scope) => scopes.includes(scope))) throw new Refusal('scopes are missing');
}

function askConsentOAuth2(
  fake: FakeX,
  state: State,
  query: URLSearchParams,
  callback: string,
  res: ServerResponse,
): void {
  checkAuthorise(fake, query, callback);
  const page = `<!doctype html><html lang="en"><head><title>Fake X</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"></head><body><h1>Allow Foyer?</h1>
<p>You are ${state.user.name} (@${state.user.screenName}).</p>
<form method="post" action="/i/oauth2/authorize"><input type="hidden" name="query" value="${query.toString().replaceAll('&', '&amp;')}">
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></body></html>`;
  send(res, 200, 'text/html; charset=utf-8', page);
}

function takeConsentOAuth2(
  fake: FakeX,
  state: State,
  body: URLSearchParams,
  callback: string,
  res: ServerResponse,
): void {
  const query = new URLSearchParams(body.get('query') ?? '');
  checkAuthorise(fake, query, callback);
  const back = new URL(query.get('redirect_uri') as string);
  back.searchParams.set('state', query.get('state') as string);
  if (body.get('decision') === 'allow') {
    const code = randomBytes(24).toString('base64url');
    state.codes.set(code, { query, user: state.user, used: false });
    back.searchParams.set('code', code);
  } else back.searchParams.set('error', 'access_denied');
  res.writeHead(303, { location: back.href });
  res.end();
}

function giveBearer(
  fake: FakeX,
  state: State,
  { body, header }: { body: URLSearchParams; header: string },
  res: ServerResponse,
): void {
  const [id, secret] = Buffer.from(/^Basic (.+)$/.exec(header)?.[1] ?? '', 'base64')
    .toString()
    .split(':')
    .map(decodeURIComponent);
  if (id !== fake.clientId || secret !== fake.clientSecret) throw new Refusal('client is unknown');
  const code = state.codes.get(body.get('code') ?? '');
  if (body.get('grant_type') !== 'authorization_code' || !code || code.used)
    throw new Refusal('code is unknown, or was used');
  const challenge = createHash('sha256')
    .update(body.get('code_verifier') ?? '')
    .digest('base64url');
  if (challenge !== code.query.get('code_challenge')) throw new Refusal('verifier is wrong');
  if (body.get('redirect_uri') !== code.query.get('redirect_uri')) throw new Refusal('redirect_uri is another');
  code.used = true;
  if (misbehave(fake, state, 'access_token', res)) return;
  const token = randomBytes(24).toString('base64url');
  state.bearers.set(token, code.user);
  send(
    res,
    200,
    'application/json',
    JSON.stringify({ token_type: 'bearer', expires_in: 7200, access_token: token, scope: code.query.get('scope') }),
  );
}

function showPicture(state: State, res: ServerResponse): void {
  const mischief = state.mischief.get('picture');
  const picture = state.user.picture;
  if (mischief === 'html') send(res, 200, 'image/png', '<!doctype html><script>alert(1)</script>');
  else if (mischief === 'huge') send(res, 200, 'image/png', Buffer.alloc(9 * 1024 * 1024));
  else if (picture) send(res, 200, picture.type, picture.bytes);
  else send(res, 404, 'text/plain', 'Not found');
}

/** True where the answer is given, or will never be. */
function misbehave(fake: FakeX, state: State, place: Place, res: ServerResponse): boolean {
  switch (state.mischief.get(place)) {
    case 'html':
      send(
        res,
        200,
        'text/html; charset=utf-8',
        '<!doctype html><title>Down</title><h1>oauth_token=a&oauth_token_secret=b&user_id=1</h1>',
      );
      return true;
    case 'huge':
      send(res, 200, 'text/plain', 'oauth_token=a&x='.padEnd(3 * 1024 * 1024, 'x'));
      return true;
    case 'error':
      send(res, 503, 'text/plain', 'Over capacity');
      return true;
    case 'redirect':
      res.writeHead(302, { location: `${fake.url}/pictures/elsewhere` });
      res.end();
      return true;
    case 'empty':
      send(res, 200, 'text/plain', '');
      return true;
    case 'silent':
      return true;
    default:
      return false;
  }
}

type Signed = { method: string; url: URL; body: URLSearchParams; header: string };

/** Gives the protocol's parameters of a request that holds. */
function checkSignature(
  fake: FakeX,
  state: State,
  { method, url, body, header }: Signed,
  secretOf: (token: string) => string | undefined,
): Map<string, string> {
  if (!header.startsWith('OAuth ')) throw new Refusal('there is no OAuth header');
  const said = new Map<string, string>();
  for (const pair of header.slice(6).split(/,\s*/)) {
    const [, name, value] = /^([^=]+)="([^"]*)"$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new Refusal('the OAuth header cannot be read');
    if (said.has(name)) throw new Refusal(`${name} stands twice`);
    if (name !== 'realm') said.set(decodeURIComponent(name), decodeURIComponent(value));
  }
  const get = (name: string): string => said.get(name) ?? '';
  if (get('oauth_consumer_key') !== fake.consumerKey) throw new Refusal('consumer key is unknown');
  if (get('oauth_signature_method') !== 'HMAC-SHA1') throw new Refusal('signature method is not HMAC-SHA1');
  if (get('oauth_version') !== '1.0') throw new Refusal('version is not 1.0');
  const now = (Date.now() + state.clock) / 1000;
  if (!/^\d+$/.test(get('oauth_timestamp')) || Math.abs(Number(get('oauth_timestamp')) - now) > FIVE_MINUTES)
    throw new Refusal('timestamp is out of bounds');
  const tokenSecret = secretOf(get('oauth_token'));
  if (tokenSecret === undefined) throw new Refusal('token is unknown');
  const pairs: [string, string][] = [
    ...url.searchParams,
    ...body,
    ...[...said].filter(([name]) => name !== 'oauth_signature'),
  ];
  const list = pairs.map(([name, value]) => `${octets(name)}=${octets(value)}`);
  // '=' would sort behind characters that names may hold; none of those is sent here.
  list.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const base = `${method}&${octets(`${url.origin}${url.pathname}`)}&${octets(list.join('&'))}`;
  const wanted = createHmac('sha1', `${octets(fake.consumerSecret)}&${octets(tokenSecret)}`)
    .update(base)
    .digest();
  const given = Buffer.from(get('oauth_signature'), 'base64');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refusal('signature is wrong');
  const nonce = `${get('oauth_timestamp')} ${get('oauth_token')} ${get('oauth_nonce')}`;
  if (!get('oauth_nonce') || state.nonces.has(nonce)) throw new Refusal('nonce was used');
  state.nonces.add(nonce);
  return said;
}

/** Percent-encoding, octet by octet, not by the code that is under test. */
function octets(text: string): string {
  return [...Buffer.from(text)]
    .map((octet) =>
      /[\w.~-]/.test(String.fromCharCode(octet)) && octet < 128
        ? String.fromCharCode(octet)
        : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

function send(res: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  res.writeHead(status, { 'content-type': type });
  res.end(body);
}
