/** What iCalendar and both kinds of xCal have in common: a calendar of events, spelled in lines or in elements. */
import type {
  ConferenceRoom,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceTrack,
  Guessed,
  Said,
  SaidConference,
} from '#features/exchange/conference.ts';
import { type Instant, isTimeZone } from '#platform/time.ts';
import { onlySaid } from '../../only-said.ts';
import { addressOf } from './address-of.ts';
import { countUnknownZone, ianaZone, type RawZone, zonesByName } from './calendar-zones.ts';
import { chooseTimeZone, offsetEvidence } from './choose-time-zone.ts';
import { cleanBlock, cleanLanguage, cleanLine, cleanUrl, guidOfUid, nameKey } from './clean-text.ts';
import { collectRecords, type Shelf } from './collect-records.ts';
import { nameElement } from './collect-remarks.ts';
import { gatherSessions, type SaidSession, type SessionShelf } from './gather-sessions.ts';
import { mendSessionTimes } from './mend-sessions.ts';
import { nameCalendar } from './name-calendar.ts';
import { isEventItself } from './own-product.ts';
import { codeInUid, codeInUrl } from './pretalx-codes.ts';
import type { RawAttendee, RawCalendar, RawCalendarEvent, RawTime } from './raw-calendar.ts';
import type { ReadContext } from './read-context.ts';
import { readDuration } from './read-duration.ts';
import { type Moment, readTimes, type Times } from './read-times.ts';
import { refusal } from './refuse-file.ts';
import { settleNames, settleWindow } from './settle-event.ts';

type CalendarReader = {
  context: ReadContext;
  raw: RawCalendar;
  times: Times;
  /** By TZID; what no zone explains is read in that of the calendar. */
  named: Map<string, { times: Times; explained: boolean }>;
  zones: ReadonlyMap<string, RawZone>;
  tracks: Shelf<Said<ConferenceTrack, 'name'>>;
  rooms: Shelf<Said<ConferenceRoom, 'name'>>;
  types: Shelf<Said<ConferenceSessionType, 'name'>>;
  speakers: Shelf<Said<ConferenceSpeaker, 'name'>>;
  sessions: SessionShelf;
};

/** The conference in a calendar. Throws `Invalid` (`no_event`) where the calendar has no events. */
export function assembleCalendar(raw: RawCalendar, context: ReadContext): SaidConference {
  if (raw.events.length === 0) {
    throw refusal('no_event.calendar', { where: 'VCALENDAR' });
  }
  const itself = raw.own ? raw.events.find(isEventItself) : undefined;
  const reader = openReader(raw, context);
  for (const event of raw.events) if (event !== itself) addEvent(event, reader);
  const sessions = reader.sessions.all();
  mendSessionTimes(sessions, () => null, context.remarks);
  return {
    event: eventOf(reader, itself),
    tracks: reader.tracks.all(),
    rooms: reader.rooms.all(),
    sessionTypes: reader.types.all(),
    speakers: reader.speakers.all(),
    sessions: sessions.map((session) => session.said),
  };
}

function openReader(raw: RawCalendar, context: ReadContext): CalendarReader {
  const { limits, remarks } = context;
  const zones = zonesByName(raw.zones);
  return {
    context,
    raw,
    times: readTimes(zoneOfCalendar(raw, zones, context), remarks),
    named: new Map(),
    zones,
    tracks: collectRecords('track', limits.records, remarks),
    rooms: collectRecords('room', limits.records, remarks),
    types: collectRecords('session type', limits.records, remarks),
    speakers: collectRecords('speaker', limits.records, remarks),
    sessions: gatherSessions(limits.records, remarks),
  };
}

/** X-WR-TIMEZONE, else the zone most of the events start in, else the only one defined. */
function zoneOfCalendar(raw: RawCalendar, zones: ReadonlyMap<string, RawZone>, context: ReadContext): string {
  const declared = raw.timeZone?.trim();
  if (declared && isTimeZone(declared)) return declared;
  const tzids = raw.events.flatMap((event) => event.start?.tzid ?? []);
  const usual = mostFrequent(tzids) ?? (raw.zones.length === 1 ? raw.zones[0]?.tzid : undefined);
  const zone = usual && ianaZone(usual, zones, context.remarks);
  if (zone && !declared) return zone;
  // Our own calendars name every zone but UTC.
  if (raw.own && !declared && usual === undefined) return 'UTC';
  const evidence = raw.events.flatMap(({ start, end }) =>
    [start, end].flatMap((time) => offsetEvidence(time?.text) ?? []),
  );
  const known = { declared: declared ?? usual, evidence, places: [], fallback: zone || context.timeZone };
  return chooseTimeZone(known, context);
}

