/** Conferences such as nobody would plan, for tests that must hold for all of them. */
import fc from 'fast-check';
import type {
  Conference,
  ConferenceEvent,
  ConferenceForm,
  ConferenceLink,
  ConferenceSession,
  ConferenceSpeaker,
  MediaRef,
} from '#features/exchange/conference.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { fromLocal, type Instant } from '#platform/time.ts';

const MINUTE = 60_000;

const WORDS = [
  'open',
  'Ärger',
  'naïve',
  'Łódź',
  'ß',
  'مؤتمر',
  'الوصول',
  'פתיחה',
  'שלום',
  '開会',
  'の',
  '회의',
  'ผู้พูด',
  'हिन्दी',
  '🎪',
  '👩🏽‍🚀',
  'e\u0301clair',
  'a,b;c',
  'x\\y',
  '\\n',
  'R&D',
  '<b>',
  ']]>',
  '"so-called"',
  "it's",
  '100%',
  '=1+1',
  '-',
  '#1',
  '@home',
  'TZID',
  'BEGIN:VEVENT',
  'C++/C#',
  'a\u200fb',
  '\u202bאב\u202c',
  '…',
  'null',
  '{x}',
  '`tick`',
  '^',
  "^'",
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '漢字仮名交じり文字列を折り返す',
  '&amp;',
  '&#6;',
  'tab\tbed',
  'bell\u0006',
];
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'America/Santiago',
];
/** Eves of clock changes in one zone or another, a leap day, and a day on which nothing happens. */
const DATES = [
  '2027-03-27',
  '2027-10-30',
  '2027-03-13',
  '2027-11-06',
  '2027-04-03',
  '2028-02-28',
  '2026-12-31',
  '2027-06-03',
];

/** One line of words in many scripts, with what the formats must escape. */
export const arbitraryLine = (most = 6): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
      ),
      { minLength: 1, maxLength: most },
    )
    .map((words) => words.join(' '));

