import assert from 'node:assert/strict';
import test from 'node:test';
import type { Reading } from '#features/exchange/conference.ts';
import { countSteps } from '#testing/count-steps.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import type { ReadOptions } from '../read-conference.ts';

function calendar(lines: string[], head: string[] = ['X-WR-CALNAME:Tide Days 2026']): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tide//EN', ...head, ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

function event(...lines: string[]): string[] {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
}

function read(text: string, options?: ReadOptions): Promise<Reading> {
  return readConference(new TextEncoder().encode(text), options);
}

const GUID = '0b9e3c0a-6a0c-4e57-9f3e-6b1d2a3c4d5e';
const FULL = event(
  `UID:${GUID}@tide.example`,
  'SUMMARY;LANGUAGE=pt:Knots\\, bends',
  'DESCRIPTION:One.\\nTwo\\; th',
  ' ree.',
  'DTSTART;TZID=Europe/Lisbon:20260508T100000',
  'DTEND;TZID=Europe/Lisbon:20260508T104500',
  'LOCATION:Boat House',
  'CATEGORIES:Rope,Sail',
  'ATTENDEE;CN="Sousa, Ana";ROLE=REQ-PARTICIPANT:mailto:ana@tide.coop',
  'ATTENDEE;CN=Rui Matos:invalid:nomail-2',
  'ATTENDEE;CN=Zé:mailto:ze@example.com',
  'ATTENDEE;CUTYPE=ROOM;CN=Boat House:mailto:house@tide.coop',
  'STATUS:CONFIRMED',
  'URL:https://tide.example/knots',
  'GEO:38.7;-9.1',
  'SEQUENCE:3',
  'LAST-MODIFIED:20260401T120000Z',
);

test('an event is read whole', async () => {
  const { conference, repaired, skipped } = await read(calendar(FULL));
  assert.deepEqual(
    [repaired, skipped],
    [
      [],
      [
        {
          element: 'field "CATEGORIES[2]" of events',
          reason: 'it has no place here and was left out once',
        },
      ],
    ],
  );
  assert.deepEqual(conference.sessions, [
    {
      key: GUID,
      guid: GUID,
      uid: `${GUID}@tide.example`,
      title: 'Knots, bends',
      abstract: 'One.\nTwo; three.',
      language: 'pt',
      startsAt: Date.UTC(2026, 4, 8, 9),
      endsAt: Date.UTC(2026, 4, 8, 9, 45),
      room: 'name:boat house',
      track: 'name:rope',
      speakers: ['name:sousa, ana', 'name:rui matos', 'name:zé'],
      state: 'confirmed',
      url: 'https://tide.example/knots',
      sequence: 3,
      updatedAt: Date.UTC(2026, 3, 1, 12),
    },
  ]);
  assert.deepEqual(conference.speakers, [
    { key: 'name:sousa, ana', name: 'Sousa, Ana', email: 'ana@tide.coop' },
    { key: 'name:rui matos', name: 'Rui Matos' },
    { key: 'name:zé', name: 'Zé' },
  ]);
  assert.deepEqual(conference.event, {
    key: 'tide-days-2026',
    acronym: 'tide-days-2026',
    name: 'Tide Days 2026',
    startsAt: Date.UTC(2026, 4, 8, 9),
    endsAt: Date.UTC(2026, 4, 8, 9, 45),
    timeZone: 'Europe/Lisbon',
    latitude: 38.7,
    longitude: -9.1,
  });
});

test('what an event does not say stays absent', async () => {
  const { conference } = await read(
    calendar(event('UID:1', 'SUMMARY:A', 'DTSTART:20260508T100000Z', 'DURATION:PT1H'), [
      'X-WR-CALNAME:T',
      'X-WR-TIMEZONE:UTC',
    ]),
  );
  assert.deepEqual(conference.sessions, [
    {
      key: '1',
      uid: '1',
      title: 'A',
      startsAt: Date.UTC(2026, 4, 8, 10),
      endsAt: Date.UTC(2026, 4, 8, 11),
      state: 'confirmed',
    },
  ]);
});

test('a cancelled event is withdrawn', async () => {
  const { conference } = await read(
    calendar(event('UID:1', 'SUMMARY:A', 'DTSTART:20260508T100000Z', 'DTEND:20260508T110000Z', 'STATUS:CANCELLED')),
  );
  assert.equal(conference.sessions[0]?.state, 'withdrawn');
});

