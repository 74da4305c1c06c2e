/** A conference as the database has it, with what an import needs to find records again. */
import type {
  Conference,
  ConferenceEvent,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
} from './conference.ts';

/** A record with its row's id and what the file that it came from called it ('' when it was made by hand). */
export type Known<T> = T & { id: number; sourceKey: string };

export type KnownConference = {
  event: Known<ConferenceEvent>;
  tracks: Known<ConferenceTrack>[];
  rooms: Known<ConferenceRoom>[];
  sessionTypes: Known<ConferenceSessionType>[];
  speakers: Known<ConferenceSpeaker>[];
  sessions: Known<ConferenceSession>[];
  sponsors: Known<ConferenceSponsor>[];
  /** Stored files by the name that `MediaRef.file` uses. */
  files: Map<string, StoredFile>;
  /** Where the event lives and how far it has come. */
  place: { slug: string; hue: number; version: number; organizerSlug: string };
};

export type StoredFile = {
  mediaId: number;
  storageKey: string;
  contentType: string;
  bytes: number;
  sha256: string;
  /** Where it was fetched from. */
  sourceUrl: string;
  /** Says nothing of place and camera; null where nobody looked. */
  bare: boolean | null;
  /** Its digest without that. */
  cleanSha256: string;
};

/** The records of a known conference that point at others do so by number; this is the plain conference within. */
export function plainConference(known: KnownConference): Conference {
  const { event, tracks, rooms, sessionTypes, speakers, sessions, sponsors } = known;
  return { event, tracks, rooms, sessionTypes, speakers, sessions, sponsors };
}
