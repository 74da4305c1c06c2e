import type { Reading } from '#features/exchange/conference.ts';
import { assembleSchedule, ownEventUrl } from './assemble-schedule.ts';
import { cleanLine } from './clean-text.ts';
import { isOwnGenerator } from './own-product.ts';
import { nameElement, type Remarks } from './collect-remarks.ts';
import { asObject, asObjects, asText, type JsonObject, refuseMany } from './parse-json.ts';
import type { RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack } from './raw-schedule.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';
import { holdsSomething, type WatchedObject, watchObject } from './watch-members.ts';

/** What the reader of one file needs beside the file. */
type Means = { leave: Remarks['leave']; language: string; tracks: Map<string, string>; rooms: Map<string, string> };

/**
 * Reads a schedule.json of the voc schemas, version 1 (pretalx, frab) and 2 (hub). `file` has the member `schedule`.
 */
export function readScheduleJson(file: JsonObject, context: ReadContext): Reading {
  const schedule = asObject(file.schedule) ?? {};
  const generator = asText(asObject(schedule.generator ?? file.generator)?.name);
  const conference = asObject(schedule.conference);
  if (!conference) {
    throw refusal('no_event.conference', { where: 'schedule.conference' });
  }
  refuseLongLists(schedule, conference, context.limits);
  reportStrangers(schedule, conference, context.remarks);
  const own = isOwnGenerator(generator);
  const raw = rawSchedule(schedule, conference, own, meansOf(schedule, conference, own, context.remarks));
  const said = assembleSchedule(raw, context);
  const dialect = dialectOf(generator, schedule, conference);
  return closeReading('schedule-json', dialect, said, context, { ownEventUrl: ownEventUrl(raw) });
}

/** Before anything is made of them. Sessions stand in lists of several places, which count together. */
function refuseLongLists(schedule: JsonObject, conference: JsonObject, limits: ReadLimits): void {
  const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
  let sessions = lengthOf(schedule.events) + lengthOf(conference.events);
  for (const day of Array.isArray(conference.days) ? conference.days : [])
    for (const events of Object.values(asObject(asObject(day)?.rooms) ?? {})) sessions += lengthOf(events);
  refuseMany(sessions, 'sessions', limits, 'schedule');
  for (const [name, kind] of [
    ['tracks', 'tracks'],
    ['rooms', 'rooms'],
    ['persons', 'speakers'],
  ] as const)
    for (const holder of [schedule, conference]) refuseMany(lengthOf(holder[name]), kind, limits, name);
}

function dialectOf(generator: string | undefined, schedule: JsonObject, conference: JsonObject): string {
  if (generator) return cleanLine(generator).toLowerCase().split(' ', 1)[0] ?? '';
  if (Array.isArray(conference.tracks) || conference.colors !== undefined || Array.isArray(schedule.events))
    return 'hub';
  return eventsIn(schedule, conference).some(({ event }) =>
    asObjects(event.persons).some((person) => person.code !== undefined),
  )
    ? 'pretalx'
    : 'frab';
}

/**
 * Sessions of version 2 point at tracks and rooms by slug or guid; `languages` says in which of its languages a text is
 * read.
 */
function meansOf(schedule: JsonObject, conference: JsonObject, own: boolean, remarks: Remarks): Means {
  const named = (records: unknown[]): Map<string, string> =>
    new Map(
      records.flatMap(asObjects).flatMap((record) => {
        const name = asText(record.name) ?? '';
        return [record.guid, record.slug].flatMap((id) =>
          asText(id)?.trim() && name.trim() ? [[asText(id) ?? '', name] as const] : [],
        );
      }),
    );
  return {
    leave: own ? () => undefined : remarks.leave,
    language: languageOf(conference) ?? '',
    tracks: named([conference.tracks, schedule.tracks]),
    rooms: named([conference.rooms, schedule.rooms]),
  };
}

function languageOf(conference: JsonObject): string | undefined {
  const languages = Array.isArray(conference.languages) ? conference.languages.map(asText) : [];
  return (
    asText(asObject(conference.defaults)?.language) ||
    asText(conference.language) ||
    languages.find((one) => one?.trim())
  );
}

