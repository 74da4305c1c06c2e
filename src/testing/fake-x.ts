/**
 * A stand-in for X that refuses what X refuses: it checks signatures (by code of its own), consumer key, callback, timestamps within
 * five minutes, nonces and tokens that count once, verifiers. Its page "Allow or deny" works without scripts.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export type FakeUser = { id: string; name: string; screenName: string; picture?: { bytes: Uint8Array; type: string } };

export type Place = 'request_token' | 'access_token' | 'show' | 'picture';
/** What a place does instead of its duty. `somebody-else`: tells of another person; `unconfirmed`: leaves the callback unconfirmed. */
export type Mischief = 'html' | 'huge' | 'silent' | 'error' | 'redirect' | 'somebody-else' | 'unconfirmed' | 'empty';

export type FakeX = {
  url: string;
  consumerKey: string;
  consumerSecret: string;
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
type State = { tokens: Map<string, RequestToken>; access: Map<string, { secret: string; user: FakeUser }>; nonces: Set<string>; user: FakeUser; clock: number; mischief: Map<Place, Mischief> };

class Refusal extends Error {}

const FIVE_MINUTES = 300;

/** Starts it on a free port for this test file; only callbacks that begin with `callback` are taken once that is known. */
export async function startFakeX(callback = 'http'): Promise<FakeX> {
  const keys = { consumerKey: `ck-${randomBytes(8).toString('hex')}`, consumerSecret: randomBytes(20).toString('base64url') };
  const state: State = { tokens: new Map(), access: new Map(), nonces: new Set(), user: { id: '1', name: 'Nobody Yet', screenName: 'nobody_yet' }, clock: 0, mischief: new Map() };
  const fake: FakeX = {
    url: '',
    ...keys,
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
      const token = new URL(address).searchParams.get('oauth_token') ?? '';
      const answer = await fetch(`${fake.url}/oauth/authorize`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ oauth_token: token, decision: allow ? 'allow' : 'deny' }) });
      return answer.headers.get('location') ?? '';
    },
    shiftClock: (ms) => {
      state.clock = ms;
    },
  };
  const server = createServer((req, res) => {
    answer(fake, state, callback, req, res).catch((error) => {
      fake.refusals.push((error as Error).message);
      send(res, error instanceof Refusal ? 401 : 500, 'application/json', JSON.stringify({ errors: [{ code: 32, message: (error as Error).message }] }));
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

async function answer(fake: FakeX, state: State, callback: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', fake.url);
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const body = new URLSearchParams(Buffer.concat(parts).toString());
  const key = `${req.method} ${url.pathname}`;
  fake.calls[key] = (fake.calls[key] ?? 0) + 1;
  const check = (secretOf: (token: string) => string | undefined): Map<string, string> => checkSignature(fake, state, { method: req.method ?? '', url, body, header: req.headers.authorization ?? '' }, secretOf);
  if (key === 'POST /oauth/request_token') return giveRequestToken(fake, state, callback, check, res);
  if (key === 'GET /oauth/authenticate') return askConsent(state, url.searchParams.get('oauth_token') ?? '', res);
  if (key === 'POST /oauth/authorize') return takeConsent(state, body, res);
  if (key === 'POST /oauth/access_token') return giveAccessToken(fake, state, body, check, res);
  if (key === 'GET /1.1/users/show.json') return showUser(fake, state, url, check, res);
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
  send(res, 200, 'text/html; charset=utf-8', new URLSearchParams({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: confirmed }).toString());
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
  send(res, 200, 'text/html; charset=utf-8', new URLSearchParams({ oauth_token: token, oauth_token_secret: secret, user_id: known.user.id, screen_name: known.user.screenName }).toString());
}

function showUser(fake: FakeX, state: State, url: URL, check: Check, res: ServerResponse): void {
  const said = check((token) => state.access.get(token)?.secret);
  if (misbehave(fake, state, 'show', res)) return;
  const user = state.access.get(said.get('oauth_token') ?? '')?.user;
  if (user?.id !== url.searchParams.get('user_id')) throw new Refusal('that user is somebody else');
  const id = state.mischief.get('show') === 'somebody-else' ? '99999' : user.id;
  const picture = user.picture || state.mischief.has('picture') ? `${fake.url}/pictures/${user.id}_normal.png` : null;
  send(res, 200, 'application/json', JSON.stringify({ id: Number(id), id_str: id, name: user.name, screen_name: user.screenName, profile_image_url_https: picture, default_profile_image: picture === null, url: null, description: '' }));
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
      send(res, 200, 'text/html; charset=utf-8', '<!doctype html><title>Down</title><h1>oauth_token=a&oauth_token_secret=b&user_id=1</h1>');
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
function checkSignature(fake: FakeX, state: State, { method, url, body, header }: Signed, secretOf: (token: string) => string | undefined): Map<string, string> {
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
  if (!/^\d+$/.test(get('oauth_timestamp')) || Math.abs(Number(get('oauth_timestamp')) - now) > FIVE_MINUTES) throw new Refusal('timestamp is out of bounds');
  const tokenSecret = secretOf(get('oauth_token'));
  if (tokenSecret === undefined) throw new Refusal('token is unknown');
  const pairs: [string, string][] = [...url.searchParams, ...body, ...[...said].filter(([name]) => name !== 'oauth_signature')];
  const list = pairs.map(([name, value]) => `${octets(name)}=${octets(value)}`);
  // '=' would sort behind characters that names may hold; none of those is sent here.
  list.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const base = `${method}&${octets(`${url.origin}${url.pathname}`)}&${octets(list.join('&'))}`;
  const wanted = createHmac('sha1', `${octets(fake.consumerSecret)}&${octets(tokenSecret)}`).update(base).digest();
  const given = Buffer.from(get('oauth_signature'), 'base64');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refusal('signature is wrong');
  const nonce = `${get('oauth_timestamp')} ${get('oauth_token')} ${get('oauth_nonce')}`;
  if (!get('oauth_nonce') || state.nonces.has(nonce)) throw new Refusal('nonce was used');
  state.nonces.add(nonce);
  return said;
}

/** Percent-encoding, octet by octet, not by the code that is under test. */
function octets(text: string): string {
  return [...Buffer.from(text)].map((octet) => (/[\w.~-]/.test(String.fromCharCode(octet)) && octet < 128 ? String.fromCharCode(octet) : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}

function send(res: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  res.writeHead(status, { 'content-type': type });
  res.end(body);
}
