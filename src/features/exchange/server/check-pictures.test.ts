/** Pictures on their way in: those that cannot be used are left out with a remark, and nothing else suffers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import '#entry/features.ts';
import '#platform/storage/jobs.ts';
import { authoriseEvent } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { setRuntime } from '#platform/runtime.ts';
import { signals } from '#platform/signals/signal.ts';
import { DAY, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import type { MediaRef, Reading } from '../conference.ts';
import { carriedFile } from './make-carried-file.ts';
import { importConference, previewImport } from './import-conference.ts';
import { loadConference } from './load-conference.ts';
import { readConference } from './read-conference.ts';
import { wordRemarks } from './render-remarks.ts';
import { buildExport } from './rebuild-exports.ts';
import { type ConferenceExport, findExport } from './write-conference.ts';
import type { FetchMedia } from './store-files.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const storage = watchStorage();
setRuntime({
  config: { url: 'https://foyer.example' } as never,
  log: database.log,
  database,
  storage,
  pageCache: new PageCache(),
});

const picture = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .jpeg()
    .toBuffer();
const good = await picture('#336699');
const other = await picture('#993366');
const cut = (
  await sharp({
    create: {
      width: 300,
      height: 200,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer()
).subarray(0, 4000);
const page = Buffer.from('<!DOCTYPE html><title>Not a picture</title>');
const EARLY = 'Part of this picture is missing. Upload it again.';
const PAGE = 'This file is a web page, not a picture. Choose another one.';

type Media = { header?: MediaRef | null; photo?: MediaRef | null; slides?: MediaRef | null; logo?: MediaRef | null };

function reading(key: string, media: Media, files: Record<string, Uint8Array> = {}): Reading {
  const { header, photo, slides, logo } = media;
  return {
    format: 'open-event',
    dialect: 'dash',
    repaired: [],
    skipped: [],
    files: new Map(Object.entries(files).map(([name, bytes]) => [name, carriedFile(bytes)])),
    conference: {
      event: {
        key,
        name: 'Lantern Days',
        startsAt: DAY,
        endsAt: DAY + 9 * HOUR,
        timeZone: 'Europe/Lisbon',
        ...(header === undefined ? {} : { header }),
      },
      tracks: [],
      rooms: [],
      sessionTypes: [],
      speakers: [{ key: '12', name: 'Ada Fern', ...(photo === undefined ? {} : { photo }) }],
      sessions: [
        {
          key: '7',
          title: 'Opening',
          startsAt: DAY,
          endsAt: DAY + HOUR,
          speakers: ['12'],
          ...(slides === undefined ? {} : { slides }),
        },
      ],
      sponsors: [{ key: '3', name: 'Wax & Wick', ...(logo === undefined ? {} : { logo }) }],
    },
  };
}

let keys = 0;
async function prepare(): Promise<{ organizer: OrganizerScope; key: string }> {
  keys += 1;
  return { organizer: await makeOrganizer(system), key: `pictures-${keys}` };
}

const mediaOf = async (organizer: OrganizerScope) => {
  const rows = await db
    .selectFrom('media')
    .innerJoin('events', 'events.id', 'media.eventId')
    .leftJoin('mediaUses', 'mediaUses.mediaId', 'media.id')
    .select([
      'media.id',
      'media.storageKey',
      'media.url',
      'media.contentType',
      'media.width',
      'media.height',
      'media.bare',
      'media.color',
      'mediaUses.role',
    ])
    .where('events.organizerId', '=', organizer.organizerId)
    .orderBy('media.id')
    .orderBy('role')
    .execute();
  return rows;
};
const stored = (): number => storage.keys().length;

describe('an import with pictures', () => {
  test('keeps what is known of each, and has their sizes made by what they are used for', async () => {
    const { organizer, key } = await prepare();
    const media = { header: { file: 'h.jpg' }, photo: { file: 'p.jpg' }, logo: { file: 'h.jpg' } };
    await signals.withLater(
      () =>
        importConference(system, organizer, {
          reading: reading(key, media, { 'h.jpg': good, 'p.jpg': other }),
          storage,
        }),
      ['make_variants'],
    );
    const facts = { contentType: 'image/jpeg', width: 300, height: 200, bare: true, url: null };
    assert.deepEqual(
      (await mediaOf(organizer)).map(({ id: _id, storageKey: _key, color: _color, ...row }) => row),
      [
        { ...facts, role: 'event' },
        { ...facts, role: 'logo' },
        { ...facts, role: 'speaker' },
      ],
    );
    assert.deepEqual(await drainJobs(system, ['make_variants']), { make_variants: 1 });
    const names = await db
      .selectFrom('mediaVariants')
      .innerJoin('media', 'media.id', 'mediaId')
      .innerJoin('events', 'events.id', 'eventId')
      .select('mediaVariants.name')
      .distinct()
      .where('events.organizerId', '=', organizer.organizerId)
      .orderBy('name')
      .execute();
    assert.deepEqual(
      names.map(({ name }) => name),
      [
        'event-icon',
        'event-large',
        'event-medium',
        'event-thumbnail',
        'logo',
        'speaker-icon',
        'speaker-large',
        'speaker-medium',
        'speaker-small',
      ],
    );
  });

  test('leaves out what is none, says so for each place, and brings in everything else', async () => {
    const { organizer, key } = await prepare();
    const before = stored();
    const media = {
      header: { file: 'cut.jpg' },
      photo: { file: 'page.jpg' },
      logo: { file: 'cut.jpg' },
      slides: { file: 'page.jpg' },
    };
    const files = { 'cut.jpg': cut, 'page.jpg': page };
    const report = await importConference(system, organizer, { reading: reading(key, media, files), storage });
    assert.deepEqual(wordRemarks(report, 'en').skipped, [
      { element: 'event header', reason: EARLY },
      { element: 'sponsor 3 "Wax & Wick" logo', reason: EARLY },
      { element: 'speaker 12 "Ada Fern" photo', reason: PAGE },
    ]);
    assert.deepEqual([report.sessions, report.speakers, stored() - before], [1, 1, 1]);
    assert.deepEqual(
      (await mediaOf(organizer)).map(({ role, contentType, width }) => [role, contentType, width]),
      [['file', 'text/html; charset=utf-8', null]],
    );
    const again = await importConference(system, organizer, { reading: reading(key, media, files), storage });
    assert.deepEqual([again.created, again.updated, stored() - before], [0, 0, 1]);
  });

  test('that cannot be used leaves the picture that is there', async () => {
    const { organizer, key } = await prepare();
    await importConference(system, organizer, {
      reading: reading(key, { photo: { file: 'p.jpg' } }, { 'p.jpg': good }),
      storage,
    });
    const before = await mediaOf(organizer);
    await importConference(system, organizer, {
      reading: reading(key, { photo: { file: 'p.jpg' } }, { 'p.jpg': cut }),
      storage,
    });
    assert.deepEqual(await mediaOf(organizer), before);
  });

  test('shows in its preview what is plainly none', async () => {
    const { organizer, key } = await prepare();
    const preview = await previewImport(system, organizer, {
      reading: reading(key, { photo: { file: 'a.jpg' }, header: { file: 'b.jpg' } }, { 'a.jpg': page, 'b.jpg': good }),
    });
    const { skipped, plan } = wordRemarks(preview, 'en');
    assert.deepEqual(
      [skipped, plan.event.value.header, plan.speakers[0]?.value.photo],
      [[{ element: 'speaker 12 "Ada Fern" photo', reason: PAGE }], { file: 'b.jpg' }, null],
    );
  });

  test('that replaces one lets the old one go, with its sizes', async () => {
    const { organizer, key } = await prepare();
    await importConference(system, organizer, {
      reading: reading(key, { photo: { file: 'p.jpg' }, header: { file: 'h.jpg' } }, { 'p.jpg': good, 'h.jpg': other }),
      storage,
    });
    const [kept, replaced] = await mediaOf(organizer);
    await signals.withLater(
      () =>
        importConference(system, organizer, {
          reading: reading(key, { photo: { file: 'p.jpg' } }, { 'p.jpg': other }),
          storage,
        }),
      ['make_variants'],
    );
    const now = await mediaOf(organizer);
    assert.deepEqual(
      now.map(({ id, role }) => [id, role]),
      [
        [kept?.id, 'event'],
        [kept?.id, 'speaker'],
      ],
    );
    await drainJobs(system, ['discard_objects', 'make_variants']);
    const gone = await storage.get(replaced?.storageKey as string);
    assert.equal(gone, undefined);
  });
});

describe('our archive', () => {
  test('holds a photo without the place where it was taken; coming back it is the same photo', async () => {
    const { organizer, key } = await prepare();
    const telling = await sharp(good)
      .withExif({ IFD0: { Artist: 'Ada Fern' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 42/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Make: 'Lantern Works' } })
      .jpeg()
      .toBuffer();
    await importConference(system, organizer, {
      reading: reading(key, { photo: { file: 'p.jpg' }, slides: { file: 'p.jpg' } }, { 'p.jpg': telling }),
      storage,
      publish: true,
    });
    const before = await mediaOf(organizer);
    const { slug } = await db
      .selectFrom('events')
      .select('slug')
      .where('organizerId', '=', organizer.organizerId)
      .executeTakeFirstOrThrow();
    const known = await loadConference(system, await authoriseEvent(system, slug, 'see'));
    const archive = findExport('open-event.zip') as ConferenceExport;
    const built = await buildExport({ baseUrl: 'https://foyer.example', storage }, known, archive);
    const open = () => readConference(built, { fileName: 'open-event.zip' });
    const photos = [...(await open()).files].filter(([name]) => name.endsWith('.jpg'));
    assert.equal(photos.length > 0, true);
    for (const [, file] of photos) {
      const bytes = await file.read();
      assert.deepEqual(
        [Buffer.from(bytes).includes('Lantern Works'), (await sharp(bytes).metadata()).orientation],
        [false, 6],
      );
    }
    assert.deepEqual((await previewImport(system, organizer, { reading: await open(), into: slug })).updated, 0);
    const { created, updated } = await importConference(system, organizer, {
      reading: await open(),
      into: slug,
      storage,
    });
    assert.deepEqual([created, updated, await mediaOf(organizer)], [0, 0, before]);
    const own = await buildExport({ baseUrl: 'https://foyer.example', storage }, known, archive, {
      includePrivate: true,
    });
    const [kept] = [...(await readConference(own, { fileName: 'open-event.zip' })).files].filter(([name]) =>
      name.endsWith('.jpg'),
    );
    assert.equal(Buffer.from((await kept?.[1].read()) ?? []).equals(telling), true);
  });
});

describe('pictures that are fetched', () => {
  const photo = { url: 'https://pictures.example/ada.jpg' };
  const fetching =
    (bytes: Buffer): FetchMedia =>
    async () => ({ bytes, fileName: 'ada.jpg' });

  test('are looked at in the same way; one that is none stays an address', async () => {
    const { organizer, key } = await prepare();
    const before = stored();
    const report = await importConference(system, organizer, {
      reading: reading(key, { photo }),
      storage,
      fetchMedia: fetching(page),
    });
    assert.deepEqual(
      [wordRemarks(report, 'en').skipped, stored() - before],
      [[{ element: 'speaker 12 "Ada Fern" photo', reason: PAGE }], 0],
    );
    assert.deepEqual(
      (await mediaOf(organizer)).map(({ url, storageKey }) => ({ url, storageKey })),
      [{ url: photo.url, storageKey: null }],
    );
  });

  test('are kept when the same file comes again without fetching, or the address does not answer', async () => {
    const { organizer, key } = await prepare();
    await importConference(system, organizer, {
      reading: reading(key, { photo }),
      storage,
      fetchMedia: fetching(good),
    });
    const before = await mediaOf(organizer);
    for (const fetchMedia of [undefined, async () => ({ reason: 'answers 500' })]) {
      const { created, updated } = await importConference(system, organizer, {
        reading: reading(key, { photo }),
        storage,
        ...(fetchMedia ? { fetchMedia } : {}),
      });
      assert.deepEqual([created, updated, await mediaOf(organizer)], [0, 0, before]);
    }
    await importConference(system, organizer, {
      reading: reading(key, { photo }),
      storage,
      fetchMedia: fetching(other),
    });
    assert.notEqual((await mediaOf(organizer))[0]?.id, before[0]?.id);
  });
});
