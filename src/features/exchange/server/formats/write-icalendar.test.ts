import assert from 'node:assert/strict';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { NotFound } from '#platform/errors.ts';
import { SMALL_OPTIONS, SMALL_START, smallConference } from '#testing/small-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { writeEventIcalendar, writeIcalendar, writeSessionIcalendar } from './write-icalendar.ts';

const MINUTE = 60_000;

function parse(text: string): InstanceType<typeof ICAL.Component> {
  return new ICAL.Component(ICAL.parse(text));
}

function onlyEvent(text: string): InstanceType<typeof ICAL.Component> {
  const events = parse(text).getAllSubcomponents('vevent');
  assert.equal(events.length, 1);
  return events[0] as InstanceType<typeof ICAL.Component>;
}

test('a session is written property by property', () => {
  const text = writeIcalendar(
    smallConference({ abstract: 'One; two,\nthree\\', sequence: 3 }, { latitude: 52.5, longitude: 13 }),
    SMALL_OPTIONS,
  );
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  assert.deepEqual(lines.slice(lines.indexOf('BEGIN:VEVENT')), [
    'BEGIN:VEVENT',
    'UID:opening@small.example',
    'DTSTAMP:20270501T120000Z',
    'LAST-MODIFIED:20270501T120000Z',
    'SEQUENCE:3',
    'DTSTART;TZID=Europe/Berlin:20270603T090000',
    'DTEND;TZID=Europe/Berlin:20270603T093000',
    'SUMMARY:Opening',
    'DESCRIPTION:One\\; two\\,\\nthree\\\\',
    'LOCATION:Hall A',
    'GEO:52.5;13',
    'CATEGORIES:Main\\, really',
    'URL:https://foyer.example/e/small/sessions/9',
    'STATUS:CONFIRMED',
    'CLASS:PUBLIC',
    'ATTENDEE;CN="Ada Example";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:invalid:nomail-5',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('the calendar carries its name, zone and how often to ask again', () => {
  const calendar = parse(writeIcalendar(smallConference({}, { description: 'What it is' }), SMALL_OPTIONS));
  const values = ['version', 'prodid', 'method', 'x-wr-calname', 'x-wr-caldesc', 'x-wr-timezone', 'x-published-ttl'];
  assert.deepEqual(
    values.map((name) => String(calendar.getFirstPropertyValue(name))),
    ['2.0', '-//Foyer//Foyer//EN', 'PUBLISH', 'Small conference', 'What it is', 'Europe/Berlin', 'PT1H'],
  );
  assert.equal(String(calendar.getFirstPropertyValue('refresh-interval')), 'PT1H');
  assert.equal(calendar.getAllSubcomponents('vtimezone').length, 1);
});

test('a session without a room has an empty LOCATION, for clients that skip events without one', () => {
  const text = writeIcalendar(smallConference({ room: null }), SMALL_OPTIONS);
  assert.equal(
    text
      .split('\r\n')
      .filter((line) => line.startsWith('LOCATION'))
      .join(),
    'LOCATION:',
  );
});

test('a withdrawn session is announced as cancelled, with its sequence', () => {
  const event = onlyEvent(writeIcalendar(smallConference({ state: 'withdrawn', sequence: 4 }), SMALL_OPTIONS));
  assert.equal(event.getFirstPropertyValue('status'), 'CANCELLED');
  assert.equal(event.getFirstPropertyValue('sequence'), 4);
});

test('a session that is undecided, refused or without a time is not in the calendar', () => {
  for (const change of [
    { state: 'pending' },
    { state: 'rejected' },
    { state: 'draft' },
    { startsAt: null },
    { state: 'withdrawn', endsAt: null },
  ] as const) {
    const text = writeIcalendar(smallConference(change), SMALL_OPTIONS);
    const entries = parse(text)
      .getAllSubcomponents('vevent')
      .map((entry) => entry.getFirstPropertyValue('summary'));
    assert.deepEqual(entries, ['Small conference'], JSON.stringify(change));
  }
});

test('when the event is cancelled, so is every session', () => {
  const event = onlyEvent(writeIcalendar(smallConference({}, { state: 'cancelled' }), SMALL_OPTIONS));
  assert.equal(event.getFirstPropertyValue('status'), 'CANCELLED');
});

test('the hour that happens twice is written in UTC, and parsed as the right instant', () => {
  const startsAt = Date.UTC(2027, 9, 31, 1, 15);
  const event = onlyEvent(writeIcalendar(smallConference({ startsAt, endsAt: startsAt + 30 * MINUTE }), SMALL_OPTIONS));
  const start = event.getFirstPropertyValue('dtstart') as InstanceType<typeof ICAL.Time>;
  assert.equal(start.toString(), '2027-10-31T01:15:00Z');
});

test('a name with quotes, commas and carets reaches a strict parser whole', () => {
  const conference = smallConference();
  Object.assign(conference.speakers[0] ?? {}, { name: 'Ada "the; first", ^Example' });
  const attendee = onlyEvent(writeIcalendar(conference, SMALL_OPTIONS)).getFirstProperty('attendee');
  assert.equal(attendee?.getParameter('cn'), 'Ada "the; first", ^Example');
  assert.equal(attendee?.getFirstValue(), 'invalid:nomail-5');
});

test('control characters and line ends of all kinds do no harm', () => {
  const conference = smallConference({ title: 'A\u0006B\u0000\r\nEND:VEVENT', abstract: 'x\r\ny\rz\u0085' });
  const event = onlyEvent(writeIcalendar(conference, SMALL_OPTIONS));
  assert.equal(event.getFirstPropertyValue('summary'), 'AB END:VEVENT');
  assert.equal(event.getFirstPropertyValue('description'), 'x\ny\nz');
});

test('every line of the demo calendar ends in CRLF and has at most 75 octets', () => {
  const text = writeIcalendar(makeDemoConference(), SMALL_OPTIONS);
  assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
  assert.deepEqual(
    text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75),
    [],
  );
});

test('speakers never come with an address or a number that reaches them', () => {
  const text = writeIcalendar(makeDemoConference(), SMALL_OPTIONS);
  assert.equal(/mailto:|@private|speaker-\d+@/i.test(text), false);
});

test('one session can be had alone, and an unknown one cannot', () => {
  const conference = makeDemoConference();
  const event = onlyEvent(writeSessionIcalendar(conference, 5, SMALL_OPTIONS));
  assert.equal(event.getFirstPropertyValue('uid'), conference.sessions[4]?.uid);
  assert.throws(() => writeSessionIcalendar(conference, 5000, SMALL_OPTIONS), NotFound);
});

test('a session that is not public cannot be had alone either', () => {
  assert.throws(() => writeSessionIcalendar(smallConference({ state: 'pending' }), 9, SMALL_OPTIONS), NotFound);
});

test('the whole event is one entry that leaves its time free', () => {
  const event = onlyEvent(
    writeEventIcalendar(smallConference({}, { locationName: 'The House', city: 'Berlin' }), SMALL_OPTIONS),
  );
  const read = new ICAL.Event(event);
  assert.deepEqual(
    [read.uid, read.summary, read.location, read.startDate.toString(), read.endDate.toString()],
    [
      'event-small@foyer.example',
      'Small conference',
      'The House, Berlin',
      '2027-06-03T09:00:00',
      '2027-06-03T17:00:00',
    ],
  );
  assert.equal(event.getFirstPropertyValue('transp'), 'TRANSPARENT');
  assert.equal(SMALL_START, Date.UTC(2027, 5, 3, 7));
});
