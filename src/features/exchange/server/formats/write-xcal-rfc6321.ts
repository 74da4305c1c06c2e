import type { Conference, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { isCancelledState } from '#features/sessions/session.ts';
import { formatOffset, isoUtc, isoWithOffset, type Instant } from '#platform/time.ts';
import { writableLine } from './writable-text.ts';
import {
  calendarSessions,
  coordinate,
  fullText,
  programmeOf,
  spanOf,
  type Programme,
  type TimedSession,
  type WriteOptions,
} from './programme.ts';
import { element } from './write-xml.ts';
import { isSaidLocally, observances } from './write-timezone.ts';

/**
 * The whole schedule as xCal (RFC 6321), withdrawn sessions included as CANCELLED. The standard's schema allows no
 * X- properties, so the event's name stands in PRODID, where RFC 5545 (section 3.7.3) leaves the text to us.
 */
export function writeXcalRfc6321(conference: Conference, options: WriteOptions): string {
  const programme = programmeOf(conference, options);
  const sessions = calendarSessions(conference);
  const { from, to } = spanOf(conference, sessions);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0">',
    '  <vcalendar>',
    '    <properties>',
    '      <calscale><text>GREGORIAN</text></calscale>',
    `      ${textProperty('prodid', `-//Foyer//${writableLine(conference.event.name).replaceAll('//', '/ /')}//EN`)}`,
    `      ${textProperty('version', '2.0')}`,
    `      ${textProperty('method', 'PUBLISH')}`,
    '    </properties>',
    '    <components>',
  ];
  if (conference.event.timeZone !== 'UTC') pushTimezone(lines, conference.event.timeZone, from, to);
  for (const session of sessions) pushSession(lines, session, programme);
  lines.push('    </components>', '  </vcalendar>', '</icalendar>', '');
  return lines.join('\n');
}

function pushTimezone(lines: string[], zone: string, from: Instant, to: Instant): void {
  lines.push('      <vtimezone>', `        <properties>${textProperty('tzid', zone)}</properties>`, '        <components>');
  for (const part of observances(zone, from, to)) {
    const kind = part.kind.toLowerCase();
    lines.push(
      `          <${kind}>`,
      '            <properties>',
      `              <dtstart>${element('date-time', part.onset)}</dtstart>`,
      `              <tzoffsetfrom>${element('utc-offset', formatOffset(part.from))}</tzoffsetfrom>`,
      `              <tzoffsetto>${element('utc-offset', formatOffset(part.to))}</tzoffsetto>`,
      `              ${textProperty('tzname', part.name)}`,
      '            </properties>',
      `          </${kind}>`,
    );
  }
  lines.push('        </components>', '      </vtimezone>');
}

function pushSession(lines: string[], session: TimedSession, programme: Programme): void {
  const { event } = programme.conference;
  const room = programme.roomOf(session);
  const track = programme.trackOf(session);
  const cancelled = isCancelledState(session.state) || event.state === 'cancelled';
  const text = fullText(session);
  const properties = [
    textProperty('uid', writableLine(session.uid)),
    `<dtstamp>${element('date-time', isoUtc(session.updatedAt))}</dtstamp>`,
    `<last-modified>${element('date-time', isoUtc(session.updatedAt))}</last-modified>`,
    `<sequence>${element('integer', session.sequence)}</sequence>`,
    timeProperty('dtstart', session.startsAt, event.timeZone),
    timeProperty('dtend', Math.max(session.endsAt, session.startsAt), event.timeZone),
    textProperty('summary', writableLine(session.title)),
    ...(text === '' ? [] : [textProperty('description', text)]),
    textProperty('location', writableLine(room?.name ?? '')),
    ...geoProperty(room && room.latitude !== null ? room : event),
    ...(track ? [textProperty('categories', writableLine(track.name))] : []),
    `<url>${element('uri', programme.pageOf(session))}</url>`,
    textProperty('status', cancelled ? 'CANCELLED' : 'CONFIRMED'),
    textProperty('class', 'PUBLIC'),
    ...programme.speakersOf(session).map(attendeeProperty),
  ];
  lines.push('      <vevent>', '        <properties>');
  for (const property of properties) lines.push(`          ${property}`);
  lines.push('        </properties>', '      </vevent>');
}

function textProperty(name: string, text: string): string {
  return `<${name}>${element('text', text)}</${name}>`;
}

/** As in iCalendar: local time with the zone, UTC for the hour that a clock shows a second time. */
function timeProperty(name: string, at: Instant, zone: string): string {
  if (!isSaidLocally(at, zone)) return `<${name}>${element('date-time', isoUtc(at))}</${name}>`;
  const local = isoWithOffset(at, zone).slice(0, 19);
  return `<${name}><parameters>${textProperty('tzid', zone)}</parameters>${element('date-time', local)}</${name}>`;
}

function geoProperty(place: { latitude: number | null; longitude: number | null }): string[] {
  if (place.latitude === null || place.longitude === null) return [];
  return [`<geo>${element('latitude', coordinate(place.latitude))}${element('longitude', coordinate(place.longitude))}</geo>`];
}

/** The speaker's name with an address that nobody can write to, as in iCalendar. */
function attendeeProperty(speaker: ConferenceSpeaker): string {
  const parameters = `<parameters>${textProperty('cn', writableLine(speaker.name))}</parameters>`;
  return `<attendee>${parameters}${element('cal-address', `invalid:nomail-${speaker.number}`)}</attendee>`;
}
