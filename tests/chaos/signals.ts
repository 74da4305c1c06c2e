/**
 * `npm run chaos -- signals [KILLS]`: kill -9 of the worker or of the database server in the middle of receivers, again
 * and again, while changes are committed and rolled back. Afterwards every committed change has had its later effects,
 * none of a rolled-back one has, and coalesced receivers have seen the last state.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createCtx } from '#platform/ctx.ts';
import { type Database, ensureDatabase, openDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { createLog } from '#platform/log.ts';
import { signals } from '#platform/signals/signal.ts';
import { transact } from '#platform/transact.ts';
import { killServer } from './kill-server.ts';

const RECORDS = 5;
const changed = signals.signal<{ change: number; record: number }>('chaos_changed');
changed.later('note_effect', async () => {});
changed.later('copy_last_state', async () => {}, { key: ({ record }) => String(record), delayMs: 20 });

export type ChaosResult = {
  kills: number;
  committed: number;
  rolledBack: number;
  missing: number;
  unwanted: number;
  stale: number;
};

/** Runs the trial in a folder of its own. */
export async function runSignalsChaos(kills: number): Promise<ChaosResult> {
  const dir = mkdtempSync(path.join(tmpdir(), 'foyer-chaos-'));
  let server = await startEmbeddedPostgres(dir);
  const { url } = server;
  await ensureDatabase(url);
  await migrate(url);
  const database = openDatabase(url, 4);
  await sql`create table effects (change integer, step integer, primary key (change, step))`.execute(database.db);
  await sql`create table records (id integer primary key, state integer not null default 0, copied integer not null default 0)`.execute(
    database.db,
  );
  await sql`insert into records (id) select generate_series(1, ${RECORDS})`.execute(database.db);
  let worker = await startChild(url);
  const writer = startWriting(database);
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(20 + Math.random() * 60);
      if (kill % 4 === 0) {
        await killServer(path.join(dir, 'pgdata'));
        server = await startEmbeddedPostgres(dir);
      } else {
        worker.kill('SIGKILL');
        worker = await startChild(url);
      }
      if (kill % 10 === 0) process.stderr.write(`${kill} kills\n`);
    }
    await writer.stop();
    await settle(database);
    return { kills, ...writer.counts(), ...(await judge(database, writer.known())) };
  } finally {
    worker.kill('SIGKILL');
    await database.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function startChild(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'signal-worker.ts'), url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve(child));
    child.once('error', reject);
  });
}

type Known = { committed: Set<number>; rolledBack: Set<number> };

/** Changes without pause. One whose commit got no answer is in neither set: nobody was promised anything. */
function startWriting(database: Database) {
  const known: Known = { committed: new Set(), rolledBack: new Set() };
  const ctx = () => createCtx({ db: database.db, log: createLog('silent'), actor: { kind: 'system', name: 'chaos' } });
  let stopped = false;
  const loop = (async () => {
    for (let change = 1; !stopped; change += 1) {
      const undo = change % 3 === 0;
      try {
        await transact(ctx(), async (inner) => {
          const record = 1 + (change % RECORDS);
          await sql`update records set state = ${change} where id = ${record}`.execute(inner.db);
          await changed.announce(inner, 'chaos', { change, record });
          if (undo) throw new Undone();
        });
        known.committed.add(change);
      } catch (error) {
        if (error instanceof Undone) known.rolledBack.add(change);
        else await sleep(20);
      }
    }
  })();
  return {
    known: () => known,
    counts: () => ({ committed: known.committed.size, rolledBack: known.rolledBack.size }),
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

class Undone extends Error {}

/** Waits until nothing waits or runs any more. */
async function settle({ db }: Database): Promise<void> {
  const limit = Date.now() + 120_000;
  while (Date.now() < limit) {
    const { rows } = await sql<{ open: number }>`select count(*) as open from jobs`.execute(db);
    if (rows[0]?.open === 0) return;
    await sleep(100);
  }
  throw new Error('Jobs are left after two minutes');
}

async function judge(
  { db }: Database,
  { committed, rolledBack }: Known,
): Promise<Pick<ChaosResult, 'missing' | 'unwanted' | 'stale'>> {
  const { rows } = await sql<{
    change: number;
    steps: number;
  }>`select change, count(*) as steps from effects group by change`.execute(db);
  const steps = new Map(rows.map((row) => [row.change, row.steps]));
  const { rows: records } = await sql<{ state: number; copied: number }>`select state, copied from records`.execute(db);
  return {
    missing: [...committed].filter((change) => steps.get(change) !== 2).length,
    unwanted: [...rolledBack].filter((change) => steps.has(change)).length,
    stale: records.filter(({ state, copied }) => state !== copied).length,
  };
}

if (process.argv[1] === import.meta.filename) {
  const result = await runSignalsChaos(Number(process.argv[2] ?? 50));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.missing + result.unwanted + result.stale === 0 ? 0 : 1;
}
