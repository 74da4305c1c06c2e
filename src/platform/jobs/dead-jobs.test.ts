import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { signals } from '../signals/signal.ts';
import { countQueues, dropDeadJob, listDeadJobs, retryDeadJobs } from './dead-jobs.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { defineJob, enqueue } from './jobs.ts';

const database = await createTestDatabase();
const { db } = database;
const clear = () => db.deleteFrom('jobs').execute();

async function dead(queue: string, key: string | null, payload: object): Promise<number> {
  const row = await db
    .insertInto('jobs')
    .values({
      queue,
      coalesceKey: key,
      payload: JSON.stringify(payload),
      state: 'dead',
      attempts: 8,
      lastError: 'Error: no',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

test('an operator sees how much stands in each queue and every dead job with its error', async () => {
  await clear();
  const id = await dead('mail', null, { mailId: 7 });
  await enqueue(database.ctx(), 'mail', { mailId: 8 });
  assert.deepEqual(await countQueues(database.ctx()), [{ queue: 'mail', waiting: 1, active: 0, dead: 1 }]);
  const [job] = await listDeadJobs(database.ctx());
  assert.deepEqual(
    { ...job, createdAt: 0 },
    { id, queue: 'mail', payload: { mailId: 7 }, attempts: 8, lastError: 'Error: no', createdAt: 0 },
  );
});

test('a dead job that is sent again waits with all its attempts', async () => {
  await clear();
  const id = await dead('mail', null, {});
  assert.equal(await retryDeadJobs(database.ctx(), id), 1);
  const row = await db.selectFrom('jobs').select(['state', 'attempts']).where('id', '=', id).executeTakeFirst();
  assert.deepEqual(row, { state: 'waiting', attempts: 0 });
  await assert.rejects(retryDeadJobs(database.ctx(), id), { name: 'NotFound' });
});

test('of dead jobs under one key only the newest is sent again, and none where a newer one waits already', async () => {
  await clear();
  await dead('build', '1', { n: 1 });
  await dead('build', '1', { n: 2 });
  await dead('build', '2', { n: 3 });
  await enqueue(database.ctx(), 'build', { n: 4 }, { key: '2' });
  assert.equal(await retryDeadJobs(database.ctx(), 'all'), 3);
  const rows = await db.selectFrom('jobs').select(['coalesceKey', 'payload', 'state']).orderBy('coalesceKey').execute();
  assert.deepEqual(rows, [
    { coalesceKey: '1', payload: { n: 2 }, state: 'waiting' },
    { coalesceKey: '2', payload: { n: 4 }, state: 'waiting' },
  ]);
});

test('a dead job can be forgotten, a living one not', async () => {
  await clear();
  const id = await dead('mail', null, {});
  await dropDeadJob(database.ctx(), id);
  await enqueue(database.ctx(), 'mail', {});
  const living = await db.selectFrom('jobs').select('id').executeTakeFirstOrThrow();
  await assert.rejects(dropDeadJob(database.ctx(), living.id), { name: 'NotFound' });
  assert.deepEqual(
    (await countQueues(database.ctx())).map(({ dead, waiting }) => [dead, waiting]),
    [[0, 1]],
  );
});

test('to everybody but operators there are no jobs', async () => {
  const nobody = database.ctx({ kind: 'nobody' });
  const person = database.ctx({
    kind: 'user',
    userId: '00000000-0000-0000-0000-000000000001',
    name: 'Ada',
    email: 'ada@example.org',
    administrator: false,
  });
  for (const act of [
    countQueues,
    listDeadJobs,
    (ctx: typeof nobody) => retryDeadJobs(ctx, 'all'),
    (ctx: typeof nobody) => dropDeadJob(ctx, 1),
  ]) {
    await assert.rejects(act(nobody), { name: 'NotFound' });
    await assert.rejects(act(person), { name: 'Forbidden' });
  }
});

test('draining runs chosen later receivers to the end, with what they announce in turn, and leaves others alone', async () => {
  await clear();
  const seen: string[] = [];
  const opened = signals.signal<{ hall: string }>('drain_opened');
  const swept = signals.signal<{ hall: string }>('drain_swept');
  opened.later('drain_sweep', async (ctx, { hall }) => swept.announce(ctx, 'cleaning', { hall }), { delayMs: 60_000 });
  opened.later('drain_other', async () => void seen.push('other'));
  swept.later('drain_note', async (_ctx, { hall, sender }) => void seen.push(`${sender} swept ${hall}`));
  await signals.withLater(async () => {
    await opened.announce(database.ctx(), 'doors', { hall: 'north' });
    assert.deepEqual(await drainJobs(database.ctx(), ['drain_sweep', 'drain_note']), { drain_sweep: 1, drain_note: 1 });
  }, ['drain_sweep', 'drain_note']);
  assert.deepEqual([seen, await countQueues(database.ctx())], [['cleaning swept north'], []]);
});

test('draining stops at a job that fails and says why', async () => {
  await clear();
  defineJob('drain_fails', async () => {
    throw new Error('the broom is broken');
  });
  await enqueue(database.ctx(), 'drain_fails', {});
  await assert.rejects(drainJobs(database.ctx(), ['drain_fails']), { message: 'the broom is broken' });
  assert.deepEqual(
    (await listDeadJobs(database.ctx())).map(({ lastError }) => lastError),
    ['Error: the broom is broken'],
  );
});
