import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import test from 'node:test';
import { ZipFile } from 'yazl';
import type { Reading } from '#features/exchange/conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

type Members = Record<string, unknown>;

async function archive(members: Members): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(members)) {
    zip.addBuffer(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), name);
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

async function read(members: Members): Promise<Reading> {
  return readConference(await archive(members));
}

const EVENT = {
  id: 6,
  name: 'Tide Days 2026',
  timezone: 'Europe/Lisbon',
  'starts-at': '2026-05-08T09:00:00+01:00',
  'ends-at': '2026-05-09T18:00:00+01:00',
};
const EMPTY = { sessions: [], speakers: [], tracks: [], microlocations: [], sponsors: [] };
const TEN = Date.UTC(2026, 4, 8, 9);

const DASH = {
  event: {
    ...EVENT,
    'location-name': 'Old Harbour',
    'searchable-location-name': 'Lisbon',
    latitude: 38.7,
    longitude: -9.1,
    'event-url': 'https://tide.example',
    'logo-url': '/images/logo.png',
    'original-image-url': 'https://tide.example/b.jpg',
    'organizer-name': 'Tide Club',
    'social-links': [{ id: 1, name: 'Mastodon', link: 'https://social.example/@tide' }],
    'event-copyright': {
      holder: 'Tide Club',
      'holder-url': null,
      licence: 'CC BY',
      'licence-url': 'https://cc.example/by',
      year: 2026,
      'logo-url': '',
    },
    'speakers-call': {
      announcement: 'Come!',
      'starts-at': '2026-01-01T00:00:00',
      'ends-at': '2026-02-01T00:00:00',
      timezone: 'Europe/Berlin',
    },
    state: 'Published',
  },
  sessions: [
    {
      id: 41,
      title: 'Knots',
      subtitle: '',
      'short-abstract': '<p>Short</p>',
      'long-abstract': 'Long',
      'starts-at': '2026-05-08T10:00:00+01:00',
      'ends-at': '2026-05-08T10:45:00+01:00',
      'session-type': { id: 3, name: 'Workshop', length: '00:45' },
      track: { id: 1, name: 'Rope' },
      microlocation: { id: 2, name: 'Quay' },
      speakers: [{ id: 7, name: 'Ana Sousa' }],
      language: 'Portuguese',
      level: 'Beginner',
      state: 'accepted',
      comments: null,
      'slides-url': 'slides/k.pdf',
      'audio-url': null,
      'signup-url': 'https://tide.example/sign',
      'deleted-at': null,
    },
  ],
  speakers: [
    {
      id: 7,
      name: 'Ana Sousa',
      'photo-url': '/images/speakers/Ana%20Sousa_7.jpg',
      organisation: 'Tide Club',
      'short-biography': 'Sails.',
      'long-biography': '',
      'is-featured': 'true',
      twitter: '@ana',
      github: 'https://github.com/ana',
      facebook: null,
      linkedin: '',
      sessions: [{ id: 41, title: 'Knots' }],
    },
  ],
  tracks: [{ id: 1, name: 'Rope', color: '#0277BD', 'font-color': '#ffffff', description: null, sessions: [] }],
  microlocations: [{ id: 2, name: 'Quay', floor: 0, latitude: null, longitude: null, room: null }],
  sponsors: [
    {
      id: 5,
      name: 'Rope Works',
      level: '2',
      type: 'Gold',
      'logo-url': null,
      url: 'https://rope.example',
      description: '',
    },
  ],
  'images/logo.png': 'png',
  'images/speakers/Ana Sousa_7.jpg': 'jpg',
  'slides/k.pdf': 'pdf',
};

