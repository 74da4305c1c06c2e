import assert from 'node:assert/strict';
import test from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { problem } from '#platform/errors.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

const GUID = '0b9e3c0a-6a0c-4e57-9f3e-6b1d2a3c4d5e';

/** The address that completes relative ones is not kept as such. */
const BASE_URL = { element: 'field "base_url" of the event', reason: 'it has no place here and was left out once' };

function conference(more: object = {}): object {
  return {
    acronym: 'tide26',
    title: 'Tide Days 2026',
    start: '2026-05-08',
    end: '2026-05-09',
    timeslot_duration: '00:10',
    time_zone_name: 'Europe/Lisbon',
    days: [],
    ...more,
  };
}

function days(...events: object[]): object[] {
  return [{ index: 1, date: '2026-05-08', rooms: { Quay: events } }];
}

function read(more: object, outside: object = {}): Promise<Reading> {
  const text = JSON.stringify({
    schedule: { version: '1.2', base_url: 'https://tide.example/2026/', ...outside, conference: conference(more) },
  });
  return readConference(new TextEncoder().encode(text));
}

test('an event of the first schema is read whole', async () => {
  const event = {
    id: 41,
    guid: GUID,
    date: '2026-05-08T10:00:00+01:00',
    start: '10:00',
    duration: '00:45',
    room: 'Quay',
    slug: 'tide26-41-knots',
    url: 'https://tide.example/2026/talk/QWERTZ/',
    title: 'Knots',
    subtitle: null,
    track: 'Rope',
    type: 'Workshop',
    language: 'pt',
    abstract: 'One.\r\nTwo.',
    description: '',
    logo: null,
    recording_license: '',
    do_not_record: true,
    persons: [{ id: 7, code: 'ANNA77', public_name: 'Ana Sousa', biography: 'Sails.', avatar: '/a.png', answers: [] }],
    links: [{ url: 'www.knots.example', title: 'Knots' }],
    attachments: [],
  };
  const { conference, repaired, skipped, dialect, format } = await read({ days: days(event) });
  assert.deepEqual([format, dialect, repaired, skipped], ['schedule-json', 'pretalx', [], [BASE_URL]]);
  assert.deepEqual(conference.sessions, [
    {
      key: GUID,
      guid: GUID,
      number: 41,
      code: 'QWERTZ',
      title: 'Knots',
      subtitle: '',
      slug: 'tide26-41-knots',
      url: 'https://tide.example/2026/talk/QWERTZ/',
      track: 'name:rope',
      type: 'name:workshop',
      room: 'name:quay',
      language: 'pt',
      abstract: 'One.\nTwo.',
      description: '',
      picture: null,
      recordingLicence: '',
      recordingOptout: true,
      speakers: ['7'],
      links: [{ title: 'Knots', url: 'https://www.knots.example' }],
      attachments: [],
      startsAt: Date.UTC(2026, 4, 8, 9),
      endsAt: Date.UTC(2026, 4, 8, 9, 45),
    },
  ]);
  assert.deepEqual(conference.speakers, [
    {
      key: '7',
      number: 7,
      code: 'ANNA77',
      name: 'Ana Sousa',
      biography: 'Sails.',
      photo: { url: 'https://tide.example/a.png' },
    },
  ]);
});

test('tracks and rooms of the second schema keep colour, guid and capacity', async () => {
  const reading = await read({
    tracks: [{ name: 'Rope', color: '#112233', slug: 'rope' }],
    rooms: [
      { name: 'Quay', guid: GUID, capacity: 40 },
      { name: 'Pier', guid: null, capacity: null },
    ],
    days: days({
      guid: GUID,
      title: 'Knots',
      date: '2026-05-08T10:00:00+01:00',
      duration: '1:00',
      track: 'Rope',
      persons: [{ guid: GUID, name: 'Ana Sousa' }],
    }),
  });
  assert.equal(reading.dialect, 'hub');
  assert.deepEqual(reading.conference.tracks, [{ key: 'name:rope', name: 'Rope', color: '#112233' }]);
  assert.deepEqual(reading.conference.rooms, [
    { key: GUID, guid: GUID, name: 'Quay', capacity: 40 },
    { key: 'name:pier', name: 'Pier', capacity: null },
  ]);
  assert.deepEqual(reading.conference.sessions[0]?.room, GUID);
  assert.deepEqual(reading.conference.speakers, [{ key: GUID, guid: GUID, name: 'Ana Sousa' }]);
});

