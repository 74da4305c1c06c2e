/**
 * The settings: read from the environment (and `.env`), checked once, then plain data. A setting that is wrong stops
 * the start with one line that names it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { Invalid } from './errors.ts';
import { problemOf } from './i18n/problem.ts';
import { PROGRAM_ROOT } from './program-root.ts';
import { MAIL_LIMITS, type MailLimits } from './mail/limit-mails.ts';
import { type StripeSettings, stripeSettings } from './stripe-settings.ts';
import { type WalletSettings, walletSettings } from './wallet-settings.ts';

export { PROGRAM_ROOT };

/** The version that package.json names. */
export const PROGRAM_VERSION = (
  JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'package.json'), 'utf8')) as { version: string }
).version;

const httpUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/\s]+$/.test(text.replace(/\/+$/, '')),
    'must be an address such as https://events.example.org, with nothing after the host',
  )
  .transform((text) => text.replace(/\/+$/, ''));

/** An address that may go on after the host, without a slash at its end. */
const serviceUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text),
    'must be an address such as https://id.example.org/realm',
  )
  .transform((text) => text.replace(/\/+$/, ''));

/** A whole number from `min` to `max`; `message` says so whatever is wrong with it. */
const whole = (min: number, max: number, message: string) =>
  z.coerce.number(message).int(message).min(min, message).max(max, message);

/** A name whose last part is a number is an address that is spelled wrongly (RFC 1123, section 2.1). */
function isHost(text: string): boolean {
  return isIP(text) !== 0 || (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/(^|\.)\d+$/.test(text));
}

const SETTINGS = {
  PORT: whole(0, 65535, 'must be a port number').default(3000),
  HOST: z
    .string()
    .refine(isHost, 'must be an address or a name of this machine, such as 127.0.0.1, :: or localhost')
    .default('127.0.0.1'),
  WORKER_PORT: whole(1, 65535, 'must be a port number').optional(),
  FOYER_URL: httpUrl.optional(),
  FOYER_DATA: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
      'must start with postgres:// and be an address',
    )
    .optional(),
  DATABASE_POOL: whole(2, 200, 'must be a number from 2 to 200').default(10),
  FOYER_HOLD_MINUTES: whole(1, 1440, 'must be a number from 1 to 1440').default(15),
  FOYER_SEATS_PER_NETWORK: whole(1, 1_000_000, 'must be a number from 1 to 1000000').default(50),
  FOYER_SESSION_IDLE_HOURS: whole(1, 8760, 'must be a number of hours from 1 to 8760').default(24),
  FOYER_SESSION_DAYS: whole(1, 365, 'must be a number of days from 1 to 365').default(30),
  FOYER_REGISTRATION: z.enum(['open', 'invited'], 'must be open or invited').default('open'),
  FOYER_ORGANIZERS: z.enum(['everybody', 'administrators'], 'must be everybody or administrators').default('everybody'),
  FOYER_IMPORT_MEGABYTES: whole(1, 1_000_000, 'must be a number of megabytes from 1 to 1000000').default(1024),
  FOYER_MAILS_PER_ADDRESS: whole(1, 100_000, 'must be a number from 1 to 100000').default(MAIL_LIMITS.perAddress),
  FOYER_MAILS_PER_CLIENT: whole(1, 100_000, 'must be a number from 1 to 100000').default(MAIL_LIMITS.perClient),
  FOYER_WEBHOOKS_ANYWHERE: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  FOYER_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must be an address such as Foyer <foyer@example.org>',
    )
    .optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  TRUST_PROXY: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  X_CLIENT_ID: z.string().optional(),
  X_CLIENT_SECRET: z.string().optional(),
  TWITTER_CONSUMER_KEY: z.string().optional(),
  TWITTER_CONSUMER_SECRET: z.string().optional(),
  TWITTER_API_BASE: serviceUrl.default('https://api.x.com'),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GITHUB_BASE: serviceUrl.default('https://github.com'),
  OIDC_NAME: z.string().max(60, 'must have at most 60 characters').default('Single sign-on'),
  OIDC_ISSUER: serviceUrl.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  SIGN_IN_PRIVATE_PICTURES: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  APPLE_PASS_TYPE: z
    .string()
    .regex(/^pass\.[\w.-]+$/, 'must be a pass type such as pass.org.example.tickets')
    .optional(),
  APPLE_PASS_TEAM: z.string().optional(),
  APPLE_PASS_CERTIFICATE: z.string().optional(),
  APPLE_PASS_KEY: z.string().optional(),
  APPLE_PASS_KEY_PASSWORD: z.string().optional(),
  APPLE_PASS_INTERMEDIATE: z.string().optional(),
  GOOGLE_WALLET_ISSUER: z.string().optional(),
  GOOGLE_WALLET_KEY: z.string().optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[rs]k_(test|live)_\w+$/, 'must be a secret key (sk_test_… or sk_live_…)')
    .optional(),
  STRIPE_CLIENT_ID: z
    .string()
    .regex(/^ca_\w+$/, 'must be the client id of Connect (ca_…)')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_API_BASE: httpUrl.default('https://api.stripe.com'),
  STRIPE_CONNECT_BASE: httpUrl.default('https://connect.stripe.com'),
  STRIPE_CONNECT: z.enum(['oauth', 'accounts'], 'must be oauth or accounts').default('oauth'),
  STRIPE_FEE_PERCENT: z.string().optional(),
  STRIPE_FEE_FIXED: z.string().optional(),
  STRIPE_TIMEOUT_SECONDS: whole(1, 80, 'must be a number from 1 to 80').default(20),
  STRIPE_TEST_MONEY: z.enum(['yes', 'no'], 'must be yes or no').optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'must be one of trace, debug, info, warn, error, silent',
    )
    .default('info'),
} satisfies Record<string, z.ZodType>;

