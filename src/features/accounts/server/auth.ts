/**
 * Sign-in, by the better-auth library: sessions in a cookie, second factors, passkeys. Who proved what is decided by
 * the use cases beside it.
 */
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError, createAuthEndpoint, isAPIError } from 'better-auth/api';
import { deleteSessionCookie, parseSetCookieHeader, setSessionCookie } from 'better-auth/cookies';
import { generateRandomString, hashPassword, verifyPassword } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { serialize } from 'hono/utils/cookie';
import pg from 'pg';
import { z } from 'zod';
import type { Config } from '#platform/config.ts';
import type { Actor } from '#platform/ctx.ts';
import { survive } from '#platform/db/connect.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#platform/errors.ts';
import { HOST_COOKIES, SIGN_IN_COOKIES } from '#platform/http/anonymous-actor.ts';
import { english } from '#platform/i18n/problem.ts';
import { type Locale, translator, textKey } from '#platform/i18n/translate.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { isProven } from './policy.ts';
import { hashSecret } from './queries.ts';
import { safePath } from '../next-path.ts';

export { hashPassword, verifyPassword };

/** How exactly it is known when a session was used last: it is noted so often, or eight times while it may be idle. */
const NOTED_SECONDS = 60 * 15;
const LINK_SECONDS = 60 * 60;
/** How long somebody has for the second factor. */
const SECOND_FACTOR_SECONDS = 60 * 10;
/** As long as the account is locked after ten wrong codes. */
const LOCK_SECONDS = 60 * 15;

/** Set by the web entry on each request: who is really there, behind a proxy or not. */
export const CLIENT_HEADER = 'x-foyer-client';

/** A cookie for the answer; its value is encoded already. */
export type GivenCookie = {
  name: string;
  value: string;
  maxAge?: number;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'lax' | 'strict' | 'none';
};

/**
 * What became of a sign-in. Without `secondFactor` the session has begun; with it the person is to be sent to
 * /sign-in/second-factor.
 */
export type Started = { secondFactor: boolean; cookies: GivenCookie[] };

/** How somebody proved who they are: a password, a mailed link, a service by its id, and so on. */
export type Way = string;

/** A session that began just now, for the record of sign-ins. */
export type BegunSession = { userId: string; way: Way; address: string; userAgent: string };

export type AuthOptions = {
  /** Hears of every session that begins, whatever way its owner came. */
  onSession?: (begun: BegunSession) => Promise<void>;
};

export type Auth = {
  /** Serves what stands under /auth: the passkeys' part that browsers ask for by script, and links that are printed. */
  handle: (request: Request) => Promise<Response>;
  /** Who sends the request. */
  actorOf: (headers: Headers) => Promise<Actor>;
  /**
   * Lets that person in who has just proved to be who they are: ends the session that the browser had, and begins a new
   * one, or asks for the second factor where the account has one. Give the cookies to the browser. `strong`: two things
   * were proved already.
   * @throws NotFound where there is no such person (any more), Forbidden (`blocked`) for who is shut out
   */
  startSession: (userId: string, headers: Headers, options?: { strong?: boolean; way?: Way }) => Promise<Started>;
  /** Whose second factor this browser is to give; undefined for none, and after ten minutes. */
  awaitedUser: (headers: Headers) => Promise<string | undefined>;
  /**
   * Takes a code of the authenticator app, or a recovery code, from who is awaited.
   * @throws Invalid, TooMany, Conflict (`expired`)
   */
  proveSecondFactor: (
    headers: Headers,
    proof: { code: string } | { recoveryCode: string },
    locale?: Locale,
  ) => Promise<GivenCookie[]>;
  /** Ends this browser's session. */
  endSession: (headers: Headers) => Promise<GivenCookie[]>;
  /**
   * Begins to set up an authenticator app: the secret as an otpauth address, and the recovery codes. In force once a
   * code was given.
   * @throws Conflict where one is in force
   */
  beginSecondFactor: (
    headers: Headers,
    password: string | undefined,
  ) => Promise<{ uri: string; recoveryCodes: string[] }>;
  /** Puts the authenticator app in force. @throws Invalid for a wrong code */
  confirmSecondFactor: (headers: Headers, code: string, locale?: Locale) => Promise<GivenCookie[]>;
  endSecondFactor: (headers: Headers, password: string | undefined) => Promise<GivenCookie[]>;
  /** New recovery codes; the old ones are worth nothing from now on. */
  renewRecoveryCodes: (headers: Headers, password: string | undefined) => Promise<string[]>;
  /** The token of this browser's session, to tell it from others. */
  sessionToken: (headers: Headers) => Promise<string | undefined>;
  /**
   * An address that signs its bearer in once, within the hour; for a terminal, since looking at it is using it.
   * @throws NotFound for an unknown e-mail address
   */
  signInLink: (email: string, nextPath?: string) => Promise<string>;
  close: () => Promise<void>;
};

