import type { Conference } from '#features/exchange/conference.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { basicUtc, isoWithOffset, type Instant } from '#platform/time.ts';
import { htmlToText } from './html-to-text.ts';
import { writableLine } from './writable-text.ts';
import {
  eventText,
  PRODID,
  programmeOf,
  remembering,
  scheduledSessions,
  type Programme,
  type TimedSession,
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
  let out = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<iCalendar xmlns:xCal="urn:ietf:params:xml:ns:xcal">',
    '  <vcalendar>',
    `    ${element('version', '2.0')}`,
    `    ${element('prodid', PRODID)}`,
    `    ${element('x-wr-caldesc', eventText(conference) || name)}`,
    `    ${element('x-wr-calname', name)}`,
    `    ${element('x-wr-timezone', event.timeZone)}`,
    '',
  ].join('\n');
  for (const session of scheduledSessions(conference)) out += vevent(session, programme, time);
  return `${out}  </vcalendar>\n</iCalendar>\n`;
}

function vevent(session: TimedSession, programme: Programme, time: (at: Instant) => string): string {
  let attendees = '';
  for (const speaker of programme.speakersOf(session)) {
    attendees += `      ${element('attendee', writableLine(speaker.name))}\n`;
  }
  return `    <vevent>
      <method>PUBLISH</method>
      ${element('uid', writableLine(session.uid))}
      ${element('dtstart', time(session.startsAt))}
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
