/** The product as it is run: a database of its own in a folder of its own, web and background work in one process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';

export type BenchDatabase = { url: string; dataDir: string; ctx: () => Ctx; close: () => Promise<void> };

/** An empty database on a server of its own, as durable as in production. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'foyer-bench-'));
  const server = await startEmbeddedPostgres(path.join(dataDir, 'postgres'));
  await ensureDatabase(server.url);
  await migrate(server.url);
  const database = openDatabase(server.url);
  const log = createLog('warn');
  const close = async (): Promise<void> => {
    process.off('SIGINT', interrupted);
    await database.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  /** The server would outlive us. */
  const interrupted = (): void => void close().finally(() => process.exit(130));
  process.on('SIGINT', interrupted);
  return { url: server.url, dataDir, ctx: () => createCtx({ db: database.db, log, actor: { kind: 'system', name: 'bench' } }), close };
}

export type Product = { url: string; pid: number; database: BenchDatabase; slug: string; close: () => Promise<void> };

/** Starts the product with a demo event of so many sessions. `close` stops everything and leaves no file. */
export async function openProduct(sessions: number): Promise<Product> {
  const database = await openBenchDatabase();
  const port = await freePort();
  const env = { ...process.env, DATABASE_URL: database.url, FOYER_DATA: database.dataDir, FOYER_URL: '', FOYER_DEMO: 'no', HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' };
  const foyer = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [path.join(PROGRAM_ROOT, 'src/entry/cli.ts'), ...args], { env, cwd: PROGRAM_ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const demo = await spoken(foyer('demo', '--sessions', String(sessions)), /\/e\/([\w-]+)/);
  await demo.ended;
  const served = await spoken(foyer('serve'), /(Foyer is open)/);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: served.child.pid as number,
    database,
    slug: demo.found,
    close: async () => {
      served.child.kill('SIGTERM');
      await served.ended;
      await database.close();
    },
  };
}

/** A port that was free a moment ago: addresses in the pages carry it, so it must be known before. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until a process has said `pattern`. Throws with all it said when it ends without. */
async function spoken(child: ChildProcess, pattern: RegExp): Promise<{ child: ChildProcess; found: string; ended: Promise<unknown> }> {
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