test('two rooms under one guid are both kept', async () => {
  const { conference, repaired } = await read({
    rooms: [
      { name: 'Quay', guid: GUID },
      { name: 'Pier', guid: GUID },
    ],
  });
  assert.deepEqual(conference.rooms, [
    { key: GUID, guid: GUID, name: 'Quay' },
    { key: 'name:pier', name: 'Pier' },
  ]);
  assert.deepEqual(repaired, [
    {
      element: `room ${GUID} "Pier"`,
      reason: 'its ID is also that of "Quay"; it was kept, and is told apart by its name',
    },
  ]);
});

test('the address elsewhere wins over the one at the exporter', async () => {
  const event = {
    id: 1,
    title: 'A',
    start: '10:00',
    duration: '1:00',
    url: 'https://hub.example/1',
    origin_url: 'https://tide.example/1',
  };
  const { conference } = await read({ days: days(event) });
  assert.equal(conference.sessions[0]?.url, 'https://tide.example/1');
});

test('rooms beside the conference, ids as text and persons without number are read and told', async () => {
  const event = {
    id: '2814',
    title: 'A',
    start: '10:00',
    duration: '1:00',
    persons: [{ id: 'abc', public_name: 'Ana Sousa' }],
  };
  const { conference, repaired } = await read({ days: days(event) }, { rooms: [{ name: 'Quay', guid: GUID }] });
  assert.deepEqual(
    [conference.sessions[0]?.number, conference.sessions[0]?.room, conference.speakers[0]?.key],
    [2814, GUID, 'abc'],
  );
  assert.deepEqual(repaired, [
    { element: 'file', reason: '1 person has an ID that is not a number; it was kept as text' },
  ]);
});

test('values of the wrong kind cost no more than themselves', async () => {
  const event = {
    id: {},
    guid: [],
    title: 'A',
    start: '10:00',
    duration: '1:00',
    persons: ['Ana', null, {}],
    links: 'none',
    track: 5,
  };
  const { conference, skipped } = await read({ days: [null, ...days(event, { title: 7, start: 5, duration: 1 })] });
  assert.deepEqual(
    conference.sessions.map(({ title, track }) => [title, track]),
    [
      ['A', 'name:5'],
      ['7', undefined],
    ],
  );
  assert.deepEqual(skipped, [BASE_URL]);
});

test('JSON that is broken is refused with line and column', async () => {
  const text = '{\n  "schedule": {\n    "version": "1"\n    "conference": {}\n  }\n}';
  await assert.rejects(
    readConference(new TextEncoder().encode(text)),
    (error: { code: string; problems: { where: string }[] }) => {
      assert.deepEqual([error.code, error.problems[0]?.where], ['not_well_formed', 'file, line 4, column 5']);
      return true;
    },
  );
});

test('JSON that nests too deep is refused before it is parsed', async () => {
  const deep = `{"schedule":${'['.repeat(64)}${']'.repeat(64)}}`;
  await assert.rejects(readConference(new TextEncoder().encode(deep)), { name: 'Invalid', code: 'too_deep' });
});

test('JSON that holds more than the limits is refused before it is parsed', async () => {
  const refuses = (inside: string, limits: object, message: RegExp): Promise<void> =>
    assert.rejects(readConference(new TextEncoder().encode(`{"schedule":${inside}`), { limits }), {
      name: 'Invalid',
      code: 'too_large',
      message,
    });
  // Neither is well-formed, which nobody gets to see.
  await refuses('[0,0,0,0,0', { values: 6 }, /^“file” has more than 6 values\. /);
  await refuses('[{},{},{},{}', { elements: 4 }, /^“file” has more than 4 objects and lists\. /);
  await refuses('[[],[],[],[]', { elements: 4 }, /^“file” has more than 4 objects and lists\. /);
  const conference = JSON.stringify({ title: '[{,'.repeat(20) });
  await assert.rejects(
    readConference(new TextEncoder().encode(`{"schedule":{"conference":${conference}}}`), {
      limits: { values: 9, elements: 3 },
    }),
    { code: 'no_dates' },
  );
});

