import type { Conference, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { isCancelledState } from '#features/sessions/session.ts';
import { NotFound } from '#platform/errors.ts';
import { basicLocal, basicUtc, type Instant } from '#platform/time.ts';
import { writableLine, writableText, webAddress } from './writable-text.ts';
import { foldLine } from './fold-line.ts';
import {
  calendarSessions,
  coordinate,
  eventText,
  eventUid,
  fullText,
  placeOf,
  PRODID,
  programmeOf,
  remembering,
  spanOf,
  venueOf,
  attachedTo,
  languageTag,
  type Programme,
  type TimedSession,
  type WriteOptions,
} from './programme.ts';
import { isSaidLocally, timezoneLines } from './write-timezone.ts';

/** How long clients may keep a subscribed calendar before they ask again. */
const REFRESH = 'PT1H';
const CRLF = '\r\n';

/**
 * The whole schedule as iCalendar (RFC 5545), with withdrawn sessions as CANCELLED so that subscribed calendars drop
 * them. Lines end in CRLF and are folded at 75 octets.
 */
export function writeIcalendar(conference: Conference, options: WriteOptions): string {
  const sessions = calendarSessions(conference);
  // A calendar without any entry is none (RFC 5545, section 3.6).
  return sessions.length === 0 ? writeEventIcalendar(conference, options) : calendarOf(conference, sessions, options);
}

/** One session as a calendar of its own. Throws NotFound when the public schedule has no such session. */
export function writeSessionIcalendar(conference: Conference, sessionNumber: number, options: WriteOptions): string {
  const session = calendarSessions(conference).find((candidate) => candidate.number === sessionNumber);
  if (!session) throw new NotFound('not_found.unscheduled_session', { number: sessionNumber });
  return calendarOf(conference, [session], options);
}

/** The event as a single entry from its start to its end, which leaves the time free in the owner's calendar. */
export function writeEventIcalendar(conference: Conference, options: WriteOptions): string {
  const { event } = conference;
  return wrap(conference, event.startsAt, event.endsAt, eventEntry(conference, options));
}

function eventEntry(conference: Conference, options: WriteOptions): string {
  const { event } = conference;
  const lines = [
    'BEGIN:VEVENT',
    textLine('UID', eventUid(conference, options)),
    `DTSTAMP:${basicUtc(event.updatedAt)}`,
    `LAST-MODIFIED:${basicUtc(event.updatedAt)}`,
    timeLine('DTSTART', event.startsAt, event.timeZone),
    timeLine('DTEND', Math.max(event.endsAt, event.startsAt), event.timeZone),
    textLine('SUMMARY', writableLine(event.name)),
    ...optionalLine('DESCRIPTION', eventText(conference)),
    textLine('LOCATION', venueOf(conference)),
    ...geoLine(event),
    foldLine(`URL:${webAddress(options.eventUrl)}`),
    `STATUS:${event.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
    'CLASS:PUBLIC',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
  return `${lines.join(CRLF)}${CRLF}`;
}

function calendarOf(conference: Conference, sessions: TimedSession[], options: WriteOptions): string {
  const programme = programmeOf(conference, options);
  const { timeZone } = conference.event;
  const times: Times = {
    start: remembering((at) => timeLine('DTSTART', at, timeZone)),
    end: remembering((at) => timeLine('DTEND', at, timeZone)),
    utc: remembering(basicUtc),
  };
  let events = '';
  for (const session of sessions) events += vevent(session, programme, times);
  const { from, to } = spanOf(conference, sessions);
  return wrap(conference, from, to, events);
}

type Times = { start: (at: Instant) => string; end: (at: Instant) => string; utc: (at: Instant) => string };

function wrap(conference: Conference, from: Instant, to: Instant, components: string): string {
  const { event } = conference;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${PRODID}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    textLine('X-WR-CALNAME', writableLine(event.name)),
    ...optionalLine('X-WR-CALDESC', eventText(conference)),
    `X-WR-TIMEZONE:${event.timeZone}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    ...(event.timeZone === 'UTC' ? [] : timezoneLines(event.timeZone, from, to)),
  ];
  return `${lines.join(CRLF)}${CRLF}${components}END:VCALENDAR${CRLF}`;
}

function vevent(session: TimedSession, programme: Programme, times: Times): string {
  const { event } = programme.conference;
  const room = programme.roomOf(session);
  const track = programme.trackOf(session);
  const cancelled = isCancelledState(session.state) || event.state === 'cancelled';
  let out = `BEGIN:VEVENT${CRLF}${textLine('UID', writableLine(session.uid))}${CRLF}`;
  out += `DTSTAMP:${times.utc(session.updatedAt)}${CRLF}LAST-MODIFIED:${times.utc(session.updatedAt)}${CRLF}`;
  out += `SEQUENCE:${session.sequence}${CRLF}${times.start(session.startsAt)}${CRLF}`;
  out += times.end(Math.max(session.endsAt, session.startsAt)) + CRLF;
  const language = languageTag(session);
  out += textLine(language ? `SUMMARY;LANGUAGE=${language}` : 'SUMMARY', writableLine(session.title)) + CRLF;
  for (const line of optionalLine('DESCRIPTION', fullText(session))) out += line + CRLF;
  out += textLine('LOCATION', placeOf(programme, session)) + CRLF;
  // The room by itself, where the place says more, so that it can be read back.
  if (venueOf(programme.conference) !== '') out += textLine('RESOURCES', writableLine(room?.name ?? '')) + CRLF;
  for (const line of geoLine(room && room.latitude !== null ? room : event)) out += line + CRLF;
  for (const line of optionalLine('CATEGORIES', writableLine(track?.name ?? ''))) out += line + CRLF;
  for (const { title, url } of attachedTo(session, programme.options))
    out += `${foldLine(`ATTACH;FILENAME="${quoted(title)}":${url}`)}${CRLF}`;
  out += `${foldLine(`URL:${programme.pageOf(session)}`)}${CRLF}`;
  out += `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}${CRLF}CLASS:PUBLIC${CRLF}`;
  for (const speaker of programme.speakersOf(session)) out += attendeeLine(speaker) + CRLF;
  return `${out}END:VEVENT${CRLF}`;
}

/**
 * A speaker as ATTENDEE (RFC 5545, section 3.8.4.1). The address must be a URI but addresses are private, so it is one
 * that no client can write to: the scheme that calendar servers use for guests without an address, with the speaker's
 * number, because clients take two guests with the same address for one. Quotes in names follow RFC 6868.
 */
function attendeeLine(speaker: ConferenceSpeaker): string {
  return foldLine(
    `ATTENDEE;CN="${quoted(writableLine(speaker.name))}";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:invalid:nomail-${speaker.number}`,
  );
}

/** A parameter's value within its quotes (RFC 6868). */
function quoted(text: string): string {
  return text.replace(/[\^"]/g, (character) => (character === '^' ? '^^' : "^'"));
}

/** A local time with TZID, which follows the zone when its rules change, where the zone allows. */
function timeLine(name: string, at: Instant, zone: string): string {
  return isSaidLocally(at, zone) ? `${name};TZID=${zone}:${basicLocal(at, zone)}` : `${name}:${basicUtc(at)}`;
}

function geoLine(place: { latitude: number | null; longitude: number | null }): string[] {
  if (place.latitude === null || place.longitude === null) return [];
  return [`GEO:${coordinate(place.latitude)};${coordinate(place.longitude)}`];
}

const optionalLine = (name: string, value: string): string[] => (value === '' ? [] : [textLine(name, value)]);

function textLine(name: string, value: string): string {
  return foldLine(`${name}:${escapeText(writableText(value))}`);
}

/** RFC 5545, section 3.3.11. */
function escapeText(text: string): string {
  return !/[\\;,\n]/.test(text)
    ? text
    : text.replace(/[\\;,\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
