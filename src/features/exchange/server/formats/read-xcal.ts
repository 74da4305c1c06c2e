import type { Reading } from '#features/exchange/conference.ts';
import { assembleCalendar, LONGEST_TIME } from './assemble-calendar.ts';
import { eventPageOf, isOwnProduct } from './own-product.ts';
import { child, children, childText, type XmlElement } from './parse-xml.ts';
import type { RawCalendarEvent, RawTime } from './raw-calendar.ts';
import { readAttendee, readOwnAttendee } from './read-attendee.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import { nameKey } from './clean-text.ts';

/**
 * Reads xCal as conference software writes it (draft-royer-calsch-xcal, with Pentabarf's additions): `iCalendar`,
 * `vcalendar` and `vevent` with their values as plain text. `categories` is the session type.
 */
export function readXCal(root: XmlElement, context: ReadContext): Reading {
  const calendars = children(root, 'vcalendar');
  const events = calendars.flatMap((calendar) => children(calendar, 'vevent'));
  const dialect = dialectOf(events);
  const first = (name: string): string | undefined =>
    calendars.map((one) => childText(one, name)).find((text) => text?.trim());
  const own = isOwnProduct(first('prodid'));
  if (!own) for (const event of events) reportLeftOut(event, context);
  const conference = assembleCalendar(
    {
      own,
      name: first('x-wr-calname'),
      description: first('x-wr-caldesc'),
      timeZone: first('x-wr-timezone'),
      url: first('url'),
      zones: [],
      events: events.map((event) => rawEvent(event, dialect, own)),
    },
    context,
  );
  const ownEventUrl = own ? eventPageOf(events[0] && childText(events[0], 'url')) : undefined;
  return closeReading('xcal', dialect, conference, context, { ownEventUrl });
}

/**
 * pretalx writes UIDs with two at signs and `category`; everybody else who adds Pentabarf's elements is like Pentabarf.
 */
function dialectOf(events: XmlElement[]): string {
  if (events.some((event) => childText(event, 'uid')?.includes('@@'))) return 'pretalx';
  return events.some((event) => event.children.some((one) => one.prefix === 'pentabarf')) ? 'pentabarf' : 'open-event';
}

/**
 * What an entry can have that is read, or that says nothing of the conference. Pentabarf's own elements stand beside.
 */
const KNOWN = new Set(
  'uid recurrence-id rrule rdate exdate summary description dtstart dtend duration location categories category status url attendee attach sequence last-modified dtstamp created class transp method'.split(
    ' ',
  ),
);
const KNOWN_OF_PENTABARF = new Set(
  'event-id event-slug event-tag title subtitle language language-code track start end duration'.split(' '),
);

function reportLeftOut(event: XmlElement, { remarks }: ReadContext): void {
  for (const { name, prefix, text } of event.children) {
    const known = prefix === 'pentabarf' ? KNOWN_OF_PENTABARF : KNOWN;
    if (!known.has(name) && text.trim()) remarks.leave('events', prefix === 'pentabarf' ? `pentabarf:${name}` : name);
  }
}

function rawEvent(event: XmlElement, dialect: string, own: boolean): RawCalendarEvent {
  const plain: XmlElement = { ...event, children: event.children.filter((one) => one.prefix !== 'pentabarf') };
  const textIn = (name: string): string | undefined => childText(plain, name);
  const penta = (name: string): string | undefined =>
    event.children.find((one) => one.prefix === 'pentabarf' && one.name === name)?.text;
  const text = textIn('description')?.trim() === 'N/A' ? '' : textIn('description');
  return {
    uid: textIn('uid'),
    recurrenceId: textIn('recurrence-id'),
    repeats: child(plain, 'rrule') !== undefined || child(plain, 'rdate') !== undefined,
    summary: penta('title')?.trim() ? penta('title') : textIn('summary'),
    subtitle: penta('subtitle'),
    abstract: dialect === 'pretalx' ? undefined : text,
    description: dialect === 'pretalx' ? text : undefined,
    start: withOffset(timeOf(plain, 'dtstart'), penta('start')),
    end: withOffset(timeOf(plain, 'dtend'), penta('end')),
    duration: textIn('duration'),
    location: textIn('location'),
    track: penta('track'),
    type: typeOf(textIn('categories') ?? textIn('category'), penta('track')),
    status: textIn('status'),
    url: textIn('url'),
    slug: slugOf(penta('event-slug')),
    language: penta('language-code') ?? penta('language'),
    attendees: children(plain, 'attendee').flatMap(
      (one) => (own ? readOwnAttendee(one.text) : readAttendee(one.attributes.cn ?? one.attributes.CN, one.text)) ?? [],
    ),
    ...(child(plain, 'attach')
      ? { attachments: children(plain, 'attach').map((one) => ({ title: undefined, url: one.text })) }
      : {}),
    latitude: undefined,
    longitude: undefined,
    sequence: textIn('sequence'),
    lastModified: textIn('last-modified'),
  };
}

/** Pentabarf has the track among its categories too; that is no type of session. */
function typeOf(category: string | undefined, track: string | undefined): string | undefined {
  return category !== undefined && track?.trim() && nameKey(category) === nameKey(track) ? undefined : category;
}

/**
 * Pentabarf writes the clock of the conference, and its offset in an element of its own: `2013-02-03 09:00:00 +0100`.
 */
function withOffset(time: RawTime | undefined, exact: string | undefined): RawTime | undefined {
  const text = exact?.trim() ?? '';
  if (text.length > LONGEST_TIME || (time && time.text.length > LONGEST_TIME)) return time;
  if (!/[T ]\d.*[+-]\d{2}:?\d{2}$/.test(text)) return time;
  return time === undefined ||
    (!time.tzid && !/(?:Z|[+-]\d{2}:?\d{2})\s*$/i.test(time.text.replace(/^\s*[\d-]{8,10}/, '')))
    ? { text, tzid: undefined }
    : time;
}

/** pretalx leaves the first half of the slug out: `-ABC3DE`. That is none. */
function slugOf(text: string | undefined): string | undefined {
  return text === undefined || text.trim().startsWith('-') ? undefined : text;
}

function timeOf(event: XmlElement, name: string): RawTime | undefined {
  const element = child(event, name);
  if (!element || element.text.trim() === '') return undefined;
  return { text: element.text, tzid: element.attributes.tzid ?? element.attributes.TZID };
}