const schema = z.object(SETTINGS);

export type S3Settings = {
  endpoint?: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/** Another service with which people sign in: what it knows us by, and where it is. */
export type ServiceSettings = { key: string; secret: string; base: string };

/** Keys of X for OAuth 2.0, or those for OAuth 1.0a where an app has only these. */
export type XSettings = ServiceSettings & { protocol: 'oauth2' | 'oauth1' };

export type SignInSettings = {
  x: XSettings | undefined;
  github: ServiceSettings | undefined;
  /** An OpenID Connect provider; `base` is its issuer. */
  oidc: (ServiceSettings & { name: string }) | undefined;
  /**
   * Whether pictures of people may be fetched from addresses that are not public: for a provider in one's own network.
   */
  privatePictures: boolean;
};

export type Registration = 'open' | 'invited';

export type Config = {
  port: number;
  host: string;
  /** Where a worker without a web side answers machines that ask how it is; undefined: nowhere. */
  workerPort: number | undefined;
  /** Public base URL without a trailing slash. */
  url: string;
  /** Whether somebody chose that address; otherwise readers may come by any name of this machine. */
  urlIsGiven: boolean;
  /** Absolute folder of the embedded database, files and secret. */
  dataDir: string;
  databaseUrl: string | undefined;
  databasePool: number;
  /** How long seats are held for somebody who has not finished. */
  holdMinutes: number;
  /** How many seats of an event one network may hold that it has not placed; or 5 % of a quota, whichever is more. */
  seatsPerNetwork: number;
  /** A session that nobody uses ends after so many hours, and every session after so many days. */
  sessionIdleHours: number;
  sessionDays: number;
  /** Who may make an account: everybody, or only who was invited into a team. */
  registration: Registration;
  /** Who may start an organisation. */
  organizers: 'everybody' | 'administrators';
  /** How much the files of imports that wait may have together, for each organizer. */
  importBytes: number;
  /** How many mails go to one address in an hour, and how many one client causes. */
  mailLimits: MailLimits;
  /** Whether webhooks may go to addresses that are not public, and without TLS: for tests and intranets. */
  webhooksAnywhere: boolean;
  secret: string;
  smtpUrl: string | undefined;
  mailFrom: string;
  s3: S3Settings | undefined;
  trustProxy: boolean;
  /** Lets machines elsewhere read /metrics. */
  metricsToken: string | undefined;
  logLevel: string;
  signIn: SignInSettings;
  wallets: WalletSettings;
  /** Undefined where nobody pays by card here. */
  stripe: StripeSettings | undefined;
};

/** Names of settings whose values are never printed. */
const SECRET_SETTINGS = new Set([
  'FOYER_SECRET',
  'DATABASE_URL',
  'SMTP_URL',
  'S3_SECRET_ACCESS_KEY',
  'S3_ACCESS_KEY_ID',
  'METRICS_TOKEN',
  'X_CLIENT_SECRET',
  'TWITTER_CONSUMER_KEY',
  'TWITTER_CONSUMER_SECRET',
  'GITHUB_CLIENT_SECRET',
  'OIDC_CLIENT_SECRET',
  'APPLE_PASS_KEY_PASSWORD',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
]);

/** Reads `.env` beside package.json into the environment where it exists; what is already set wins. */
export function loadDotEnv(): void {
  const file = path.join(PROGRAM_ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Checks the settings by themselves, and makes nothing. @throws Invalid naming every setting that is wrong and why */
export function checkGivenSettings(env: NodeJS.ProcessEnv = process.env): z.infer<typeof schema> {
  const given = Object.fromEntries(
    Object.keys(SETTINGS).flatMap((name) => (env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]])),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(problemOf);
    throw new Invalid(
      `Wrong settings: ${problems.map((p) => `${p.where} ${p.message}`).join('; ')}`,
      problems,
      'settings',
    );
  }
  return parsed.data;
}

/**
 * Checks the settings and makes what is missing (the data folder and its secret key).
 * @throws Invalid naming every setting that is wrong and why
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const s = checkGivenSettings(env);
  const dataDir = dataFolder(env);
  makeDataDir(dataDir);
  return {
    port: s.PORT,
    host: s.HOST,
    workerPort: s.WORKER_PORT,
    url: s.FOYER_URL ?? `http://localhost:${s.PORT}`,
    urlIsGiven: s.FOYER_URL !== undefined,
    dataDir,
    databaseUrl: s.DATABASE_URL,
    databasePool: s.DATABASE_POOL,
    holdMinutes: s.FOYER_HOLD_MINUTES,
    seatsPerNetwork: s.FOYER_SEATS_PER_NETWORK,
    sessionIdleHours: s.FOYER_SESSION_IDLE_HOURS,
    sessionDays: s.FOYER_SESSION_DAYS,
    registration: s.FOYER_REGISTRATION,
    organizers: s.FOYER_ORGANIZERS,
    importBytes: s.FOYER_IMPORT_MEGABYTES * 1024 * 1024,
    mailLimits: { perAddress: s.FOYER_MAILS_PER_ADDRESS, perClient: s.FOYER_MAILS_PER_CLIENT },
    webhooksAnywhere: s.FOYER_WEBHOOKS_ANYWHERE === 'yes',
    secret: s.FOYER_SECRET ?? keptSecret(dataDir),
    smtpUrl: s.SMTP_URL,
    mailFrom: s.MAIL_FROM ?? senderAt(s.FOYER_URL),
    s3: s3Settings(s),
    trustProxy: s.TRUST_PROXY === 'yes',
    metricsToken: s.METRICS_TOKEN,
    logLevel: s.LOG_LEVEL,
    signIn: signInSettings(s),
    wallets: walletSettings(s),
    stripe: stripeSettings(s),
  };
}

/** From whom mails come where nobody said so: an address at Foyer's own name. */
function senderAt(url: string | undefined): string {
  const host = url ? new URL(url).hostname : '';
  return `Foyer <foyer@${/[a-z]/i.test(host) && !host.startsWith('[') ? host : 'localhost'}>`;
}

/**
 * Every setting with the value that counts, secrets hidden, for `foyer doctor`. Wrong ones are shown as they were
 * given.
 */
export function describeSettings(env: NodeJS.ProcessEnv = process.env): { name: string; value: string }[] {
  const dataDir = dataFolder(env);
  const unset: Record<string, string> = {
    FOYER_URL: `http://localhost:${env.PORT || SETTINGS.PORT.parse(undefined)}`,
    DATABASE_URL: `(embedded, in ${path.join(dataDir, 'postgres')})`,
    MAIL_FROM: senderAt(httpUrl.safeParse(env.FOYER_URL).data),
    FOYER_SECRET: `(kept in ${path.join(dataDir, 'secret.key')})`,
  };
  return Object.entries(SETTINGS).map(([name, setting]) => {
    const value = env[name];
    if (name === 'FOYER_DATA') return { name, value: dataDir };
    if (value === undefined || value === '')
      return { name, value: unset[name] ?? String(setting.safeParse(undefined).data ?? '(not set)') };
    return { name, value: SECRET_SETTINGS.has(name) ? '(set, hidden)' : value };
  });
}

/** The folder of the data, which `loadConfig` makes where it is not there. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(PROGRAM_ROOT, env.FOYER_DATA || SETTINGS.FOYER_DATA.parse(undefined));
}

function makeDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (cause) {
    throw new Invalid(`FOYER_DATA: the folder ${dataDir} cannot be made: ${(cause as Error).message}`, [], 'settings', {
      cause,
    });
  }
}

/**
 * One folder after the other: `mkdir` of all at once never ends where the system says that a parent is not there
 * (/proc).
 */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}

