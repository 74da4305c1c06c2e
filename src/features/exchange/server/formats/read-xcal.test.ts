import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import type { ReadOptions } from '../read-conference.ts';

const GUID = '0b9e3c0a-6a0c-4e57-9f3e-6b1d2a3c4d5e';

function read(xml: string, options: ReadOptions = { timeZone: 'Europe/Lisbon' }): Promise<Reading> {
  return readConference(new TextEncoder().encode(xml), options);
}

function legacy(events: string): string {
  return `<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal" xmlns:pentabarf="http://pentabarf.org"><vcalendar>
    <version>2.0</version><x-wr-calname>Schedule for sessions at Tide Days</x-wr-calname>${events}</vcalendar></iCalendar>`;
}

test('legacy xCal is read whole, with its category as session type', async () => {
  const { conference, format, dialect } = await read(
    legacy(`<vevent><uid>${GUID}@tide.example</uid><pentabarf:event-slug>knots</pentabarf:event-slug><pentabarf:title>Knots</pentabarf:title>
      <pentabarf:subtitle>By hand</pentabarf:subtitle><pentabarf:language-code>pt</pentabarf:language-code>
      <dtstart>20260508T100000</dtstart><dtend>20260508T104500</dtend><duration>00:30:00:00</duration><summary>Knots - By hand</summary>
      <description>N/A</description><status>CONFIRMED</status><categories>Workshop</categories><url>https://tide.example/k</url>
      <location>Quay</location><attendee>Ana Sousa</attendee><attendee>Rui Matos</attendee></vevent>`),
  );
  assert.deepEqual([format, dialect, conference.event.name], ['xcal', 'pentabarf', 'Tide Days']);
  assert.deepEqual(conference.sessions, [
    {
      key: GUID,
      guid: GUID,
      uid: `${GUID}@tide.example`,
      title: 'Knots',
      subtitle: 'By hand',
      abstract: '',
      language: 'pt',
      slug: 'knots',
      url: 'https://tide.example/k',
      room: 'name:quay',
      type: 'name:workshop',
      speakers: ['name:ana sousa', 'name:rui matos'],
      state: 'confirmed',
      startsAt: Date.UTC(2026, 4, 8, 9),
      endsAt: Date.UTC(2026, 4, 8, 9, 45),
    },
  ]);
});

test('ISO times, prefixes and a duration instead of an end are read', async () => {
  const { conference } = await read(
    `<xCal:iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal"><xCal:vcalendar><xCal:x-wr-calname>T</xCal:x-wr-calname><xCal:vevent>
      <xCal:uid>1</xCal:uid><xCal:summary>A</xCal:summary><xCal:dtstart>2026-05-08T10:00:00</xCal:dtstart><xCal:duration>1.03000</xCal:duration>
    </xCal:vevent></xCal:vcalendar></xCal:iCalendar>`,
  );
  assert.deepEqual(
    conference.sessions.map(({ startsAt, endsAt }) => [startsAt, endsAt]),
    [[Date.UTC(2026, 4, 8, 9), Date.UTC(2026, 4, 8, 10, 30)]],
  );
});

test('the codes and long descriptions of pretalx are told from abstracts', async () => {
  const { conference, dialect } = await read(
    legacy(`<vevent><uid>ABC3DE@@tide.example</uid><summary>A</summary><dtstart>20260508T100000Z</dtstart><dtend>20260508T110000Z</dtend>
      <description>Long</description><pentabarf:event-slug>-ABC3DE</pentabarf:event-slug><category>Talk</category></vevent>`),
  );
  const [session] = conference.sessions;
  assert.deepEqual(
    [dialect, session?.code, session?.abstract, session?.description, session?.slug, session?.type],
    ['pretalx', 'ABC3DE', undefined, 'Long', undefined, 'name:talk'],
  );
});

test('xCal of RFC 6321 means the same as iCalendar', async () => {
  const property = (name: string, type: string, value: string, parameters = ''): string =>
    `<${name}>${parameters && `<parameters>${parameters}</parameters>`}<${type}>${value}</${type}></${name}>`;
  const zone = '<tzid><text>America/New_York</text></tzid>';
  const { conference, format, repaired } = await read(
    `<?xml version="1.0"?><icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar>
      <properties>${property('x-wr-calname', 'text', 'Tide Days')}</properties><components><vevent><properties>
      ${property('uid', 'text', `${GUID}@tide.example`)}${property('summary', 'text', 'Knots', '<language><text>pt</text></language>')}
      ${property('description', 'text', 'One.')}${property('dtstart', 'date-time', '2026-05-08T10:00:00', zone)}
      ${property('duration', 'duration', 'PT45M')}${property('location', 'text', 'Quay')}${property('categories', 'text', 'Rope')}
      ${property('attendee', 'cal-address', 'invalid:nomail-1', '<cn><text>Ana Sousa</text></cn>')}
      ${property('status', 'text', 'CANCELLED')}${property('sequence', 'integer', '2')}
      <geo><latitude>38.7</latitude><longitude>-9.1</longitude></geo>
      </properties></vevent></components></vcalendar></icalendar>`,
  );
  assert.deepEqual(
    [format, repaired, conference.event.timeZone, conference.event.latitude],
    ['xcal-rfc6321', [], 'America/New_York', 38.7],
  );
  assert.deepEqual(conference.sessions, [
    {
      key: GUID,
      guid: GUID,
      uid: `${GUID}@tide.example`,
      title: 'Knots',
      language: 'pt',
      abstract: 'One.',
      room: 'name:quay',
      track: 'name:rope',
      speakers: ['name:ana sousa'],
      state: 'withdrawn',
      sequence: 2,
      startsAt: Date.UTC(2026, 4, 8, 14),
      endsAt: Date.UTC(2026, 4, 8, 14, 45),
    },
  ]);
});

