/** The things that an organiser keeps lists of, and what can be said of each: the same for forms, lists and tables. */
import type { Right } from '#features/organizers/organizer.ts';
import { SESSION_LIMITS, SESSION_STATES, type SessionState } from '#features/sessions/session.ts';

export const NOUNS = ['sessions', 'speakers', 'rooms', 'tracks', 'types', 'sponsors'] as const;
export type Noun = (typeof NOUNS)[number];

/** Whether an address names a kind of thing: `sessions`, `rooms`. */
export function isNoun(text: string): text is Noun {
  return (NOUNS as readonly string[]).includes(text);
}

export type FieldKind =
  | 'line'
  | 'area'
  | 'state'
  | 'track'
  | 'room'
  | 'type'
  | 'check'
  | 'whole'
  | 'time'
  | 'color'
  | 'address'
  | 'email'
  | 'speakers';

export type Field = {
  name: string;
  label: string;
  kind: FieldKind;
  /** In characters; of a whole number the highest. */
  max?: number;
  /** What to say where it is missing; absent: it may stay empty. */
  required?: string;
  hint?: string;
  /** Rows of an area. */
  rows?: number;
  /** Takes the whole width. */
  wide?: boolean;
};

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
  fields: readonly Field[];
};

const LINE = 200;
const { title, subtitle, text, word, address } = SESSION_LIMITS;
const PROGRAMME = { edit: 'edit-programme', add: 'edit-programme', remove: 'delete-programme' } as const;
const name = (required: string, max: number = LINE): Field => ({
  name: 'name',
  label: 'Name',
  kind: 'line',
  max,
  required,
  wide: true,
});

export const NOUN_FACTS: Record<Noun, NounFacts> = {
  sessions: {
    one: 'session',
    many: 'sessions',
    why: 'Talks, workshops, breaks: everything that has a place in the programme. Add them one by one, or bring in a table.',
    edit: 'edit-own-sessions',
    add: 'edit-programme',
    remove: 'delete-programme',
    byName: false,
    fields: [
      { name: 'title', label: 'Title', kind: 'line', max: title, required: 'Give it a title', wide: true },
      { name: 'subtitle', label: 'Subtitle', kind: 'line', max: subtitle, wide: true },
      {
        name: 'state',
        label: 'State',
        kind: 'state',
        hint: 'Accepted and confirmed sessions are public with the event. All others only your team sees.',
      },
      { name: 'type', label: 'Type', kind: 'type' },
      { name: 'track', label: 'Track', kind: 'track' },
      { name: 'room', label: 'Room', kind: 'room' },
      { name: 'startsAt', label: 'Starts', kind: 'time' },
      { name: 'endsAt', label: 'Ends', kind: 'time' },
      { name: 'speakers', label: 'Speakers', kind: 'speakers', wide: true },
      {
        name: 'abstract',
        label: 'Abstract',
        kind: 'area',
        max: text,
        rows: 5,
        wide: true,
        hint: 'What lists and calendars say. Markdown works.',
      },
      {
        name: 'description',
        label: 'Description',
        kind: 'area',
        max: text,
        rows: 8,
        wide: true,
        hint: 'What its own page says beyond the abstract. Markdown works.',
      },
      { name: 'language', label: 'Language', kind: 'line', max: word, hint: 'Such as en or pt-BR' },
      { name: 'level', label: 'Level', kind: 'line', max: word, hint: 'Such as Beginners' },
      { name: 'slidesUrl', label: 'Link to slides', kind: 'address', max: address },
      { name: 'videoUrl', label: 'Link to video', kind: 'address', max: address },
      { name: 'signupUrl', label: 'Link to sign up', kind: 'address', max: address },
      {
        name: 'comments',
        label: 'Notes for the team',
        kind: 'area',
        max: text,
        rows: 3,
        wide: true,
        hint: 'Never shown in public.',
      },
    ],
  },
  speakers: {
    one: 'speaker',
    many: 'speakers',
    why: 'Who is on stage. The public sees those with a session that is on, and those you feature.',
    ...PROGRAMME,
    byName: false,
    fields: [
      name('Give the name'),
      { name: 'organisation', label: 'Organisation', kind: 'line', max: LINE },
      { name: 'position', label: 'Position', kind: 'line', max: LINE },
      { name: 'email', label: 'E-mail', kind: 'email', max: LINE, hint: 'For the team only.' },
      { name: 'mobile', label: 'Telephone', kind: 'line', max: LINE, hint: 'For the team only.' },
      { name: 'shortBiography', label: 'In one sentence', kind: 'area', max: 1000, rows: 2, wide: true },
      { name: 'biography', label: 'Biography', kind: 'area', max: text, rows: 6, wide: true, hint: 'Markdown works.' },
      { name: 'country', label: 'Country', kind: 'line', max: LINE },
      { name: 'website', label: 'Website', kind: 'address', max: address },
      { name: 'featured', label: 'Featured: shown first, also without a session', kind: 'check', wide: true },
    ],
  },
  rooms: {
    one: 'room',
    many: 'rooms',
    why: 'Halls, stages, corners: the columns of the schedule, in your order.',
    ...PROGRAMME,
    byName: true,
    fields: [
      name('Give it a name'),
      { name: 'floor', label: 'Floor', kind: 'line', max: LINE, hint: 'Where to find it' },
      { name: 'capacity', label: 'Seats', kind: 'whole', max: 1_000_000 },
    ],
  },
  tracks: {
    one: 'track',
    many: 'tracks',
    why: 'Threads through the programme. Sessions are tinted by their track and named by it.',
    edit: 'edit-own-tracks',
    add: 'edit-tracks',
    remove: 'delete-tracks',
    byName: true,
    fields: [
      name('Give it a name'),
      {
        name: 'color',
        label: 'Colour',
        kind: 'color',
        hint: 'Such as #336699. Left empty, the house picks one that goes with the event.',
      },
      { name: 'description', label: 'Description', kind: 'area', max: text, rows: 4, wide: true },
    ],
  },
  types: {
    one: 'session type',
    many: 'session types',
    why: 'Talk, workshop, lightning talk: what a session is, and how long it usually takes.',
    ...PROGRAMME,
    byName: true,
    fields: [name('Give it a name'), { name: 'minutes', label: 'Usual length in minutes', kind: 'whole', max: 10_000 }],
  },
  sponsors: {
    one: 'sponsor',
    many: 'sponsors',
    why: 'Who makes the event possible. The event page shows them by level.',
    ...PROGRAMME,
    byName: true,
    fields: [
      name('Give the name'),
      { name: 'type', label: 'Name of the level', kind: 'line', max: LINE, hint: 'Such as Gold' },
      { name: 'level', label: 'Rank of the level', kind: 'whole', max: 1000, hint: '1 is shown first' },
      { name: 'url', label: 'Website', kind: 'address', max: address, wide: true },
      { name: 'description', label: 'Description', kind: 'area', max: text, rows: 4, wide: true },
    ],
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

/** `starts_at` for startsAt: the name of a field in tables. */
export function columnOf(field: Field): string {
  return field.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
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
