import type { Reading } from '#features/exchange/conference.ts';
import { assembleSchedule, ownEventUrl } from './assemble-schedule.ts';
import { cleanLine } from './clean-text.ts';
import { isOwnGenerator } from './own-product.ts';
import { nameElement, type Remarks } from './keep-remarks.ts';
import { asObject, asObjects, asText, type JsonObject } from './parse-json.ts';
import type { RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack } from './raw-schedule.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import { refusal } from './refuse-file.ts';

/** Reads a schedule.json of the voc schemas, version 1 (pretalx, frab) and 2 (hub). `file` has the member `schedule`. */
export function readScheduleJson(file: JsonObject, context: ReadContext): Reading {
  const schedule = asObject(file.schedule) ?? {};
  const generator = asText(asObject(schedule.generator ?? file.generator)?.name);
  const conference = asObject(schedule.conference);
  if (!conference) {
    const message = 'The schedule has no "conference" object, which holds the title and the days; export it again.';
    throw refusal('no_event', message, 'schedule.conference');
  }
  tellStrangers(conference, context.remarks);
  const raw = rawSchedule(schedule, conference, isOwnGenerator(generator));
  const said = assembleSchedule(raw, context);
  const dialect = dialectOf(generator, conference);
  return closeReading('schedule-json', dialect, said, context, { ownEventUrl: ownEventUrl(raw) });
}

function dialectOf(generator: string | undefined, conference: JsonObject): string {
  if (generator) return cleanLine(generator).toLowerCase().split(' ', 1)[0] ?? '';
  if (Array.isArray(conference.tracks) || conference.colors !== undefined) return 'hub';
  const persons = sessionsIn(conference).flatMap((session) => session.persons ?? []);
  return persons.some((person) => person.code !== undefined) ? 'pretalx' : 'frab';
}

function rawSchedule(schedule: JsonObject, conference: JsonObject, own: boolean): RawSchedule {
  const say = (name: string): string | undefined => asText(conference[name]);
  return {
    own,
    version: asText(schedule.version),
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
    baseUrl: asText(schedule.base_url) ?? say('base_url'),
    url: say('url'),
    logo: say('logo'),
    timeZone: say('time_zone_name'),
    tracks: [...asObjects(conference.tracks), ...asObjects(schedule.tracks)].map(rawTrack),
    rooms: [...asObjects(conference.rooms), ...asObjects(schedule.rooms)].map(rawRoom),
    persons: [...asObjects(conference.persons), ...asObjects(schedule.persons)].map(rawPerson),
    days: asObjects(conference.days).map(rawDay),
    sessions: sessionsIn(conference),
  };
}

/** Days, rooms and events of another shape are left out; nobody should have to find that out by counting. Null holds nothing. */
function tellStrangers(conference: JsonObject, remarks: Remarks): void {
  const days = Array.isArray(conference.days) ? conference.days : [];
  for (const [i, value] of days.entries()) {
    const day = asObject(value);
    const where = nameElement('day', asText(day?.date) || String(i + 1), undefined);
    if (!day && value !== null) remarks.skip(where, `it is ${shapeOf(value)} where an object was expected`);
    else if (day && !asObject(day.rooms ?? {})) remarks.skip(where, `its rooms are ${shapeOf(day.rooms)} where an object was expected`);
    for (const [place, events] of Object.entries(asObject(day?.rooms) ?? {})) tellStrangeEvents(`${where}, ${nameElement('room', undefined, place)}`, events, remarks);
  }
}

function tellStrangeEvents(where: string, events: unknown, remarks: Remarks): void {
  if (!Array.isArray(events)) {
    if (events !== null) remarks.skip(where, `its events are ${shapeOf(events)} where a list was expected`);
    return;
  }
  for (const [i, event] of events.entries()) {
    if (!asObject(event ?? {})) remarks.skip(`${where}, event ${i + 1}`, `it is ${shapeOf(event)} where an object was expected`);
  }
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function sessionsIn(conference: JsonObject): RawSession[] {
  return asObjects(conference.days).flatMap((day) =>
    Object.entries(asObject(day.rooms) ?? {}).flatMap(([place, events]) =>
      asObjects(events).map((event) => rawSession(event, day, place)),
    ),
  );
}

function rawSession(event: JsonObject, day: JsonObject, place: string): RawSession {
  const say = (name: string): string | undefined => asText(event[name]);
  return {
    id: say('id'),
    guid: say('guid'),
    code: say('code'),
    title: say('title'),
    subtitle: say('subtitle'),
    date: say('date'),
    start: say('start'),
    duration: say('duration'),
    room: say('room') ?? asText(asObject(event.room)?.name),
    slug: say('slug'),
    url: say('origin_url') ?? say('url'),
    track: say('track') ?? asText(asObject(event.track)?.name),
    type: say('type'),
    language: say('language'),
    abstract: say('abstract'),
    description: say('description'),
    logo: say('logo'),
    licence: say('recording_license'),
    optout: say('do_not_record'),
    persons: listed(event.persons, rawPerson),
    links: listed(event.links, rawLink),
    attachments: listed(event.attachments, rawLink),
    place,
    day: rawDay(day),
  };
}

function rawDay(day: JsonObject): RawSession['day'] {
  return { date: asText(day.date), start: asText(day.day_start), end: asText(day.day_end) };
}

function listed<T>(value: unknown, read: (one: JsonObject) => T): T[] | undefined {
  return Array.isArray(value) ? asObjects(value).map(read) : undefined;
}

function rawLink(link: JsonObject): RawLink {
  return { title: asText(link.title), url: asText(link.url), type: asText(link.type) };
}

function rawTrack(track: JsonObject): RawTrack {
  return {
    id: asText(track.id),
    name: asText(track.name),
    color: asText(track.color),
    description: asText(track.description),
  };
}

/** The `description` of a room has no place in a conference as plain data. */
function rawRoom(room: JsonObject): RawRoom {
  return { guid: asText(room.guid), name: asText(room.name), capacity: asText(room.capacity) };
}

function rawPerson(person: JsonObject): RawPerson {
  const say = (name: string): string | undefined => asText(person[name]);
  return {
    id: say('id'),
    guid: say('guid'),
    code: say('code'),
    name: say('public_name') || say('name') || say('full_public_name'),
    biography: say('biography'),
    avatar: say('avatar'),
    url: say('url'),
    links: listed(person.links, rawLink),
  };
}
