import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isoWithOffset, parseIso } from '#platform/time.ts';
import { shiftInstant, wallShift } from './event-copy.ts';
import { type SeriesRule, seriesStarts, weekdayOfMonth } from './event-series.ts';

const ZONE = 'Europe/Lisbon';
const at = (text: string, zone = ZONE): number => (parseIso(text, zone) as { at: number }).at;

describe('times of a copy', () => {
  test('keep their place on the clock across the change to summer time', () => {
    const shift = wallShift(at('2027-03-20T10:00'), at('2027-04-03T10:00'), ZONE);
    const moved = ['2027-03-20T10:00', '2027-03-20T18:30', '2027-03-21T00:15'].map((text) =>
      isoWithOffset(shiftInstant(at(text), shift), ZONE),
    );
    assert.deepEqual(moved, ['2027-04-03T10:00:00+01:00', '2027-04-03T18:30:00+01:00', '2027-04-04T00:15:00+01:00']);
  });

  test('keep it on the way back to winter, and by hours as well as days', () => {
    const shift = wallShift(at('2027-10-20T10:00'), at('2027-11-03T12:30'), ZONE);
    assert.equal(isoWithOffset(shiftInstant(at('2027-10-21T09:00'), shift), ZONE), '2027-11-04T11:30:00+00:00');
  });

  test('that the clock skips move on by the length of the gap', () => {
    const shift = wallShift(at('2027-03-21T01:30'), at('2027-03-28T00:30'), ZONE);
    assert.equal(isoWithOffset(shiftInstant(at('2027-03-21T02:30'), shift), ZONE), '2027-03-28T02:30:00+01:00');
  });

  test('keep their fractions of a second, also long ago', () => {
    assert.equal(shiftInstant(-5, { wallMs: 3_600_000, timeZone: 'UTC' }), 3_599_995);
  });
});

describe('dates of a series', () => {
  const days = (start: string, rule: SeriesRule): string[] =>
    seriesStarts(at(start), ZONE, rule).map((one) => isoWithOffset(one, ZONE).slice(0, 16));
  const cases: [what: string, start: string, rule: SeriesRule, expected: string[]][] = [
    [
      'weekly across summer time',
      '2027-03-17T19:00',
      { rhythm: 'weekly', every: 1, count: 4 },
      ['2027-03-17T19:00', '2027-03-24T19:00', '2027-03-31T19:00', '2027-04-07T19:00'],
    ],
    [
      'every third week',
      '2027-12-20T08:00',
      { rhythm: 'weekly', every: 3, count: 3 },
      ['2027-12-20T08:00', '2028-01-10T08:00', '2028-01-31T08:00'],
    ],
    [
      'the second Tuesday of the month',
      '2027-11-09T19:00',
      { rhythm: 'monthly', every: 1, count: 4 },
      ['2027-11-09T19:00', '2027-12-14T19:00', '2028-01-11T19:00', '2028-02-08T19:00'],
    ],
    [
      'the fifth Friday, where there is one',
      '2027-01-29T19:00',
      { rhythm: 'monthly', every: 1, count: 3 },
      ['2027-01-29T19:00', '2027-04-30T19:00', '2027-07-30T19:00'],
    ],
    [
      'the last Friday of every second month',
      '2027-01-29T19:00',
      { rhythm: 'monthly-last', every: 2, count: 3 },
      ['2027-01-29T19:00', '2027-03-26T19:00', '2027-05-28T19:00'],
    ],
    ['one date', '2027-01-29T19:00', { rhythm: 'weekly', every: 1, count: 1 }, ['2027-01-29T19:00']],
  ];
  for (const [what, start, rule, expected] of cases) test(what, () => assert.deepEqual(days(start, rule), expected));

  test('a fifth weekday is found for the longest series too', () => {
    const starts = seriesStarts(at('2027-01-29T19:00'), ZONE, { rhythm: 'monthly', every: 1, count: 52 });
    assert.deepEqual([starts.length, starts.every((one) => weekdayOfMonth(one, ZONE) === 5)], [52, true]);
  });
});
