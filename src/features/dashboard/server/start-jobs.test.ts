import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { discardJob } from './discard-job.ts';
import { startJobs } from './start-jobs.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const administrator = await makeUser(system, undefined, true);
const ctx = database.ctx(administrator);

const addDead = async (): Promise<number> =>
  (
    await db
      .insertInto('jobs')
      .values({ queue: 'make_variants', payload: JSON.stringify({ mediaId: 7 }), state: 'dead', attempts: 5 })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
const acts = () =>
  db
    .selectFrom('auditEntries')
    .select(['action', 'subject', 'actorId', 'asAdministrator', 'before'])
    .where('action', 'like', 'job.%')
    .orderBy('id')
    .execute();

test('what administrators do with failed work is in the record; nobody else does it', async () => {
  const [first, second, third] = [await addDead(), await addDead(), await addDead()];
  const owner = database.ctx(await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' }));
  for (const act of [() => startJobs(owner, first), () => startJobs(owner, 'all'), () => discardJob(owner, first)])
    await assert.rejects(act, { name: 'Forbidden' });
  assert.deepEqual(await acts(), []);
  await assert.rejects(discardJob(ctx, 999_999), { name: 'NotFound' });
  assert.deepEqual(
    [
      await startJobs(ctx, first),
      await discardJob(ctx, second),
      await startJobs(ctx, 'all'),
      await startJobs(ctx, 'all'),
    ],
    [1, undefined, 1, 0],
  );
  const by = { actorId: administrator.userId, asAdministrator: true };
  assert.deepEqual(await acts(), [
    { action: 'job.start', subject: `job ${first}`, before: null, ...by },
    { action: 'job.discard', subject: `job ${second}: make_variants`, before: { payload: '{"mediaId":7}' }, ...by },
    { action: 'job.start', subject: '1 job that had failed', before: null, ...by },
  ]);
  assert.deepEqual(
    await db.selectFrom('jobs').select(['id', 'state']).where('queue', '=', 'make_variants').orderBy('id').execute(),
    [
      { id: first, state: 'waiting' },
      { id: third, state: 'waiting' },
    ],
  );
});
