import type { Conference } from '#features/exchange/conference.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { basicUtc, isoWithOffset, type Instant } from '#platform/time.ts';
import { htmlToText } from './html-to-text.ts';
import { writableLine } from './writable-text.ts';
import {
  eventText,
  eventUid,
  PRODID,
  programmeOf,
  remembering,
  scheduledSessions,
  type Programme,
  type TimedSession,
  venueOf,
  type WriteOptions,
} from './programme.ts';
import { element } from './write-xml.ts';

export type XcalOptions = WriteOptions & {
  /** `utc`: 20160131T080000Z, which schedule apps read; `offset`: 2016-01-31T09:00:00+01:00. */
  times?: 'utc' | 'offset';
};

/**
 * The schedule as xCal in the form that the Pentabarf family of programs settled on before RFC 6321: direct text
 * children below `iCalendar`, elements in a fixed order.
 */
export function writeXcal(conference: Conference, options: XcalOptions): string {
  const programme = programmeOf(conference, options);
  const { event } = conference;
  const time = remembering((at) => (options.times === 'offset' ? isoWithOffset(at, event.timeZone) : basicUtc(at)));
  const name = writableLine(event.name);
  const sessions = scheduledSessions(conference);
  const more = sessions.map((session) => pentabarfElements(session, programme));
  let out = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal"${more.some(Boolean) ? ' xmlns:pentabarf="http://pentabarf.org"' : ''}>`,
    '  <vcalendar>',
    `    ${element('version', '2.0')}`,
    `    ${element('prodid', PRODID)}`,
    `    ${element('x-wr-caldesc', eventText(conference) || name)}`,
    `    ${element('x-wr-calname', name)}`,
    `    ${element('x-wr-timezone', event.timeZone)}`,
    '',
  ].join('\n');
  for (const [i, session] of sessions.entries()) out += vevent(session, programme, time, more[i] ?? '');
  if (sessions.length === 0) out += eventEntry(programme, time);
  return `${out}  </vcalendar>\n</iCalendar>\n`;
}

/** What only Pentabarf's own elements can say; none where there is nothing to say. */
function pentabarfElements(session: TimedSession, programme: Programme): string {
  const said = {
    'event-slug': writableLine(session.slug).replace(/^-.*/, ''),
    subtitle: writableLine(session.subtitle),
    'language-code': writableLine(session.language),
    track: writableLine(programme.trackOf(session)?.name ?? ''),
  };
  return Object.entries(said)
    .map(([name, text]) => (text === '' ? '' : `      ${element(`pentabarf:${name}`, text)}\n`))
    .join('');
}

/** The event itself, where it has no schedule: a calendar without any entry is none. */
function eventEntry(programme: Programme, time: (at: Instant) => string): string {
  const { conference, options } = programme;
  const { event } = conference;
  const [from, to] = [event.startsAt, Math.max(event.endsAt, event.startsAt)];
  return `    <vevent>
      <method>PUBLISH</method>
      ${element('uid', writableLine(eventUid(conference, options)))}
      ${element('dtstart', time(from))}
      ${element('dtend', time(to))}
      ${element('duration', clockDuration(Math.round((to - from) / 60_000)))}
      ${element('summary', writableLine(event.name))}
      ${element('description', eventText(conference) || 'N/A')}
      <class>PUBLIC</class>
      <status>${event.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}</status>
      <categories></categories>
      ${element('url', options.eventUrl)}
      ${element('location', venueOf(conference))}
    </vevent>
`;
}

function vevent(session: TimedSession, programme: Programme, time: (at: Instant) => string, more: string): string {
  let attendees = '';
  for (const speaker of programme.speakersOf(session)) {
    attendees += `      ${element('attendee', writableLine(speaker.name))}\n`;
  }
  return `    <vevent>
      <method>PUBLISH</method>
      ${element('uid', writableLine(session.uid))}
${more}      ${element('dtstart', time(session.startsAt))}
      ${element('dtend', time(Math.max(session.endsAt, session.startsAt)))}
      ${element('duration', clockDuration(lengthMinutes(session)))}
      ${element('summary', writableLine(session.title))}
      ${element('description', htmlToText(session.abstract) || htmlToText(session.description) || 'N/A')}
      <class>PUBLIC</class>
      <status>${programme.conference.event.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}</status>
      ${element('categories', writableLine(programme.typeOf(session)?.name ?? ''))}
      ${element('url', programme.pageOf(session))}
      ${element('location', writableLine(programme.roomOf(session)?.name ?? ''))}
${attendees}    </vevent>
`;
}

/** `00:30:00:00` for thirty minutes: hours, minutes, and two fields that were never used. Hours may pass 24. */
function clockDuration(minutes: number): string {
  const length = Math.max(minutes, 0);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(length / 60))}:${two(length % 60)}:00:00`;
}
