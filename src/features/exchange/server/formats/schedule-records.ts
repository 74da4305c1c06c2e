import type {
  ConferenceLink,
  ConferenceRoom,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceTrack,
  MediaRef,
  Said,
} from '#features/exchange/conference.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { cutText } from '#platform/fit-text.ts';
import { onlySaid } from '../../only-said.ts';
import { addressOf } from './address-of.ts';
import { cleanBlock, cleanColor, cleanLine, cleanNumber, cleanUrl } from './clean-text.ts';
import type { Shelf } from './collect-records.ts';
import { nameElement } from './collect-remarks.ts';
import type { SaidSession, SessionShelf } from './gather-sessions.ts';
import type { RawLink, RawPerson, RawRoom, RawTrack, Text } from './raw-schedule.ts';
import type { ReadContext } from './read-context.ts';
import type { Times } from './read-times.ts';

export type ScheduleReader = {
  context: ReadContext;
  /** Whether Foyer wrote it. */
  own: boolean;
  /** The name that stands in for a room where a session has none. */
  noRoom: string | undefined;
  base: string;
  dayChange: number | undefined;
  times: Times;
  tracks: Shelf<Said<ConferenceTrack, 'name'>>;
  rooms: Shelf<Said<ConferenceRoom, 'name'>>;
  types: Shelf<Said<ConferenceSessionType, 'name'>>;
  speakers: Shelf<Said<ConferenceSpeaker, 'name'>>;
  sessions: SessionShelf;
};

export function addTrack(raw: RawTrack, reader: ScheduleReader): void {
  const name = cleanLine(raw.name ?? '');
  if (name === '') return;
  const color = raw.color === undefined ? undefined : cleanColor(raw.color);
  reader.tracks.put({ id: raw.id ?? '', name, ...onlySaid({ color, description: block(raw.description) }) });
}

const MOST_SEATS = ROOM_FIELDS.capacity.max;

export function addRoom(name: Text, raw: RawRoom, reader: ScheduleReader): void {
  if (cleanLine(name ?? '') === '' || name?.trim() === reader.noRoom) return;
  const capacity = raw.capacity === undefined ? undefined : Number(raw.capacity.trim() || Number.NaN);
  const counted = capacity !== undefined && Number.isInteger(capacity) && capacity > 0 && capacity <= MOST_SEATS;
  reader.rooms.put({
    guid: raw.guid ?? '',
    name: name ?? '',
    ...onlySaid({ capacity: capacity === undefined ? undefined : counted ? capacity : null, floor: line(raw.floor) }),
  });
}

export function speakersOf(persons: RawPerson[], element: string, reader: ScheduleReader): string[] {
  const keys = new Set<string>();
  for (const person of persons) {
    const key = addPerson(person, reader);
    if (key) keys.add(key);
    else reader.context.remarks.mend(element, 'unnamed_person');
  }
  return [...keys];
}

export function addPerson(raw: RawPerson, reader: ScheduleReader): string | undefined {
  const name = cleanLine(raw.name ?? '');
  if (name === '')
    return reader.speakers.keyOfId(raw.guid || (/^0+$/.test(raw.id?.trim() ?? '') ? '' : raw.id) || raw.code || '');
  const id = /^0+$/.test(raw.id?.trim() ?? '') ? '' : (raw.id?.trim() ?? '');
  if (id && cleanNumber(id) === undefined) countStrangeId(reader);
  return reader.speakers.put({
    id: id || raw.code?.trim() || '',
    guid: raw.guid ?? '',
    name,
    ...onlySaid({
      code: line(raw.code),
      biography: block(raw.biography),
      photo: picture(raw.avatar, reader),
      website: addressOf(raw.url, 'persons.url', reader.context, reader.base),
      links: raw.links && linksOf(raw.links, nameElement('speaker', raw.id, name), reader),
    }),
  });
}

function countStrangeId(reader: ScheduleReader): void {
  reader.context.remarks.count('person id', 'person_ids');
}

export function linksOf(
  raw: RawLink[] | undefined,
  element: string,
  reader: ScheduleReader,
): ConferenceLink[] | undefined {
  return raw?.flatMap(({ title, url }) => {
    const swapped = isSwapped(title, url);
    if (swapped) countSwapped(reader);
    const [words, address] = swapped ? [url, title] : [title, url];
    const clean = cleanUrl(address ?? '', reader.base);
    if (clean) return { title: cleanLine(words ?? '') || clean, url: clean };
    if (url?.trim()) {
      reader.context.remarks.mend(element, 'link_address', { text: cutText(url.trim(), 80) });
    }
    return [];
  });
}

/**
 * Whether the title is an address and the address is words: relative ones have no blanks, and are no title of an
 * address.
 */
function isSwapped(title: Text, url: Text): boolean {
  const words = url?.trim() ?? '';
  return (
    /^https?:\/\/\S+$/i.test(title?.trim() ?? '') &&
    words !== '' &&
    !/^[a-z][a-z0-9+.-]*:|^\/|^[^\s/]+\.[a-z]{2,}/i.test(words)
  );
}

function countSwapped(reader: ScheduleReader): void {
  reader.context.remarks.count('swapped', 'swapped_links');
}

const MEDIA = ['slides', 'audio', 'video'] as const;
/** Of a link as of what it is; such a title says nothing more. */
const PLAIN_TITLES: Text[] = [undefined, '', ...MEDIA];

/** The first attachment of each kind of media is the session's own; the others stay attachments. */
export function attachmentsOf(
  raw: RawLink[] | undefined,
  element: string,
  reader: ScheduleReader,
): Partial<SaidSession> {
  if (raw === undefined) return {};
  const own: Partial<SaidSession> = {};
  const rest: RawLink[] = [];
  for (const link of raw) {
    const kind = MEDIA.find((one) => one === (link.type === 'media' ? link.title : link.type)?.trim());
    const url = kind && own[kind] === undefined ? cleanUrl(link.url ?? '', reader.base) : '';
    if (kind && url) {
      own[kind] = { url };
      if (!PLAIN_TITLES.includes(link.title?.trim().toLowerCase()) && !reader.own)
        reader.context.remarks.leave('sessions', `title of the ${kind}`);
    } else rest.push(link);
  }
  return { ...own, attachments: linksOf(rest, element, reader) };
}

export function urlOf(text: Text, reader: ScheduleReader): string | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text, reader.base);
  if (!url && text.trim()) {
    reader.context.remarks.count('url', 'session_addresses');
  }
  return url;
}

export function picture(text: Text, reader: ScheduleReader): MediaRef | null | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text, reader.base);
  if (!url && text.trim()) {
    reader.context.remarks.count('picture', 'picture_addresses');
  }
  return url ? { url } : null;
}

/** As one line, undefined where nothing was said. */
export function line(text: Text): string | undefined {
  return text === undefined ? undefined : cleanLine(text);
}

/** As several lines, undefined where nothing was said. */
export function block(text: Text): string | undefined {
  return text === undefined ? undefined : cleanBlock(text);
}