test('times with Z, with a zone, floating and dates alone are all read', async () => {
  const starts = [
    'DTSTART:20260508T100000Z',
    'DTSTART;TZID=America/New_York:20260508T100000',
    'DTSTART:20260508T100000',
    'DTSTART;VALUE=DATE:20260508',
  ];
  const events = starts.flatMap((start, at) => event(`UID:${at}`, `SUMMARY:T${at}`, start));
  const { conference, repaired } = await read(calendar(events, ['X-WR-CALNAME:T', 'X-WR-TIMEZONE:Europe/Lisbon']));
  assert.deepEqual(
    conference.sessions.map(({ startsAt, endsAt }) => [startsAt, ((endsAt ?? 0) - (startsAt ?? 0)) / 60_000]),
    [
      [Date.UTC(2026, 4, 8, 10), 30],
      [Date.UTC(2026, 4, 8, 14), 30],
      [Date.UTC(2026, 4, 8, 9), 30],
      [Date.UTC(2026, 4, 7, 23), 1440],
    ],
  );
  assert.deepEqual(repaired.at(-1), {
    element: 'file',
    reason: '1 time has no offset; it was read as local time in Europe/Lisbon',
  });
});

test('a zone that is named otherwise is known by its last parts, its location or its offsets', async () => {
  const zone = (tzid: string, ...more: string[]): string[] => [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    ...more,
    'BEGIN:STANDARD',
    'DTSTART:19701025T030000',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:19700329T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
  ];
  const lines = [
    ...zone('W. Europe Standard Time'),
    ...zone('Heim', 'X-LIC-LOCATION:Europe/Vienna'),
    ...['/tide.example/Europe/Prague', 'Heim', '"W. Europe Standard Time"', 'Nowhere'].flatMap((tzid, at) =>
      event(`UID:${at}`, `SUMMARY:T${at}`, `DTSTART;TZID=${tzid}:20260508T100000`, 'DURATION:PT1H'),
    ),
  ];
  const { conference, repaired, skipped } = await read(
    calendar(lines, ['X-WR-CALNAME:T', 'X-WR-TIMEZONE:Europe/Berlin']),
  );
  assert.deepEqual(
    conference.sessions.map(({ startsAt }) => startsAt),
    [1, 2, 3, 4].map(() => Date.UTC(2026, 4, 8, 8)),
  );
  assert.deepEqual(skipped, []);
  assert.deepEqual(repaired, [
    {
      element: 'file',
      reason:
        'the time zone "W. Europe Standard Time" is not in the tz database; Europe/Berlin has the same offsets and was used',
    },
    { element: 'file', reason: 'the time zone "Nowhere" is unknown; 1 time was read in Europe/Berlin' },
  ]);
});

test('a calendar without a name is called after its file, else after the host of its UIDs', async () => {
  const text = calendar(event('UID:1@tide.example', 'SUMMARY:A', 'DTSTART:20260508T100000Z'), []);
  assert.equal((await read(text, { fileName: 'exports/tide-2026.ics' })).conference.event.name, 'tide-2026');
  assert.equal((await read(text)).conference.event.name, 'tide.example');
});

test('what exporters put before the name is taken off', async () => {
  const { conference } = await read(
    calendar(FULL, ['X-WR-CALNAME:Schedule for sessions at Tide Days 2026', 'X-WR-CALDESC:Tide days 2026']),
  );
  assert.deepEqual([conference.event.name, conference.event.description], ['Tide Days 2026', undefined]);
});

test('a broken line costs itself, and a fold without its space costs nothing', async () => {
  const lines = event(
    'UID:1',
    'SUMMARY:A',
    'DESCRIPTION:first',
    'and second',
    'DTSTART:20260508T100000Z',
    'DTEND:20260508T110000Z',
    'X-A;B:c',
  );
  const { conference, repaired, skipped } = await read(calendar(lines).replaceAll('\r\n', '\n'));
  assert.equal(conference.sessions[0]?.abstract, 'first\nand second');
  assert.ok(
    repaired.some(({ reason }) => reason === '1 line is not a property; it was read as part of the line before it'),
  );
  assert.ok(skipped.length <= 1);
});

