import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import type { Conference } from '#features/exchange/conference.ts';
import { SMALL_OPTIONS, SMALL_START, smallConference } from '#testing/small-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { writeScheduleXml, type ScheduleXmlOptions } from './write-schedule-xml.ts';

const MINUTE = 60_000;

type Node = { name: string; attributes: Record<string, string>; text: string; children: Node[] };

/** A strict parser's view of it; throws on anything that is not well-formed. */
function parse(xml: string): Node {
  const root: Node = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes: { ...attributes }, text: '', children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('text', (text) => {
    const node = open.at(-1);
    if (node) node.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root.children[0] as Node;
}

const named = (node: Node | undefined, name: string): Node[] =>
  (node?.children ?? []).filter((child) => child.name === name);
const textOf = (node: Node | undefined, name: string): string | undefined => named(node, name)[0]?.text;

function written(conference: Conference, options: Partial<ScheduleXmlOptions> = {}): Node {
  return parse(writeScheduleXml(conference, { ...SMALL_OPTIONS, ...options }));
}

function onlyEvent(conference: Conference, options: Partial<ScheduleXmlOptions> = {}): Node | undefined {
  return named(named(named(written(conference, options), 'day')[0], 'room')[0], 'event')[0];
}

test('a session stands in its day and room with all that the schema demands', () => {
  const root = written(
    smallConference({ abstract: 'Why', language: 'en', recordingLicence: 'CC0', recordingOptout: true }),
  );
  const [day] = named(root, 'day');
  const [room] = named(day, 'room');
  const [event] = named(room, 'event');
  assert.deepEqual(day?.attributes, {
    index: '1',
    date: '2027-06-03',
    start: '2027-06-03T00:00:00+02:00',
    end: '2027-06-04T00:00:00+02:00',
  });
  assert.deepEqual(room?.attributes, { name: 'Hall A' });
  assert.deepEqual(event?.attributes, { guid: '11111111-2222-4333-8444-555555555555', id: '9' });
  const texts = [
    'room',
    'title',
    'subtitle',
    'type',
    'date',
    'start',
    'duration',
    'abstract',
    'track',
    'language',
    'url',
  ];
  assert.deepEqual(
    texts.map((name) => textOf(event, name)),
    [
      'Hall A',
      'Opening',
      '',
      'Talk',
      '2027-06-03T09:00:00+02:00',
      '09:00',
      '00:30',
      'Why',
      'Main, really',
      'en',
      'https://foyer.example/e/small/sessions/9',
    ],
  );
  const [recording] = named(event, 'recording');
  assert.deepEqual([textOf(recording, 'license'), textOf(recording, 'optout')], ['CC0', 'true']);
  assert.deepEqual(named(named(event, 'persons')[0], 'person'), [
    { name: 'person', attributes: { id: '5' }, text: 'Ada Example', children: [] },
  ]);
});

test('a session after midnight and before the change of day belongs to the evening', () => {
  const conference = smallConference(
    { startsAt: SMALL_START + 1000 * MINUTE, endsAt: SMALL_START + 1030 * MINUTE },
    { dayChangeMinutes: 300 },
  );
  const [day, ...others] = named(written(conference), 'day');
  assert.deepEqual(day?.attributes, {
    index: '1',
    date: '2027-06-03',
    start: '2027-06-03T05:00:00+02:00',
    end: '2027-06-04T05:00:00+02:00',
  });
  assert.deepEqual(others, []);
  assert.equal(textOf(onlyEvent(conference), 'start'), '01:40');
});

test('days are counted from one, without those that have no session', () => {
  const conference = smallConference();
  const [first] = conference.sessions;
  assert.ok(first);
  const later = SMALL_START + 2 * 1440 * MINUTE;
  conference.sessions.push({
    ...first,
    key: 'x',
    number: 10,
    guid: '11111111-2222-4333-8444-555555555556',
    startsAt: later,
    endsAt: later + MINUTE,
  });
  const days = named(written(conference), 'day').map(({ attributes }) => [attributes.index, attributes.date]);
  assert.deepEqual(days, [
    ['1', '2027-06-03'],
    ['2', '2027-06-05'],
  ]);
});

test('durations are HH:MM below a day and days, hours and minutes from there', () => {
  const duration = (minutes: number, client?: 'fosdem'): string | undefined =>
    textOf(
      onlyEvent(smallConference({ endsAt: SMALL_START + minutes * MINUTE }), client ? { client } : {}),
      'duration',
    );
  assert.deepEqual(
    [5, 90, 1439, 1440, 1565, 2885].map((minutes) => duration(minutes)),
    ['00:05', '01:30', '23:59', '1:00:00', '1:02:05', '2:00:05'],
  );
  assert.deepEqual(
    [90, 1565].map((minutes) => duration(minutes, 'fosdem')),
    ['01:30', '23:59'],
  );
});

test('a session without a room is put into one called TBA, also for clients that lose the file otherwise', () => {
  const [room] = named(named(written(smallConference({ room: null })), 'day')[0], 'room');
  assert.equal(room?.attributes.name, 'TBA');
  assert.equal(textOf(named(room, 'event')[0], 'room'), 'TBA');
});

test('slugs, codes and addresses come only in the form that the schema allows, and once', () => {
  const conference = smallConference({ slug: 'small-opening', code: 'ABC123', url: 'javascript:alert(1)' });
  const [first] = conference.sessions;
  assert.ok(first);
  conference.sessions.push({ ...first, key: 'x', number: 10, guid: '11111111-2222-4333-8444-555555555556' });
  const events = named(named(named(written(conference), 'day')[0], 'room')[0], 'event');
  assert.deepEqual(
    events.map((event) => [textOf(event, 'slug'), event.attributes.code, textOf(event, 'origin_url')]),
    [
      ['small-opening', 'ABC123', undefined],
      [undefined, undefined, undefined],
    ],
  );
});

test('links and attachments without a web address are left out, the rest is encoded', () => {
  const links = [
    { title: 'A', url: 'https://a.example/ä b' },
    { title: 'B', url: 'mailto:b@example.org' },
  ];
  const event = onlyEvent(
    smallConference({ links, attachments: links, slides: { url: 'https://a.example/slides.pdf' } }),
  );
  assert.deepEqual(
    named(named(event, 'links')[0], 'link').map(({ attributes, text }) => [attributes.href, text]),
    [['https://a.example/%C3%A4%20b', 'A']],
  );
  assert.deepEqual(
    named(named(event, 'attachments')[0], 'attachment').map(({ attributes }) => attributes),
    [
      { href: 'https://a.example/%C3%A4%20b', type: 'other' },
      { href: 'https://a.example/slides.pdf', type: 'slides' },
    ],
  );
});

test('pictures and slides that are files get the address that the installation gives them', () => {
  const mediaUrl = (file: string): string => `https://foyer.example/media/${file}`;
  const event = onlyEvent(smallConference({ picture: { file: 'a.png' }, slides: { file: 'b.pdf' } }), { mediaUrl });
  assert.equal(textOf(event, 'logo'), 'https://foyer.example/media/a.png');
  assert.equal(
    named(named(event, 'attachments')[0], 'attachment')[0]?.attributes.href,
    'https://foyer.example/media/b.pdf',
  );
});

test('by default nothing is written that the schema forbids; FOSDEM apps get venue, city, subtitle and change of day', () => {
  const conference = smallConference(
    { track: null, type: null },
    { locationName: 'The House', city: 'Berlin', subtitle: 'Sub', dayChangeMinutes: 300 },
  );
  const elements = (options: Partial<ScheduleXmlOptions>): string[] =>
    (named(written(conference, options), 'conference')[0]?.children ?? []).map(({ name }) => name);
  const strict = [
    'acronym',
    'title',
    'start',
    'end',
    'days',
    'timeslot_duration',
    'base_url',
    'url',
    'time_zone_name',
    'track',
  ];
  assert.deepEqual(elements({}), strict);
  assert.deepEqual(elements({ client: 'fosdem' }), [
    ...strict.slice(0, -1),
    'subtitle',
    'venue',
    'city',
    'day_change',
    'track',
  ]);
  const root = written(conference, { client: 'fosdem' });
  const [about] = named(root, 'conference');
  assert.deepEqual(
    ['venue', 'city', 'day_change'].map((name) => textOf(about, name)),
    ['The House', 'Berlin', '05:00:00'],
  );
  const event = onlyEvent(conference, { client: 'fosdem' });
  assert.deepEqual([textOf(event, 'track'), textOf(event, 'type')], ['Programme', 'other']);
  assert.deepEqual(
    named(named(root, 'persons')[0], 'person').map((person) => textOf(person, 'name')),
    ['Ada Example'],
  );
});

test('a short acronym gets the year of the event, for the schema wants four characters', () => {
  const acronym = (text: string): string | undefined =>
    textOf(named(written(smallConference({}, { acronym: text })), 'conference')[0], 'acronym');
  assert.deepEqual(['pgc', 'Ä/B', 'small_conf-1', ''].map(acronym), [
    'pgc-2027',
    'b-2027',
    'small_conf-1',
    'small-conference',
  ]);
});

test('without a version of its own the schedule has the time of its last change', () => {
  assert.equal(textOf(written(smallConference({}, { scheduleVersion: '0.33' })), 'version'), '0.33');
  assert.equal(textOf(written(smallConference()), 'version'), '2027-05-01 14:00');
});

test('clients that sniff the first 1024 characters find the schedule and the conference', () => {
  const head = writeScheduleXml(smallConference({}, { scheduleVersion: 'v'.repeat(3000) }), {
    ...SMALL_OPTIONS,
    eventUrl: `https://foyer.example/${'e'.repeat(390)}`,
  }).slice(0, 1024);
  assert.deepEqual(
    [head.includes('<schedule'), head.includes('<conference'), head.includes('<!DOCTYPE')],
    [true, true, false],
  );
});

test('withdrawn, undecided and unscheduled sessions are left out', () => {
  for (const change of [{ state: 'withdrawn' }, { state: 'pending' }, { startsAt: null }] as const) {
    assert.equal(onlyEvent(smallConference(change)), undefined, JSON.stringify(change));
  }
});

test("the demo conference is well-formed and gives nobody's address", () => {
  const xml = writeScheduleXml(makeDemoConference(), SMALL_OPTIONS);
  parse(xml);
  assert.equal(/speaker-\d+@/.test(xml), false);
});

test('for the apps of FOSDEM all persons stand before the first day', () => {
  const xml = writeScheduleXml(smallConference(), { ...SMALL_OPTIONS, client: 'fosdem' });
  assert.deepEqual(xml.match(/^ {2}<(conference|persons|day)\b/gm), ['  <conference', '  <persons', '  <day']);
});
