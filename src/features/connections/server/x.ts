/**
 * Signing in with X: OAuth 2.0 with PKCE, or three-legged OAuth 1.0a for apps that have only those keys. Both ask the
 * same address of API v2 for the profile. Sources: docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE", "3-legged
 * OAuth flow", "Users lookup: me". The old users/show.json is closed to apps of today (status 403, code 453).
 */
import type { XSettings } from '#platform/config.ts';
import { Invalid, Unavailable } from '#platform/errors.ts';
import { callProvider, readJson, type ProviderAnswer } from '#platform/http/call-provider.ts';
import { cleanProfile, type Profile, type Provider } from '../connection.ts';
import { freshProof, proofOf, readOAuth2Consent } from './oidc.ts';
import { type OAuth1Keys, type Parameter, signRequest } from './sign-oauth1.ts';

const NAME = 'X';
const API = 'https://api.x.com';

/** What the profile is asked for: X gives the address only to apps that may ask for it. */
const SCOPES = 'users.read tweet.read users.email';
const FIELDS = 'id,name,username,url,profile_image_url,confirmed_email';

/** The adapter to X, or to whatever answers at `base` as X does. */
export function createX(settings: XSettings): Provider {
  return settings.protocol === 'oauth2' ? createWithOAuth2(settings) : createWithOAuth1(settings);
}

function createWithOAuth2({ key, secret, base }: XSettings): Provider {
  const site = base === API ? 'https://x.com' : base;
  return {
    id: 'x',
    name: NAME,
    begin: (callback) => {
      const { state, kept, challenge } = freshProof();
      const query = { response_type: 'code', client_id: key, redirect_uri: callback, scope: SCOPES, state };
      const proof = { code_challenge: challenge, code_challenge_method: 'S256' };
      const address = `${site}/i/oauth2/authorize?${new URLSearchParams({ ...query, ...proof })}`;
      return Promise.resolve({ address, token: state, secret: kept });
    },
    readConsent: readOAuth2Consent,
    finish: async (query, kept) => {
      const code = query.get('code');
      if (!code) throw refused('gives no code');
      const { verifier } = proofOf(kept.secret);
      const grant = { grant_type: 'authorization_code', code, redirect_uri: kept.callback, code_verifier: verifier };
      const authorization = `Basic ${Buffer.from(`${encodeURIComponent(key)}:${encodeURIComponent(secret)}`).toString('base64')}`;
      const body = new URLSearchParams(grant);
      const answer = await callProvider(NAME, `${base}/2/oauth2/token`, {
        method: 'POST',
        headers: { authorization },
        body,
      });
      if (answer.status === 400 || answer.status === 401) throw refused('does not take the code');
      const { access_token: token } = readJson(NAME, answer);
      if (typeof token !== 'string' || !token) throw refused('gives no access token');
      // Nothing but this answer says who it is.
      const profile = readProfile(await askProfile(base, () => `Bearer ${token}`));
      if (!profile) throw new Unavailable(`${NAME} does not tell who you are at the moment`, 'service');
      return profile;
    },
  };
}

function createWithOAuth1({ key, secret, base }: XSettings): Provider {
  const consumer = { consumerKey: key, consumerSecret: secret };
  return {
    id: 'x',
    name: NAME,
    begin: async (callback, now) => {
      const answer = await post(`${base}/oauth/request_token`, [], consumer, now, [['oauth_callback', callback]]);
      const form = readForm(answer);
      const [token, tokenSecret] = [form.get('oauth_token'), form.get('oauth_token_secret')];
      if (!token || !tokenSecret || form.get('oauth_callback_confirmed') !== 'true')
        throw refused('gives no request token');
      return {
        address: `${base}/oauth/authenticate?${new URLSearchParams({ oauth_token: token })}`,
        token,
        secret: tokenSecret,
      };
    },
    readConsent: (query) => {
      const denied = query.get('denied');
      const token = denied ?? query.get('oauth_token');
      return token ? { token, denied: denied !== null } : null;
    },
    finish: async (query, kept, now) => {
      const verifier = query.get('oauth_verifier');
      if (!verifier) throw refused('gives no verifier');
      const request = { ...consumer, token: kept.token, tokenSecret: kept.secret };
      const form = readForm(await post(`${base}/oauth/access_token`, [['oauth_verifier', verifier]], request, now));
      const [token, tokenSecret, userId] = ['oauth_token', 'oauth_token_secret', 'user_id'].map((name) =>
        form.get(name),
      );
      if (!token || !tokenSecret || !userId) throw refused('gives no access token');
      return completeProfile(
        base,
        { ...consumer, token, tokenSecret },
        { id: userId, username: form.get('screen_name') },
        now,
      );
    },
  };
}