test('lists that are longer than the limit are refused before anything is made of them', async () => {
  const refuses = (schedule: object, problem: object): Promise<void> =>
    assert.rejects(
      readConference(new TextEncoder().encode(JSON.stringify({ schedule })), { limits: { records: 2 } }),
      (error: { code: string; problems: object[] }) => {
        assert.deepEqual([error.code, error.problems], ['too_large', [problem]]);
        return true;
      },
    );
  // The same session over and over is one, and no session has a title: counting comes before reading.
  const day = { rooms: { Hall: [{}, {}], Deck: [{}] } };
  const tooMany = (where: string, kind: string) => problem(where, 'too_large.records', { most: 2, kind });
  await refuses({ conference: { days: [day] } }, tooMany('schedule', 'sessions'));
  await refuses(
    { conference: { days: [{ rooms: { Hall: [{}] } }] }, events: [{}, {}] },
    tooMany('schedule', 'sessions'),
  );
  await refuses({ conference: { tracks: [0, 0, 0] } }, tooMany('tracks', 'tracks'));
  await refuses({ conference: {}, rooms: [{}, {}, {}] }, tooMany('rooms', 'rooms'));
  await refuses({ conference: { persons: [{}, {}, {}] } }, tooMany('persons', 'speakers'));
});

test('other JSON is refused', async () => {
  await assert.rejects(readConference(new TextEncoder().encode('{"events":[]}')), {
    name: 'Invalid',
    code: 'unknown_format',
  });
  await assert.rejects(readConference(new TextEncoder().encode('{"schedule":{}}')), {
    name: 'Invalid',
    code: 'no_event',
  });
});

test('a day, a room or an event of another shape is left out with a remark', async () => {
  const event = { id: 1, guid: GUID, title: 'Knots', date: '2026-05-08T10:00:00+01:00', duration: '00:45' };
  const odd = [
    { date: '2026-05-08', rooms: { Quay: [['an', 'event'], event, null, 7], Pier: event } },
    { date: '2026-05-09', rooms: [] },
    'Sunday',
  ];
  const { conference, skipped } = await read({ days: odd });
  assert.deepEqual(
    conference.sessions.map(({ title }) => title),
    ['Knots'],
  );
  assert.deepEqual(skipped, [
    { element: 'day 2026-05-08, room "Quay", event 1', reason: 'it is of the type list; an object was expected' },
    { element: 'day 2026-05-08, room "Quay", event 4', reason: 'it is of the type number; an object was expected' },
    { element: 'day 2026-05-08, room "Pier"', reason: 'its events are of the type object; a list was expected' },
    { element: 'day 2026-05-09', reason: 'its rooms are of the type list; an object was expected' },
    { element: 'day 3', reason: 'it is of the type string; an object was expected' },
    BASE_URL,
  ]);
});

const SECOND = '1c0f4d1b-7b1d-4f68-8f4f-7c2e3b4d5e6f';

/** A schedule of version 2 as the hub writes it. */
function hub(events: object[], more: object = {}, outside: object = {}): Promise<Reading> {
  const conference = {
    acronym: 'tide26',
    title: 'Tide Days 2026',
    start: '2026-05-08T09:00:00+01:00',
    end: '2026-05-09T18:00:00+01:00',
    time_zone_name: 'Europe/Lisbon',
    languages: ['pt', 'en'],
    tracks: [{ guid: SECOND, name: 'Rope & Sail', colors: { light: '#F9B000', dark: '#112233' }, slug: 'rope-sail' }],
    rooms: [
      {
        type: 'STAGE',
        name: 'Quay',
        slug: 'quay',
        guid: GUID,
        stream_id: 's1',
        capacity: 40,
        description: { en: 'By the water', pt: 'Junto à água' },
        features: { recording: 'RECORD_BY_DEFAULT' },
      },
      { name: 'Pier', guid: SECOND, capacity: null, description: 'Level 2' },
    ],
    days: [{ index: 1, date: '2026-05-08', start: '2026-05-08T09:00:00+01:00', end: '2026-05-09T06:00:00+01:00' }],
    ...more,
  };
  const persons = [
    {
      guid: SECOND,
      name: 'Ana Sousa',
      biography: 'Sails.',
      avatar: { url: 'https://tide.example/ana.jpg' },
      links: [{ url: 'https://boats.example/@ana', service: 'BLUESKY' }],
      url: 'https://tide.example/ana',
    },
  ];
  const schedule = { version: '1.2', base_url: 'https://tide.example/2026/', conference, events, persons, ...outside };
  return readConference(new TextEncoder().encode(JSON.stringify({ $schema: '../schema2.json', schedule })));
}

