import assert from 'node:assert/strict';
import test from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { type ReadOptions, readConference } from '../read-conference.ts';

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
    legacy(`<vevent><uid>${GUID}@tide.example</uid><pentabarf:event-slug>knots</pentabarf:event-slug><pentabarf:title>K</pentabarf:title>
      <pentabarf:subtitle>By hand</pentabarf:subtitle><pentabarf:language-code>pt</pentabarf:language-code>
      <dtstart>20260508T100000</dtstart><dtend>20260508T104500</dtend><duration>00:30:00:00</duration><summary>Knots</summary>
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