function mostFrequent(texts: string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function eventOf(reader: CalendarReader, itself: RawCalendarEvent | undefined): SaidConference['event'] {
  const { raw, context, times } = reader;
  const name = nameCalendar(raw, context);
  const description = raw.description === undefined ? undefined : cleanBlock(raw.description);
  const sessions = reader.sessions.all().map((session) => session.said);
  const extent = extentOf(sessions);
  const alone = itself && sessions.length === 0;
  const said = alone
    ? { start: momentOf(itself.start, 'start', 'event', reader), end: momentOf(itself.end, 'end', 'event', reader) }
    : extent;
  const window = settleWindow(said, sessions, times.zone, context);
  Object.assign(
    context.guessed,
    (alone
      ? { acronym: true, sessions: true }
      : { acronym: true, start: 'sessions', end: 'sessions' }) satisfies Guessed,
  );
  return {
    ...settleNames(undefined, name),
    name,
    ...window,
    timeZone: times.zone,
    ...onlySaid({
      description: description && nameKey(description) !== nameKey(name) ? description : undefined,
      website: addressOf(raw.url, 'calendar.url', context),
      ...onlyPlace(raw.events),
    }),
  };
}

/** A calendar has no dates of its own: it reaches from its first event to its last, which is no fault to remark. */
function extentOf(sessions: { startsAt?: Instant | null; endsAt?: Instant | null }[]): {
  start?: Moment;
  end?: Moment;
} {
  let first: Instant | undefined;
  let last: Instant | undefined;
  for (const { startsAt, endsAt } of sessions) {
    if (startsAt != null && (first === undefined || startsAt < first)) first = startsAt;
    if (endsAt != null && (last === undefined || endsAt > last)) last = endsAt;
  }
  if (first === undefined || last === undefined) return {};
  return { start: { at: first, wholeDay: false }, end: { at: last, wholeDay: false } };
}

function onlyPlace(events: RawCalendarEvent[]): { latitude?: number; longitude?: number } {
  const places = new Map(
    events.flatMap(({ latitude, longitude }) =>
      latitude === undefined || longitude === undefined ? [] : [[`${latitude} ${longitude}`, { latitude, longitude }]],
    ),
  );
  return places.size === 1 ? ([...places.values()][0] ?? {}) : {};
}

function addEvent(raw: RawCalendarEvent, reader: CalendarReader): void {
  const { remarks } = reader.context;
  const title = cleanLine(raw.summary ?? '');
  const uid = cleanLine(raw.uid ?? '');
  const element = nameElement('event', uid, title);
  if (title === '') {
    remarks.skip(element, 'no_summary');
    return;
  }
  if (raw.repeats) remarks.mend(element, 'repeats');
  const exception = cleanLine(raw.recurrenceId ?? '');
  const identity = exception ? { id: `${uid} ${exception}` } : { guid: guidOfUid(uid), ...(uid ? { uid } : {}) };
  reader.sessions.put({
    ...identity,
    title,
    ...onlySaid({
      ...timesOf(raw, element, reader),
      code: codeInUid(uid) ?? codeInUrl(raw.url),
      subtitle: raw.subtitle === undefined ? undefined : cleanLine(raw.subtitle),
      abstract: raw.abstract === undefined ? undefined : cleanBlock(raw.abstract),
      description: raw.description === undefined ? undefined : cleanBlock(raw.description),
      language: raw.language === undefined ? undefined : cleanLanguage(raw.language),
      slug: raw.slug === undefined ? undefined : cleanLine(raw.slug),
      url: urlOf(raw.url, reader),
      room: nameOf(reader.rooms, raw.location),
      track: nameOf(reader.tracks, raw.track),
      type: nameOf(reader.types, raw.type),
      speakers: raw.attendees.length === 0 && !raw.saysSpeakers ? undefined : speakersOf(raw.attendees, reader),
      ...attachmentsOf(raw.attachments, reader),
      state: /^\s*CANCELLED\s*$/i.test(raw.status ?? '') ? 'withdrawn' : 'confirmed',
      sequence: sequenceOf(raw.sequence),
      updatedAt: reader.times.instant(raw.lastModified, element, 'last-modified') ?? undefined,
    }),
  });
}

function timesOf(
  raw: RawCalendarEvent,
  element: string,
  reader: CalendarReader,
): { startsAt: Instant | null; endsAt: Instant | null; minutes?: number } {
  const start = momentOf(besideOffset(raw.start, raw.end), 'start', element, reader);
  const end = momentOf(besideOffset(raw.end, raw.start), 'end', element, reader);
  const minutes = raw.duration === undefined ? undefined : readDuration(raw.duration);
  if (!start) return { startsAt: null, endsAt: end?.at ?? null };
  if (end) return { startsAt: start.at, endsAt: end.at, minutes };
  // RFC 5545, section 3.6.1: an event that starts on a date and says no more takes that day.
  return { startsAt: start.at, endsAt: null, minutes: minutes ?? (start.wholeDay ? 1440 : undefined) };
}

/** In characters: patterns that look for an end take long on what is longer than any time. */
export const LONGEST_TIME = 60;

const NAIVE = /^\s*\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?\s*$/;
const OFFSET = /[T ]\d.*\d\s*([+-]\d{2}:?\d{2})\s*$/;

/**
 * A time without zone or offset takes the offset of the session's other time, where that has one: the same clock shows
 * both.
 */
function besideOffset(time: RawTime | undefined, other: RawTime | undefined): RawTime | undefined {
  if (!time || time.tzid || time.text.length > LONGEST_TIME || !NAIVE.test(time.text)) return time;
  const offset = other && !other.tzid && other.text.length <= LONGEST_TIME ? OFFSET.exec(other.text)?.[1] : undefined;
  return offset ? { text: `${time.text.trim()}${offset}`, tzid: undefined } : time;
}

function momentOf(raw: RawTime | undefined, what: string, element: string, reader: CalendarReader): Moment | null {
  if (!raw) return null;
  return timesFor(raw, reader).moment(raw.text, element, what) ?? null;
}

/** Nobody names more; looking for a zone by its name takes long where there is none. */
const MOST_ZONES = 1_000;

function timesFor(raw: RawTime, reader: CalendarReader): Times {
  if (!raw.tzid) return reader.times;
  const { remarks } = reader.context;
  let known = reader.named.get(raw.tzid);
  if (!known) {
    const zone = reader.named.size < MOST_ZONES ? ianaZone(raw.tzid, reader.zones, remarks) : undefined;
    known = { times: readTimes(zone ?? reader.times.zone, remarks, true), explained: zone !== undefined };
    reader.named.set(raw.tzid, known);
  }
  if (!known.explained) countUnknownZone(raw.tzid, reader.times.zone, remarks);
  return known.times;
}

function urlOf(text: string | undefined, reader: CalendarReader): string | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text);
  if (!url && text.trim()) {
    reader.context.remarks.count('url', 'event_addresses');
  }
  return url;
}

