import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { SESSION_STATES, type SessionState } from '#features/sessions/session.ts';
import { cutText } from '#platform/fit-text.ts';
import { namesIn } from '#platform/records/field.ts';
import { onlySaid } from '../../only-said.ts';
import { cleanLanguage } from './clean-text.ts';
import { nameElement } from './collect-remarks.ts';
import type { GivenSession } from './gather-sessions.ts';
import { readFields } from './open-event-fields.ts';
import { countOf, type OpenRecord, openRecord } from './open-event-record.ts';
import { addRoom, addSessionType, addSpeaker, addTrack, linksOf, type OpenEventReader } from './open-event-records.ts';
import { asObject, asText } from './parse-json.ts';

/** Puts the sessions of an archive on their shelf. Deleted ones and those without a title are skipped. */
export function addSessions(records: OpenRecord[], reader: OpenEventReader): void {
  for (const record of records) {
    const title = record.line('title') ?? '';
    const id = record.line('id') ?? '';
    const element = nameElement('session', id, title);
    if (title === '') reader.remarks.skip(element, 'no_title');
    else if (record.line('deleted_at')) reader.remarks.skip(element, 'marked_deleted');
    else
      reader.sessions.put({
        id,
        guid: record.line('guid') ?? '',
        title,
        ...onlySaid(readSession(record, element, reader)),
      });
  }
}

function readSession(record: OpenRecord, element: string, reader: OpenEventReader): Omit<GivenSession, 'title'> {
  const { times, remarks } = reader;
  const language = record.line('language');
  const links = record.records('links');
  const attachments = record.records('attachments');
  return {
    ...readFields(record, SESSION_FIELDS, { ...reader, nouns: 'sessions', element }),
    startsAt: times.instant(record.line('starts_at', 'start_time'), element, 'start'),
    endsAt: times.instant(record.line('ends_at', 'end_time'), element, 'end'),
    language: language === undefined ? undefined : cleanLanguage(language),
    state: stateOf(record.line('state'), element, remarks),
    track: referTo('track', record, element, reader),
    room: referTo('room', record, element, reader),
    type: referTo('session type', record, element, reader),
    speakers: speakersOf(record, element, reader),
    links: links && linksOf(links),
    attachments: attachments && linksOf(attachments),
    uid: record.line('uid') || undefined,
    sequence: countOf(record.raw('sequence')),
    updatedAt: times.instant(record.line('last_modified_at'), element, 'last_modified_at') ?? undefined,
  };
}

const OTHER_STATES = new Map<string, SessionState>([
  ['canceled', 'withdrawn'],
  ['cancelled', 'withdrawn'],
  ['submitted', 'pending'],
]);

function stateOf(
  text: string | undefined,
  element: string,
  remarks: OpenEventReader['remarks'],
): SessionState | undefined {
  if (!text) return undefined;
  const plain = text.toLowerCase();
  const state = SESSION_STATES.find((one) => one === plain) ?? OTHER_STATES.get(plain);
  if (!state) remarks.mend(element, 'unknown_state', { text: cutText(text, 40) });
  return state ?? 'draft';
}

const KINDS = {
  track: { shelf: 'tracks', add: addTrack, field: SESSION_FIELDS.track },
  room: { shelf: 'rooms', add: addRoom, field: SESSION_FIELDS.room },
  'session type': { shelf: 'types', add: addSessionType, field: SESSION_FIELDS.type },
  speaker: { shelf: 'speakers', add: addSpeaker, field: SESSION_FIELDS.speakers },
} as const;
type Kind = keyof typeof KINDS;

/** The key of what a session points at by `{id, name}` or a bare id: undefined where it says nothing, null for none. */
function referTo(kind: Kind, record: OpenRecord, element: string, reader: OpenEventReader): string | null | undefined {
  const value = record.raw(...namesIn('openEvent', KINDS[kind].field));
  return value === undefined ? undefined : resolve(kind, value, element, reader);
}

function resolve(kind: Kind, value: unknown, element: string, reader: OpenEventReader): string | null {
  const { shelf, add } = KINDS[kind];
  const nested = asObject(value);
  const record = nested && openRecord(nested);
  const id = (record ? record.line('id') : asText(value)) ?? '';
  const name = record?.line('name') ?? '';
  if ((id === '' && name === '') || (kind === 'track' && reader.standIns.has(id))) return null;
  const known = id === '' ? reader[shelf].keyOfName(name) : reader[shelf].keyOfId(id);
  if (known !== undefined) return known;
  const made = record && name !== '' ? (add(record, reader) ?? null) : null;
  if (made === null) reader.remarks.mend(element, 'not_in_archive', { kind, id: cutText(id, 40) });
  else if (kind !== 'session type') {
    reader.remarks.mend(element, 'not_listed', { kind, name: cutText(name, 80) });
  }
  return made;
}

function speakersOf(record: OpenRecord, element: string, reader: OpenEventReader): string[] | undefined {
  const listed = record.raw('speakers');
  if (!Array.isArray(listed)) return undefined;
  const keys = listed.map((one: unknown) => resolve('speaker', one, element, reader));
  return [...new Set(keys.filter((key) => key !== null))];
}

/**
 * Links speakers to sessions from the speakers' side, for those sessions that do not name their speakers themselves.
 */
export function addSpeakerLinks(speakers: OpenRecord[], sessions: OpenRecord[], reader: OpenEventReader): void {
  const silent = new Set(
    sessions.filter((one) => !Array.isArray(one.raw('speakers'))).map((one) => one.line('id') ?? ''),
  );
  const linked = new Map<string, Set<string>>();
  for (const speaker of speakers) {
    const key =
      reader.speakers.keyOfId(speaker.line('id') ?? '') ?? reader.speakers.keyOfName(speaker.line('name') ?? '');
    const named = speaker.raw('sessions');
    if (key === undefined || !Array.isArray(named)) continue;
    for (const one of named) {
      const id = asText(asObject(one)?.id ?? one)?.trim() ?? '';
      if (silent.has(id)) linked.set(id, (linked.get(id) ?? new Set()).add(key));
    }
  }
  for (const { said, id } of reader.sessions.all()) {
    const keys = linked.get(id);
    if (keys && said.speakers === undefined) said.speakers = [...keys];
  }
}
