/**
 * One field of a noun, declared once. Forms, tables, the record of changes, imports, exports, the API and what people
 * can download of themselves are derived from it: see "Nouns declare" in docs/architecture.md.
 */
import type { PlainKey } from '../i18n/text.ts';
import type { Instant } from '../time.ts';

/** A file that comes along (`file` is its name there, no leading slash), or one on the web. */
export type MediaRef = { file: string } | { url: string };

export type Link = { title: string; url: string };

/** Who may see a field besides the team, which sees all of them. */
export type Audience = 'public';

/** Where a noun's fields travel: the formats that have a name of their own for each. */
export type Format = 'openEvent' | 'csv' | 'scheduleXml' | 'scheduleJson' | 'calendar';

/** Why a format does not carry a field. */
export type LeftOut = { leftOut: string };

/** For a field that a format has no place for. */
export const NO_PLACE = { leftOut: 'the format has no place for it' } as const;
/** For a field that archives and tables alone carry. */
export const NOT_IN_SCHEDULES = { scheduleXml: NO_PLACE, scheduleJson: NO_PLACE, calendar: NO_PLACE } as const;
/** For a field that archives alone carry. */
export const ARCHIVES_ONLY = { csv: NO_PLACE, ...NOT_IN_SCHEDULES } as const;
const OF_THE_SALE = { leftOut: 'how an event sells is no part of its programme' } as const;
/** For a field of the sale: only the team's own tables carry it. */
export const TABLES_ONLY = {
  openEvent: OF_THE_SALE,
  csv: OF_THE_SALE,
  scheduleXml: OF_THE_SALE,
  scheduleJson: OF_THE_SALE,
  calendar: OF_THE_SALE,
} as const;

/** The field's name in a format; further ones are read, and not written. */
export type FormatName = string | readonly [string, ...string[]] | LeftOut;

export type FieldKind =
  | 'line'
  | 'area'
  | 'state'
  | 'track'
  | 'room'
  | 'type'
  | 'check'
  | 'whole'
  | 'degrees'
  | 'time'
  | 'color'
  | 'address'
  | 'email'
  | 'code'
  | 'choice'
  | 'percent'
  | 'money'
  | 'taxRate'
  | 'ticketTypes'
  | 'speakers'
  | 'media'
  | 'links';

/** Kinds that forms have no field for. */
type Formless = 'degrees' | 'media' | 'links';

/** What there is to choose, and how tables write it, whatever the language. */
export type ChoiceOption = { value: string; label: PlainKey; cell: string };

export type FieldFacts = {
  /** Beside the field in a form; fields that no form has need none. */
  label?: PlainKey;
  seenBy: readonly Audience[];
  /** Says something about a person: they get it when they download what is stored about them. */
  personal?: true;
  formats: Readonly<Record<Format, FormatName>>;
  /** In characters; of a whole number the highest. */
  max?: number;
  /** Of a whole number the lowest; 0 where it is not given. */
  least?: number;
  /** The error when it is missing; absent: it may stay empty. */
  required?: PlainKey;
  hint?: PlainKey;
  /** Of a choice: what there is to choose, the first one for a new record. */
  options?: readonly ChoiceOption[];
  /** The form shows it only while its choice `kind` is, or is not, `percent`. */
  shown?: 'for-percent' | 'for-amounts';
  /** A form for new records takes several values, one a line, and adds a record for each: how it asks for them. */
  several?: { label: PlainKey; hint: PlainKey };
  /** Rows of an area. */
  rows?: number;
  /** Takes the whole width of the form. */
  wide?: true;
  /** Its text is Markdown. */
  markdown?: true;
  /** In the API. */
  description?: string;
  example?: string;
  /** `false`: no form has it. Of media: the field for an address elsewhere. */
  form?: false | { name: string; label: PlainKey; max: number };
};

/** `blank` is its value where nobody has given one. */
export type Field<Value = unknown> = FieldFacts & { kind: FieldKind; blank: Value };
export type Fields = Readonly<Record<string, Field>>;

/** Kinds that point at other records of the event: each noun reads and writes these itself. */
const REFERENCES: readonly FieldKind[] = ['track', 'room', 'type', 'speakers', 'taxRate', 'ticketTypes'];

