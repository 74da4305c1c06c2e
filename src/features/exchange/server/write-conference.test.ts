import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SMALL_OPTIONS } from '#testing/small-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { EXPORTS, findExport, WRITER } from './write-conference.ts';

test('every export is found by its name and its other names, and nothing else is', () => {
  assert.deepEqual(
    EXPORTS.map(({ name }) => name),
    [
      'calendar.ics',
      'calendar.xcs',
      'xcal.xml',
      'pentabarf.xml',
      'schedule.json',
      'sessions.csv',
      'speakers.csv',
      'open-event.zip',
    ],
  );
  assert.equal(findExport('schedule.xml')?.name, 'pentabarf.xml');
  assert.equal(findExport('calendar.ical'), undefined);
  assert.equal(findExport('toString'), undefined);
});

test('the same conference gives the same bytes, in whatever order its records come', async () => {
  for (const { name, write } of EXPORTS) {
    const conference = makeDemoConference();
    const turned = {
      ...conference,
      sessions: conference.sessions.toReversed(),
      speakers: conference.speakers.toReversed(),
    };
    assert.deepEqual(await write(turned, SMALL_OPTIONS), await write(conference, SMALL_OPTIONS), name);
  }
});

test('what is written in another way than before has another version, so that stored files are built anew', async () => {
  const digest = createHash('sha256');
  for (const { name, write } of EXPORTS) digest.update(name).update(await write(makeDemoConference(), SMALL_OPTIONS));
  assert.deepEqual(
    { version: WRITER.version, digest: digest.digest('hex').slice(0, 16) },
    { version: 1, digest: 'd951af39bf0cfaa5' },
    'Count WRITER up, with the day, and note both here',
  );
});

test('no export changes the conference', async () => {
  const conference = makeDemoConference();
  const before = structuredClone(conference);
  for (const { write } of EXPORTS) await write(conference, SMALL_OPTIONS);
  assert.deepEqual(conference, before);
});

test('no public export tells how to reach a speaker', async () => {
  for (const { name, write } of EXPORTS) {
    if (name === 'open-event.zip') continue;
    assert.equal(/speaker-\d+@/.test(String(await write(makeDemoConference(), SMALL_OPTIONS))), false, name);
  }
});
