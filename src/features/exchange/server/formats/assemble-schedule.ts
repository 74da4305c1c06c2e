/** What schedule.xml and schedule.json have in common: the same conference, spelled in elements or in keys. */
import type {
  ConferenceLink,
  ConferenceRoom,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceTrack,
  MediaRef,
  Said,
  SaidConference,
} from '#features/exchange/conference.ts';
import { chooseTimeZone, offsetEvidence, type OffsetEvidence } from './choose-time-zone.ts';
import { cleanBlock, cleanColor, cleanLanguage, cleanLine, cleanNumber, cleanUrl } from './clean-text.ts';
import { gatherSessions, type SaidSession, type SessionShelf } from './gather-sessions.ts';
import { gatherThings, type Shelf } from './gather-things.ts';
import { nameElement, several } from './keep-remarks.ts';
import { mendSessionTimes } from './mend-sessions.ts';
import type { ReadContext } from './read-context.ts';
import { readClock, readDuration } from './read-duration.ts';
import { readTimes, type Times } from './read-times.ts';
import { refusal } from './refuse-file.ts';
import { startOfSession, type RawDay } from './schedule-days.ts';
import { settleAcronym, settleWindow } from './settle-event.ts';

type Text = string | undefined;

export type RawPerson = { id: Text; guid: Text; code: Text; name: Text; biography: Text; avatar: Text; url: Text; links?: RawLink[] };
export type RawLink = { title: Text; url: Text; type: Text };
export type RawTrack = { id: Text; name: Text; color: Text; description: Text };
export type RawRoom = { guid: Text; name: Text; capacity: Text };

export type RawSession = {
  id: Text;
  guid: Text;
  code: Text;
  title: Text;
  subtitle: Text;
  date: Text;
  start: Text;
  duration: Text;
  room: Text;
  slug: Text;
  url: Text;
  track: Text;
  type: Text;
  language: Text;
  abstract: Text;
  description: Text;
  logo: Text;
  licence: Text;
  optout: Text;
  persons?: RawPerson[];
  links?: RawLink[];
  attachments?: RawLink[];
  /** Of the room that it stands in. */
  place: Text;
  day: RawDay;
};

export type RawSchedule = {
  version: Text;
  acronym: Text;
  title: Text;
  subtitle: Text;
  description: Text;
  venue: Text;
  city: Text;
  start: Text;
  end: Text;
  dayChange: Text;
  timeslot: Text;
  baseUrl: Text;
  url: Text;
  logo: Text;
  timeZone: Text;
  tracks: RawTrack[];
  rooms: RawRoom[];
  persons: RawPerson[];
  sessions: RawSession[];
};

type Desk = {
  context: ReadContext;
  base: string;
  dayChange: number | undefined;
  times: Times;
  tracks: Shelf<Said<ConferenceTrack, 'name'>>;
  rooms: Shelf<Said<ConferenceRoom, 'name'>>;
  types: Shelf<Said<ConferenceSessionType, 'name'>>;
  speakers: Shelf<Said<ConferenceSpeaker, 'name'>>;
  sessions: SessionShelf;
};

/**
 * The conference that a schedule describes, with its faults mended and remarked.
 * Throws `Invalid` (`no_event`) where it has neither a name nor sessions.
 */
export function assembleSchedule(raw: RawSchedule, context: ReadContext): SaidConference {
  const name = cleanLine(raw.title ?? '') || cleanLine(raw.acronym ?? '');
  if (name === '' && raw.sessions.length === 0) {
    const message = 'The schedule has neither a conference with a title nor any session; export it again.';
    throw refusal('no_event', message, 'conference');
  }
  if (name === '') context.remarks.mend('event', 'the conference has no title; it was called "Untitled event"');
  const desk = openDesk(raw, context);
  for (const track of raw.tracks) addTrack(track, desk);
  for (const room of raw.rooms) addRoom(room.name, room, desk);
  for (const person of raw.persons) addPerson(person, desk);
  for (const session of raw.sessions) addSession(session, desk);
  mendSessionTimes(desk.sessions.all(), () => null, context.remarks);
  return {
    event: eventOf(raw, name || 'Untitled event', desk),
    tracks: desk.tracks.all(),
    rooms: desk.rooms.all(),
    sessionTypes: desk.types.all(),
    speakers: desk.speakers.all(),
    sessions: desk.sessions.all().map((session) => session.said),
  };
}

