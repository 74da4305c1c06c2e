/** What schedule.xml and schedule.json have in common: the same conference, spelled in elements or in keys. */
import type { SaidConference } from '#features/exchange/conference.ts';
import { cutText } from '#platform/fit-text.ts';
import { onlySaid } from '../../only-said.ts';
import { addressOf } from './address-of.ts';
import { chooseTimeZone, type OffsetEvidence, offsetEvidence } from './choose-time-zone.ts';
import { cleanLanguage, cleanLine, cleanUrl } from './clean-text.ts';
import { collectRecords } from './collect-records.ts';
import { nameElement } from './collect-remarks.ts';
import { type GivenSession, gatherSessions } from './gather-sessions.ts';
import { mendSessionTimes } from './mend-sessions.ts';
import { codeInUrl } from './pretalx-codes.ts';
import { NO_ROOM } from './programme-days.ts';
import type { RawSchedule, RawSession, Text } from './raw-schedule.ts';
import type { ReadContext } from './read-context.ts';
import { readClock, readDuration } from './read-duration.ts';
import { readTimes } from './read-times.ts';
import { refusal } from './refuse-file.ts';
import { dayChangeOf, startOfSession } from './schedule-days.ts';
import {
  addPerson,
  addRoom,
  addTrack,
  attachmentsOf,
  block,
  line,
  linksOf,
  picture,
  type ScheduleReader,
  speakersOf,
  urlOf,
} from './schedule-records.ts';
import { settleNames, settleWindow } from './settle-event.ts';

const UNTITLED = 'Untitled event';

/**
 * The conference that a schedule describes, with its faults mended and remarked.
 * Throws `Invalid` (`no_event`) where it has neither a name nor sessions.
 */
export function assembleSchedule(raw: RawSchedule, context: ReadContext): SaidConference {
  const name = cleanLine(raw.title ?? '') || cleanLine(raw.acronym ?? '');
  if (name === '' && raw.sessions.length === 0) {
    throw refusal('no_event.schedule', { where: 'conference' });
  }
  if (name === '') context.remarks.mend('event', 'untitled_conference', { name: UNTITLED });
  const reader = openReader(raw, context);
  for (const track of raw.tracks) addTrack(track, reader);
  for (const room of raw.rooms) addRoom(room.name, room, reader);
  for (const person of raw.persons) addPerson(person, reader);
  for (const session of raw.sessions) addSession(session, reader);
  mendSessionTimes(reader.sessions.all(), () => null, context.remarks);
  return {
    event: eventOf(raw, name || UNTITLED, reader),
    tracks: reader.tracks.all(),
    rooms: reader.rooms.all(),
    sessionTypes: reader.types.all(),
    speakers: reader.speakers.all(),
    sessions: reader.sessions.all().map((session) => session.said),
  };
}

/** The address that a schedule of ours gives its event; undefined where somebody else wrote it. */
export function ownEventUrl(raw: RawSchedule): string | undefined {
  return raw.own ? (raw.baseUrl ?? '').trim().replace(/\/$/, '') : undefined;
}

function openReader(raw: RawSchedule, context: ReadContext): ScheduleReader {
  const { limits, remarks } = context;
  const known = {
    declared: raw.timeZone,
    evidence: evidenceIn(raw),
    places: [raw.city ?? '', raw.venue ?? ''],
    fallback: context.timeZone,
  };
  const times = readTimes(chooseTimeZone(known, context), remarks);
  return {
    context,
    own: raw.own,
    noRoom: raw.own && !raw.rooms.some(({ name, guid }) => name === NO_ROOM && guid) ? NO_ROOM : undefined,
    base: cleanUrl(raw.baseUrl ?? ''),
    dayChange: readClock(raw.dayChange ?? '') ?? dayChangeOf(raw.days, times.zone),
    times,
    tracks: collectRecords('track', limits.records, remarks),
    rooms: collectRecords('room', limits.records, remarks),
    types: collectRecords('session type', limits.records, remarks),
    speakers: collectRecords('speaker', limits.records, remarks),
    sessions: gatherSessions(limits.records, remarks),
  };
}

/** What our schedules have for a version where the organiser gave none: the time of the last change. */
const MOMENT = /^\s*\d{4}-\d{2}-\d{2} \d{2}:\d{2}\s*$/;

function evidenceIn(raw: RawSchedule): OffsetEvidence[] {
  const dates = raw.sessions.flatMap((session) => [session.day.start, session.date]);
  return [...dates, raw.start, raw.end].flatMap((text) => offsetEvidence(text) ?? []);
}

