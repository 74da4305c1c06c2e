/** The records that an organiser keeps lists of, and what can be said of each: the same for forms, lists and tables. */
import type { Right } from '#features/organizers/organizer.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { DISCOUNT_CODE_FIELDS } from '#features/prices/discount-code.ts';
import { FEE_FIELDS } from '#features/prices/fee.ts';
import { TAX_RATE_FIELDS } from '#features/prices/tax-rate.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { SESSION_TYPE_FIELDS } from '#features/sessions/session-type.ts';
import { TRACK_FIELDS } from '#features/sessions/track.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { ACCESS_CODE_FIELDS } from '#features/tickets/access-code.ts';
import type { PlainKey, Translate } from '#platform/i18n/text.ts';
import { type Fields, type FormField, formFields } from '#platform/records/field.ts';

/** Each with the address of its list below the event's. */
const ADDRESSES = {
  sessions: 'sessions',
  speakers: 'speakers',
  rooms: 'rooms',
  tracks: 'tracks',
  types: 'types',
  sponsors: 'sponsors',
  codes: 'tickets/codes',
  discounts: 'tickets/discounts',
  taxes: 'tickets/taxes',
  fees: 'tickets/fees',
} as const;

export type Noun = keyof typeof ADDRESSES;
export const NOUNS = Object.keys(ADDRESSES) as Noun[];

/** The noun whose list has that address below the event's: `rooms`, `tickets/fees`. */
export function nounAt(address: string): Noun | undefined {
  return NOUNS.find((noun) => ADDRESSES[noun] === address);
}

/** The address of its list, below the event's. */
export function addressOf(noun: Noun): string {
  return ADDRESSES[noun];
}

/** Whether it is a noun of the sale, whose lists stand below Tickets. */
export function isOfSale(noun: Noun): boolean {
  return addressOf(noun).startsWith('tickets/');
}

export type NounFacts = {
  /** As errors and the record of changes name it, in English; what pages say of it is `records.<noun>`. */
  one: string;
  many: string;
  /** Whether the list has a note: `records.<noun>.note`. */
  note?: true;
  see: Right;
  edit: Right;
  add: Right;
  remove: Right;
  /** Files without a number name it by this. */
  byName: boolean;
  /** Of those that show one: what it is called, and the column that names its file. */
  picture?: { label: PlainKey; column: 'photoId' | 'logoId' };
  /** The field that people know it by. */
  title: 'name' | 'title' | 'code';
  /** As declared. */
  declared: Fields;
  /** Those of its form. */
  fields: readonly FormField[];
};

const SEEN = { see: 'see-programme', title: 'name' } as const;
const PROGRAMME = { ...SEEN, edit: 'edit-programme', add: 'edit-programme', remove: 'delete-programme' } as const;
const SALE = {
  see: 'edit-tickets',
  edit: 'edit-tickets',
  add: 'edit-tickets',
  remove: 'delete-tickets',
  title: 'name',
  byName: false,
} as const;

const declares = (declared: Fields) => ({ declared, fields: formFields(declared) });

export const NOUN_FACTS: Record<Noun, NounFacts> = {
  sessions: {
    one: 'session',
    many: 'sessions',
    ...SEEN,
    title: 'title',
    edit: 'edit-own-sessions',
    add: 'edit-programme',
    remove: 'delete-programme',
    byName: false,
    ...declares(SESSION_FIELDS),
  },
  speakers: {
    one: 'speaker',
    many: 'speakers',
    ...PROGRAMME,
    byName: false,
    picture: { label: 'fields.speaker.photo', column: 'photoId' },
    ...declares(SPEAKER_FIELDS),
  },
  rooms: {
    one: 'room',
    many: 'rooms',
    ...PROGRAMME,
    byName: true,
    ...declares(ROOM_FIELDS),
  },
  tracks: {
    one: 'track',
    many: 'tracks',
    ...SEEN,
    edit: 'edit-own-tracks',
    add: 'edit-tracks',
    remove: 'delete-tracks',
    byName: true,
    ...declares(TRACK_FIELDS),
  },
  types: {
    one: 'session type',
    many: 'session types',
    ...PROGRAMME,
    byName: true,
    ...declares(SESSION_TYPE_FIELDS),
  },
  sponsors: {
    one: 'sponsor',
    many: 'sponsors',
    ...PROGRAMME,
    byName: true,
    picture: { label: 'fields.sponsor.logo', column: 'logoId' },
    ...declares(SPONSOR_FIELDS),
  },
  codes: {
    one: 'access code',
    many: 'access codes',
    note: true,
    ...SALE,
    byName: true,
    title: 'code',
    ...declares(ACCESS_CODE_FIELDS),
  },
  discounts: {
    one: 'discount code',
    many: 'discount codes',
    note: true,
    ...SALE,
    byName: true,
    title: 'code',
    ...declares(DISCOUNT_CODE_FIELDS),
  },
  taxes: {
    one: 'tax rate',
    many: 'tax rates',
    ...SALE,
    ...declares(TAX_RATE_FIELDS),
  },
  fees: {
    one: 'fee',
    many: 'fees',
    note: true,
    ...SALE,
    ...declares(FEE_FIELDS),
  },
};

