import type { Reading } from '#features/exchange/conference.ts';
import { assembleCalendar } from './assemble-calendar.ts';
import { type RawZone, readOffset } from './calendar-zones.ts';
import { eventPageOf, isOwnProduct } from './own-product.ts';
import { type Component, exactParameter, type Property, parseICalendar } from './parse-icalendar.ts';
import { titleAndSpeakers } from './pretalx-codes.ts';
import type { RawCalendar, RawCalendarEvent, RawTime } from './raw-calendar.ts';
import { readAttendee, readOwnAttendee } from './read-attendee.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import { refusal } from './refuse-file.ts';

/**
 * Reads an iCalendar file (RFC 5545) as a conference: CATEGORIES is the track, LOCATION the room, ATTENDEE a speaker,
 * and DESCRIPTION the abstract, which is what frab, pretalx and the Open Event server put there.
 */
export function readICalendar(text: string, context: ReadContext): Reading {
  const calendars = parseICalendar(text, context.limits, context.remarks).filter((one) => one.name === 'VCALENDAR');
  if (calendars.length === 0) {
    throw refusal('not_well_formed.calendar', { where: 'VCALENDAR' });
  }
  const raw = rawCalendar(calendars);
  if (!raw.own) reportLeftOut(calendars, context);
  const conference = assembleCalendar(raw, context);
  const ownEventUrl = raw.own ? eventPageOf(raw.events[0]?.url) : undefined;
  return closeReading('icalendar', dialectOf(calendars), conference, context, { ownEventUrl });
}

function dialectOf(calendars: Component[]): string {
  const product = textIn(calendars[0], 'PRODID')?.toLowerCase() ?? '';
  return ['pretalx', 'ri_cal', 'open-event', 'foyer'].find((name) => product.includes(name)) ?? 'rfc5545';
}

function rawCalendar(calendars: Component[]): RawCalendar {
  const first = (name: string): string | undefined =>
    calendars.map((one) => textIn(one, name)).find((value) => value?.trim());
  const inside = (name: string): Component[] =>
    calendars.flatMap((calendar) => calendar.components.filter((one) => one.name === name));
  const own = isOwnProduct(first('PRODID'));
  const pretalx = dialectOf(calendars) === 'pretalx';
  return {
    own,
    name: first('X-WR-CALNAME') ?? first('NAME'),
    description: first('X-WR-CALDESC') ?? first('DESCRIPTION'),
    timeZone: first('X-WR-TIMEZONE'),
    url: first('URL'),
    zones: inside('VTIMEZONE').map(rawZone),
    events: inside('VEVENT').map((event) => (pretalx ? withSpeakers(rawEvent(event, own)) : rawEvent(event, own))),
  };
}

function rawZone(zone: Component): RawZone {
  const offset = (name: string): number | undefined =>
    readOffset(
      zone.components
        .filter((one) => one.name === name)
        .map((one) => textIn(one, 'TZOFFSETTO'))
        .at(-1),
    );
  return {
    tzid: textIn(zone, 'TZID') ?? '',
    location: textIn(zone, 'X-LIC-LOCATION'),
    standard: offset('STANDARD'),
    daylight: offset('DAYLIGHT'),
  };
}

function rawEvent(event: Component, own: boolean): RawCalendarEvent {
  const [latitude, longitude] = placeOf(textIn(event, 'GEO'));
  return {
    uid: textIn(event, 'UID'),
    recurrenceId: textIn(event, 'RECURRENCE-ID'),
    repeats: event.properties.some(({ name }) => name === 'RRULE' || name === 'RDATE'),
    summary: textIn(event, 'SUMMARY'),
    subtitle: undefined,
    abstract: textIn(event, 'DESCRIPTION'),
    description: undefined,
    start: timeOf(event, 'DTSTART'),
    end: timeOf(event, 'DTEND'),
    duration: textIn(event, 'DURATION'),
    // In our own calendars the place says the venue too.
    location: (own ? textIn(event, 'RESOURCES') : undefined) ?? textIn(event, 'LOCATION'),
    track: find(event, 'CATEGORIES')?.values.find((value) => value.trim()),
    type: undefined,
    status: textIn(event, 'STATUS'),
    url: textIn(event, 'URL'),
    slug: undefined,
    language: find(event, 'SUMMARY')?.parameters.language,
    ...attachmentsOf(event),
    attendees: event.properties.filter(({ name }) => name === 'ATTENDEE').flatMap((one) => attendeeOf(one, own)),
    latitude,
    longitude,
    sequence: textIn(event, 'SEQUENCE'),
    lastModified: textIn(event, 'LAST-MODIFIED'),
  };
}

