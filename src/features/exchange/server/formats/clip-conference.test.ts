import assert from 'node:assert/strict';
import test from 'node:test';
import type { SaidConference } from '#features/exchange/conference.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';
import { wordRemarks } from '../render-remarks.ts';
import { clipText } from './clean-text.ts';
import { clipConference } from './clip-conference.ts';
import { collectRemarks } from './collect-remarks.ts';

const long = (count: number, letter = 'a'): string => letter.repeat(count);

function clipped(change: (conference: SaidConference) => void): {
  conference: SaidConference;
  repaired: { element: string; reason: string }[];
} {
  const conference: SaidConference = {
    event: { key: 'tide', name: 'Tide Days', startsAt: 0, endsAt: 1, timeZone: 'UTC' },
    tracks: [{ key: 't', name: 'Rope' }],
    rooms: [{ key: 'r', name: 'Quay' }],
    sessionTypes: [],
    speakers: [{ key: 'p', name: 'Ana Sousa' }],
    sessions: [{ key: 's', number: 4, title: 'Knots', track: 't', room: 'r', speakers: ['p'] }],
  };
  change(conference);
  const remarks = collectRemarks();
  clipConference(conference, remarks);
  return { conference, repaired: wordRemarks(remarks.finish(), 'en').repaired };
}

test('a text is clipped with an ellipsis and never within a character', () => {
  assert.deepEqual(
    [clipText('abc', 3), clipText('abcd', 3), clipText('a😀bc', 3), clipText('ab cd', 4)],
    ['abc', 'ab…', 'a…', 'ab…'],
  );
});

test('titles and names keep 300 characters, long texts 100,000, and each that was longer is named', () => {
  const { conference, repaired } = clipped(({ event, speakers, sessions }) => {
    event.description = long(100_000);
    event.copyright = { holder: long(400), holderUrl: '', licence: '', licenceUrl: '', year: '', logo: '' };
    Object.assign(speakers[0] as object, { name: long(301), shortBiography: long(100_001) });
    Object.assign(sessions[0] as object, { title: long(2_000_000), subtitle: long(300) });
  });
  const [speaker, session] = [conference.speakers[0], conference.sessions[0]];
  const lengths = [
    conference.event.description,
    conference.event.copyright?.holder,
    speaker?.name,
    speaker?.shortBiography,
    session?.title,
    session?.subtitle,
  ].map((text) => text?.length);
  assert.deepEqual(lengths, [100_000, 300, 300, 100_000, 300, 300]);
  const name = `"${long(79)}…"`;
  assert.deepEqual(repaired, [
    { element: 'event', reason: 'holder has 400 characters; the first 300 were kept' },
    { element: `speaker ${name}`, reason: 'name has 301 characters; the first 300 were kept' },
    { element: `speaker ${name}`, reason: 'shortBiography has 100001 characters; the first 100000 were kept' },
    { element: `session 4 ${name}`, reason: 'title has 2000000 characters; the first 300 were kept' },
  ]);
});

test('addresses are whole or left out, and the links with them; of the links 200 are kept', () => {
  const url = (count: number): string => `https://tide.example/${long(count)}`;
  const { conference, repaired } = clipped(({ event, sessions }) => {
    Object.assign(event, { website: url(3_000), logo: { url: url(3_000) }, header: { url: url(30) } });
    Object.assign(sessions[0] as object, {
      links: [
        { title: 'Gone', url: url(3_000) },
        ...Array.from({ length: 250 }, (_, i) => ({ title: `${i}`, url: url(i) })),
      ],
    });
  });
  const { event, sessions } = conference;
  assert.deepEqual(
    [event.website, event.logo, event.header, sessions[0]?.links?.length, sessions[0]?.links?.[0]?.title],
    ['', undefined, { url: url(30) }, 199, '0'],
  );
  assert.deepEqual(
    repaired.map(({ element }) => element),
    ['event', 'event', 'session 4 "Knots"', 'session 4 "Knots"'],
  );
});

test('what points at a record with a long key still points at it', () => {
  const { conference, repaired } = clipped(({ tracks, sessions }) => {
    Object.assign(tracks[0] as object, { key: long(90_000) });
    sessions[0] = { key: long(90_001), title: 'Knots', track: long(90_000), speakers: [long(600), 'p'] };
    sessions[1] = { key: long(90_002), title: 'Bends', track: null };
  });
  const [first, second] = conference.sessions;
  assert.equal(first?.track, conference.tracks[0]?.key);
  assert.deepEqual([first?.track?.length, second?.track, first?.speakers?.[1]], [165, null, 'p']);
  assert.equal(new Set([first?.key, second?.key, first?.track]).size, 3);
  assert.deepEqual(repaired, []);
});

test('a file with a title of two million characters is read, and says so', async () => {
  const days = [
    {
      date: '2026-05-08',
      rooms: { Quay: [{ id: 1, title: long(2_000_000), date: '2026-05-08T10:00:00+01:00', duration: '00:45' }] },
    },
  ];
  const text = JSON.stringify({
    schedule: { conference: { title: 'Tide Days', start: '2026-05-08', time_zone_name: 'Europe/Lisbon', days } },
  });
  const { conference, repaired } = await readConference(Buffer.from(text));
  assert.equal(conference.sessions[0]?.title.length, 300);
  assert.deepEqual(
    repaired.filter(({ reason }) => reason.includes('2000000')),
    [{ element: `session 1 "${long(79)}…"`, reason: 'title has 2000000 characters; the first 300 were kept' }],
  );
});
