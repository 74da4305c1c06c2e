import type {
  ConferenceLink,
  ConferenceRoom,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
  Guessed,
  Said,
} from '#features/exchange/conference.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_TYPE_FIELDS } from '#features/sessions/session-type.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { onlySaid } from '../../only-said.ts';
import { cleanColor, cleanUrl } from './clean-text.ts';
import type { Shelf } from './collect-records.ts';
import { nameElement, type Remarks } from './collect-remarks.ts';
import type { SessionShelf } from './gather-sessions.ts';
import { readFields } from './open-event-fields.ts';
import { countOf, type OpenRecord } from './open-event-record.ts';
import { readTypeLength } from './read-duration.ts';
import type { ReadLimits } from './read-limits.ts';
import type { Times } from './read-times.ts';

export type OpenEventReader = {
  limits: ReadLimits;
  files: Map<string, unknown>;
  remarks: Remarks;
  guessed: Guessed;
  times: Times;
  tracks: Shelf<Said<ConferenceTrack, 'name'>>;
  rooms: Shelf<Said<ConferenceRoom, 'name'>>;
  types: Shelf<Said<ConferenceSessionType, 'name'>>;
  speakers: Shelf<Said<ConferenceSpeaker, 'name'>>;
  sponsors: Shelf<Said<ConferenceSponsor, 'name'>>;
  sessions: SessionShelf;
  /** Ids of tracks that stand in for none, which only our archives have. */
  standIns: Set<string>;
};

/** Puts one record on its shelf and returns its key; undefined, with a remark, where it has no name. */
type Add = (record: OpenRecord, reader: OpenEventReader) => string | undefined;

function named(
  record: OpenRecord,
  kind: string,
  reader: OpenEventReader,
): { id: string; guid: string; name: string } | undefined {
  const name = record.line('name') ?? '';
  const id = record.line('id') ?? '';
  if (name !== '') return { id, guid: record.line('guid') ?? '', name };
  reader.remarks.skip(nameElement(kind, id, undefined), 'no_name');
  return undefined;
}

export const addTrack: Add = (record, reader) => {
  if (record.raw('stand_in') === true) {
    reader.standIns.add(record.line('id') ?? '');
    return undefined;
  }
  const own = named(record, 'track', reader);
  const color = record.raw('house_color') === true ? '' : record.line('color');
  const colour = color === undefined ? undefined : cleanColor(color);
  return own && reader.tracks.put({ ...own, ...onlySaid({ description: record.block('description'), color: colour }) });
};

export const addRoom: Add = (record, reader) => {
  const own = named(record, 'room', reader);
  if (!own) return undefined;
  const { latitude, longitude } = placeOf(record);
  const seats = countOf(record.raw('capacity'), ROOM_FIELDS.capacity.max);
  const capacity = seats === 0 ? undefined : seats;
  return reader.rooms.put({
    ...own,
    ...onlySaid({ floor: record.line('floor'), latitude, longitude, capacity }),
  });
};

export const addSessionType: Add = (record, reader) => {
  const own = named(record, 'session type', reader);
  const length = record.raw('length');
  const read = length === undefined ? undefined : readTypeLength(length);
  const minutes = read && read > SESSION_TYPE_FIELDS.minutes.max ? null : read;
  return own && reader.types.put({ ...own, ...onlySaid({ minutes }) });
};

export const addSpeaker: Add = (record, reader) => {
  const own = named(record, 'speaker', reader);
  if (!own) return undefined;
  const element = nameElement('speaker', own.id, own.name);
  const said = readFields(record, SPEAKER_FIELDS, { ...reader, nouns: 'speakers', element });
  return reader.speakers.put({ ...said, ...own, ...onlySaid({ links: socialLinksOf(record) }) });
};

const addSponsor: Add = (record, reader) => {
  const own = named(record, 'sponsor', reader);
  if (!own) return undefined;
  const level = Number(record.line('level') || Number.NaN);
  const element = nameElement('sponsor', own.id, own.name);
  const ranked = Number.isInteger(level) && level > 0 && level <= SPONSOR_FIELDS.level.max ? level : null;
  return reader.sponsors.put({
    ...readFields(record, SPONSOR_FIELDS, { ...reader, nouns: 'sponsors', element }),
    ...own,
    ...onlySaid({
      // Where both are said, the name of the second version counts.
      type: record.line('type', 'sponsor_type'),
      level: record.raw('level') === undefined ? undefined : ranked,
    }),
  });
};

const all =
  (add: Add) =>
  (records: OpenRecord[], reader: OpenEventReader): void => {
    for (const record of records) add(record, reader);
  };

export const addTracks = all(addTrack);
export const addRooms = all(addRoom);
export const addSessionTypes = all(addSessionType);
export const addSpeakers = all(addSpeaker);

/** The sponsors in their order; undefined where the archive has no such list. */
export function readSponsors(
  records: OpenRecord[] | undefined,
  reader: OpenEventReader,
): Said<ConferenceSponsor, 'name'>[] | undefined {
  if (!records) return undefined;
  for (const record of records) addSponsor(record, reader);
  return reader.sponsors.all();
}

const NETWORKS = [
  ['twitter', 'Twitter', 'https://twitter.com/'],
  ['facebook', 'Facebook', 'https://www.facebook.com/'],
  ['github', 'GitHub', 'https://github.com/'],
  ['linkedin', 'LinkedIn', 'https://www.linkedin.com/in/'],
] as const;

/**
 * The four networks that Open Event knows, some of them given as a bare or `@` name, and any further `links`, in which
 * our archives have those of the networks too.
 */
function socialLinksOf(record: OpenRecord): ConferenceLink[] | undefined {
  if (record.raw('links') === undefined && NETWORKS.every(([key]) => record.raw(key) === undefined)) return undefined;
  const known = NETWORKS.flatMap(([key, title, base]) => {
    const text = record.line(key) ?? '';
    const handle = /^@?([\w-]{1,60})$/.exec(text)?.[1];
    const url = handle ? base + handle : cleanUrl(text);
    return url ? [{ title, url }] : [];
  });
  const listed = linksOf(record.records('links'));
  return [...known.filter(({ url }) => !listed.some((link) => link.url === url)), ...listed];
}

/** Links as Open Event lists them: `{name, link}`, or `{title, url}`. */
export function linksOf(records: OpenRecord[] | undefined): ConferenceLink[] {
  return (records ?? []).flatMap((record) => {
    const url = cleanUrl(record.line('link', 'url') ?? '');
    return url ? [{ title: record.line('name', 'title') || url, url }] : [];
  });
}

/** Latitude and longitude where both lie on the globe; null and null where they do not, undefined where nobody said. */
export function placeOf(record: OpenRecord): {
  latitude: number | null | undefined;
  longitude: number | null | undefined;
} {
  if (record.raw('latitude') === undefined && record.raw('longitude') === undefined) {
    return { latitude: undefined, longitude: undefined };
  }
  const latitude = Number(record.line('latitude') || Number.NaN);
  const longitude = Number(record.line('longitude') || Number.NaN);
  const onGlobe = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return onGlobe ? { latitude, longitude } : { latitude: null, longitude: null };
}