/** What an entry can have that is read, or that says nothing of the conference. */
const KNOWN = new Set(
  'UID RECURRENCE-ID RRULE RDATE EXDATE SUMMARY DESCRIPTION DTSTART DTEND DURATION LOCATION CATEGORIES STATUS URL ATTENDEE ATTACH GEO SEQUENCE LAST-MODIFIED DTSTAMP CREATED CLASS TRANSP METHOD'.split(
    ' ',
  ),
);

function reportLeftOut(calendars: Component[], { remarks }: ReadContext): void {
  for (const event of calendars.flatMap((calendar) => calendar.components).filter(({ name }) => name === 'VEVENT')) {
    for (const { name, raw } of event.properties) if (!KNOWN.has(name) && raw !== '') remarks.leave('events', name);
    for (const { name } of event.components) remarks.leave('events', name);
    const categories = event.properties
      .filter(({ name }) => name === 'CATEGORIES')
      .flatMap(({ values }) => values.filter((value) => value.trim()));
    if (categories.length > 1) remarks.leave('events', 'CATEGORIES[2]');
  }
}

/** Files that stand in the calendar itself are no addresses. */
function attachmentsOf(event: Component): Pick<RawCalendarEvent, 'attachments'> {
  const attached = event.properties.filter(({ name }) => name === 'ATTACH');
  if (attached.length === 0) return {};
  return {
    attachments: attached.map((one) => ({
      title: exactParameter(one, 'FILENAME') ?? exactParameter(one, 'LABEL'),
      url: one.parameters.value?.toUpperCase() === 'BINARY' ? '' : one.raw,
    })),
  };
}

/** pretalx has the speakers behind the title. */
function withSpeakers(event: RawCalendarEvent): RawCalendarEvent {
  const read = titleAndSpeakers(event.summary ?? '');
  if (!read || event.attendees.length > 0) return read ? { ...event, summary: read.title } : event;
  return {
    ...event,
    summary: read.title,
    attendees: read.speakers.map((name) => ({ name, email: '' })),
    saysSpeakers: true,
  };
}

function attendeeOf(property: Property, own: boolean): RawCalendarEvent['attendees'] {
  if (/^(ROOM|RESOURCE)$/i.test(property.parameters.cutype ?? '')) return [];
  const exact = own ? exactParameter(property, 'CN') : undefined;
  const speaker =
    exact !== undefined ? readOwnAttendee(exact) : readAttendee(property.parameters.cn, property.values[0] ?? '');
  return speaker ? [speaker] : [];
}

function timeOf(event: Component, name: string): RawTime | undefined {
  const property = find(event, name);
  return property && { text: property.raw, tzid: property.parameters.tzid };
}

function placeOf(geo: string | undefined): [number | undefined, number | undefined] {
  const [latitude, longitude] = (geo ?? '').split(/[;,]/).map((part) => Number(part.trim() || Number.NaN));
  if (latitude === undefined || longitude === undefined) return [undefined, undefined];
  const onGlobe = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return onGlobe ? [latitude, longitude] : [undefined, undefined];
}

function find(component: Component | undefined, name: string): Property | undefined {
  return component?.properties.find((property) => property.name === name);
}

function textIn(component: Component | undefined, name: string): string | undefined {
  return find(component, name)?.values[0];
}
