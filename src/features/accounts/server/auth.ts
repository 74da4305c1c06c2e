/** Sign-in, by the better-auth library: sessions in a cookie, links that work once. */
import { betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins/magic-link';
import pg from 'pg';
import type { Config } from '#platform/config.ts';
import type { Actor } from '#platform/ctx.ts';
import { survive } from '#platform/db/connect.ts';
import { NotFound } from '#platform/errors.ts';
import { SIGN_IN_COOKIES } from '#platform/http/anonymous-actor.ts';

const LINK_SECONDS = 60 * 60;

/** Set by the web entry on each request: who is really there, behind a proxy or not. */
export const CLIENT_HEADER = 'x-foyer-client';

export type Auth = {
  /** Serves everything under /auth. */
  handle: (request: Request) => Promise<Response>;
  /** Who sends the request. */
  actorOf: (headers: Headers) => Promise<Actor>;
  /** An address that signs its bearer in once, within the hour. @throws NotFound for an unknown e-mail address */
  signInLink: (email: string, callbackPath?: string) => Promise<string>;
  close: () => Promise<void>;
};

/** Sets sign-in up on the house's database. The library wants dates as Date objects, so it has a small pool of its own. */
export function createAuth(config: Config, databaseUrl: string): Auth {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, application_name: 'foyer auth', options: '-c timezone=UTC' });
  survive(pool);
  const awaited = new Map<string, (url: string) => void>();
  const auth = buildAuth(config, pool, (email, url) => awaited.get(email)?.(url));
  return {
    handle: (request) => auth.handler(request),
    actorOf: async (headers) => {
      const found = await auth.api.getSession({ headers });
      if (!found) return { kind: 'nobody' };
      const { id, name, email } = found.user;
      return { kind: 'user', userId: id, name, email, administrator: Boolean((found.user as { administrator?: boolean }).administrator) };
    },
    signInLink: async (email, callbackPath = '/manage') => {
      const known = await pool.query('select 1 from users where email = $1', [email]);
      if (known.rowCount === 0) throw new NotFound(`Nobody has the e-mail address ${email}`);
      const link = Promise.withResolvers<string>();
      awaited.set(email, link.resolve);
      await auth.api.signInMagicLink({ body: { email, callbackURL: callbackPath }, headers: new Headers() });
      awaited.delete(email);
      return link.promise;
    },
    close: () => pool.end(),
  };
}

function buildAuth(config: Config, pool: pg.Pool, keepLink: (email: string, url: string) => void) {
  return betterAuth({
    appName: 'Foyer',
    baseURL: config.url,
    basePath: '/auth',
    secret: config.secret,
    database: pool,
    logger: { level: 'warn' },
    telemetry: { enabled: false },
    trustedOrigins: [config.url],
    // Links are made by the house itself; no page offers to send one yet.
    disabledPaths: ['/sign-in/magic-link'],
    rateLimit: { enabled: true, window: 60, max: 100 },
    advanced: {
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
      cookiePrefix: SIGN_IN_COOKIES.slice(0, -1),
      useSecureCookies: config.url.startsWith('https:'),
      database: { generateId: 'uuid' },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: { administrator: { type: 'boolean', required: false, defaultValue: false, input: false } },
    },
    session: {
      modelName: 'auth_sessions',
      fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', createdAt: 'created_at', updatedAt: 'updated_at' },
      expiresIn: 60 * 60 * 24 * 30,
    },
    account: {
      modelName: 'auth_accounts',
      fields: {
        userId: 'user_id', accountId: 'account_id', providerId: 'provider_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', createdAt: 'created_at', updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'auth_verifications', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    plugins: [magicLink({ expiresIn: LINK_SECONDS, disableSignUp: true, storeToken: 'hashed', rateLimit: { window: 60, max: 20 }, sendMagicLink: ({ email, url }) => keepLink(email, url) })],
  });
}