/** All that the library may answer over HTTP; pages do the rest on the server. */
export const OPEN_PATHS: ReadonlySet<string> = new Set(
  ['generate-authenticate-options', 'verify-authentication', 'generate-register-options', 'verify-registration'].map(
    (name) => `/auth/passkey/${name}`,
  ),
);
/** Those of them that add a way in. */
const REGISTER_PATHS = new Set(['/auth/passkey/generate-register-options', '/auth/passkey/verify-registration']);
const PRINTED_LINK = '/auth/enter';

const INT8 = 20;

/**
 * Sets sign-in up on Foyer's database. The library wants dates as Date objects, so it has a small pool of its own.
 */
export function createAuth(config: Config, databaseUrl: string, { onSession }: AuthOptions = {}): Auth {
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
  };
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 3,
    application_name: 'foyer auth',
    options: '-c timezone=UTC',
    types: types as pg.CustomTypesConfig,
  });
  survive(pool);
  const auth = buildAuth(config, pool, onSession);
  const { api } = auth;
  const longest = config.sessionDays * 86_400;
  const cookiesOf = (headers: Headers): GivenCookie[] => readCookies(headers, longest);
  const startSession: Auth['startSession'] = async (userId, headers, { strong = false, way = '' } = {}) => {
    const { headers: given, response } = await plain(() =>
      api.startSession({ body: { userId, strong }, headers, returnHeaders: true }),
    );
    const address = headers.get(CLIENT_HEADER) ?? '';
    if (!response.secondFactor) await onSession?.({ userId, way, address, userAgent: headers.get('user-agent') ?? '' });
    return { secondFactor: response.secondFactor, cookies: cookiesOf(given) };
  };
  const findSession = async (headers: Headers) => {
    const found = await api.getSession({ headers });
    if (!found || found.session.createdAt.getTime() + longest * 1000 > Date.now()) return found;
    // However much it is used, a session ends after so many days.
    await (await auth.$context).internalAdapter.deleteSession(found.session.token);
    return null;
  };
  const actorOf: Auth['actorOf'] = async (headers) => {
    const found = await findSession(headers);
    if (!found || found.user.blockedAt) return { kind: 'nobody' };
    const { id, name, email, emailVerified, administrator } = found.user;
    const { strong, createdAt, provenAt } = found.session;
    const proven = Math.max(createdAt.getTime(), provenAt?.getTime() ?? 0);
    return {
      kind: 'user',
      userId: id,
      name,
      email,
      confirmed: emailVerified,
      administrator: Boolean(administrator),
      strong: Boolean(strong),
      provenAt: proven,
    };
  };
  return {
    handle: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === PRINTED_LINK && request.method === 'GET')
        return enterByLink(auth, config, startSession, request);
      if (!OPEN_PATHS.has(pathname))
        return new Response(english({ code: 'not_found.page', values: {} }), { status: 404 });
      if (REGISTER_PATHS.has(pathname) && !isProven(await actorOf(request.headers), Date.now()))
        return new Response(translator('en')('account.problem.proveFirst'), { status: 403 });
      return withLongCookies(await auth.handler(request), longest);
    },
    actorOf,
    startSession,
    awaitedUser: async (headers) => (await api.awaitedUser({ headers })).userId,
    proveSecondFactor: async (headers, proof, locale) => {
      if ('code' in proof)
        return cookiesOf(
          (await plain(() => api.verifyTOTP({ body: { code: proof.code }, headers, returnHeaders: true }), locale))
            .headers,
        );
      return cookiesOf(
        (
          await plain(
            () => api.verifyBackupCode({ body: { code: proof.recoveryCode }, headers, returnHeaders: true }),
            locale,
          )
        ).headers,
      );
    },
    endSession: async (headers) => cookiesOf((await api.signOut({ headers, returnHeaders: true })).headers),
    beginSecondFactor: async (headers, password) => {
      const answer = await plain(() => api.enableTwoFactor({ body: { ...(password ? { password } : {}) }, headers }));
      if (answer.method !== 'totp') throw new TypeError('Only authenticator apps are a second factor');
      return { uri: answer.totpURI, recoveryCodes: answer.backupCodes };
    },
    confirmSecondFactor: async (headers, code, locale) =>
      cookiesOf((await plain(() => api.verifyTOTP({ body: { code }, headers, returnHeaders: true }), locale)).headers),
    endSecondFactor: async (headers, password) =>
      cookiesOf(
        (
          await plain(() =>
            api.disableTwoFactor({ body: { ...(password ? { password } : {}) }, headers, returnHeaders: true }),
          )
        ).headers,
      ),
    renewRecoveryCodes: async (headers, password) =>
      (await plain(() => api.generateBackupCodes({ body: { ...(password ? { password } : {}) }, headers })))
        .backupCodes,
    sessionToken: async (headers) => (await findSession(headers))?.session.token,
    signInLink: (email, nextPath = '/manage') => makeLink(auth, config, email, nextPath),
    close: () => pool.end(),
  };
}

