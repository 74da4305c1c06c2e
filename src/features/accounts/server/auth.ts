/** Sign-in, by the better-auth library: sessions in a cookie, second factors, passkeys. Who proved what is decided by the use cases beside it. */
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError, createAuthEndpoint, isAPIError } from 'better-auth/api';
import { deleteSessionCookie, parseSetCookieHeader, setSessionCookie } from 'better-auth/cookies';
import { generateRandomString, hashPassword, verifyPassword } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins/two-factor';
import pg from 'pg';
import { z } from 'zod';
import type { Config } from '#platform/config.ts';
import type { Actor } from '#platform/ctx.ts';
import { survive } from '#platform/db/connect.ts';
import { Conflict, Invalid, NotFound } from '#platform/errors.ts';
import { SIGN_IN_COOKIES } from '#platform/http/anonymous-actor.ts';
import { type Locale, translator } from '#platform/i18n/translate.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { hashSecret } from './queries.ts';
import { safePath } from '../next-path.ts';

export { hashPassword, verifyPassword };

const SESSION_SECONDS = 60 * 60 * 24 * 30;
const LINK_SECONDS = 60 * 60;
/** How long somebody has for the second factor. */
const SECOND_FACTOR_SECONDS = 60 * 10;
/** As long as the account is locked after ten wrong codes. */
const LOCK_SECONDS = 60 * 15;

/** Set by the web entry on each request: who is really there, behind a proxy or not. */
export const CLIENT_HEADER = 'x-foyer-client';

/** A cookie for the answer; its value is encoded already. */
export type GivenCookie = { name: string; value: string; maxAge?: number; path: string; httpOnly: boolean; secure: boolean; sameSite: 'lax' | 'strict' | 'none' };

/** What became of a sign-in. Without `secondFactor` the session has begun; with it the person is to be sent to /sign-in/second-factor. */
export type Started = { secondFactor: boolean; cookies: GivenCookie[] };

export type Auth = {
  /** Serves what stands under /auth: the passkeys' part that browsers ask for by script, and links that are printed. */
  handle: (request: Request) => Promise<Response>;
  /** Who sends the request. */
  actorOf: (headers: Headers) => Promise<Actor>;
  /**
   * Lets that person in who has just proved to be who they are: ends the session that the browser had, and begins a new one, or asks
   * for the second factor where the account has one. Give the cookies to the browser. `strong`: two things were proved already.
   * @throws NotFound where there is no such person (any more)
   */
  startSession: (userId: string, headers: Headers, options?: { strong?: boolean }) => Promise<Started>;
  /** Whose second factor this browser is to give; undefined for none, and after ten minutes. */
  awaitedUser: (headers: Headers) => Promise<string | undefined>;
  /** Takes a code of the authenticator app, or a recovery code, from who is awaited. @throws Invalid, TooMany, Conflict (`expired`) */
  proveSecondFactor: (headers: Headers, proof: { code: string } | { recoveryCode: string }, locale?: Locale) => Promise<GivenCookie[]>;
  /** Ends this browser's session. */
  endSession: (headers: Headers) => Promise<GivenCookie[]>;
  /** Begins to set up an authenticator app: the secret as an otpauth address, and the recovery codes. In force once a code was given. @throws Conflict where one is in force */
  beginSecondFactor: (headers: Headers, password: string | undefined) => Promise<{ uri: string; recoveryCodes: string[] }>;
  /** Puts the authenticator app in force. @throws Invalid for a wrong code */
  confirmSecondFactor: (headers: Headers, code: string, locale?: Locale) => Promise<GivenCookie[]>;
  endSecondFactor: (headers: Headers, password: string | undefined) => Promise<GivenCookie[]>;
  /** New recovery codes; the old ones are worth nothing from now on. */
  renewRecoveryCodes: (headers: Headers, password: string | undefined) => Promise<string[]>;
  /** The token of this browser's session, to tell it from others. */
  sessionToken: (headers: Headers) => Promise<string | undefined>;
  /** An address that signs its bearer in once, within the hour; for a terminal, since looking at it is using it. @throws NotFound for an unknown e-mail address */
  signInLink: (email: string, nextPath?: string) => Promise<string>;
  close: () => Promise<void>;
};