/** Something that can be chosen: its number within the event, and what people call it. */
export type Choice = {
  number: number;
  name: string;
  /** Of a session type: how long its sessions usually are. */
  minutes?: number | null;
  /** Of a tax rate: whether it is the standard one. */
  standard?: boolean;
  /** What one should know before choosing it. */
  note?: string;
};
export type Choices = Record<'tracks' | 'rooms' | 'types' | 'speakers' | 'taxRates' | 'ticketTypes', Choice[]>;
export const NO_CHOICES: Choices = { tracks: [], rooms: [], types: [], speakers: [], taxRates: [], ticketTypes: [] };

const LISTED = { track: 'tracks', room: 'rooms', type: 'types', taxRate: 'taxRates' } as const;
type Listed = keyof typeof LISTED;

/** Whether a field of that kind points at one record of a list. */
export function isListed(kind: FormField['kind']): kind is Listed {
  return Object.hasOwn(LISTED, kind);
}

/** What people call the record that a form's text has the number of; nothing where it has none. */
export function nameListed(kind: Listed, text: string, choices: Choices): string {
  return choices[LISTED[kind]].find(({ number }) => String(number) === text)?.name ?? '';
}

/** What a field lets one choose one of; undefined where it is typed. */
export function choicesOf(
  { kind, options }: Pick<FormField, 'kind' | 'options'>,
  choices: Choices,
  t: Translate,
): { value: string; label: string }[] | undefined {
  if (kind === 'state') return SESSION_STATES.map((state) => ({ value: state, label: t(`records.state.${state}`) }));
  if (kind === 'choice') return (options ?? []).map(({ value, label }) => ({ value, label: t(label) }));
  if (isListed(kind)) return choices[LISTED[kind]].map(({ number, name }) => ({ value: String(number), label: name }));
  return undefined;
}

/** What the form of a new record shows before anything is typed. */
export function newEntries(noun: Noun, { taxRates }: Choices): Record<string, string> {
  if (noun === 'sessions') return { state: 'confirmed' };
  if (noun === 'taxes') return { standard: taxRates.length === 0 ? 'on' : '' };
  if (noun === 'fees') return { tax: String(taxRates.find(({ standard }) => standard)?.number ?? '') };
  return {};
}

/** A new session that has a start and a type of a usual length, but no end, ends after that length. */
export function withUsualEnd(values: Record<string, unknown>, types: readonly Choice[]): Record<string, unknown> {
  const { startsAt, endsAt, type } = values;
  const minutes = types.find(({ number }) => number === type)?.minutes ?? 0;
  return typeof startsAt === 'number' && endsAt === null && minutes > 0
    ? { ...values, endsAt: startsAt + minutes * 60_000 }
    : values;
}

/** A record as it is typed and shown in a form: `Ada Example (12)`. */
export function choiceLine({ number, name }: Choice): string {
  return `${name} (${number})`;
}

/** The one that somebody typed: by a name that only one has, else by the number behind the name. */
export function findChoice(text: string, choices: readonly Choice[]): Choice | undefined {
  const wanted = text.trim().toLowerCase();
  const named = choices.filter(({ name }) => name.trim().toLowerCase() === wanted);
  if (named.length === 1) return named[0];
  const number = Number(/\((\d{1,9})\)\s*$/.exec(text)?.[1] ?? Number.NaN);
  return choices.find((choice) => choice.number === number);
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
