/** The process that is killed: it works off the jobs of one receiver, slowly enough to be hit in the middle. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '#platform/db/connect.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { createLog } from '#platform/log.ts';

const { db } = openDatabase(process.argv[2] as string, 6);
const handlers = new Map([
  [
    'note_effect',
    async ({ payload }: { payload: unknown }) => {
      const { change } = payload as { change: number };
      await sql`insert into effects (change, step) values (${change}, 1) on conflict do nothing`.execute(db);
      await sleep(Math.random() * 15);
      await sql`insert into effects (change, step) values (${change}, 2) on conflict do nothing`.execute(db);
    },
  ],
  [
    'copy_last_state',
    async ({ payload }: { payload: unknown }) => {
      const { record } = payload as { record: number };
      const { rows } = await sql<{ state: number }>`select state from records where id = ${record}`.execute(db);
      await sleep(Math.random() * 15);
      await sql`update records set copied = greatest(copied, ${rows[0]?.state ?? 0}) where id = ${record}`.execute(db);
    },
  ],
]);
startWorker({ db, log: createLog('silent'), handlers, concurrency: 6, pollMs: 50, leaseSeconds: 0.5 });
process.stdout.write('working\n');
