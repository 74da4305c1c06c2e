import type { Reading } from '#features/exchange/conference.ts';
import { assembleCalendar } from './assemble-calendar.ts';
import { type RawZone, readOffset } from './calendar-zones.ts';
import { eventPageOf, isOwnProduct, nameInProduct } from './own-product.ts';
import { child, children, childText, type XmlElement } from './parse-xml.ts';
import type { RawCalendarEvent, RawTime } from './raw-calendar.ts';
import { readAttendee, readOwnAttendee } from './read-attendee.ts';
import { closeReading, type ReadContext } from './read-context.ts';

export const XCAL_NAMESPACE = 'urn:ietf:params:xml:ns:icalendar-2.0';

/** Reads xCal of RFC 6321, where every value stands in an element of its type. Means the same as iCalendar. */
export function readRfc6321(root: XmlElement, context: ReadContext): Reading {
  const calendars = children(root, 'vcalendar');
  const inside = (name: string): XmlElement[] => calendars.flatMap((one) => children(child(one, 'components'), name));
  const first = (name: string): string | undefined =>
    calendars.map((one) => textIn(one, name)).find((text) => text?.trim());
  const own = isOwnProduct(first('prodid'));
  const events = inside('vevent');
  if (!own) for (const event of events) reportLeftOut(event, context);
  const conference = assembleCalendar(
    {
      own,
      name: first('x-wr-calname') ?? first('name') ?? nameInProduct(first('prodid')),
      description: first('x-wr-caldesc') ?? first('description'),
      timeZone: first('x-wr-timezone'),
      url: first('url'),
      zones: inside('vtimezone').map(rawZone),
      events: events.map((event) => rawEvent(event, own)),
    },
    context,
  );
  const ownEventUrl = own ? eventPageOf(events[0] && textIn(events[0], 'url')) : undefined;
  return closeReading('xcal-rfc6321', 'rfc6321', conference, context, { ownEventUrl });
}

function rawZone(zone: XmlElement): RawZone {
  const offset = (name: string): number | undefined =>
    readOffset(
      children(child(zone, 'components'), name)
        .map((one) => textIn(one, 'tzoffsetto'))
        .at(-1),
    );
  return {
    tzid: textIn(zone, 'tzid') ?? '',
    location: textIn(zone, 'x-lic-location'),
    standard: offset('standard'),
    daylight: offset('daylight'),
  };
}

function rawEvent(event: XmlElement, own: boolean): RawCalendarEvent {
  const geo = property(event, 'geo');
  return {
    uid: textIn(event, 'uid'),
    recurrenceId: textIn(event, 'recurrence-id'),
    repeats: property(event, 'rrule') !== undefined || property(event, 'rdate') !== undefined,
    summary: textIn(event, 'summary'),
    subtitle: undefined,
    abstract: textIn(event, 'description'),
    description: undefined,
    start: timeOf(event, 'dtstart'),
    end: timeOf(event, 'dtend'),
    duration: textIn(event, 'duration'),
    // In our own calendars the place says the venue too.
    location: (own ? textIn(event, 'resources') : undefined) ?? textIn(event, 'location'),
    track: textIn(event, 'categories'),
    type: undefined,
    status: textIn(event, 'status'),
    url: textIn(event, 'url'),
    slug: undefined,
    language: parameter(property(event, 'summary'), 'language'),
    ...attachmentsOf(event, own),
    attendees: properties(event, 'attendee').flatMap((one) => attendeeOf(one, own)),
    latitude: degrees(childText(geo, 'latitude'), 90),
    longitude: degrees(childText(geo, 'longitude'), 180),
    sequence: textIn(event, 'sequence'),
    lastModified: textIn(event, 'last-modified'),
  };
}

/** What an entry can have that is read, or that says nothing of the conference. */
const KNOWN = new Set(
  'uid recurrence-id rrule rdate exdate summary description dtstart dtend duration location categories status url attendee attach geo sequence last-modified dtstamp created class transp method'.split(
    ' ',
  ),
);

function reportLeftOut(event: XmlElement, { remarks }: ReadContext): void {
  const given = child(event, 'properties')?.children ?? [];
  for (const one of given) if (!KNOWN.has(one.name) && firstValue(one)?.trim()) remarks.leave('events', one.name);
  for (const component of child(event, 'components')?.children ?? []) remarks.leave('events', component.name);
  const categories = properties(event, 'categories').flatMap((one) =>
    one.children.filter(({ name, text }) => name !== 'parameters' && text.trim()),
  );
  if (categories.length > 1) remarks.leave('events', 'categories[2]');
}

/** In our own files a comment that points at an attachment is its title; one address may have several. */
function attachmentsOf(event: XmlElement, own: boolean): Pick<RawCalendarEvent, 'attachments'> {
  const attached = properties(event, 'attach');
  if (attached.length === 0) return {};
  const comments = own ? properties(event, 'comment') : [];
  const titles = Map.groupBy(comments.toReversed(), (one) => parameter(one, 'altrep') ?? '');
  return {
    attachments: attached.map((one) => {
      const url = child(one, 'binary') ? '' : (firstValue(one) ?? '');
      const comment = titles.get(url)?.pop();
      return { title: comment && firstValue(comment), url };
    }),
  };
}

function attendeeOf(attendee: XmlElement, own: boolean): RawCalendarEvent['attendees'] {
  if (/^(ROOM|RESOURCE)$/i.test(parameter(attendee, 'cutype') ?? '')) return [];
  const name = parameter(attendee, 'cn');
  const speaker = own ? readOwnAttendee(name ?? '') : readAttendee(name, firstValue(attendee) ?? '');
  return speaker ? [speaker] : [];
}

function degrees(text: string | undefined, most: number): number | undefined {
  const number = Number(text?.trim() || Number.NaN);
  return Math.abs(number) <= most ? number : undefined;
}

function timeOf(event: XmlElement, name: string): RawTime | undefined {
  const element = property(event, name);
  const text = element && firstValue(element);
  return text?.trim() ? { text, tzid: parameter(element, 'tzid') } : undefined;
}

function properties(component: XmlElement, name: string): XmlElement[] {
  return children(child(component, 'properties'), name);
}

function property(component: XmlElement, name: string): XmlElement | undefined {
  return child(child(component, 'properties'), name);
}

function textIn(component: XmlElement, name: string): string | undefined {
  const element = property(component, name);
  return element && firstValue(element);
}

/** The first value; an element that forgot the type has it as its own text. */
function firstValue(element: XmlElement): string | undefined {
  return element.children.find((one) => one.name !== 'parameters')?.text ?? element.text;
}

function parameter(element: XmlElement | undefined, name: string): string | undefined {
  return child(child(element, 'parameters'), name)?.children[0]?.text;
}
