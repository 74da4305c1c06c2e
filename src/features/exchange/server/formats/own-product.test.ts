/** What only files of ours mean, and what the same words mean in files of others. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conference, Reading } from '#features/exchange/conference.ts';
import { smallConference, SMALL_OPTIONS } from '#testing/small-conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import { type ExportOptions, findExport } from '../write-conference.ts';

async function written(
  name: string,
  conference: Conference,
  options: Partial<ExportOptions> = {},
): Promise<Uint8Array> {
  const content = await findExport(name)?.write(conference, { ...SMALL_OPTIONS, ...options });
  return typeof content === 'string' ? Buffer.from(content) : (content ?? new Uint8Array());
}

/** As ours, and as if another program had written the same. */
async function bothReadings(name: string, conference: Conference): Promise<[own: Reading, other: Reading]> {
  const bytes = await written(name, conference);
  const other = Buffer.from(bytes)
    .toString()
    .replace(/\/\/Foyer\/\//, '//Tide//')
    .replace(/(name"?[=:])"Foyer"/, '$1"Tide"');
  return [await readConference(bytes), await readConference(Buffer.from(other))];
}

const NAMES = ['open-event.zip', 'pentabarf.xml', 'schedule.json', 'calendar.ics', 'calendar.xcs', 'xcal.xml'];

for (const name of NAMES) {
  test(`${name} tells that it is ours, and of which event`, async () => {
    const { ownEventUrl } = await readConference(await written(name, smallConference()));
    assert.equal(ownEventUrl, SMALL_OPTIONS.eventUrl);
  });
}

test('a file of another program has no event here', async () => {
  for (const name of NAMES.slice(1)) {
    const [, other] = await bothReadings(name, smallConference());
    assert.equal('ownEventUrl' in other, false, name);
  }
});

describe('a room called TBA', () => {
  for (const name of ['pentabarf.xml', 'schedule.json']) {
    test(`is none in our ${name} and a room in that of another program`, async () => {
      const [own, other] = await bothReadings(name, smallConference({ room: null }));
      assert.equal(own.conference.sessions[0]?.room, null);
      assert.deepEqual(
        own.conference.rooms.filter((room) => room.name === 'TBA'),
        [],
      );
      assert.equal(other.conference.sessions[0]?.room, 'name:tba');
    });
  }

  test('is a room where it has a GUID', async () => {
    const conference = smallConference();
    conference.rooms = [
      {
        key: 'r',
        number: 7,
        name: 'TBA',
        floor: '',
        latitude: null,
        longitude: null,
        capacity: null,
        guid: '22222222-2222-4222-8222-222222222222',
      },
    ];
    const { conference: read } = await readConference(await written('pentabarf.xml', conference));
    assert.deepEqual(
      read.rooms.map((room) => [room.name, room.guid]),
      [['TBA', '22222222-2222-4222-8222-222222222222']],
    );
    assert.equal(read.sessions[0]?.room, '22222222-2222-4222-8222-222222222222');
  });
});

test('a track that stands in for none is none in our archive', async () => {
  const { conference } = await readConference(await written('open-event.zip', smallConference({ track: null })));
  assert.deepEqual(
    [conference.sessions[0]?.track, conference.tracks.map((track) => [track.name, track.color])],
    [null, [['Main, really', '']]],
  );
});

describe('the name of a speaker', () => {
  for (const spoken of [
    '"Ace"',
    "'Ace'",
    'A "so-called" B',
    'a\\nb\\,c\\\\',
    "^^ and ^'",
    'Sousa, Ana; x: y',
    '@home',
    'ace@home.example',
  ]) {
    test(`${spoken} comes back letter for letter from our calendars`, async () => {
      const conference = smallConference();
      Object.assign(conference.speakers[0] ?? {}, { name: spoken });
      for (const name of ['calendar.ics', 'calendar.xcs', 'xcal.xml'])
        assert.deepEqual(
          (await readConference(await written(name, conference))).conference.speakers.map((speaker) => speaker.name),
          [spoken],
          name,
        );
    });
  }

  test('of another program loses its escapes and the quotes around it', async () => {
    const lines = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tide//EN',
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:A',
      'DTSTART:20260508T100000Z',
      'DTEND:20260508T110000Z',
    ];
    const attendees = [
      'ATTENDEE;CN="Sousa\\, Ana":invalid:1',
      "ATTENDEE;CN=^'Rui^':invalid:2",
      'ATTENDEE;CN=Zé "Z:invalid:3',
    ];
    const { conference } = await readConference(
      Buffer.from([...lines, ...attendees, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')),
    );
    assert.deepEqual(
      conference.speakers.map(({ name }) => name),
      ['Sousa, Ana', 'Rui', 'Zé "Z'],
    );
  });
});

test('a name with slashes comes back from PRODID, where xCal has it', async () => {
  const { conference } = await readConference(
    await written('xcal.xml', smallConference({}, { name: 'A//B/// https://host.example//EN' })),
  );
  assert.equal(conference.event.name, 'A//B/// https://host.example//EN');
});

describe('the version of a schedule', () => {
  for (const name of ['pentabarf.xml', 'schedule.json']) {
    test(`that nobody named is none again from our ${name}, and what another program says`, async () => {
      const [own, other] = await bothReadings(name, smallConference());
      assert.equal(own.conference.event.scheduleVersion, '');
      assert.equal(other.conference.event.scheduleVersion, '2027-05-01 14:00');
    });
  }
});

test('markup is plain text in calendars and stays as it is elsewhere', async () => {
  const abstract = '<p>See <a href="https://host.example/a">this</a>.</p><p>R&amp;D</p>';
  const conference = smallConference({ abstract }, { description: abstract });
  const texts = async (name: string) => {
    const { event, sessions } = (await readConference(await written(name, conference))).conference;
    return [event.description, sessions[0]?.abstract];
  };
  const plain = 'See this (https://host.example/a).\n\nR&D';
  for (const name of ['calendar.ics', 'calendar.xcs']) assert.deepEqual(await texts(name), [plain, plain], name);
  assert.deepEqual(await texts('xcal.xml'), [undefined, plain]);
  for (const name of ['schedule.json', 'open-event.zip'])
    assert.deepEqual(await texts(name), [abstract, abstract], name);
  assert.deepEqual(await texts('pentabarf.xml'), [undefined, abstract]);
});

test('our calendars of an event in UTC name their zone, though RFC 6321 has no word for it', async () => {
  for (const name of ['calendar.ics', 'calendar.xcs', 'xcal.xml']) {
    const { conference, repaired, guessed } = await readConference(
      await written(name, smallConference({}, { timeZone: 'UTC' })),
    );
    assert.deepEqual([conference.event.timeZone, repaired, guessed?.timeZone], ['UTC', [], undefined], name);
  }
});

test('times with their offset are read as the same moments', async () => {
  const { conference } = await readConference(await written('calendar.xcs', smallConference(), { times: 'offset' }), {
    timeZone: 'Asia/Tokyo',
  });
  assert.deepEqual(
    [conference.sessions[0]?.startsAt, conference.event.timeZone],
    [smallConference().sessions[0]?.startsAt, 'Europe/Berlin'],
  );
});