type Library = ReturnType<typeof buildAuth>;

async function makeLink(auth: Library, config: Config, email: string, nextPath: string): Promise<string> {
  const { internalAdapter } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(email);
  if (!known) throw new NotFound('not_found.email', { email });
  const token = generateRandomString(43);
  const value = JSON.stringify({ userId: known.user.id, next: nextPath });
  await internalAdapter.createVerificationValue({
    identifier: `enter:${hashSecret(token)}`,
    value,
    expiresAt: new Date(Date.now() + LINK_SECONDS * 1000),
  });
  return `${config.url}${PRINTED_LINK}?token=${token}`;
}

async function enterByLink(
  auth: Library,
  config: Config,
  startSession: Auth['startSession'],
  request: Request,
): Promise<Response> {
  const { internalAdapter } = await auth.$context;
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const found = await internalAdapter.consumeVerificationValue(`enter:${hashSecret(token)}`);
  if (!found) return away(`${config.url}/sign-in?link=used`, []);
  const { userId, next } = JSON.parse(found.value) as { userId: string; next: string };
  const { secondFactor, cookies } = await startSession(userId, request.headers, { way: 'printed-link' });
  const nextPath = safePath(next, '/manage');
  return away(
    config.url + (secondFactor ? `/sign-in/second-factor?next=${encodeURIComponent(nextPath)}` : nextPath),
    cookies,
  );
}

