/** From a written picture to its sizes in storage and on pages, and away again. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import '#platform/storage/jobs.ts';
import { getEvent } from '#features/events/server/queries.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { getPublicSpeaker, listPublicSpeakers } from '#features/people/server/queries.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { problem } from '#platform/errors.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { setRuntime } from '#platform/runtime.ts';
import { signals } from '#platform/signals/signal.ts';
import { sha256, type Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { blankSpeaker, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { checkPicture } from './check-picture.ts';
import { discardMedia, discardUnusedMedia } from './discard-media.ts';
import { makeVariants } from './make-variants.ts';
import { getPublicMedia, getPublicVariant, loadPictureSizes } from './queries.ts';
import { remakePictures } from './remake-pictures.ts';
import { updateFocalPoint } from './update-focal-point.ts';
import { updatePictureSize } from './update-picture-size.ts';
import { writeMedia } from './write-media.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const nobody = database.ctx({ kind: 'nobody' });
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
let files = 0;

/** Keeps a picture as an import would. */
async function storePicture(event: EventScope, bytes: Buffer, ctx = system): Promise<number> {
  files += 1;
  const storageKey = `media/original-${files}.jpg`;
  await storage.put(storageKey, bytes, { contentType: 'image/jpeg' });
  const media = {
    storageKey,
    url: null,
    fileName: 'a.jpg',
    contentType: 'image/jpeg',
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
    picture: await checkPicture(bytes),
  };
  const [id] = await writeMedia(ctx, event, [media]);
  return id as number;
}

async function addSpeaker(event: EventScope, number: number, photoId: number | null): Promise<void> {
  await writeSpeakers(system, event, { create: [{ ...blankSpeaker(number), featured: true, photoId }], update: [] });
}

const variantsOf = (mediaId: number) =>
  db.selectFrom('mediaVariants').selectAll().where('mediaId', '=', mediaId).orderBy('name').orderBy('format').execute();
const versionOf = async ({ eventId }: EventScope): Promise<number> =>
  (await db.selectFrom('events').select('version').where('id', '=', eventId).executeTakeFirstOrThrow()).version;