const HUB_EVENT = {
  type: 'TALK',
  guid: GUID,
  code: 'QWERTZ',
  start: '2026-05-08T10:00:00+01:00',
  end: '2026-05-08T10:45:00+01:00',
  room: { guid: GUID, slug: 'quay' },
  url: 'https://hub.example/event/knots/',
  slug: 'tide26-knots',
  title: 'Knots',
  subtitle: null,
  language: 'pt',
  track: { slug: 'rope-sail' },
  abstract: { en: 'Tie one.', pt: 'Ate um.' },
  description: 'Long.',
  logo: { url: 'https://tide.example/knots.png' },
  participants: [
    { guid: SECOND, name: 'Ana Sousa', role: 'SPEAKER' },
    { name: 'Rui Pinto', role: 'MODERATOR' },
  ],
  links: [
    { type: 'ORIGIN', url: 'https://tide.example/talk/QWERTZ/' },
    { type: 'FEEDBACK', url: 'https://tide.example/talk/QWERTZ/feedback/' },
    { url: 'https://knots.example', title: 'Knots' },
  ],
  attachments: [{ type: 'SLIDES', url: 'https://tide.example/knots.pdf' }],
};

test('the sessions of version 2, which stand in a list of their own, are read whole', async () => {
  const { conference, dialect, repaired, skipped } = await hub([HUB_EVENT]);
  assert.deepEqual([dialect, repaired], ['hub', []]);
  assert.deepEqual(conference.sessions, [
    {
      key: GUID,
      guid: GUID,
      code: 'QWERTZ',
      title: 'Knots',
      subtitle: '',
      slug: 'tide26-knots',
      url: 'https://tide.example/talk/QWERTZ/',
      track: 'name:rope & sail',
      type: 'name:talk',
      room: GUID,
      language: 'pt',
      abstract: 'Ate um.',
      description: 'Long.',
      picture: { url: 'https://tide.example/knots.png' },
      speakers: [SECOND, 'name:rui pinto'],
      links: [
        { title: 'Feedback', url: 'https://tide.example/talk/QWERTZ/feedback/' },
        { title: 'Knots', url: 'https://knots.example' },
      ],
      slides: { url: 'https://tide.example/knots.pdf' },
      attachments: [],
      startsAt: Date.UTC(2026, 4, 8, 9),
      endsAt: Date.UTC(2026, 4, 8, 9, 45),
    },
  ]);
  assert.deepEqual(conference.tracks, [{ key: 'name:rope & sail', name: 'Rope & Sail', color: '#f9b000' }]);
  assert.deepEqual(conference.rooms, [
    { key: GUID, guid: GUID, name: 'Quay', capacity: 40, floor: 'Junto à água' },
    { key: SECOND, guid: SECOND, name: 'Pier', capacity: null, floor: 'Level 2' },
  ]);
  assert.deepEqual(conference.speakers, [
    {
      key: SECOND,
      guid: SECOND,
      name: 'Ana Sousa',
      biography: 'Sails.',
      photo: { url: 'https://tide.example/ana.jpg' },
      website: 'https://tide.example/ana',
      links: [{ title: 'Bluesky', url: 'https://boats.example/@ana' }],
    },
    { key: 'name:rui pinto', name: 'Rui Pinto' },
  ]);
  assert.deepEqual([conference.event.language, conference.event.startsAt], ['pt', Date.UTC(2026, 4, 8, 8)]);
  assert.deepEqual(
    skipped,
    [
      ['colors.dark', 'tracks', 'once'],
      ['slug', 'tracks', 'once'],
      ['description in en', 'rooms', 'once'],
      ['type', 'rooms', 'once'],
      ['slug', 'rooms', 'once'],
      ['stream_id', 'rooms', 'once'],
      ['features', 'rooms', 'once'],
      ['abstract in en', 'sessions', 'once'],
      ['role', 'persons', 'once'],
      ['url', 'sessions', 'once'],
      ['base_url', 'the event', 'once'],
    ].map(([name, kind, times]) => ({
      element: `field "${name}" of ${kind}`,
      reason: `it has no place here and was left out ${times}`,
    })),
  );
});