function away(location: string, cookies: GivenCookie[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' });
  for (const { name, value, ...options } of cookies)
    headers.append('set-cookie', serialize<string>(name, decodeURIComponent(value), options));
  return new Response(null, { status: 302, headers });
}

/**
 * The library gives the cookie of a session as long a life as an idle session has; a session that is used lives longer.
 */
const SESSION_COOKIE = /session_token$/;

function readCookies(headers: Headers, longest: number): GivenCookie[] {
  return headers.getSetCookie().flatMap((line) =>
    [...parseSetCookieHeader(line)].map(([name, given]) => {
      const maxAge = Number(given['max-age']);
      return {
        name,
        value: encodeURIComponent(given.value),
        ...(given['max-age'] === undefined
          ? {}
          : { maxAge: maxAge > 0 && SESSION_COOKIE.test(name) ? longest : maxAge }),
        path: given.path ?? '/',
        httpOnly: Boolean(given.httponly),
        secure: Boolean(given.secure),
        sameSite: (given.samesite?.toLowerCase() ?? 'lax') as GivenCookie['sameSite'],
      };
    }),
  );
}

/** The same for an answer of the library itself. */
function withLongCookies(answer: Response, longest: number): Response {
  const lines = answer.headers.getSetCookie();
  if (lines.length === 0) return answer;
  const headers = new Headers(answer.headers);
  headers.delete('set-cookie');
  for (const line of lines)
    headers.append(
      'set-cookie',
      /^[^=]*session_token=/.test(line) ? line.replace(/max-age=[1-9]\d*/i, `Max-Age=${longest}`) : line,
    );
  return new Response(answer.body, { status: answer.status, headers });
}

/** The library's refusals in the words of Foyer. */
async function plain<T>(act: () => Promise<T>, locale: Locale = 'en'): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isAPIError(error)) throw error;
    const code = (error.body as { code?: string } | undefined)?.code ?? '';
    const problemText = (key: string): string => translator(locale)(textKey(`account.problem.${key}`));
    if (code === BLOCKED) throw new Forbidden(problemText('blocked'), 'blocked');
    if (/LOCKED|TOO_MANY/.test(code)) throw new TooMany(problemText('codesLocked'), LOCK_SECONDS);
    if (/^INVALID_(CODE|BACKUP_CODE)/.test(code))
      throw new Invalid(problemText('code'), [{ where: 'code', message: problemText('code') }], 'wrong_code');
    if (/PASSWORD/.test(code))
      throw new Invalid(
        problemText('wrongPassword'),
        [{ where: 'current', message: problemText('wrongPassword') }],
        'wrong_password',
      );
    if (code === 'TOTP_ALREADY_ENABLED') throw new Conflict(problemText('factorInForce'), 'second_factor_in_force');
    if (code === 'USER_NOT_FOUND') throw new NotFound('not_found.account');
    if (error.statusCode === 401 || error.statusCode === 400) throw new Conflict(problemText('expired'), 'expired');
    throw error;
  }
}

/** Sign-ins on these paths of the library have proved two things. */
const STRONG_PATHS = new Set([
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
  '/passkey/verify-authentication',
]);

const BLOCKED = 'ACCOUNT_BLOCKED';

/** How the library's own endpoints let somebody in. */
const WAYS: Record<string, Way> = {
  '/two-factor/verify-totp': 'code',
  '/two-factor/verify-backup-code': 'recovery-code',
  '/passkey/verify-authentication': 'passkey',
};

