import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { PageCache } from './http/page-cache.ts';
import { renderMetrics } from './metrics.ts';

const database = await createTestDatabase();
const pageCache = new PageCache();
const render = () => renderMetrics({ database, pageCache });

test('what only grows is a counter, and says the same however often it is read', async () => {
  Object.assign(pageCache, { hits: 3, misses: 2 });
  await Promise.all([render(), render()]);
  const text = await render();
  for (const line of [
    '# TYPE foyer_page_cache_hits_total counter',
    'foyer_page_cache_hits_total 3',
    '# TYPE foyer_page_cache_misses_total counter',
    'foyer_page_cache_misses_total 2',
  ]) {
    assert.equal(text.split('\n').filter((said) => said === line).length, 1, line);
  }
  pageCache.hits = 5;
  assert.match(await render(), /^foyer_page_cache_hits_total 5$/m);
});

test('what goes up and down is a gauge', async () => {
  const types = (await render()).split('\n').filter((line) => /^# TYPE foyer_.* gauge$/.test(line));
  assert.deepEqual(types, [
    '# TYPE foyer_jobs_waiting gauge',
    '# TYPE foyer_oldest_job_seconds gauge',
    '# TYPE foyer_mails_limited gauge',
    '# TYPE foyer_changes_lag_seconds gauge',
    '# TYPE foyer_page_cache_bytes gauge',
  ]);
});

test('how long a job is due is counted from when it was to run, and one of later days does not count', async () => {
  const oldest = async () => Number(/^foyer_oldest_job_seconds (.*)$/m.exec(await render())?.[1]);
  assert.equal(await oldest(), 0);
  const at = (minutes: number) => ({ queue: 'nobody_takes_this', runAt: new Date(Date.now() + minutes * 60_000) });
  await database.db.insertInto('jobs').values(at(60)).execute();
  assert.equal(await oldest(), 0);
  await database.db
    .insertInto('jobs')
    .values([at(-5), at(-2)])
    .execute();
  assert.ok(Math.abs((await oldest()) - 300) < 30);
});
