import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { SMALL_OPTIONS, SMALL_START, smallConference } from '#testing/small-conference.ts';
import { makeDemoConference } from '../make-demo-conference.ts';
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
<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal">
  <vcalendar>
    <version>2.0</version>
    <prodid>-//Foyer//Foyer//EN</prodid>
    <x-wr-caldesc>What it is</x-wr-caldesc>
    <x-wr-calname>Small conference</x-wr-calname>
    <x-wr-timezone>Europe/Berlin</x-wr-timezone>
    <vevent>
      <method>PUBLISH</method>
      <uid>opening@small.example</uid>
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
  assert.equal(writeXcal(conference, SMALL_OPTIONS).includes('<vevent>'), false);
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
