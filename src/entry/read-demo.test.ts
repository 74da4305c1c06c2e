import assert from 'node:assert/strict';
import { test } from 'node:test';
import './features.ts';
import { createTestDatabase } from '#testing/database.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { demoReading } from '#testing/demo/demo-reading.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { createDemo } from './create-demo.ts';
import { readDemo } from './create-demo.ts';

const database = await createTestDatabase();
const storage = watchStorage();

test('the demo reads like any archive, with nothing mended and nothing left out', async () => {
  const { conference, repaired, skipped } = await readDemo();
  const { sessions, speakers, rooms, tracks, sponsors } = conference;
  assert.deepEqual(
    [repaired, skipped, [sessions, speakers, rooms, tracks, sponsors].map((records) => records?.length)],
    [[], [], [72, 46, 5, 5, 8]],
  );
});

test('an installation that has the demo of before has nothing of it twice', async () => {
  const ctx = database.ctx();
  const counts = async () =>
    Object.fromEntries(
      await Promise.all(
        (['events', 'sessions', 'speakers', 'rooms', 'tracks', 'sessionTypes', 'sponsors'] as const).map(
          async (table) => [table, (await ctx.db.selectFrom(table).select('id').execute()).length],
        ),
      ),
    );
  const before = demoReading(makeDemoConference().sessions.length);
  const { slug } = await createDemo({ storage }, ctx, { reading: before });
  const first = await counts();
  assert.deepEqual(await createDemo({ storage }, ctx), { slug });
  assert.deepEqual(await counts(), first);
  assert.deepEqual(await createDemo({ storage }, ctx), { slug });
  assert.deepEqual(await counts(), first);
});
