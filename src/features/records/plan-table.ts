/** What bringing in a table would do. */
import {
  type Choice,
  type Choices,
  choicesOf,
  choiceLine,
  findChoice,
  isListed,
  nameListed,
  NOUN_FACTS,
  type Noun,
} from './nouns.ts';
import { percentText, readPercent } from '#features/prices/tax.ts';
import { readAmount, tidyCode } from '#features/tickets/ticket.ts';
import { amountText } from '#platform/money.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import type { PlainKey, Translate } from '#platform/i18n/text.ts';
import { columnOf, type FormField } from '#platform/records/field.ts';

/** One record of the table: what is said of it, as texts by field. */
export type PlannedRow = {
  line: number;
  /** Null for a new one. */
  number: number | null;
  title: string;
  entries: Record<string, string>;
  /** What differs from what is there. */
  differs: { label: PlainKey; before: string; after: string }[];
};
export type RefusedRow = { line: number; column: string; message: string };
export type TablePlan = {
  adds: PlannedRow[];
  changes: PlannedRow[];
  same: number;
  refused: RefusedRow[];
  ignored: string[];
};

/** A cell as a form would have it, or why it cannot be. `toLocal` reads a time. */
export type CellReading = { text: string } | { problem: string };

const YES = /^(yes|true|1|x|on|y)$/i;
const NO = /^(no|false|0|off|n|)$/i;

/** What a cell is read against; `toLocal` reads a time, and gives undefined for what is none. Problems are in `t`. */
export type CellPlace = {
  choices: Choices;
  currency: string;
  t: Translate;
  toLocal: (text: string) => string | undefined;
};

const UNKNOWN = {
  track: 'records.import.noTrack',
  room: 'records.import.noRoom',
  type: 'records.import.noType',
  taxRate: 'records.import.noTaxRate',
} as const;

/** What the cell of a table comes to as the text of a form's field, or what is wrong with it. */
export function readCell(field: FormField, cell: string, { choices, currency, toLocal, t }: CellPlace): CellReading {
  const text = field.kind === 'area' ? cell.replaceAll('\r\n', '\n') : cell.trim();
  switch (field.kind) {
    case 'state':
      return text === '' ? { text: 'draft' } : chosen(field, text, { choices, t });
    case 'track':
    case 'room':
    case 'type':
    case 'taxRate':
      return text === '' ? { text } : chosen(field, text, { choices, t });
    case 'choice':
      return text === '' ? { text: field.options?.[0]?.value ?? '' } : chosen(field, text, { choices, t });
    case 'ticketTypes':
      return typesIn(text, choices.ticketTypes, t);
    case 'check':
      if (YES.test(text)) return { text: 'on' };
      return NO.test(text) ? { text: '' } : { problem: t('records.import.writeYesNo') };
    case 'time': {
      const local = text === '' ? '' : toLocal(text);
      return local === undefined ? { problem: t('records.import.writeTime') } : { text: local };
    }
    case 'speakers':
      return speakersIn(text, choices.speakers, t);
    default:
      return { text: asTyped(field, text, currency) };
  }
}

/** Codes, percentages and amounts as a form shows them; what cannot be read is left for the form to refuse. */
function asTyped(field: FormField, text: string, currency: string): string {
  if (field.kind === 'code') return tidyCode(text);
  if (field.kind === 'percent') {
    const bp = readPercent(text);
    return bp === undefined ? text : showPercent(field, bp);
  }
  if (field.kind !== 'money') return text;
  const read = readAmount(text, currency);
  return 'minor' in read ? showMoney(read.minor, currency) : text;
}

/** What a cell chooses: by what tables write, by what forms show, or by the value itself. */
function chosen(field: FormField, text: string, { choices, t }: { choices: Choices; t: Translate }): CellReading {
  const wanted = text.toLowerCase();
  const cells = new Map(field.options?.map(({ value, cell }) => [value, cell.toLowerCase()]));
  const found = (choicesOf(field, choices, t) ?? []).filter(
    ({ value, label }) =>
      label.trim().toLowerCase() === wanted ||
      cells.get(value) === wanted ||
      (value === wanted && !/^\d+$/.test(value)),
  );
  if (found.length === 1) return { text: (found[0] as { value: string }).value };
  return { problem: found.length > 1 ? t('records.import.several', { text }) : unknownChoice(field, text, t) };
}

function unknownChoice({ kind, options = [] }: FormField, text: string, t: Translate): string {
  if (kind === 'state') return t('records.import.noState', { text, states: SESSION_STATES.join(', ') });
  if (kind === 'choice') return t('records.import.writeOneOf', { options: options.map(({ cell }) => cell).join(', ') });
  return t(UNKNOWN[kind as keyof typeof UNKNOWN], { text });
}

function speakersIn(text: string, speakers: readonly Choice[], t: Translate): CellReading {
  const lines: string[] = [];
  for (const name of text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)) {
    const speaker = findChoice(name, speakers);
    if (!speaker) return { problem: t('records.import.noSpeaker', { name }) };
    lines.push(choiceLine(speaker));
  }
  return { text: lines.join('\n') };
}

function typesIn(text: string, types: readonly Choice[], t: Translate): CellReading {
  const names = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const numbers = new Set<number>();
  for (const name of names) {
    const type = findChoice(name, types);
    if (!type) return { problem: t('records.import.noTicketType', { name }) };
    numbers.add(type.number);
  }
  return { text: [...numbers].sort((a, b) => a - b).join('\n') };
}

/** What a form shows of a percentage; nothing for none, unless it has to be given. */
export function showPercent({ required }: Pick<FormField, 'required'>, bp: number): string {
  return bp === 0 && !required ? '' : percentText(bp);
}

/** What a form shows of an amount; nothing for none. */
export function showMoney(minor: number, currency: string): string {
  return minor === 0 ? '' : amountText(minor, currency);
}

/** A text of a form as a table has it. */
export function writeCell(field: FormField, text: string, choices: Choices): string {
  if (field.kind === 'choice') return field.options?.find(({ value }) => value === text)?.cell ?? '';
  if (isListed(field.kind)) return nameListed(field.kind, text, choices);
  if (field.kind === 'ticketTypes') return nameTypes(text, choices.ticketTypes, '; ');
  if (field.kind === 'check') return text ? 'yes' : 'no';
  if (field.kind === 'time') return text.replace('T', ' ');
  if (field.kind === 'speakers') return text.replaceAll('\n', '; ');
  return text;
}

/** Fields of the noun that a table has columns for. */
export function namedFields(noun: Noun, columns: readonly string[]): FormField[] {
  return NOUN_FACTS[noun].fields.filter((field) => columns.includes(columnOf(field.name)));
}

/** The ticket types that a form's text has the numbers of, by their names; with the number where two have one name. */
export function nameTypes(text: string, types: readonly Choice[], between: string): string {
  const names = types.map(({ name }) => name.trim().toLowerCase());
  return text
    .split('\n')
    .flatMap((number) => types.find((type) => String(type.number) === number) ?? [])
    .map((type) =>
      names.filter((name) => name === type.name.trim().toLowerCase()).length > 1 ? choiceLine(type) : type.name,
    )
    .join(between);
}