function nameOf(
  shelf: { put: (record: { name: string }) => string },
  text: string | undefined,
): string | null | undefined {
  if (text === undefined) return undefined;
  return cleanLine(text) === '' ? null : shelf.put({ name: text });
}

function speakersOf(attendees: RawAttendee[], reader: CalendarReader): string[] {
  const keys = attendees.map(({ name, email }) => reader.speakers.put({ name, ...(email ? { email } : {}) }));
  return [...new Set(keys)];
}

const MEDIA = ['slides', 'audio', 'video'] as const;

/** In our own calendars slides and recordings have the name of their kind. */
function attachmentsOf(attached: RawCalendarEvent['attachments'], reader: CalendarReader): Partial<SaidSession> {
  if (attached === undefined) return {};
  const own: Partial<SaidSession> = {};
  const attachments = attached.flatMap(({ title, url }) => {
    const address = cleanUrl(url);
    const kind = reader.raw.own ? MEDIA.find((one) => one === title) : undefined;
    if (address && kind && own[kind] === undefined) own[kind] = { url: address };
    else if (address) return [{ title: cleanLine(title ?? '') || address, url: address }];
    else reader.context.remarks.leave('events', 'attachments of no web address');
    return [];
  });
  return { ...own, attachments };
}

function sequenceOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}
