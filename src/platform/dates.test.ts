import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLocal } from '#platform/time.ts';
import {
  formatDay,
  formatDayBrief,
  formatDayShort,
  formatMinutes,
  formatRange,
  formatTime,
  formatTimes,
  formatUtcOffset,
  formatWhen,
  zonePlace,
} from '#platform/dates.ts';

const ZONE = 'Europe/Lisbon';
const at = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  fromLocal({ year, month, day, hour, minute, second: 0 }, ZONE);

test('days of one month name it once', () => {
  assert.equal(formatRange(at(2027, 6, 3, 9), at(2027, 6, 5, 18), ZONE, 'en'), 'Thu 3 to Sat 5 June 2027');
});

test('days of two months name both, and of two years both years', () => {
  assert.equal(formatRange(at(2027, 5, 31), at(2027, 6, 2, 18), ZONE, 'en'), 'Mon 31 May to Wed 2 June 2027');
  assert.equal(
    formatRange(at(2027, 12, 31), at(2028, 1, 2, 18), ZONE, 'en'),
    'Fri 31 December 2027 to Sun 2 January 2028',
  );
});

test('one day is one day, also when it ends at midnight', () => {
  assert.equal(formatRange(at(2027, 6, 4, 9), at(2027, 6, 5), ZONE, 'en'), 'Fri 4 June 2027');
  assert.equal(formatRange(at(2027, 6, 4, 9), at(2027, 6, 4, 9), ZONE, 'en'), 'Fri 4 June 2027');
});

test('the zone decides the day', () => {
  assert.equal(formatDay(at(2027, 6, 4, 23, 30), ZONE, 'en'), 'Friday 4 June 2027');
  assert.equal(formatDay(at(2027, 6, 4, 23, 30), 'Asia/Tokyo', 'en'), 'Saturday 5 June 2027');
});

test('other languages join and order dates as they do', () => {
  assert.equal(formatRange(at(2027, 6, 3, 9), at(2027, 6, 5, 18), ZONE, 'de'), 'Do., 3. – Sa., 5. Juni 2027');
  assert.equal(formatTimes(at(2027, 6, 3, 9), at(2027, 6, 3, 10), ZONE, 'de'), '09:00 – 10:00');
});

test('short forms drop the year, then the month', () => {
  assert.equal(formatDayShort(at(2027, 6, 4), ZONE, 'en'), 'Fri 4 June');
  assert.equal(formatDayBrief(at(2027, 6, 4), ZONE, 'en'), 'Fri 4');
});

test('times are told as the language tells them', () => {
  assert.equal(formatTime(at(2027, 6, 4, 9, 5), ZONE, 'en'), '09:05');
  assert.equal(formatTime(at(2027, 6, 4, 21, 5), ZONE, 'en-US'), '09:05 PM');
  assert.equal(formatTimes(at(2027, 6, 4, 9, 30), at(2027, 6, 4, 10, 15), ZONE, 'en'), '09:30 to 10:15');
  assert.equal(
    formatWhen(at(2027, 6, 4, 9, 30), at(2027, 6, 4, 10, 15), ZONE, 'en'),
    'Fri 4 June 2027, 09:30 to 10:15',
  );
  assert.equal(formatWhen(at(2027, 6, 4, 22), at(2027, 6, 5, 4), ZONE, 'en'), 'Fri 4 June 2027, 22:00 to 04:00');
  assert.equal(
    formatWhen(at(2027, 6, 4, 9), at(2027, 6, 6, 18), ZONE, 'en'),
    'Fri 4 June 2027, 09:00 to Sun 6 June 2027, 18:00',
  );
});

test('an offset from UTC names no more than it must and follows daylight saving', () => {
  assert.equal(formatUtcOffset(at(2027, 6, 4), ZONE), 'UTC+1');
  assert.equal(formatUtcOffset(at(2027, 1, 4), ZONE), 'UTC');
  assert.equal(formatUtcOffset(at(2027, 6, 4), 'Asia/Kolkata'), 'UTC+5:30');
  assert.equal(formatUtcOffset(at(2027, 6, 4), 'America/St_Johns'), 'UTC−2:30');
});

test('a zone is named after its place where it has one', () => {
  assert.equal(zonePlace('America/Argentina/Buenos_Aires'), 'Buenos Aires');
  assert.equal(zonePlace('UTC'), '');
  assert.equal(zonePlace('Etc/GMT+3'), '');
});

test('lengths are said in hours and minutes', () => {
  assert.equal(formatMinutes(45, 'en'), '45 min');
  assert.equal(formatMinutes(120, 'en'), '2 h');
  assert.equal(formatMinutes(90, 'en'), '1 h 30 min');
});