/** A text, or the one in the event's language of several; the others have no place here. */
function words(value: unknown, what: { kind: string; name: string }, { language, leave }: Means): string | undefined {
  const texts = asObject(value);
  if (!texts) return asText(value);
  const given = Object.entries(texts).flatMap(([key, one]) =>
    asText(one)?.trim() ? [{ key, text: asText(one) }] : [],
  );
  const chosen = given.find(({ key }) => key === language) ?? given.find(({ key }) => key === 'en') ?? given[0];
  for (const { key } of given) if (key !== chosen?.key) leave(what.kind, `${what.name} in ${key}`);
  return chosen?.text;
}

/** The address of a picture, which version 2 has in an object. */
function imageOf(value: unknown): string | undefined {
  return asObject(value) ? asText(asObject(value)?.url) : asText(value);
}

/** What says nothing that is not known from elsewhere. */
const COUNTED = ['daysCount', 'days', '$schema'];

function rawSchedule(schedule: JsonObject, conference: JsonObject, own: boolean, means: Means): RawSchedule {
  const outer = watchObject(schedule);
  const event = watchObject(conference);
  for (const name of [...COUNTED, 'events', 'conference', 'generator']) outer.read(name);
  for (const name of [...COUNTED, 'events', 'languages', 'defaults', 'language']) event.read(name);
  const lists = (name: string): JsonObject[] => [...asObjects(event.read(name)), ...asObjects(outer.read(name))];
  const days = asObjects(conference.days);
  const schedules: RawSchedule = {
    own,
    version: outer.textOf('version'),
    acronym: event.textOf('acronym'),
    title: words(event.read('title'), { kind: 'the event', name: 'title' }, means),
    subtitle: words(event.read('subtitle'), { kind: 'the event', name: 'subtitle' }, means),
    description: words(event.read('description'), { kind: 'the event', name: 'description' }, means),
    venue: event.textOf('venue'),
    city: event.textOf('city'),
    start: event.textOf('start'),
    end: event.textOf('end'),
    dayChange: event.textOf('day_change'),
    timeslot: event.textOf('timeslot_duration'),
    baseUrl: outer.textOf('base_url') ?? event.textOf('base_url'),
    url: event.textOf('url'),
    logo: imageOf(event.read('logo')),
    language: languageOf(conference),
    timeZone: event.textOf('time_zone_name'),
    tracks: lists('tracks').map((track) => rawTrack(track, means)),
    rooms: [...lists('rooms').map((room) => rawRoom(room, means)), ...roomsOfDays(days)],
    persons: lists('persons').map((person) => rawPerson(person, means)),
    days: days.map((day) => watchedDay(day, means)),
    sessions: eventsIn(schedule, conference).map(({ event: one, day, place }) => rawSession(one, day, place, means)),
  };
  if (schedules.baseUrl?.trim() && schedules.baseUrl !== schedules.url) means.leave('the event', 'base_url');
  outer.leave('the schedule', means.leave);
  event.leave('the event', means.leave);
  return schedules;
}

/**
 * Days, rooms and events of another shape are left out; nobody should have to find that out by counting. Null holds
 * nothing.
 */
function reportStrangers(schedule: JsonObject, conference: JsonObject, remarks: Remarks): void {
  const days = Array.isArray(conference.days) ? conference.days : [];
  for (const [i, value] of days.entries()) {
    const day = asObject(value);
    const where = nameElement('day', asText(day?.date) || String(i + 1), undefined);
    if (!day && value !== null) remarks.skip(where, 'object_expected', { type: shapeOf(value) });
    else if (day && !asObject(day.rooms ?? {})) remarks.skip(where, 'rooms_expected', { type: shapeOf(day.rooms) });
    for (const [place, events] of Object.entries(asObject(day?.rooms) ?? {}))
      reportStrangeEvents(`${where}, ${nameElement('room', undefined, place)}`, events, remarks);
  }
  for (const [where, events] of [
    ['schedule', schedule.events],
    ['conference', conference.events],
  ] as const) {
    if (events !== undefined) reportStrangeEvents(where, events, remarks);
  }
}