function buildAuth(config: Config, pool: pg.Pool, onSession: AuthOptions['onSession']) {
  const isSecure = config.url.startsWith('https:');
  const idleSeconds = config.sessionIdleHours * 3600;
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
      // `__Host-`: no other host of the domain, and nobody between, can plant one (RFC 6265bis, 4.1.3.2). The library
      // knows `__Secure-` only.
      cookiePrefix: `${isSecure ? HOST_COOKIES : ''}${SIGN_IN_COOKIES.slice(0, -1)}`,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure },
      database: { generateId: 'uuid' },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        administrator: { type: 'boolean', required: false, defaultValue: false, input: false },
        blockedAt: { type: 'date', required: false, input: false, fieldName: 'blocked_at' },
      },
    },
    session: {
      modelName: 'auth_sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      expiresIn: idleSeconds,
      updateAge: Math.min(NOTED_SECONDS, idleSeconds / 8),
      // What adds a way in asks for a proof of late itself, in `handle`.
      freshAge: 0,
      additionalFields: {
        strong: { type: 'boolean', required: false, defaultValue: false, input: false },
        provenAt: { type: 'date', required: false, input: false, fieldName: 'proven_at' },
      },
    },
    account: {
      modelName: 'auth_accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'auth_verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, ctx) => {
            const { rows } = await pool.query('select 1 from users where id = $1 and blocked_at is not null', [
              session.userId,
            ]);
            if (rows.length > 0) throw new APIError('FORBIDDEN', { code: BLOCKED, message: 'This account is blocked' });
            return STRONG_PATHS.has(ctx?.path ?? '') ? { data: { ...session, strong: true } } : undefined;
          },
          after: async ({ userId, ipAddress, userAgent }, ctx) => {
            const way = WAYS[ctx?.path ?? ''];
            if (way) await onSession?.({ userId, way, address: ipAddress ?? '', userAgent: userAgent ?? '' });
          },
        },
      },
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
        fields: {
          userId: 'user_id',
          backupCodes: 'backup_codes',
          failedVerificationCount: 'failed_verification_count',
          lockedUntil: 'locked_until',
        },
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
        if (!verification.authenticationInfo.userVerified)
          throw new APIError('UNAUTHORIZED', { message: 'The device did not ask who you are' });
      },
    },
    schema: {
      passkey: {
        modelName: 'passkeys',
        fields: {
          publicKey: 'public_key',
          userId: 'user_id',
          credentialID: 'credential_id',
          deviceType: 'device_type',
          backedUp: 'backed_up',
          createdAt: 'created_at',
        },
      },
    },
  });
}

/**
 * Endpoints of our own, called on the server only: a session for whoever a use case vouches for, and who is still to
 * give a second factor.
 */
function ownEndpoints() {
  return {
    id: 'foyer',
    endpoints: {
      startSession: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.object({ userId: z.string(), strong: z.boolean() }), requireHeaders: true },
        async (ctx) => {
          const { internalAdapter, authCookies, secret, createAuthCookie } = ctx.context;
          const { userId, strong } = ctx.body;
          const user = await internalAdapter.findUserById(userId);
          if (!user) throw new APIError('NOT_FOUND', { code: 'USER_NOT_FOUND', message: 'There is no such account' });
          if ((user as { blockedAt?: Date | null }).blockedAt)
            throw new APIError('FORBIDDEN', { code: BLOCKED, message: 'This account is blocked' });
          const former = await ctx.getSignedCookie(authCookies.sessionToken.name, secret);
          if (former) await internalAdapter.deleteSession(former);
          if ((user as { twoFactorEnabled?: boolean }).twoFactorEnabled && !strong) {
            deleteSessionCookie(ctx, true);
            // As the library's own sign-in by password asks for it (its hook in plugins/two-factor).
            const cookie = createAuthCookie(AWAITED_COOKIE, { maxAge: SECOND_FACTOR_SECONDS });
            const identifier = `2fa-${generateRandomString(20)}`;
            const expiresAt = new Date(Date.now() + SECOND_FACTOR_SECONDS * 1000);
            await internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt });
            await internalAdapter.createVerificationValue({
              value: '0',
              identifier: `2fa-attempts-${identifier}`,
              expiresAt,
            });
            await ctx.setSignedCookie(cookie.name, identifier, secret, cookie.attributes);
            return ctx.json({ secondFactor: true });
          }
          const session = await internalAdapter.createSession(user.id, false, { strong }, true);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ secondFactor: false });
        },
      ),
      awaitedUser: createAuthEndpoint.serverOnly(
        { method: 'GET', requireHeaders: true },
        async (ctx): Promise<{ userId: string | undefined }> => {
          const identifier = await ctx.getSignedCookie(
            ctx.context.createAuthCookie(AWAITED_COOKIE).name,
            ctx.context.secret,
          );
          const found = identifier ? await ctx.context.internalAdapter.findVerificationValue(identifier) : null;
          return { userId: found && found.expiresAt > new Date() ? found.value : undefined };
        },
      ),
    },
  };
}

/** The library's name for the cookie of a sign-in that awaits its second factor. */
const AWAITED_COOKIE = 'two_factor';
