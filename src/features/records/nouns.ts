/** The records that an organiser keeps lists of, and what can be said of each: the same for forms, lists and tables. */
import type { Right } from '#features/organizers/organizer.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { SESSION_TYPE_FIELDS } from '#features/sessions/session-type.ts';
import { TRACK_FIELDS } from '#features/sessions/track.ts';
import { SESSION_STATES, type SessionState } from '#features/sessions/session.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { type FieldKind, type FormField, formFields } from '#platform/records/field.ts';

export const NOUNS = ['sessions', 'speakers', 'rooms', 'tracks', 'types', 'sponsors'] as const;
export type Noun = (typeof NOUNS)[number];

/** Whether an address names a kind of record: `sessions`, `rooms`. */
export function isNoun(text: string): text is Noun {
  return (NOUNS as readonly string[]).includes(text);
}

export type NounFacts = {
  one: string;
  many: string;
  /** The words of an empty list. */
  why: string;
  edit: Right;
  add: Right;
  remove: Right;
  /** Files without a number name it by this. */
  byName: boolean;
  fields: readonly FormField[];
};

const PROGRAMME = { edit: 'edit-programme', add: 'edit-programme', remove: 'delete-programme' } as const;

export const NOUN_FACTS: Record<Noun, NounFacts> = {
  sessions: {
    one: 'session',
    many: 'sessions',
    why: 'Talks, workshops, breaks: everything that has a place in the programme. Add them one by one, or bring in a table.',
    edit: 'edit-own-sessions',
    add: 'edit-programme',
    remove: 'delete-programme',
    byName: false,
    fields: formFields(SESSION_FIELDS),
  },
  speakers: {
    one: 'speaker',
    many: 'speakers',
    why: 'Who is on stage. The public sees those with a session that is on, and those you feature.',
    ...PROGRAMME,
    byName: false,
    fields: formFields(SPEAKER_FIELDS),
  },
  rooms: {
    one: 'room',
    many: 'rooms',
    why: 'Halls, stages, corners: the columns of the schedule, in your order.',
    ...PROGRAMME,
    byName: true,
    fields: formFields(ROOM_FIELDS),
  },
  tracks: {
    one: 'track',
    many: 'tracks',
    why: 'Threads through the programme. Sessions are tinted by their track and named by it.',
    edit: 'edit-own-tracks',
    add: 'edit-tracks',
    remove: 'delete-tracks',
    byName: true,
    fields: formFields(TRACK_FIELDS),
  },
  types: {
    one: 'session type',
    many: 'session types',
    why: 'Talk, workshop, lightning talk: what a session is, and how long it usually takes.',
    ...PROGRAMME,
    byName: true,
    fields: formFields(SESSION_TYPE_FIELDS),
  },
  sponsors: {
    one: 'sponsor',
    many: 'sponsors',
    why: 'Who makes the event possible. The event page shows them by level.',
    ...PROGRAMME,
    byName: true,
    fields: formFields(SPONSOR_FIELDS),
  },
};

export const STATE_NAMES: Record<SessionState, string> = {
  draft: 'Draft',
  pending: 'Pending',
  accepted: 'Accepted',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
};

/** Something that can be chosen: its number within the event, and what people call it. */
export type Choice = {
  number: number;
  name: string;
  /** Of a session type: how long its sessions usually are. */
  minutes?: number | null;
};
export type Choices = Record<'tracks' | 'rooms' | 'types' | 'speakers', Choice[]>;
export const NO_CHOICES: Choices = { tracks: [], rooms: [], types: [], speakers: [] };

const LISTED = { track: 'tracks', room: 'rooms', type: 'types' } as const;

/** What a field lets one choose; undefined where it is typed. */
export function choicesOf(kind: FieldKind, choices: Choices): { value: string; label: string }[] | undefined {
  if (kind === 'state') return SESSION_STATES.map((state) => ({ value: state, label: STATE_NAMES[state] }));
  if (kind === 'track' || kind === 'room' || kind === 'type')
    return choices[LISTED[kind]].map(({ number, name }) => ({ value: String(number), label: name }));
  return undefined;
}

/** A new session that has a start and a type of a usual length, but no end, ends after that length. */
export function withUsualEnd(values: Record<string, unknown>, types: readonly Choice[]): Record<string, unknown> {
  const { startsAt, endsAt, type } = values;
  const minutes = types.find(({ number }) => number === type)?.minutes ?? 0;
  return typeof startsAt === 'number' && endsAt === null && minutes > 0
    ? { ...values, endsAt: startsAt + minutes * 60_000 }
    : values;
}

/** A speaker as it is typed and shown in a form: `Ada Example (12)`. */
export function speakerLine({ number, name }: Choice): string {
  return `${name} (${number})`;
}

/** The speaker whom somebody typed: by the number behind the name, else by a name that only one has. */
export function findSpeaker(text: string, speakers: readonly Choice[]): Choice | undefined {
  const number = Number(/\((\d{1,9})\)\s*$/.exec(text)?.[1] ?? Number.NaN);
  const numbered = speakers.find((speaker) => speaker.number === number);
  if (numbered) return numbered;
  const wanted = text.trim().toLowerCase();
  const named = speakers.filter((speaker) => speaker.name.trim().toLowerCase() === wanted);
  return named.length === 1 ? named[0] : undefined;
}

/** What a form does with its list of speakers before it is saved: `up:1` and `down:0` move one, `add` adds a line. */
export function arrangeLines(lines: readonly string[], how: string): string[] {
  const [act, place] = how.split(':');
  const from = Number(place ?? -1);
  const moved = [...lines];
  if (act === 'remove') moved.splice(from, 1);
  const to = act === 'up' ? from - 1 : from + 1;
  if ((act === 'up' || act === 'down') && from >= 0 && from < lines.length && to >= 0 && to < lines.length)
    moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}
