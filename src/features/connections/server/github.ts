/** Signing in with GitHub: OAuth 2 with PKCE, then who it is and which addresses were verified. */
import type { ServiceSettings } from '#platform/config.ts';
import { Invalid } from '#platform/errors.ts';
import { callProvider, readJson } from '#platform/http/call-provider.ts';
import { cleanProfile, type Provider } from '../connection.ts';
import { freshProof, proofOf, readOAuth2Consent } from './oidc.ts';

const NAME = 'GitHub';

/** The adapter to github.com, or to a GitHub Enterprise Server at `base`. */
export function createGitHub({ key, secret, base }: ServiceSettings): Provider {
  const api = base === 'https://github.com' ? 'https://api.github.com' : `${base}/api/v3`;
  return {
    id: 'github',
    name: NAME,
    begin: (callback) => {
      const { state, kept, challenge } = freshProof();
      const query = {
        client_id: key,
        redirect_uri: callback,
        scope: 'read:user user:email',
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      return Promise.resolve({
        address: `${base}/login/oauth/authorize?${new URLSearchParams(query)}`,
        token: state,
        secret: kept,
      });
    },
    readConsent: readOAuth2Consent,
    finish: async (query, kept) => {
      const code = query.get('code');
      if (!code) throw refused('gives no code');
      const { verifier } = proofOf(kept.secret);
      const body = new URLSearchParams({
        client_id: key,
        client_secret: secret,
        code,
        redirect_uri: kept.callback,
        code_verifier: verifier,
      });
      const { access_token: token } = readJson(
        NAME,
        await callProvider(NAME, `${base}/login/oauth/access_token`, { method: 'POST', body }),
      );
      if (typeof token !== 'string' || !token) throw refused('gives no access token');
      const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' };
      const said = readJson(NAME, await callProvider(NAME, `${api}/user`, { headers }));
      const email = await findVerifiedAddress(`${api}/user/emails`, headers);
      const link = typeof said.blog === 'string' && said.blog ? said.blog : said.html_url;
      const profile = cleanProfile({
        accountId: said.id,
        handle: said.login,
        name: said.name,
        link,
        pictures: [said.avatar_url],
        email,
        emailVerified: email !== '',
      });
      if (!profile) throw refused('does not tell who you are');
      return profile;
    },
  };
}

/** The person's first address where GitHub has seen them read mail; '' where there is none. */
async function findVerifiedAddress(url: string, headers: Record<string, string>): Promise<string> {
  const { status, text } = await callProvider(NAME, url, { headers });
  if (status !== 200) return '';
  try {
    const list = JSON.parse(text) as { email?: unknown; primary?: unknown; verified?: unknown }[];
    const found = list.find(({ primary, verified }) => primary === true && verified === true);
    return typeof found?.email === 'string' ? found.email : '';
  } catch {
    return '';
  }
}

function refused(what: string): Invalid {
  return new Invalid(`${NAME} ${what}`, [], 'refused');
}
