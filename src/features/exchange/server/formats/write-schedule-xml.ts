import type { Conference, ConferenceTrack } from '#features/exchange/conference.ts';
import { slugify } from '#features/events/event.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { isUuid } from '#platform/ids.ts';
import { isoWithOffset, localClock, localDate, type Instant } from '#platform/time.ts';
import { writableLine, webAddress } from './writable-text.ts';
import { daysOf, type ProgrammeDay } from './programme-days.ts';
import {
  GENERATOR,
  mediaAddress,
  programmeOf,
  remembering,
  type Programme,
  type TimedSession,
  type WriteOptions,
} from './programme.ts';
import { acronymOf, clockLength, onceOnly, timeslotOf, versionOf } from './schedule-names.ts';
import { attributes, element, xmlText } from './write-xml.ts';

const DAY_MINUTES = 1440;

export type ScheduleXmlOptions = WriteOptions & {
  /** `fosdem`: with the venue, city and other elements that FOSDEM's apps demand and the voc schema forbids. */
  client?: 'strict' | 'fosdem';
};

type Writing = {
  programme: Programme;
  /** Of an instant in the event's zone. */
  date: (at: Instant) => string;
  clock: (at: Instant) => string;
  fosdem: boolean;
  slug: (name: string) => string;
  code: (name: string) => string;
};

/**
 * The public schedule as schedule.xml (Pentabarf), valid under the voc schema unless `client` asks for more. Apps sniff
 * the first 1024 characters, so nothing long comes before `conference`.
 */
export function writeScheduleXml(conference: Conference, options: ScheduleXmlOptions): string {
  const writing: Writing = {
    programme: programmeOf(conference, options),
    date: remembering((at) => isoWithOffset(at, conference.event.timeZone)),
    clock: remembering((at) => localClock(at, conference.event.timeZone)),
    fosdem: options.client === 'fosdem',
    slug: onceOnly(/^[a-z0-9_]{4,}-[a-z0-9_-]{4,}$/),
    code: onceOnly(/^[0-9A-Z]{6}$/),
  };
  const days = daysOf(writing.programme);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<schedule>', `  <generator${attributes(GENERATOR)}/>`];
  if (options.eventUrl.length < 400) lines.push(`  ${element('url', `${options.eventUrl}/schedule/pentabarf.xml`)}`);
  lines.push(`  ${element('version', versionOf(conference.event))}`);
  pushConference(lines, writing, days.length);
  let out = `${lines.join('\n')}\n`;
  // Giggity looks persons up while it reads the days.
  if (writing.fosdem) out += personsOfAll(days, writing);
  for (const day of days) out += dayElement(day, writing);
  return `${out}</schedule>\n`;
}

function pushConference(lines: string[], writing: Writing, days: number): void {
  const { conference, options } = writing.programme;
  const { event } = conference;
  const logo = mediaAddress(event.logo, options);
  lines.push(
    '  <conference>',
    `    ${element('acronym', acronymOf(event))}`,
    `    ${element('title', writableLine(event.name))}`,
    `    ${element('start', localDate(event.startsAt, event.timeZone))}`,
    `    ${element('end', localDate(event.endsAt, event.timeZone))}`,
    `    ${element('days', days)}`,
    `    ${element('timeslot_duration', timeslotOf(conference))}`,
    `    ${element('base_url', `${options.eventUrl}/`)}`,
    ...(logo === '' ? [] : [`    ${element('logo', logo)}`]),
    `    ${element('url', webAddress(event.website) || options.eventUrl)}`,
    `    ${element('time_zone_name', event.timeZone)}`,
  );
  if (writing.fosdem) {
    lines.push(
      `    ${element('subtitle', event.subtitle)}`,
      `    ${element('venue', writableLine(event.locationName || event.city) || 'TBA')}`,
      `    ${element('city', writableLine(event.city))}`,
      `    ${element('day_change', `${clockLength(event.dayChangeMinutes)}:00`)}`,
    );
  }
  for (const track of conference.tracks) lines.push(`    ${trackElement(track)}`);
  lines.push('  </conference>');
}

function trackElement(track: ConferenceTrack): string {
  const slug = slugify(track.name);
  const name = writableLine(track.name);
  const values = {
    name,
    color: /^#[0-9a-f]{6}$/i.test(track.color) ? track.color : '',
    slug: /^[a-z][a-z0-9-]+$/.test(slug) ? slug : '',
  };
  return name === '' ? '<track name=""/>' : `<track${attributes(values)}/>`;
}

