/**
 * Real S3 servers for tests, each a process of its own on a free loopback port: moto for the data path (it refuses
 * nothing), radosgw for what a server refuses.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '#platform/free-port.ts';
import { PROGRAM_ROOT, type S3Settings } from '#platform/config.ts';

type Credentials = { accessKeyId: string; secretAccessKey: string };
/** `other` is somebody else's account on the same server. */
export type S3Server = { settings: S3Settings & { endpoint: string }; other: Credentials; stop: () => Promise<void> };
/** Why there is none, with the command that helps. */
export type NoServer = { missing: string };

const START_LIMIT_MS = 20_000;
/** A server that was started and hangs takes connections and never answers; nobody may wait for it without end. */
export const ANSWER_LIMIT_MS = 15_000;
const ADMIN_LIMIT_MS = 6000;
/** `npm test` installs these where it may. */
const PACKAGES: string[] = JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'bin/test-packages.json'), 'utf8')).s3;
const HELP = `apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`;

/** moto with an empty bucket. It accepts every signature. */
export async function startMoto(): Promise<S3Server | NoServer> {
  const command = '/usr/bin/moto_server';
  if (!existsSync(command)) return { missing: `moto is not installed: ${HELP}` };
  const port = await freePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  return ready(
    child,
    port,
    {
      user: { accessKeyId: 'key', secretAccessKey: 'secret' },
      other: { accessKeyId: 'other', secretAccessKey: 'secret' },
    },
    async () => {},
  );
}

/** radosgw on SQLite with two users, an empty bucket of the first. It checks signatures. */
export async function startRadosgw(): Promise<S3Server | NoServer> {
  if (!existsSync('/usr/bin/radosgw')) return { missing: `radosgw is not installed: ${HELP}` };
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-radosgw-'));
  const clear = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  const conf = path.join(folder, 'ceph.conf');
  writeFileSync(conf, radosgwSettings(folder, port));
  const common = ['-c', conf, '-n', 'client.rgw.test', '--no-mon-config'];
  const accounts = {
    user: { accessKeyId: 'APPKEY', secretAccessKey: 'appsecret' },
    other: { accessKeyId: 'OTHERKEY', secretAccessKey: 'othersecret' },
  };
  for (const [uid, account] of Object.entries(accounts)) {
    const fault = createUser(common, uid, account);
    if (!fault) continue;
    await clear();
    return { missing: `radosgw makes no user here: ${fault}` };
  }
  const child = spawn('/usr/bin/radosgw', ['-f', ...common], { stdio: 'ignore' });
  return ready(child, port, accounts, clear);
}

/**
 * Why there is no such user, '' when there is. The tool crashes now and then, or makes the user and never ends: it gets
 * three chances.
 */
function createUser(common: string[], uid: string, { accessKeyId, secretAccessKey }: Credentials): string {
  const create = [
    'user',
    'create',
    `--uid=${uid}`,
    `--display-name=${uid}`,
    `--access-key=${accessKeyId}`,
    `--secret=${secretAccessKey}`,
  ];
  let fault = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { status, stderr } = spawnSync('/usr/bin/radosgw-admin', [...common, ...create], {
      timeout: ADMIN_LIMIT_MS,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    });
    if (status === 0 || /user(: \S+)? exists/.test(stderr)) return '';
    fault = stderr.trim().split('\n').at(-1) ?? '';
  }
  return fault;
}

function radosgwSettings(folder: string, port: number): string {
  return [
    '[global]',
    'auth_cluster_required = none',
    'auth_service_required = none',
    'auth_client_required = none',
    '[client.rgw.test]',
    'rgw backend store = dbstore',
    'rgw config store = dbstore',
    `dbstore config uri = file://${folder}/config.db`,
    `dbstore db dir = ${folder}`,
    `rgw data = ${folder}`,
    `rgw frontends = beast endpoint=127.0.0.1:${port}`,
    `log file = ${folder}/log`,
    `admin socket = ${folder}/socket`,
    `run dir = ${folder}`,
    '',
  ].join('\n');
}

/**
 * The server that TEST_S3_URL names (`http://KEY:SECRET@HOST:PORT`), with an empty bucket of its own; undefined where
 * it names none. Another account on it is not known.
 */
export async function useGivenS3(): Promise<S3Server | undefined> {
  if (!process.env.TEST_S3_URL) return undefined;
  const { origin, username, password } = new URL(process.env.TEST_S3_URL);
  const account = { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) };
  const settings = {
    endpoint: origin,
    bucket: `foyer-test-${Date.now()}-${process.pid}`,
    region: 'us-east-1',
    ...account,
  };
  await createBucket(settings);
  return { settings, other: account, stop: async () => {} };
}

type Accounts = { user: Credentials; other: Credentials };

async function ready(
  child: ChildProcess,
  port: number,
  { user, other }: Accounts,
  clear: () => Promise<void>,
): Promise<S3Server | NoServer> {
  const settings = { endpoint: `http://127.0.0.1:${port}`, bucket: 'foyer-files', region: 'us-east-1', ...user };
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(killer);
    }
    await clear();
  };
  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answers(settings.endpoint))) {
    if (child.exitCode === null && Date.now() < limit) {
      await sleep(50);
      continue;
    }
    await stop();
    return { missing: `the server did not start within ${START_LIMIT_MS / 1000} s; is all of it there? ${HELP}` };
  }
  const fault = await createBucket(settings).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (fault === undefined) return { settings, other, stop };
  await stop();
  return { missing: `the server started and makes no bucket: ${fault}` };
}

async function createBucket(settings: S3Server['settings']): Promise<void> {
  const client = openS3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket: settings.bucket }));
  client.destroy();
}

/** A client beside the store, which gives up like it. */
export function openS3Client({
  endpoint,
  region,
  bucket: _,
  ...credentials
}: S3Settings & { endpoint: string }): S3Client {
  const limits = {
    connectionTimeout: 5000,
    requestTimeout: ANSWER_LIMIT_MS,
    socketTimeout: ANSWER_LIMIT_MS,
    throwOnRequestTimeout: true,
  };
  return new S3Client({ endpoint, forcePathStyle: true, region, credentials, requestHandler: limits });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
