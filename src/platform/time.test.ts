import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  basicLocal,
  basicUtc,
  formatOffset,
  fromLocal,
  isoUtc,
  isoWithOffset,
  isTimeZone,
  localClock,
  localDate,
  offsetMinutes,
  parseIso,
  toLocal,
  type LocalTime,
} from './time.ts';

/**
 * Zones with half and quarter hours, without summer time, with a shift of half an hour, and one that skipped a whole
 * day.
 */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Asia/Gaza',
];

const utc = (text: string): number => Date.parse(text);
const local = (text: string): LocalTime => {
  const [year, month, day, hour, minute, second = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute, second } as LocalTime;
};

describe('a wall clock around the change of summer time', () => {
  const cases: [name: string, wall: string, zone: string, at: string][] = [
    [
      'a skipped half past two in Berlin moves forward by the hour',
      '2024-03-31T02:30',
      'Europe/Berlin',
      '2024-03-31T01:30:00Z',
    ],
    [
      'the first minute of the gap in Berlin is the first after it',
      '2024-03-31T02:00',
      'Europe/Berlin',
      '2024-03-31T01:00:00Z',
    ],
    [
      'the last minute before the gap in Berlin is as it reads',
      '2024-03-31T01:59',
      'Europe/Berlin',
      '2024-03-31T00:59:00Z',
    ],
    [
      'half past two shown twice in Berlin means the first',
      '2024-10-27T02:30',
      'Europe/Berlin',
      '2024-10-27T00:30:00Z',
    ],
    [
      'three o\u2019clock after the repeated hour in Berlin is the one there is',
      '2024-10-27T03:00',
      'Europe/Berlin',
      '2024-10-27T02:00:00Z',
    ],
    ['a skipped time in New York moves forward', '2024-03-10T02:15', 'America/New_York', '2024-03-10T07:15:00Z'],
    ['a repeated time in New York means the first', '2024-11-03T01:15', 'America/New_York', '2024-11-03T05:15:00Z'],
    [
      'the half hour that Lord Howe skips moves forward by half an hour',
      '2024-10-06T02:10',
      'Australia/Lord_Howe',
      '2024-10-05T15:40:00Z',
    ],
    [
      'the half hour that Lord Howe repeats means the first',
      '2024-04-07T01:45',
      'Australia/Lord_Howe',
      '2024-04-06T14:45:00Z',
    ],
    ['the day that Apia skipped moves forward by a day', '2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
    ['midnight that Gaza skipped moves forward', '2024-04-20T02:30', 'Asia/Gaza', '2024-04-20T00:30:00Z'],
    ['Kathmandu keeps a quarter of an hour of its own', '2024-05-01T09:00', 'Asia/Kathmandu', '2024-05-01T03:15:00Z'],
    ['Kolkata keeps half an hour of its own', '2024-05-01T09:00', 'Asia/Kolkata', '2024-05-01T03:30:00Z'],
  ];
  for (const [name, wall, zone, at] of cases) {
    test(name, () => assert.equal(isoUtc(fromLocal(local(wall), zone)), at.replace('.000', '')));
  }
});

describe('against Temporal', () => {
  const instants = fc
    .integer({ min: utc('1973-01-01T00:00:00Z') / 1000, max: utc('2037-12-31T00:00:00Z') / 1000 })
    .map((s) => s * 1000);
  const zones = fc.constantFrom(...ZONES);
  /** Instants near a change are rare among random ones and all that matters here. */
  const nearChange = fc
    .tuple(instants, zones, fc.integer({ min: -26 * 60, max: 26 * 60 }))
    .map(([at, zone, minutes]) => {
      const change = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
      return { at: (change?.epochMilliseconds ?? at) + minutes * 60_000, zone };
    });
  const anywhere = fc.oneof(nearChange, fc.record({ at: instants, zone: zones }));

  test('an instant shows the same clock', () => {
    fc.assert(
      fc.property(anywhere, ({ at, zone }) => {
        const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        const { year, month, day, hour, minute, second } = there;
        assert.deepEqual(toLocal(at, zone), { year, month, day, hour, minute, second });
        assert.equal(offsetMinutes(at, zone), there.offsetNanoseconds / 60e9);
        assert.equal(isoWithOffset(at, zone), there.toString({ timeZoneName: 'never', smallestUnit: 'second' }));
        assert.equal(localDate(at, zone), there.toPlainDate().toString());
        assert.equal(localClock(at, zone), there.toPlainTime().toString({ smallestUnit: 'minute' }));
      }),
      { numRuns: 600 },
    );
  });

  test('a clock means the same instant, in gaps and overlaps too', () => {
    fc.assert(
      fc.property(anywhere, ({ at, zone }) => {
        // The clock of UTC read in the zone falls into gaps as easily as anywhere else.
        const wall = toLocal(at + offsetMinutes(at - 3_600_000, zone) * 60_000, 'UTC');
        const expected = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' });
        assert.equal(fromLocal(wall, zone), expected.epochMilliseconds);
      }),
      { numRuns: 1500 },
    );
  });

  test('what is written with its offset is read back as the same instant', () => {
    fc.assert(
      fc.property(anywhere, ({ at, zone }) => {
        assert.deepEqual(parseIso(isoWithOffset(at, zone), 'Asia/Tokyo'), { at, assumed: false });
        assert.deepEqual(parseIso(isoUtc(at), 'Asia/Tokyo'), { at, assumed: false });
        assert.deepEqual(parseIso(basicUtc(at), 'Asia/Tokyo'), { at, assumed: false });
        assert.equal(parseIso(basicLocal(at, zone), zone)?.assumed, true);
      }),
    );
  });
});

describe('reading ISO 8601', () => {
  const at = (text: string, zone = 'Europe/Berlin'): string | undefined => {
    const read = parseIso(text, zone);
    return read && `${isoUtc(read.at)} ${read.assumed ? 'assumed' : 'said'}`;
  };
  const cases: [text: string, expected: string | undefined][] = [
    ['2024-02-03T09:00:00+01:00', '2024-02-03T08:00:00Z said'],
    ['2024-02-03T09:00:00+0100', '2024-02-03T08:00:00Z said'],
    ['2024-02-03T09:00:00+01', '2024-02-03T08:00:00Z said'],
    ['2024-02-03T09:00:00-03:30', '2024-02-03T12:30:00Z said'],
    ['2024-02-03T09:00:00Z', '2024-02-03T09:00:00Z said'],
    ['2024-02-03t09:00:00z', '2024-02-03T09:00:00Z said'],
    ['20240203T090000Z', '2024-02-03T09:00:00Z said'],
    ['20240203T090000', '2024-02-03T08:00:00Z assumed'],
    ['20240203T0900', '2024-02-03T08:00:00Z assumed'],
    ['2024-02-03 09:00', '2024-02-03T08:00:00Z assumed'],
    ['2024-02-03T09:00:00.123456', '2024-02-03T08:00:00Z assumed'],
    ['2024-07-03T09:00', '2024-07-03T07:00:00Z assumed'],
    ['2024-02-03', '2024-02-02T23:00:00Z assumed'],
    ['  2024-02-03  ', '2024-02-02T23:00:00Z assumed'],
    ['2024-02-29', '2024-02-28T23:00:00Z assumed'],
    ['2023-02-29', undefined],
    ['2024-13-01', undefined],
    ['2024-00-10', undefined],
    ['2024-04-31', undefined],
    ['2024-02-03T24:00', '2024-02-03T23:00:00Z assumed'],
    ['2024-02-03T24:00:00Z', '2024-02-04T00:00:00Z said'],
    ['2024-02-03T24:30', undefined],
    ['2024-02-03T25:00', undefined],
    ['2024-02-03T09:60', undefined],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z said'],
    ['2024-02-03T09:00:75Z', undefined],
    ['2024-02-03T09:00:00+99:00', undefined],
    ['0050-02-03T09:00:00Z', '0050-02-03T09:00:00Z said'],
    ['yesterday', undefined],
    ['', undefined],
    ['2024-2-3', undefined],
  ];
  for (const [text, expected] of cases)
    test(`"${text}" is ${expected ?? 'no time'}`, () => assert.equal(at(text), expected));
});

test('only names of the tz database are time zones', () => {
  assert.deepEqual(['Europe/Berlin', 'UTC', 'Asia/Calcutta', 'Etc/GMT+5'].map(isTimeZone), [true, true, true, true]);
  assert.deepEqual(
    ['+02:00', 'Mars/Olympus', '', 'Berlin', 'Europe/Berlin; drop', '../etc'].map(isTimeZone),
    Array(6).fill(false),
  );
});

test('an unknown zone is an error, not UTC', () => assert.throws(() => offsetMinutes(0, 'Mars/Olympus'), RangeError));

test('offsets are written with their sign and minutes', () => {
  assert.deepEqual([0, 330, -210, 765].map(formatOffset), ['+00:00', '+05:30', '-03:30', '+12:45']);
});

test('a zone has one clock however it is spelled, and no more are kept than are used at once', () => {
  const Format = Intl.DateTimeFormat;
  let made = 0;
  Intl.DateTimeFormat = new Proxy(Format, {
    construct: (target, args) => {
      made += 1;
      return new target(...(args as [string, object]));
    },
  });
  const makes = (work: () => void): number => {
    const before = made;
    work();
    return made - before;
  };
  try {
    const spelled = (at: number): string =>
      [...'pacific/marquesas'].map((letter, i) => (at & (1 << i) ? letter.toUpperCase() : letter)).join('');
    const one = makes(() => {
      for (let at = 0; at < 2000; at += 1) assert.equal(isTimeZone(spelled(at)), true);
    });
    const zones = Intl.supportedValuesOf('timeZone');
    const all = (): void => zones.forEach((zone) => void offsetMinutes(0, zone));
    all();
    const again = makes(all);
    assert.deepEqual([one, again >= zones.length - 1], [1, true]);
  } finally {
    Intl.DateTimeFormat = Format;
  }
});
