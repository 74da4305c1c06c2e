/** Conferences such as nobody would plan, for tests that must hold for all of them. */
import fc from 'fast-check';
import type { Conference, ConferenceSession, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { arbitraryEvent, type Window, window } from './arbitrary-event.ts';
import { arbitraryLine, arbitraryText, optionalLine } from './arbitrary-text.ts';
import {
  address,
  code,
  guidOf,
  language,
  links,
  media,
  rooms,
  sessionTypes,
  speakers,
  sponsors,
  tracks,
} from './arbitrary-records.ts';

const MINUTE = 60_000;

type Shelves = Pick<Conference, 'tracks' | 'rooms' | 'sessionTypes' | 'speakers'>;

function arbitrarySession(at: number, span: Window, shelves: Shelves): fc.Arbitrary<ConferenceSession> {
  const keyOf = (records: { key: string }[]): fc.Arbitrary<string | null> =>
    fc.constantFrom(null, ...records.map((record) => record.key));
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
      picture: media,
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
