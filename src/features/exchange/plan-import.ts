/**
 * Deciding what an import would do, before anything is written. Pure: what is there, what was read, and the moment give
 * the plan; the preview shows it and the import carries it out.
 */
import { derivedUuid, LARGEST_NUMBER } from '#platform/ids.ts';
import { type Instant, localDate } from '#platform/time.ts';
import {
  BLANK_EVENT,
  BLANK_ROOM,
  BLANK_SESSION,
  BLANK_SESSION_TYPE,
  BLANK_SPEAKER,
  BLANK_SPONSOR,
  BLANK_TRACK,
} from './blank-records.ts';
import type {
  ConferenceEvent,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
  Guessed,
  MediaRef,
  SaidConference,
} from './conference.ts';
import { eventWithoutEchoes, withoutEchoes } from './echo.ts';
import type { Known, KnownConference } from './known-conference.ts';
import { onlySaid } from './only-said.ts';
import { type Change, matchRecords, type Matched, type Names, planRecords } from './plan-records.ts';

export type ImportPlan = {
  event: { kind: 'create' | 'update' | 'same'; value: ConferenceEvent; fields: string[] };
  tracks: Change<ConferenceTrack>[];
  rooms: Change<ConferenceRoom>[];
  sessionTypes: Change<ConferenceSessionType>[];
  speakers: Change<ConferenceSpeaker>[];
  sessions: Change<ConferenceSession>[];
  sponsors: Change<ConferenceSponsor>[];
  /** Sessions that came with an earlier import and are not in this file any more. */
  withdrawn: number;
  /** Sessions that take place as the event is, before the import. */
  programme: number;
};

export type PlanOptions = {
  now: Instant;
  /** Whether two references mean the same bytes or address. */
  sameMedia: (known: MediaRef | null, said: MediaRef | null) => boolean;
  /** For a file of ours: what our exports in its format say of the event as it is, in each of their forms. */
  echoes?: SaidConference[];
  /** The format has no place for a session without times, so that its absence says nothing. */
  scheduledOnly?: boolean;
  /** What the file does not say of the event and a reader put in. */
  guessed?: Guessed;
};

type Records = {
  tracks: Matched<ConferenceTrack>[];
  rooms: Matched<ConferenceRoom>[];
  sessionTypes: Matched<ConferenceSessionType>[];
  speakers: Matched<ConferenceSpeaker>[];
  sponsors: Matched<ConferenceSponsor>[];
  sessions: Matched<ConferenceSession>[];
};

/**
 * The plan for bringing `said` over `known` (null: a new event). Fields of which the file says nothing stay as they
 * are.
 */
export function planImport(known: KnownConference | null, said: SaidConference, options: PlanOptions): ImportPlan {
  const { sameMedia, now, echoes = [], scheduledOnly = false, guessed = {} } = options;
  const same = (a: unknown, b: unknown): boolean => sameValue(a, b, sameMedia);
  const inFile = matchConference(known, said);
  const heard = echoes.map((echo) => matchConference(known, echo));
  const changed = <T extends { key: string; number: number }>(
    matched: Matched<T>[],
    of: (records: Records) => Matched<T>[],
  ): Matched<T>[] => withoutEchoes(matched, heard.map(of), sameWords);
  const sessions = changed(revive(inFile.sessions), (records) => records.sessions);
  const guids = new Set((known?.sessions ?? []).map((session) => session.guid));
  const eventKey = known?.event.key ?? said.event.key;
  const changes = planRecords<ConferenceSession>(sessions, same, (session, sourceKey) =>
    newSession(session, sourceKey, { eventKey, now, guids }),
  ).map(counting(sessions, now));
  const gone = guessed.sessions ? [] : withdrawals(known, inFile.sessions, now).filter(vanishing(heard, scheduledOnly));
  return {
    event: planEvent(
      known,
      eventWithoutEchoes(
        withoutGuesses(known, said.event, guessed),
        echoes.map((echo) => echo.event),
        sameWords,
      ),
      same,
      now,
    ),
    tracks: planRecords(
      changed(inFile.tracks, (records) => records.tracks),
      same,
      filled<ConferenceTrack>(BLANK_TRACK),
    ),
    rooms: planRecords(
      changed(inFile.rooms, (records) => records.rooms),
      same,
      filled<ConferenceRoom>(BLANK_ROOM),
    ),
    sessionTypes: planRecords(
      changed(inFile.sessionTypes, (records) => records.sessionTypes),
      same,
      filled<ConferenceSessionType>(BLANK_SESSION_TYPE),
    ),
    speakers: planRecords(
      changed(inFile.speakers, (records) => records.speakers),
      same,
      filled<ConferenceSpeaker>(BLANK_SPEAKER),
    ),
    sponsors: planRecords(
      changed(inFile.sponsors, (records) => records.sponsors),
      same,
      filled<ConferenceSponsor>(BLANK_SPONSOR),
    ),
    sessions: [...changes, ...gone],
    withdrawn: gone.length,
    programme: (known?.sessions ?? []).filter(takesPlace).length,
  };
}

