/** What does not go together in a programme. Hints, never obstacles: the organiser may know better. */
import type { Translate } from '#platform/i18n/text.ts';
import type { Instant } from '#platform/time.ts';
import type { SessionState } from './session.ts';

export type PlacedSession = {
  number: number;
  title: string;
  state: SessionState;
  startsAt: Instant;
  endsAt: Instant;
  room: string | null;
  speakers: { number: number; name: string }[];
};

/** `other` is the session that it meets; null where it lies outside the event. */
export type Clash = {
  kind: 'room' | 'speaker' | 'outside';
  what: string;
  other: { number: number; title: string } | null;
};

/** Clashes by the number of the session; rejected and withdrawn sessions meet nobody. */
export function findClashes(
  sessions: readonly PlacedSession[],
  event: { startsAt: Instant; endsAt: Instant },
): Map<number, Clash[]> {
  const found = new Map<number, Clash[]>();
  const add = (number: number, clash: Clash): void => addTo(found, number, clash);
  const active = sessions
    .filter(({ state }) => state !== 'rejected' && state !== 'withdrawn')
    .sort((a, b) => a.startsAt - b.startsAt || a.number - b.number);
  for (const session of active)
    if (session.startsAt < event.startsAt || session.endsAt > event.endsAt)
      add(session.number, { kind: 'outside', what: '', other: null });
  const rooms = groupBy(active, (session) => (session.room === null ? [] : [session.room]));
  const speakers = groupBy(active, (session) => session.speakers.map(({ number, name }) => `${number} ${name}`));
  for (const [kind, groups] of [
    ['room', rooms],
    ['speaker', speakers],
  ] as const) {
    for (const [key, group] of groups) {
      const what = kind === 'room' ? key : key.slice(key.indexOf(' ') + 1);
      for (const [a, b] of overlaps(group)) {
        add(a.number, { kind, what, other: { number: b.number, title: b.title } });
        add(b.number, { kind, what, other: { number: a.number, title: a.title } });
      }
    }
  }
  return found;
}

/** In words, for the page of the session itself. */
export function describeClash({ kind, what, other }: Clash, t: Translate): string {
  if (kind === 'outside') return t('records.clash.outside');
  const session = other?.title ?? '';
  return kind === 'room'
    ? t('records.clash.room', { room: what, session })
    : t('records.clash.speaker', { speaker: what, session });
}

function groupBy(
  sessions: readonly PlacedSession[],
  keysOf: (session: PlacedSession) => string[],
): Map<string, PlacedSession[]> {
  const groups = new Map<string, PlacedSession[]>();
  for (const session of sessions) for (const key of keysOf(session)) addTo(groups, key, session);
  return groups;
}

function addTo<Key, T>(lists: Map<Key, T[]>, key: Key, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

/** A session is held against so many of those that begin after it: nobody reads more, and pairs are as many squared. */
const MOST_NEIGHBOURS = 20;

/** Pairs that share some time, of sessions by their start. One that begins when the other ends is no clash. */
function* overlaps(sessions: readonly PlacedSession[]): Generator<[PlacedSession, PlacedSession]> {
  for (const [i, a] of sessions.entries()) {
    for (const b of sessions.slice(i + 1, i + 1 + MOST_NEIGHBOURS)) {
      if (b.startsAt >= a.endsAt) break;
      yield [a, b];
    }
  }
}
