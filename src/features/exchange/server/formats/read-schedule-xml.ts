import type { Reading } from '#features/exchange/conference.ts';
import { assembleSchedule, ownEventUrl } from './assemble-schedule.ts';
import { cleanLine } from './clean-text.ts';
import type { Remarks } from './collect-remarks.ts';
import { isOwnGenerator } from './own-product.ts';
import { child, children, childText, type XmlElement } from './parse-xml.ts';
import type { RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack } from './raw-schedule.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import { type WatchedElement, watchElement } from './watch-members.ts';

/** Reads the `<schedule>` of Pentabarf, frab, pretalx, FOSDEM and the Open Event server (schema: voc/schedule). */
export function readScheduleXml(root: XmlElement, context: ReadContext): Reading {
  const raw = rawSchedule(root, context.remarks);
  const conference = assembleSchedule(raw, context);
  return closeReading('schedule-xml', dialectOf(root), conference, context, { ownEventUrl: ownEventUrl(raw) });
}

function dialectOf(root: XmlElement): string {
  const generator = cleanLine(child(root, 'generator')?.attributes.name ?? '').toLowerCase();
  if (generator) return generator.split(' ', 1)[0] ?? generator;
  const hasGuids = daysOf(root).some((day) =>
    children(day, 'room').some((room) => child(room, 'event')?.attributes.guid),
  );
  return hasGuids ? 'frab' : 'pentabarf';
}

function daysOf(root: XmlElement): XmlElement[] {
  return [...children(root, 'day'), ...children(child(root, 'days'), 'day')];
}

type Leave = Remarks['leave'];

/** What says nothing that is not known from elsewhere. */
const OF_SCHEDULE = [
  'generator',
  'version',
  'conference',
  'tracks',
  'rooms',
  'persons',
  'day',
  'days',
  'base_url',
  'url',
];
const OF_CONFERENCE = ['days', 'tracks', 'rooms', 'track', 'room', 'base_url'];

function rawSchedule(root: XmlElement, remarks: Remarks): RawSchedule {
  const own = isOwnGenerator(child(root, 'generator')?.attributes.name);
  const leave: Leave = own ? () => undefined : remarks.leave;
  const conference = child(root, 'conference');
  const event = watchElement(conference ?? NOTHING);
  const { text: textOf } = event;
  const days = daysOf(root);
  const release = textOf('release');
  const raw: RawSchedule = {
    own,
    version: childText(root, 'version') ?? release,
    acronym: textOf('acronym'),
    title: textOf('title'),
    subtitle: textOf('subtitle'),
    description: textOf('description'),
    venue: textOf('venue'),
    city: textOf('city'),
    start: textOf('start'),
    end: textOf('end'),
    dayChange: textOf('day_change'),
    timeslot: textOf('timeslot_duration'),
    baseUrl: textOf('base_url') ?? childText(root, 'base_url'),
    url: textOf('url'),
    logo: textOf('logo'),
    timeZone: textOf('time_zone_name'),
    tracks: tracksOf(root, conference, leave),
    rooms: roomsOf(root, conference, leave),
    persons: children(child(root, 'persons'), 'person').map((person) => rawPerson(person, leave)),
    days: days.map(rawDay),
    sessions: days.flatMap((day) => sessionsOfDay(day, leave)),
  };
  if (raw.baseUrl?.trim() && raw.baseUrl !== raw.url) leave('the event', 'base_url');
  watchElement(root).leave('the schedule', leave, OF_SCHEDULE);
  event.leave('the event', leave, OF_CONFERENCE);
  for (const day of days) watchElement(day).leave('days', leave, ['index', 'date', 'start', 'end', 'room', 'event']);
  return raw;
}

const NOTHING: XmlElement = { name: '', prefix: '', attributes: {}, children: [], text: '', line: 0 };

function tracksOf(root: XmlElement, conference: XmlElement | undefined, leave: Leave): RawTrack[] {
  const lists = [child(root, 'tracks'), child(conference, 'tracks'), conference];
  return lists
    .flatMap((list) => children(list, 'track'))
    .map((element) => {
      const track = watchElement(element);
      const name = track.attribute('name') ?? element.text;
      const raw = { id: undefined, name, color: track.attribute('color'), description: track.text('description') };
      track.leave('tracks', leave);
      return raw;
    });
}

