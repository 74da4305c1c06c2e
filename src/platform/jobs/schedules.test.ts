import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import { nextDaily, scheduleDaily, startSchedules, writeSchedules } from './schedules.ts';

const database = await createTestDatabase();
const { db } = database;
const at = (text: string): number => Date.parse(`2027-03-${text}Z`);
const jobs = async () =>
  (
    await sql<{
      state: string;
      at: string;
    }>`select state, to_char(run_at at time zone 'UTC', 'DD HH24:MI') as at from jobs where queue = 'tidy' order by run_at`.execute(
      db,
    )
  ).rows.map((row) => `${row.state} ${row.at}`);

test('the next time is today where it is still to come, else tomorrow', () => {
  const three = { hour: 3, minute: 20 };
  assert.deepEqual(
    ['10T03:19:59', '10T03:20:00', '10T23:59:59', '31T12:00:00'].map((now) =>
      new Date(nextDaily(three, at(now))).toISOString(),
    ),
    ['2027-03-10T03:20:00.000Z', '2027-03-11T03:20:00.000Z', '2027-03-11T03:20:00.000Z', '2027-04-01T03:20:00.000Z'],
  );
});

test('one job waits for the next time, however often and by however many it is seen to', async () => {
  scheduleDaily('tidy', { hour: 3, minute: 20 });
  await Promise.all([1, 2, 3].map(() => writeSchedules(db, at('10T12:00:00'))));
  await writeSchedules(db, at('11T12:00:00'));
  assert.deepEqual(await jobs(), ['waiting 11 03:20']);
  await sql`update jobs set state = 'active' where queue = 'tidy'`.execute(db);
  await writeSchedules(db, at('11T12:00:00'));
  assert.deepEqual(await jobs(), ['active 11 03:20', 'waiting 12 03:20']);
  await sql`delete from jobs where state = 'active'`.execute(db);
  await sql`update jobs set state = 'dead'`.execute(db);
  await writeSchedules(db, at('12T12:00:00'));
  assert.deepEqual(await jobs(), ['dead 12 03:20', 'waiting 13 03:20']);
});

test('a worker that starts sees to it, and stops', async () => {
  await sql`delete from jobs`.execute(db);
  await startSchedules(db, database.log).stop();
  assert.equal((await jobs()).length, 1);
});