test('the dash dialect is read whole', async () => {
  const { conference, files, dialect, repaired, skipped } = await read(DASH);
  assert.deepEqual(
    [dialect, repaired.map(({ reason }) => reason), skipped],
    ['dash', ['2 times have no offset; they were read as local time in Europe/Berlin'], []],
  );
  assert.deepEqual(conference, {
    event: {
      key: 'tide-days-2026',
      acronym: 'tide-days-2026',
      name: 'Tide Days 2026',
      startsAt: Date.UTC(2026, 4, 8, 8),
      endsAt: Date.UTC(2026, 4, 9, 17),
      timeZone: 'Europe/Lisbon',
      locationName: 'Old Harbour',
      city: 'Lisbon',
      latitude: 38.7,
      longitude: -9.1,
      website: 'https://tide.example',
      logo: { file: 'images/logo.png' },
      header: { url: 'https://tide.example/b.jpg' },
      organizerName: 'Tide Club',
      socialLinks: [{ title: 'Mastodon', url: 'https://social.example/@tide' }],
      copyright: {
        holder: 'Tide Club',
        holderUrl: '',
        licence: 'CC BY',
        licenceUrl: 'https://cc.example/by',
        year: '2026',
        logo: '',
      },
      callForSpeakers: {
        announcement: 'Come!',
        startsAt: Date.UTC(2025, 11, 31, 23),
        endsAt: Date.UTC(2026, 0, 31, 23),
      },
      state: 'published',
    },
    tracks: [{ key: '1', number: 1, name: 'Rope', color: '#0277bd', description: '' }],
    rooms: [{ key: '2', number: 2, name: 'Quay', floor: '0', latitude: null, longitude: null }],
    sessionTypes: [{ key: '3', number: 3, name: 'Workshop', minutes: 45 }],
    speakers: [
      {
        key: '7',
        number: 7,
        name: 'Ana Sousa',
        photo: { file: 'images/speakers/Ana Sousa_7.jpg' },
        organisation: 'Tide Club',
        shortBiography: 'Sails.',
        biography: '',
        featured: true,
        links: [
          { title: 'Twitter', url: 'https://twitter.com/ana' },
          { title: 'GitHub', url: 'https://github.com/ana' },
        ],
      },
    ],
    sessions: [
      {
        key: '41',
        number: 41,
        title: 'Knots',
        subtitle: '',
        abstract: '<p>Short</p>',
        description: 'Long',
        startsAt: TEN,
        endsAt: TEN + 45 * 60_000,
        type: '3',
        track: '1',
        room: '2',
        speakers: ['7'],
        language: 'pt',
        level: 'Beginner',
        state: 'accepted',
        comments: '',
        slides: { file: 'slides/k.pdf' },
        audio: null,
        signupUrl: 'https://tide.example/sign',
      },
    ],
    sponsors: [
      {
        key: '5',
        number: 5,
        name: 'Rope Works',
        level: 2,
        type: 'Gold',
        logo: null,
        url: 'https://rope.example',
        description: '',
      },
    ],
  });
  assert.deepEqual([...files.keys()].sort(), ['images/logo.png', 'images/speakers/Ana Sousa_7.jpg', 'slides/k.pdf']);
});

test('the snake dialect means the same', async () => {
  const text = JSON.stringify(DASH)
    .replaceAll('starts-at', 'start_time')
    .replaceAll('ends-at', 'end_time')
    .replaceAll('original-image-url', 'background_image')
    .replaceAll(/"(logo|photo|slides|audio)-url"/g, '"$1"')
    .replaceAll('event-copyright', 'copyright')
    .replaceAll('is-featured', 'featured')
    .replaceAll(/"([a-z]+)-([a-z]+)(?:-([a-z]+))?":/g, (_, a, b, c) => `"${[a, b, c].filter(Boolean).join('_')}":`)
    .replaceAll(
      '"speakers_call":{"announcement":"Come!","start_time"',
      '"call_for_papers":{"announcement":"Come!","start_date"',
    )
    .replaceAll('"end_time":"2026-02-01', '"end_date":"2026-02-01');
  const [dash, snake] = [await read(DASH), await read(JSON.parse(text))];
  assert.equal(snake.dialect, 'snake');
  assert.deepEqual(snake.conference, dash.conference);
});