/** What is said of each record that is there, and what is new. Sessions point at the others by number. */
function matchConference(known: KnownConference | null, said: SaidConference): Records {
  const byName = (record: { name: string }): Names => [`name:${normalise(record.name)}`];
  const tracks = matchRecords(said.tracks, known?.tracks ?? [], byName);
  const rooms = matchRecords(said.rooms, known?.rooms ?? [], (room) => [guidName(room), ...byName(room)]);
  const sessionTypes = matchRecords(said.sessionTypes, known?.sessionTypes ?? [], byName);
  const speakers = matchRecords(said.speakers, known?.speakers ?? [], (speaker) => [
    guidName(speaker),
    ...byName(speaker),
  ]);
  const sponsors = matchRecords(said.sponsors ?? [], known?.sponsors ?? [], byName);
  const numbers = {
    track: numberOf(tracks),
    room: numberOf(rooms),
    type: numberOf(sessionTypes),
    speaker: numberOf(speakers),
  };
  const importedSessions = said.sessions.map((session) => ({
    ...session,
    ...(session.track !== undefined ? { track: renumber(numbers.track, session.track) } : {}),
    ...(session.room !== undefined ? { room: renumber(numbers.room, session.room) } : {}),
    ...(session.type !== undefined ? { type: renumber(numbers.type, session.type) } : {}),
    ...(session.speakers !== undefined
      ? { speakers: unique(session.speakers.flatMap((key) => renumber(numbers.speaker, key) ?? [])) }
      : {}),
  }));
  const sessions = matchRecords<ConferenceSession, (typeof importedSessions)[number]>(
    importedSessions,
    known?.sessions ?? [],
    sessionNames,
  );
  return { tracks, rooms, sessionTypes, speakers, sponsors, sessions };
}

/** How many records a plan creates and updates, the event among them. Withdrawn sessions count as updated. */
export function countPlan(plan: ImportPlan): { created: number; updated: number } {
  const all = [
    ...plan.tracks,
    ...plan.rooms,
    ...plan.sessionTypes,
    ...plan.speakers,
    ...plan.sessions,
    ...plan.sponsors,
  ];
  const count = (kind: string): number =>
    all.filter((change) => change.kind === kind).length + (plan.event.kind === kind ? 1 : 0);
  return { created: count('create'), updated: count('update') };
}

function filled<T>(blank: object): (said: object) => T {
  return (said) => ({ ...blank, ...said }) as T;
}

/**
 * A session that was withdrawn and stands in the file again takes place again, where the file has no word for states.
 */
function revive(sessions: Matched<ConferenceSession>[]): Matched<ConferenceSession>[] {
  return sessions.map((m) =>
    m.known?.state === 'withdrawn' && m.said.state === undefined
      ? { ...m, said: { ...m.said, state: 'confirmed' } }
      : m,
  );
}