test('a fold within a character is undone', async () => {
  const bytes = Buffer.from(calendar(FULL).replace('Boat House', 'Café'));
  const at = bytes.indexOf(Buffer.from('é')) + 1;
  const folded = Buffer.concat([bytes.subarray(0, at), Buffer.from('\r\n '), bytes.subarray(at)]);
  const { conference, repaired } = await readConference(folded);
  assert.deepEqual([conference.rooms[0]?.name, repaired], ['Café', []]);
});

test('an end before the start and a date that does not exist are mended and told', async () => {
  const lines = [
    ...event('UID:1', 'SUMMARY:A', 'DTSTART:20260508T100000Z', 'DTEND:20260508T090000Z'),
    ...event('UID:2', 'SUMMARY:B', 'DTSTART:20261399T100000Z'),
    ...event('UID:3', 'DTSTART:20260508T100000Z'),
  ];
  const { conference, repaired, skipped } = await read(calendar(lines, ['X-WR-CALNAME:T', 'X-WR-TIMEZONE:UTC']));
  assert.deepEqual(
    conference.sessions.map(({ startsAt, endsAt }) => [startsAt, endsAt]),
    [
      [Date.UTC(2026, 4, 8, 10), Date.UTC(2026, 4, 8, 10, 30)],
      [null, null],
    ],
  );
  assert.deepEqual(repaired, [
    { element: 'event 2 "B"', reason: 'its start "20261399T100000Z" is not a date that we can read; it was left out' },
    { element: 'session 1 "A"', reason: 'it ends before it starts; it was given 30 minutes, the usual length' },
  ]);
  assert.deepEqual(skipped, [{ element: 'event 3', reason: 'it has no summary' }]);
});

test('an event that repeats is read once, and an exception to it is one of its own', async () => {
  const lines = [
    ...event('UID:r', 'SUMMARY:Daily', 'DTSTART:20260508T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=SECONDLY'),
    ...event('UID:r', 'RECURRENCE-ID:20260509T100000Z', 'SUMMARY:Daily', 'DTSTART:20260509T120000Z', 'DURATION:PT1H'),
  ];
  const { conference, repaired } = await read(calendar(lines, ['X-WR-CALNAME:T', 'X-WR-TIMEZONE:UTC']));
  assert.deepEqual(
    conference.sessions.map(({ key, uid }) => [key, uid]),
    [
      ['r', 'r'],
      ['r 2026-05-09T10:00:00Z', undefined],
    ],
  );
  assert.deepEqual(repaired, [{ element: 'event r "Daily"', reason: 'it repeats; only its first date was read' }]);
});

test('the codes of pretalx are known by its UIDs', async () => {
  const { conference } = await read(
    calendar(
      event('UID:pretalx-tide-26-ABC3DE@tide.example', 'SUMMARY:A', 'DTSTART:20260508T100000Z', 'DURATION:PT1H'),
    ),
  );
  assert.equal(conference.sessions[0]?.code, 'ABC3DE');
});

test('a calendar with more properties than the limit is refused', async () => {
  await assert.rejects(read(calendar(FULL), { limits: { elements: 5 } }), { name: 'Invalid', code: 'too_large' });
  const long = calendar([...FULL, ...Array.from({ length: 1_000 }, () => 'X-A:b')]);
  await assert.rejects(read(long, { limits: { milliseconds: -1 } }), { name: 'Invalid', code: 'too_large' });
});

test('a calendar without events is refused', async () => {
  await assert.rejects(read(calendar([])), { name: 'Invalid', code: 'no_event' });
});

test('the name and the description of the calendar are text, whose escapes are undone', async () => {
  const head = ['X-WR-CALNAME:Bread\\, salt\\; C:\\\\new', 'X-WR-CALDESC:One\\nTwo'];
  const { conference } = await read(calendar(FULL, head));
  assert.deepEqual([conference.event.name, conference.event.description], ['Bread, salt; C:\\new', 'One\nTwo']);
});