test('the server dialect links by bare ids and leaves speakers unsaid unless they name their sessions', async () => {
  const session = (id: number, more: object = {}): object => ({
    id,
    title: `T${id}`,
    starts_at: '2026-05-08T10:00:00',
    ends_at: '2026-05-08T11:00:00',
    track_id: 1,
    microlocation_id: null,
    session_type_id: 3,
    ...more,
  });
  const { conference, dialect, repaired } = await read({
    ...EMPTY,
    event: {
      name: 'Tide Days 2026',
      timezone: 'Europe/Lisbon',
      starts_at: '2026-05-08T09:00:00',
      ends_at: '2026-05-09T18:00:00',
      owner_name: 'Tide Club',
    },
    sessions: [session(1), session(2), session(3, { track_id: 99 })],
    speakers: [{ id: 7, name: 'Ana Sousa', sessions: [{ id: 2 }] }],
    tracks: [{ id: 1, name: 'Rope' }],
    session_types: [{ id: 3, name: 'Workshop', length: '01.00' }],
  });
  assert.equal(dialect, 'server');
  assert.deepEqual(
    conference.sessions.map(({ track, room, type, speakers, startsAt }) => [track, room, type, speakers, startsAt]),
    [
      ['1', null, '3', undefined, TEN],
      ['1', null, '3', ['7'], TEN],
      [null, null, '3', undefined, TEN],
    ],
  );
  assert.deepEqual(repaired, [
    { element: 'session 3 "T3"', reason: 'its track 99 is not in the archive; the link was left out' },
    { element: 'file', reason: '8 times have no offset; they were read as local time in Europe/Lisbon' },
  ]);
});

test('what a session nests but no list has is made from the session, and told', async () => {
  const sessions = [
    {
      id: 1,
      title: 'A',
      speakers: [{ id: 9, name: 'Rui Matos', organisation: 'Pier' }],
      track: { id: 4, name: 'Sail' },
    },
  ];
  const { conference, repaired } = await read({ ...EMPTY, event: EVENT, sessions });
  assert.deepEqual(conference.speakers, [{ key: '9', number: 9, name: 'Rui Matos', organisation: 'Pier' }]);
  assert.deepEqual(conference.tracks, [{ key: '4', number: 4, name: 'Sail' }]);
  assert.deepEqual(repaired, [
    {
      element: 'session 1 "A"',
      reason: 'its track "Sail" is not listed in the archive; it was created from the session',
    },
    {
      element: 'session 1 "A"',
      reason: 'its speaker "Rui Matos" is not listed in the archive; it was created from the session',
    },
  ]);
});

test('an end that is not after its start is mended by the length of the type', async () => {
  const at = '2026-05-08T10:00:00+01:00';
  const sessions = [
    { id: 1, title: 'A', 'starts-at': at, 'ends-at': at, 'session-type': { id: 3, name: 'Talk', length: 0.3 } },
    { id: 2, title: 'B', 'starts-at': at, 'ends-at': '2026-05-08T09:00:00+01:00', 'session-type': null },
  ];
  const { conference, repaired } = await read({ ...EMPTY, event: EVENT, sessions });
  assert.deepEqual(
    conference.sessions.map(({ endsAt }) => endsAt),
    [TEN + 30 * 60_000, TEN + 30 * 60_000],
  );
  assert.deepEqual(repaired, [
    { element: 'session 1 "A"', reason: 'it ends when it starts; it was given 30 minutes, the length of its type' },
    { element: 'session 2 "B"', reason: 'it ends before it starts; it was given 30 minutes, the usual length' },
  ]);
});

