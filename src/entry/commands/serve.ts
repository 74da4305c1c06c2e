import { once } from 'node:events';
import { createServer } from 'node:net';
import { sql } from 'kysely';
import { findFirstAdministrator } from '#features/accounts/server/queries.ts';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { listProcesses } from '#features/payments/server/providers.ts';
import type { Config } from '#platform/config.ts';
import { createCtx } from '#platform/ctx.ts';
import { Unavailable } from '#platform/errors.ts';
import type { Db } from '#platform/db/connect.ts';
import { leaveEmbeddedServers } from '#platform/db/embedded.ts';
import { findAddress, noteAddress, type RunningServer } from '#platform/noted-address.ts';
import { connectDemo, createDemo, DEMO_SLUG } from '../create-demo.ts';
import { type Foyer, openFoyer } from '../open-foyer.ts';
import { type RunningHealth, startHealth } from '../health.ts';
import { type RunningWeb, startWeb } from '../web.ts';
import { isStopping, whenStopped } from '../stop-signals.ts';
import { startFoyerWorker } from '../worker.ts';

const FIRST_ADMINISTRATOR = 'admin@foyer.localhost';

/** Runs until told to stop (SIGINT, SIGTERM), then lets open requests and running jobs finish. */
export async function runServe(sides: { web: boolean; worker: boolean }): Promise<number> {
  const stopped = whenStopped();
  const opening = openFoyer({ listen: true, onStep: report, beside: !sides.web, payments: true });
  const foyer = await Promise.race([opening, stopped]);
  if (!foyer) return stopOpening(opening);
  try {
    if (sides.web) await settlePort(foyer);
    const worker = sides.worker ? startFoyerWorker(foyer) : undefined;
    let web: RunningWeb | undefined;
    let health: RunningHealth | undefined;
    let takeBack: (() => void) | undefined;
    const besides: (() => Promise<void>)[] = [];
    try {
      if (sides.web) {
        for (const { start } of listProcesses()) if (start) besides.push(await start(foyer.config));
        await welcomeDemo(foyer, stopped);
        if (!isStopping()) {
          const other = findAddress(foyer.config.dataDir);
          web = await startWeb(foyer).catch((error) => refuse(foyer.config, error, 'PORT', other));
          if (other)
            report(`Another Foyer serves this data already, at ${other.url} (process ${other.pid}); both go on.`);
          takeBack = noteAddress(foyer.config.dataDir, { url: foyer.config.url, given: foyer.config.urlIsGiven });
          await announce(foyer, web);
        }
      } else if (foyer.config.workerPort) {
        health = await startHealth(foyer, foyer.config.workerPort).catch((error) =>
          refuse({ ...foyer.config, port: foyer.config.workerPort as number }, error, 'WORKER_PORT'),
        );
      }
      await stopped;
      report('Stopping: letting open requests and running jobs finish');
    } finally {
      takeBack?.();
      await Promise.all([web?.stop(), worker?.stop(), health?.stop()]);
      for (const end of besides) await end();
    }
  } finally {
    await foyer.close();
  }
  return 0;
}

/** A step of the start that has begun fails without its database; on another server it is ended first. */
async function stopOpening(opening: Promise<Foyer>): Promise<number> {
  report('Stopping');
  await leaveEmbeddedServers();
  await opening.then(
    (foyer) => foyer.close(),
    () => {},
  );
  return 0;
}

/**
 * Any free port (PORT=0) becomes a certain one before anything is made that carries the address: links, exports,
 * cookies.
 */
async function settlePort({ config }: Foyer): Promise<void> {
  if (config.port !== 0) return;
  const server = createServer().listen(0, config.host);
  await once(server, 'listening').catch((error) => refuse(config, error));
  config.port = (server.address() as { port: number }).port;
  server.close();
  await once(server, 'close');
  if (!config.urlIsGiven) config.url = `http://localhost:${config.port}`;
}

/** @throws Unavailable naming the setting that would help, for the usual reasons not to get a port */
function refuse(
  { host, port }: Pick<Config, 'host' | 'port'>,
  cause: unknown,
  setting = 'PORT',
  other?: RunningServer,
): never {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE' && other && new URL(other.url).port === String(port)) {
    throw new Unavailable(`Foyer already runs on this data, at ${other.url} (process ${other.pid})`, 'port', { cause });
  }
  if (code === 'EADDRINUSE')
    throw new Unavailable(`Port ${port} is in use; set ${setting} to another one`, 'port', { cause });
  if (code === 'EACCES')
    throw new Unavailable(
      `Port ${port} is for the administrator of this machine only; set ${setting} to one from 1024`,
      'port',
      { cause },
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    throw new Unavailable(`${host} is no address of this machine; set HOST to another one`, 'port', { cause });
  throw cause;
}

function report(step: string): void {
  process.stderr.write(`${step}\n`);
}

/** A fresh installation starts with something to look at, which one process makes where several start. */
async function welcomeDemo(foyer: Foyer, stopped: Promise<void>): Promise<void> {
  if (process.env.FOYER_DEMO === 'no') return;
  const { db } = foyer.database;
  const isFresh = (): Promise<boolean> => isWithoutData(db);
  if (!(await isFresh())) return connectDemo(systemCtx(foyer), foyer.config);
  await db.connection().execute(async (held) => {
    await sql`select pg_advisory_lock(hashtextextended('welcome-demo', 0))`.execute(held);
    try {
      if (!(await isFresh())) return;
      report('Making a demo conference');
      // Each step is a transaction and is not repeated: what a stop leaves open, the next start goes on with.
      const made = createDemo(foyer, systemCtx(foyer), { living: true });
      await Promise.race([made, stopped]);
      made.catch(() => {});
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended('welcome-demo', 0))`.execute(held);
    }
  });
}

/** Nobody has signed in yet, and there is nothing but perhaps a demo that was not finished. */
async function isWithoutData(db: Db): Promise<boolean> {
  const organizers = await db.selectFrom('organizers').select('slug').limit(2).execute();
  if (organizers.length === 0) return true;
  if (organizers.some(({ slug }) => slug !== DEMO_SLUG)) return false;
  const order = await db.selectFrom('orders').select('id').limit(1).executeTakeFirst();
  const session = await db.selectFrom('authSessions').select('id').limit(1).executeTakeFirst();
  return !order && !session;
}

async function announce(foyer: Foyer, web: RunningWeb): Promise<void> {
  const known = await findFirstAdministrator(systemCtx(foyer));
  if (!known) await grantAdministrator(systemCtx(foyer), { email: FIRST_ADMINISTRATOR, name: 'Administrator' });
  if (known?.hasSignedIn) {
    process.stdout.write(`\nFoyer is open at ${foyer.config.url}\n${hintsOf(foyer)}`);
    return;
  }
  const link = await web.auth.signInLink(known?.email ?? FIRST_ADMINISTRATOR);
  process.stdout.write(
    `\nFoyer is open. This link signs you in as its first administrator, once, within the hour:\n\n  ${link}\n\n${hintsOf(foyer)}`,
  );
}

function hintsOf({ config }: Foyer): string {
  return listProcesses()
    .map(({ hintOf }) => hintOf?.(config) ?? '')
    .filter(Boolean)
    .map((hint) => `${hint}\n`)
    .join('');
}

function systemCtx(foyer: Foyer) {
  return createCtx({ db: foyer.database.db, log: foyer.log, actor: { kind: 'system', name: 'start' } });
}