describe('a picture that was written', () => {
  test('is made ready in the background, in the sizes of what it is used for, and its pages are made anew', async () => {
    const event = await makeEvent(system, organizer);
    const mediaId = await signals.withLater(
      () =>
        transact(system, async (ctx) => {
          const id = await storePicture(event, await photo('#336699'), ctx);
          await writeSpeakers(ctx, event, {
            create: [{ ...blankSpeaker(1), featured: true, photoId: id }],
            update: [],
          });
          return id;
        }),
      ['make_variants'],
    );
    const before = await versionOf(event);
    assert.deepEqual((await getPublicSpeaker(system, event, 1)).picture?.files, []);
    assert.deepEqual(await drainJobs(system), { make_variants: 1 });
    const made = await variantsOf(mediaId);
    const names = ['speaker-icon', 'speaker-large', 'speaker-medium', 'speaker-small'].flatMap((name) =>
      ['avif', 'jpeg', 'webp'].map((format) => `${name} ${format}`),
    );
    assert.deepEqual(
      made.map(({ name, format }) => `${name} ${format}`),
      names,
    );
    for (const { storageKey, bytes } of made) assert.equal((await storage.read(storageKey))?.byteLength, bytes);
    assert.equal(await versionOf(event), before + 1);
    const { picture } = await getPublicSpeaker(system, event, 1);
    assert.deepEqual(
      [
        picture?.width,
        picture?.height,
        picture?.background,
        picture?.files.map(({ width }) => width),
        picture?.formats.map(({ type }) => type),
      ],
      [480, 480, '#336799', [35, 50, 150, 480], ['image/avif', 'image/webp']],
    );
  });

  test('is served to everybody, of a draft to its team alone', async () => {
    const event = await makeEvent(system, organizer);
    const mediaId = await storePicture(event, await photo('#663399'));
    await updateEvent(system, event, { headerId: mediaId });
    await makeVariants(system, storage, { eventId: event.eventId });
    const { picture } = await getEvent(system, event);
    const [, , id, digest, file] = (picture?.src ?? '').split('/');
    const variant = {
      id: Number(id),
      digest: digest as string,
      name: (file as string).split('.')[0] as string,
      format: 'jpeg',
    };
    const served = await getPublicVariant(nobody, variant);
    assert.deepEqual(
      [served.contentType, served.isPublic, (await sharp(await storage.read(served.storageKey)).metadata()).width],
      ['image/jpeg', true, picture?.width],
    );
    const missing = { name: 'NotFound', message: 'We could not find this picture' };
    for (const wrong of [
      { digest: '0000000000000000' },
      { digest: '' },
      { name: 'speaker-large' },
      { format: 'gif' },
      { format: '' },
      { id: mediaId + 1000 },
    ]) {
      await assert.rejects(getPublicVariant(nobody, { ...variant, ...wrong }), missing);
    }
    await unpublishEvent(system, event);
    await assert.rejects(getPublicVariant(nobody, variant), missing);
    await assert.rejects(
      getPublicVariant(
        database.ctx(await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' })),
        variant,
      ),
      missing,
    );
    assert.equal(
      (await getPublicVariant(database.ctx(await makeUser(system, { organizer, role: 'moderator' })), variant))
        .isPublic,
      false,
    );
    await publishEvent(system, event);
  });

  test('that tells where it was taken is for the team; everybody else is led to one that does not', async () => {
    const event = await makeEvent(system, organizer);
    const telling = await sharp(await photo('#446688'))
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 42/1 0/1' } })
      .jpeg()
      .toBuffer();
    const mediaId = await storePicture(event, telling);
    await updateEvent(system, event, { headerId: mediaId });
    const digest = sha256(telling).slice(0, 16);
    assert.equal((await getEvent(system, event)).picture, null);
    await assert.rejects(getPublicMedia(nobody, mediaId, digest), {
      name: 'NotFound',
      message: 'We could not find this file',
    });
    await makeVariants(system, storage, { eventId: event.eventId });
    const shown = (await getEvent(system, event)).picture?.src;
    const team = database.ctx(await makeUser(system, { organizer, role: 'moderator' }));
    const seen = [await getPublicMedia(nobody, mediaId, digest), await getPublicMedia(team, mediaId, digest)];
    assert.deepEqual(
      seen.map(({ instead, isPublic }) => [instead, isPublic]),
      [
        [shown, false],
        [null, false],
      ],
    );
  });

  test('that is used in two places has the sizes of both', async () => {
    const event = await makeEvent(system, organizer);
    const mediaId = await storePicture(event, await photo('#993366'));
    await updateEvent(system, event, { headerId: mediaId, logoId: mediaId });
    await makeVariants(system, storage, { eventId: event.eventId });
    assert.deepEqual(
      [...new Set((await variantsOf(mediaId)).map(({ name }) => name))],
      ['event-icon', 'event-large', 'event-medium', 'event-thumbnail', 'logo'],
    );
  });

  test('of another event is left alone', async () => {
    const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    const mediaId = await storePicture(other, await photo('#112233'));
    await updateEvent(system, other, { logoId: mediaId });
    assert.deepEqual(await makeVariants(system, storage, { eventId: event.eventId }), {
      made: 0,
      files: 0,
      refused: [],
    });
    assert.deepEqual(await variantsOf(mediaId), []);
  });
});

describe('a second run', () => {
  test('makes nothing, and writes nothing', async () => {
    const event = await makeEvent(system, organizer);
    await updateEvent(system, event, { logoId: await storePicture(event, await photo('#445566')) });
    assert.deepEqual(await makeVariants(system, storage, { eventId: event.eventId }), {
      made: 1,
      files: 3,
      refused: [],
    });
    const [version, puts] = [await versionOf(event), storage.puts()];
    assert.deepEqual(await makeVariants(system, storage, { eventId: event.eventId }), {
      made: 0,
      files: 0,
      refused: [],
    });
    assert.deepEqual([await versionOf(event), storage.puts()], [version, puts]);
  });

  test('after a crash does what is left', async () => {
    const event = await makeEvent(system, organizer);
    const ids = [await storePicture(event, await photo('#111111')), await storePicture(event, await photo('#222222'))];
    for (const [i, id] of ids.entries()) await addSpeaker(event, i + 1, id);
    let left = 14;
    const failing: Storage = {
      ...storage,
      put: async (key, body, options) => {
        left -= 1;
        if (left < 0) throw new Error('the disk is full');
        return storage.put(key, body, options);
      },
    };
    await assert.rejects(makeVariants(system, failing, { eventId: event.eventId }), { message: 'the disk is full' });
    assert.equal((await makeVariants(system, storage, { eventId: event.eventId })).made, 2);
    const rows = [...(await variantsOf(ids[0] as number)), ...(await variantsOf(ids[1] as number))].map(
      ({ storageKey }) => storageKey,
    );
    assert.deepEqual([rows.length, rows.filter((key) => !storage.keys().includes(key))], [24, []]);
  });
});

test('a picture that cannot be read is left without sizes, says why, and stops nobody else', async () => {
  const event = await makeEvent(system, organizer);
  const [broken, gone, good] = [
    await storePicture(event, await photo('#123456', 700, 700)),
    await storePicture(event, await photo('#234567')),
    await storePicture(event, await photo('#345678')),
  ];
  for (const [i, id] of [broken, gone, good].entries()) await addSpeaker(event, i + 1, id);
  const { storageKey } = await db
    .selectFrom('media')
    .select('storageKey')
    .where('id', '=', broken)
    .executeTakeFirstOrThrow();
  await storage.put(storageKey as string, (await photo('#123456', 700, 700)).subarray(0, 1500), {
    contentType: 'image/jpeg',
  });
  await storage.delete(
    (await db.selectFrom('media').select('storageKey').where('id', '=', gone).executeTakeFirstOrThrow())
      .storageKey as string,
  );
  const result = await makeVariants(system, storage, { eventId: event.eventId });
  const early = 'Part of this picture is missing. Upload it again.';
  assert.deepEqual(result, {
    made: 1,
    files: 12,
    refused: [
      { mediaId: broken, reason: early },
      { mediaId: gone, reason: 'The file is missing from the storage' },
    ],
  });
  const faults = await db
    .selectFrom('media')
    .select('fault')
    .where('eventId', '=', event.eventId)
    .orderBy('id')
    .execute();
  assert.deepEqual(
    faults.map(({ fault }) => fault),
    [early, 'The file is missing from the storage', ''],
  );
  assert.deepEqual((await makeVariants(system, storage, { eventId: event.eventId })).refused, []);
});

test('another focal point makes the sizes again, elsewhere, and lets the old ones go', async () => {
  const event = await makeEvent(system, organizer);
  const mediaId = await storePicture(event, await photo('#556677'));
  await addSpeaker(event, 1, mediaId);
  await makeVariants(system, storage, { eventId: event.eventId });
  const before = await variantsOf(mediaId);
  await signals.withLater(
    () => updateFocalPoint(system, event, { mediaId, focal: { x: 0.25, y: 1 } }),
    ['make_variants'],
  );
  assert.deepEqual(await drainJobs(system, ['make_variants', 'discard_objects']), {
    make_variants: 1,
    discard_objects: 1,
  });
  const now = await variantsOf(mediaId);
  assert.deepEqual(
    [now.length, now.filter(({ storageKey }) => before.some((old) => old.storageKey === storageKey))],
    [12, []],
  );
  for (const { storageKey } of before) assert.equal(await storage.read(storageKey), undefined);
  for (const { storageKey } of now) assert.notEqual(await storage.read(storageKey), undefined);
  await signals.withLater(() => updateFocalPoint(system, event, { mediaId, focal: { x: 0.25, y: 1 } }));
  assert.deepEqual(await drainJobs(system, ['make_variants']), {});
});

test('a focal point lies within the picture, and the picture within the event', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  const mediaId = await storePicture(event, await photo('#667788'));
  for (const focal of [
    { x: -0.1, y: 0 },
    { x: 0, y: 1.1 },
    { x: Number.NaN, y: 0 },
  ])
    await assert.rejects(updateFocalPoint(system, event, { mediaId, focal }), { name: 'Invalid' });
  await assert.rejects(updateFocalPoint(system, other, { mediaId, focal: { x: 0, y: 0 } }), { name: 'NotFound' });
});

