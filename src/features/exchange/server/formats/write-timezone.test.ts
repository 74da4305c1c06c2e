import assert from 'node:assert/strict';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { offsetMinutes } from '#platform/time.ts';
import { isSaidLocally, observances, offsetChanges, timezoneLines } from './write-timezone.ts';

const HOUR = 3_600_000;
const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date);

test('offset changes are found to the minute', () => {
  assert.deepEqual(offsetChanges('Europe/Berlin', day(2027, 1, 1), day(2028, 1, 1)), [
    { at: Date.UTC(2027, 2, 28, 1), from: 60, to: 120 },
    { at: Date.UTC(2027, 9, 31, 1), from: 120, to: 60 },
  ]);
  assert.deepEqual(offsetChanges('Asia/Kolkata', day(2027, 1, 1), day(2028, 1, 1)), []);
});

test('a zone that does not change has one part, with its offset on both sides', () => {
  assert.deepEqual(observances('Asia/Kathmandu', day(2027, 6, 1), day(2027, 6, 4)), [
    { kind: 'STANDARD', onset: '1970-01-01T00:00:00', from: 345, to: 345, name: '+0545' },
  ]);
});

test('an event over a change of clocks gets the change before it, the one within and the next one', () => {
  assert.deepEqual(observances('Europe/Berlin', day(2027, 3, 27), day(2027, 3, 30)), [
    { kind: 'STANDARD', onset: '2026-10-25T03:00:00', from: 120, to: 60, name: '+01' },
    { kind: 'DAYLIGHT', onset: '2027-03-28T02:00:00', from: 60, to: 120, name: '+02' },
    { kind: 'STANDARD', onset: '2027-10-31T03:00:00', from: 120, to: 60, name: '+01' },
  ]);
});

test('the onset is local time before the change, also where the clock moves by half an hour', () => {
  const [daylight] = observances('Australia/Lord_Howe', day(2027, 1, 10), day(2027, 1, 12));
  assert.deepEqual(daylight, { kind: 'DAYLIGHT', onset: '2026-10-04T02:00:00', from: 630, to: 660, name: '+11' });
});

test('a strict parser finds the offset of every hour of the event in the VTIMEZONE', () => {
  const spans: [string, number, number][] = [
    ['Europe/Berlin', day(2027, 10, 29), day(2027, 11, 2)],
    ['America/New_York', day(2027, 3, 12), day(2027, 3, 16)],
    ['Africa/Casablanca', day(2027, 1, 20), day(2027, 3, 20)],
    ['America/St_Johns', day(2027, 11, 5), day(2027, 11, 9)],
    ['Pacific/Apia', day(2027, 6, 1), day(2027, 6, 3)],
  ];
  for (const [zone, from, to] of spans) {
    const component = new ICAL.Component(ICAL.parse(timezoneLines(zone, from, to).join('\r\n')));
    const timezone = new ICAL.Timezone(component);
    for (let at = from; at < to; at += HOUR) {
      if (!isSaidLocally(at, zone)) continue;
      const local = new Date(at + offsetMinutes(at, zone) * 60_000);
      const time = ICAL.Time.fromDateTimeString(local.toISOString().slice(0, 19));
      time.zone = timezone;
      assert.equal(time.toUnixTime() * 1000, at, `${zone} ${local.toISOString()}`);
    }
  }
});

test('neither of two equal hours in autumn is said in local time, but those around them are', () => {
  assert.equal(isSaidLocally(Date.UTC(2027, 9, 30, 23, 59), 'Europe/Berlin'), true);
  assert.equal(isSaidLocally(Date.UTC(2027, 9, 31, 0, 30), 'Europe/Berlin'), false);
  assert.equal(isSaidLocally(Date.UTC(2027, 9, 31, 1, 30), 'Europe/Berlin'), false);
  assert.equal(isSaidLocally(Date.UTC(2027, 9, 31, 2, 0), 'Europe/Berlin'), true);
  assert.equal(isSaidLocally(0, 'UTC'), false);
});
