/**
 * A stand-in for an OpenID Connect provider, and for GitHub: it checks client, callback, PKCE and that codes count
 * once; its page "Allow or deny" works without scripts.
 */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export type FakePerson = {
  sub: string;
  name?: string;
  email?: string;
  emailVerified?: boolean;
  website?: string;
  picture?: string;
  /** Claims that stand in the ID token besides those that it needs; userinfo says the rest. */
  inToken?: Record<string, unknown>;
};
/** What is wrong with the next tokens. */
export type Fault =
  'nonce' | 'audience' | 'unsigned' | 'other-key' | 'expired' | 'other-person' | 'issuer' | 'shared-secret';

export type FakeOidc = {
  url: string;
  clientId: string;
  clientSecret: string;
  become: (person: FakePerson) => void;
  spoil: (fault: Fault | null) => void;
  refusals: string[];
  /** Gives consent as the page would; the address that the browser is sent back to. */
  consent: (address: string, allow?: boolean) => Promise<string>;
};

type Code = { query: URLSearchParams; person: FakePerson; used: boolean };
type State = { codes: Map<string, Code>; tokens: Map<string, FakePerson>; person: FakePerson; fault: Fault | null };

class Refusal extends Error {}

const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Starts it on a free port for this test file. As GitHub it is reached under the same address. */
export async function startFakeOidc(): Promise<FakeOidc> {
  const state: State = { codes: new Map(), tokens: new Map(), person: { sub: '1' }, fault: null };
  const fake: FakeOidc = {
    url: '',
    clientId: 'foyer-client',
    clientSecret: randomBytes(20).toString('base64url'),
    become: (person) => {
      state.person = person;
    },
    spoil: (fault) => {
      state.fault = fault;
    },
    refusals: [],
    consent: async (address, allow = true) => {
      const { search } = new URL(address);
      const answer = await fetch(`${fake.url}/decide`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ query: search, decision: allow ? 'allow' : 'deny' }),
      });
      return answer.headers.get('location') ?? '';
    },
  };
  const server = createServer((req, res) => {
    answer(fake, state, req, res).catch((error) => {
      fake.refusals.push((error as Error).message);
      send(res, error instanceof Refusal ? 400 : 500, {
        error: 'invalid_request',
        error_description: (error as Error).message,
      });
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

async function answer(fake: FakeOidc, state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', fake.url);
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const body = new URLSearchParams(Buffer.concat(parts).toString());
  const bearer = req.headers.authorization?.replace(/^Bearer /, '') ?? '';
  switch (`${req.method} ${url.pathname}`) {
    case 'GET /.well-known/openid-configuration':
      return send(res, 200, {
        issuer: state.fault === 'issuer' ? 'http://elsewhere.example' : fake.url,
        authorization_endpoint: `${fake.url}/authorize`,
        token_endpoint: `${fake.url}/token`,
        userinfo_endpoint: `${fake.url}/userinfo`,
        jwks_uri: `${fake.url}/jwks`,
      });
    case 'GET /authorize':
    case 'GET /login/oauth/authorize':
      return askConsent(fake, state, url.searchParams, res);
    case 'POST /decide':
      return takeConsent(fake, state, body, res);
    case 'POST /token': {
      const person = redeem(fake, state, body, req.headers.authorization);
      return giveTokens(fake, state, person, res);
    }
    case 'POST /login/oauth/access_token': {
      const basic = `Basic ${Buffer.from(`${body.get('client_id')}:${body.get('client_secret')}`).toString('base64')}`;
      return send(res, 200, {
        access_token: storeToken(state, redeem(fake, state, body, basic).person),
        token_type: 'bearer',
      });
    }
    case 'GET /jwks':
      return send(res, 200, {
        keys: [{ ...KEY.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }],
      });
    case 'GET /userinfo':
      return send(res, 200, userinfo(state, bearer));
    case 'GET /api/v3/user': {
      const { sub, name, picture, website } = personOf(state, bearer);
      return send(res, 200, {
        id: Number(sub),
        login: `person-${sub}`,
        name: name ?? null,
        avatar_url: picture ?? '',
        blog: website ?? '',
        html_url: `${fake.url}/person-${sub}`,
      });
    }
    case 'GET /api/v3/user/emails': {
      const { email, emailVerified } = personOf(state, bearer);
      return send(
        res,
        200,
        email
          ? [
              { email: 'second@private.example', primary: false, verified: true },
              { email, primary: true, verified: emailVerified === true },
            ]
          : [],
      );
    }
    default:
      return send(res, 404, { error: 'not_found' });
  }
}

function askConsent(fake: FakeOidc, state: State, query: URLSearchParams, res: ServerResponse): void {
  checkQuestion(fake, query);
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  res.end(`<!doctype html><html lang="en"><head><title>Fake provider</title><link rel="icon" href="data:,"></head><body><h1>Allow Foyer?</h1><p>You are ${state.person.name ?? state.person.sub}.</p>
<form method="post" action="/decide"><input type="hidden" name="query" value="${`?${query}`.replaceAll('&', '&amp;')}">
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></body></html>`);
}

function checkQuestion(fake: FakeOidc, query: URLSearchParams): void {
  if (query.get('client_id') !== fake.clientId) throw new Refusal('client is unknown');
  if (!query.get('redirect_uri')?.includes('/sign-in/with/')) throw new Refusal('redirect_uri is not registered');
  if (
    !query.get('state') ||
    query.get('code_challenge_method') !== 'S256' ||
    (query.get('code_challenge') ?? '').length < 43
  )
    throw new Refusal('state or challenge is missing');
}

function takeConsent(fake: FakeOidc, state: State, body: URLSearchParams, res: ServerResponse): void {
  const query = new URLSearchParams(body.get('query') ?? '');
  checkQuestion(fake, query);
  const back = new URL(query.get('redirect_uri') as string);
  back.searchParams.set('state', query.get('state') as string);
  if (body.get('decision') === 'allow') {
    const code = randomBytes(16).toString('base64url');
    state.codes.set(code, { query, person: state.person, used: false });
    back.searchParams.set('code', code);
    back.searchParams.set('iss', fake.url);
  } else back.searchParams.set('error', 'access_denied');
  res.writeHead(303, { location: back.href });
  res.end();
}

function redeem(fake: FakeOidc, state: State, body: URLSearchParams, authorization: string | undefined): Code {
  const wanted = `Basic ${Buffer.from(`${fake.clientId}:${fake.clientSecret}`).toString('base64')}`;
  if (authorization !== wanted) throw new Refusal('client secret is wrong');
  const code = state.codes.get(body.get('code') ?? '');
  if (!code || code.used) throw new Refusal('code is unknown or was used');
  code.used = true;
  if (code.query.get('redirect_uri') !== body.get('redirect_uri')) throw new Refusal('redirect_uri is another');
  if (
    createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url') !== code.query.get('code_challenge')
  )
    throw new Refusal('code_verifier is wrong');
  return code;
}

function giveTokens(fake: FakeOidc, state: State, { query, person }: Code, res: ServerResponse): void {
  const { fault } = state;
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    ...person.inToken,
    iss: fake.url,
    sub: person.sub,
    aud: fault === 'audience' ? 'another-client' : fake.clientId,
    nonce: fault === 'nonce' ? 'guessed' : query.get('nonce'),
    iat: seconds - (fault === 'expired' ? 7200 : 0),
    exp: seconds + (fault === 'expired' ? -3600 : 300),
  };
  const alg = fault === 'unsigned' ? 'none' : fault === 'shared-secret' ? 'HS256' : 'RS256';
  const text = `${encode({ alg, kid: 'k1' })}.${encode(claims)}`;
  const signer = createSign('RSA-SHA256').update(text);
  const signed =
    fault === 'unsigned' ? '' : signer.sign((fault === 'other-key' ? OTHER_KEY : KEY).privateKey).toString('base64url');
  send(res, 200, {
    access_token: storeToken(state, person),
    token_type: 'Bearer',
    expires_in: 300,
    id_token: `${text}.${signed}`,
  });
}

function storeToken(state: State, person: FakePerson): string {
  const token = randomBytes(16).toString('base64url');
  state.tokens.set(token, person);
  return token;
}

function personOf(state: State, bearer: string): FakePerson {
  const person = state.tokens.get(bearer);
  if (!person) throw new Refusal('token is unknown');
  return person;
}

function userinfo(state: State, bearer: string): object {
  const { sub, name, email, emailVerified, website, picture } = personOf(state, bearer);
  return {
    sub: state.fault === 'other-person' ? 'somebody-else' : sub,
    name,
    email,
    email_verified: emailVerified,
    website,
    picture,
  };
}

function encode(said: object): string {
  return Buffer.from(JSON.stringify(said)).toString('base64url');
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