describe('a file that goes', () => {
  test('takes its sizes along, once that is certain', async () => {
    const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    const mediaId = await storePicture(event, await photo('#778899'));
    await updateEvent(system, event, { headerId: mediaId });
    await makeVariants(system, storage, { eventId: event.eventId });
    const own = (): string[] =>
      storage.keys().filter((key) => key === `media/original-${files}.jpg` || key.startsWith(`variants/${mediaId}/`));
    assert.equal(own().length, 13);
    assert.equal(await discardMedia(system, other, [mediaId]), 0);
    await assert.rejects(
      transact(system, async (ctx) => {
        await discardMedia(ctx, event, [mediaId]);
        throw new Error('no');
      }),
    );
    await drainJobs(system, ['discard_objects']);
    assert.equal(own().length, 13);
    assert.equal(await discardMedia(system, event, [mediaId]), 1);
    assert.equal(own().length, 13);
    await drainJobs(system, ['discard_objects']);
    assert.deepEqual([own(), await variantsOf(mediaId)], [[], []]);
  });

  test('is every one that nothing uses any more', async () => {
    const event = await makeEvent(system, organizer);
    const [first, second] = [
      await storePicture(event, await photo('#8899aa')),
      await storePicture(event, await photo('#99aabb')),
    ];
    await updateEvent(system, event, { logoId: first });
    await addSpeaker(event, 1, second);
    assert.equal(await discardUnusedMedia(system, event), 0);
    await updateEvent(system, event, { logoId: second });
    assert.equal(await discardUnusedMedia(system, event), 1);
    const left = await db.selectFrom('media').select('id').where('eventId', '=', event.eventId).execute();
    assert.deepEqual(left, [{ id: second }]);
  });

  test('while its sizes are being made leaves nothing behind', async () => {
    const event = await makeEvent(system, organizer);
    const mediaId = await storePicture(event, await photo('#aabbcc'));
    await updateEvent(system, event, { logoId: mediaId });
    const slow: Storage = {
      ...storage,
      get: async (key) => {
        const found = await storage.get(key);
        await discardMedia(system, event, [mediaId]);
        return found;
      },
    };
    await makeVariants(system, slow, { eventId: event.eventId });
    await drainJobs(system, ['discard_objects']);
    assert.deepEqual(
      storage.keys().filter((key) => key === `media/original-${files}.jpg` || key.startsWith(`variants/${mediaId}/`)),
      [],
    );
  });
});