/**
 * What a file says of an event that is there, without what its reader only guessed: such a name or zone is none, and
 * such dates are those of the event unless sessions of the file go beyond all that is there.
 */
function withoutGuesses(
  known: KnownConference | null,
  said: SaidConference['event'],
  guessed: Guessed,
): SaidConference['event'] {
  if (!known) return said;
  const { event } = known;
  const timed = known.sessions.filter(takesPlace);
  const first = Math.min(event.startsAt, ...timed.flatMap(({ startsAt }) => startsAt ?? []));
  const last = Math.max(event.endsAt, ...timed.flatMap(({ endsAt }) => endsAt ?? []));
  const onDay = (day: string, ...moments: Instant[]): boolean =>
    moments.some((at) => localDate(at, event.timeZone) === day);
  const startIsOpen =
    guessed.start === 'sessions' || (guessed.start !== undefined && onDay(guessed.start.day, event.startsAt));
  const endIsOpen =
    guessed.end === 'sessions' ||
    (guessed.end !== undefined && onDay(guessed.end.day, event.endsAt, event.endsAt - MORNING_MS));
  return {
    ...said,
    ...(guessed.name ? { name: event.name } : {}),
    ...(guessed.acronym ? { acronym: event.acronym } : {}),
    ...(guessed.timeZone ? { timeZone: event.timeZone } : {}),
    ...(startIsOpen && said.startsAt >= first ? { startsAt: event.startsAt } : {}),
    ...(endIsOpen && said.endsAt <= last ? { endsAt: event.endsAt } : {}),
  };
}

/** A last day may end the next morning. */
const MORNING_MS = 6 * 3_600_000;

function planEvent(
  known: KnownConference | null,
  said: Partial<SaidConference['event']>,
  same: (a: unknown, b: unknown) => boolean,
  now: Instant,
): ImportPlan['event'] {
  const { key, state: _state, updatedAt: _updated, ...fields } = said;
  if (!known)
    return {
      kind: 'create',
      value: { ...BLANK_EVENT, ...onlySaid(fields), key, updatedAt: now } as ConferenceEvent,
      fields: [],
    };
  const current = known.event as unknown as Record<string, unknown>;
  const changed = Object.entries(fields).filter(([name, value]) => value !== undefined && !same(current[name], value));
  return {
    kind: changed.length > 0 ? 'update' : 'same',
    value: { ...known.event, ...Object.fromEntries(changed) },
    fields: changed.map(([name]) => name),
  };
}

type NamedSession = {
  guid?: string | undefined;
  uid?: string | undefined;
  code?: string | undefined;
  title: string;
  startsAt?: Instant | null | undefined;
};

/**
 * By what a session is found again, from the surest to the last resort. A talk that is given twice has its code once.
 */
function sessionNames(session: NamedSession): Names {
  const { uid, code, startsAt } = session;
  return [
    guidName(session),
    uid ? `uid:${uid}` : undefined,
    code && startsAt ? `code:${code}@${startsAt}` : undefined,
    startsAt ? `slot:${normalise(session.title)}@${startsAt}` : undefined,
    code ? `code:${code}` : undefined,
  ];
}

function guidName(record: { guid?: string | undefined }): string | undefined {
  return record.guid ? `guid:${record.guid}` : undefined;
}

/**
 * A GUID names one session of an event: where the file's own is taken (`guids`) or it has none, the session gets one
 * that follows from what its source calls it, wherever in the file it stands.
 */
function newSession(
  said: Matched<ConferenceSession>['said'] & { number: number },
  sourceKey: string,
  { eventKey, now, guids }: { eventKey: string; now: Instant; guids: Set<string> },
): ConferenceSession {
  const candidates = [said.guid ?? '', derivedUuid('session', eventKey, sourceKey)];
  const guid =
    candidates.find((candidate) => candidate !== '' && !guids.has(candidate)) ??
    derivedUuid('session', eventKey, sourceKey, String(said.number));
  guids.add(guid);
  return { ...BLANK_SESSION, updatedAt: now, ...onlySaid(said), guid, uid: said.uid || guid } as ConferenceSession;
}