function eventOf(raw: RawSchedule, name: string, reader: ScheduleReader): SaidConference['event'] {
  const { times, context } = reader;
  const start = times.moment(raw.start, 'event', 'start');
  const end = times.moment(raw.end, 'event', 'end');
  const sessions = reader.sessions.all().map((session) => session.said);
  const timeslot = raw.timeslot === undefined ? undefined : readDuration(raw.timeslot);
  return {
    ...settleNames(raw.acronym, name),
    name,
    ...settleWindow({ start, end }, sessions, times.zone, context),
    timeZone: times.zone,
    ...onlySaid({
      subtitle: line(raw.subtitle),
      description: block(raw.description),
      locationName: line(raw.venue),
      city: line(raw.city),
      website: addressOf(raw.url, 'event.url', context, reader.base),
      logo: picture(raw.logo, reader),
      language: raw.language === undefined ? undefined : cleanLanguage(raw.language),
      dayChangeMinutes: reader.dayChange === undefined ? undefined : reader.dayChange % 1440,
      timeslotMinutes: timeslot && timeslot >= 1 ? Math.round(timeslot) : undefined,
      scheduleVersion: raw.own && MOMENT.test(raw.version ?? '') ? '' : line(raw.version),
    }),
  };
}

function addSession(raw: RawSession, reader: ScheduleReader): void {
  const { remarks } = reader.context;
  const title = cleanLine(raw.title ?? '');
  const id = line(raw.id);
  const element = nameElement('session', id || line(raw.guid), title);
  if (title === '') {
    remarks.skip(element, 'no_title');
    return;
  }
  reader.sessions.put({
    id: id ?? '',
    guid: raw.guid ?? '',
    title,
    ...onlySaid({
      ...timesOf(raw, element, reader),
      code: line(raw.code) || codeInUrl(raw.url),
      subtitle: line(raw.subtitle),
      slug: line(raw.slug),
      language: raw.language === undefined ? undefined : cleanLanguage(raw.language),
      abstract: block(raw.abstract),
      description: block(raw.description),
      url: urlOf(raw.url, reader),
      picture: picture(raw.logo, reader),
      recordingLicence: line(raw.licence),
      recordingOptout: raw.optout === undefined ? undefined : /^\s*(true|1|yes)\s*$/i.test(raw.optout),
      links: linksOf(raw.links, element, reader),
      ...attachmentsOf(raw.attachments, element, reader),
      ...placeOf(raw, reader),
      speakers: raw.persons && speakersOf(raw.persons, element, reader),
    }),
  });
}

/** In minutes. */
const HALF_AN_HOUR = 30;

/** Where the duration is missing or of no use, half an hour is taken and remarked. */
function timesOf(raw: RawSession, element: string, reader: ScheduleReader): Pick<GivenSession, 'startsAt' | 'endsAt'> {
  const { remarks } = reader.context;
  const startsAt = startOfSession(raw, element, { ...reader, remarks });
  if (startsAt == null) return { startsAt, endsAt: startsAt };
  const read = readDuration(raw.duration ?? '');
  const endsAt = read ? undefined : reader.times.instant(raw.end, element, 'end');
  if (endsAt != null && endsAt > startsAt) return { startsAt, endsAt };
  const minutes = read ? read : HALF_AN_HOUR;
  if (minutes !== read) {
    const said = raw.duration && cutText(raw.duration.trim(), 40);
    if (said) remarks.mend(element, 'bad_duration', { text: said });
    else remarks.mend(element, 'no_duration');
  }
  return { startsAt, endsAt: startsAt + minutes * 60_000 };
}

/** Our schedules list every track; one that is not listed stands in for none, and so does our room of no name. */
function placeOf(
  raw: RawSession,
  reader: ScheduleReader,
): { room?: string | null; track?: string | null; type?: string | null } {
  const roomName = [raw.place, raw.room].find((name) => name?.trim());
  const named = (shelf: { put: (record: { name: string }) => string }, text: Text): string | null | undefined =>
    text === undefined ? undefined : cleanLine(text) === '' ? null : shelf.put({ name: text });
  const unlisted = reader.own && reader.tracks.keyOfName(raw.track ?? '') === undefined;
  return {
    room:
      roomName && roomName.trim() !== reader.noRoom
        ? reader.rooms.put({ name: roomName })
        : raw.room === undefined && raw.place === undefined
          ? undefined
          : null,
    track: unlisted ? null : named(reader.tracks, raw.track),
    type: named(reader.types, raw.type),
  };
}
