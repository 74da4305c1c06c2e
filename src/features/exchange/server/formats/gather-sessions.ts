import type { ConferenceSession, Said } from '#features/exchange/conference.ts';
import { cutText } from '#platform/fit-text.ts';
import { derivedUuid } from '#platform/ids.ts';
import { cleanGuid, cleanNumber, nameKey } from './clean-text.ts';
import { dropFarTimes } from './collect-remarks.ts';
import { nameElement, type Remarks } from './collect-remarks.ts';
import { refusal } from './refuse-file.ts';

export type SaidSession = Said<ConferenceSession, 'title'>;
export type GivenSession = Omit<SaidSession, 'key' | 'guid' | 'number'> & {
  id?: string;
  guid?: string;
  /** Its duration where the format has one, in minutes. */
  minutes?: number;
};

/** A session on its way, with what is needed to mend it. */
export type GatheredSession = {
  said: SaidSession;
  element: string;
  minutes: number | undefined;
  /** In the file, '' where it has none. */
  id: string;
};

export type SessionShelf = { put: (session: GivenSession) => void; all: () => GatheredSession[] };

/**
 * The sessions of one file. The key is the UUID, else the id, else the UID, else title and start.
 *
 * A session that comes twice with the same title, time and room is dropped; one that shares the id or UUID of another
 * but differs is kept with a UUID derived from what it is. Both are remarked.
 */
export function gatherSessions(most: number, remarks: Remarks): SessionShelf {
  const sessions = new Map<string, GatheredSession>();
  const numbers = new Set<number>();
  const codes = new Set<string>();
  const put = (given: GivenSession): void => {
    const { id, guid: rawGuid, minutes, ...rest } = given;
    const guid = cleanGuid(rawGuid ?? '');
    if (rawGuid?.trim() && !guid) countStrangeGuid(remarks);
    const number = cleanNumber(id);
    const element = nameElement('session', id?.trim() || rest.uid, rest.title);
    dropFarTimes(rest, element, remarks);
    const gathered: GatheredSession = { element, minutes, id: id?.trim() ?? '', said: { ...rest, key: '' } };
    gathered.said.key = guid || id?.trim() || rest.uid || keyOf(rest);
    if (guid) gathered.said.guid = guid;
    const twin = settleTwin(gathered, sessions, remarks);
    if (twin === 'same') return;
    if (number !== undefined && !numbers.has(number)) {
      gathered.said.number = number;
      numbers.add(number);
    } else if (number !== undefined && twin === 'alone') {
      remarks.mend(element, 'repeated_number', { number });
    }
    dropRepeatedCode(gathered.said, codes);
    sessions.set(gathered.said.key, gathered);
    if (sessions.size > most) {
      throw refusal('too_large.records', { where: element }, { most, kind: 'sessions' });
    }
  };
  return { put, all: () => [...sessions.values()] };
}

type Looks = Pick<SaidSession, 'title' | 'startsAt' | 'endsAt' | 'room'>;

function keyOf(session: Looks): string {
  return `title:${nameKey(session.title)} ${session.startsAt ?? ''}`;
}

type Twin = 'alone' | 'same' | 'renamed';

/** Gives a session whose key is taken one of its own, unless it is the same session over again. */
function settleTwin(one: GatheredSession, sessions: Map<string, GatheredSession>, remarks: Remarks): Twin {
  let twin = sessions.get(one.said.key);
  if (!twin) return 'alone';
  const { title, startsAt, endsAt, room } = one.said;
  const shared = one.said.key;
  while (twin) {
    if (looksLike(one.said, twin.said)) {
      remarks.skip(one.element, 'twin');
      return 'same';
    }
    one.said.key = derivedUuid(one.said.key, title, String(startsAt ?? ''), String(endsAt ?? ''), room ?? '');
    twin = sessions.get(one.said.key);
  }
  one.said.guid = one.said.key;
  delete one.said.uid;
  delete one.said.code;
  remarks.mend(one.element, 'shared_id', { id: cutText(shared, 80) });
  return 'renamed';
}

function looksLike(one: Looks, other: Looks): boolean {
  const same = (a: unknown, b: unknown): boolean => (a ?? null) === (b ?? null);
  return (
    nameKey(one.title) === nameKey(other.title) &&
    same(one.startsAt, other.startsAt) &&
    same(one.endsAt, other.endsAt) &&
    same(one.room, other.room)
  );
}

/** A talk that is given twice comes as two sessions of one code; the code stays with the first. */
function dropRepeatedCode(said: SaidSession, codes: Set<string>): void {
  if (!said.code) return;
  if (codes.has(said.code)) delete said.code;
  else codes.add(said.code);
}

function countStrangeGuid(remarks: Remarks): void {
  remarks.count('guid', 'strange_guids');
}
