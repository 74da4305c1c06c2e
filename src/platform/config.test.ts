import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { describeSettings, loadConfig } from './config.ts';
import { Invalid } from './errors.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => path.join(folder, String((count += 1)));
const SECRET = 's'.repeat(32);
const S3 = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };

function refusal(env: NodeJS.ProcessEnv): Invalid {
  try {
    loadConfig({ FOYER_DATA: fresh(), ...env });
  } catch (error) {
    assert.ok(error instanceof Invalid, String(error));
    return error;
  }
  throw new Error('it was taken');
}

describe('a wrong setting stops with one line that names it', () => {
  const wrong: [name: string, value: string, message: string][] = [
    ['PORT', 'http', 'must be a port number'],
    ['PORT', '70000', 'must be a port number'],
    ['PORT', '-1', 'must be a port number'],
    ['PORT', '80.5', 'must be a port number'],
    [
      'FOYER_URL',
      'events.example.org',
      'must be an address such as https://events.example.org, with nothing after the host',
    ],
    [
      'FOYER_URL',
      'https://events.example.org/foyer',
      'must be an address such as https://events.example.org, with nothing after the host',
    ],
    [
      'FOYER_URL',
      'javascript:alert(1)',
      'must be an address such as https://events.example.org, with nothing after the host',
    ],
    ['DATABASE_URL', 'mysql://x', 'must start with postgres:// and be an address'],
    ['DATABASE_URL', 'postgres://host:port/foyer', 'must start with postgres:// and be an address'],
    ['TWITTER_API_BASE', 'api.x.com', 'must be an address such as https://id.example.org/realm'],
    ['OIDC_ISSUER', 'https://id.example.org/?a=b', 'must be an address such as https://id.example.org/realm'],
    ['SIGN_IN_PRIVATE_PICTURES', 'true', 'must be yes or no'],
    ['FOYER_WEBHOOKS_ANYWHERE', 'true', 'must be yes or no'],
    ['DATABASE_POOL', '1', 'must be a number from 2 to 200'],
    ['DATABASE_POOL', '500', 'must be a number from 2 to 200'],
    ['DATABASE_POOL', 'many', 'must be a number from 2 to 200'],
    ['FOYER_HOLD_MINUTES', '0', 'must be a number from 1 to 1440'],
    ['FOYER_SEATS_PER_NETWORK', '0', 'must be a number from 1 to 1000000'],
    ['FOYER_HOLD_MINUTES', '1.5', 'must be a number from 1 to 1440'],
    ['FOYER_SESSION_IDLE_HOURS', '0', 'must be a number of hours from 1 to 8760'],
    ['FOYER_SESSION_DAYS', '366', 'must be a number of days from 1 to 365'],
    ['FOYER_REGISTRATION', 'no', 'must be open or invited'],
    ['FOYER_ORGANIZERS', 'nobody', 'must be everybody or administrators'],
    ['FOYER_IMPORT_MEGABYTES', '0', 'must be a number of megabytes from 1 to 1000000'],
    ['FOYER_SECRET', 'short', 'must have at least 32 characters'],
    ['SMTP_URL', 'mail.example.org', 'must start with smtp:// or smtps://'],
    ['S3_ENDPOINT', 'minio:9000', 'must be an address such as https://events.example.org, with nothing after the host'],
    ['TRUST_PROXY', 'true', 'must be yes or no'],
    ['STRIPE_SECRET_KEY', 'pk_test_x', 'must be a secret key (sk_test_… or sk_live_…)'],
    ['STRIPE_CLIENT_ID', 'acct_x', 'must be the client id of Connect (ca_…)'],
    [
      'STRIPE_API_BASE',
      'api.stripe.com',
      'must be an address such as https://events.example.org, with nothing after the host',
    ],
    ['STRIPE_CONNECT', 'express', 'must be oauth or accounts'],
    [
      'STRIPE_FEE_PERCENT',
      '1.555',
      'must be a number from 0 to 100 such as 1.5, with two digits after the point at most',
    ],
    [
      'STRIPE_FEE_PERCENT',
      '100.01',
      'must be a number from 0 to 100 such as 1.5, with two digits after the point at most',
    ],
    ['STRIPE_FEE_PERCENT', '-1', 'must be a number from 0 to 100 such as 1.5, with two digits after the point at most'],
    ['STRIPE_FEE_FIXED', '0.30', 'must be amounts such as 0.30 EUR, 0.35 USD: one for each currency, with a point'],
    [
      'STRIPE_FEE_FIXED',
      '0.305 EUR',
      'must be amounts such as 0.30 EUR, 0.35 USD: one for each currency, with a point',
    ],
    [
      'STRIPE_FEE_FIXED',
      '1 EUR, 2 EUR',
      'must be amounts such as 0.30 EUR, 0.35 USD: one for each currency, with a point',
    ],
    ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, silent'],
  ];
  for (const [name, value, message] of wrong) {
    test(`${name}=${value}`, () => {
      const error = refusal({ [name]: value });
      assert.equal(error.message, `Wrong settings: ${name} ${message}`);
      assert.deepEqual(error.problems, [{ where: name, message }]);
      assert.equal(error.message.includes('\n'), false);
    });
  }

  test('several at once are all named', () => {
    assert.equal(
      refusal({ PORT: 'x', TRUST_PROXY: 'x' }).message,
      'Wrong settings: PORT must be a port number; TRUST_PROXY must be yes or no',
    );
  });

  test('a data folder that is a file', () => {
    const file = fresh();
    writeFileSync(file, '');
    assert.match(refusal({ FOYER_DATA: file }).message, /^FOYER_DATA: the folder .* cannot be made: /);
  });
});

