/** The product as it is run: a database of its own in a folder of its own, web and background work in one process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#platform/free-port.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { type Database, ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';

export type BenchDatabase = { url: string; dataDir: string; ctx: () => Ctx; close: () => Promise<void> };

/**
 * An empty database on a server of its own, as durable as in production. An interrupted benchmark takes it away too.
 */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'foyer-bench-'));
  const starting = startEmbeddedPostgres(path.join(dataDir, 'postgres'));
  let database: Database | undefined;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= takeAway(starting, dataDir, database).finally(() => process.off('SIGINT', interrupted)));
  const interrupted = (): void => void close().finally(() => process.exit(130));
  process.on('SIGINT', interrupted);
  const { url } = await starting;
  await ensureDatabase(url);
  await migrate(url);
  database = openDatabase(url);
  const { db } = database;
  const log = createLog('warn');
  return { url, dataDir, ctx: () => createCtx({ db, log, actor: { kind: 'system', name: 'bench' } }), close };
}

/** Connections that are in use when a benchmark is interrupted do not hold it up. */
async function takeAway(
  starting: Promise<EmbeddedPostgres>,
  dataDir: string,
  database: Database | undefined,
): Promise<void> {
  const server = await starting.catch(() => undefined);
  await Promise.race([database?.close(), sleep(2000)]);
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

export type Node = { url: string; pid: number; close: () => Promise<void> };

export type Product = Node & {
  database: BenchDatabase;
  slug: string;
  /** Starts another web process on the same database. */
  openNode: () => Promise<Node>;
};

/** Starts the product with a demo event of so many sessions. `close` stops everything and leaves no file. */
export async function openProduct(sessions: number): Promise<Product> {
  const database = await openBenchDatabase();
  try {
    return await startProduct(database, sessions);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function startProduct(database: BenchDatabase, sessions: number): Promise<Product> {
  const demo = await spoken(program(database, 0, 'bench/make-demo.ts', String(sessions)), /\/e\/([\w-]+)/);
  await demo.ended;
  const node = await startNode(database, 'serve');
  return {
    ...node,
    database,
    slug: demo.found,
    openNode: () => startNode(database, 'web'),
    close: async () => {
      await node.close();
      await database.close();
    },
  };
}

async function startNode(database: BenchDatabase, command: 'serve' | 'web'): Promise<Node> {
  const port = await freePort();
  const served = await spoken(foyer(database, port, command), /(Foyer is open)/);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: served.child.pid as number,
    close: async () => {
      served.child.kill('SIGTERM');
      await served.ended;
    },
  };
}

const foyer = (database: BenchDatabase, port: number, command: string): ChildProcess =>
  program(database, port, 'src/entry/cli.ts', command);

function program(database: BenchDatabase, port: number, script: string, argument: string): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    FOYER_DATA: database.dataDir,
    FOYER_URL: '',
    FOYER_DEMO: 'no',
    HOST: '127.0.0.1',
    PORT: String(port),
    TRUST_PROXY: 'yes',
    LOG_LEVEL: 'warn',
  };
  return spawn(process.execPath, [path.join(PROGRAM_ROOT, script), argument], {
    env,
    cwd: PROGRAM_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits until a process has said `pattern`. Throws with all it said when it ends without. */
async function spoken(
  child: ChildProcess,
  pattern: RegExp,
): Promise<{ child: ChildProcess; found: string; ended: Promise<unknown> }> {
  const ended = once(child, 'exit');
  let said = '';
  const found = await new Promise<string>((resolve, reject) => {
    const hear = (part: Buffer): void => {
      said += part;
      const match = pattern.exec(said)?.[1];
      if (match) resolve(match);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', (part: Buffer) => {
      said += part;
      if (/"level":[56]0/.test(part.toString())) process.stderr.write(part);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The product ended before it was ready:\n${said}`)));
  });
  return { child, found, ended };
}
