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
import { SESSION_STATES, type SessionState } from '#features/sessions/session.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { ACCESS_CODE_FIELDS } from '#features/tickets/access-code.ts';
import { type FormField, formFields } from '#platform/records/field.ts';

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
  one: string;
  many: string;
  /** The words of an empty list. */
  why: string;
  /** What goes with one that is deleted. */
  consequence: string;
  /** Beside the list and the form. */
  note?: string;
  see: Right;
  edit: Right;
  add: Right;
  remove: Right;
  /** Files without a number name it by this. */
  byName: boolean;
  /** Of those that show one: what it is called, and the column that names its file. */
  picture?: { label: string; column: 'photoId' | 'logoId' };
  /** The field that people know it by. */
  title: 'name' | 'title' | 'code';
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

export const NOUN_FACTS: Record<Noun, NounFacts> = {
  sessions: {
    one: 'session',
    many: 'sessions',
    why: 'Talks, workshops, breaks: everything that has a place in the programme. Add them one by one, or bring in a table.',
    consequence:
      'It leaves the programme and the calendars that people subscribed to. To tell them that it is cancelled, set its state to “Withdrawn” instead.',
    ...SEEN,
    title: 'title',
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
    consequence: 'Its sessions will be without this speaker.',
    ...PROGRAMME,
    byName: false,
    picture: { label: 'Photo', column: 'photoId' },
    fields: formFields(SPEAKER_FIELDS),
  },
  rooms: {
    one: 'room',
    many: 'rooms',
    why: 'Halls, stages, corners: the columns of the schedule, in your order.',
    consequence: 'Its sessions will be without a room.',
    ...PROGRAMME,
    byName: true,
    fields: formFields(ROOM_FIELDS),
  },
  tracks: {
    one: 'track',
    many: 'tracks',
    why: 'Threads through the programme. Sessions are tinted by their track and named by it.',
    consequence: 'Its sessions will be without a track, and its track organizers lose it.',
    ...SEEN,
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
    consequence: 'Its sessions will be without a type.',
    ...PROGRAMME,
    byName: true,
    fields: formFields(SESSION_TYPE_FIELDS),
  },
  sponsors: {
    one: 'sponsor',
    many: 'sponsors',
    why: 'Who makes the event possible. The event page shows them by level.',
    consequence: 'The event page shows it no more.',
    ...PROGRAMME,
    byName: true,
    picture: { label: 'Logo', column: 'logoId' },
    fields: formFields(SPONSOR_FIELDS),
  },
  codes: {
    one: 'access code',
    many: 'access codes',
    why: 'Give a code to those for whom a ticket type is meant: members, speakers, students. They type it on the event’s page, or follow a link that has it.',
    consequence: 'It shows nothing from then on, also to those who have it already.',
    note: 'Whoever has a code can also follow a link: add ?code=CODE to the event’s address.',
    ...SALE,
    byName: true,
    title: 'code',
    fields: formFields(ACCESS_CODE_FIELDS),
  },
  discounts: {
    one: 'discount code',
    many: 'discount codes',
    why: 'A code takes something off the price: for members, early buyers, friends. People type it on the event’s page, or follow a link that has it.',
    consequence: 'It reduces nothing from then on; orders that are placed keep their price.',
    note: 'Whoever has a code can also follow a link: add ?code=CODE to the event’s address. Seats held with a code count as a use.',
    ...SALE,
    byName: true,
    title: 'code',
    fields: formFields(DISCOUNT_CODE_FIELDS),
  },
  taxes: {
    one: 'tax rate',
    many: 'tax rates',
    why: 'Where you owe tax on tickets, add its rate: orders then show how much of it is tax. Who owes none leaves this empty.',
    consequence:
      'Its ticket types have the standard rate again, its fees no tax. Orders that are placed keep what they show.',
    ...SALE,
    fields: formFields(TAX_RATE_FIELDS),
  },
  fees: {
    one: 'fee',
    many: 'fees',
    why: 'What you ask for besides the tickets: a booking fee, postage.',
    consequence: 'New orders do not have it; orders that are placed keep it.',
    note: 'Fees are only asked of tickets that cost something: free tickets and donations have none.',
    ...SALE,
    fields: formFields(FEE_FIELDS),
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
  /** Of a tax rate: whether it is the standard one. */
  standard?: boolean;
  /** What one should know before choosing it. */
  note?: string;
};
export type Choices = Record<'tracks' | 'rooms' | 'types' | 'speakers' | 'taxRates' | 'ticketTypes', Choice[]>;
export const NO_CHOICES: Choices = { tracks: [], rooms: [], types: [], speakers: [], taxRates: [], ticketTypes: [] };

const LISTED = { track: 'tracks', room: 'rooms', type: 'types', taxRate: 'taxRates' } as const;

/** What a field lets one choose one of; undefined where it is typed. */
export function choicesOf(
  { kind, options }: Pick<FormField, 'kind' | 'options'>,
  choices: Choices,
): { value: string; label: string }[] | undefined {
  if (kind === 'state') return SESSION_STATES.map((state) => ({ value: state, label: STATE_NAMES[state] }));
  if (kind === 'choice') return [...(options ?? [])];
  if (kind === 'track' || kind === 'room' || kind === 'type' || kind === 'taxRate')
    return choices[LISTED[kind]].map(({ number, name }) => ({ value: String(number), label: name }));
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
