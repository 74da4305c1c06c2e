/**
 * Signing in with any OpenID Connect provider: authorisation code with PKCE, state and nonce (OpenID Connect Core 1.0,
 * RFC 7636, RFC 9700).
 */
import { createHash, createPublicKey, type JsonWebKeyInput, randomBytes, verify } from 'node:crypto';
import type { SignInSettings } from '#platform/config.ts';
import { Invalid, Unavailable } from '#platform/errors.ts';
import { callProvider, readJson } from '#platform/http/call-provider.ts';
import { cleanProfile, type Consent, type Profile, type Provider } from '../connection.ts';

type OidcSettings = NonNullable<SignInSettings['oidc']>;
type Endpoints = { issuer: string; authorise: string; token: string; keys: string; userinfo: string; basic: boolean };
type Claims = Record<string, unknown>;

/** Clocks may differ by so much, in seconds. */
const LEEWAY = 60;

/** The adapter to the provider whose issuer is `base`. */
export function createOidc(settings: OidcSettings): Provider {
  const { key, secret, name } = settings;
  return {
    id: 'oidc',
    name,
    begin: async (callback) => {
      const { authorise } = await discover(settings);
      const { state, kept, challenge, nonce } = freshProof();
      const url = new URL(authorise);
      const query = {
        response_type: 'code',
        client_id: key,
        redirect_uri: callback,
        scope: 'openid profile email',
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      for (const [field, value] of Object.entries(query)) url.searchParams.set(field, value);
      return { address: url.href, token: state, secret: kept };
    },
    readConsent: readOAuth2Consent,
    finish: async (query, kept, now) => {
      const code = query.get('code');
      if (!code) throw refused(name, 'gives no code');
      const endpoints = await discover(settings);
      const from = query.get('iss');
      // RFC 9207: an answer that names another issuer was meant for somebody else.
      if (from !== null && from !== endpoints.issuer) throw refused(name, 'is not who answered');
      const { verifier, nonce } = proofOf(kept.secret);
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: kept.callback,
        code_verifier: verifier,
      });
      const basic = `Basic ${Buffer.from(`${encodeURIComponent(key)}:${encodeURIComponent(secret)}`).toString('base64')}`;
      if (!endpoints.basic)
        for (const [field, value] of [
          ['client_id', key],
          ['client_secret', secret],
        ] as const)
          body.set(field, value);
      const answer = await callProvider(name, endpoints.token, {
        method: 'POST',
        body,
        headers: endpoints.basic ? { authorization: basic } : {},
      });
      if (answer.status === 400 || answer.status === 401) throw refused(name, 'does not take the code');
      const { id_token: idToken, access_token: accessToken } = readJson(name, answer);
      if (typeof idToken !== 'string' || typeof accessToken !== 'string') throw refused(name, 'gives no token');
      const claims = await readIdToken(settings, endpoints, idToken, { nonce, now });
      return profileOf(settings, claims, await readUserinfo(settings, endpoints, accessToken, claims));
    },
  };
}

/** What an answer of OAuth 2 says of its attempt. */
export function readOAuth2Consent(query: URLSearchParams): Consent | null {
  const state = query.get('state');
  return state ? { token: state, denied: query.get('error') === 'access_denied' } : null;
}

/** What ties an answer to its question: `state` travels along, `kept` stays with us. */
export function freshProof(): { state: string; nonce: string; challenge: string; kept: string } {
  const [state, nonce, verifier] = [fresh(), fresh(), fresh()];
  return {
    state,
    nonce,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    kept: JSON.stringify({ verifier, nonce }),
  };
}

/** What `freshProof` gave to keep. */
export function proofOf(kept: string): { verifier: string; nonce: string } {
  return JSON.parse(kept) as { verifier: string; nonce: string };
}

function fresh(): string {
  return randomBytes(32).toString('base64url');
}

/** OpenID Connect Discovery 1.0, 4. @throws Unavailable where the provider describes itself wrongly */
async function discover({ base, name }: OidcSettings): Promise<Endpoints> {
  const said = readJson(name, await callProvider(name, `${base}/.well-known/openid-configuration`));
  const place = (field: string, needed = true): string => {
    const value = said[field];
    if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === new URL(base).protocol)
      return value;
    if (needed) throw new Unavailable(`${name} does not say where its ${field} is`, 'service');
    return '';
  };
  if (typeof said.issuer !== 'string' || said.issuer.replace(/\/+$/, '') !== base)
    throw new Unavailable(`${name} calls itself ${String(said.issuer)} and not ${base}`, 'service');
  const ways = said.token_endpoint_auth_methods_supported;
  return {
    issuer: said.issuer,
    authorise: place('authorization_endpoint'),
    token: place('token_endpoint'),
    keys: place('jwks_uri'),
    userinfo: place('userinfo_endpoint', false),
    basic: !Array.isArray(ways) || ways.includes('client_secret_basic'),
  };
}

