import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { SMALL_OPTIONS, SMALL_START, smallConference } from '#testing/small-conference.ts';
import type { Conference } from '#features/exchange/conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import { writeIcalendar } from './write-icalendar.ts';
import { writeXcalRfc6321 } from './write-xcal-rfc6321.ts';
import { writeXcal } from './write-xcal.ts';

const MINUTE = 60_000;

/** Throws on anything that is not well-formed, namespaces included. */
function assertWellFormed(xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

test('a session is written as the Pentabarf family writes it, element by element', () => {
  const xml = writeXcal(smallConference({}, { description: 'What it is' }), SMALL_OPTIONS);
  assert.equal(
    xml,
    `<?xml version="1.0" encoding="UTF-8"?>
<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal" xmlns:pentabarf="http://pentabarf.org">
  <vcalendar>
    <version>2.0</version>
    <prodid>-//Foyer//Foyer//EN</prodid>
    <x-wr-caldesc>What it is</x-wr-caldesc>
    <x-wr-calname>Small conference</x-wr-calname>
    <x-wr-timezone>Europe/Berlin</x-wr-timezone>
    <vevent>
      <method>PUBLISH</method>
      <uid>opening@small.example</uid>
      <pentabarf:track>Main, really</pentabarf:track>
      <dtstart>20270603T070000Z</dtstart>
      <dtend>20270603T073000Z</dtend>
      <duration>00:30:00:00</duration>
      <summary>Opening</summary>
      <description>N/A</description>
      <class>PUBLIC</class>
      <status>CONFIRMED</status>
      <categories>Talk</categories>
      <url>https://foyer.example/e/small/sessions/9</url>
      <location>Hall A</location>
      <attendee>Ada Example</attendee>
    </vevent>
  </vcalendar>
</iCalendar>
`,
  );
});

test('times can carry the offset of the zone instead', () => {
  const xml = writeXcal(smallConference(), { ...SMALL_OPTIONS, times: 'offset' });
  assert.deepEqual(/<dtstart>(.*)<\/dtstart>\s*<dtend>(.*)<\/dtend>/.exec(xml)?.slice(1), [
    '2027-06-03T09:00:00+02:00',
    '2027-06-03T09:30:00+02:00',
  ]);
});

test('a duration beyond a day keeps counting hours', () => {
  const xml = writeXcal(smallConference({ endsAt: SMALL_START + 1565 * MINUTE }), SMALL_OPTIONS);
  assert.equal(/<duration>(.*)<\/duration>/.exec(xml)?.[1], '26:05:00:00');
});

test('withdrawn sessions are left out of legacy xCal and cancelled in RFC 6321', () => {
  const conference = smallConference({ state: 'withdrawn' });
  assert.equal(writeXcal(conference, SMALL_OPTIONS).includes('Opening'), false);
  assert.deepEqual(writeXcalRfc6321(conference, SMALL_OPTIONS).match(/<status>.*<\/status>/g), [
    '<status><text>CANCELLED</text></status>',
  ]);
});

test('a client that sniffs the first 1024 characters recognises it even with a long description', () => {
  const head = writeXcal(smallConference({}, { description: 'x'.repeat(5000) }), SMALL_OPTIONS)
    .slice(0, 1024)
    .toLowerCase();
  assert.deepEqual(
    [head.includes('<icalendar'), head.includes('<vcalendar'), head.includes('<!doctype')],
    [true, true, false],
  );
});

test('RFC 6321 says local times with their zone and puts the name of the event into PRODID', () => {
  const xml = writeXcalRfc6321(smallConference(), SMALL_OPTIONS);
  assertWellFormed(xml);
  assert.match(xml, /<prodid><text>-\/\/Foyer\/\/Small conference\/\/EN<\/text><\/prodid>/);
  assert.match(
    xml,
    /<dtstart><parameters><tzid><text>Europe\/Berlin<\/text><\/tzid><\/parameters><date-time>2027-06-03T09:00:00<\/date-time><\/dtstart>/,
  );
});

test('markup, control characters and halves of characters cannot break either form', () => {
  const conference = smallConference({ title: ']]><x a="&', abstract: 'a\u0006\u0000\ufffe\ud800b', uid: '<uid>' });
  for (const xml of [writeXcal(conference, SMALL_OPTIONS), writeXcalRfc6321(conference, SMALL_OPTIONS)]) {
    assertWellFormed(xml);
    assert.match(xml, />a\ufffdb</);
  }
});

test("both forms of the demo conference are well-formed and show nobody's address", () => {
  for (const xml of [
    writeXcal(makeDemoConference(), SMALL_OPTIONS),
    writeXcalRfc6321(makeDemoConference(), SMALL_OPTIONS),
  ]) {
    assertWellFormed(xml);
    assert.equal(/speaker-\d+@/.test(xml), false);
  }
});

test('what only the elements of Pentabarf can say stands in them', async () => {
  const conference = smallConference({ subtitle: 'By hand', language: 'pt', slug: 'small-9-opening' });
  const xml = writeXcal(conference, SMALL_OPTIONS);
  assertWellFormed(xml);
  assert.deepEqual(xml.match(/<pentabarf:.*>/g), [
    '<pentabarf:event-slug>small-9-opening</pentabarf:event-slug>',
    '<pentabarf:subtitle>By hand</pentabarf:subtitle>',
    '<pentabarf:language-code>pt</pentabarf:language-code>',
    '<pentabarf:track>Main, really</pentabarf:track>',
  ]);
  const [session] = (await readConference(Buffer.from(xml))).conference.sessions;
  assert.deepEqual(
    [session?.subtitle, session?.language, session?.slug, session?.track],
    ['By hand', 'pt', 'small-9-opening', 'name:main, really'],
  );
});

describe('an event without a schedule', () => {
  const about = {
    locationName: 'The House',
    city: 'Berlin',
    description: 'One evening',
    latitude: 52.5,
    longitude: 13,
  };
  const WRITERS = { 'calendar.ics': writeIcalendar, 'calendar.xcs': writeXcal, 'xcal.xml': writeXcalRfc6321 };
  const bare = (): Conference => ({ ...smallConference({}, about), sessions: [] });

  for (const [name, write] of Object.entries(WRITERS)) {
    test(`stands in ${name} itself, from its start to its end`, () => {
      const text = write(bare(), SMALL_OPTIONS);
      assert.equal((text.match(/<vevent>|BEGIN:VEVENT/g) ?? []).length, 1);
      for (const word of [
        'event-small@foyer.example',
        'Small conference',
        'One evening',
        'https://foyer.example/e/small',
        'CONFIRMED',
      ])
        assert.equal(text.includes(word), true, word);
      assert.equal(/The House\\?, Berlin/.test(text), true);
      assert.equal(/20270603T070000Z|2027-06-03T09:00:00|TZID=Europe\/Berlin:20270603T090000/.test(text), true);
      assert.equal(
        write({ ...bare(), event: { ...bare().event, state: 'cancelled' } }, SMALL_OPTIONS).includes('CANCELLED'),
        true,
      );
    });

    test(`is read from ${name} as the event with its dates, and as no session`, async () => {
      const reading = await readConference(Buffer.from(write(bare(), SMALL_OPTIONS)));
      const { event, sessions } = reading.conference;
      assert.deepEqual(
        [sessions, event.name, event.startsAt, event.endsAt, event.timeZone, reading.repaired, reading.ownEventUrl],
        [[], 'Small conference', SMALL_START, SMALL_START + 480 * MINUTE, 'Europe/Berlin', [], SMALL_OPTIONS.eventUrl],
      );
      assert.deepEqual(reading.guessed, { acronym: true, sessions: true });
    });
  }

  test('with sessions that have no time stands there too, and leaves when one has', () => {
    for (const [name, write] of Object.entries(WRITERS)) {
      assert.equal(
        write(smallConference({ startsAt: null, endsAt: null }), SMALL_OPTIONS).includes('event-small@'),
        true,
        name,
      );
      assert.equal(write(smallConference(), SMALL_OPTIONS).includes('event-small@'), false, name);
    }
  });
});

test('language and attachments are in iCalendar and RFC 6321, and come back', async () => {
  const conference = smallConference({
    language: 'pt-BR',
    slides: { url: 'https://small.example/s.pdf' },
    attachments: [{ title: 'Say "hi"; bye', url: 'https://small.example/a?b=1' }],
  });
  const ics = await readConference(Buffer.from(writeIcalendar(conference, SMALL_OPTIONS)));
  const [session] = ics.conference.sessions;
  assert.deepEqual(
    [session?.language, session?.slides, session?.attachments, ics.skipped],
    [
      'pt-BR',
      { url: 'https://small.example/s.pdf' },
      [{ title: 'Say "hi"; bye', url: 'https://small.example/a?b=1' }],
      [],
    ],
  );
  const [other] = (await readConference(Buffer.from(writeXcalRfc6321(conference, SMALL_OPTIONS)))).conference.sessions;
  assert.deepEqual(
    [other?.language, other?.slides, other?.attachments],
    ['pt-BR', { url: 'https://small.example/s.pdf' }, session?.attachments],
  );
});

test('where a session takes place is its room and the venue, and its room comes back', async () => {
  const places = async (room: string | null, event: Partial<Conference['event']>) => {
    const conference = smallConference({ room }, event);
    const [ics, xml] = [writeIcalendar(conference, SMALL_OPTIONS), writeXcalRfc6321(conference, SMALL_OPTIONS)];
    const said = [/^LOCATION:(.*?)\r$/m.exec(ics)?.[1]?.replaceAll('\\', ''), /<location><text>(.*?)</.exec(xml)?.[1]];
    const rooms = [];
    for (const file of [ics, xml]) {
      const { conference: back } = await readConference(Buffer.from(file));
      rooms.push([back.sessions[0]?.room, back.rooms.map(({ name }) => name)]);
    }
    assert.deepEqual([said[1], rooms[1]], [said[0], rooms[0]]);
    return [said[0], ...(rooms[0] ?? [])];
  };
  const at = { locationName: 'Old Harbour', city: 'Lisbon' };
  assert.deepEqual(await places('r', at), ['Hall A, Old Harbour, Lisbon', 'name:hall a', ['Hall A']]);
  assert.deepEqual(await places('r', {}), ['Hall A', 'name:hall a', ['Hall A']]);
  assert.deepEqual(await places('r', { ...at, locationName: 'Hall A' }), ['Hall A, Lisbon', 'name:hall a', ['Hall A']]);
  assert.deepEqual(await places(null, at), ['Old Harbour, Lisbon', null, []]);
  assert.deepEqual(await places(null, {}), ['', null, []]);
});