function openDesk(raw: RawSchedule, context: ReadContext): Desk {
  const { limits, remarks } = context;
  const known = {
    declared: raw.timeZone,
    evidence: evidenceIn(raw),
    places: [raw.city ?? '', raw.venue ?? ''],
    fallback: context.timeZone,
  };
  return {
    context,
    base: cleanUrl(raw.baseUrl ?? ''),
    dayChange: readClock(raw.dayChange ?? ''),
    times: readTimes(chooseTimeZone(known, remarks), remarks),
    tracks: gatherThings('track', limits.things, remarks),
    rooms: gatherThings('room', limits.things, remarks),
    types: gatherThings('session type', limits.things, remarks),
    speakers: gatherThings('speaker', limits.things, remarks),
    sessions: gatherSessions(limits.things, remarks),
  };
}

function evidenceIn(raw: RawSchedule): OffsetEvidence[] {
  const dates = raw.sessions.flatMap((session) => [session.day.start, session.date]);
  return [...dates, raw.start, raw.end].flatMap((text) => offsetEvidence(text) ?? []);
}

function eventOf(raw: RawSchedule, name: string, desk: Desk): SaidConference['event'] {
  const { times, context } = desk;
  const start = times.moment(raw.start, 'event', 'start');
  const end = times.moment(raw.end, 'event', 'end');
  const sessions = desk.sessions.all().map((session) => session.said);
  const acronym = settleAcronym(raw.acronym, name);
  const timeslot = raw.timeslot === undefined ? undefined : readDuration(raw.timeslot);
  return {
    key: acronym,
    acronym,
    name,
    ...settleWindow({ start, end }, sessions, times.zone, context.remarks),
    timeZone: times.zone,
    ...given({
      subtitle: line(raw.subtitle),
      description: block(raw.description),
      locationName: line(raw.venue),
      city: line(raw.city),
      website: raw.url === undefined ? undefined : cleanUrl(raw.url, desk.base),
      logo: picture(raw.logo, desk),
      dayChangeMinutes: desk.dayChange === undefined ? undefined : desk.dayChange % 1440,
      timeslotMinutes: timeslot && timeslot >= 1 ? Math.round(timeslot) : undefined,
      scheduleVersion: line(raw.version),
    }),
  };
}

function addSession(raw: RawSession, desk: Desk): void {
  const { remarks } = desk.context;
  const title = cleanLine(raw.title ?? '');
  const id = line(raw.id);
  const element = nameElement('session', id || line(raw.guid), title);
  if (title === '') return remarks.skip(element, 'it has no title');
  const startsAt = startOfSession(raw, element, { ...desk, remarks });
  const minutes = raw.duration === undefined ? undefined : readDuration(raw.duration);
  if (startsAt != null && !minutes) {
    const reason = raw.duration?.trim() ? `its duration "${raw.duration.trim().slice(0, 40)}" cannot be used` : 'it has no duration';
    remarks.mend(element, `${reason}; it was given 30 minutes`);
  }
  desk.sessions.put({
    id: id ?? '',
    guid: raw.guid ?? '',
    title,
    minutes: minutes || 30,
    ...given({
      startsAt,
      endsAt: startsAt == null ? startsAt : startsAt + (minutes || 30) * 60_000,
      code: line(raw.code) || codeInUrl(raw.url),
      subtitle: line(raw.subtitle),
      slug: line(raw.slug),
      language: raw.language === undefined ? undefined : cleanLanguage(raw.language),
      abstract: block(raw.abstract),
      description: block(raw.description),
      url: urlOf(raw.url, desk),
      picture: picture(raw.logo, desk),
      recordingLicence: line(raw.licence),
      recordingOptout: raw.optout === undefined ? undefined : /^\s*(true|1|yes)\s*$/i.test(raw.optout),
      links: linksOf(raw.links, element, desk),
      ...attachmentsOf(raw.attachments, element, desk),
      ...placeOf(raw, desk),
      speakers: raw.persons && speakersOf(raw.persons, element, desk),
    }),
  });
}

function placeOf(raw: RawSession, desk: Desk): { room?: string | null; track?: string | null; type?: string | null } {
  const roomName = [raw.place, raw.room].find((name) => name?.trim());
  const named = (shelf: { put: (thing: { name: string }) => string }, text: Text): string | null | undefined =>
    text === undefined ? undefined : cleanLine(text) === '' ? null : shelf.put({ name: text });
  return {
    room: roomName ? desk.rooms.put({ name: roomName }) : raw.room === undefined && raw.place === undefined ? undefined : null,
    track: named(desk.tracks, raw.track),
    type: named(desk.types, raw.type),
  };
}

