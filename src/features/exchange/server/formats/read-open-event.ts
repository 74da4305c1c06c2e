import type { CarriedFile, ConferenceSponsor, Reading, Said } from '#features/exchange/conference.ts';
import { FoyerError, Invalid } from '#platform/errors.ts';
import { decodeText } from './decode-text.ts';
import { gatherSessions } from './gather-sessions.ts';
import { collectRecords } from './collect-records.ts';
import { mendSessionTimes } from './mend-sessions.ts';
import { openEventZone, readEventMember } from './open-event-core.ts';
import { type OpenRecord, openRecord } from './open-event-record.ts';
import { addSessions, addSpeakerLinks } from './open-event-sessions.ts';
import {
  addRooms,
  addSessionTypes,
  addSpeakers,
  addTracks,
  type OpenEventReader,
  readSponsors,
} from './open-event-records.ts';
import { isOwnGenerator } from './own-product.ts';
import { asObject, asRecords, asText, type JsonObject, parseJson } from './parse-json.ts';
import { closeReading, type ReadContext } from './read-context.ts';
import { readTimes } from './read-times.ts';
import { refusal } from './refuse-file.ts';

/** The JSON members of the archive; everything else in it is media. `attendees` is private to another system. */
const MEMBERS = [
  'event',
  'sessions',
  'speakers',
  'tracks',
  'microlocations',
  'sponsors',
  'session_types',
  'forms',
  'social_links',
  'meta',
  'config',
  'attendees',
] as const;
type Member = (typeof MEMBERS)[number];

/**
 * Reads an Open Event archive in its three dialects: `dash` (`starts-at`), `snake` (`start_time`) and `server`
 * (`starts_at` with `track_id`). Throws `Invalid`: `no_event` without an event, `not_well_formed` where the event or
 * the sessions are no JSON; any other member that is none is skipped.
 */
export async function readOpenEvent(archive: Map<string, CarriedFile>, context: ReadContext): Promise<Reading> {
  const { members, files } = await sortArchive(archive);
  const event = asObject(readMember(members, 'event', context));
  if (!event) throw refusal('no_event.archive', { where: 'event' });
  const list = (member: Member): OpenRecord[] | undefined => listMember(members, member, context);
  const core = openRecord(event);
  const sessions = list('sessions') ?? [];
  const reader = openReader(openEventZone(core, sessions, context), files, context);
  const [tracks, rooms, types] = [list('tracks') ?? [], list('microlocations') ?? [], list('session_types') ?? []];
  addTracks(tracks, reader);
  addRooms(rooms, reader);
  addSessionTypes(types, reader);
  const speakers = list('speakers') ?? [];
  addSpeakers(speakers, reader);
  addSessions(sessions, reader);
  addSpeakerLinks(speakers, sessions, reader);
  mendSessionTimes(reader.sessions.all(), (key) => reader.types.get(key)?.minutes, context.remarks);
  const listedSponsors = list('sponsors');
  const sponsors: Said<ConferenceSponsor, 'name'>[] | undefined = readSponsors(listedSponsors, reader);
  const extra = { forms: list('forms')?.[0], socialLinks: list('social_links') };
  const conference = {
    event: readEventMember(core, extra, reader),
    tracks: reader.tracks.all(),
    rooms: reader.rooms.all(),
    sessionTypes: reader.types.all(),
    speakers: reader.speakers.all(),
    sessions: reader.sessions.all().map((session) => session.said),
    ...(sponsors ? { sponsors } : {}),
  };
  const ownEventUrl = ownEventUrlIn(readMeta(members, context));
  if (ownEventUrl === undefined)
    reportLeftOut(
      {
        'the event': [core],
        sessions,
        speakers,
        tracks,
        rooms,
        'session types': types,
        sponsors: listedSponsors ?? [],
      },
      context,
    );
  return closeReading('open-event', dialectOf(core, sessions), conference, context, { files, ownEventUrl });
}

/** What is derived from other fields, or says how another system keeps a record. */
const DERIVED = new Set(
  'id version font_color sessions has_session_speakers is_sessions_speakers_enabled schedule_published_on placeholder_url thumbnail thumbnail_image_url large large_image_url small small_image_url icon icon_image_url creator house_color stand_in'.split(
    ' ',
  ),
);

