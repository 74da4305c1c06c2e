import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { setRuntime } from '#platform/runtime.ts';
import { signals } from '#platform/signals/signal.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { startRemake } from './remake-pictures.ts';
import { updatePictureSize } from './update-picture-size.ts';
import { uploadEventPicture } from './upload-event-picture.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const storage = watchStorage();
setRuntime({
  config: { url: 'https://foyer.example' } as never,
  log: database.log,
  database,
  storage,
  pageCache: new PageCache(),
});

test('after a change of sizes the pictures that are there are made again, each event once; others stay as they are', async () => {
  const events = [
    await makeEvent(system, organizer),
    await makeEvent(system, organizer),
    await makeEvent(system, organizer),
  ];
  const bytes = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#224466' } })
    .png()
    .toBuffer();
  await signals.withLater(async () => {
    for (const event of events.slice(0, 2))
      await uploadEventPicture(system, event, { part: 'logo', bytes, fileName: 'a.png', storage });
  }, ['make_variants']);
  await drainJobs(system);
  const widths = async () =>
    (await db.selectFrom('mediaVariants').select('width').distinct().where('name', '=', 'logo').execute()).map(
      ({ width }) => width,
    );
  const before = storage.keys();
  assert.equal(await signals.withLater(() => startRemake(system), ['make_variants']), 2);
  assert.deepEqual([await drainJobs(system), storage.keys()], [{ make_variants: 2 }, before]);
  await updatePictureSize(system, { name: 'logo', change: { width: 64, height: 64 } });
  await signals.withLater(() => startRemake(system), ['make_variants']);
  await drainJobs(system);
  assert.deepEqual(await widths(), [64]);
});

test('only administrators change sizes and have pictures made again; a change is written down, and none is not', async () => {
  for (const actor of [await makeUser(system, { organizer, role: 'owner' }), { kind: 'nobody' } as const]) {
    await assert.rejects(startRemake(database.ctx(actor)), { name: 'Forbidden' });
    await assert.rejects(updatePictureSize(database.ctx(actor), { name: 'logo', change: 'default' }), {
      name: 'Forbidden',
    });
  }
  const administrator = database.ctx(await makeUser(system, undefined, true));
  await db.deleteFrom('auditEntries').where('action', '=', 'picture-size.update').execute();
  await startRemake(administrator);
  assert.deepEqual(
    await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'asAdministrator'])
      .where('action', '=', 'pictures.start')
      .execute(),
    [{ action: 'pictures.start', subject: 'making all pictures again', asAdministrator: true }],
  );
  for (let i = 0; i < 2; i += 1) await updatePictureSize(administrator, { name: 'logo', change: { quality: 55 } });
  const entries = await db
    .selectFrom('auditEntries')
    .select(['subject', 'before', 'after'])
    .where('action', '=', 'picture-size.update')
    .execute();
  assert.deepEqual(entries, [{ subject: 'picture size logo', before: { quality: 80 }, after: { quality: 55 } }]);
});