/**
 * The answer with the access token has proven who it is. Name, picture and address are asked for beyond that, and an
 * app that may not ask, or an X that does not answer, keeps nobody from signing in.
 */
async function completeProfile(
  base: string,
  keys: OAuth1Keys,
  proven: { id: string; username: string | null },
  now: number,
): Promise<Profile> {
  const sign = (url: string): string => signRequest({ method: 'GET', url }, keys, now);
  const answer = (await askProfile(base, sign)) ?? (await askCredentials(base, sign));
  if (answer && answer.id !== proven.id) throw refused('tells of somebody else');
  const profile = readProfile(answer ?? proven);
  if (!profile) throw refused('does not tell who you are');
  return profile;
}

type Answer = { id?: unknown; [field: string]: unknown };

/** API v2's "me"; undefined where X does not answer, or not this app. */
async function askProfile(base: string, authorise: (url: string) => string): Promise<Answer | undefined> {
  const url = `${base}/2/users/me?${new URLSearchParams({ 'user.fields': FIELDS })}`;
  const { data } = (await askWhereAllowed(url, authorise)) ?? {};
  return typeof data === 'object' && data !== null ? (data as Answer) : undefined;
}

/** API v1.1, which older apps may still ask, in the words of v2. */
async function askCredentials(base: string, authorise: (url: string) => string): Promise<Answer | undefined> {
  const query = { include_email: 'true', include_entities: 'false', skip_status: 'true' };
  const url = `${base}/1.1/account/verify_credentials.json?${new URLSearchParams(query)}`;
  const answer = await askWhereAllowed(url, authorise);
  if (!answer) return undefined;
  const {
    id_str: id,
    screen_name: username,
    name,
    email,
    profile_image_url_https: picture,
    default_profile_image: none,
  } = answer;
  return { id, username, name, confirmed_email: email, profile_image_url: none === true ? '' : picture };
}

async function askWhereAllowed(
  url: string,
  authorise: (url: string) => string,
): Promise<Record<string, unknown> | undefined> {
  try {
    return readJson(NAME, await callProvider(NAME, url, { headers: { authorization: authorise(url) } }));
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

/** X tells only addresses that it has confirmed. Undefined where nobody is named. */
function readProfile(answer: Answer | undefined): Profile | undefined {
  if (!answer) return undefined;
  const handle = typeof answer.username === 'string' && /^\w{1,50}$/.test(answer.username) ? answer.username : '';
  const picture = typeof answer.profile_image_url === 'string' ? answer.profile_image_url : '';
  // The picture of who has none is the same for everybody. A name that ends in _normal is 48 pixels; another ending is
  // the large one.
  const pictures = picture.includes('/default_profile')
    ? []
    : [picture.replace(/_normal(\.\w+)?$/, '_400x400$1'), picture];
  const link = handle && `https://x.com/${handle}`;
  const email = answer.confirmed_email;
  return (
    cleanProfile({
      accountId: answer.id,
      handle,
      name: answer.name,
      link,
      pictures,
      email,
      emailVerified: Boolean(email),
    }) ?? undefined
  );
}

async function post(
  url: string,
  body: Parameter[],
  keys: OAuth1Keys,
  now: number,
  extra: Parameter[] = [],
): Promise<ProviderAnswer> {
  const authorization = signRequest({ method: 'POST', url, body }, keys, now, extra);
  const form = new URLSearchParams(body.map((pair) => [...pair]));
  return callProvider(NAME, url, { method: 'POST', headers: { authorization, accept: '*/*' }, body: form });
}

/** An answer in the form of a form (RFC 5849, 2.1). */
function readForm({ status, text }: ProviderAnswer): URLSearchParams {
  if (status !== 200) throw refused(`refuses (status ${status})`);
  if (text.trimStart().startsWith('<')) throw refused('answers with a web page');
  return new URLSearchParams(text);
}

function refused(what: string): Invalid {
  return new Invalid(`${NAME} ${what}`, [], 'refused');
}
