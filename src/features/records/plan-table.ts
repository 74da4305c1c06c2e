/** What bringing in a table would do. */
import {
  type Choice,
  type Choices,
  choicesOf,
  findSpeaker,
  NOUN_FACTS,
  type Noun,
  speakerLine,
  STATE_NAMES,
} from './nouns.ts';
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

/**
 * What the cell of a table comes to as the text of a form's field, or what is wrong with it. `toLocal` reads a time and
 * gives undefined for what is none.
 */
export function readCell(
  field: FormField,
  cell: string,
  choices: Choices,
  toLocal: (text: string) => string | undefined,
): CellReading {
  const text = field.kind === 'area' ? cell.replaceAll('\r\n', '\n') : cell.trim();
  switch (field.kind) {
    case 'state':
      return chosen(
        choicesOf('state', choices) ?? [],
        text,
        text === '' ? 'draft' : undefined,
        `There is no state “${text}”. There are ${Object.values(STATE_NAMES).join(', ')}`,
      );
    case 'track':
    case 'room':
    case 'type':
      return chosen(
        choicesOf(field.kind, choices) ?? [],
        text,
        text === '' ? '' : undefined,
        `There is no ${field.kind} “${text}”. Add it first, or leave the cell empty`,
      );
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
      return { text };
  }
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
    const speaker = findSpeaker(name, speakers);
    if (!speaker)
      return {
        problem: `There is no speaker “${name}”, or more than one. Write the number behind the name: ${name} (12)`,
      };
    lines.push(speakerLine(speaker));
  }
  return { text: lines.join('\n') };
}

/** A text of a form as a table has it. */
export function writeCell(field: FormField, text: string, choices: Choices): string {
  if (field.kind === 'track' || field.kind === 'room' || field.kind === 'type')
    return choicesOf(field.kind, choices)?.find(({ value }) => value === text)?.label ?? '';
  if (field.kind === 'check') return text ? 'yes' : 'no';
  if (field.kind === 'time') return text.replace('T', ' ');
  if (field.kind === 'speakers') return text.replaceAll('\n', '; ');
  return text;
}

/** Fields of the noun that a table has columns for. */
export function saidFields(noun: Noun, columns: readonly string[]): FormField[] {
  return NOUN_FACTS[noun].fields.filter((field) => columns.includes(columnOf(field.name)));
}

/** What somebody calls the record, in the column that its noun goes by. */
export function titleField(noun: Noun): 'title' | 'name' {
  return noun === 'sessions' ? 'title' : 'name';
}
