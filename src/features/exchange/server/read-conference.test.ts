import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import test from 'node:test';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { Invalid } from '#platform/errors.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

const XML = `<?xml version="1.0"?><schedule><version>1</version><conference><title>Tide Days</title><start>2026-05-08</start>
<end>2026-05-09</end><time_zone_name>Europe/Lisbon</time_zone_name></conference><day index="1" date="2026-05-08"><room name="Quay">
<event id="1" guid="0b9e3c0a-6a0c-4e57-9f3e-6b1d2a3c4d5e"><date>2026-05-08T10:00:00+01:00</date><start>10:00</start>
<duration>00:45</duration><title>Knots</title><persons><person id="7">Ana Sousa</person></persons></event></room></day></schedule>`;
const JSON_TEXT = JSON.stringify({
  schedule: {
    version: '1',
    conference: {
      title: 'Tide Days',
      start: '2026-05-08',
      end: '2026-05-09',
      days: [
        {
          date: '2026-05-08',
          rooms: {
            Quay: [
              {
                id: 1,
                title: 'Knots',
                start: '10:00',
                duration: '00:45',
                persons: [{ id: 7, public_name: 'Ana Sousa' }],
              },
            ],
          },
        },
      ],
    },
  },
});
const ICS =
  'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Tide Days\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Knots\r\nDTSTART;TZID=Europe/Lisbon:20260508T100000\r\nDURATION:PT45M\r\nCATEGORIES:Rope\r\nATTENDEE;CN=Ana Sousa:invalid:nomail\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const XCAL =
  '<iCalendar><vcalendar><x-wr-calname>Tide Days</x-wr-calname><vevent><uid>1</uid><summary>Knots</summary><dtstart>20260508T100000</dtstart><dtend>20260508T104500</dtend></vevent></vcalendar></iCalendar>';
const RFC6321 =
  '<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar><components><vevent><properties><uid><text>1</text></uid><summary><text>Knots</text></summary><dtstart><date-time>2026-05-08T10:00:00Z</date-time></dtstart></properties></vevent></components></vcalendar></icalendar>';

