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
import { type House, openHouse } from '../open-house.ts';
import { type RunningHealth, startHealth } from '../health.ts';
import { type RunningWeb, startWeb } from '../web.ts';
import { isStopping, whenStopped } from '../stop-signals.ts';
import { startHouseWorker } from '../worker.ts';

const FIRST_ADMINISTRATOR = 'admin@foyer.localhost';

/** Runs until told to stop (SIGINT, SIGTERM), then lets open requests and running jobs finish. */
export async function runServe(sides: { web: boolean; worker: boolean }): Promise<number> {
  const stopped = whenStopped();
  const opening = openHouse({ listen: true, onStep: say, beside: !sides.web, payments: true });
  const house = await Promise.race([opening, stopped]);
  if (!house) return stopOpening(opening);
  try {
    if (sides.web) await settlePort(house);
    const worker = sides.worker ? startHouseWorker(house) : undefined;
    let web: RunningWeb | undefined;
    let health: RunningHealth | undefined;
    let takeBack: (() => void) | undefined;
    const besides: (() => Promise<void>)[] = [];
    try {
      if (sides.web) {
        for (const { start } of listProcesses()) if (start) besides.push(await start(house.config));
        await welcomeDemo(house, stopped);
        if (!isStopping()) {
          const other = findAddress(house.config.dataDir);
          web = await startWeb(house).catch((error) => refuse(house.config, error, 'PORT', other));
          if (other) say(`Another Foyer serves this data already, at ${other.url} (process ${other.pid}); both go on.`);
          takeBack = noteAddress(house.config.dataDir, { url: house.config.url, given: house.config.urlIsGiven });
          await announce(house, web);
        }
      } else if (house.config.workerPort) {
        health = await startHealth(house, house.config.workerPort).catch((error) =>
          refuse({ ...house.config, port: house.config.workerPort as number }, error, 'WORKER_PORT'),
        );
      }
      await stopped;
      say('Stopping: letting open requests and running jobs finish');
    } finally {
      takeBack?.();
      await Promise.all([web?.stop(), worker?.stop(), health?.stop()]);
      for (const end of besides) await end();
    }
  } finally {
    await house.close();
  }
  return 0;
}

/** A step of the start that has begun fails without its database; on another server it is ended first. */
async function stopOpening(opening: Promise<House>): Promise<number> {
  say('Stopping');
  await leaveEmbeddedServers();
  await opening.then(
    (house) => house.close(),
    () => {},
  );
  return 0;
}

/**
 * Any free port (PORT=0) becomes a certain one before anything is made that carries the address: links, exports,
 * cookies.
 */
async function settlePort({ config }: House): Promise<void> {
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

function say(step: string): void {
  process.stderr.write(`${step}\n`);
}

/** A fresh installation starts with something to look at, which one process makes where several start. */
async function welcomeDemo(house: House, stopped: Promise<void>): Promise<void> {
  if (process.env.FOYER_DEMO === 'no') return;
  const { db } = house.database;
  const isFresh = (): Promise<boolean> => isWithoutData(db);
  if (!(await isFresh())) return connectDemo(systemCtx(house), house.config);
  await db.connection().execute(async (held) => {
    await sql`select pg_advisory_lock(hashtextextended('welcome-demo', 0))`.execute(held);
    try {
      if (!(await isFresh())) return;
      say('Making a demo conference');
      // Each step is a transaction and is not repeated: what a stop leaves open, the next start goes on with.
      const made = createDemo(house, systemCtx(house), { living: true });
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

async function announce(house: House, web: RunningWeb): Promise<void> {
  const known = await findFirstAdministrator(systemCtx(house));
  if (!known) await grantAdministrator(systemCtx(house), { email: FIRST_ADMINISTRATOR, name: 'Administrator' });
  if (known?.hasSignedIn) {
    process.stdout.write(`\nFoyer is open at ${house.config.url}\n${hintsOf(house)}`);
    return;
  }
  const link = await web.auth.signInLink(known?.email ?? FIRST_ADMINISTRATOR);
  process.stdout.write(
    `\nFoyer is open. This link signs you in as its first administrator, once, within the hour:\n\n  ${link}\n\n${hintsOf(house)}`,
  );
}

function hintsOf({ config }: House): string {
  return listProcesses()
    .map(({ hintOf }) => hintOf?.(config) ?? '')
    .filter(Boolean)
    .map((hint) => `${hint}\n`)
    .join('');
}

function systemCtx(house: House) {
  return createCtx({ db: house.database.db, log: house.log, actor: { kind: 'system', name: 'start' } });
}
