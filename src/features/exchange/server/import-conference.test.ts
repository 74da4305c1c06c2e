import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { signals } from '#platform/signals/signal.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements, statementsOf } from '#testing/statements.ts';
import type { MediaRef, Reading, SaidConference } from '../conference.ts';
import { plainConference } from '../known-conference.ts';
import { carriedFile } from './make-carried-file.ts';
import type { FetchMedia } from './store-files.ts';
import { importConference, type ImportInput, previewImport } from './import-conference.ts';
import { loadConference } from './load-conference.ts';
import { readConference } from './read-conference.ts';
import { wordRemarks } from './render-remarks.ts';
import { findExport } from './write-conference.ts';
import './receivers.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = { ...database.ctx(), now: DAY - 10 * HOUR };
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-import-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const storage = createDiskStorage(folder);

const guid = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = (n: number): Buffer => Buffer.concat([PNG, Buffer.from(`picture ${n}`)]);

let keys = 0;

/** A small conference with one of everything, and pictures of which two are the same. */
function reading(key: string, change: (conference: SaidConference) => void = () => {}): Reading {
  const conference: SaidConference = {
    event: {
      key,
      acronym: key,
      name: 'Lantern Days',
      subtitle: 'Light by hand',
      startsAt: DAY,
      endsAt: DAY + 9 * HOUR,
      timeZone: 'Europe/Lisbon',
      logo: { file: 'images/logo.png' },
      socialLinks: [{ title: 'Chat', url: 'https://chat.example' }],
      copyright: { holder: 'Friends of Light', holderUrl: '', licence: 'CC', licenceUrl: '', year: '2027', logo: '' },
      callForSpeakers: { announcement: 'Tell us', startsAt: DAY - 90 * HOUR, endsAt: null },
      sessionForm: { title: { require: true, include: true } },
      latitude: 38.7,
      longitude: -9.1,
    },
    tracks: [{ key: 't1', name: 'Paper', color: '#aa3311' }],
    rooms: [
      { key: 'r1', name: 'Great Hall', floor: '0' },
      { key: 'r2', name: 'Workshop' },
    ],
    sessionTypes: [{ key: 'y1', name: 'Talk', minutes: 45 }],
    speakers: [
      {
        key: 'p1',
        name: 'Ada Fern',
        email: 'ada@private.example',
        photo: { file: 'images/ada.png' },
        links: [{ title: 'Home', url: 'https://ada.example' }],
        biography: 'Folds paper.',
      },
      { key: 'p2', name: 'Bo Reed', photo: { file: 'images/also-logo.png' } },
    ],
    sessions: [
      {
        key: 's1',
        title: 'Opening',
        guid: guid(1),
        startsAt: DAY,
        endsAt: DAY + HOUR,
        room: 'r1',
        track: 't1',
        type: 'y1',
        speakers: ['p2', 'p1'],
        slides: { url: 'https://slides.example/1.pdf' },
      },
      {
        key: 's2',
        title: 'Folding',
        guid: guid(2),
        startsAt: DAY + HOUR,
        endsAt: DAY + 2 * HOUR,
        room: 'r2',
        speakers: ['p1'],
        links: [{ title: 'Notes', url: 'https://notes.example' }],
      },
      { key: 's3', title: 'Unscheduled', guid: guid(3), state: 'pending', startsAt: null, endsAt: null },
    ],
    sponsors: [{ key: 'n1', name: 'Wax & Wick', level: 1, logo: { file: 'images/logo.png' } }],
  };
  change(conference);
  const files = new Map(
    [
      ['images/logo.png', 1],
      ['images/also-logo.png', 1],
      ['images/ada.png', 2],
      ['images/unused.png', 9],
    ].map(([name, seed]) => [name as string, carriedFile(picture(seed as number))]),
  );
  return { format: 'open-event', dialect: 'dash', conference, files, repaired: [], skipped: [] };
}

type Setting = {
  organizer: OrganizerScope;
  key: string;
  run: (
    change?: (conference: SaidConference) => void,
    input?: Partial<ImportInput>,
  ) => ReturnType<typeof importConference>;
};

async function prepare(): Promise<Setting> {
  const organizer = await makeOrganizer(system);
  const key = `lantern-${(keys += 1)}`;
  return {
    organizer,
    key,
    run: (change, input = {}) =>
      importConference(system, organizer, { reading: reading(key, change), storage, ...input }),
  };
}