describe('S3 half configured is refused with what is missing', () => {
  for (const name of Object.keys(S3)) {
    test(`without ${name}`, () => {
      assert.equal(
        refusal({ ...S3, [name]: undefined }).message,
        `Wrong settings: file storage on S3 also needs ${name}`,
      );
    });
  }
  test('only an endpoint', () => {
    const { message } = refusal({ S3_ENDPOINT: 'http://127.0.0.1:9000' });
    assert.equal(
      message,
      'Wrong settings: file storage on S3 also needs S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY',
    );
  });
  test('complete, it is taken', () => {
    const { s3 } = loadConfig({ FOYER_DATA: fresh(), ...S3, S3_ENDPOINT: 'http://127.0.0.1:9000/' });
    assert.deepEqual(s3, {
      endpoint: 'http://127.0.0.1:9000',
      bucket: 'files',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    });
  });
});

describe('Stripe', () => {
  const STRIPE = {
    STRIPE_SECRET_KEY: 'sk_test_abc123',
    STRIPE_CLIENT_ID: 'ca_abc',
    STRIPE_WEBHOOK_SECRET: 'whsec_one',
  };
  for (const name of Object.keys(STRIPE)) {
    test(`without ${name} it is refused with what is missing`, () => {
      assert.equal(
        refusal({ ...STRIPE, [name]: undefined }).message,
        `Wrong settings: payments with Stripe also need ${name}`,
      );
    });
  }
  test('complete, it is taken', () => {
    const { stripe } = loadConfig({
      FOYER_DATA: fresh(),
      ...STRIPE,
      STRIPE_WEBHOOK_SECRET: 'whsec_one, whsec_two',
      STRIPE_FEE_PERCENT: '1.5',
      STRIPE_FEE_FIXED: '0.30 EUR, 35 JPY',
    });
    assert.deepEqual(stripe, {
      secretKey: 'sk_test_abc123',
      clientId: 'ca_abc',
      webhookSecrets: ['whsec_one', 'whsec_two'],
      apiBase: 'https://api.stripe.com',
      connectBase: 'https://connect.stripe.com',
      connect: 'oauth',
      live: false,
      fee: { percent: 150, fixed: { EUR: 30, JPY: 35 } },
      timeoutMs: 20_000,
    });
  });
  test('the key says whether money is real', () => {
    assert.equal(loadConfig({ FOYER_DATA: fresh(), ...STRIPE, STRIPE_SECRET_KEY: 'sk_live_abc' }).stripe?.live, true);
    assert.equal(loadConfig({ FOYER_DATA: fresh(), ...STRIPE, STRIPE_SECRET_KEY: 'rk_test_abc' }).stripe?.live, false);
  });
  test('where accounts are made, no client id is needed', () => {
    assert.equal(
      loadConfig({ FOYER_DATA: fresh(), ...STRIPE, STRIPE_CLIENT_ID: undefined, STRIPE_CONNECT: 'accounts' }).stripe
        ?.clientId,
      '',
    );
  });
  test('a signing secret that is none', () => {
    const message = 'must be one or several signing secrets (whsec_…), with commas between them';
    for (const wrong of ['whsec one', 'sk_test_x', 'whsec_one, x', ','])
      assert.equal(
        refusal({ ...STRIPE, STRIPE_WEBHOOK_SECRET: wrong }).message,
        `Wrong settings: STRIPE_WEBHOOK_SECRET ${message}`,
      );
  });
  test('its secrets are hidden', () => {
    const shown = describeSettings({ FOYER_DATA: fresh(), ...STRIPE }).filter(({ name }) => name.startsWith('STRIPE_'));
    assert.deepEqual(shown.slice(0, 3), [
      { name: 'STRIPE_SECRET_KEY', value: '(set, hidden)' },
      { name: 'STRIPE_CLIENT_ID', value: 'ca_abc' },
      { name: 'STRIPE_WEBHOOK_SECRET', value: '(set, hidden)' },
    ]);
  });
});