test('pretalx has the speakers behind the title', async () => {
  const talk = (code: string, summary: string): string[] =>
    event(
      `UID:pretalx-tide-${code}@tide.example`,
      `SUMMARY:${summary}`,
      'DTSTART:20260508T100000Z',
      'DTEND:20260508T110000Z',
    );
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//pretalx//tide.example//',
    ...talk('AAAAA1', 'Knots - Ana Sousa [Rope - (R)\\, Inc.]\\, Rui Matos'),
    ...talk('AAAAA2', 'Doors - '),
    ...talk('AAAAA3', 'Sail - fast - Rui Matos'),
    ...talk('AAAAA4-2', 'Tar'),
    'END:VCALENDAR',
  ];
  const { conference } = await read(`${lines.join('\r\n')}\r\n`);
  assert.deepEqual(
    conference.sessions.map(({ code, title, speakers }) => [code, title, speakers]),
    [
      ['AAAAA1', 'Knots', ['name:ana sousa [rope - (r), inc.]', 'name:rui matos']],
      ['AAAAA2', 'Doors', []],
      ['AAAAA3', 'Sail - fast', ['name:rui matos']],
      ['AAAAA4', 'Tar', undefined],
    ],
  );
});

test('a line with parameters without end costs itself, and takes no longer to read than its length', async () => {
  const parameters = (count: number): string => Array.from({ length: count }, (_, at) => `;P${at}=a`).join('');
  const withLine = (line: string) =>
    read(calendar(event('UID:1', 'SUMMARY:A', 'DTSTART:20260508T100000Z', 'DTEND:20260508T110000Z', line)));
  const many = await withLine(`ATTENDEE${parameters(65)};CN=Ana:mailto:ana@tide.coop`);
  assert.deepEqual(
    [many.conference.speakers, many.skipped],
    [
      [],
      [
        {
          element: 'line "ATTENDEE;P0=a;P1=a;P2=a;P3=a;P4=a;P5=a;P6=a;P7=a;P8=a;P9=a;P"',
          reason: 'it has 66 parameters, which is too many',
        },
      ],
    ],
  );
  const long = await withLine(`ATTENDEE;CN="${'a'.repeat(20_000)}":mailto:ana@tide.coop`);
  assert.deepEqual(
    long.skipped.map(({ reason }) => reason),
    ['it has 20015 characters before its value, which is too many'],
  );
  const [steps, more] = [
    await countSteps(() => withLine(`ATTENDEE${parameters(2_000)}:a`)),
    await countSteps(() => withLine(`ATTENDEE${parameters(8_000)}:a`)),
  ];
  assert.ok(more < steps * 5.5, `${steps} steps for 2,000 parameters, ${more} for 8,000`);
});

test('times and zones of any length are read at once, as none', { timeout: 30_000 }, async () => {
  const long = 300_000;
  const { conference, repaired } = await read(
    calendar([
      ...event('UID:a', 'SUMMARY:Zone', `DTSTART;TZID=${'a'.repeat(long)}:20260508T100000`, 'DURATION:PT1H'),
      ...event('UID:b', 'SUMMARY:Times', 'DTSTART:20260508T100000', `DTEND:${'T0'.repeat(long)}`),
      ...event('UID:c', 'SUMMARY:Fine', 'DTSTART:20260508T100000Z', 'DTEND:20260508T110000Z'),
    ]),
  );
  assert.deepEqual(
    conference.sessions.map(({ title }) => title),
    ['Zone', 'Times', 'Fine'],
  );
  assert.equal(Math.max(...repaired.map(({ reason }) => reason.length)) <= 500, true);
});

test('zones that nothing explains are looked for once each, and named up to a number', async () => {
  const starts = (count: number, zone: (at: number) => string): string[] =>
    Array.from({ length: count }, (_, at) =>
      event(`UID:${at}`, `SUMMARY:T${at}`, `DTSTART;TZID=${zone(at)}:20260508T100000`),
    ).flat();
  const once = await read(calendar(starts(300, () => 'Nowhere/At-all')));
  assert.deepEqual(once.repaired.at(-1), {
    element: 'file',
    reason: 'the time zone "Nowhere/At-all" is unknown; 300 times were read in UTC',
  });
  const defined = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => ['BEGIN:VTIMEZONE', `TZID:Z${at}`, 'END:VTIMEZONE']).flat();
  const many = (count: number) => () =>
    read(calendar([...defined(count), ...starts(count, (at) => `Z${at}`)], ['X-WR-CALNAME:T', 'X-WR-TIMEZONE:UTC']));
  const [steps, more] = [await countSteps(many(100)), await countSteps(many(400))];
  assert.ok(more < steps * 4.5, `${steps} steps for 100 zones, ${more} for 400`);
  const repaired = (await many(400)()).repaired.filter(({ element }) => element === 'file');
  assert.deepEqual(
    [repaired.length, repaired.at(-1)],
    [201, { element: 'file', reason: '200 more things were repaired' }],
  );
});
