/** What every process needs before it does anything: settings, a database that is up to date, storage, caches. */
import path from 'node:path';
import pg from 'pg';
import { EVENT_CHANGED_CHANNEL, onEventChanged } from '#features/events/server/bump-event-version.ts';
import { type Config, loadConfig, loadDotEnv } from '#platform/config.ts';
import { type Database, databaseName, ensureDatabase, openDatabase, withDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { type Listener, listen } from '#platform/db/listen.ts';
import { migrate } from '#platform/db/migrate.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { JOBS_CHANNEL } from '#platform/jobs/wake-workers.ts';
import { createLog, type Log } from '#platform/log.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { createS3Storage } from '#platform/storage/s3.ts';

export type House = Runtime & {
  databaseUrl: string;
  /** Calls `wake` whenever another process wrote a job. */
  onJobs: (wake: () => void) => void;
  isListening: () => boolean;
  close: () => Promise<void>;
};

export type HouseOptions = { env?: NodeJS.ProcessEnv; onStep?: (step: string) => void; listen?: boolean };

/** Opens everything, in order. @throws Invalid for wrong settings, Unavailable where the database cannot be had */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const step = options.onStep ?? (() => {});
  loadDotEnv();
  const config = loadConfig(options.env);
  const log = createLog(config.logLevel);
  step('Starting the database');
  const server = await startDatabase(config);
  await ensureDatabase(server.url);
  step('Bringing the database up to date');
  await migrate(server.url);
  const database = openDatabase(server.url, config.databasePool);
  const storage = config.s3 ? createS3Storage(config.s3) : createDiskStorage(path.join(config.dataDir, 'files'), { secret: config.secret, baseUrl: config.urlIsGiven ? config.url : '' });
  const pageCache = new PageCache();
  onEventChanged((eventId) => dropEvent(pageCache, eventId));
  const wakers: (() => void)[] = [];
  const listener = options.listen ? await startListening(server, log, pageCache, () => {
        for (const wake of wakers) wake();
      }) : undefined;
  const runtime: Runtime = { config, log, database, storage, pageCache };
  setRuntime(runtime);
  return {
    ...runtime,
    databaseUrl: server.url,
    onJobs: (wake) => wakers.push(wake),
    isListening: () => listener?.isConnected() ?? false,
    close: () => closeHouse(database, server, listener),
  };
}

/** Pages of one event, and the lists that it stands in. */
function dropEvent(cache: PageCache, eventId: number): void {
  cache.drop(`event:${eventId}`);
  cache.drop('events');
}

type DatabaseServer = { url: string; embedded: boolean; revive: () => Promise<void>; stop: () => Promise<void> };

async function startDatabase(config: Config): Promise<DatabaseServer> {
  if (config.databaseUrl) return { url: config.databaseUrl, embedded: false, revive: async () => {}, stop: async () => {} };
  const dir = path.join(config.dataDir, 'postgres');
  let server = await startEmbeddedPostgres(dir);
  let reviving: Promise<void> | undefined;
  const revive = async (): Promise<void> => {
    server = await startEmbeddedPostgres(dir);
  };
  return {
    url: server.url,
    embedded: true,
    revive: () => {
      reviving ??= revive().finally(() => {
        reviving = undefined;
      });
      return reviving;
    },
    stop: () => server.stop(),
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

async function closeHouse(database: Database, server: DatabaseServer, listener: Listener | undefined): Promise<void> {
  setRuntime(undefined);
  await listener?.close();
  await database.close();
  if (server.embedded && (await isLastOut(server.url))) await server.stop();
}

/** Whether no other process of the house uses the embedded server. */
async function isLastOut(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  try {
    await client.connect();
    const { rows } = await client.query('select count(*)::int as others from pg_stat_activity where datname = $1', [databaseName(url)]);
    return rows[0].others === 0;
  } catch {
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