test('media that is neither in the archive nor an address is left out and told', async () => {
  const sessions = [
    {
      id: 1,
      title: 'A',
      'audio-url': 'audio/none.mp3',
      'video-url': 'javascript:alert(1)',
      'slides-url': 'https://tide.example/s.pdf',
    },
  ];
  const { conference, repaired } = await read({ ...EMPTY, event: EVENT, sessions });
  const [session] = conference.sessions;
  assert.deepEqual(
    [session?.audio, session?.video, session?.slides],
    [null, null, { url: 'https://tide.example/s.pdf' }],
  );
  assert.deepEqual(repaired, [
    {
      element: 'session 1 "A"',
      reason: 'its video "javascript:alert(1)" is neither in the archive nor a web address; it was left out',
    },
    {
      element: 'session 1 "A"',
      reason: 'its audio "audio/none.mp3" is neither in the archive nor a web address; it was left out',
    },
  ]);
});

test('a member that is no JSON is skipped and told, unless it is the event or the sessions', async () => {
  const broken = '[{"id": 1 "name": "Talk"}]';
  const { skipped, conference } = await read({ ...EMPTY, event: EVENT, session_types: broken });
  assert.equal(conference.event.name, 'Tide Days 2026');
  assert.deepEqual(
    skipped.map(({ element }) => element),
    ['session_types'],
  );
  assert.match(skipped[0]?.reason ?? '', /^“session_types” is not well-formed JSON at line 1, column 11: /);
  await assert.rejects(read({ ...EMPTY, event: EVENT, sessions: broken }), {
    name: 'Invalid',
    code: 'not_well_formed',
  });
  await assert.rejects(read({ ...EMPTY, event: '{' }), { name: 'Invalid', code: 'not_well_formed' });
});

test('a member that holds more than the limits is refused, whichever it is', async () => {
  const refuses = async (members: object, limits: object, message: string): Promise<void> =>
    assert.rejects(readConference(await archive({ event: EVENT, ...EMPTY, ...members }), { limits }), {
      name: 'Invalid',
      code: 'too_large',
      message,
    });
  const three = [{}, {}, {}];
  const split = 'Split it into several events.';
  await refuses({ sessions: three }, { records: 2 }, `The file has more than 2 sessions. ${split}`);
  await refuses({ speakers: three }, { records: 2 }, `The file has more than 2 speakers. ${split}`);
  await refuses({ microlocations: three }, { records: 2 }, `The file has more than 2 rooms. ${split}`);
  await refuses({ sponsors: [0, 0, 0] }, { records: 2 }, `The file has more than 2 sponsors. ${split}`);
  await refuses(
    { tracks: Array.from({ length: 20 }, () => ({})) },
    { elements: 20 },
    '“tracks” has more than 20 objects and lists. Take out what does not belong to the event.',
  );
});

test('a form within a form is bounded as the archive is', async () => {
  const forms = (session_form: unknown) => [{ session_form: JSON.stringify(session_form) }];
  const nested = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as unknown;
  const deep = await read({ ...EMPTY, event: EVENT, forms: forms({ title: nested }) });
  assert.deepEqual(deep.skipped, [{ element: 'forms.session_form', reason: 'it is not well-formed JSON' }]);
  const many = Array.from({ length: 300 }, (_, at) => [`field_${at}`, { include: 1, require: 0 }]);
  const long = await read({ ...EMPTY, event: EVENT, forms: forms(Object.fromEntries(many)) });
  assert.deepEqual(
    [Object.keys(long.conference.event.sessionForm ?? {}).length, long.skipped],
    [200, [{ element: 'forms.session_form', reason: 'only the first 200 of its 300 fields were read' }]],
  );
});

test('forms are JSON within JSON', async () => {
  const forms = [
    {
      session_form: '{"short-abstract":{"require":1,"include":1},"title":{"require":"0","include":true}}',
      'speaker-form': 'nonsense',
    },
  ];
  const { conference, skipped } = await read({ ...EMPTY, event: EVENT, forms });
  assert.deepEqual(conference.event.sessionForm, {
    short_abstract: { include: true, require: true },
    title: { include: true, require: false },
  });
  assert.equal(conference.event.speakerForm, undefined);
  assert.deepEqual(skipped, [{ element: 'forms.speaker_form', reason: 'it is not well-formed JSON' }]);
});