const ANNOUNCED = ['startsAt', 'endsAt', 'room', 'state'];

/** A changed session carries a higher sequence and a new date, whatever the file says of them. */
function counting(
  sessions: Matched<ConferenceSession>[],
  now: Instant,
): (change: Change<ConferenceSession>) => Change<ConferenceSession> {
  const before = new Map(sessions.map(({ known }) => [known?.id, known]));
  return (change) => {
    if (change.kind !== 'update') return change;
    const known = before.get(change.id) as Known<ConferenceSession>;
    const moved = change.fields.some((field) => ANNOUNCED.includes(field));
    const sequence = Math.max(moved ? nextSequence(known) : known.sequence, change.value.sequence);
    return { ...change, value: { ...change.value, sequence, updatedAt: now } };
  };
}

function nextSequence({ sequence }: ConferenceSession): number {
  return Math.min(sequence + 1, LARGEST_NUMBER);
}

const takesPlace = ({ state }: ConferenceSession): boolean => state === 'accepted' || state === 'confirmed';

/**
 * Withdrawing so many sessions, or so large a share of a programme, is what a file does that is not meant for the
 * event.
 */
const MANY_SESSIONS = 10;
const LARGE_SHARE = 1 / 3;

/** Whether an import withdraws so much of a programme that somebody has to say that it is meant. */
export function withdrawsMost({ withdrawn, programme }: Pick<ImportPlan, 'withdrawn' | 'programme'>): boolean {
  return withdrawn > MANY_SESSIONS && withdrawn > programme * LARGE_SHARE;
}

function withdrawals(
  known: KnownConference | null,
  sessions: Matched<ConferenceSession>[],
  now: Instant,
): Change<ConferenceSession>[] {
  const kept = new Set(sessions.flatMap((m) => (m.known ? [m.known.id] : [])));
  return (known?.sessions ?? [])
    .filter((session) => session.sourceKey !== '' && !kept.has(session.id))
    .filter(takesPlace)
    .map((session) => {
      const { id, sourceKey, ...value } = session;
      return {
        kind: 'update',
        id,
        sourceKey,
        fields: ['state'],
        value: { ...value, state: 'withdrawn', sequence: nextSequence(session), updatedAt: now },
      };
    });
}

/**
 * A file of ours lacks only what our export of the event as it is would hold; and no calendar holds what has no times.
 */
function vanishing(heard: Records[], scheduledOnly: boolean): (change: Change<ConferenceSession>) => boolean {
  const numbers = new Set(heard.flatMap(({ sessions }) => sessions.map(({ known }) => known?.number)));
  return ({ value }) =>
    !(scheduledOnly && value.startsAt === null) && (heard.length === 0 || numbers.has(value.number));
}

function numberOf<T extends { key: string; number: number }>(matched: Matched<T>[]): Map<string, string> {
  return new Map(matched.map((m) => [m.said.key, String(m.number)]));
}

function renumber(numbers: Map<string, string>, key: string | null): string | null {
  return key === null ? null : (numbers.get(key) ?? null);
}

function unique(keys: string[]): string[] {
  return [...new Set(keys)];
}

function normalise(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

function sameValue(a: unknown, b: unknown, sameMedia: PlanOptions['sameMedia']): boolean {
  if (a === b) return true;
  if (isMedia(a) || isMedia(b)) return sameMedia(a as MediaRef | null, b as MediaRef | null);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return canonical(a) === canonical(b);
}

/** Between two readings: the same words, the same addresses. */
function sameWords(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

function isMedia(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('file' in value || ('url' in value && Object.keys(value).length === 1))
  );
}

/** PostgreSQL keeps JSON objects with their keys in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