test('xCal without events is refused', async () => {
  await assert.rejects(read('<iCalendar/>'), { name: 'Invalid', code: 'no_event' });
  await assert.rejects(read('<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"/>'), {
    name: 'Invalid',
    code: 'no_event',
  });
});

const TIMES = '<dtstart>20130203T090000</dtstart><dtend>20130203T094500</dtend>';
const EXACT =
  '<pentabarf:start>2013-02-03 09:00:00 +0100</pentabarf:start><pentabarf:end>2013-02-03 09:45:00 +0100</pentabarf:end>';
const NINE = Date.UTC(2013, 1, 3, 8);
const timesOf = ({ conference }: Reading): unknown[] =>
  conference.sessions.map(({ startsAt, endsAt }) => [
    (startsAt ?? 0) - NINE,
    ((endsAt ?? 0) - (startsAt ?? 0)) / 60_000,
  ]);

describe('the times of Pentabarf', () => {
  const one = (times: string): string =>
    legacy(
      `<vevent><uid>1288@TIDE13@pentabarf.org</uid><pentabarf:title>Knots</pentabarf:title><summary>Knots</summary>${times}</vevent>`,
    );

  test('have their offset in elements of their own, which also tell the zone', async () => {
    const reading = await read(one(EXACT + TIMES), {});
    assert.deepEqual([timesOf(reading), reading.conference.event.timeZone], [[[0, 45]], 'Europe/Berlin']);
    assert.deepEqual(reading.repaired, [
      {
        element: 'event',
        reason: 'it names no time zone; Europe/Berlin was used, which agrees with the offsets in the file',
      },
    ]);
  });

  test('stand alone where the file has no other', async () => {
    assert.deepEqual(timesOf(await read(one(EXACT), {})), [[0, 45]]);
  });

  test('give way to a time that names its zone or offset', async () => {
    for (const start of [
      '<dtstart>20130203T080000Z</dtstart>',
      '<dtstart>2013-02-03T08:00:00+00:00</dtstart>',
      '<dtstart tzid="Europe/London">20130203T080000</dtstart>',
    ]) {
      assert.deepEqual(
        timesOf(await read(one(`${EXACT.replaceAll('09:', '11:')}${start}<duration>00:45:00:00</duration>`), {})).map(
          (times) => (times as number[])[0],
        ),
        [0],
        start,
      );
    }
  });
});

test('a start without an offset has that of the end beside it, and the other way round', async () => {
  const one = (start: string, end: string): string =>
    legacy(`<vevent><uid>1</uid><summary>A</summary><dtstart>${start}</dtstart><dtend>${end}</dtend></vevent>`);
  const clock = '2013-02-03T16:00:00';
  for (const [start, end] of [
    [clock, '2013-02-03T16:30:00+08:00'],
    [`${clock}+08:00`, '2013-02-03T16:30:00'],
    ['20130203T160000', '20130203T163000+0800'],
  ] as const) {
    const reading = await read(one(start, end), {});
    assert.deepEqual([timesOf(reading), reading.conference.event.timeZone], [[[0, 30]], 'Asia/Singapore'], start);
    assert.equal(
      reading.repaired.some(({ reason }) => /ends before|no offset/.test(reason)),
      false,
    );
  }
});

test('a title is what Pentabarf calls one, whatever the summary adds to it', async () => {
  const one = (title: string, summary: string): string =>
    `<vevent><uid>${summary}</uid>${title}<summary>${summary}</summary>${TIMES}</vevent>`;
  const { conference } = await read(
    legacy(
      one('<pentabarf:title>Knots</pentabarf:title>', 'Knots-') +
        one('<pentabarf:title>Rope</pentabarf:title>', 'Rope- By hand') +
        one('<pentabarf:title> </pentabarf:title>', 'Sail - Fast') +
        one('', 'Tar'),
    ),
  );
  assert.deepEqual(
    conference.sessions.map(({ title }) => title),
    ['Knots', 'Rope', 'Sail - Fast', 'Tar'],
  );
});

test('a category that is the track is no type', async () => {
  const one = (uid: number, track: string, category: string): string =>
    `<vevent><uid>${uid}</uid><summary>${uid}</summary><pentabarf:track>${track}</pentabarf:track><categories>${category}</categories>${TIMES}</vevent>`;
  const { conference } = await read(
    legacy(one(1, 'Legal issues', 'Legal  Issues') + one(2, 'Legal issues', 'Workshop')),
  );
  assert.deepEqual(
    conference.sessions.map(({ track, type }) => [track, type]),
    [
      ['name:legal issues', undefined],
      ['name:legal issues', 'name:workshop'],
    ],
  );
});

test('the descriptive name is the name where the other only leads up to it', async () => {
  const named = async (name: string, description: string): Promise<string> => {
    const xml = `<iCalendar><vcalendar><x-wr-caldesc>${description}</x-wr-caldesc><x-wr-calname>${name}</x-wr-calname><vevent><uid>1</uid><summary>A</summary>${TIMES}</vevent></vcalendar></iCalendar>`;
    return (await read(xml)).conference.event.name;
  };
  assert.deepEqual(
    [
      await named('Schedule for events at Tide Days', 'Tide Days'),
      await named('Programme of Tide Days', 'Tide Days'),
      await named('Schedule for events at Tide Days', ''),
      await named('Tide Days', 'Three days by the sea'),
      await named('Schedule of the sessions of Tide Days', 'By the sea'),
    ],
    ['Tide Days', 'Tide Days', 'Tide Days', 'Tide Days', 'Tide Days'],
  );
});