/** All that the library may answer over HTTP; pages do the rest on the server. */
const OPEN_PATHS = new Set(['generate-authenticate-options', 'verify-authentication', 'generate-register-options', 'verify-registration'].map((name) => `/auth/passkey/${name}`));
const PRINTED_LINK = '/auth/enter';

const INT8 = 20;

/** Sets sign-in up on the house's database. The library wants dates as Date objects, so it has a small pool of its own. */
export function createAuth(config: Config, databaseUrl: string): Auth {
  const types = { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text')) };
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, application_name: 'foyer auth', options: '-c timezone=UTC', types: types as pg.CustomTypesConfig });
  survive(pool);
  const auth = buildAuth(config, pool);
  const { api } = auth;
  const startSession: Auth['startSession'] = async (userId, headers, { strong = false } = {}) => {
    const { headers: given, response } = await plain(() => api.startSession({ body: { userId, strong }, headers, returnHeaders: true }));
    return { secondFactor: response.secondFactor, cookies: cookiesOf(given) };
  };
  return {
    handle: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === PRINTED_LINK && request.method === 'GET') return enterByLink(auth, config, startSession, request);
      return OPEN_PATHS.has(pathname) ? auth.handler(request) : new Response('Not found', { status: 404 });
    },
    actorOf: async (headers) => {
      const found = await api.getSession({ headers });
      if (!found) return { kind: 'nobody' };
      const { id, name, email, administrator } = found.user;
      return { kind: 'user', userId: id, name, email, administrator: Boolean(administrator), strong: Boolean(found.session.strong) };
    },
    startSession,
    awaitedUser: async (headers) => (await api.awaitedUser({ headers })).userId,
    proveSecondFactor: async (headers, proof, locale) => {
      if ('code' in proof) return cookiesOf((await plain(() => api.verifyTOTP({ body: { code: proof.code }, headers, returnHeaders: true }), locale)).headers);
      return cookiesOf((await plain(() => api.verifyBackupCode({ body: { code: proof.recoveryCode }, headers, returnHeaders: true }), locale)).headers);
    },
    endSession: async (headers) => cookiesOf((await api.signOut({ headers, returnHeaders: true })).headers),
    beginSecondFactor: async (headers, password) => {
      const answer = await plain(() => api.enableTwoFactor({ body: { ...(password ? { password } : {}) }, headers }));
      if (answer.method !== 'totp') throw new TypeError('Only authenticator apps are a second factor');
      return { uri: answer.totpURI, recoveryCodes: answer.backupCodes };
    },
    confirmSecondFactor: async (headers, code, locale) => cookiesOf((await plain(() => api.verifyTOTP({ body: { code }, headers, returnHeaders: true }), locale)).headers),
    endSecondFactor: async (headers, password) => cookiesOf((await plain(() => api.disableTwoFactor({ body: { ...(password ? { password } : {}) }, headers, returnHeaders: true }))).headers),
    renewRecoveryCodes: async (headers, password) => (await plain(() => api.generateBackupCodes({ body: { ...(password ? { password } : {}) }, headers }))).backupCodes,
    sessionToken: async (headers) => (await api.getSession({ headers }))?.session.token,
    signInLink: (email, nextPath = '/manage') => makeLink(auth, config, email, nextPath),
    close: () => pool.end(),
  };
}

type Library = ReturnType<typeof buildAuth>;

async function makeLink(auth: Library, config: Config, email: string, nextPath: string): Promise<string> {
  const { internalAdapter } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(email);
  if (!known) throw new NotFound(`Nobody has the e-mail address ${email}`);
  const token = generateRandomString(43);
  const value = JSON.stringify({ userId: known.user.id, next: nextPath });
  await internalAdapter.createVerificationValue({ identifier: `enter:${hashSecret(token)}`, value, expiresAt: new Date(Date.now() + LINK_SECONDS * 1000) });
  return `${config.url}${PRINTED_LINK}?token=${token}`;
}