function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, 'secret.key');
  if (!existsSync(file)) makeSecret(file);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length >= 32) return secret;
  throw new Invalid(
    `FOYER_SECRET: the key in ${file} is shorter than 32 characters. Put the old one back, or delete the file: everybody must then sign in again.`,
    [],
    'settings',
  );
}

/** The file appears whole or not at all; of several processes that start at once, one makes it. */
function makeSecret(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function s3Settings(s: z.infer<typeof schema>): S3Settings | undefined {
  const needed = {
    S3_BUCKET: s.S3_BUCKET,
    S3_ACCESS_KEY_ID: s.S3_ACCESS_KEY_ID,
    S3_SECRET_ACCESS_KEY: s.S3_SECRET_ACCESS_KEY,
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 3 && !s.S3_ENDPOINT) return undefined;
  if (missing.length > 0) {
    throw new Invalid(
      `Wrong settings: file storage on S3 also needs ${missing.join(', ')}`,
      missing.map((where) => ({ where, message: 'is missing' })),
      'settings',
    );
  }
  return {
    endpoint: s.S3_ENDPOINT,
    bucket: s.S3_BUCKET as string,
    region: s.S3_REGION,
    accessKeyId: s.S3_ACCESS_KEY_ID as string,
    secretAccessKey: s.S3_SECRET_ACCESS_KEY as string,
  };
}

function signInSettings(s: z.infer<typeof schema>): SignInSettings {
  const newX = pairOf('Signing in with X', { X_CLIENT_ID: s.X_CLIENT_ID, X_CLIENT_SECRET: s.X_CLIENT_SECRET });
  const oldX = pairOf('Signing in with X', {
    TWITTER_CONSUMER_KEY: s.TWITTER_CONSUMER_KEY,
    TWITTER_CONSUMER_SECRET: s.TWITTER_CONSUMER_SECRET,
  });
  const github = pairOf('Signing in with GitHub', {
    GITHUB_CLIENT_ID: s.GITHUB_CLIENT_ID,
    GITHUB_CLIENT_SECRET: s.GITHUB_CLIENT_SECRET,
  });
  const oidc = pairOf('Signing in by OpenID Connect', {
    OIDC_CLIENT_ID: s.OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: s.OIDC_CLIENT_SECRET,
    OIDC_ISSUER: s.OIDC_ISSUER,
  });
  return {
    x: xSettings(newX, oldX, s.TWITTER_API_BASE),
    github: github && { key: github[0], secret: github[1], base: s.GITHUB_BASE },
    oidc: oidc && { key: oidc[0], secret: oidc[1], base: s.OIDC_ISSUER as string, name: s.OIDC_NAME },
    privatePictures: s.SIGN_IN_PRIVATE_PICTURES === 'yes',
  };
}

function xSettings(oauth2: Pair | undefined, oauth1: Pair | undefined, base: string): XSettings | undefined {
  const pair = oauth2 ?? oauth1;
  return pair && { key: pair[0], secret: pair[1], base, protocol: oauth2 ? 'oauth2' : 'oauth1' };
}

type Pair = [string, string];

/** The values where all are given, nothing where none is. @throws Invalid naming those that are missing */
function pairOf(what: string, needed: Record<string, string | undefined>): Pair | undefined {
  const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === Object.keys(needed).length) return undefined;
  if (missing.length > 0) {
    throw new Invalid(
      `Wrong settings: ${what} also needs ${missing.join(', ')}`,
      missing.map((where) => ({ where, message: 'is missing' })),
      'settings',
    );
  }
  return Object.values(needed) as Pair;
}
