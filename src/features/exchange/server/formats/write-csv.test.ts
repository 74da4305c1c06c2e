import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { SMALL_OPTIONS, smallConference } from '#testing/small-conference.ts';
import { writeSessionsCsv, writeSpeakersCsv } from './write-csv.ts';

const rows = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

test('sessions come with names, times in the zone of the event and their page', () => {
  assert.deepEqual(rows(writeSessionsCsv(smallConference({ abstract: 'One, "two"\nthree' }), SMALL_OPTIONS)), [
    {
      number: '9',
      title: 'Opening',
      subtitle: '',
      state: 'confirmed',
      type: 'Talk',
      track: 'Main, really',
      room: 'Hall A',
      starts_at: '2027-06-03T09:00:00+02:00',
      ends_at: '2027-06-03T09:30:00+02:00',
      minutes: '30',
      speakers: 'Ada Example',
      language: '',
      level: '',
      abstract: 'One, "two"\nthree',
      description: '',
      page: 'https://foyer.example/e/small/sessions/9',
      slides: '',
      audio: '',
      video: '',
    },
  ]);
});

test('a byte order mark comes first and lines end in CRLF', () => {
  const csv = writeSpeakersCsv(smallConference(), SMALL_OPTIONS);
  assert.equal(csv.charCodeAt(0), 0xfeff);
  assert.deepEqual(csv.split('\r\n').length, 3);
});

test('what a spreadsheet would run as a formula is made text', () => {
  for (const title of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1']) {
    const [session] = rows(writeSessionsCsv(smallConference({ title }), SMALL_OPTIONS));
    assert.equal(session?.title, `'${title}`);
  }
});

test("addresses and numbers of speakers are only in the organiser's own copy", () => {
  const open = rows(writeSpeakersCsv(smallConference(), SMALL_OPTIONS));
  assert.deepEqual(
    open.map(({ name, email, mobile, sessions }) => ({ name, email, mobile, sessions })),
    [{ name: 'Ada Example', email: undefined, mobile: undefined, sessions: 'Opening' }],
  );
  const [own] = rows(writeSpeakersCsv(smallConference(), { ...SMALL_OPTIONS, includePrivate: true }));
  assert.deepEqual([own?.email, own?.mobile], ['ada@private.example', "'+15550100"]);
});

test('undecided and withdrawn sessions, and speakers of nothing else, are left out', () => {
  for (const state of ['pending', 'rejected', 'draft', 'withdrawn'] as const) {
    assert.deepEqual(rows(writeSessionsCsv(smallConference({ state }), SMALL_OPTIONS)), []);
    assert.deepEqual(rows(writeSpeakersCsv(smallConference({ state }), SMALL_OPTIONS)), []);
  }
});
