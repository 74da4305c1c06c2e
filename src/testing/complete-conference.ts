import { derivedUuid, isUuid } from '#platform/ids.ts';
import type { Instant } from '#platform/time.ts';
import {
  BLANK_EVENT,
  BLANK_ROOM,
  BLANK_SESSION,
  BLANK_SESSION_TYPE,
  BLANK_SPEAKER,
  BLANK_SPONSOR,
  BLANK_TRACK,
} from '#features/exchange/blank-records.ts';
import type { Conference, SaidConference } from '#features/exchange/conference.ts';

type Numbered = { key: string; number: number };

/**
 * The conference that a reading describes, with everything it does not say left blank. Records keep the number they
 * have unless it is taken, and get the next free one otherwise; a session without a UUID gets one that is always the
 * same for its key within the event's. `updatedAt` stands in where the reading does not say when something changed.
 */
export function completeConference(said: SaidConference, updatedAt: Instant): Conference {
  const eventKey = said.event.key;
  return {
    event: { ...BLANK_EVENT, updatedAt, ...withoutAbsent(said.event) },
    tracks: numbered(said.tracks.map((track) => ({ ...BLANK_TRACK, ...withoutAbsent(track) }))),
    rooms: numbered(said.rooms.map((room) => ({ ...BLANK_ROOM, ...withoutAbsent(room) }))),
    sessionTypes: numbered(said.sessionTypes.map((type) => ({ ...BLANK_SESSION_TYPE, ...withoutAbsent(type) }))),
    speakers: numbered(said.speakers.map((speaker) => ({ ...BLANK_SPEAKER, ...withoutAbsent(speaker) }))),
    sessions: numbered(
      said.sessions.map((session) => {
        const guid = isUuid(session.guid ?? '') ? (session.guid ?? '') : derivedUuid('session', eventKey, session.key);
        return { ...BLANK_SESSION, updatedAt, ...withoutAbsent(session), guid, uid: session.uid || guid };
      }),
    ),
    sponsors: numbered((said.sponsors ?? []).map((sponsor) => ({ ...BLANK_SPONSOR, ...withoutAbsent(sponsor) }))),
  };
}

function numbered<T extends { key: string; number?: number | undefined }>(records: T[]): (T & Numbered)[] {
  const taken = new Set<number>();
  const free = (): number => {
    let number = taken.size + 1;
    while (taken.has(number)) number += 1;
    return number;
  };
  const wanted = new Set(records.map((record) => record.number));
  for (const number of wanted) if (number !== undefined) taken.add(number);
  const given = new Set<number>();
  return records.map((record) => {
    const own = record.number !== undefined && !given.has(record.number) ? record.number : free();
    taken.add(own);
    given.add(own);
    return { ...record, number: own };
  });
}

function withoutAbsent<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
