/** How often a worker looks, with no other worker beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { statementsOf } from '#testing/statements.ts';
import { transact } from '../transact.ts';
import { startWorker } from './worker.ts';

const database = await createTestDatabase();
const { db, log } = database;

test('a burst of announcements takes one look, and one more when its work is done', async (t) => {
  let ran = 0;
  const handlers = new Map([
    [
      'burst',
      async () => {
        ran += 1;
      },
    ],
    ['nothing', async () => {}],
  ]);
  const worker = startWorker({ db, log, handlers, concurrency: 100, apart: { nothing: 2 }, pollMs: 60_000 });
  t.after(() => worker.stop());
  await worker.idle();
  const { statements } = await statementsOf(async () => {
    await transact(database.ctx(), async ({ unit }) => {
      for (let n = 0; n < 30; n += 1) unit?.jobs.push({ queue: 'burst', key: `k${n}`, payload: {}, delayMs: 0 });
    });
    for (let heard = 0; heard < 100; heard += 1) worker.wake();
    await worker.idle();
  });
  assert.equal(ran, 30);
  assert.equal(statements.filter((text) => text.includes('with ended as')).length, 2);
});
