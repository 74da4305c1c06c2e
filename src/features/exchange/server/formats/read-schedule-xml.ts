import type { Reading } from '#features/exchange/conference.ts';
import { assembleSchedule, ownEventUrl } from './assemble-schedule.ts';
import { cleanLine } from './clean-text.ts';
import { isOwnGenerator } from './own-product.ts';
import { child, children, childText, type XmlElement } from './parse-xml.ts';
import type { RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack } from './raw-schedule.ts';
import { closeReading, type ReadContext } from './read-context.ts';

/** Reads the `<schedule>` of Pentabarf, frab, pretalx, FOSDEM and the Open Event server (schema: voc/schedule). */
export function readScheduleXml(root: XmlElement, context: ReadContext): Reading {
  const raw = rawSchedule(root);
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

function rawSchedule(root: XmlElement): RawSchedule {
  const conference = child(root, 'conference');
  const say = (name: string): string | undefined => childText(conference, name);
  return {
    own: isOwnGenerator(child(root, 'generator')?.attributes.name),
    version: childText(root, 'version') ?? say('release'),
    acronym: say('acronym'),
    title: say('title'),
    subtitle: say('subtitle'),
    description: say('description'),
    venue: say('venue'),
    city: say('city'),
    start: say('start'),
    end: say('end'),
    dayChange: say('day_change'),
    timeslot: say('timeslot_duration'),
    baseUrl: say('base_url') ?? childText(root, 'base_url'),
    url: say('url'),
    logo: say('logo'),
    timeZone: say('time_zone_name'),
    tracks: tracksOf(root, conference),
    rooms: roomsOf(root, conference),
    persons: children(child(root, 'persons'), 'person').map(rawPerson),
    days: daysOf(root).map(rawDay),
    sessions: daysOf(root).flatMap(sessionsOfDay),
  };
}

function tracksOf(root: XmlElement, conference: XmlElement | undefined): RawTrack[] {
  const lists = [child(root, 'tracks'), child(conference, 'tracks'), conference];
  return lists
    .flatMap((list) => children(list, 'track'))
    .map((track) => ({
      id: undefined,
      name: track.attributes.name ?? track.text,
      color: track.attributes.color,
      description: childText(track, 'description'),
    }));
}

function roomsOf(root: XmlElement, conference: XmlElement | undefined): RawRoom[] {
  const lists = [child(root, 'rooms'), child(conference, 'rooms'), conference, ...daysOf(root)];
  return lists
    .flatMap((list) => children(list, 'room'))
    .map((room) => ({
      guid: room.attributes.guid,
      name: room.attributes.name ?? room.text,
      capacity: room.attributes.capacity,
    }));
}

function sessionsOfDay(day: XmlElement): RawSession[] {
  const inRooms = children(day, 'room').flatMap((room) =>
    children(room, 'event').map((event) => rawSession(event, day, room.attributes.name)),
  );
  return [...inRooms, ...children(day, 'event').map((event) => rawSession(event, day, undefined))];
}

function rawSession(event: XmlElement, day: XmlElement, place: string | undefined): RawSession {
  const say = (name: string): string | undefined => childText(event, name);
  const recording = child(event, 'recording');
  return {
    id: event.attributes.id,
    guid: event.attributes.guid ?? say('guid'),
    code: event.attributes.code ?? say('code'),
    title: say('title'),
    subtitle: say('subtitle'),
    date: say('date'),
    start: say('start'),
    duration: say('duration'),
    room: say('room'),
    slug: say('slug'),
    url: say('origin_url') ?? say('url') ?? say('full_conf_url'),
    track: say('track'),
    type: say('type'),
    language: say('language'),
    abstract: say('abstract'),
    description: say('description'),
    logo: say('logo'),
    licence: childText(recording, 'license'),
    optout: childText(recording, 'optout'),
    persons: listed(event, 'persons', 'person', rawPerson),
    links: listed(event, 'links', 'link', rawLink),
    attachments: listed(event, 'attachments', 'attachment', rawLink),
    place,
    day: rawDay(day),
  };
}

function rawDay({ attributes: { date, start, end } }: XmlElement): RawSession['day'] {
  return { date, start, end };
}

function listed<T>(event: XmlElement, list: string, one: string, read: (element: XmlElement) => T): T[] | undefined {
  const holder = child(event, list);
  return holder && children(holder, one).map(read);
}

function rawLink(link: XmlElement): RawLink {
  return { title: link.text, url: link.attributes.href ?? link.text, type: link.attributes.type };
}

function rawPerson(person: XmlElement): RawPerson {
  const { id, guid, code, url, avatar } = person.attributes;
  const name = childText(person, 'public_name') ?? childText(person, 'name') ?? person.attributes.name ?? person.text;
  const biography = childText(person, 'biography') ?? childText(person, 'description');
  return {
    id,
    guid,
    code,
    name,
    biography,
    avatar: avatar ?? childText(person, 'avatar'),
    url: url ?? childText(person, 'url'),
  };
}
