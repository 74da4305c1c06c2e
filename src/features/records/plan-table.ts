/** What bringing in a table would do. */
import {
  type Choice,
  type Choices,
  choicesOf,
  choiceLine,
  findChoice,
  NOUN_FACTS,
  type Noun,
  STATE_NAMES,
} from './nouns.ts';
import { percentText, readPercent } from '#features/prices/tax.ts';
import { readAmount, tidyCode } from '#features/tickets/ticket.ts';
import { amountText } from '#platform/money.ts';
import { columnOf, type FormField } from '#platform/records/field.ts';

/** One record of the table: what is said of it, as texts by field. */
export type PlannedRow = {
  line: number;
  /** Null for a new one. */
  number: number | null;
  title: string;
  entries: Record<string, string>;
  /** What differs from what is there. */
  differs: { label: string; before: string; after: string }[];
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

/** What a cell is read against; `toLocal` reads a time, and gives undefined for what is none. */
export type CellPlace = { choices: Choices; currency: string; toLocal: (text: string) => string | undefined };

/** What the cell of a table comes to as the text of a form's field, or what is wrong with it. */
export function readCell(field: FormField, cell: string, { choices, currency, toLocal }: CellPlace): CellReading {
  const text = field.kind === 'area' ? cell.replaceAll('\r\n', '\n') : cell.trim();
  switch (field.kind) {
    case 'state':
      return chosen(
        choicesOf(field, choices) ?? [],
        text,
        text === '' ? 'draft' : undefined,
        `There is no state “${text}”. There are ${Object.values(STATE_NAMES).join(', ')}`,
      );
    case 'track':
    case 'room':
    case 'type':
      return chosen(
        choicesOf(field, choices) ?? [],
        text,
        text === '' ? '' : undefined,
        `There is no ${field.kind} “${text}”. Add it first, or leave the cell empty`,
      );
    case 'taxRate':
      return chosen(
        choicesOf(field, choices) ?? [],
        text,
        text === '' ? '' : undefined,
        `There is no tax rate “${text}”. Add it first, or leave the cell empty`,
      );
    case 'choice':
      return chosen(
        choicesOf(field, choices) ?? [],
        text,
        text === '' ? field.options?.[0]?.value : undefined,
        `Write one of these: ${(field.options ?? []).map(({ label }) => label).join(', ')}`,
      );
    case 'ticketTypes':
      return typesIn(text, choices.ticketTypes);
    case 'check':
      if (YES.test(text)) return { text: 'on' };
      return NO.test(text) ? { text: '' } : { problem: 'Write yes or no' };
    case 'time': {
      const local = text === '' ? '' : toLocal(text);
      return local === undefined ? { problem: 'Write date and time like 2027-05-08 09:30' } : { text: local };
    }
    case 'speakers':
      return speakersIn(text, choices.speakers);
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

function chosen(
  options: { value: string; label: string }[],
  text: string,
  empty: string | undefined,
  problem: string,
): CellReading {
  if (empty !== undefined) return { text: empty };
  const wanted = text.toLowerCase();
  const found = options.filter(
    ({ value, label }) => label.trim().toLowerCase() === wanted || (value === wanted && !/^\d+$/.test(value)),
  );
  return found.length === 1
    ? { text: (found[0] as { value: string }).value }
    : { problem: found.length > 1 ? `There are several called “${text}”` : problem };
}

function speakersIn(text: string, speakers: readonly Choice[]): CellReading {
  const lines: string[] = [];
  for (const name of text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)) {
    const speaker = findChoice(name, speakers);
    if (!speaker)
      return {
        problem: `There is no speaker “${name}”, or more than one. Write the number behind the name: ${name} (12)`,
      };
    lines.push(choiceLine(speaker));
  }
  return { text: lines.join('\n') };
}

function typesIn(text: string, types: readonly Choice[]): CellReading {
  const names = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const numbers = new Set<number>();
  for (const name of names) {
    const type = findChoice(name, types);
    if (!type)
      return {
        problem: `There is no ticket type “${name}”, or more than one. Write the number behind the name: ${name} (2)`,
      };
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
  const chosenFrom = choicesOf(field, choices);
  if (chosenFrom && field.kind !== 'state') return chosenFrom.find(({ value }) => value === text)?.label ?? '';
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