function dayElement(day: ProgrammeDay, writing: Writing): string {
  const { index, date } = day;
  let out = `  <day${attributes({ index, date, start: writing.date(day.start), end: writing.date(day.end) })}>\n`;
  for (const { name, room, sessions } of day.rooms) {
    out += `    <room${attributes({ name, guid: room && isUuid(room.guid) ? room.guid : '' })}>\n`;
    for (const session of sessions) out += eventElement(session, name, writing);
    out += '    </room>\n';
  }
  return `${out}  </day>\n`;
}

function eventElement(session: TimedSession, roomName: string, writing: Writing): string {
  const { programme, fosdem } = writing;
  const track = writableLine(programme.trackOf(session)?.name ?? '');
  const type = writableLine(programme.typeOf(session)?.name ?? '');
  const values = { guid: session.guid, id: session.number, code: writing.code(session.code) };
  const optional =
    optionalElement('slug', writing.slug(session.slug)) +
    optionalElement('logo', mediaAddress(session.picture, programme.options)) +
    optionalElement('origin_url', webAddress(session.url));
  return `      <event${attributes(values)}>
        ${element('room', roomName)}
        ${element('title', writableLine(session.title))}
        ${element('subtitle', session.subtitle)}
        ${element('type', fosdem ? type || 'other' : type)}
        ${element('date', writing.date(session.startsAt))}
        ${element('start', writing.clock(session.startsAt))}
        ${element('duration', lengthText(lengthMinutes(session), fosdem))}
        ${element('abstract', session.abstract)}
        ${element('track', fosdem ? track || 'Programme' : track)}
        ${personsElement(session, programme)}
        ${element('language', session.language)}
        ${element('description', session.description)}
        ${recordingElement(session)}
        ${linksElement(session)}
        ${attachmentsElement(session, programme)}
        ${element('url', programme.pageOf(session))}
${optional}      </event>
`;
}

const optionalElement = (name: string, text: string): string => (text === '' ? '' : `        ${element(name, text)}\n`);

function recordingElement({ recordingLicence, recordingOptout }: TimedSession): string {
  return `<recording>${element('license', recordingLicence)}${element('optout', String(recordingOptout))}</recording>`;
}

/**
 * HH:MM below a day. From there on days, hours and minutes, which the schema and EventFahrplan read so; hours beyond 23
 * make Giggity refuse the whole file. FOSDEM's apps know two fields only: for them a session ends after 23:59.
 */
function lengthText(minutes: number, fosdem: boolean): string {
  const length = Math.max(minutes, 0);
  if (length < DAY_MINUTES) return clockLength(length);
  if (fosdem) return clockLength(DAY_MINUTES - 1);
  return `${Math.floor(length / DAY_MINUTES)}:${clockLength(length % DAY_MINUTES)}`;
}

function personsElement(session: TimedSession, programme: Programme): string {
  let out = '<persons>';
  for (const speaker of programme.speakersOf(session)) {
    const values = attributes({ id: speaker.number, guid: isUuid(speaker.guid) ? speaker.guid : '' });
    out += `<person${values}>${xmlText(writableLine(speaker.name))}</person>`;
  }
  return `${out}</persons>`;
}

function linksElement(session: TimedSession): string {
  let out = '<links>';
  for (const link of session.links) out += referenceElement('link', webAddress(link.url), '', link.title);
  return `${out}</links>`;
}

/** Attachments, with the session's own slides and recordings told apart by `type`. */
function attachmentsElement(session: TimedSession, programme: Programme): string {
  let out = '<attachments>';
  for (const { title, url } of session.attachments)
    out += referenceElement('attachment', webAddress(url), 'other', title);
  for (const kind of ['slides', 'audio', 'video'] as const) {
    out += referenceElement('attachment', mediaAddress(session[kind], programme.options), kind, kind);
  }
  return `${out}</attachments>`;
}

function referenceElement(name: string, href: string, type: string, title: string): string {
  if (href === '') return '';
  return `<${name}${attributes({ href, type })}>${xmlText(writableLine(title))}</${name}>`;
}

function personsOfAll(days: ProgrammeDay[], { programme }: Writing): string {
  const sessions = days.flatMap((day) => day.rooms).flatMap((room) => room.sessions);
  const speakers = new Set(sessions.flatMap((session) => programme.speakersOf(session)));
  let out = '  <persons>\n';
  for (const speaker of [...speakers].sort((a, b) => a.number - b.number)) {
    const biography = element('biography', speaker.biography || speaker.shortBiography);
    out += `    <person id="${speaker.number}">${element('name', writableLine(speaker.name))}${biography}</person>\n`;
  }
  return `${out}  </persons>\n`;
}