test('without any setting there is a working whole', () => {
  const dataDir = fresh();
  const { secret, ...rest } = loadConfig({ FOYER_DATA: dataDir });
  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    port: 3000,
    host: '127.0.0.1',
    workerPort: undefined,
    url: 'http://localhost:3000',
    urlIsGiven: false,
    dataDir,
    databaseUrl: undefined,
    databasePool: 10,
    holdMinutes: 15,
    seatsPerNetwork: 50,
    mailLimits: { perAddress: 20, perClient: 200 },
    webhooksAnywhere: false,
    smtpUrl: undefined,
    sessionIdleHours: 24,
    sessionDays: 30,
    registration: 'open',
    organizers: 'everybody',
    importBytes: 1024 ** 3,
    mailFrom: 'Foyer <foyer@localhost>',
    s3: undefined,
    trustProxy: false,
    metricsToken: undefined,
    logLevel: 'info',
    signIn: { x: undefined, github: undefined, oidc: undefined, privatePictures: false },
    wallets: { apple: undefined, google: undefined },
    stripe: undefined,
  });
});

test('an empty setting is one that is not set', () => {
  assert.equal(loadConfig({ FOYER_DATA: fresh(), PORT: '', DATABASE_URL: '', SMTP_URL: '' }).port, 3000);
});

test('the secret is made once, kept, and readable by nobody else', () => {
  const dataDir = fresh();
  const first = loadConfig({ FOYER_DATA: dataDir }).secret;
  assert.equal(loadConfig({ FOYER_DATA: dataDir }).secret, first);
  assert.equal(readFileSync(path.join(dataDir, 'secret.key'), 'utf8').trim(), first);
  assert.equal(statSync(path.join(dataDir, 'secret.key')).mode & 0o777, 0o600);
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
});

test('a kept secret that was emptied is refused rather than used', () => {
  const dataDir = fresh();
  loadConfig({ FOYER_DATA: dataDir });
  writeFileSync(path.join(dataDir, 'secret.key'), '');
  assert.match(
    refusal({ FOYER_DATA: dataDir }).message,
    /^FOYER_SECRET: the key in .*secret\.key is shorter than 32 characters/,
  );
});

test('a secret of the environment leaves no file behind', () => {
  const dataDir = fresh();
  assert.equal(loadConfig({ FOYER_DATA: dataDir, FOYER_SECRET: SECRET }).secret, SECRET);
  assert.throws(() => statSync(path.join(dataDir, 'secret.key')));
});

test('secrets are never printed', () => {
  const shown = describeSettings({
    FOYER_SECRET: SECRET,
    DATABASE_URL: 'postgres://u:p@h/d',
    S3_SECRET_ACCESS_KEY: 'x',
    S3_ACCESS_KEY_ID: 'y',
    SMTP_URL: 'smtp://u:p@h',
    PORT: '80',
  });
  const said = Object.fromEntries(
    shown.filter(({ value }) => value === '(set, hidden)').map(({ name, value }) => [name, value]),
  );
  assert.deepEqual(said, {
    DATABASE_URL: '(set, hidden)',
    FOYER_SECRET: '(set, hidden)',
    SMTP_URL: '(set, hidden)',
    S3_ACCESS_KEY_ID: '(set, hidden)',
    S3_SECRET_ACCESS_KEY: '(set, hidden)',
  });
});

