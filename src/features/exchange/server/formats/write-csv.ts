import type { Conference, ConferenceSession, ConferenceSpeaker } from '#features/exchange/conference.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { isoWithOffset, type Instant } from '#platform/time.ts';
import {
  listedSessions,
  listedSpeakers,
  mediaAddress,
  programmeOf,
  type Programme,
  type WriteOptions,
} from './programme.ts';
import { type Column, writeTable } from './write-table.ts';

/** Accepted and confirmed sessions, scheduled or not, as CSV. Times are ISO 8601 in the event's zone. */
export function writeSessionsCsv(conference: Conference, options: WriteOptions): string {
  return writeTable(listedSessions(conference, options), sessionColumns(programmeOf(conference, options)));
}

/** The speakers of these sessions as CSV; their addresses and numbers only in the organiser's own copy. */
export function writeSpeakersCsv(conference: Conference, options: WriteOptions): string {
  const titles = new Map<string, string[]>();
  for (const session of listedSessions(conference, options)) {
    for (const key of session.speakers) titles.set(key, [...(titles.get(key) ?? []), session.title]);
  }
  return writeTable(
    listedSpeakers(conference, options),
    speakerColumns(options, (key) => titles.get(key) ?? []),
  );
}

function sessionColumns(programme: Programme): Column<ConferenceSession>[] {
  const { options, conference } = programme;
  const time = (at: Instant | null): string => (at === null ? '' : isoWithOffset(at, conference.event.timeZone));
  return [
    ['number', (session) => session.number],
    ['title', (session) => session.title],
    ['subtitle', (session) => session.subtitle],
    ['state', (session) => session.state],
    ['type', (session) => programme.typeOf(session)?.name ?? ''],
    ['track', (session) => programme.trackOf(session)?.name ?? ''],
    ['room', (session) => programme.roomOf(session)?.name ?? ''],
    ['starts_at', (session) => time(session.startsAt)],
    ['ends_at', (session) => time(session.endsAt)],
    ['minutes', (session) => (session.startsAt === null ? '' : lengthMinutes(session))],
    ['speakers', (session) => listOf(programme.speakersOf(session).map((speaker) => speaker.name))],
    ['language', (session) => session.language],
    ['level', (session) => session.level],
    ['abstract', (session) => session.abstract],
    ['description', (session) => session.description],
    ['page', (session) => programme.pageOf(session)],
    ['slides', (session) => mediaAddress(session.slides, options)],
    ['audio', (session) => mediaAddress(session.audio, options)],
    ['video', (session) => mediaAddress(session.video, options)],
  ];
}

function speakerColumns(options: WriteOptions, titlesOf: (key: string) => string[]): Column<ConferenceSpeaker>[] {
  const reachable: Column<ConferenceSpeaker>[] = [
    ['email', (speaker) => speaker.email],
    ['mobile', (speaker) => speaker.mobile],
  ];
  return [
    ['number', (speaker) => speaker.number],
    ['name', (speaker) => speaker.name],
    ...(options.includePrivate ? reachable : []),
    ['organisation', (speaker) => speaker.organisation],
    ['position', (speaker) => speaker.position],
    ['country', (speaker) => speaker.country],
    ['short_biography', (speaker) => speaker.shortBiography],
    ['biography', (speaker) => speaker.biography],
    ['website', (speaker) => speaker.website],
    ['photo', (speaker) => mediaAddress(speaker.photo, options)],
    ['sessions', (speaker) => listOf(titlesOf(speaker.key))],
  ];
}

const listOf = (items: string[]): string => items.join('; ');