function reportStrangeEvents(where: string, events: unknown, remarks: Remarks): void {
  if (!Array.isArray(events)) {
    if (events !== null) remarks.skip(where, 'events_expected', { type: shapeOf(events) });
    return;
  }
  for (const [i, event] of events.entries()) {
    if (!asObject(event ?? {})) remarks.skip(`${where}, event ${i + 1}`, 'object_expected', { type: shapeOf(event) });
  }
}

function shapeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

type Found = { event: JsonObject; day: JsonObject | undefined; place: string | undefined };

/** The sessions of both versions: in the rooms of their days, and in one list. */
function eventsIn(schedule: JsonObject, conference: JsonObject): Found[] {
  const inDays = asObjects(conference.days).flatMap((day) =>
    Object.entries(asObject(day.rooms) ?? {}).flatMap(([place, events]) =>
      asObjects(events).map((event) => ({ event, day, place })),
    ),
  );
  const listed = [...asObjects(schedule.events), ...asObjects(conference.events)];
  return [...inDays, ...listed.map((event) => ({ event, day: undefined, place: undefined }))];
}

/** Rooms that only a day names, with sessions or without. */
function roomsOfDays(days: JsonObject[]): RawRoom[] {
  return days.flatMap((day) =>
    Object.keys(asObject(day.rooms) ?? {}).map((name) => ({
      guid: undefined,
      name,
      capacity: undefined,
      floor: undefined,
    })),
  );
}

function rawSession(
  object: JsonObject,
  day: JsonObject | undefined,
  place: string | undefined,
  means: Means,
): RawSession {
  const event = watchObject(object);
  const { textOf } = event;
  const text = (name: string): string | undefined => words(event.read(name), { kind: 'sessions', name }, means);
  const { elsewhere, links } = linksIn(event, means);
  const session: RawSession = {
    id: textOf('id'),
    guid: textOf('guid'),
    code: textOf('code'),
    title: text('title'),
    subtitle: text('subtitle'),
    ...startIn(event),
    duration: textOf('duration'),
    end: textOf('end'),
    room: nameIn(event.read('room'), means.rooms),
    slug: textOf('slug'),
    url: elsewhere ?? textOf('url'),
    track: nameIn(event.read('track'), means.tracks),
    type: textOf('type'),
    language: textOf('language'),
    abstract: text('abstract'),
    description: text('description'),
    logo: imageOf(event.read('logo')),
    licence: textOf('recording_license'),
    optout: textOf('do_not_record'),
    persons: personsIn(event, means),
    links,
    attachments: listed(event.read('attachments'), (link) => rawLink(link, 'attachments', means)),
    place,
    day: day ? rawDay(day) : { date: undefined, start: undefined, end: undefined },
  };
  if (elsewhere !== undefined && textOf('url')?.trim() && textOf('url') !== elsewhere) means.leave('sessions', 'url');
  event.leave('sessions', means.leave);
  return session;
}

/** In version 2 the start is a moment, in version 1 a reading of the clock beside a date. */
function startIn({ textOf }: WatchedObject): { date: string | undefined; start: string | undefined } {
  const [date, start] = [textOf('date'), textOf('start')];
  return /^\s*\d{4}-?\d{2}-?\d{2}[T ]/.test(start ?? '') && !/[T ]\d/.test(date?.trim() ?? '')
    ? { date: start, start: undefined }
    : { date, start };
}

/** The links; one of version 2 says by its type that it is the session's page elsewhere. */
function linksIn(event: WatchedObject, means: Means): { elsewhere: string | undefined; links: RawLink[] | undefined } {
  const links = listed(event.read('links'), (link) => rawLink(link, 'links', means));
  const origin = event.textOf('origin_url') ?? links?.find(({ type }) => type === 'origin')?.url;
  return {
    elsewhere: origin || undefined,
    links: links?.filter(({ type, url }) => type !== 'origin' || url !== origin),
  };
}

