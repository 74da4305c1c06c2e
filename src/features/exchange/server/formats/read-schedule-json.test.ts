import assert from 'node:assert/strict';
import test from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { readConference } from '../read-conference.ts';

const GUID = '0b9e3c0a-6a0c-4e57-9f3e-6b1d2a3c4d5e';

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
  assert.deepEqual([format, dialect, repaired, skipped], ['schedule-json', 'pretalx', [], []]);
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
    { element: `room ${GUID} "Pier"`, reason: 'its id is also that of "Quay"; it was kept, told apart by its name' },
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
  assert.deepEqual(repaired, [{ element: 'file', reason: '1 person has an id that is no number; kept as text' }]);
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
  assert.deepEqual(skipped, []);
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
  const odd = [{ date: '2026-05-08', rooms: { Quay: [['an', 'event'], event, null, 7], Pier: event } }, { date: '2026-05-09', rooms: [] }, 'Sunday'];
  const { conference, skipped } = await read({ days: odd });
  assert.deepEqual(conference.sessions.map(({ title }) => title), ['Knots']);
  assert.deepEqual(skipped, [
    { element: 'day 2026-05-08, room "Quay", event 1', reason: 'it is a list where an object was expected' },
    { element: 'day 2026-05-08, room "Quay", event 4', reason: 'it is a number where an object was expected' },
    { element: 'day 2026-05-08, room "Pier"', reason: 'its events are an object where a list was expected' },
    { element: 'day 2026-05-09', reason: 'its rooms are a list where an object was expected' },
    { element: 'day 3', reason: 'it is a string where an object was expected' },
  ]);
});
