/** Pictures of events, organizers and people: taken, shown to whom, replaced and let go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import '#platform/storage/jobs.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { Invalid } from '#platform/errors.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { setRuntime } from '#platform/runtime.ts';
import { signals } from '#platform/signals/signal.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { getPublicMedia, getPublicVariant } from './queries.ts';
import { remakePictures } from './remake-pictures.ts';
import { removeLogo, uploadLogo } from './upload-logo.ts';
import { uploadPicture } from './upload-picture.ts';
import { removePortrait, uploadPortrait } from './upload-portrait.ts';

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

const photo = (hue: string, width = 640, height = 480): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: hue } })
    .jpeg()
    .toBuffer();
const variantNames = async (mediaId: number): Promise<string[]> =>
  (
    await db
      .selectFrom('mediaVariants')
      .select('name')
      .distinct()
      .where('mediaId', '=', mediaId)
      .orderBy('name')
      .execute()
  ).map(({ name }) => name);
const mediaOf = async (column: 'eventId' | 'organizerId' | 'userId', id: number | string): Promise<number[]> =>
  (
    await db
      .selectFrom('media')
      .select('id')
      .where(column, '=', id as never)
      .orderBy('id')
      .execute()
  ).map((row) => row.id);
const FACES = ['speaker-icon', 'speaker-large', 'speaker-medium', 'speaker-small'];

test('a person’s picture is made in the sizes of faces, and replaced with all of them', async () => {
  const user = await makeUser(system);
  const ctx = database.ctx(user);
  await signals.withLater(
    async () =>
      uploadPortrait(ctx, { userId: user.userId, bytes: await photo('#336699'), fileName: 'C:\\me\\one.jpg', storage }),
    ['make_profile_variants'],
  );
  assert.deepEqual(await drainJobs(system), { make_profile_variants: 1 });
  const [first] = (await mediaOf('userId', user.userId)) as [number];
  assert.deepEqual(await variantNames(first), FACES);
  const { fileName, storageKey } = await db
    .selectFrom('media')
    .select(['fileName', 'storageKey'])
    .where('id', '=', first)
    .executeTakeFirstOrThrow();
  assert.equal(fileName, 'one.jpg');
  await uploadPortrait(ctx, { userId: user.userId, bytes: await photo('#993366'), fileName: 'two.jpg', storage });
  const after = await mediaOf('userId', user.userId);
  assert.deepEqual([after.length, after.includes(first)], [1, false]);
  await drainJobs({ ...system, now: system.now + 120_000 });
  assert.equal(await storage.read(storageKey as string), undefined);
  await removePortrait(ctx, user.userId);
  assert.deepEqual(await mediaOf('userId', user.userId), []);
});

test('a picture that is offered where one is chosen already leaves everything as it is', async () => {
  const user = await makeUser(system);
  const ctx = database.ctx(user);
  await uploadPortrait(ctx, { userId: user.userId, bytes: await photo('#111111'), fileName: 'mine.jpg', storage });
  const before = [await mediaOf('userId', user.userId), storage.keys()];
  assert.deepEqual(
    await uploadPortrait(ctx, {
      userId: user.userId,
      bytes: await photo('#222222'),
      fileName: 'theirs.jpg',
      storage,
      onlyIfNone: true,
    }),
    { taken: false },
  );
  assert.deepEqual([await mediaOf('userId', user.userId), storage.keys()], before);
});

test('nobody chooses another person’s picture, not even an administrator', async () => {
  const user = await makeUser(system);
  await uploadPortrait(database.ctx(user), {
    userId: user.userId,
    bytes: await photo('#123456'),
    fileName: 'a.jpg',
    storage,
  });
  const before = [await mediaOf('userId', user.userId), storage.keys()];
  for (const actor of [await makeUser(system), await makeUser(system, undefined, true), { kind: 'nobody' } as const]) {
    await assert.rejects(
      uploadPortrait(database.ctx(actor), {
        userId: user.userId,
        bytes: await photo('#654321'),
        fileName: 'b.jpg',
        storage,
      }),
      { name: 'Forbidden' },
    );
    await assert.rejects(removePortrait(database.ctx(actor), user.userId), { name: 'Forbidden' });
  }
  assert.deepEqual([await mediaOf('userId', user.userId), storage.keys()], before);
});

test('a person’s picture is seen by the person and those who work with them, by nobody else', async () => {
  const owner = await makeUser(system, { organizer, role: 'owner' });
  const colleague = await makeUser(system, { organizer, role: 'registrar' });
  const stranger = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
  await signals.withLater(
    async () =>
      uploadPortrait(database.ctx(owner), {
        userId: owner.userId,
        bytes: await photo('#0a0b0c'),
        fileName: 'a.jpg',
        storage,
      }),
    ['make_profile_variants'],
  );
  await drainJobs(system);
  const [id] = (await mediaOf('userId', owner.userId)) as [number];
  const { sha256, variantsDigest } = await db
    .selectFrom('media')
    .select(['sha256', 'variantsDigest'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const variant = { id, digest: variantsDigest, name: 'speaker-small', format: 'jpeg' };
  for (const actor of [owner, colleague, await makeUser(system, undefined, true)]) {
    assert.equal((await getPublicVariant(database.ctx(actor), variant)).isPublic, false);
    assert.equal((await getPublicMedia(database.ctx(actor), id, sha256.slice(0, 16))).isPublic, false);
  }
  for (const actor of [stranger, { kind: 'nobody' } as const]) {
    await assert.rejects(getPublicVariant(database.ctx(actor), variant), { name: 'NotFound' });
    await assert.rejects(getPublicMedia(database.ctx(actor), id, sha256.slice(0, 16)), { name: 'NotFound' });
  }
});

test('an organizer’s logo is public, noted in the history, and gone when it is taken away', async () => {
  const scope = await makeOrganizer(system);
  const { mediaId } = await signals.withLater(
    async () => uploadLogo(system, scope, { bytes: await photo('#00aa55', 900, 300), fileName: 'logo.jpg', storage }),
    ['make_profile_variants'],
  );
  await drainJobs(system);
  assert.deepEqual(await variantNames(mediaId), ['logo']);
  const { variantsDigest } = await db
    .selectFrom('media')
    .select('variantsDigest')
    .where('id', '=', mediaId)
    .executeTakeFirstOrThrow();
  assert.equal(
    (
      await getPublicVariant(database.ctx({ kind: 'nobody' }), {
        id: mediaId,
        digest: variantsDigest,
        name: 'logo',
        format: 'jpeg',
      })
    ).isPublic,
    true,
  );
  await removeLogo(system, scope);
  assert.deepEqual(await mediaOf('organizerId', scope.organizerId), []);
  const history = await db
    .selectFrom('auditEntries')
    .select(['action', 'after'])
    .where('organizerId', '=', scope.organizerId)
    .orderBy('id')
    .execute();
  assert.deepEqual(
    history.filter(({ action }) => action === 'organizer.logo').map(({ after }) => after),
    [{ logo: 'logo.jpg' }, { logo: null }],
  );
});

test('an event’s picture is used in the transaction that takes it, and goes when the use is refused', async () => {
  const event = await makeEvent(system, organizer);
  const owner = { kind: 'event', scope: event } as const;
  const use = async (ctx: typeof system, mediaId: number): Promise<null> => {
    await updateEvent(ctx, event, { logoId: mediaId });
    return null;
  };
  const { mediaId } = await signals.withLater(
    async () => uploadPicture(system, { owner, bytes: await photo('#abcdef'), fileName: 'l.jpg', storage, use }),
    ['make_variants'],
  );
  await drainJobs(system);
  assert.deepEqual(await variantNames(mediaId), ['logo']);
  const before = [await mediaOf('eventId', event.eventId), storage.keys()];
  const refuse = (): Promise<null> => Promise.reject(new Invalid('Not here'));
  await assert.rejects(
    uploadPicture(system, { owner, bytes: await photo('#fedcba'), fileName: 'l.jpg', storage, use: refuse }),
    { message: 'Not here' },
  );
  assert.deepEqual([await mediaOf('eventId', event.eventId), storage.keys()], before);
});

test('what is no picture, too large or nothing at all is refused and nothing of it stays', async () => {
  const user = await makeUser(system);
  const ctx = database.ctx(user);
  const before = storage.keys();
  const upload = (bytes: Uint8Array): Promise<unknown> =>
    uploadPortrait(ctx, { userId: user.userId, bytes, fileName: 'a.jpg', storage });
  await assert.rejects(upload(Buffer.from('<html><script>alert(1)</script>')), {
    name: 'Invalid',
    message: /web page/,
  });
  await assert.rejects(upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), {
    name: 'Invalid',
    message: /SVG/,
  });
  await assert.rejects(upload(new Uint8Array()), { name: 'Invalid', message: 'Choose a picture' });
  await assert.rejects(upload(new Uint8Array(21 * 1024 * 1024)), { name: 'TooLarge' });
  assert.deepEqual([storage.keys(), await mediaOf('userId', user.userId)], [before, []]);
});

test('making all pictures again reaches people and organizers too', async () => {
  const people = await db.selectFrom('users').select('id').where('pictureId', 'is not', null).execute();
  const logos = await db.selectFrom('organizers').select('id').where('logoId', 'is not', null).execute();
  const seen: string[] = [];
  await remakePictures(system, { storage, onProgress: (_done, _total, whose) => seen.push(whose) });
  assert.deepEqual(
    seen.filter((whose) => whose === 'people' || whose === 'organizers').length,
    people.length + logos.length,
  );
});