async function enterByLink(auth: Library, config: Config, startSession: Auth['startSession'], request: Request): Promise<Response> {
  const { internalAdapter } = await auth.$context;
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const found = await internalAdapter.consumeVerificationValue(`enter:${hashSecret(token)}`);
  if (!found) return away(`${config.url}/sign-in?link=used`, []);
  const { userId, next } = JSON.parse(found.value) as { userId: string; next: string };
  const { secondFactor, cookies } = await startSession(userId, request.headers);
  const nextPath = safePath(next, '/manage');
  return away(config.url + (secondFactor ? `/sign-in/second-factor?next=${encodeURIComponent(nextPath)}` : nextPath), cookies);
}

function away(location: string, cookies: GivenCookie[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' });
  for (const { name, value, maxAge, path, httpOnly, secure, sameSite } of cookies) {
    headers.append('set-cookie', `${name}=${value}; Path=${path}; SameSite=${sameSite}${maxAge === undefined ? '' : `; Max-Age=${maxAge}`}${httpOnly ? '; HttpOnly' : ''}${secure ? '; Secure' : ''}`);
  }
  return new Response(null, { status: 302, headers });
}

function cookiesOf(headers: Headers): GivenCookie[] {
  return headers.getSetCookie().flatMap((line) =>
    [...parseSetCookieHeader(line)].map(([name, given]) => ({
      name,
      value: encodeURIComponent(given.value),
      ...(given['max-age'] === undefined ? {} : { maxAge: Number(given['max-age']) }),
      path: given.path ?? '/',
      httpOnly: Boolean(given.httponly),
      secure: Boolean(given.secure),
      sameSite: (given.samesite?.toLowerCase() ?? 'lax') as GivenCookie['sameSite'],
    })),
  );
}

/** The library's refusals in the words of the house. */
async function plain<T>(act: () => Promise<T>, locale: Locale = 'en'): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isAPIError(error)) throw error;
    const code = (error.body as { code?: string } | undefined)?.code ?? '';
    const say = (key: string): string => translator(locale)(`account.problem.${key}`);
    if (/LOCKED|TOO_MANY/.test(code)) throw new TooMany(say('codesLocked'), LOCK_SECONDS);
    if (/^INVALID_(CODE|BACKUP_CODE)/.test(code)) throw new Invalid(say('code'), [{ where: 'code', message: say('code') }], 'wrong_code');
    if (/PASSWORD/.test(code)) throw new Invalid(say('wrongPassword'), [{ where: 'current', message: say('wrongPassword') }], 'wrong_password');
    if (code === 'TOTP_ALREADY_ENABLED') throw new Conflict(say('factorInForce'), 'second_factor_in_force');
    if (code === 'USER_NOT_FOUND') throw new NotFound('There is no such account');
    if (error.statusCode === 401 || error.statusCode === 400) throw new Conflict(say('expired'), 'expired');
    throw error;
  }
}

/** Sign-ins on these paths of the library have proved two things. */
const STRONG_PATHS = new Set(['/two-factor/verify-totp', '/two-factor/verify-backup-code', '/passkey/verify-authentication']);