test('settings are described by the values that count', () => {
  const expected = {
    PORT: '80',
    HOST: '127.0.0.1',
    FOYER_URL: 'http://localhost:80',
    FOYER_DATA: folder,
    DATABASE_URL: `(embedded, in ${folder}/postgres)`,
    DATABASE_POOL: '10',
    FOYER_HOLD_MINUTES: '15',
    FOYER_SEATS_PER_NETWORK: '50',
    FOYER_MAILS_PER_ADDRESS: '20',
    FOYER_MAILS_PER_CLIENT: '200',
    FOYER_SECRET: `(kept in ${folder}/secret.key)`,
    SMTP_URL: '(not set)',
    MAIL_FROM: 'Foyer <foyer@localhost>',
    S3_BUCKET: '(not set)',
    LOG_LEVEL: 'info',
  };
  const described = describeSettings({ FOYER_DATA: folder, PORT: '80', LOG_LEVEL: '' });
  assert.deepEqual(
    Object.fromEntries(described.filter(({ name }) => name in expected).map(({ name, value }) => [name, value])),
    expected,
  );
  assert.deepEqual(
    described.filter(({ value }) => value === '' || value === 'undefined'),
    [],
  );
});

describe('signing in with other services', () => {
  test('is off until all of a service’s settings are given', () => {
    const none = { x: undefined, github: undefined, oidc: undefined, privatePictures: false };
    assert.deepEqual(loadConfig({ FOYER_DATA: fresh(), TWITTER_API_BASE: 'https://x.example' }).signIn, none);
    const env = {
      TWITTER_CONSUMER_KEY: 'k',
      TWITTER_CONSUMER_SECRET: 's',
      OIDC_ISSUER: 'https://id.example.org/realm/',
      OIDC_CLIENT_ID: 'c',
      OIDC_CLIENT_SECRET: 'o',
      OIDC_NAME: 'Harbour ID',
    };
    assert.deepEqual(loadConfig({ FOYER_DATA: fresh(), ...env }).signIn, {
      ...none,
      x: { key: 'k', secret: 's', base: 'https://api.x.com', protocol: 'oauth1' },
      oidc: { key: 'c', secret: 'o', base: 'https://id.example.org/realm', name: 'Harbour ID' },
    });
  });

  test('uses OAuth 2.0 with X where its keys are given, also beside the older ones', () => {
    const env = {
      TWITTER_CONSUMER_KEY: 'k',
      TWITTER_CONSUMER_SECRET: 's',
      X_CLIENT_ID: 'id',
      X_CLIENT_SECRET: 'secret',
    };
    const x = { key: 'id', secret: 'secret', base: 'https://api.x.com', protocol: 'oauth2' };
    assert.deepEqual(loadConfig({ FOYER_DATA: fresh(), ...env }).signIn.x, x);
  });

  test('says which setting is missing', () => {
    const given: [NodeJS.ProcessEnv, string][] = [
      [{ TWITTER_CONSUMER_KEY: 'k' }, 'TWITTER_CONSUMER_SECRET'],
      [{ X_CLIENT_ID: 'k' }, 'X_CLIENT_SECRET'],
      [{ GITHUB_CLIENT_SECRET: 'k' }, 'GITHUB_CLIENT_ID'],
      [{ OIDC_CLIENT_ID: 'k', OIDC_CLIENT_SECRET: 's' }, 'OIDC_ISSUER'],
    ];
    for (const [env, missing] of given)
      assert.deepEqual(refusal(env).problems, [{ where: missing, message: 'is missing' }]);
  });

  test('shows no secrets', () => {
    const env = {
      X_CLIENT_SECRET: 'hush-x',
      TWITTER_CONSUMER_KEY: 'hush-k',
      TWITTER_CONSUMER_SECRET: 'hush-s',
      GITHUB_CLIENT_SECRET: 'hush-g',
      OIDC_CLIENT_SECRET: 'hush-o',
    };
    assert.doesNotMatch(JSON.stringify(describeSettings({ FOYER_DATA: fresh(), ...env })), /hush/);
  });
});
