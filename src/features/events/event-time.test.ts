import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isoUtc } from '#platform/time.ts';
import { localField, readTime, readTimes, suggestTimes } from './event-time.ts';
import { zoneGroups } from './time-zones.ts';

const BERLIN = 'Europe/Berlin';
const NOW = Date.parse('2027-01-01T00:00:00Z');

describe('a time in the zone of its event', () => {
  test('is read and written alike', () => {
    const read = readTime('2027-05-08T10:00', BERLIN);
    assert.deepEqual(read, { at: Date.parse('2027-05-08T08:00:00Z'), oddity: 'none' });
    assert.equal(localField(read?.at ?? 0, BERLIN), '2027-05-08T10:00');
  });

  test('that the clock skips in spring moves on by the gap and says so', () => {
    assert.deepEqual(readTime('2027-03-28T02:30', BERLIN), {
      at: Date.parse('2027-03-28T01:30:00Z'),
      oddity: 'skipped',
    });
    assert.deepEqual(readTime('2027-03-28T03:00', BERLIN), { at: Date.parse('2027-03-28T01:00:00Z'), oddity: 'none' });
    assert.equal(
      readTime('2026-10-04T02:15', 'Australia/Lord_Howe')?.oddity,
      'skipped',
      'where the clock jumps by half an hour',
    );
  });

  test('that the clock shows twice in autumn means the first and names the second', () => {
    const read = readTime('2027-10-31T02:30', BERLIN);
    assert.deepEqual(read, {
      at: Date.parse('2027-10-31T00:30:00Z'),
      oddity: 'twice',
      again: Date.parse('2027-10-31T01:30:00Z'),
    });
    assert.deepEqual(
      ['2027-10-31T01:59', '2027-10-31T03:00', '2027-10-30T02:30'].map((field) => readTime(field, BERLIN)?.oddity),
      ['none', 'none', 'none'],
    );
  });

  test('of a day, an hour or a zone that does not exist is none', () => {
    const wrong = [
      ['2027-02-30T10:00', BERLIN],
      ['2027-13-01T10:00', BERLIN],
      ['2027-05-08T24:01', BERLIN],
      ['tomorrow', BERLIN],
      ['2027-05-08T10:00', 'Atlantis/Capital'],
      ['2027-05-08T10:00', ''],
    ] as const;
    assert.deepEqual(
      wrong.map(([field, zone]) => readTime(field, zone)),
      wrong.map(() => undefined),
    );
  });
});

describe('the times of an event', () => {
  const kinds = (starts: string, ends: string, timeZone = BERLIN, now = NOW) =>
    readTimes({ starts, ends, timeZone }, now)?.remarks.map(({ kind }) => kind);

  test('are remarked on where the clock changes at an end or in between, where they run backwards and where they are over', () => {
    assert.deepEqual(kinds('2027-05-08T10:00', '2027-05-08T18:00'), []);
    assert.deepEqual(kinds('2027-03-27T10:00', '2027-03-28T18:00'), ['offset-changes']);
    assert.deepEqual(kinds('2027-03-28T02:30', '2027-03-28T18:00'), ['skipped']);
    assert.deepEqual(kinds('2027-10-30T22:00', '2027-10-31T02:30'), ['twice']);
    assert.deepEqual(kinds('2027-05-08T18:00', '2027-05-08T10:00'), ['backwards']);
    assert.deepEqual(kinds('2026-05-08T10:00', '2026-05-08T18:00'), ['past']);
    assert.equal(kinds('2027-05-08T10:00', ''), undefined);
  });

  test('are suggested for a Saturday in four or five weeks', () => {
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      const { starts, ends } = suggestTimes(Date.parse(`2027-01-0${day}T12:00:00Z`), BERLIN);
      assert.deepEqual([new Date(`${starts}Z`).getUTCDay(), starts.slice(10), ends.slice(10)], [6, 'T10:00', 'T18:00']);
    }
    assert.equal(isoUtc(readTime(suggestTimes(NOW, BERLIN).starts, BERLIN)?.at ?? 0), '2027-01-30T09:00:00Z');
  });
});

describe('the list of zones', () => {
  test('names places as people do, UTC among them, and keeps what was chosen', () => {
    const places = new Map(
      zoneGroups('US/Pacific').flatMap(({ zones }) => zones.map(({ zone, place }) => [zone, place] as const)),
    );
    assert.deepEqual(
      [
        'Europe/Berlin',
        'America/Argentina/Buenos_Aires',
        'America/Indiana/Knox',
        'Asia/Kolkata',
        'Europe/Kyiv',
        'UTC',
        'US/Pacific',
        'Asia/Calcutta',
        'Atlantis/Capital',
      ].map((zone) => places.get(zone)),
      ['Berlin', 'Buenos Aires', 'Indiana, Knox', 'Kolkata', 'Kyiv', 'UTC', 'Pacific', undefined, undefined],
    );
  });

  test('holds only zones that can be read', () => {
    for (const { zone } of zoneGroups().flatMap(({ zones }) => zones))
      assert.notEqual(readTime('2027-05-08T10:00', zone), undefined, zone);
  });
});