export function isReference({ kind }: { kind: FieldKind }): boolean {
  return REFERENCES.includes(kind);
}

/** What a record holds that has these fields. */
export type ValuesOf<F extends Fields> = { -readonly [Name in keyof F]: F[Name]['blank'] };

/** The fields that the public sees. */
export type PublicName<F extends Fields> = {
  [Name in keyof F & string]: 'public' extends F[Name]['seenBy'][number] ? Name : never;
}[keyof F & string];

/** The fields that say something about a person. */
export type PersonalName<F extends Fields> = {
  [Name in keyof F & string]: F[Name]['personal'] extends true ? Name : never;
}[keyof F & string];

const builder =
  <const Kind extends FieldKind, Value>(kind: Kind, blank: Value) =>
  <const Facts extends FieldFacts>(facts: Facts): Facts & { kind: Kind; blank: Value } => ({ ...facts, kind, blank });

export const line = builder('line', '' as string);
export const area = builder('area', '' as string);
export const check = builder('check', false as boolean);
export const whole = builder('whole', null as number | null);
export const degrees = builder('degrees', null as number | null);
export const time = builder('time', null as Instant | null);
export const color = builder('color', '' as string);
export const address = builder('address', '' as string);
export const email = builder('email', '' as string);
export const media = builder('media', null as MediaRef | null);
export const links = builder('links', [] as Link[]);
/** Another record of the event, by its key. */
export const track = builder('track', null as string | null);
export const room = builder('room', null as string | null);
export const type = builder('type', null as string | null);
/** Letters from A to Z, digits and hyphens, in capitals. */
export const code = builder('code', '' as string);
/** In hundredths of a percent. */
export const percent = builder('percent', 0 as number);
/** In the minor unit of the event's currency. */
export const money = builder('money', 0 as number);
/** One of the field's `options`. */
export const choice = <Value extends string>(first: Value) => builder('choice', first);
/** A tax rate of the event, by its number. */
export const taxRate = builder('taxRate', null as number | null);
/** Ticket types of the event, by their numbers, ascending. */
export const ticketTypes = builder('ticketTypes', [] as number[]);
/** Other records of the event, by their keys, in order. */
export const speakers = builder('speakers', [] as string[]);
/** One of the states that the noun can have. */
export const state = <State extends string>(first: State) => builder('state', first);

/** A field as forms and tables of the team have it. */
export type FormField = FieldFacts & { name: string; label: PlainKey; kind: Exclude<FieldKind, Formless> };

/** The fields of a form, in its order. */
export function formFields(fields: Fields): FormField[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.form === false) return [];
    return field.form ? [{ ...field, ...field.form, kind: 'address' }] : [{ ...field, name } as FormField];
  });
}

/** What the fields hold where nobody has given anything; what is required has to be given. */
export type BlankOf<F extends Fields> = {
  -readonly [Name in keyof F as F[Name]['required'] extends string ? never : Name]: F[Name]['blank'];
};

export function blankOf<F extends Fields>(fields: F): BlankOf<F> {
  const optional = Object.entries(fields).filter(([, { required }]) => required === undefined);
  return Object.fromEntries(optional.map(([name, { blank }]) => [name, blank])) as BlankOf<F>;
}

/** Names of the fields that the public sees, in order. */
export function publicNames<F extends Fields>(fields: F): PublicName<F>[] {
  return Object.keys(fields).filter((name) => fields[name]?.seenBy.includes('public')) as PublicName<F>[];
}

/** Names of the fields that say something about a person, in order. */
export function personalNames<F extends Fields>(fields: F): PersonalName<F>[] {
  return Object.keys(fields).filter((name) => fields[name]?.personal) as PersonalName<F>[];
}

/** The names of a field in a format, the one that is written first; none where the format leaves it out. */
export function namesIn(format: Format, field: FieldFacts): string[] {
  const name = field.formats[format];
  if (typeof name === 'string') return [name];
  return 'leftOut' in name ? [] : [...name];
}

const columns = new Map<string, string>();

/** `short_biography` for shortBiography. */
export function columnOf(name: string): string {
  let column = columns.get(name);
  if (column === undefined) {
    column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    columns.set(name, column);
  }
  return column;
}