const eventOf = async (organizer: OrganizerScope): Promise<EventScope> => {
  const row = await db
    .selectFrom('events')
    .select(['id', 'slug'])
    .where('organizerId', '=', organizer.organizerId)
    .executeTakeFirstOrThrow();
  return { eventId: row.id, organizerId: organizer.organizerId, slug: row.slug } as EventScope;
};
const storedFiles = (): string[] => {
  try {
    return readdirSync(path.join(folder, 'media'))
      .filter((name) => !name.endsWith('~json'))
      .sort();
  } catch {
    return [];
  }
};

/** What a statement does to which table. */
const kindOf = (text: string): string => /^\s*(\w+(?:\s+(?:into|from)?\s*"\w+")?)/.exec(text)?.[1] ?? text;

const TABLES = [
  'organizers',
  'events',
  'media',
  'tracks',
  'rooms',
  'sessionTypes',
  'speakers',
  'sessions',
  'sessionSpeakers',
  'sponsors',
  'jobs',
  'eventExports',
] as const;

/** Every row of Foyer with the transaction that wrote it: equal before and after means that nothing was written. */
async function everyRow(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await db
      .selectFrom(table as 'events')
      .select((eb) => eb.ref('xmin' as 'slug').as('written'))
      .selectAll()
      .execute();
    all[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return all;
}

const sessionRows = async (event: EventScope) => {
  const { sessions } = await loadConference(system, event);
  return sessions.map(({ number, title, state, sequence }) => [number, title, state, sequence]);
};

describe('importing a conference', () => {
  test('makes a draft with everything in it', async () => {
    const { organizer, key, run } = await prepare();
    const report = await run();
    assert.deepEqual(report, {
      event: { slug: key, name: 'Lantern Days', created: true },
      format: 'open-event (dash)',
      sessions: 3,
      speakers: 2,
      rooms: 2,
      tracks: 1,
      created: 11,
      updated: 0,
      withdrawn: 0,
      skipped: [],
      repaired: [],
    });
    const { event, tracks, rooms, speakers, sessions, sponsors } = await loadConference(
      system,
      await eventOf(organizer),
    );
    const said = reading(key).conference;
    const { logo: _logo, ...fields } = said.event;
    assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, event[name as 'name']])), fields);
    assert.equal(event.state, 'draft');
    assert.deepEqual(
      tracks.map(({ number, name, color }) => [number, name, color]),
      [[1, 'Paper', '#aa3311']],
    );
    assert.deepEqual(
      rooms.map(({ number, name, floor }) => [number, name, floor]),
      [
        [1, 'Great Hall', '0'],
        [2, 'Workshop', ''],
      ],
    );
    assert.deepEqual(
      speakers.map(({ number, name, email, links }) => [number, name, email, links.length]),
      [
        [1, 'Ada Fern', 'ada@private.example', 1],
        [2, 'Bo Reed', '', 0],
      ],
    );
    assert.deepEqual(
      sessions.map(({ number, guid: id, room, track, type, speakers: who, state, slides }) => [
        number,
        id,
        room,
        track,
        type,
        who,
        state,
        slides,
      ]),
      [
        [1, guid(1), '1', '1', '1', ['2', '1'], 'confirmed', { url: 'https://slides.example/1.pdf' }],
        [2, guid(2), '2', null, null, ['1'], 'confirmed', null],
        [3, guid(3), null, null, null, [], 'pending', null],
      ],
    );
    assert.deepEqual(
      sponsors.map(({ name, level, logo }) => [name, level, logo !== null]),
      [['Wax & Wick', 1, true]],
    );
  });

  test('keeps each file once by its content, with its true type, and no file that nothing points at', async () => {
    const { organizer, run } = await prepare();
    const before = storedFiles();
    await run();
    assert.equal(storedFiles().length, before.length + 2);
    const event = await eventOf(organizer);
    const media = await db
      .selectFrom('media')
      .select(['fileName', 'contentType', 'bytes', 'url'])
      .where('eventId', '=', event.eventId)
      .orderBy('id')
      .execute();
    assert.deepEqual(media, [
      { fileName: 'images/logo.png', contentType: 'image/png', bytes: picture(1).byteLength, url: null },
      { fileName: 'images/ada.png', contentType: 'image/png', bytes: picture(2).byteLength, url: null },
      { fileName: '', contentType: 'application/octet-stream', bytes: 0, url: 'https://slides.example/1.pdf' },
    ]);
    const known = await loadConference(system, event);
    assert.deepEqual(
      [known.event.logo, known.speakers[1]?.photo, known.sponsors[0]?.logo],
      Array(3).fill({ file: 'images/logo.png' }),
    );
  });

  test('shows it at once where that is wanted', async () => {
    const { organizer, run } = await prepare();
    await run(undefined, { publish: true });
    assert.equal((await loadConference(system, await eventOf(organizer))).event.state, 'published');
  });

  test('is one rebuild of its files, and its version counts every kind of record', async () => {
    const { organizer, run } = await prepare();
    await signals.withLater(() => run(undefined, { publish: true }));
    const jobs = await db
      .selectFrom('jobs')
      .select(['queue', 'coalesceKey'])
      .where('coalesceKey', '=', String((await eventOf(organizer)).eventId))
      .execute();
    assert.deepEqual(
      jobs.map(({ queue }) => queue),
      ['rebuild_exports'],
    );
    await db.deleteFrom('jobs').execute();
  });

  test('takes as many statements for three hundred sessions as for three', async () => {
    const many = (conference: SaidConference): void => {
      for (let n = 10; n < 310; n += 1)
        conference.sessions.push({
          key: `s${n}`,
          title: `Session ${n}`,
          guid: guid(n),
          startsAt: DAY,
          endsAt: DAY + HOUR,
          speakers: ['p1', 'p2'],
        });
      for (let n = 10; n < 110; n += 1) conference.speakers.push({ key: `p${n}`, name: `Speaker ${n}` });
    };
    const [few, lots] = [await prepare(), await prepare()];
    const { statements: small } = await statementsOf(() => few.run());
    const { statements: large } = await statementsOf(() => lots.run(many));
    assert.deepEqual(large.map(kindOf), small.map(kindOf));
  });
});

