/**
 * Reads files that real conferences published. They are not part of this repository, since they hold people's names:
 * `FOYER_SHARED` says where they are. What the readers find is held against counts made in another way, with regular
 * expressions, plain JSON and a zip reader of a few lines.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { Reading } from '#features/exchange/conference.ts';
import { Invalid } from '#platform/errors.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const data = path.join(shared, 'data');
const skip = existsSync(data)
  ? false
  : `there are no real files at ${data}; set FOYER_SHARED to the folder that has data/`;
const folders = ['open-event', 'schedule-xml', 'schedule-json', 'xcal', 'ical'];

const load = (name: string): Buffer => readFileSync(path.join(data, name));
const read = (name: string): Promise<Reading> => readConference(load(name), { fileName: path.basename(name) });

type Counts = { sessions: number; speakers: number; rooms: number; tracks: number; types: number };

function countsOf({ conference }: Reading): Counts {
  const { sessions, speakers, rooms, tracks, sessionTypes } = conference;
  return {
    sessions: sessions.length,
    speakers: speakers.length,
    rooms: rooms.length,
    tracks: tracks.length,
    types: sessionTypes.length,
  };
}

function distinct(text: string, pattern: RegExp): number {
  return new Set(
    [...text.matchAll(pattern)]
      .map((match) => (match[1] ?? '').trim().replace(/\s+/g, ' ').toLowerCase())
      .filter(Boolean),
  ).size;
}

function occurrences(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

function countXml(name: string): Counts {
  const xml = load(name).toString();
  return {
    sessions: occurrences(xml, /<event /g),
    speakers: distinct(xml, /<person id=['"](\d+)['"]/g),
    rooms: distinct(xml, /<room name=['"]([^'"]+)['"]/g),
    tracks: distinct(xml, /<track[^>]*>([^<]*)<\/track>/g),
    types: distinct(xml, /<type>([^<]*)<\/type>/g),
  };
}

type JsonSession = { track: string | null; type: string | null; persons: { id: number | string }[] };
type JsonConference = { days: { rooms: Record<string, JsonSession[]> }[]; rooms?: { name: string }[] };

function countJson(name: string): Counts {
  const { schedule } = JSON.parse(load(name).toString()) as { schedule: { conference: JsonConference } };
  const rooms = schedule.conference.days.flatMap((day) => Object.entries(day.rooms));
  const sessions = rooms.flatMap(([, list]) => list);
  const set = (values: unknown[]): number => new Set(values.filter(Boolean)).size;
  return {
    sessions: sessions.length,
    speakers: set(sessions.flatMap((session) => session.persons.map(({ id }) => id))),
    rooms: set([...rooms.map(([room]) => room), ...(schedule.conference.rooms ?? []).map((room) => room.name)]),
    tracks: set(sessions.map((session) => session.track)),
    types: set(sessions.map((session) => session.type)),
  };
}

function unzip(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0 && bytes.readUInt32LE(at) === 0x02014b50;) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString());
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

function countArchive(name: string): Counts & { sponsors: number } {
  const files = unzip(load(name));
  const list = (member: string): Record<string, { id: number } | null>[] => JSON.parse(files.get(member) ?? '[]');
  const types = list('sessions').flatMap((session) => (session['session-type'] ?? session.session_type)?.id ?? []);
  return {
    sessions: list('sessions').length,
    speakers: list('speakers').length,
    rooms: list('microlocations').length,
    tracks: list('tracks').length,
    types: new Set(types).size,
    sponsors: list('sponsors').length,
  };
}

function countICalendar(name: string): Counts {
  const text = load(name)
    .toString()
    .replace(/\r?\n[ \t]/g, '');
  const sessions = occurrences(text, /^BEGIN:VEVENT\s*$/gm);
  return {
    sessions,
    speakers: occurrences(text, /^ATTENDEE/gm),
    rooms: distinct(text, /^LOCATION:(.+)$/gm),
    tracks: distinct(text, /^CATEGORIES:(.+)$/gm),
    types: 0,
  };
}

test('every real file is read, and nothing in it skipped but fields that have no place here', { skip }, async (t) => {
  for (const folder of folders) {
    for (const file of readdirSync(path.join(data, folder))) {
      const reading = await read(path.join(folder, file));
      const { sessions, speakers, rooms, tracks } = countsOf(reading);
      t.diagnostic(
        `${file}: ${sessions} sessions, ${speakers} speakers, ${rooms} rooms, ${tracks} tracks; ${reading.repaired.length} repaired`,
      );
      for (const { element, reason } of reading.skipped) t.diagnostic(`${file}: ${element}: ${reason}`);
      assert.deepEqual(
        reading.skipped.filter(({ reason }) => !/^it has no place here/.test(reason)),
        [],
        file,
      );
    }
  }
});

test('schedule.xml files hold what regular expressions count in them', { skip }, async () => {
  for (const file of ['31c3-frab', 'fosdem-2024', 'good2025-pretalx', 'good2025-pretalx.xsd-clean', 'klimacamp-frab']) {
    const name = `schedule-xml/${file}.xml`;
    assert.deepEqual(countsOf(await read(name)), countXml(name), file);
  }
});

test('schedule.json files hold what a walk through them counts', { skip }, async () => {
  for (const file of ['good2025-pretalx', 'voc-frab-camp2019', 'voc-invalid-example', 'voc-pretalx-democon']) {
    const name = `schedule-json/${file}.json`;
    assert.deepEqual(countsOf(await read(name)), countJson(name), file);
  }
});

test('Open Event archives hold what their lists count', { skip }, async () => {
  const dialects = { FOSSASIASummit2017: 'dash', NextcloudConference2017: 'dash', OSCAL2017: 'snake' };
  for (const [file, dialect] of Object.entries(dialects)) {
    const name = `open-event/${file}.zip`;
    const reading = await read(name);
    assert.deepEqual({ ...countsOf(reading), sponsors: reading.conference.sponsors?.length }, countArchive(name), file);
    assert.equal(reading.dialect, dialect);
  }
});

test('calendars hold what their lines count', { skip }, async () => {
  for (const file of ['good2025-pretalx', 'klimacamp-frab']) {
    const name = `ical/${file}.ics`;
    const { speakers, ...counts } = countsOf(await read(name));
    const { speakers: attendees, ...expected } = countICalendar(name);
    assert.deepEqual(counts, expected, file);
    // pretalx names its speakers behind the titles.
    assert.equal(speakers, file === 'good2025-pretalx' ? 63 : attendees, file);
  }
});

test('xCal files hold what regular expressions count in them', { skip }, async () => {
  const xml = load('xcal/good2025-pretalx.xcal').toString();
  assert.deepEqual(countsOf(await read('xcal/good2025-pretalx.xcal')), {
    sessions: occurrences(xml, /<vevent>/g),
    speakers: distinct(xml, /<attendee>([^<]*)</g),
    rooms: distinct(xml, /<location>([^<]*)</g),
    tracks: 0,
    types: distinct(xml, /<category>([^<]*)</g),
  });
  const sessionsOf = async (name: string): Promise<number> => countsOf(await read(name)).sessions;
  assert.deepEqual(
    [await sessionsOf('xcal/rfc6321-example1.xml'), await sessionsOf('xcal/rfc6321-example2.xml')],
    [1, 2],
  );
});

test('one conference in four formats has the same sessions at the same times in the same rooms', { skip }, async () => {
  const timetable = async (name: string, timeZone?: string): Promise<string[]> => {
    const { conference } = await readConference(load(name), { timeZone });
    const rooms = new Map(conference.rooms.map((room) => [room.key, room.name]));
    return conference.sessions
      .map(({ startsAt, endsAt, room }) => `${startsAt} ${endsAt} ${rooms.get(room ?? '')}`)
      .sort();
  };
  const xml = await timetable('schedule-xml/good2025-pretalx.xml');
  assert.equal(xml.length, 72);
  assert.deepEqual(await timetable('schedule-json/good2025-pretalx.json'), xml);
  assert.deepEqual(await timetable('ical/good2025-pretalx.ics'), xml);
  assert.deepEqual(await timetable('xcal/good2025-pretalx.xcal', 'US/Eastern'), xml);
});

test('frab gives a session the same guid in schedule.xml and in iCalendar', { skip }, async () => {
  const keys = async (name: string): Promise<string[]> =>
    (await read(name)).conference.sessions.map(({ key }) => key).sort();
  assert.deepEqual(await keys('ical/klimacamp-frab.ics'), await keys('schedule-xml/klimacamp-frab.xml'));
});

test('times agree with the text of the file', { skip }, async () => {
  const { conference } = await read('schedule-xml/31c3-frab.xml');
  const dates = [
    ...load('schedule-xml/31c3-frab.xml')
      .toString()
      .matchAll(/<date>([^<]+)<\/date>/g),
  ].map((match) => Date.parse(match[1] ?? ''));
  assert.deepEqual(
    conference.sessions.map(({ startsAt }) => startsAt),
    dates,
  );
});

test('FOSDEM has no offsets: its starts are read on the clocks of Brussels', { skip }, async () => {
  const { conference } = await read('schedule-xml/fosdem-2024.xml');
  const xml = load('schedule-xml/fosdem-2024.xml').toString();
  const starts = xml
    .split('<day ')
    .slice(1)
    .flatMap((day) => {
      const date = /date="([\d-]+)"/.exec(day)?.[1];
      return [...day.matchAll(/<start>(\d\d:\d\d)<\/start>/g)].map(([, clock]) =>
        Date.parse(`${date}T${clock}:00+01:00`),
      );
    });
  assert.equal(conference.event.timeZone, 'Europe/Brussels');
  assert.deepEqual(
    conference.sessions.map(({ startsAt }) => startsAt),
    starts,
  );
});

test('faults of real files are mended and told', { skip }, async () => {
  const nextcloud = await read('open-event/NextcloudConference2017.zip');
  const sessions = JSON.parse(unzip(load('open-event/NextcloudConference2017.zip')).get('sessions') ?? '[]') as Record<
    string,
    string
  >[];
  const awry = sessions.filter(
    (session) => Date.parse(session['ends-at'] ?? '') <= Date.parse(session['starts-at'] ?? ''),
  );
  assert.equal(nextcloud.repaired.length, awry.length);
  const klimacamp = await read('schedule-xml/klimacamp-frab.xml');
  assert.equal(klimacamp.repaired[0]?.reason, '5 characters that XML forbids were removed');
  assert.notEqual((await read('schedule-json/voc-invalid-example.json')).repaired.length, 0);
});

test('archives made to harm are refused, each for its own reason', { skip }, async () => {
  const codes = new Map<string, string>();
  for (const file of readdirSync(path.join(data, 'archives'))) {
    const refused = await read(path.join('archives', file)).catch((error: unknown) => error);
    assert.ok(refused instanceof Invalid, file);
    codes.set(file, refused.code);
  }
  assert.deepEqual(Object.fromEntries(codes), {
    'zip-bomb-1GiB.zip': 'zip_bomb',
    'zip-duplicate-names.zip': 'zip_duplicate',
    'zip-empty.zip': 'zip_empty',
    'zip-slip.zip': 'zip_slip',
    'zip-symlink.zip': 'zip_symlink',
    'zip-truncated.zip': 'zip_truncated',
  });
});

test('a schedule of 674 sessions takes less than 150 milliseconds of a processor', { skip }, async (t) => {
  const bytes = load('schedule-xml/fosdem-2024.xml');
  const times: number[] = [];
  for (let run = 0; run < 12; run += 1) {
    const start = process.cpuUsage();
    await readConference(bytes);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  const least = Math.min(...times);
  t.diagnostic(`least ${least.toFixed(0)} ms, first ${times[0]?.toFixed(0)} ms`);
  assert.ok(least < 150);
});