function roomsOf(root: XmlElement, conference: XmlElement | undefined, leave: Leave): RawRoom[] {
  const lists = [child(root, 'rooms'), child(conference, 'rooms'), conference, ...daysOf(root)];
  return lists
    .flatMap((list) => children(list, 'room'))
    .map((element) => {
      const room = watchElement(element);
      const raw = {
        guid: room.attribute('guid'),
        name: room.attribute('name') ?? element.text,
        capacity: room.attribute('capacity'),
      };
      room.leave('rooms', leave, ['event']);
      return raw;
    });
}

function sessionsOfDay(day: XmlElement, leave: Leave): RawSession[] {
  const inRooms = children(day, 'room').flatMap((room) =>
    children(room, 'event').map((event) => rawSession(event, day, room.attributes.name, leave)),
  );
  return [...inRooms, ...children(day, 'event').map((event) => rawSession(event, day, undefined, leave))];
}

function rawSession(element: XmlElement, day: XmlElement, place: string | undefined, leave: Leave): RawSession {
  const event = watchElement(element);
  const { text: textOf, attribute } = event;
  const recording = watchElement(event.child('recording') ?? NOTHING);
  const [origin, page, full] = ['origin_url', 'url', 'full_conf_url'].map(textOf);
  const [guid, code] = ['guid', 'code'].map((name) => attribute(name) ?? textOf(name));
  const raw: RawSession = {
    id: attribute('id'),
    guid,
    code,
    title: textOf('title'),
    subtitle: textOf('subtitle'),
    date: textOf('date'),
    start: textOf('start'),
    duration: textOf('duration'),
    end: textOf('end'),
    room: textOf('room'),
    slug: textOf('slug'),
    url: origin || page || full || (origin ?? page ?? full),
    track: textOf('track'),
    type: textOf('type'),
    language: textOf('language'),
    abstract: textOf('abstract'),
    description: textOf('description'),
    logo: textOf('logo'),
    licence: recording.text('license'),
    optout: recording.text('optout'),
    persons: listed(event, 'persons', 'person', (person) => rawPerson(person, leave)),
    links: listed(event, 'links', 'link', (link) => rawLink(link, 'links', leave)),
    attachments: listed(event, 'attachments', 'attachment', (link) => rawLink(link, 'attachments', leave)),
    place,
    day: rawDay(day),
  };
  for (const [name, address] of [
    ['url', page],
    ['full_conf_url', full],
  ] as const)
    if (address?.trim() && address !== raw.url) leave('sessions', name);
  recording.leave('recordings', leave);
  event.leave('sessions', leave);
  return raw;
}

function rawDay({ attributes: { date, start, end } }: XmlElement): RawSession['day'] {
  return { date, start, end };
}

function listed<T>(
  event: WatchedElement,
  list: string,
  one: string,
  read: (element: XmlElement) => T,
): T[] | undefined {
  const holder = event.child(list);
  return holder && children(holder, one).map(read);
}

function rawLink(element: XmlElement, kind: string, leave: Leave): RawLink {
  const link = watchElement(element);
  const raw = { title: element.text, url: link.attribute('href') ?? element.text, type: link.attribute('type') };
  link.leave(kind, leave);
  return raw;
}

function rawPerson(element: XmlElement, leave: Leave): RawPerson {
  const person = watchElement(element);
  const { text: textOf, attribute } = person;
  const [publicName, name] = ['public_name', 'name'].map(textOf);
  const [biography, description] = ['biography', 'description'].map(textOf);
  const [avatar, url] = ['avatar', 'url'].map((field) => attribute(field) ?? textOf(field));
  const raw = {
    id: attribute('id'),
    guid: attribute('guid'),
    code: attribute('code'),
    name: publicName ?? name ?? attribute('name') ?? element.text,
    biography: biography ?? description,
    avatar,
    url,
    links: listed(person, 'links', 'link', (link) => rawLink(link, 'links of persons', leave)),
  };
  person.leave('persons', leave);
  return raw;
}
