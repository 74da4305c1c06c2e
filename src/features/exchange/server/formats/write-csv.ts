import type { Conference, ConferenceSession, ConferenceSpeaker, MediaRef } from '#features/exchange/conference.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { lengthMinutes } from '#features/sessions/session.ts';
import { type Fields, isReference, namesIn } from '#platform/records/field.ts';
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
    for (const key of session.speakers) {
      const known = titles.get(key);
      if (known) known.push(session.title);
      else titles.set(key, [session.title]);
    }
  }
  return writeTable(
    listedSpeakers(conference, options),
    speakerColumns(options, (key) => titles.get(key) ?? []),
  );
}

/** Columns that stood in these tables when they were first written stay where they were; further ones follow. */
const SESSION_FIRST = [
  ...['number', 'title', 'subtitle', 'state', 'type', 'track', 'room', 'starts_at', 'ends_at', 'minutes', 'speakers'],
  ...['language', 'level', 'abstract', 'description', 'page', 'slides', 'audio', 'video'],
];
const SPEAKER_FIRST = [
  ...['number', 'name', 'email', 'mobile', 'organisation', 'position', 'country', 'short_biography', 'biography'],
  ...['website', 'photo', 'sessions'],
];

function sessionColumns(programme: Programme): Column<ConferenceSession>[] {
  const { options, conference } = programme;
  const time = (at: Instant | null): string => (at === null ? '' : isoWithOffset(at, conference.event.timeZone));
  return inOrder(SESSION_FIRST, [
    ['number', (session) => session.number],
    ...fieldColumns<ConferenceSession>(SESSION_FIELDS, options),
    ['type', (session) => programme.typeOf(session)?.name ?? ''],
    ['track', (session) => programme.trackOf(session)?.name ?? ''],
    ['room', (session) => programme.roomOf(session)?.name ?? ''],
    ['starts_at', (session) => time(session.startsAt)],
    ['ends_at', (session) => time(session.endsAt)],
    ['minutes', (session) => (session.startsAt === null ? '' : lengthMinutes(session))],
    ['speakers', (session) => listOf(programme.speakersOf(session).map((speaker) => speaker.name))],
    ['page', (session) => programme.pageOf(session)],
  ]);
}

function speakerColumns(options: WriteOptions, titlesOf: (key: string) => string[]): Column<ConferenceSpeaker>[] {
  return inOrder(SPEAKER_FIRST, [
    ['number', (speaker) => speaker.number],
    ...fieldColumns<ConferenceSpeaker>(SPEAKER_FIELDS, options),
    ['sessions', (speaker) => listOf(titlesOf(speaker.key))],
  ]);
}

/** A column for each field that tables carry; those of the team only in its own copy. */
function fieldColumns<Row>(fields: Fields, options: WriteOptions): Column<Row>[] {
  return Object.entries(fields).flatMap(([name, field]): Column<Row>[] => {
    const [column] = namesIn('csv', field);
    if (column === undefined || field.kind === 'time' || isReference(field)) return [];
    if (!options.includePrivate && !field.seenBy.includes('public')) return [];
    const cell = (row: Row): unknown => (row as Record<string, unknown>)[name];
    if (field.kind === 'media') return [[column, (row) => mediaAddress(cell(row) as MediaRef | null, options)]];
    return [[column, (row) => String(cell(row) ?? '')]];
  });
}

function inOrder<Row>(first: readonly string[], columns: Column<Row>[]): Column<Row>[] {
  const place = ([name]: Column<Row>): number => (first.includes(name) ? first.indexOf(name) : first.length);
  return columns.toSorted((a, b) => place(a) - place(b));
}

const listOf = (items: string[]): string => items.join('; ');
