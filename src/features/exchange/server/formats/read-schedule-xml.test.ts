import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import type { ReadOptions } from '../read-conference.ts';

/** The address that completes relative ones is not kept as such. */
const BASE_URL = { element: 'field "base_url" of the event', reason: 'it has no place here and was left out once' };

const CONFERENCE = `<acronym>tide26</acronym><title>Tide Days 2026</title><start>2026-05-08</start><end>2026-05-09</end>
  <timeslot_duration>00:10</timeslot_duration><base_url>https://tide.example/2026/</base_url>`;

function schedule(body: string, conference = `${CONFERENCE}<time_zone_name>Europe/Lisbon</time_zone_name>`): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<schedule><version>0.7</version><conference>${conference}</conference>${body}</schedule>`;
}

function day(events: string, attributes = ''): string {
  return `<day index="1" date="2026-05-08" ${attributes}><room name="Boat House">${events}</room></day>`;
}

function talk(id: number, inside: string, attributes = ''): string {
  return `<event id="${id}" ${attributes}>${inside}</event>`;
}

function read(xml: string, options?: ReadOptions): Promise<Reading> {
  return readConference(new TextEncoder().encode(xml), options);
}

const GUID = '0B9E3C0A-6A0C-4E57-9F3E-6B1D2A3C4D5E';

test('every field of an event is read to where it belongs', async () => {
  const xml = schedule(
    day(
      talk(
        41,
        `<date>2026-05-08T10:00:00+01:00</date><start>10:00</start><duration>00:45</duration><room>Boat House</room>
         <slug>tide26-41-knots</slug><url>https://tide.example/2026/talk/QWERTZ/</url><title> Knots  &amp; bends </title>
         <subtitle>By hand</subtitle><track>Rope</track><type>Workshop</type><language>pt</language>
         <abstract>Short.</abstract><description>
           Long,
           and indented.
         </description><logo>media/knot.png</logo>
         <recording><license>CC BY 4.0</license><optout>true</optout></recording>
         <persons><person id="7" code="ANNA77">Ana Sousa</person><person id="8">Rui Matos</person></persons>
         <links><link href="https://knots.example/">Knots</link></links>
         <attachments><attachment type="slides" href="/files/k.pdf">Slides</attachment><attachment href="/files/n.txt">Notes</attachment></attachments>`,
        `guid="${GUID}"`,
      ),
    ),
  );
  const reading = await read(xml);
  assert.deepEqual(reading.repaired, []);
  assert.deepEqual(reading.skipped, [BASE_URL]);
  assert.deepEqual(reading.conference.sessions, [
    {
      key: GUID.toLowerCase(),
      guid: GUID.toLowerCase(),
      number: 41,
      code: 'QWERTZ',
      title: 'Knots & bends',
      subtitle: 'By hand',
      slug: 'tide26-41-knots',
      language: 'pt',
      abstract: 'Short.',
      description: 'Long,\nand indented.',
      url: 'https://tide.example/2026/talk/QWERTZ/',
      picture: { url: 'https://tide.example/2026/media/knot.png' },
      recordingLicence: 'CC BY 4.0',
      recordingOptout: true,
      links: [{ title: 'Knots', url: 'https://knots.example/' }],
      slides: { url: 'https://tide.example/files/k.pdf' },
      attachments: [{ title: 'Notes', url: 'https://tide.example/files/n.txt' }],
      track: 'name:rope',
      type: 'name:workshop',
      room: 'name:boat house',
      speakers: ['7', '8'],
      startsAt: Date.UTC(2026, 4, 8, 9, 0),
      endsAt: Date.UTC(2026, 4, 8, 9, 45),
    },
  ]);
  assert.deepEqual(reading.conference.speakers, [
    { key: '7', number: 7, name: 'Ana Sousa', code: 'ANNA77' },
    { key: '8', number: 8, name: 'Rui Matos' },
  ]);
  assert.deepEqual(reading.conference.event, {
    key: 'tide26',
    acronym: 'tide26',
    name: 'Tide Days 2026',
    startsAt: Date.UTC(2026, 4, 8, 9, 0),
    endsAt: Date.UTC(2026, 4, 9, 22, 59),
    timeZone: 'Europe/Lisbon',
    timeslotMinutes: 10,
    scheduleVersion: '0.7',
  });
});

test('an element that is absent leaves its field absent, and an empty one empties it', async () => {
  const { conference } = await read(
    schedule(
      day(talk(1, '<date>2026-05-08T10:00:00+01:00</date><duration>1:00</duration><title>A</title><abstract/>')),
    ),
  );
  assert.deepEqual(conference.sessions, [
    {
      key: '1',
      number: 1,
      title: 'A',
      abstract: '',
      room: 'name:boat house',
      startsAt: Date.UTC(2026, 4, 8, 9),
      endsAt: Date.UTC(2026, 4, 8, 10),
    },
  ]);
});

test('the date counts and not the start, which may be in another zone', async () => {
  const { conference, repaired } = await read(
    schedule(
      day(
        talk(1, '<date>2026-05-08T09:00:00+00:00</date><start>10:00</start><duration>1:00</duration><title>A</title>'),
      ),
    ),
  );
  assert.equal(conference.sessions[0]?.startsAt, Date.UTC(2026, 4, 8, 9));
  assert.deepEqual(repaired, []);
});

test('without dates, a start before the change of day is in the morning after', async () => {
  const conference = `${CONFERENCE}<day_change>09:00:00</day_change><time_zone_name>Europe/Lisbon</time_zone_name>`;
  const events = ['23:30', '01:15', '09:00'].map((start, at) =>
    talk(at + 1, `<start>${start}</start><duration>00:30</duration><title>At ${start}</title>`),
  );
  const reading = await read(schedule(day(events.join('')), conference));
  assert.deepEqual(
    reading.conference.sessions.map((session) => session.startsAt),
    [Date.UTC(2026, 4, 8, 22, 30), Date.UTC(2026, 4, 9, 0, 15), Date.UTC(2026, 4, 8, 8, 0)],
  );
  assert.equal(reading.conference.event.dayChangeMinutes, 540);
});

test('a day that says when it starts and ends decides by that what is after midnight', async () => {
  const bounds = 'start="2026-05-08T04:00:00+01:00" end="2026-05-09T03:59:00+01:00"';
  const events = ['05:00', '03:00'].map((start, at) =>
    talk(at + 1, `<start>${start}</start><duration>00:30</duration><title>At ${start}</title>`),
  );
  const { conference } = await read(schedule(day(events.join(''), bounds)));
  assert.deepEqual(
    conference.sessions.map((session) => session.startsAt),
    [Date.UTC(2026, 4, 8, 4), Date.UTC(2026, 4, 9, 2)],
  );
});

test('a file without a time zone takes the one its offsets, its city or the caller speak for', async () => {
  const withOffset = schedule(
    day(talk(1, '<date>2026-05-08T10:00:00+02:00</date><duration>1:00</duration><title>A</title>')),
    CONFERENCE,
  );
  const without = schedule(day(talk(1, '<start>10:00</start><duration>1:00</duration><title>A</title>')), CONFERENCE);
  const city = without.replace('</conference>', '<city>Oslo</city></conference>');
  const zoneOf = async (xml: string, timeZone?: string): Promise<string> =>
    (await read(xml, { timeZone })).conference.event.timeZone;
  assert.equal(await zoneOf(withOffset), 'Europe/Berlin');
  assert.equal(await zoneOf(withOffset, 'Europe/Madrid'), 'Europe/Madrid');
  assert.equal(await zoneOf(withOffset, 'Asia/Tokyo'), 'Europe/Berlin');
  assert.equal(await zoneOf(without), 'UTC');
  assert.equal(await zoneOf(without, 'Asia/Tokyo'), 'Asia/Tokyo');
  assert.equal(await zoneOf(city), 'Europe/Oslo');
  const { repaired } = await read(withOffset);
  assert.deepEqual(repaired, [
    {
      element: 'event',
      reason: 'it names no time zone; Europe/Berlin was used, which agrees with the offsets in the file',
    },
  ]);
});

test('an unknown time zone is replaced and told', async () => {
  const xml = schedule('', `${CONFERENCE}<time_zone_name>Mars/Olympus</time_zone_name>`);
  const { conference, repaired } = await read(xml, { timeZone: 'Europe/Rome' });
  assert.equal(conference.event.timeZone, 'Europe/Rome');
  assert.deepEqual(repaired, [
    { element: 'event', reason: 'the time zone "Mars/Olympus" is unknown; Europe/Rome was used' },
  ]);
});

test('dates without an offset are read in the zone of the event and told once for the file', async () => {
  const events = [1, 2, 3].map((id) =>
    talk(id, `<date>2026-05-08T1${id}:00:00</date><duration>1:00</duration><title>T${id}</title>`),
  );
  const { conference, repaired } = await read(schedule(day(events.join(''))));
  assert.equal(conference.sessions[0]?.startsAt, Date.UTC(2026, 4, 8, 10));
  assert.deepEqual(repaired, [
    { element: 'file', reason: '3 times have no offset; they were read as local time in Europe/Lisbon' },
  ]);
});

test('a duration that is missing, zero or nonsense becomes half an hour and is told', async () => {
  const events = ['', '<duration>0:00</duration>', '<duration>soon</duration>'].map((duration, at) =>
    talk(at + 1, `<date>2026-05-08T10:00:00+01:00</date>${duration}<title>T${at + 1}</title>`),
  );
  const { conference, repaired } = await read(schedule(day(events.join(''))));
  assert.deepEqual(
    conference.sessions.map((session) => session.endsAt),
    [1, 2, 3].map(() => Date.UTC(2026, 4, 8, 9, 30)),
  );
  assert.deepEqual(repaired, [
    { element: 'session 1 "T1"', reason: 'it has no duration; it was given 30 minutes' },
    { element: 'session 2 "T2"', reason: 'its duration "0:00" cannot be used; it was given 30 minutes' },
    { element: 'session 3 "T3"', reason: 'its duration "soon" cannot be used; it was given 30 minutes' },
  ]);
});

test('a session without a title is skipped and the rest is read', async () => {
  const events =
    talk(1, '<start>10:00</start><duration>1:00</duration>') +
    talk(2, '<start>11:00</start><duration>1:00</duration><title>B</title>');
  const { conference, skipped } = await read(schedule(day(events)));
  assert.deepEqual(
    conference.sessions.map((session) => session.title),
    ['B'],
  );
  assert.deepEqual(skipped, [{ element: 'session 1', reason: 'it has no title' }, BASE_URL]);
});

test('a session that comes twice is kept once, and two that share an id are both kept', async () => {
  const same = talk(1, '<start>10:00</start><duration>1:00</duration><title>A</title>', `guid="${GUID}"`);
  const other = talk(1, '<start>12:00</start><duration>1:00</duration><title>B</title>', `guid="${GUID}"`);
  const { conference, repaired, skipped } = await read(schedule(day(same + same + other)));
  assert.deepEqual(
    conference.sessions.map((session) => [session.title, session.number]),
    [
      ['A', 1],
      ['B', undefined],
    ],
  );
  const [first, second] = conference.sessions;
  assert.equal(first?.guid, GUID.toLowerCase());
  assert.match(second?.guid ?? '', /^[0-9a-f-]{36}$/);
  assert.notEqual(second?.guid, first?.guid);
  assert.deepEqual(skipped, [
    { element: 'session 1 "A"', reason: 'it is in the file twice, with the same title, time and room' },
    BASE_URL,
  ]);
  assert.equal(repaired.length, 1);
  const again = await read(schedule(day(same + other)));
  assert.equal(again.conference.sessions[1]?.guid, second?.guid);
});

test('a talk that is given twice keeps its code once', async () => {
  const slot = (id: number, hour: number): string =>
    talk(id, `<start>${hour}:00</start><duration>1:00</duration><title>A</title>`, 'code="ABC3DE"');
  const { conference } = await read(schedule(day(slot(1, 10) + slot(2, 12))));
  assert.deepEqual(
    conference.sessions.map(({ number, code }) => [number, code]),
    [
      [1, 'ABC3DE'],
      [2, undefined],
    ],
  );
});

test('a guid that is no UUID is left out and the session goes by its id', async () => {
  const { conference, repaired } = await read(
    schedule(
      day(talk(5, '<start>10:00</start><duration>1:00</duration><title>A</title>', 'guid="HOqeNIb6G7M4hYFKFRkCmQ"')),
    ),
  );
  assert.deepEqual([conference.sessions[0]?.key, conference.sessions[0]?.guid], ['5', undefined]);
  assert.deepEqual(repaired, [
    { element: 'file', reason: '1 of the GUIDs is not a UUID; that session is known by its ID' },
  ]);
});

test('two persons under one id are told apart by their names', async () => {
  const persons =
    '<persons><person id="3">Ana Sousa</person><person id="3">Rui Matos</person><person>Ana  sousa</person></persons>';
  const { conference, repaired } = await read(
    schedule(day(talk(1, `<start>10:00</start><duration>1:00</duration><title>A</title>${persons}`))),
  );
  assert.deepEqual(
    conference.speakers.map(({ key, number, name }) => [key, number, name]),
    [
      ['3', 3, 'Ana Sousa'],
      ['name:rui matos', undefined, 'Rui Matos'],
    ],
  );
  assert.deepEqual(conference.sessions[0]?.speakers, ['3', 'name:rui matos']);
  assert.deepEqual(repaired, [
    {
      element: 'speaker 3 "Rui Matos"',
      reason: 'its ID is also that of "Ana Sousa"; it was kept, and is told apart by its name',
    },
    {
      element: 'speaker "Ana sousa"',
      reason: 'it was read as "Ana Sousa", which differs only in case or in the width of its letters',
    },
  ]);
});

test('characters that XML forbids are taken out and counted, plain or as references', async () => {
  const { conference, repaired } = await read(
    schedule(day(talk(1, '<start>10:00</start><duration>1:00</duration><title>A\u0006B&#6;C&#x1F;&#65;</title>'))),
  );
  assert.equal(conference.sessions[0]?.title, 'ABCA');
  assert.deepEqual(repaired, [{ element: 'file', reason: '3 characters that XML forbids were removed' }]);
});

test('an event directly beneath its day is read, with the room that it names', async () => {
  const xml = schedule(
    '<day date="2026-05-08"><event id="1"><start>10:00</start><duration>1:00</duration><room>Quay</room><title>A</title></event></day>',
  );
  const { conference } = await read(xml);
  assert.deepEqual(conference.rooms, [{ key: 'name:quay', name: 'Quay' }]);
  assert.equal(conference.sessions[0]?.room, 'name:quay');
});

test('tracks with colours and rooms with guids keep them', async () => {
  const conference = `${CONFERENCE}<time_zone_name>Europe/Lisbon</time_zone_name><track name="Rope" color="#0AF" slug="rope"/>`;
  const xml = schedule(`<day date="2026-05-08"><room name="Quay" guid="${GUID}"/></day>`, conference);
  const reading = await read(xml);
  assert.deepEqual(reading.conference.tracks, [{ key: 'name:rope', name: 'Rope', color: '#00aaff' }]);
  assert.deepEqual(reading.conference.rooms, [{ key: GUID.toLowerCase(), guid: GUID.toLowerCase(), name: 'Quay' }]);
});

test('an acronym that is only a year gives way to the title', async () => {
  const xml = schedule('', CONFERENCE.replace('tide26', '2026'));
  assert.equal((await read(xml)).conference.event.acronym, 'tide-days-2026');
});

test('latin-1 and UTF-16 are read as declared', async () => {
  const xml = schedule(day(talk(1, '<start>10:00</start><duration>1:00</duration><title>Maré</title>')));
  const latin = Buffer.from(xml.replace('UTF-8', 'ISO-8859-1'), 'latin1');
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml.replace('UTF-8', 'UTF-16'), 'utf16le')]);
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(xml)]);
  for (const bytes of [latin, wide, marked]) {
    assert.equal((await readConference(bytes)).conference.sessions[0]?.title, 'Maré');
  }
});

test('a schedule without any date is refused', async () => {
  await assert.rejects(read(schedule('', '<title>Tide Days</title>')), { name: 'Invalid', code: 'no_dates' });
});

test('a schedule without conference and sessions is refused', async () => {
  await assert.rejects(read('<schedule></schedule>'), { name: 'Invalid', code: 'no_event' });
});

test('the change of day follows from the days where all of them agree', async () => {
  const inDay = (date: string, start: string, end: string): string =>
    `<day index="1" date="${date}" start="${start}" end="${end}"><room name="Quay"><event id="${date.slice(-1)}"><title>Knots ${date}</title><date>${date}T10:00:00+01:00</date><start>10:00</start><duration>00:30</duration></event></room></day>`;
  const change = async (...days: string[]): Promise<number | undefined> =>
    (await read(schedule(days.join('')))).conference.event.dayChangeMinutes;
  const four = inDay('2026-05-08', '2026-05-08T04:00:00+01:00', '2026-05-09T04:00:00+01:00');
  assert.equal(await change(four), 240);
  assert.equal(await change(four, inDay('2026-05-09', '2026-05-09T04:00:00+01:00', '2026-05-10T03:59:00+01:00')), 240);
  assert.equal(
    await change(four, inDay('2026-05-09', '2026-05-09T06:00:00+01:00', '2026-05-10T06:00:00+01:00')),
    undefined,
  );
  assert.equal(await change(inDay('2026-05-08', '2026-05-08T10:00:00+01:00', '2026-05-09T04:00:00+01:00')), undefined);
  assert.equal(await change(inDay('2026-05-08', '2026-05-08', '2026-05-09')), undefined);
  assert.equal(await change(inDay('2026-05-08', '', '')), undefined);
});

describe('what has no place here', () => {
  const day = (event: string): string =>
    `<day index="1" date="2026-05-08" start="2026-05-08T09:00:00+01:00" end="2026-05-08T22:00:00+01:00"><room name="Quay" slug="quay">${event}</room></day>`;
  const schedule = (event: string, conference = '', root = ''): Promise<Reading> =>
    readConference(
      Buffer.from(
        `<schedule xmlns:xsi="x" xsi:schemaLocation="y"><version>1</version><conference><title>Tide</title><start>2026-05-08</start><end>2026-05-08</end><days>1</days><time_zone_name>Europe/Lisbon</time_zone_name>${conference}</conference>${root}${day(event)}</schedule>`,
      ),
    );
  const named = ({ skipped }: Reading): string[] => skipped.map(({ element }) => element);
  const event = (more: string): string =>
    `<event id="1"><title>Knots</title><date>2026-05-08T10:00:00+01:00</date><start>10:00</start><duration>01:00</duration>${more}</event>`;

  test('is named, wherever in the file it stands', async () => {
    const more =
      '<feedback_url>https://tide.example/1/f</feedback_url><url>https://hub.example/1</url><origin_url>https://tide.example/1</origin_url><do_not_stream>true</do_not_stream><answers><answer question="1">x</answer></answers><persons><person id="1" slug="ana">Ana Sousa</person></persons><attachments><attachment type="slides" href="https://tide.example/k.pdf">All about knots</attachment></attachments>';
    const reading = await schedule(
      event(more),
      '<base_url>https://tide.example/</base_url><track name="Rope" slug="rope" color="#112233" online_qa="true"/>',
    );
    assert.deepEqual(named(reading).sort(), [
      'field "answers" of sessions',
      'field "base_url" of the event',
      'field "do_not_stream" of sessions',
      'field "feedback_url" of sessions',
      'field "online_qa" of tracks',
      'field "slug" of persons',
      'field "slug" of rooms',
      'field "slug" of tracks',
      'field "title of the slides" of sessions',
      'field "url" of sessions',
    ]);
  });

  test('is not told where it holds nothing or only counts', async () => {
    const more =
      '<feedback_url></feedback_url><answers/><do_not_stream>false</do_not_stream><attachments><attachment type="slides" href="https://tide.example/k.pdf">Slides</attachment></attachments>';
    assert.deepEqual(named(await schedule(event(more))), ['field "slug" of rooms']);
  });
});

describe('addresses', () => {
  const schedule = (website: string, link: string): Promise<Reading> =>
    readConference(
      Buffer.from(
        `<schedule><conference><title>Tide</title><start>2026-05-08</start><end>2026-05-08</end><time_zone_name>Europe/Lisbon</time_zone_name><url>${website}</url></conference><day date="2026-05-08"><room name="Quay"><event id="1"><title>A</title><start>10:00</start><duration>1:00</duration><links>${link}</links></event></room></day></schedule>`,
      ),
    );
  const websiteOf = async (text: string): Promise<unknown> => (await schedule(text, '')).conference.event.website;

  test('with a blank that copying left are read, and others are told', async () => {
    assert.deepEqual(
      await Promise.all(
        ['https:// tide.example/a', 'https://tide.example /2026/', 'https://tide.example/a b', 'tide.example'].map(
          websiteOf,
        ),
      ),
      ['https://tide.example/a', 'https://tide.example/2026/', 'https://tide.example/a%20b', 'https://tide.example'],
    );
    const { conference, repaired } = await schedule('see our site', '');
    assert.deepEqual(
      [conference.event.website, repaired.map(({ reason }) => reason)],
      ['', ['event.url "see our site" is not a web address; it was left out']],
    );
  });

  test('that stand where the title belongs are put right, with a remark', async () => {
    const { conference, repaired } = await schedule(
      '',
      '<link href="The slides of the talk">https://tide.example/slides</link><link href="Slides">https://tide.example/b</link><link href="/c">https://tide.example/c</link>',
    );
    assert.deepEqual(conference.sessions[0]?.links, [
      { title: 'The slides of the talk', url: 'https://tide.example/slides' },
      { title: 'Slides', url: 'https://tide.example/b' },
    ]);
    assert.deepEqual(
      repaired.map(({ reason }) => reason),
      [
        'its link "/c" is not a web address; it was left out',
        '2 links had their titles and addresses swapped; this was corrected',
      ],
    );
  });
});

test('persons whose ids are all 0 go by their names, without a remark on their ids', async () => {
  const xml =
    '<schedule><conference><title>Tide</title><start>2026-05-08</start><end>2026-05-08</end><time_zone_name>Europe/Lisbon</time_zone_name></conference><day date="2026-05-08"><room name="Quay"><event id="1"><title>A</title><start>10:00</start><duration>1:00</duration><persons><person id="0">Ana Sousa</person><person id="0">Rui Matos</person></persons></event></room></day></schedule>';
  const { conference, repaired } = await readConference(Buffer.from(xml));
  assert.deepEqual(
    [conference.speakers, repaired],
    [
      [
        { key: 'name:ana sousa', name: 'Ana Sousa' },
        { key: 'name:rui matos', name: 'Rui Matos' },
      ],
      [],
    ],
  );
});

test('a room or type in another case is the same, and that is told once', async () => {
  const one = (id: number, room: string, type: string): string =>
    `<event id="${id}"><title>T${id}</title><start>1${id}:00</start><duration>1:00</duration><room>${room}</room><type>${type}</type></event>`;
  const xml = `<schedule><conference><title>Tide</title><start>2026-05-08</start><end>2026-05-08</end><time_zone_name>Europe/Lisbon</time_zone_name></conference><day date="2026-05-08">${one(1, 'Quay', 'Talk')}${one(2, 'quay', 'talk')}${one(3, 'quay', 'talk')}</day></schedule>`;
  const { conference, repaired } = await readConference(Buffer.from(xml));
  assert.deepEqual(
    [conference.rooms.map(({ name }) => name), repaired.map(({ element }) => element)],
    [['Quay'], ['room "quay"', 'session type "talk"']],
  );
});
