/** What the writers of all formats need to know of a conference: the choices and look-ups they share. */
import type {
  Conference,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceTrack,
  MediaRef,
} from '#features/exchange/conference.ts';
import { isCancelledState, isPublicState, isScheduled } from '#features/sessions/session.ts';
import type { Instant } from '#platform/time.ts';
import { htmlToText } from './html-to-text.ts';
import { webAddress, writableLine } from './writable-text.ts';

export const GENERATOR = { name: 'Foyer', version: '0.1.0' };
export const PRODID = '-//Foyer//Foyer//EN';

export type WriteOptions = {
  /** Public base URL of the installation, no trailing slash. */
  baseUrl: string;
  /** Public address of the event page, no trailing slash. */
  eventUrl: string;
  /** Only for formats that must say when they were made; none of the public ones does. */
  now?: Instant;
  /** Public address of a file of the conference, null where it has none. Without this, files have no address. */
  mediaUrl?: (file: string) => string | null;
  /**
   * For the organiser's own copy: speakers' addresses and numbers, notes, sessions in every state. Never for the
   * public.
   */
  includePrivate?: boolean;
};

/** A session with its place in the schedule, or one that had it until it was withdrawn. */
export type TimedSession = ConferenceSession & { startsAt: Instant; endsAt: Instant };

export type Programme = {
  conference: Conference;
  options: WriteOptions;
  roomOf: (session: ConferenceSession) => ConferenceRoom | undefined;
  trackOf: (session: ConferenceSession) => ConferenceTrack | undefined;
  typeOf: (session: ConferenceSession) => ConferenceSessionType | undefined;
  speakersOf: (session: ConferenceSession) => ConferenceSpeaker[];
  /** The session's page here. */
  pageOf: (session: ConferenceSession) => string;
};

export function programmeOf(conference: Conference, options: WriteOptions): Programme {
  const rooms = byKey(conference.rooms);
  const tracks = byKey(conference.tracks);
  const types = byKey(conference.sessionTypes);
  const speakers = byKey(conference.speakers);
  return {
    conference,
    options,
    roomOf: (session) => (session.room === null ? undefined : rooms.get(session.room)),
    trackOf: (session) => (session.track === null ? undefined : tracks.get(session.track)),
    typeOf: (session) => (session.type === null ? undefined : types.get(session.type)),
    speakersOf: (session) =>
      session.speakers.map((key) => speakers.get(key)).filter((speaker) => speaker !== undefined),
    pageOf: (session) => `${options.eventUrl}/sessions/${session.number}`,
  };
}

function byKey<T extends { key: string }>(records: T[]): Map<string, T> {
  return new Map(records.map((record) => [record.key, record]));
}

/** The public schedule in order of time, then number. */
export function scheduledSessions(conference: Conference): TimedSession[] {
  return conference.sessions.filter(isTimed).filter(isScheduled).sort(inOrder);
}

/** The public schedule and, with it, the sessions that were announced and withdrawn. */
export function calendarSessions(conference: Conference): TimedSession[] {
  return conference.sessions
    .filter(isTimed)
    .filter((session) => isScheduled(session) || isCancelledState(session.state))
    .sort(inOrder);
}

/** Sessions that a listing shows, scheduled or not, in order of number: all of them in the organiser's own copy. */
export function listedSessions(conference: Conference, options: WriteOptions): ConferenceSession[] {
  return conference.sessions
    .filter((session) => options.includePrivate || isPublicState(session.state))
    .sort((a, b) => a.number - b.number);
}

/**
 * Speakers of the listed sessions in order of number. Somebody whose proposals are all undecided or refused is nobody
 * the public hears of.
 */
export function listedSpeakers(conference: Conference, options: WriteOptions): ConferenceSpeaker[] {
  const listed = new Set(listedSessions(conference, options).flatMap((session) => session.speakers));
  return conference.speakers
    .filter((speaker) => options.includePrivate || listed.has(speaker.key))
    .sort((a, b) => a.number - b.number);
}

function isTimed(session: ConferenceSession): session is TimedSession {
  return session.startsAt !== null && session.endsAt !== null;
}

function inOrder(a: TimedSession, b: TimedSession): number {
  return a.startsAt - b.startsAt || a.number - b.number;
}

/** First and last instant that the event or one of `sessions` touches. */
export function spanOf(conference: Conference, sessions: TimedSession[]): { from: Instant; to: Instant } {
  let { startsAt: from, endsAt: to } = conference.event;
  for (const session of sessions) {
    from = Math.min(from, session.startsAt);
    to = Math.max(to, session.endsAt);
  }
  return { from, to };
}

/** The public address of a picture, recording or set of slides, '' when it has none. */
export function mediaAddress(media: MediaRef | null, options: WriteOptions): string {
  if (media === null) return '';
  return webAddress('url' in media ? media.url : (options.mediaUrl?.(media.file) ?? ''));
}

/** Abstract and description as one plain text, for formats that have a single field and no markup. */
export function fullText(session: ConferenceSession): string {
  const abstract = htmlToText(session.abstract);
  const description = htmlToText(session.description);
  if (abstract === '' || abstract === description) return description;
  return description === '' ? abstract : `${abstract}\n\n${description}`;
}

/** What the event is about, as plain text. */
export function eventText({ event }: Conference): string {
  return htmlToText(event.description) || event.subtitle;
}

/** The UID of the event as one entry of a calendar. */
export function eventUid({ event }: Conference, { baseUrl }: WriteOptions): string {
  return `${EVENT_UID}${event.key}@${URL.canParse(baseUrl) ? new URL(baseUrl).hostname : 'localhost'}`;
}

/** How the UID of an event as one entry begins. */
export const EVENT_UID = 'event-';

/** Where the event takes place, as one line. */
export function venueOf({ event }: Conference): string {
  return [event.locationName, event.city].filter(Boolean).map(writableLine).join(', ');
}

/** Where a session takes place, as one line: its room, and the venue, which may be called the same. */
export function placeOf({ conference, roomOf }: Programme, session: ConferenceSession): string {
  const [room, venue] = [writableLine(roomOf(session)?.name ?? ''), venueOf(conference)];
  if (room === '' || room === writableLine(conference.event.locationName)) return venue || room;
  return venue === '' ? room : `${room}, ${venue}`;
}

/** What is attached to a session: its slides and recordings under the name of their kind, and its attachments. */
export function attachedTo(session: ConferenceSession, options: WriteOptions): { title: string; url: string }[] {
  const media = (['slides', 'audio', 'video'] as const).map((kind) => ({
    title: kind,
    url: mediaAddress(session[kind], options),
  }));
  const attached = session.attachments.map(({ title, url }) => ({ title: writableLine(title), url: webAddress(url) }));
  return [...media, ...attached].filter(({ url }) => url !== '');
}

/** The session's language where it is a tag that formats may carry, '' where it is none. */
export function languageTag({ language }: ConferenceSession): string {
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language) ? language : '';
}

/** Degrees to six places (a tenth of a metre), never in exponent form. */
export function coordinate(degrees: number): number {
  return Number(degrees.toFixed(6));
}

/** The same function, which remembers what it said: sessions of a programme share their few times. */
export function remembering(write: (at: Instant) => string): (at: Instant) => string {
  const said = new Map<Instant, string>();
  return (at) => {
    let text = said.get(at);
    if (text === undefined) {
      text = write(at);
      said.set(at, text);
    }
    return text;
  };
}