/** OpenID Connect Core 1.0, 3.1.3.7. */
async function readIdToken(
  { key, name }: OidcSettings,
  { issuer, keys }: Endpoints,
  idToken: string,
  { nonce, now }: { nonce: string; now: number },
): Promise<Claims> {
  const [head = '', body = '', signed = '', ...more] = idToken.split('.');
  const header = decode(name, head);
  if (more.length > 0 || !(await isSigned(name, keys, header, `${head}.${body}`, signed)))
    throw refused(name, 'gives a token that it has not signed');
  const claims = decode(name, body);
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const seconds = now / 1000;
  const isOurs = claims.iss === issuer && audience.includes(key) && (audience.length === 1 || claims.azp === key);
  if (!isOurs || claims.nonce !== nonce) throw refused(name, 'gives a token that is for somebody else');
  if (
    typeof claims.exp !== 'number' ||
    claims.exp < seconds - LEEWAY ||
    (typeof claims.iat === 'number' && claims.iat > seconds + LEEWAY)
  )
    throw refused(name, 'gives a token that is not of now');
  return claims;
}

const ALGORITHMS: Record<string, { hash: string | null; kty: string; ec?: true }> = {
  RS256: { hash: 'sha256', kty: 'RSA' },
  RS384: { hash: 'sha384', kty: 'RSA' },
  RS512: { hash: 'sha512', kty: 'RSA' },
  ES256: { hash: 'sha256', kty: 'EC', ec: true },
  ES384: { hash: 'sha384', kty: 'EC', ec: true },
  EdDSA: { hash: null, kty: 'OKP' },
};

/** Only signatures that nobody but the provider can make: no `none`, nothing by a shared secret. */
async function isSigned(name: string, keysUrl: string, header: Claims, text: string, signed: string): Promise<boolean> {
  const algorithm = Object.hasOwn(ALGORITHMS, String(header.alg)) ? ALGORITHMS[String(header.alg)] : undefined;
  if (!algorithm || header.crit !== undefined) return false;
  const { keys } = readJson(name, await callProvider(name, keysUrl));
  const fitting = (
    Array.isArray(keys) ? (keys as (JsonWebKeyInput['key'] & { kid?: string; use?: string })[]) : []
  ).filter(
    (key) =>
      key.kty === algorithm.kty &&
      (key.use === undefined || key.use === 'sig') &&
      (header.kid === undefined || key.kid === header.kid),
  );
  const bytes = Buffer.from(signed, 'base64url');
  return fitting.some((jwk) => {
    try {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      return verify(algorithm.hash, Buffer.from(text), algorithm.ec ? { key, dsaEncoding: 'ieee-p1363' } : key, bytes);
    } catch {
      return false;
    }
  });
}

function decode(name: string, part: string): Claims {
  try {
    const said: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof said === 'object' && said !== null) return said as Claims;
  } catch {
    // Said below.
  }
  throw refused(name, 'gives a token that cannot be read');
}

/** What the provider tells beside the token; it must be of the same person. */
async function readUserinfo(
  { name }: OidcSettings,
  { userinfo }: Endpoints,
  accessToken: string,
  { sub }: Claims,
): Promise<Claims> {
  if (!userinfo) return {};
  const said = readJson(
    name,
    await callProvider(name, userinfo, { headers: { authorization: `Bearer ${accessToken}` } }),
  );
  if (said.sub !== sub) throw refused(name, 'tells of somebody else');
  return said;
}

/** Who it is stands in the ID token alone. What is shown of the person may come from either document. */
function profileOf({ name }: OidcSettings, token: Claims, userinfo: Claims): Profile {
  const shown = (field: string): unknown => token[field] || userinfo[field];
  const profile = cleanProfile({
    accountId: `${String(token.iss)} ${String(token.sub)}`,
    handle: shown('preferred_username'),
    name: shown('name'),
    link: shown('website') || shown('profile'),
    pictures: [shown('picture')],
    ...addressOf([token, userinfo]),
  });
  if (!profile || typeof token.sub !== 'string') throw refused(name, 'does not tell who you are');
  return profile;
}

/**
 * The address and whether the provider vouches for it, both from one document: `email_verified` says something of the
 * `email` beside it and of no other. The first document that vouches for its address counts, else the first that names
 * one.
 */
function addressOf(documents: Claims[]): { email: unknown; emailVerified: boolean } {
  const named = documents.filter(({ email }) => typeof email === 'string' && email !== '');
  const said = named.find((document) => document.email_verified === true) ?? named[0];
  return { email: said?.email, emailVerified: said?.email_verified === true };
}

function refused(name: string, what: string): Invalid {
  return new Invalid(`${name} ${what}`, [], 'refused');
}