test('states are mapped, deleted sessions skipped and unknown states told', async () => {
  const sessions = ['confirmed', 'Rejected', 'canceled', 'odd', ''].map((state, at) => ({
    id: at + 1,
    title: `T${at}`,
    state,
  }));
  const { conference, repaired, skipped } = await read({
    ...EMPTY,
    event: EVENT,
    sessions: [...sessions, { id: 9, title: 'Gone', 'deleted-at': '2026-01-01' }],
  });
  assert.deepEqual(
    conference.sessions.map(({ state }) => state),
    ['confirmed', 'rejected', 'withdrawn', 'draft', undefined],
  );
  assert.deepEqual(repaired, [
    { element: 'session 4 "T3"', reason: 'its state "odd" is unknown; it was read as a draft' },
  ]);
  assert.deepEqual(skipped, [{ element: 'session 9 "Gone"', reason: 'it is marked as deleted' }]);
});

test('a folder around everything and names ending in .json are seen through', async () => {
  const folded = { 'tide/event.json': EVENT, 'tide/sessions.json': [{ id: 1, title: 'A' }], 'tide/images/a.png': 'x' };
  const { conference, files } = await read(folded);
  assert.deepEqual(
    [conference.sessions.length, conference.sponsors, [...files.keys()]],
    [1, undefined, ['images/a.png']],
  );
});

test('an archive without sessions is read and says so', async () => {
  const { repaired } = await read({ event: EVENT });
  assert.deepEqual(repaired, [
    { element: 'sessions', reason: 'the archive has no such file; the event was read without sessions' },
  ]);
});

test('words that every object knows are no state and no language', async () => {
  const sessions = [{ id: 1, title: 'A', state: 'constructor', language: '__proto__' }];
  const { conference } = await read({ ...EMPTY, event: EVENT, sessions });
  const [session] = conference.sessions;
  assert.deepEqual([session?.state, session?.language], ['draft', '__proto__']);
});

test('a remark never ends within a character, however long what it quotes', async () => {
  const speakers = [{ id: 1, name: 'Ana', website: `${'x'.repeat(79)}😀${'y'.repeat(200)}` }];
  const { repaired } = await read({ ...EMPTY, event: EVENT, speakers });
  assert.deepEqual(
    repaired.map(({ reason }) => [reason.isWellFormed(), reason.length <= 500]),
    repaired.map(() => [true, true]),
  );
  assert.equal(repaired.length, 1);
});

test('numbers beyond what the field or the next one allows are none', async () => {
  const { conference } = await read({
    ...EMPTY,
    event: EVENT,
    microlocations: [{ id: 2_147_483_647, name: 'Hall', capacity: 3_000_000_000 }],
    session_types: [{ id: 1, name: 'Talk', length: '9999:00' }],
    sponsors: [{ id: 1, name: 'Rope Works', level: '1000' }],
    sessions: [{ id: 1_000_000_001, title: 'Knots', sequence: 2_147_483_647 }],
  });
  const [room] = conference.rooms;
  const [session] = conference.sessions;
  assert.deepEqual(
    [room?.number, room?.capacity, conference.sessionTypes[0]?.minutes, conference.sponsors?.[0]?.level],
    [undefined, undefined, null, 1000],
  );
  assert.deepEqual([session?.number, session?.key, session?.sequence], [undefined, '1000000001', undefined]);
});

test('of the two names for the kind of a sponsor that of the second version counts', async () => {
  const types = [
    { type: 'Gold', sponsor_type: 'Silver' },
    { type: '', sponsor_type: 'Silver' },
    { sponsor_type: 'Silver' },
  ];
  const sponsors = types.map((type, at) => ({ id: at + 1, name: `Rope Works ${at}`, ...type }));
  const { conference } = await read({ ...EMPTY, event: EVENT, sponsors });
  assert.deepEqual(
    conference.sponsors?.map(({ type }) => type),
    ['Gold', 'Silver', 'Silver'],
  );
});