function addTrack(raw: RawTrack, desk: Desk): void {
  const name = cleanLine(raw.name ?? '');
  if (name === '') return;
  const color = raw.color === undefined ? undefined : cleanColor(raw.color);
  desk.tracks.put({ id: raw.id ?? '', name, ...given({ color, description: block(raw.description) }) });
}

function addRoom(name: Text, raw: RawRoom, desk: Desk): void {
  if (cleanLine(name ?? '') === '') return;
  const capacity = raw.capacity === undefined ? undefined : Number(raw.capacity.trim() || Number.NaN);
  const counted = capacity !== undefined && Number.isInteger(capacity) && capacity > 0 && capacity < 10_000_000;
  desk.rooms.put({
    guid: raw.guid ?? '',
    name: name ?? '',
    ...given({ capacity: capacity === undefined ? undefined : counted ? capacity : null }),
  });
}

function speakersOf(persons: RawPerson[], element: string, desk: Desk): string[] {
  const keys = new Set<string>();
  for (const person of persons) {
    const key = addPerson(person, desk);
    if (key) keys.add(key);
    else desk.context.remarks.mend(element, 'one of its persons has no name and was left out');
  }
  return [...keys];
}

function addPerson(raw: RawPerson, desk: Desk): string | undefined {
  const name = cleanLine(raw.name ?? '');
  if (name === '') return desk.speakers.keyOfId(raw.guid || raw.id || raw.code || '');
  if (raw.id?.trim() && cleanNumber(raw.id) === undefined) countStrangeId(desk);
  return desk.speakers.put({
    id: raw.id?.trim() || raw.code?.trim() || '',
    guid: raw.guid ?? '',
    name,
    ...given({
      code: line(raw.code),
      biography: block(raw.biography),
      photo: picture(raw.avatar, desk),
      website: raw.url === undefined ? undefined : cleanUrl(raw.url, desk.base),
      links: raw.links && linksOf(raw.links, nameElement('speaker', raw.id, name), desk),
    }),
  });
}

function countStrangeId(desk: Desk): void {
  desk.context.remarks.count('person id', (n) => `${several(n, 'person has an id', 'persons have ids')} that is no number; kept as text`);
}

function linksOf(raw: RawLink[] | undefined, element: string, desk: Desk): ConferenceLink[] | undefined {
  return raw?.flatMap(({ title, url }) => {
    const clean = cleanUrl(url ?? '', desk.base);
    if (clean) return { title: cleanLine(title ?? '') || clean, url: clean };
    if (url?.trim()) {
      desk.context.remarks.mend(element, `its link "${url.trim().slice(0, 80)}" is no web address; it was left out`);
    }
    return [];
  });
}

const MEDIA = ['slides', 'audio', 'video'] as const;

/** The first attachment of each kind of media is the session's own; the others stay attachments. */
function attachmentsOf(raw: RawLink[] | undefined, element: string, desk: Desk): Partial<SaidSession> {
  if (raw === undefined) return {};
  const own: Partial<SaidSession> = {};
  const rest: RawLink[] = [];
  for (const link of raw) {
    const kind = MEDIA.find((one) => one === (link.type === 'media' ? link.title : link.type)?.trim());
    const url = kind && own[kind] === undefined ? cleanUrl(link.url ?? '', desk.base) : '';
    if (kind && url) own[kind] = { url };
    else rest.push(link);
  }
  return { ...own, attachments: linksOf(rest, element, desk) };
}

function urlOf(text: Text, desk: Desk): string | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text, desk.base);
  if (!url && text.trim()) {
    desk.context.remarks.count('url', (n) => `${several(n, 'session has an address', 'sessions have addresses')} of no web page; left out`);
  }
  return url;
}

function picture(text: Text, desk: Desk): MediaRef | null | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text, desk.base);
  if (!url && text.trim()) {
    desk.context.remarks.count('picture', (n) => `${several(n, 'picture has', 'pictures have')} no web address; left out`);
  }
  return url ? { url } : null;
}

/** pretalx has the code of a session only in its address: `.../talk/ABC3DE/`. */
export function codeInUrl(url: Text): string | undefined {
  return /\/talk\/([A-Z0-9]{6})(?:[/?#]|$)/.exec(url ?? '')?.[1];
}

function line(text: Text): string | undefined {
  return text === undefined ? undefined : cleanLine(text);
}

function block(text: Text): string | undefined {
  return text === undefined ? undefined : cleanBlock(text);
}

/** Without the fields that were not said, so that absent stays absent. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