test('sessions of version 2 are found whatever way they point at their room and track, and where their list stands', async () => {
  const at = (title: string, more: object) => ({
    title,
    start: '2026-05-08T10:00:00+01:00',
    end: '2026-05-08T11:00:00+01:00',
    ...more,
  });
  const { conference } = await hub(
    [
      at('A', { room: { name: 'Quay' }, track: 'Rope & Sail' }),
      at('B', { room: 'Pier', track: null }),
      at('C', { room: { guid: SECOND }, duration: '00:20' }),
    ],
    { events: [at('D', { room: { slug: 'quay' }, date: '2026-05-08', track: { name: 'New' } })] },
  );
  assert.deepEqual(
    conference.sessions.map(({ title, room, track, startsAt, endsAt }) => [
      title,
      room,
      track,
      ((endsAt ?? 0) - (startsAt ?? 0)) / 60_000,
    ]),
    [
      ['A', GUID, 'name:rope & sail', 60],
      ['B', SECOND, null, 60],
      ['C', SECOND, undefined, 20],
      ['D', GUID, 'name:new', 60],
    ],
  );
});

test('entries of that list which are no sessions are told', async () => {
  const { skipped } = await hub(['x' as never], {}, {});
  assert.deepEqual(skipped[0], {
    element: 'schedule, event 1',
    reason: 'it is of the type string; an object was expected',
  });
});

test('a room without sessions stays, wherever the file names it', async () => {
  const { conference } = await read({
    rooms: [{ name: 'Pier' }],
    days: [{ date: '2026-05-08', rooms: { Empty: [], Quay: [{ title: 'A', start: '10:00', duration: '1:00' }] } }],
  });
  assert.deepEqual(
    conference.rooms.map(({ name }) => name),
    ['Pier', 'Empty', 'Quay'],
  );
});

test('what has no place here is named and counted, and what holds nothing is not', async () => {
  const event = (id: number, more: object) => ({ id, title: `S${id}`, start: `1${id}:00`, duration: '1:00', ...more });
  const { skipped } = await read(
    {
      days: days(
        event(1, {
          feedback_url: 'https://tide.example/1/feedback',
          answers: [{ question: 1, answer: 'x' }],
          do_not_stream: true,
          url: 'https://hub.example/1',
          origin_url: 'https://tide.example/1',
        }),
        event(2, {
          feedback_url: 'https://tide.example/2/feedback',
          answers: [],
          do_not_stream: false,
          attachments: [{ type: 'slides', title: 'All about knots', url: 'https://tide.example/k.pdf' }],
        }),
        event(3, {
          feedback_url: '',
          answers: null,
          persons: [{ id: 1, name: 'Ana Sousa', slug: 'ana', answers: [] }],
        }),
      ),
    },
    { base_url: '' },
  );
  assert.deepEqual(
    skipped.map(({ element, reason }) => `${element}: ${reason}`),
    [
      'field "url" of sessions: it has no place here and was left out once',
      'field "feedback_url" of sessions: it has no place here and was left out 2 times',
      'field "answers" of sessions: it has no place here and was left out once',
      'field "do_not_stream" of sessions: it has no place here and was left out once',
      'field "slug" of persons: it has no place here and was left out once',
      'field "title of the slides" of sessions: it has no place here and was left out once',
    ],
  );
});
