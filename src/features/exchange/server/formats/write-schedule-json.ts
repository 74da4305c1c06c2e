import { slugify } from '#features/events/event.ts';
import type { Conference, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { derivedUuid, isUuid } from '#platform/ids.ts';
import { isoWithOffset, localClock, localDate, type Instant } from '#platform/time.ts';
import { writableLine, writableText, webAddress } from './writable-text.ts';
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
import { clockLength, jsonAcronymOf, timeslotOf, versionOf } from './schedule-names.ts';

const SCHEMA = 'https://c3voc.de/schedule/schema.json';
const SLUG = /^[a-z0-9_-]+[a-z0-9]$/;
const CODE = /^[A-Z0-9]+$/;

/** The programme with an instant's date-time and clock reading in the event's zone. */
type Writing = { programme: Programme; date: (at: Instant) => string; clock: (at: Instant) => string };

type Reference = { url: string; title: string; type?: 'slides' | 'media' };

/** The public schedule as schedule.json, valid under the voc schema (version 1). */
export function writeScheduleJson(conference: Conference, options: WriteOptions): string {
  const programme = programmeOf(conference, options);
  const schedule = {
    version: versionOf(conference.event),
    base_url: `${options.eventUrl}/`,
    conference: conferenceObject(programme),
  };
  return `${JSON.stringify({ $schema: SCHEMA, generator: { ...GENERATOR, url: options.baseUrl }, schedule })}\n`;
}

function conferenceObject(programme: Programme): object {
  const { conference, options } = programme;
  const { event } = conference;
  const days = daysOf(programme);
  const writing: Writing = {
    programme,
    date: remembering((at) => isoWithOffset(at, event.timeZone)),
    clock: remembering((at) => localClock(at, event.timeZone)),
  };
  return {
    acronym: jsonAcronymOf(event),
    title: writableLine(event.name),
    description: writableText(event.description || event.subtitle),
    start: localDate(event.startsAt, event.timeZone),
    end: localDate(event.endsAt, event.timeZone),
    daysCount: days.length,
    timeslot_duration: timeslotOf(conference),
    time_zone_name: zoneName(event.timeZone),
    logo: mediaAddress(event.logo, options) || undefined,
    url: webAddress(event.website) || options.eventUrl,
    tracks: conference.tracks.map(({ name, color }) => ({
      name: writableLine(name),
      slug: matching(slugify(name), SLUG),
      color: matching(color, /^#[0-9a-f]{6}$/i),
    })),
    rooms: conference.rooms.map((room) => ({
      name: writableLine(room.name),
      guid: isUuid(room.guid) ? room.guid : derivedUuid(event.acronym, 'room', room.name),
      description: writableText(room.floor) || undefined,
      capacity: room.capacity ?? undefined,
    })),
    days: days.map((day) => dayObject(day, writing)),
  };
}

/**
 * The schema knows zones as `Area/City` and UTC. Another name (`US/Eastern`) gives way to the one that the tz database
 * prefers; where that does not fit either, the offsets of the times must do.
 */
function zoneName(zone: string): string | undefined {
  const form = /^[A-Z][a-z]+\/[A-Z][a-z]+|UTC$/;
  if (form.test(zone)) return zone;
  return matching(new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone, form);
}

function dayObject(day: ProgrammeDay, writing: Writing): object {
  const rooms = new Map<string, object[]>();
  for (const { name, sessions } of day.rooms) {
    const events = sessions.map((session) => eventObject(session, name, writing));
    const known = rooms.get(name);
    if (known) known.push(...events);
    else rooms.set(name, events);
  }
  return {
    index: day.index,
    date: day.date,
    day_start: writing.date(day.start),
    day_end: writing.date(day.end),
    rooms: Object.fromEntries(rooms),
  };
}

function eventObject(session: TimedSession, roomName: string, { programme, date, clock }: Writing): object {
  const { conference, options } = programme;
  const track = programme.trackOf(session);
  return {
    guid: session.guid,
    code: matching(session.code, CODE),
    id: session.number,
    logo: mediaAddress(session.picture, options) || undefined,
    date: date(session.startsAt),
    start: clock(session.startsAt),
    end: date(Math.max(session.endsAt, session.startsAt)),
    duration: clockLength(Math.max(lengthMinutes(session), 0)),
    room: roomName,
    slug: slugOf(session, conference),
    url: programme.pageOf(session),
    title: writableLine(session.title),
    subtitle: writableText(session.subtitle),
    track: track ? writableLine(track.name) : null,
    type: writableLine(programme.typeOf(session)?.name ?? ''),
    language: writableText(session.language) || null,
    abstract: writableText(session.abstract),
    description: writableText(session.description),
    recording_license: writableText(session.recordingLicence),
    do_not_record: session.recordingOptout,
    persons: programme.speakersOf(session).map((speaker) => personObject(speaker, options)),
    links: session.links.flatMap(({ title, url }) => referenceObject(url, title)),
    origin_url: webAddress(session.url) || undefined,
    attachments: attachmentObjects(session, options),
  };
}

function slugOf(session: TimedSession, { event }: Conference): string {
  return (
    matching(session.slug, SLUG) ??
    `${jsonAcronymOf(event)}-${session.number}-${slugify(session.title)}`.replace(/-$/, '')
  );
}

/** `public_name` stays away: with it the object would be a person of two kinds, and the schema wants one. */
function personObject(speaker: ConferenceSpeaker, options: WriteOptions): object {
  return {
    id: speaker.number,
    guid: matching(speaker.guid, /^[0-9a-f-]{36}$/i),
    code: matching(speaker.code, CODE),
    name: writableLine(speaker.name),
    avatar: mediaAddress(speaker.photo, options) || null,
    biography: writableText(speaker.biography || speaker.shortBiography) || null,
    url: webAddress(speaker.website) || undefined,
    links:
      speaker.links.length === 0 ? undefined : speaker.links.flatMap(({ title, url }) => referenceObject(url, title)),
  };
}

function attachmentObjects(session: TimedSession, options: WriteOptions): Reference[] {
  return [
    ...session.attachments.flatMap(({ title, url }) => referenceObject(url, title)),
    ...referenceObject(mediaAddress(session.slides, options), 'slides', 'slides'),
    ...referenceObject(mediaAddress(session.audio, options), 'audio', 'media'),
    ...referenceObject(mediaAddress(session.video, options), 'video', 'media'),
  ];
}

function referenceObject(url: string, title: string, type?: 'slides' | 'media'): Reference[] {
  const address = webAddress(url);
  return address === '' ? [] : [{ url: address, title: writableLine(title), type }];
}

function matching(text: string, form: RegExp): string | undefined {
  return form.test(text) ? text : undefined;
}
