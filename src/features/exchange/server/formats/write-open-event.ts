import type { Conference } from '#features/exchange/conference.ts';
import { mediaGatherer, type OpenMedia } from './gather-media.ts';
import {
  eventJson,
  formsJson,
  microlocationJson,
  sessionJson,
  sessionTypeJson,
  socialLinksJson,
  speakerJson,
  sponsorJson,
  trackJson,
  type Json,
  type OpenEventWriting,
} from './open-event-json.ts';
import { GENERATOR, listedSessions, listedSpeakers, programmeOf, type WriteOptions } from './programme.ts';
import { writeZip, type ZipEntry } from './write-zip.ts';

export type OpenEventOptions = WriteOptions & {
  /** `dash`: `starts-at`, what the web-app generator reads; `snake`: `start_time`, its first version. */
  dialect?: 'dash' | 'snake';
  openMedia?: OpenMedia;
};

/** Names that changed between the dialects by more than their hyphens. */
const DASH_NAMES: Record<string, string> = {
  audio: 'audio-url',
  background_image: 'original-image-url',
  call_for_papers: 'speakers-call',
  copyright: 'event-copyright',
  end_date: 'ends-at',
  end_time: 'ends-at',
  featured: 'is-featured',
  has_session_speakers: 'is-sessions-speakers-enabled',
  large: 'large-image-url',
  logo: 'logo-url',
  photo: 'photo-url',
  slides: 'slides-url',
  sponsor_type: 'type',
  start_date: 'starts-at',
  start_time: 'starts-at',
  thumbnail: 'thumbnail-image-url',
  video: 'video-url',
};

/**
 * The event with everything in it as an Open Event archive: JSON files without suffix at the root, media beside them.
 * Holds accepted and confirmed sessions, scheduled or not, and in the organiser's own copy all of them.
 */
export async function writeOpenEvent(conference: Conference, options: OpenEventOptions): Promise<Uint8Array> {
  const media: ZipEntry[] = [];
  const writing = writingOf(conference, options, media);
  const files: Record<string, Json> = {
    event: await eventJson(writing),
    sessions: await writeInOrder(writing.sessions, (session) => sessionJson(session, writing)),
    speakers: await writeInOrder(writing.speakers, (speaker) => speakerJson(speaker, writing)),
    tracks: writing.tracks.map((track) => trackJson(track, writing)),
    microlocations: await writeInOrder(conference.rooms, (room) => microlocationJson(room, writing)),
    sponsors: await writeInOrder(conference.sponsors, (sponsor) => sponsorJson(sponsor, writing)),
    session_types: conference.sessionTypes.map(sessionTypeJson),
    social_links: socialLinksJson(conference.event),
    forms: formsJson(conference.event),
  };
  return writeZip(entriesOf(files, media, options), conference.event.updatedAt);
}

/** One after the other, so that the first, which are the large ones, are compressed while the next are made. */
function* entriesOf(files: Record<string, Json>, media: ZipEntry[], options: OpenEventOptions): Generator<ZipEntry> {
  for (const [name, json] of Object.entries(files)) {
    yield jsonEntry(name, options.dialect === 'snake' ? json : dashed(json));
  }
  yield jsonEntry('meta', { root_url: options.baseUrl, event_url: options.eventUrl, generator: GENERATOR });
  yield* media;
}

function writingOf(conference: Conference, options: OpenEventOptions, media: ZipEntry[]): OpenEventWriting {
  const sessions = listedSessions(conference, options);
  const bySpeaker = new Map<string, typeof sessions>();
  const byTrack = new Map<string | null, typeof sessions>();
  for (const session of sessions) {
    addTo(byTrack, session.track, session);
    for (const speaker of session.speakers) addTo(bySpeaker, speaker, session);
  }
  const neutralTrack = {
    key: '',
    number: Math.max(0, ...conference.tracks.map((track) => track.number)) + 1,
    name: 'General',
    description: '',
    color: '',
  };
  const programme = programmeOf(conference, options);
  const lacksTrack = sessions.some((session) => programme.trackOf(session) === undefined);
  return {
    programme,
    sessions,
    speakers: listedSpeakers(conference, options),
    tracks: lacksTrack ? [...conference.tracks, neutralTrack] : conference.tracks,
    neutralTrack,
    sessionsOfSpeaker: (speaker) => bySpeaker.get(speaker.key) ?? [],
    sessionsOfTrack: (track) =>
      track === neutralTrack
        ? sessions.filter((session) => programme.trackOf(session) === undefined)
        : (byTrack.get(track.key) ?? []),
    addMedia: mediaGatherer(media, options),
  };
}

function addTo<Key, T>(lists: Map<Key, T[]>, key: Key, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

async function writeInOrder<T>(records: T[], write: (record: T) => Promise<Json>): Promise<Json> {
  const out: Json[] = [];
  for (const record of records) out.push(await write(record));
  return out;
}

const dashNames = new Map(Object.entries(DASH_NAMES));

/** The fields are few and come a thousand times, so their names are made once. */
function dashName(key: string): string {
  let name = dashNames.get(key);
  if (name === undefined) {
    name = key.replaceAll('_', '-');
    dashNames.set(key, name);
  }
  return name;
}

function dashed(json: Json): Json {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(dashed);
  const out: { [key: string]: Json } = {};
  for (const key in json) out[dashName(key)] = dashed(json[key] as Json);
  return out;
}

function jsonEntry(name: string, json: Json): ZipEntry {
  return { name, bytes: Buffer.from(JSON.stringify(json, null, 4)), stored: false };
}
