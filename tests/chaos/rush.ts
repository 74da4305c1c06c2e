/**
 * `npm run chaos -- rush [RUNS]`: kill -9 of the web process, the worker or the database server in the middle of a rush
 * in which orders are completed and mails owed; then it starts again, and buyers who got no answer ask again under the
 * same key. Afterwards no seat is taken twice, every order that somebody was told of is there and no other, every
 * completed order had its mail, and the seats of those who did not come back return once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#platform/free-port.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { type Database, ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { killServer } from './kill-server.ts';
import { auditRush, expireAll, type RushFaults, settleMails } from './rush-audit.ts';
import { rushForSeats } from './rush-buyers.ts';
import { startPostbox } from './rush-postbox.ts';

const SEATS = 40;
const BUYERS = 60;
const VICTIMS = ['web', 'worker', 'database'] as const;

export type RushChaosResult = { runs: number; promised: number; completed: number; mails: number } & RushFaults;

type Foyer = { start: (command: 'web' | 'worker') => Promise<ChildProcess> };

/** Runs the trial in a folder of its own. */
export async function runRushChaos(runs: number): Promise<RushChaosResult> {
  const dir = mkdtempSync(path.join(tmpdir(), 'foyer-chaos-'));
  let server = await startEmbeddedPostgres(path.join(dir, 'postgres'));
  await ensureDatabase(server.url);
  await migrate(server.url);
  const database = openDatabase(server.url, 4);
  const ctx = (): Ctx =>
    createCtx({ db: database.db, log: createLog('silent'), actor: { kind: 'system', name: 'chaos' } });
  const postbox = await startPostbox();
  const port = await freePort();
  const foyer = openFoyer({ DATABASE_URL: server.url, FOYER_DATA: dir, SMTP_URL: postbox.url, PORT: String(port) });
  const children = { web: await foyer.start('web'), worker: await foyer.start('worker') };
  const result: RushChaosResult = {
    runs,
    promised: 0,
    completed: 0,
    mails: 0,
    oversold: 0,
    lost: 0,
    unwanted: 0,
    unsent: 0,
    notReturned: 0,
  };
  try {
    for (let run = 0; run < runs; run += 1) {
      const victim = VICTIMS[run % VICTIMS.length] as (typeof VICTIMS)[number];
      const { slug, eventId } = await makeSale(ctx());
      const rush = rushForSeats(`http://127.0.0.1:${port}`, slug, { buyers: BUYERS, run });
      rush.catch(() => {});
      await sleep(20 + Math.random() * 250);
      if (victim === 'database') {
        await killServer(path.join(dir, 'postgres/pgdata'));
        server = await startEmbeddedPostgres(path.join(dir, 'postgres'));
      } else {
        children[victim].kill('SIGKILL');
        children[victim] = await foyer.start(victim);
      }
      const promised = await rush;
      children.worker = await passALease(database, children.worker, foyer);
      await settleMails(ctx(), eventId, postbox);
      add(result, await auditRush(ctx(), eventId, { promised, postbox, seats: SEATS }));
      result.notReturned += await expireAll(ctx(), eventId);
      process.stderr.write(
        `run ${run + 1}, kill -9 of the ${victim}: ${promised.size} orders, ${result.completed} completed so far\n`,
      );
    }
    return { ...result, mails: postbox.letters.length };
  } finally {
    for (const child of Object.values(children)) child.kill('SIGKILL');
    await database.close();
    await server.stop();
    postbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function add(result: RushChaosResult, found: Omit<RushChaosResult, 'runs' | 'mails' | 'notReturned'>): void {
  for (const name of Object.keys(found) as (keyof typeof found)[]) result[name] += found[name];
}

async function makeSale(ctx: Ctx): Promise<{ slug: string; eventId: number }> {
  const event = await makeEvent(ctx, await makeOrganizer(ctx), { published: true });
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: SEATS });
  return event;
}

/** What a minute does: a worker that died has lost its jobs to the next one. */
async function passALease({ db }: Database, worker: ChildProcess, foyer: Foyer): Promise<ChildProcess> {
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  await db.updateTable('jobs').set({ leasedUntil: new Date() }).where('state', '=', 'active').execute();
  return foyer.start('worker');
}

function openFoyer(settings: Record<string, string>): Foyer {
  const env = {
    ...process.env,
    FOYER_URL: '',
    FOYER_DEMO: 'no',
    TRUST_PROXY: 'yes',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ...settings,
  };
  return {
    start: async (command) => {
      const child = spawn(process.execPath, [path.join(PROGRAM_ROOT, 'src/entry/cli.ts'), command], {
        env,
        cwd: PROGRAM_ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      // The web process says when it is open, the worker only that it begins.
      const begun = once(command === 'web' ? child.stdout : child.stderr, 'data');
      if (command === 'web') child.stderr.resume();
      await Promise.race([
        begun,
        once(child, 'exit').then(() => Promise.reject(new Error(`foyer ${command} ended at its start`))),
      ]);
      child.stdout.resume();
      child.stderr.resume();
      return child;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const result = await runRushChaos(Number(process.argv[2] ?? 30));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(
    result.oversold + result.lost + result.unwanted + result.unsent + result.notReturned === 0 && result.completed > 0
      ? 0
      : 1,
  );
}