function reportLeftOut(records: Record<string, OpenRecord[]>, { remarks }: ReadContext): void {
  for (const [kind, list] of Object.entries(records)) {
    for (const record of list) for (const name of record.unread()) if (!DERIVED.has(name)) remarks.leave(kind, name);
  }
}

function openReader(zone: string, files: Map<string, CarriedFile>, context: ReadContext): OpenEventReader {
  const { limits, remarks } = context;
  return {
    limits,
    files,
    remarks,
    guessed: context.guessed,
    times: readTimes(zone, remarks),
    tracks: collectRecords('track', limits.records, remarks),
    rooms: collectRecords('room', limits.records, remarks),
    types: collectRecords('session type', limits.records, remarks),
    speakers: collectRecords('speaker', limits.records, remarks),
    sponsors: collectRecords('sponsor', limits.records, remarks),
    sessions: gatherSessions(limits.records, remarks),
    standIns: new Set(),
  };
}

function dialectOf(event: OpenRecord, sessions: OpenRecord[]): string {
  const records = [event, ...sessions.slice(0, 1)];
  if (records.some((record) => record.keys.some((key) => key === 'starts-at' || key === 'ends-at'))) return 'dash';
  return records.some((record) => record.keys.includes('start_time')) ? 'snake' : 'server';
}

/**
 * Tells members, which are read, from media. One folder around everything, and `.json` after the names, is what zip
 * tools add.
 */
async function sortArchive(archive: Map<string, CarriedFile>): Promise<{
  members: Map<string, Uint8Array>;
  files: Map<string, CarriedFile>;
}> {
  const names = [...archive.keys()].filter((name) => !/^__MACOSX\/|(?:^|\/)\.DS_Store$/.test(name));
  const folder = /^[^/]+\//.exec(names[0] ?? '')?.[0] ?? '';
  const around = folder && names.every((name) => name.startsWith(folder)) ? folder.length : 0;
  const members = new Map<string, Uint8Array>();
  const files = new Map<string, CarriedFile>();
  for (const name of names) {
    const file = archive.get(name) as CarriedFile;
    const own = name.slice(around);
    const member = own.replace(/\.json$/, '');
    if ((MEMBERS as readonly string[]).includes(member) && !members.has(member)) members.set(member, await file.read());
    else files.set(own, file);
  }
  return { members, files };
}

/** Nothing depends on it, so a broken one is no fault. */
function readMeta(members: Map<string, Uint8Array>, context: ReadContext): JsonObject | undefined {
  try {
    return asObject(readMember(members, 'meta', context));
  } catch {
    return undefined;
  }
}

function ownEventUrlIn(meta: JsonObject | undefined): string | undefined {
  return isOwnGenerator(asText(asObject(meta?.generator)?.name)) ? (asText(meta?.event_url) ?? '') : undefined;
}

function readMember(members: Map<string, Uint8Array>, member: Member, context: ReadContext): unknown {
  const bytes = members.get(member);
  return bytes && parseJson(decodeText(bytes, context.remarks), member, context.limits);
}

function listMember(members: Map<string, Uint8Array>, member: Member, context: ReadContext): OpenRecord[] | undefined {
  const { remarks } = context;
  let value: unknown;
  try {
    value = readMember(members, member, context);
  } catch (refused) {
    if (member === 'sessions' || isTooLarge(refused) || !(refused instanceof FoyerError)) throw refused;
    remarks.refuse(member, refused);
    return undefined;
  }
  if (value === undefined) {
    if (member === 'sessions') remarks.mend('sessions', 'no_sessions');
    return undefined;
  }
  if (!Array.isArray(value)) {
    remarks.skip(member, 'no_list');
    return undefined;
  }
  const records = asRecords(value, KINDS[member] ?? 'entries', context.limits, member);
  const strange = value.length - records.length;
  if (strange > 0) remarks.skip(member, 'no_objects', { count: strange });
  return records.map(openRecord);
}

/** As people call what the lists hold. */
const KINDS: Partial<Record<Member, string>> = {
  sessions: 'sessions',
  speakers: 'speakers',
  tracks: 'tracks',
  microlocations: 'rooms',
  sponsors: 'sponsors',
  session_types: 'session types',
};

function isTooLarge(refused: unknown): boolean {
  return refused instanceof Invalid && refused.code === 'too_large';
}
