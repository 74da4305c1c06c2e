/** What every process needs before it does anything: settings, a database that is up to date, storage, caches. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { EVENT_CHANGED_CHANNEL, onEventChanged } from '#features/events/server/bump-event-version.ts';
import { listProcesses } from '#features/payments/server/providers.ts';
import { type Config, dataFolder, loadConfig, loadDotEnv } from '#platform/config.ts';
import { type Database, ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { type Listener, listen } from '#platform/db/listen.ts';
import { migrate, requireMigrated } from '#platform/db/migrate.ts';
import { Invalid } from '#platform/errors.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { JOBS_CHANNEL } from '#platform/jobs/wake-workers.ts';
import { createLog, type Log } from '#platform/log.ts';
import { findAddress } from '#platform/noted-address.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { createS3Storage } from '#platform/storage/s3.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { openTempFiles } from '#platform/temp-files.ts';

export type Foyer = Runtime & {
  databaseUrl: string;
  /** Calls `wake` whenever another process wrote a job. */
  onJobs: (wake: () => void) => void;
  isListening: () => boolean;
  close: () => Promise<void>;
};

export type FoyerOptions = {
  env?: NodeJS.ProcessEnv;
  onStep?: (step: string) => void;
  listen?: boolean;
  /** Goes by the address of the server that runs on this data folder, where FOYER_URL says none. */
  beside?: boolean;
  /** Lets the providers of payments complete the settings: for those who serve, or work beside a server. */
  payments?: boolean;
  /** Makes no installation and brings none up to date: refuses where there is none, or an older one. */
  existing?: boolean;
};

/**
 * Opens everything, in order.
 * @throws Invalid for wrong settings, Unavailable where the database cannot be had, Conflict where it is to stay older
 */
export async function openFoyer(options: FoyerOptions = {}): Promise<Foyer> {
  loadDotEnv();
  if (options.existing) requireInstallation(options.env);
  const own = loadConfig(options.env);
  const config = await completeConfig(options.beside ? besideServer(own) : own, options);
  options.onStep?.('Starting the database');
  const server = await startDatabase(config);
  try {
    return await furnish(config, server, options);
  } catch (error) {
    await server.leave().catch(() => {});
    throw error;
  }
}

/**
 * So that a mistyped folder does not become an empty installation, which has a secret and a database.
 * @throws Invalid where the settings name none
 */
export function requireInstallation(env: NodeJS.ProcessEnv = process.env): void {
  const folder = dataFolder(env);
  const hasSecret = env.FOYER_SECRET || existsSync(path.join(folder, 'secret.key'));
  const hasDatabase = env.DATABASE_URL || existsSync(path.join(folder, 'postgres/pgdata'));
  if (!hasSecret || !hasDatabase)
    throw new Invalid(
      `FOYER_DATA: there is no installation in ${folder}. "foyer serve" makes one when it starts for the first time.`,
      [],
      'settings',
    );
}

function besideServer(config: Config): Config {
  const noted = config.urlIsGiven ? undefined : findAddress(config.dataDir);
  return noted ? { ...config, url: noted.url, urlIsGiven: noted.given } : config;
}

/** The settings as the providers of payments complete them. @throws Invalid where they contradict each other */
async function completeConfig(config: Config, { env = process.env, payments = false }: FoyerOptions): Promise<Config> {
  let completed = config;
  if (payments)
    for (const provider of listProcesses()) completed = (await provider.completeConfig?.(completed, env)) ?? completed;
  return completed;
}

async function furnish(config: Config, server: DatabaseServer, options: FoyerOptions): Promise<Foyer> {
  await bringUpToDate(server, options);
  const log = createLog(config.logLevel);
  const database = openDatabase(server.url, config.databasePool);
  const storage = openStorage(config);
  const tempFiles = await openTempFiles(config.dataDir);
  const pageCache = new PageCache();
  onEventChanged((eventId) => dropEvent(pageCache, eventId));
  const wakers: (() => void)[] = [];
  const listener = options.listen
    ? await startListening(server, log, pageCache, () => {
        for (const wake of wakers) wake();
      })
    : undefined;
  const runtime: Runtime = { config, log, database, storage, pageCache };
  setRuntime(runtime);
  return {
    ...runtime,
    databaseUrl: server.url,
    onJobs: (wake) => wakers.push(wake),
    isListening: () => listener?.isConnected() ?? false,
    close: async () => {
      await tempFiles.stop();
      await closeFoyer(database, server, listener);
    },
  };
}

async function bringUpToDate({ url, advice }: DatabaseServer, { existing, onStep }: FoyerOptions): Promise<void> {
  await ensureDatabase(url, { advice, make: !existing });
  if (existing) return requireMigrated(url);
  onStep?.('Bringing the database up to date');
  await migrate(url);
}

/** The store that the settings name: an S3 server, or the data folder. */
export function openStorage(config: Config): Storage {
  if (config.s3) return createS3Storage(config.s3);
  return createDiskStorage(path.join(config.dataDir, 'files'), {
    secret: config.secret,
    baseUrl: config.urlIsGiven ? config.url : '',
  });
}

/** Pages of one event, and the lists that it stands in. */
function dropEvent(cache: PageCache, eventId: number): void {
  cache.drop(`event:${eventId}`);
  cache.drop('events');
}

type DatabaseServer = {
  url: string;
  /** What to look at where it does not answer. */
  advice: string;
  /** Starts it again after it went away. */
  revive: () => Promise<void>;
  leave: () => Promise<void>;
};

async function startDatabase(config: Config): Promise<DatabaseServer> {
  if (config.databaseUrl)
    return { url: config.databaseUrl, advice: 'Check DATABASE_URL.', revive: async () => {}, leave: async () => {} };
  const dir = path.join(config.dataDir, 'postgres');
  let server = await startEmbeddedPostgres(dir);
  let reviving: Promise<void> | undefined;
  const revive = async (): Promise<void> => {
    const old = server;
    server = await startEmbeddedPostgres(dir);
    await old.leave();
  };
  return {
    url: server.url,
    advice: `See ${path.join(dir, 'postgres.log')}.`,
    revive: () => {
      reviving ??= revive().finally(() => {
        reviving = undefined;
      });
      return reviving;
    },
    leave: async () => {
      await reviving?.catch(() => {});
      await server.leave();
    },
  };
}

function startListening(server: DatabaseServer, log: Log, cache: PageCache, wake: () => void): Promise<Listener> {
  const revive = (): void => {
    server.revive().catch((error) => log.error({ err: error }, 'the embedded database does not come back'));
  };
  return listen({
    url: server.url,
    log,
    onMessage: { [EVENT_CHANGED_CHANNEL]: (id) => dropEvent(cache, Number(id)), [JOBS_CHANNEL]: wake },
    onConnected: () => {
      cache.setEnabled(true);
      wake();
    },
    onLost: () => {
      cache.setEnabled(false);
      revive();
    },
    onFailed: revive,
  });
}

async function closeFoyer(database: Database, server: DatabaseServer, listener: Listener | undefined): Promise<void> {
  setRuntime(undefined);
  try {
    await listener?.close();
    await database.close();
  } finally {
    await server.leave();
  }
}