describe('sizes of the installation', () => {
  test('are the program\u2019s own until somebody changes them, and again when taken back', async () => {
    const administrator = database.ctx(await makeUser(system, undefined, true));
    const before = await loadPictureSizes(system);
    const changed = { width: 1600, height: 600, quality: 70, aspect: 'cropped', animated: true } as const;
    assert.deepEqual(await updatePictureSize(administrator, { name: 'event-large', change: changed }), changed);
    assert.deepEqual(await updatePictureSize(administrator, { name: 'event-large', change: { quality: 71 } }), {
      ...changed,
      quality: 71,
    });
    assert.deepEqual(await loadPictureSizes(system), { ...before, 'event-large': { ...changed, quality: 71 } });
    await updatePictureSize(administrator, { name: 'event-large', change: 'default' });
    assert.deepEqual(await loadPictureSizes(system), before);
  });

  test('that make no sense are refused, naming each fault', async () => {
    const change = { width: 0, height: 4001, quality: 101, aspect: 'stretched' as never };
    await assert.rejects(updatePictureSize(system, { name: 'logo', change }), {
      name: 'Invalid',
      problems: [
        problem('width', 'field.whole_between', { minimum: 1, maximum: 4000 }),
        problem('height', 'field.whole_between', { minimum: 1, maximum: 4000 }),
        problem('quality', 'field.whole_between', { minimum: 1, maximum: 100 }),
        problem('aspect', 'field.choice', { choices: 'kept, cropped' }),
      ],
    });
    await assert.rejects(updatePictureSize(system, { name: 'poster', change: {} }), { name: 'Invalid' });
  });

  test('are changed by administrators alone', async () => {
    for (const actor of [{ kind: 'nobody' } as const, await makeUser(system, { organizer, role: 'owner' })]) {
      await assert.rejects(updatePictureSize(database.ctx(actor), { name: 'logo', change: { quality: 1 } }), {
        name: 'Forbidden',
      });
    }
  });

  test('reach the pictures that are there with a remake, which shows how far it is', async () => {
    const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    for (const [one, hue] of [
      [event, '#bbccdd'],
      [other, '#ccddee'],
    ] as const)
      await updateEvent(system, one, { logoId: await storePicture(one, await photo(hue)) });
    await makeVariants(system, storage, { eventId: event.eventId });
    await updatePictureSize(system, { name: 'logo', change: { width: 60, height: 60 } });
    const seen: string[] = [];
    const remade = await remakePictures(system, {
      storage,
      event: event.slug,
      onProgress: (done, total, slug) => seen.push(`${done}/${total} ${slug}`),
    });
    await updatePictureSize(system, { name: 'logo', change: 'default' });
    assert.deepEqual([remade, seen], [{ events: 1, made: 1, files: 3, refused: [] }, [`1/1 ${event.slug}`]]);
    assert.deepEqual(
      [(await getEvent(system, event)).logo?.width, (await getEvent(system, other)).logo?.files],
      [60, []],
    );
    await assert.rejects(remakePictures(system, { storage, event: 'nowhere' }), { name: 'NotFound' });
    await assert.rejects(remakePictures(nobody, { storage }), { name: 'Forbidden' });
    const all = await remakePictures(system, { storage });
    assert.deepEqual([all.made + all.refused.length >= 2, (await getEvent(system, other)).logo?.width], [true, 267]);
  });
});

test('pictures of many speakers take one statement', async () => {
  const event = await makeEvent(system, organizer);
  const one = await storePicture(event, await photo('#ddeeff'));
  await addSpeaker(event, 1, one);
  await makeVariants(system, storage, { eventId: event.eventId });
  const first = await countStatements(() => listPublicSpeakers(system, event));
  for (const number of [2, 3]) await addSpeaker(event, number, one);
  assert.deepEqual([first, await countStatements(() => listPublicSpeakers(system, event))], [1, 1]);
});