/** A track or room by its name, or as an object that has its name, guid or slug. */
function nameIn(value: unknown, known: Map<string, string>): string | undefined {
  const object = asObject(value);
  if (!object) return asText(value);
  const ids = [object.guid, object.slug].map((id) => asText(id) ?? '');
  return asText(object.name) || ids.map((id) => known.get(id)).find((name) => name) || ids[1] || undefined;
}

function personsIn(event: WatchedObject, means: Means): RawPerson[] | undefined {
  const lists = [event.read('persons'), event.read('participants')].filter(Array.isArray);
  return lists.length === 0
    ? undefined
    : lists.flatMap((list) => asObjects(list).map((person) => rawPerson(person, means)));
}

/** In version 2 a day has its bounds under shorter names. */
function rawDay(day: JsonObject): RawSession['day'] {
  return {
    date: asText(day.date),
    start: asText(day.day_start) ?? asText(day.start),
    end: asText(day.day_end) ?? asText(day.end),
  };
}

function watchedDay(object: JsonObject, means: Means): RawSession['day'] {
  const day = watchObject(object);
  for (const name of ['index', 'date', 'rooms', 'start', 'end', 'day_start', 'day_end']) day.read(name);
  day.leave('days', means.leave);
  return rawDay(object);
}

function listed<T>(value: unknown, read: (one: JsonObject) => T): T[] | undefined {
  return Array.isArray(value) ? asObjects(value).map(read) : undefined;
}

/** A link of version 2 has no title, but a service or a type, which tells what it is. */
function rawLink(object: JsonObject, kind: string, means: Means): RawLink {
  const link = watchObject(object);
  const type = link.textOf('type')?.toLowerCase();
  const title = link.textOf('title') ?? link.textOf('name');
  const service = link.textOf('service');
  const url = link.textOf('url');
  link.leave(kind, means.leave);
  return { title: title ?? titled(service ?? (link.textOf('type') !== type ? type : undefined)), url, type };
}

function titled(text: string | undefined): string | undefined {
  const plain = text?.trim().toLowerCase();
  return plain ? plain.charAt(0).toUpperCase() + plain.slice(1) : undefined;
}

function rawTrack(object: JsonObject, means: Means): RawTrack {
  const track = watchObject(object);
  const colors = asObject(track.read('colors'));
  const raw: RawTrack = {
    id: track.textOf('id'),
    name: words(track.read('name'), { kind: 'tracks', name: 'name' }, means),
    color: track.textOf('color') ?? asText(colors?.light) ?? asText(colors?.dark),
    description: words(track.read('description'), { kind: 'tracks', name: 'description' }, means),
  };
  for (const [name, value] of Object.entries(colors ?? {}))
    if (holdsSomething(value) && value !== raw.color) means.leave('tracks', `colors.${name}`);
  track.read('guid');
  track.leave('tracks', means.leave);
  return raw;
}

/** What a room's `description` says is where it is, as in our own files; that is the floor here. */
function rawRoom(object: JsonObject, means: Means): RawRoom {
  const room = watchObject(object);
  const raw = {
    guid: room.textOf('guid'),
    name: words(room.read('name'), { kind: 'rooms', name: 'name' }, means),
    capacity: room.textOf('capacity'),
    floor: words(room.read('description'), { kind: 'rooms', name: 'description' }, means),
  };
  room.leave('rooms', means.leave);
  return raw;
}

function rawPerson(object: JsonObject, means: Means): RawPerson {
  const person = watchObject(object);
  const { textOf } = person;
  const [publicName, name, fullName] = ['public_name', 'name', 'full_public_name'].map(textOf);
  const raw = {
    id: textOf('id'),
    guid: textOf('guid'),
    code: textOf('code'),
    name: publicName || name || fullName,
    biography: words(person.read('biography'), { kind: 'persons', name: 'biography' }, means),
    avatar: imageOf(person.read('avatar')),
    url: textOf('url'),
    links: listed(person.read('links'), (link) => rawLink(link, 'links of persons', means)),
  };
  if (/^\s*speaker\s*$/i.test(asText(object.role) ?? '')) person.read('role');
  person.leave('persons', means.leave);
  return raw;
}