function buildAuth(config: Config, pool: pg.Pool) {
  return betterAuth({
    appName: 'Foyer',
    baseURL: config.url,
    basePath: '/auth',
    secret: config.secret,
    database: pool,
    logger: { level: 'error' },
    telemetry: { enabled: false },
    trustedOrigins: [config.url],
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
      expiresIn: SESSION_SECONDS,
      // Also how exactly the list of sessions knows when each was used last.
      updateAge: 60 * 60,
      additionalFields: { strong: { type: 'boolean', required: false, defaultValue: false, input: false } },
    },
    account: {
      modelName: 'auth_accounts',
      fields: {
        userId: 'user_id', accountId: 'account_id', providerId: 'provider_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', createdAt: 'created_at', updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'auth_verifications', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    databaseHooks: {
      session: { create: { before: async (session, ctx) => (STRONG_PATHS.has(ctx?.path ?? '') ? { data: { ...session, strong: true } } : undefined) } },
    },
    plugins: [ownEndpoints(), secondFactors(), passkeys(config)],
  });
}

function secondFactors() {
  return twoFactor({
    issuer: 'Foyer',
    allowPasswordless: true,
    twoFactorCookieMaxAge: SECOND_FACTOR_SECONDS,
    accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: LOCK_SECONDS },
    schema: {
      user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
      twoFactor: {
        modelName: 'two_factors',
        fields: { userId: 'user_id', backupCodes: 'backup_codes', failedVerificationCount: 'failed_verification_count', lockedUntil: 'locked_until' },
      },
    },
  });
}

function passkeys(config: Config) {
  const { origin, hostname } = new URL(config.url);
  return passkey({
    rpID: hostname,
    rpName: 'Foyer',
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    authentication: {
      // A passkey stands for two things only where the device asked for the finger, face or PIN of its owner.
      afterVerification: ({ verification }) => {
        if (!verification.authenticationInfo.userVerified) throw new APIError('UNAUTHORIZED', { message: 'The device did not ask who you are' });
      },
    },
    schema: {
      passkey: {
        modelName: 'passkeys',
        fields: { publicKey: 'public_key', userId: 'user_id', credentialID: 'credential_id', deviceType: 'device_type', backedUp: 'backed_up', createdAt: 'created_at' },
      },
    },
  });
}

/** Endpoints of our own, called on the server only: a session for whoever a use case vouches for, and who is still to give a second factor. */
function ownEndpoints() {
  return {
    id: 'foyer',
    endpoints: {
      startSession: createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ userId: z.string(), strong: z.boolean() }), requireHeaders: true }, async (ctx) => {
        const { internalAdapter, authCookies, secret, createAuthCookie } = ctx.context;
        const { userId, strong } = ctx.body;
        const user = await internalAdapter.findUserById(userId);
        if (!user) throw new APIError('NOT_FOUND', { code: 'USER_NOT_FOUND', message: 'There is no such account' });
        const former = await ctx.getSignedCookie(authCookies.sessionToken.name, secret);
        if (former) await internalAdapter.deleteSession(former);
        if ((user as { twoFactorEnabled?: boolean }).twoFactorEnabled && !strong) {
          deleteSessionCookie(ctx, true);
          // As the library's own sign-in by password asks for it (its hook in plugins/two-factor).
          const cookie = createAuthCookie(AWAITED_COOKIE, { maxAge: SECOND_FACTOR_SECONDS });
          const identifier = `2fa-${generateRandomString(20)}`;
          const expiresAt = new Date(Date.now() + SECOND_FACTOR_SECONDS * 1000);
          await internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt });
          await internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt });
          await ctx.setSignedCookie(cookie.name, identifier, secret, cookie.attributes);
          return ctx.json({ secondFactor: true });
        }
        const session = await internalAdapter.createSession(user.id, false, { strong }, true);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ secondFactor: false });
      }),
      awaitedUser: createAuthEndpoint.serverOnly({ method: 'GET', requireHeaders: true }, async (ctx): Promise<{ userId: string | undefined }> => {
        const identifier = await ctx.getSignedCookie(ctx.context.createAuthCookie(AWAITED_COOKIE).name, ctx.context.secret);
        const found = identifier ? await ctx.context.internalAdapter.findVerificationValue(identifier) : null;
        return { userId: found && found.expiresAt > new Date() ? found.value : undefined };
      }),
    },
  };
}

/** The library's name for the cookie of a sign-in that awaits its second factor. */
const AWAITED_COOKIE = 'two_factor';