/** Nothing, a line, or several paragraphs. */
export const arbitraryText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    arbitraryLine(12),
    fc.array(arbitraryLine(20), { minLength: 2, maxLength: 5 }).map((lines) => lines.join('\n')),
    fc.array(arbitraryLine(20), { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\r\n\r\n')),
  );

const optionalLine = fc.oneof(fc.constant(''), arbitraryLine());
const address = fc.oneof(fc.constant(''), fc.webUrl({ withQueryParameters: true, withFragments: true }));
const link: fc.Arbitrary<ConferenceLink> = fc.record({ title: optionalLine, url: fc.webUrl() });
const links = fc.array(link, { maxLength: 3 });
const media: fc.Arbitrary<MediaRef | null> = fc.oneof(
  fc.constant(null),
  fc.webUrl().map((url) => ({ url })),
  fc.constantFrom('a.png', 'b.JPG', 'talk.mp3', 'no-extension', 'x/y.pdf').map((file) => ({ file })),
);
const picture = media;
const code = fc.oneof(fc.constant(''), fc.stringMatching(/^[A-Z0-9]{6}$/));
/** Different for every `kind` and `at`. */
const guidOf = (kind: string, at: number): fc.Arbitrary<string> =>
  fc.uuid().map((uuid) => `${uuid.toLowerCase().slice(0, 32)}${kind}${at.toString(16).padStart(3, '0')}`);
const language = fc.constantFrom('', 'en', 'de', 'ar', 'pt-BR');
const degrees = fc.double({ min: -89, max: 89, noNaN: true }).map((value) => Math.round(value * 1e6) / 1e6 || 0);
const color = fc.oneof(fc.constant(''), fc.stringMatching(/^#[0-9a-f]{6}$/));

/** Names that differ even without case, width and spacing. None has a `\n` of two characters, an escape to some. */
function named<T>(
  most: number,
  rest: (at: number) => fc.Arbitrary<T>,
): fc.Arbitrary<(T & { key: string; number: number; name: string })[]> {
  return fc.array(fc.tuple(arbitraryLine(4), fc.integer({ min: 1, max: 5 })), { maxLength: most }).chain((seeds) => {
    let number = 0;
    return fc.tuple(
      ...seeds.map(([words, step], at) => {
        number += step;
        const own = { key: `k${at}`, number, name: `n${at} ${words.replaceAll('\\n', '\\ n')} (${number})` };
        return rest(at).map((more) => ({ ...more, ...own }));
      }),
    );
  });
}

const form: fc.Arbitrary<ConferenceForm | null> = fc.option(
  fc.dictionary(
    fc.constantFrom('title', 'track', 'short_abstract'),
    fc.record({ include: fc.boolean(), require: fc.boolean() }),
  ),
);

const tracks = named(4, () => fc.record({ description: arbitraryText(), color }));
const rooms = named(4, (at) =>
  fc
    .record({
      floor: optionalLine,
      latitude: degrees,
      longitude: degrees,
      capacity: fc.option(fc.integer({ min: 1, max: 5000 })),
      guid: fc.oneof(fc.constant(''), guidOf('a', at)),
    })
    .map((room) => (at % 2 === 0 ? { ...room, latitude: null, longitude: null } : room)),
);
const sessionTypes = named(3, () => fc.record({ minutes: fc.option(fc.integer({ min: 5, max: 900 })) }));
const sponsors = named(3, () =>
  fc.record({
    description: arbitraryText(),
    url: address,
    type: optionalLine,
    level: fc.option(fc.integer({ min: 1, max: 9 })),
    logo: picture,
  }),
);
const speakers = named(9, (at) =>
  fc.record({
    guid: fc.oneof(fc.constant(''), guidOf('b', at)),
    code,
    email: fc.constantFrom('', 'somebody@private.example'),
    mobile: fc.constantFrom('', '+15550100'),
    photo: picture,
    organisation: optionalLine,
    position: optionalLine,
    country: optionalLine,
    shortBiography: arbitraryText(),
    biography: arbitraryText(),
    website: address,
    links,
    featured: fc.boolean(),
  }),
);

const window = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom(...DATES),
    hour: fc.integer({ min: 0, max: 23 }),
    days: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ zone, date, hour, days }) => {
    const [year, month, day] = date.split('-').map(Number) as [number, number, number];
    const startsAt = fromLocal({ year, month, day, hour, minute: 0, second: 0 }, zone);
    return { timeZone: zone, startsAt, endsAt: startsAt + days * 1440 * MINUTE };
  });

type Window = { timeZone: string; startsAt: Instant; endsAt: Instant };

function arbitraryEvent(span: Window): fc.Arbitrary<ConferenceEvent> {
  return fc
    .record({
      acronym: fc.stringMatching(/^[a-z]{4,9}-[a-z0-9]{3,6}$/),
      name: arbitraryLine().map((words) => `Event ${words}`),
      subtitle: optionalLine,
      description: arbitraryText(),
      locationName: optionalLine,
      city: optionalLine,
      place: fc.option(fc.tuple(degrees, degrees)),
      website: address,
      ticketUrl: address,
      email: fc.constantFrom('', 'hello@event.example'),
      language,
      logo: picture,
      header: picture,
      organizerName: optionalLine,
      organizerDescription: arbitraryText(),
      socialLinks: links,
      codeOfConduct: arbitraryText(),
      copyright: fc.option(
        fc.record({
          holder: optionalLine,
          holderUrl: address,
          licence: optionalLine,
          licenceUrl: address,
          year: fc.constantFrom('', '2027'),
          logo: address,
        }),
      ),
      callForSpeakers: fc.option(
        fc.record({
          announcement: arbitraryText(),
          startsAt: fc.option(fc.constant(span.startsAt - 90 * 1440 * MINUTE)),
          endsAt: fc.option(fc.constant(span.startsAt - 30 * 1440 * MINUTE)),
        }),
      ),
      type: optionalLine,
      topic: optionalLine,
      subTopic: optionalLine,
      dayChangeMinutes: fc.constantFrom(0, 240, 300),
      timeslotMinutes: fc.constantFrom(5, 15, 60),
      sessionForm: form,
      speakerForm: form,
      scheduleVersion: optionalLine,
    })
    .map(({ place, ...event }) => ({
      ...event,
      ...span,
      key: '1',
      latitude: place?.[0] ?? null,
      longitude: place?.[1] ?? null,
      state: 'published' as const,
      updatedAt: span.startsAt - 86_400_000,
    }));
}

