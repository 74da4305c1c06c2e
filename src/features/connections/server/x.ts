/** Signing in with X: three-legged OAuth 1.0a, then users/show. */
import type { ServiceSettings } from '#platform/config.ts';
import { Invalid } from '#platform/errors.ts';
import { callProvider, readJson, type ProviderAnswer } from '#platform/http/call-provider.ts';
import { cleanProfile, type Profile, type Provider } from '../connection.ts';
import { type OAuth1Keys, type Parameter, signRequest } from './sign-oauth1.ts';

const NAME = 'X';

/** The adapter to X, or to whatever stands at `base` and speaks as X does. */
export function createX({ key, secret, base }: ServiceSettings): Provider {
  const consumer = { consumerKey: key, consumerSecret: secret };
  return {
    id: 'x',
    name: NAME,
    begin: async (callback, now) => {
      const said = readForm(await post(`${base}/oauth/request_token`, [], consumer, now, [['oauth_callback', callback]]));
      const [token, tokenSecret] = [said.get('oauth_token'), said.get('oauth_token_secret')];
      if (!token || !tokenSecret || said.get('oauth_callback_confirmed') !== 'true') throw refused('gives no request token');
      return { address: `${base}/oauth/authenticate?${new URLSearchParams({ oauth_token: token })}`, token, secret: tokenSecret };
    },
    readConsent: (query) => {
      const denied = query.get('denied');
      const token = denied ?? query.get('oauth_token');
      return token ? { token, denied: denied !== null } : null;
    },
    finish: async (query, kept, now) => {
      const verifier = query.get('oauth_verifier');
      if (!verifier) throw refused('gives no verifier');
      const said = readForm(await post(`${base}/oauth/access_token`, [['oauth_verifier', verifier]], { ...consumer, token: kept.token, tokenSecret: kept.secret }, now));
      const [token, tokenSecret, userId] = [said.get('oauth_token'), said.get('oauth_token_secret'), said.get('user_id')];
      if (!token || !tokenSecret || !userId) throw refused('gives no access token');
      return showUser(base, { ...consumer, token, tokenSecret }, userId, now);
    },
  };
}

async function showUser(base: string, keys: OAuth1Keys, userId: string, now: number): Promise<Profile> {
  const url = `${base}/1.1/users/show.json?${new URLSearchParams({ user_id: userId })}`;
  const answer = await callProvider(NAME, url, { headers: { authorization: signRequest({ method: 'GET', url }, keys, now) } });
  if (answer.status === 401 || answer.status === 403) throw refused('does not tell who you are');
  const said = readJson(NAME, answer);
  if (said.id_str !== userId) throw refused('tells of somebody else');
  const handle = typeof said.screen_name === 'string' && /^\w{1,50}$/.test(said.screen_name) ? said.screen_name : '';
  const picture = typeof said.profile_image_url_https === 'string' ? said.profile_image_url_https : '';
  const profile = cleanProfile({
    accountId: userId,
    handle,
    name: said.name,
    link: handle && `https://x.com/${handle}`,
    // X names a picture of 48 pixels; the same name with another ending is the large one.
    pictures: said.default_profile_image === true ? [] : [picture.replace(/_normal(\.\w+)?$/, '_400x400$1'), picture],
  });
  if (!profile) throw refused('does not tell who you are');
  return profile;
}

async function post(url: string, body: Parameter[], keys: OAuth1Keys, now: number, extra: Parameter[] = []): Promise<ProviderAnswer> {
  const authorization = signRequest({ method: 'POST', url, body }, keys, now, extra);
  return callProvider(NAME, url, { method: 'POST', headers: { authorization, accept: '*/*' }, body: new URLSearchParams(body.map((pair) => [...pair])) });
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
