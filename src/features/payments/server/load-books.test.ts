import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drainJobs } from '#testing/drain-jobs.ts';
import { openTillSale } from '#testing/till-sale.ts';
import './jobs.ts';
import { loadBooks, startReadingNow } from './load-books.ts';
import { READ_MOVEMENTS_QUEUE } from './start-reading.ts';

const { db, system, makeSale, sell } = await openTillSale();

test('the page knows whether the books are being read, and whether that was hindered; what is merely planned is not told', async () => {
  const event = await makeSale();
  await sell(event);
  const reading = async () => (await loadBooks({ ...system, now: Date.now() }, event)).reading;
  const jobs = db.updateTable('jobs').where('queue', '=', READ_MOVEMENTS_QUEUE);
  assert.equal(await reading(), null, 'in a minute, by itself');
  await Promise.all([1, 2].map(() => startReadingNow(system, event)));
  assert.equal(await reading(), 'running');
  await jobs.set({ state: 'active', attempts: 1 }).execute();
  assert.equal(await reading(), 'running');
  await jobs.set({ state: 'waiting', runAt: new Date(Date.now() + 3_600_000) }).execute();
  assert.equal(await reading(), 'hindered');
  await startReadingNow(system, event);
  assert.deepEqual(await drainJobs(system, [READ_MOVEMENTS_QUEUE]), { [READ_MOVEMENTS_QUEUE]: 1 });
  assert.equal(await reading(), null);
});