describe('the same file again', () => {
  test('writes no row and no file, and announces nothing', async () => {
    const { run } = await prepare();
    await run(undefined, { publish: true });
    const [rows, files] = [await everyRow(), storedFiles()];
    const { result, statements } = await statementsOf(() => signals.withLater(() => run(undefined, { publish: true })));
    assert.deepEqual([result.created, result.updated, result.withdrawn, result.event.created], [0, 0, 0, false]);
    assert.deepEqual(await everyRow(), rows);
    assert.deepEqual(storedFiles(), files);
    assert.deepEqual(
      statements.filter((text) => /^\s*(insert|delete)/i.test(text)),
      [],
    );
  });

  test('under other names of its files writes nothing either', async () => {
    const { organizer, key, run } = await prepare();
    await run();
    const [rows, files] = [await everyRow(), storedFiles()];
    const renamed = reading(key, (conference) => {
      conference.event.logo = { file: 'new/brand.png' };
      (conference.speakers[0] as { photo: MediaRef }).photo = { file: 'new/portrait.png' };
    });
    renamed.files.set('new/brand.png', carriedFile(picture(1))).set('new/portrait.png', carriedFile(picture(2)));
    await importConference(system, organizer, { reading: renamed, storage });
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
  });

  test('after a change by hand brings back only what the file says', async () => {
    const { organizer, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    await updateSessions(system, event, {
      change: [{ number: 1, values: { title: 'By hand', abstract: 'Written by hand' } }],
    });
    const report = await run();
    assert.deepEqual([report.created, report.updated], [0, 1]);
    const [first] = (await loadConference(system, event)).sessions;
    assert.deepEqual([first?.title, first?.abstract, first?.sequence], ['Opening', 'Written by hand', 0]);
  });
});

describe('a newer file', () => {
  test('updates in place: numbers and identity stay, what it does not carry is left alone', async () => {
    const { organizer, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    const before = await loadConference(system, event);
    const report = await run((conference) => {
      conference.event.name = 'Lantern Nights';
      conference.rooms = [
        { key: 'r2', name: 'Attic' },
        { key: 'r1', name: 'Great Hall' },
      ];
      conference.speakers = [
        { key: 'p1', name: 'Ada Fern', biography: 'Folds tin.' },
        { key: 'p2', name: 'Bo Reed' },
      ];
      conference.sessions = [
        {
          key: 'renamed',
          title: 'The opening',
          guid: guid(1),
          startsAt: DAY + HOUR / 2,
          endsAt: DAY + HOUR,
          room: 'r2',
          speakers: ['p1'],
        },
        { key: 's2', title: 'Folding' },
        { key: 's3', title: 'Unscheduled' },
        { key: 's4', title: 'New', number: 1 },
      ];
    });
    assert.deepEqual([report.created, report.updated, report.withdrawn], [1, 4, 0]);
    const after = await loadConference(system, event);
    assert.deepEqual(
      [after.event.name, after.event.subtitle, after.event.logo],
      ['Lantern Nights', 'Light by hand', before.event.logo],
    );
    assert.deepEqual(
      after.rooms.map(({ id, number, name, floor }) => [id, number, name, floor]),
      [
        [before.rooms[0]?.id, 1, 'Great Hall', '0'],
        [before.rooms[1]?.id, 2, 'Attic', ''],
      ],
    );
    const [ada] = after.speakers;
    assert.deepEqual(
      [ada?.biography, ada?.email, ada?.photo, ada?.links.length],
      ['Folds tin.', 'ada@private.example', before.speakers[0]?.photo, 1],
    );
    const [opening, folding] = after.sessions;
    assert.deepEqual(
      [opening?.id, opening?.number, opening?.title, opening?.room, opening?.speakers, opening?.sequence],
      [before.sessions[0]?.id, 1, 'The opening', '2', ['1'], 1],
    );
    assert.deepEqual([opening?.track, opening?.slides], ['1', { url: 'https://slides.example/1.pdf' }]);
    assert.deepEqual(folding, before.sessions[1]);
    assert.deepEqual(
      after.sessions.map(({ number }) => number),
      [1, 2, 3, 4],
    );
  });

  test('with another picture replaces it and leaves the others', async () => {
    const { organizer, key, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    const next = reading(key);
    next.files.set('images/ada.png', carriedFile(picture(3)));
    const report = await importConference(system, organizer, { reading: next, storage });
    assert.deepEqual([report.created, report.updated], [0, 1]);
    const known = await loadConference(system, event);
    const digest = (ref: MediaRef | null | undefined) => ref && 'file' in ref && known.files.get(ref.file)?.bytes;
    assert.deepEqual(
      [digest(known.speakers[0]?.photo), digest(known.speakers[1]?.photo)],
      [picture(3).byteLength, picture(1).byteLength],
    );
    const again = await importConference(system, organizer, { reading: { ...next }, storage });
    assert.deepEqual([again.created, again.updated], [0, 0]);
  });

  test('that changes a session with an address for its slides keeps the one row for it', async () => {
    const { organizer, run } = await prepare();
    await run();
    const { eventId } = await eventOf(organizer);
    const media = () => db.selectFrom('media').selectAll().where('eventId', '=', eventId).orderBy('id').execute();
    const before = await media();
    for (const title of ['Opening, again', 'Opening, once more'])
      await run((conference) => void ((conference.sessions[0] as { title: string }).title = title));
    assert.deepEqual(await media(), before);
  });

  test('withdraws a session that vanished, and confirms it when it comes back', async () => {
    const { organizer, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    const without = (conference: SaidConference): void => void conference.sessions.splice(1, 1);
    assert.equal((await run(without)).withdrawn, 1);
    assert.deepEqual(await sessionRows(event), [
      [1, 'Opening', 'confirmed', 0],
      [2, 'Folding', 'withdrawn', 1],
      [3, 'Unscheduled', 'pending', 0],
    ]);
    const rows = await everyRow();
    assert.equal((await run(without)).withdrawn, 0);
    assert.deepEqual(await everyRow(), rows);
    const { created, updated, withdrawn } = await run();
    assert.deepEqual({ created, updated, withdrawn }, { created: 0, updated: 1, withdrawn: 0 });
    assert.deepEqual(await sessionRows(event), [
      [1, 'Opening', 'confirmed', 0],
      [2, 'Folding', 'confirmed', 2],
      [3, 'Unscheduled', 'pending', 0],
    ]);
  });

  test('leaves sessions alone that were made by hand', async () => {
    const { organizer, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    await addProgramme(system, event, 1, 50);
    await run();
    assert.deepEqual((await sessionRows(event)).at(-1), [50, 'Session 50', 'confirmed', 0]);
  });
});

describe('all or nothing', () => {
  const brokenStorage = (failAt: number): Storage => {
    let puts = 0;
    return {
      ...storage,
      put: async (...args) => {
        puts += 1;
        if (puts === failAt) throw new Error('the disk is full');
        return storage.put(...args);
      },
    };
  };

  test('a record that cannot be written takes everything back, the files too', async () => {
    const { run } = await prepare();
    const [rows, files] = [await everyRow(), storedFiles()];
    await assert.rejects(
      signals.withLater(() =>
        run(
          (conference) =>
            void conference.sessions.push({ key: 'bad', title: 'Ends first', startsAt: DAY, endsAt: DAY - HOUR }),
        ),
      ),
    );
    await assert.rejects(run((conference) => void (conference.sponsors = [{ key: 'n1', name: '' }])));
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
  });

  test('so does it when the event was there: nothing of the newer file stays', async () => {
    const { run } = await prepare();
    await run();
    const [rows, files] = [await everyRow(), storedFiles()];
    const failing = run((conference) => {
      conference.event.name = 'Half renamed';
      conference.rooms.push({ key: 'r9', name: 'Half a room' });
      conference.sessions.push({ key: 'bad', title: '' });
    });
    await assert.rejects(failing);
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
  });

  test('a store that fails midway leaves neither rows nor files', async () => {
    const { run } = await prepare();
    const [rows, files] = [await everyRow(), storedFiles()];
    await assert.rejects(run(undefined, { storage: brokenStorage(2) }), { message: 'the disk is full' });
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
  });

  test('a receiver that objects is a veto of the whole import', async () => {
    const { key, run } = await prepare();
    const { sponsorsModified } = await import('#features/sponsors/server/signals.ts');
    sponsorsModified.now('test_objects', async (ctx, { eventId }) => {
      const row = await ctx.db.selectFrom('events').select('sourceKey').where('id', '=', eventId).executeTakeFirst();
      if (row?.sourceKey === key) throw new Error('no sponsors here');
    });
    const [rows, files] = [await everyRow(), storedFiles()];
    await assert.rejects(run(), { message: 'no sponsors here' });
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
  });
});

describe('two imports at once', () => {
  test('of a new conference end in one event, and leave no file that nobody owns', async () => {
    const { organizer, run } = await prepare();
    const files = storedFiles().length;
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => run()));
    const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code);
    assert.deepEqual(
      [...new Set(failures)].filter((code) => code !== 'import_race'),
      [],
    );
    const events = await db
      .selectFrom('events')
      .select('id')
      .where('organizerId', '=', organizer.organizerId)
      .execute();
    assert.equal(events.length, 1);
    assert.deepEqual(await sessionRows(await eventOf(organizer)), [
      [1, 'Opening', 'confirmed', 0],
      [2, 'Folding', 'confirmed', 0],
      [3, 'Unscheduled', 'pending', 0],
    ]);
    assert.equal(storedFiles().length, files + 2);
  });

  test('of a known one both succeed, one after the other', async () => {
    const { organizer, run } = await prepare();
    await run();
    await Promise.all(
      [1, 2, 3].map((n) =>
        run((conference) => void ((conference.sessions[0] as { title: string }).title = `Opening ${n}`)),
      ),
    );
    assert.equal((await sessionRows(await eventOf(organizer))).length, 3);
  });

  test('of a source whose event lies in the bin makes another, and leaves what lies there as it was', async () => {
    const organizer = await makeOrganizer(system);
    const input = { reading: reading('binned-source'), storage };
    const first = await importConference(system, organizer, input);
    await deleteEvent(system, await authoriseEvent(system, first.event.slug, 'delete'));
    const second = await importConference(system, organizer, { ...input, publish: true });
    assert.deepEqual([second.event.created, second.event.slug], [true, 'binned-source-2']);
    assert.deepEqual(
      await db
        .selectFrom('events')
        .select(['slug', 'state'])
        .where('organizerId', '=', organizer.organizerId)
        .orderBy('id')
        .execute(),
      [
        { slug: 'binned-source', state: 'draft' },
        { slug: 'binned-source-2', state: 'published' },
      ],
    );
  });

  test('of one source by two organizers end in two events', async () => {
    const [first, second] = [await makeOrganizer(system), await makeOrganizer(system)];
    const slugs = await Promise.all(
      [first, second].map(
        async (organizer) =>
          (await importConference(system, organizer, { reading: reading('shared-source'), storage })).event.slug,
      ),
    );
    assert.deepEqual(slugs.sort(), ['shared-source', 'shared-source-2']);
  });

  test('with a change by hand lose neither', async () => {
    const { organizer, run } = await prepare();
    await run();
    const event = await eventOf(organizer);
    await Promise.all([
      run((conference) => conference.sessions.forEach((session, n) => void (session.subtitle = `Said ${n}`))),
      ...[1, 2, 3].map((number) =>
        updateSessions(system, event, { change: [{ number, values: { abstract: `By hand ${number}` } }] }),
      ),
    ]);
    const { sessions } = await loadConference(system, event);
    assert.deepEqual(
      sessions.map(({ subtitle, abstract }) => [subtitle, abstract]),
      [
        ['Said 0', 'By hand 1'],
        ['Said 1', 'By hand 2'],
        ['Said 2', 'By hand 3'],
      ],
    );
  });
});

describe('media on the web', () => {
  const web = (conference: SaidConference): void => {
    (conference.speakers[0] as { photo: MediaRef }).photo = { url: 'https://pictures.example/ada.png' };
    (conference.speakers[1] as { photo: MediaRef }).photo = { url: 'https://pictures.example/gone.png' };
  };
  const fetchMedia: FetchMedia = async (url) =>
    url.endsWith('ada.png') ? { bytes: picture(5), fileName: 'ada.png' } : { reason: 'answers 404' };

  test('are left where they are unless fetching is wanted', async () => {
    const { organizer, run } = await prepare();
    const report = await run(web);
    assert.deepEqual(report.skipped, []);
    assert.deepEqual(
      (await loadConference(system, await eventOf(organizer))).speakers.map(({ photo }) => photo),
      [{ url: 'https://pictures.example/ada.png' }, { url: 'https://pictures.example/gone.png' }],
    );
  });

  test('are kept where they can be fetched, and the others are reported and stay addresses', async () => {
    const { organizer, run } = await prepare();
    const steps: string[] = [];
    const report = await run(web, { fetchMedia, onProgress: (step) => steps.push(step) });
    assert.deepEqual(report.skipped, [
      { element: 'media https://pictures.example/gone.png', reason: 'answers 404' },
      { element: 'media https://slides.example/1.pdf', reason: 'answers 404' },
    ]);
    const known = await loadConference(system, await eventOf(organizer));
    assert.deepEqual(
      known.speakers.map(({ photo }) => photo),
      [{ file: 'ada.png' }, { url: 'https://pictures.example/gone.png' }],
    );
    assert.equal(known.files.get('ada.png')?.contentType, 'image/png');
    assert.deepEqual(
      steps.map((step) => wordStored(step, 'en')).filter((step) => step.startsWith('Fetching')),
      ['Fetching media (1/3)', 'Fetching media (2/3)', 'Fetching media (3/3)'],
    );
    const rows = await everyRow();
    await run(web, { fetchMedia });
    assert.deepEqual(await everyRow(), rows);
  });

  const [ada, gone, slides] = [
    'https://pictures.example/ada.png',
    'https://pictures.example/gone.png',
    'https://slides.example/1.pdf',
  ];
  const leftOut = (url: string, limits: string) => ({
    element: `media ${url}`,
    reason: `it was left out: one import downloads at most ${limits} in all. Import again to download the rest.`,
  });

  test('are fetched up to a number, and the same import again goes on with what was left out', async () => {
    const { run } = await prepare();
    const asked: string[] = [];
    const fetchAll: FetchMedia = async (url) => ({ bytes: picture(10 + asked.push(url)), fileName: 'a.png' });
    const options = { fetchMedia: fetchAll, fetchLimits: { files: 2, bytes: 1024 ** 2 } };
    assert.deepEqual(
      [wordRemarks(await run(web, options), 'en').skipped, asked.splice(0)],
      [[leftOut(slides, '2 files with 1 MiB')], [ada, gone]],
    );
    assert.deepEqual([(await run(web, options)).skipped, asked.splice(0)], [[], [slides, ada]]);
  });

  test('are fetched up to a size, and what goes beyond it is not kept', async () => {
    const { organizer, run } = await prepare();
    const asked: string[] = [];
    const fetchLarge: FetchMedia = async (url) => ({
      bytes: asked.push(url) === 1 ? picture(10) : Buffer.alloc(1024 ** 2),
      fileName: 'a.png',
    });
    const files = storedFiles().length;
    const report = await run(web, { fetchMedia: fetchLarge, fetchLimits: { files: 9, bytes: 1024 ** 2 } });
    assert.deepEqual(
      [wordRemarks(report, 'en').skipped, asked],
      [
        [leftOut(gone, '9 files with 1 MiB'), leftOut(slides, '9 files with 1 MiB')],
        [ada, gone],
      ],
    );
    // The one that came along with the file, and the first that was fetched.
    assert.deepEqual(
      [(await loadConference(system, await eventOf(organizer))).files.size, storedFiles().length - files],
      [2, 2],
    );
  });
});

describe('into an event of one\u2019s choice', () => {
  test('adds to it, and only the team may', async () => {
    const { organizer, run } = await prepare();
    const event = await makeEvent(system, organizer, { name: `By hand ${keys}` });
    const report = await run(undefined, { into: event.slug });
    assert.deepEqual([report.event.slug, report.event.created], [event.slug, false]);
    assert.equal((await loadConference(system, event)).sessions.length, 3);
    const input = { reading: reading('other'), storage, into: event.slug };
    const files = storedFiles();
    const stranger = { ...database.ctx(await makeUser(system)), now: DAY };
    await assert.rejects(importConference(stranger, organizer, input), { name: 'NotFound' });
    const registrar = { ...database.ctx(await makeUser(system, { organizer, role: 'registrar' })), now: DAY };
    await assert.rejects(importConference(registrar, organizer, input), { name: 'Forbidden' });
    await assert.rejects(importConference(system, await makeOrganizer(system), input), {
      name: 'Conflict',
      code: 'other_organizer',
    });
    await assert.rejects(importConference(system, organizer, { ...input, into: 'no-such-event' }), {
      name: 'NotFound',
    });
    assert.deepEqual(storedFiles(), files);
  });
});

describe('a preview', () => {
  test('says what the import then does, and writes nothing', async () => {
    const { organizer, key, run } = await prepare();
    const [rows, files] = [await everyRow(), storedFiles()];
    const { plan: _plan, ...first } = await previewImport(system, organizer, { reading: reading(key) });
    assert.deepEqual([await everyRow(), storedFiles()], [rows, files]);
    const done = await run();
    assert.deepEqual({ ...first, event: { ...first.event, slug: done.event.slug } }, done);
    const { plan, ...second } = await previewImport(system, organizer, { reading: reading(key) });
    assert.deepEqual([second.created, second.updated, plan.sessions], [0, 0, []]);
  });
});

test('a conference is read in as many statements whatever its size', async () => {
  const organizer = await makeOrganizer(system);
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 1);
  const one = await countStatements(() => loadConference(system, event));
  await addProgramme(system, event, 2, 2);
  assert.deepEqual([await countStatements(() => loadConference(system, event)), one], [9, 9]);
});

describe('a file that lacks most of a programme', () => {
  const full = (conference: SaidConference): void => {
    conference.sessions = Array.from({ length: 15 }, (_, i) => ({
      key: `m${i}`,
      title: `Session ${i}`,
      guid: guid(100 + i),
      startsAt: DAY + i * HOUR,
      endsAt: DAY + (i + 1) * HOUR,
    }));
  };
  const poor = (conference: SaidConference): void => {
    full(conference);
    conference.sessions = conference.sessions.slice(0, 3);
  };

  test('withdraws nothing until somebody says that it may', async () => {
    const { organizer, run } = await prepare();
    await run(full);
    const event = await eventOf(organizer);
    const before = await everyRow();
    await assert.rejects(run(poor), {
      name: 'Conflict',
      code: 'would_withdraw',
      message: /lacks 12 of the 15 sessions of Lantern Days.*--withdraw/,
    });
    assert.deepEqual(await everyRow(), before);
    assert.equal((await run(poor, { withdraw: true })).withdrawn, 12);
    assert.equal((await sessionRows(event)).filter(([, , state]) => state === 'withdrawn').length, 12);
  });

  test('is previewed with what it would withdraw, and of how many', async () => {
    const { organizer, key, run } = await prepare();
    await run(full);
    const { plan } = await previewImport(system, organizer, { reading: reading(key, poor) });
    assert.deepEqual([plan.withdrawn, plan.programme], [12, 15]);
  });
});

describe('a calendar over an event that is there', () => {
  const xml = (
    summary: string,
  ) => `<schedule><conference><title>Tide Days</title><acronym>tide-${summary}</acronym><start>2027-05-08</start><end>2027-05-08</end><time_zone_name>Europe/Lisbon</time_zone_name></conference>
    <day date="2027-05-08" index="1"><room name="Quay"><event id="1" guid="${guid(900)}"><title>Knots</title><date>2027-05-08T10:00:00+01:00</date><start>10:00</start><duration>01:00</duration><url>https://tide.example/talk/AAAAA1/</url><persons><person id="1">Ana Sousa</person></persons></event></room></day></schedule>`;
  const read = (text: string, fileName: string) => readConference(Buffer.from(text), { fileName });
  const lines = (...rows: string[]): string =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//pretalx//tide.example//',
      'BEGIN:VEVENT',
      'UID:pretalx-tide-AAAAA1@tide.example',
      ...rows,
      'LOCATION:Quay',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');

  test('without a name or a zone changes neither, reads its times in the zone of the event and knows its talks by their codes', async () => {
    const { organizer } = await prepare();
    const first = await importConference(system, organizer, { reading: await read(xml('a'), 'schedule.xml'), storage });
    const event = await eventOf(organizer);
    const before = await loadConference(system, event);
    const text = lines('SUMMARY:Knots - Ana Sousa', 'DTSTART:20270508T100000', 'DTEND:20270508T110000');
    const report = await importConference(system, organizer, {
      reading: await read(text, 'schedule-download.ics'),
      storage,
      into: first.event.slug,
    });
    assert.deepEqual([report.created, report.updated, report.withdrawn, report.event.name], [0, 0, 0, 'Tide Days']);
    assert.deepEqual((await loadConference(system, event)).event, before.event);
    const moved = lines('SUMMARY:Knots - Ana Sousa', 'DTSTART:20270508T120000', 'DTEND:20270508T130000');
    const again = await importConference(system, organizer, {
      reading: await read(moved, 'other.ics'),
      storage,
      into: first.event.slug,
    });
    assert.deepEqual([again.created, again.updated, again.withdrawn], [0, 2, 0]);
    const after = await loadConference(system, event);
    assert.deepEqual(
      [after.sessions[0]?.startsAt, after.sessions[0]?.guid, after.event.timeZone, after.event.name],
      [Date.UTC(2027, 4, 8, 11), guid(900), 'Europe/Lisbon', 'Tide Days'],
    );
  });

  test('says in its preview what it would do, in the zone of the event too', async () => {
    const { organizer } = await prepare();
    const first = await importConference(system, organizer, { reading: await read(xml('b'), 'schedule.xml'), storage });
    const text = lines('SUMMARY:Knots - Ana Sousa', 'DTSTART:20270508T100000', 'DTEND:20270508T110000');
    const preview = await previewImport(system, organizer, {
      reading: await read(text, 'x.ics'),
      into: first.event.slug,
    });
    const { created, updated, withdrawn, repaired } = wordRemarks(preview, 'en');
    assert.deepEqual(
      [created, updated, withdrawn, repaired.map(({ reason }) => reason)],
      [
        0,
        0,
        0,
        [
          'it names no time zone; Europe/Lisbon was used',
          'the calendar has no name; it was named "x", after the file',
          '2 times have no offset; they were read as local time in Europe/Lisbon',
        ],
      ],
    );
  });
});

test('a file of ours is brought into the event whose page it names, whatever the event is called by now', async () => {
  const { organizer, key, run } = await prepare();
  await run();
  const event = await eventOf(organizer);
  const known = await loadConference(system, event);
  for (const name of ['calendar.ics', 'calendar.xcs', 'xcal.xml'] as const) {
    const text = (await findExport(name)?.write(plainConference(known), {
      baseUrl: 'https://foyer.example',
      eventUrl: `https://foyer.example/e/${key}`,
    })) as string;
    const file = await readConference(Buffer.from(text.replaceAll('Lantern Days', 'Lamp Days')), { fileName: name });
    const { event: target } = await previewImport(system, organizer, { reading: file });
    assert.deepEqual([target.slug, target.created], [key, false], name);
    const stranger = await makeOrganizer(system);
    assert.equal((await previewImport(system, stranger, { reading: file })).event.created, true);
  }
});

test('events whose names have the same short form are two, and one that was imported under it is known by its name', async () => {
  const organizer = await makeOrganizer(system);
  const file = async (name: string): Promise<Reading> => {
    const start = '2027-05-08T09:00:00+09:00';
    const schedule = { conference: { title: name, start, end: '2027-05-09', time_zone_name: 'Asia/Tokyo', days: [] } };
    return readConference(Buffer.from(JSON.stringify({ schedule })));
  };
  const bring = async (name: string) =>
    (await importConference(system, organizer, { reading: await file(name), storage })).event;
  const long = 'The very long name of an event that goes on and on and on until';
  const names = ['技術会議', '図書館の夜', `${long} one`, `${long} two`, 'C++ Days', 'C Days'];
  const made = [];
  for (const name of names) made.push(await bring(name));
  assert.deepEqual(
    made.map(({ name, created }) => [name, created]),
    names.map((name) => [name, true]),
  );
  assert.deepEqual(new Set(made.map(({ slug }) => slug)).size, names.length);
  assert.deepEqual((await bring('図書館の夜')).slug, made[1]?.slug);
  await db
    .updateTable('events')
    .set({ sourceKey: 'event' })
    .where('slug', '=', made[0]?.slug ?? '')
    .execute();
  assert.deepEqual(await bring('技術会議'), { ...made[0], created: false });
});
