import type { Conference, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { isCancelledState } from '#features/sessions/session.ts';
import { formatOffset, isoUtc, isoWithOffset, type Instant } from '#platform/time.ts';
import { writableLine } from './writable-text.ts';
import {
  attachedTo,
  calendarSessions,
  coordinate,
  eventText,
  eventUid,
  fullText,
  languageTag,
  placeOf,
  programmeOf,
  remembering,
  spanOf,
  type Programme,
  type TimedSession,
  venueOf,
  type WriteOptions,
} from './programme.ts';
import { element, xmlText } from './write-xml.ts';
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
    `      ${textProperty('prodid', `-//Foyer//${writableLine(conference.event.name)}//EN`)}`,
    `      ${textProperty('version', '2.0')}`,
    `      ${textProperty('method', 'PUBLISH')}`,
    '    </properties>',
    '    <components>',
  ];
  if (conference.event.timeZone !== 'UTC') pushTimezone(lines, conference.event.timeZone, from, to);
  const times: Times = {
    start: timeProperty('dtstart', conference.event.timeZone),
    end: timeProperty('dtend', conference.event.timeZone),
    utc: remembering((at) => element('date-time', isoUtc(at))),
  };
  let out = `${lines.join('\n')}\n`;
  for (const session of sessions) out += vevent(session, programme, times);
  if (sessions.length === 0) out += eventEntry(programme, times);
  return `${out}    </components>\n  </vcalendar>\n</icalendar>\n`;
}

type Times = { start: (at: Instant) => string; end: (at: Instant) => string; utc: (at: Instant) => string };

function pushTimezone(lines: string[], zone: string, from: Instant, to: Instant): void {
  lines.push(
    '      <vtimezone>',
    `        <properties>${textProperty('tzid', zone)}</properties>`,
    '        <components>',
  );
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

/** The event itself, where it has no schedule: a calendar without any entry is none. */
function eventEntry(programme: Programme, times: Times): string {
  const { conference, options } = programme;
  const { event } = conference;
  const text = eventText(conference);
  const optional = (text === '' ? '' : `          ${textProperty('description', text)}\n`) + geoProperty(event);
  return `      <vevent>
        <properties>
          ${textProperty('uid', writableLine(eventUid(conference, options)))}
          <dtstamp>${times.utc(event.updatedAt)}</dtstamp>
          <last-modified>${times.utc(event.updatedAt)}</last-modified>
          ${times.start(event.startsAt)}
          ${times.end(Math.max(event.endsAt, event.startsAt))}
          ${textProperty('summary', writableLine(event.name))}
          ${textProperty('location', venueOf(conference))}
          <url>${element('uri', options.eventUrl)}</url>
          ${textProperty('status', event.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED')}
          ${textProperty('class', 'PUBLIC')}
          ${textProperty('transp', 'TRANSPARENT')}
${optional}        </properties>
      </vevent>
`;
}

function vevent(session: TimedSession, programme: Programme, times: Times): string {
  const { event } = programme.conference;
  const room = programme.roomOf(session);
  const track = programme.trackOf(session);
  const cancelled = isCancelledState(session.state) || event.state === 'cancelled';
  const text = fullText(session);
  let optional = text === '' ? '' : `          ${textProperty('description', text)}\n`;
  // The room by itself, where the place says more, so that it can be read back.
  if (venueOf(programme.conference) !== '')
    optional += `          ${textProperty('resources', writableLine(room?.name ?? ''))}\n`;
  optional += geoProperty(room && room.latitude !== null ? room : event);
  if (track) optional += `          ${textProperty('categories', writableLine(track.name))}\n`;
  for (const { title, url } of attachedTo(session, programme.options)) {
    optional += `          <attach>${element('uri', url)}</attach>\n`;
    // The schema allows an attachment no title, but a comment that points at it.
    if (title !== '') optional += `          ${commentProperty(title, url)}\n`;
  }
  for (const speaker of programme.speakersOf(session)) optional += `          ${attendeeProperty(speaker)}\n`;
  return `      <vevent>
        <properties>
          ${textProperty('uid', writableLine(session.uid))}
          <dtstamp>${times.utc(session.updatedAt)}</dtstamp>
          <last-modified>${times.utc(session.updatedAt)}</last-modified>
          <sequence>${element('integer', session.sequence)}</sequence>
          ${times.start(session.startsAt)}
          ${times.end(Math.max(session.endsAt, session.startsAt))}
          ${textProperty('summary', writableLine(session.title), languageTag(session))}
          ${textProperty('location', placeOf(programme, session))}
          <url>${element('uri', programme.pageOf(session))}</url>
          ${textProperty('status', cancelled ? 'CANCELLED' : 'CONFIRMED')}
          ${textProperty('class', 'PUBLIC')}
${optional}        </properties>
      </vevent>
`;
}

function textProperty(name: string, text: string, language = ''): string {
  const parameters = language === '' ? '' : `<parameters>${textProperty('language', language)}</parameters>`;
  return `<${name}>${parameters}<text>${xmlText(text)}</text></${name}>`;
}

function commentProperty(text: string, url: string): string {
  const parameters = `<parameters><altrep>${element('uri', url)}</altrep></parameters>`;
  return `<comment>${parameters}<text>${xmlText(text)}</text></comment>`;
}

/** As in iCalendar: local time with the zone, UTC for an hour that a clock shows twice. */
function timeProperty(name: string, zone: string): (at: Instant) => string {
  return remembering((at) => {
    if (!isSaidLocally(at, zone)) return `<${name}>${element('date-time', isoUtc(at))}</${name}>`;
    const local = isoWithOffset(at, zone).slice(0, 19);
    return `<${name}><parameters>${textProperty('tzid', zone)}</parameters>${element('date-time', local)}</${name}>`;
  });
}

function geoProperty(place: { latitude: number | null; longitude: number | null }): string {
  if (place.latitude === null || place.longitude === null) return '';
  const [latitude, longitude] = [coordinate(place.latitude), coordinate(place.longitude)];
  return `          <geo>${element('latitude', latitude)}${element('longitude', longitude)}</geo>\n`;
}

/** The speaker's name with an address that nobody can write to, as in iCalendar. */
function attendeeProperty(speaker: ConferenceSpeaker): string {
  const parameters = `<parameters>${textProperty('cn', writableLine(speaker.name))}</parameters>`;
  return `<attendee>${parameters}${element('cal-address', `invalid:nomail-${speaker.number}`)}</attendee>`;
}