async function archive(): Promise<Buffer> {
  const zip = new ZipFile();
  const event = {
    name: 'Tide Days',
    timezone: 'Europe/Lisbon',
    'starts-at': '2026-05-08T09:00:00+01:00',
    'ends-at': '2026-05-09T18:00:00+01:00',
  };
  zip.addBuffer(Buffer.from(JSON.stringify(event)), 'event', { compress: false });
  zip.addBuffer(
    Buffer.from(JSON.stringify([{ id: 1, title: 'Knots', speakers: [{ id: 7, name: 'Ana Sousa' }] }])),
    'sessions',
  );
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

async function samples(): Promise<[string, Buffer][]> {
  const texts: [string, string][] = [
    ['schedule-xml', XML],
    ['schedule-json', JSON_TEXT],
    ['icalendar', ICS],
    ['xcal', XCAL],
    ['xcal-rfc6321', RFC6321],
  ];
  return [
    ['open-event', await archive()],
    ...texts.map(([format, text]): [string, Buffer] => [format, Buffer.from(text)]),
  ];
}

test('the format is told by the bytes, whatever the file is called', async () => {
  for (const [format, bytes] of await samples()) {
    const reading = await readConference(bytes, { fileName: 'schedule.bin' });
    assert.deepEqual([reading.format, reading.conference.sessions.map(({ title }) => title)], [format, ['Knots']]);
  }
});

test('white space, a byte order mark and lower case before the beginning do not matter', async () => {
  assert.equal(
    (await readConference(Buffer.from(`\n  ${XML.replace('<?xml version="1.0"?>', '')}`))).format,
    'schedule-xml',
  );
  assert.equal((await readConference(Buffer.from(`\ufeff${XML}`))).format, 'schedule-xml');
  assert.equal((await readConference(Buffer.from(`\ufeff${JSON_TEXT}`))).format, 'schedule-json');
  assert.equal((await readConference(Buffer.from(`\ufeff\r\n${ICS.toLowerCase()}`))).format, 'icalendar');
});

test('what is no conference is refused in one sentence', async () => {
  for (const text of ['', ' ', 'hello', '%PDF-1.7', '[]', 'PK', '<', '{']) {
    await assert.rejects(
      readConference(Buffer.from(text)),
      (error: unknown) => error instanceof Invalid && /^\S.*\.$/s.test(error.message),
    );
  }
  await assert.rejects(readConference(Buffer.from('%PDF-1.7')), {
    code: 'unknown_format',
    message:
      'The format of this file is unknown. Upload an Open Event zip, schedule.xml, schedule.json, iCalendar (.ics) or xCal file.',
  });
});

test('a file larger than the limit is refused before it is looked at', async () => {
  await assert.rejects(readConference(Buffer.from(XML), { limits: { bytes: 100 } }), {
    name: 'Invalid',
    code: 'too_large',
  });
});

test('a text is bounded more tightly than an archive', async () => {
  const limits = { textBytes: 100 };
  await assert.rejects(readConference(Buffer.from(XML), { limits }), { name: 'Invalid', code: 'too_large' });
  assert.equal((await readConference(await archive(), { limits })).format, 'open-event');
});

test('remarks without end are cut off and counted', async () => {
  const { skipped, repaired } = await readConference(
    Buffer.from(ICS.replace('UID:1', `${'X;\r\n'.repeat(6_000)}UID:1`)),
  );
  assert.equal(skipped.length, 5_000);
  assert.deepEqual(repaired.at(-1), { element: 'file', reason: '1000 more records were left out' });
});

test('more sessions than the limit are refused', async () => {
  const many = ICS.replace(/BEGIN:VEVENT.*END:VEVENT\r\n/s, (event) =>
    [1, 2, 3].map((uid) => event.replace('UID:1', `UID:${uid}`)).join(''),
  );
  await assert.rejects(readConference(Buffer.from(many), { limits: { records: 2 } }), {
    name: 'Invalid',
    code: 'too_large',
  });
});

test('the same bytes always give the same reading', async () => {
  const readOnce = async (bytes: Uint8Array) => {
    const { readAgain: _again, ...reading } = await readConference(bytes);
    return reading;
  };
  for (const [, bytes] of await samples()) assert.deepEqual(await readOnce(bytes), await readOnce(bytes));
});

type Edit = { at: number; remove: number; insert: Uint8Array };

function mutate(bytes: Buffer, edits: Edit[]): Buffer {
  return edits.reduce((out, { at, remove, insert }) => {
    const start = Math.floor(at * out.length);
    return Buffer.concat([out.subarray(0, start), insert, out.subarray(start + remove)]);
  }, bytes);
}

const bits = [
  '<',
  '>',
  '"',
  '&#0;',
  '\0',
  '\ufeff',
  '9999999999',
  '-1',
  'null',
  '[',
  '{',
  '<!DOCTYPE a>',
  '\r\n ',
  ':',
  ';',
  '2026-13-45T99:99:99+99:99',
  '__proto__',
  'RRULE:FREQ=SECONDLY\r\n',
  '\ud800',
];
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom(...bits).map((bit) => new Uint8Array(Buffer.from(bit))),
  ),
});

test(
  'no change of bytes makes a reader throw anything but Invalid, or leave times or links awry',
  {
    timeout: 120_000,
  },
  async () => {
    const all = await samples();
    const mutated = fc.tuple(fc.constantFrom(...all), fc.array(edit, { minLength: 1, maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(mutated, async ([[, bytes], edits]) => {
        const reading = await readConference(mutate(bytes, edits)).catch((error: unknown) => {
          assert.ok(error instanceof Invalid && error.code !== 'unreadable', String(error));
          return undefined;
        });
        if (!reading) return;
        const { event, sessions, rooms, tracks, speakers, sessionTypes } = reading.conference;
        assert.ok(event.startsAt < event.endsAt);
        const known = (list: { key: string }[], key: string | null | undefined): boolean =>
          key == null || list.some((one) => one.key === key);
        for (const session of sessions) {
          assert.ok(session.startsAt == null || (session.endsAt ?? 0) > session.startsAt);
          assert.ok(known(rooms, session.room) && known(tracks, session.track) && known(sessionTypes, session.type));
          assert.ok((session.speakers ?? []).every((key) => known(speakers, key)));
        }
        for (const list of [sessions, rooms, tracks, speakers, sessionTypes]) {
          assert.equal(new Set(list.map(({ key }) => key)).size, list.length);
          const numbers = list.flatMap(({ number }) => number ?? []);
          assert.equal(new Set(numbers).size, numbers.length);
        }
        assert.doesNotMatch(JSON.stringify(reading.conference), /\\u0000|\\ud8/);
      }),
      { numRuns: 3_000 },
    );
  },
);
