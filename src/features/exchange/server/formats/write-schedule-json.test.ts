import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SMALL_OPTIONS, SMALL_START, smallConference } from '#testing/small-conference.ts';
import { writeScheduleJson } from './write-schedule-json.ts';

const MINUTE = 60_000;

type Schedule = {
  schedule: {
    version: string;
    conference: {
      acronym: string;
      time_zone_name?: string;
      daysCount: number;
      rooms: object[];
      tracks: object[];
      days: { index: number; date: string; day_start: string; rooms: Record<string, Record<string, unknown>[]> }[];
    };
  };
};

function written(...change: Parameters<typeof smallConference>): Schedule['schedule'] {
  return (JSON.parse(writeScheduleJson(smallConference(...change), SMALL_OPTIONS)) as Schedule).schedule;
}

const onlyEvent = (schedule: Schedule['schedule']): Record<string, unknown> =>
  Object.values(schedule.conference.days[0]?.rooms ?? {})[0]?.[0] ?? {};

test('a session has every field that the schema demands', () => {
  assert.deepEqual(onlyEvent(written({ abstract: 'Why' })), {
    guid: '11111111-2222-4333-8444-555555555555',
    id: 9,
    date: '2027-06-03T09:00:00+02:00',
    start: '09:00',
    end: '2027-06-03T09:30:00+02:00',
    duration: '00:30',
    room: 'Hall A',
    slug: 'small_2027-9-opening',
    url: 'https://foyer.example/e/small/sessions/9',
    title: 'Opening',
    subtitle: '',
    track: 'Main, really',
    type: 'Talk',
    language: null,
    abstract: 'Why',
    description: '',
    recording_license: '',
    do_not_record: false,
    persons: [{ id: 5, name: 'Ada Example', avatar: null, biography: null }],
    links: [],
    attachments: [],
  });
});

test('hours may pass 24 here, and a title of no Latin letter still gives a slug', () => {
  const event = onlyEvent(written({ endsAt: SMALL_START + 1565 * MINUTE, title: '開会' }));
  assert.deepEqual([event.duration, event.slug], ['26:05', 'small_2027-9']);
});

test('a zone in a form that the schema does not know gives way to its modern name, or to the offsets alone', () => {
  const zone = (timeZone: string): string | undefined => written({}, { timeZone }).conference.time_zone_name;
  assert.deepEqual(['Europe/Berlin', 'UTC', 'US/Eastern', 'Etc/GMT+3'].map(zone), [
    'Europe/Berlin',
    'UTC',
    'America/New_York',
    undefined,
  ]);
});

test('rooms of the same name share a list and a room called __proto__ is a room', () => {
  const conference = smallConference();
  Object.assign(conference.rooms[0] ?? {}, { name: '__proto__' });
  const { schedule } = JSON.parse(writeScheduleJson(conference, SMALL_OPTIONS)) as Schedule;
  assert.deepEqual(Object.keys(schedule.conference.days[0]?.rooms ?? {}), ['__proto__']);
});

test('a room always has a UUID, the same one each time', () => {
  const [once, again] = [written().conference.rooms, written().conference.rooms];
  assert.deepEqual(once, again);
  assert.match(JSON.stringify(once), /"guid":"[0-9a-f-]{36}"/);
});

test('only the public schedule is written', () => {
  assert.deepEqual(
    written({ state: 'withdrawn' }).conference.days.map(({ rooms }) => rooms),
    [{}],
  );
});

test('speakers have their site and their links', () => {
  const conference = smallConference();
  Object.assign(conference.speakers[0] ?? {}, {
    website: 'https://ada.example',
    links: [{ title: 'Boats', url: 'https://boats.example/#/@ada#x' }],
  });
  const text = writeScheduleJson(conference, SMALL_OPTIONS);
  assert.match(
    text,
    /"url":"https:\/\/ada.example","links":\[\{"url":"https:\/\/boats.example\/#\/@ada%23x","title":"Boats"\}\]/,
  );
});