type Shelves = Pick<Conference, 'tracks' | 'rooms' | 'sessionTypes' | 'speakers'>;

function arbitrarySession(at: number, span: Window, shelves: Shelves): fc.Arbitrary<ConferenceSession> {
  const keyOf = (things: { key: string }[]): fc.Arbitrary<string | null> =>
    fc.constantFrom(null, ...things.map((thing) => thing.key));
  const slots = Math.floor((span.endsAt - span.startsAt) / (5 * MINUTE));
  return fc
    .record({
      guid: guidOf('c', at),
      host: fc.constantFrom('', '@host.example', '@other'),
      code,
      slug: fc.oneof(fc.constant(''), fc.stringMatching(/^[a-z]{4,6}-[a-z0-9]{4,9}$/)),
      title: arbitraryLine().map((words) => `${at} ${words}`),
      subtitle: optionalLine,
      abstract: arbitraryText(),
      description: arbitraryText(),
      language,
      comments: arbitraryText(),
      level: optionalLine,
      state: at === 0 ? fc.constant('confirmed' as const) : fc.constantFrom(...SESSION_STATES),
      type: keyOf(shelves.sessionTypes),
      track: keyOf(shelves.tracks),
      room: keyOf(shelves.rooms),
      speakers: fc.subarray(shelves.speakers.map((speaker) => speaker.key)),
      start: fc.integer({ min: 0, max: slots }),
      minutes: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 24 }).map((n) => n * 5) },
        { weight: 1, arbitrary: fc.constantFrom(1, 1439, 1440, 1500, 2885) },
      ),
      timed: at === 0 ? fc.constant(true) : fc.integer({ max: 5, min: 0 }).map((n) => n > 0),
      url: address,
      signupUrl: address,
      picture,
      slides: media,
      audio: media,
      video: media,
      links,
      attachments: links,
      recordingLicence: optionalLine,
      recordingOptout: fc.boolean(),
      sequence: fc.integer({ min: 0, max: 9 }),
      changed: fc.integer({ min: 0, max: 1_000_000 }),
    })
    .map(({ host, start, minutes, timed, changed, ...session }) => ({
      ...session,
      key: `s${at}`,
      number: at * 2 + 1,
      uid: `${session.guid}${host}`,
      startsAt: timed ? span.startsAt + start * 5 * MINUTE : null,
      endsAt: timed ? span.startsAt + (start * 5 + minutes) * MINUTE : null,
      updatedAt: span.startsAt - changed * 1000,
    }));
}

/** A whole conference, published, with at least one session in its schedule. */
export const arbitraryConference: fc.Arbitrary<Conference> = fc
  .tuple(window, tracks, rooms, sessionTypes, speakers, sponsors, fc.integer({ min: 1, max: 10 }))
  .chain(([span, ...[tracks, rooms, sessionTypes, speakers, sponsors, count]]) =>
    fc.record({
      event: arbitraryEvent(span),
      tracks: fc.constant(tracks),
      rooms: fc.constant(rooms),
      sessionTypes: fc.constant(sessionTypes),
      speakers: fc.constant(speakers as ConferenceSpeaker[]),
      sponsors: fc.constant(sponsors),
      sessions: fc.tuple(
        ...Array.from({ length: count }, (_, at) =>
          arbitrarySession(at, span, { tracks, rooms, sessionTypes, speakers }),
        ),
      ),
    }),
  )
  .map((conference) => structuredClone(conference));
