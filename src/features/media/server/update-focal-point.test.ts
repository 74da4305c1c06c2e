/**
 * What stays in view of the picture that somebody chose for themselves; make-variants.test.ts holds the pictures of
 * events.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { setRuntime } from '#platform/runtime.ts';
import { signals } from '#platform/signals/signal.ts';
import { makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { findOwnPicture } from './queries.ts';
import { updatePortraitFocus } from './update-focal-point.ts';
import { uploadPortrait } from './upload-portrait.ts';

const database = await createTestDatabase();
const system = database.ctx();
const storage = watchStorage();
setRuntime({
  config: { url: 'https://foyer.example' } as never,
  log: database.log,
  database,
  storage,
  pageCache: new PageCache(),
});

/** Red on the left, blue on the right. */
const halves = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#d02020' } })
  .composite([
    { input: { create: { width: 400, height: 400, channels: 3, background: '#2020d0' } }, left: 400, top: 0 },
  ])
  .png()
  .toBuffer();

async function middleOf(mediaId: number): Promise<'red' | 'blue'> {
  const { storageKey } = await database.db
    .selectFrom('mediaVariants')
    .select('storageKey')
    .where('mediaId', '=', mediaId)
    .where('name', '=', 'speaker-medium')
    .where('format', '=', 'webp')
    .executeTakeFirstOrThrow();
  const bytes = await storage.read(storageKey);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = info.channels * (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2));
  return (data[at] ?? 0) > (data[at + 2] ?? 0) ? 'red' : 'blue';
}

test('people move what their own picture keeps, and its sizes are made again; the same again is nothing new', async () => {
  const user = await makeUser(system);
  const ctx = database.ctx(user);
  await updatePortraitFocus(ctx, { userId: user.userId, focal: { x: 0, y: 0 } });
  assert.equal(await findOwnPicture(system, user.userId), null);
  await signals.withLater(
    () => uploadPortrait(ctx, { userId: user.userId, bytes: halves, fileName: 'halves.png', storage }),
    ['make_profile_variants'],
  );
  await drainJobs(system);
  for (const [x, color] of [
    [0.1, 'red'],
    [0.9, 'blue'],
  ] as const) {
    await signals.withLater(
      () => updatePortraitFocus(ctx, { userId: user.userId, focal: { x, y: 0.5 } }),
      ['make_profile_variants'],
    );
    assert.deepEqual(await drainJobs(system), { make_profile_variants: 1 });
    const own = await findOwnPicture(system, user.userId);
    assert.deepEqual([own?.focal, own && (await middleOf(own.mediaId))], [{ x, y: 0.5 }, color]);
  }
  await signals.withLater(
    () => updatePortraitFocus(ctx, { userId: user.userId, focal: { x: 0.9, y: 0.5 } }),
    ['make_profile_variants'],
  );
  assert.deepEqual(await drainJobs(system), {});
});

test('nobody moves the picture of somebody else, and no point lies outside of it', async () => {
  const [ada, otis] = [await makeUser(system), await makeUser(system)];
  await assert.rejects(updatePortraitFocus(database.ctx(otis), { userId: ada.userId, focal: { x: 0, y: 0 } }), {
    name: 'Forbidden',
  });
  await assert.rejects(updatePortraitFocus(system, { userId: ada.userId, focal: { x: 0, y: 0 } }), {
    name: 'Forbidden',
  });
  for (const focal of [
    { x: -0.1, y: 0 },
    { x: 0, y: 1.1 },
  ])
    await assert.rejects(updatePortraitFocus(database.ctx(ada), { userId: ada.userId, focal }), { name: 'Invalid' });
});
