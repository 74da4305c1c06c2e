/** A date that nobody may set costs itself: the session goes without a time, everything else of the file is taken. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { isInRange } from '#platform/time.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

const FAR = [
  ['DTSTART:99991231T235959Z'],
  ['DTSTART:00010101T000000Z'],
  ['DTSTART:22001230T233000Z', 'DURATION:P20D'],
  ['DTSTART:22001230T233000Z', 'DTEND:22010102T000000Z'],
  ['DTSTART:19691231T235959Z'],
];

test('a calendar with far dates is read, its sessions without those times, and says so', async () => {
  const usual = [
    'BEGIN:VEVENT',
    'UID:usual',
    'SUMMARY:Usual',
    'DTSTART:20270508T100000Z',
    'DTEND:20270508T110000Z',
    'END:VEVENT',
  ];
  const lines = FAR.flatMap((times, at) => [
    'BEGIN:VEVENT',
    `UID:far-${at}`,
    `SUMMARY:Far ${at}`,
    ...times,
    'END:VEVENT',
  ]);
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'X-WR-CALNAME:Tide', ...usual, ...lines, 'END:VCALENDAR', ''].join(
    '\r\n',
  );
  const { conference, repaired, skipped } = await readConference(new TextEncoder().encode(text));
  assert.deepEqual([conference.sessions.length, skipped], [1 + FAR.length, []]);
  for (const { title, startsAt, endsAt } of conference.sessions) {
    assert.ok(
      [startsAt, endsAt].every((at) => at == null || isInRange(at)),
      title,
    );
    assert.equal((startsAt == null) === (endsAt == null), true, title);
  }
  for (const at of FAR.keys())
    assert.ok(
      repaired.some(({ element }) => element.includes(`far-${at}`)),
      `${at} is told`,
    );
  assert.ok(isInRange(conference.event.startsAt) && isInRange(conference.event.endsAt));
});
