import ICAL from 'ical.js';
import { cutText } from '#platform/fit-text.ts';
import { nameElement, type Remarks } from './collect-remarks.ts';
import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';

export type Property = {
  /** In capitals. */
  name: string;
  /** By lower-case name. */
  parameters: Record<string, string>;
  values: string[];
  /** The value as it stands in the line. */
  raw: string;
  /** What stands before the value: the name and the parameters. */
  head: string;
};

export type Component = { name: string; properties: Property[]; components: Component[] };

const LINE = /^[A-Za-z][A-Za-z0-9-]{0,80}\s*[;:]/;
/** No calendar nests deeper than an alarm in an event in a calendar. */
const DEEPEST = 8;

/**
 * Reads the components of an iCalendar text whose lines are unfolded or not.
 *
 * Each line is parsed by itself, so that one that is broken costs no more than itself: a line that starts no property
 * is taken for the rest of the one before, one that cannot be parsed is left out, and both are counted. A component
 * that never ends, ends with the file. Throws `Invalid`
 * (`too_large`) beyond the limits.
 */
export function parseICalendar(text: string, limits: ReadLimits, remarks: Remarks): Component[] {
  const until = Date.now() + limits.milliseconds;
  let count = 0;
  const top: Component = { name: '', properties: [], components: [] };
  const open = [top];
  for (const line of contentLines(text, remarks)) {
    count += 1;
    if (count > limits.elements || (count % 100 === 0 && Date.now() > until)) throw tooLong(count);
    const bound = /^\s*(BEGIN|END)\s*:\s*([\w-]{1,80})\s*$/i.exec(line);
    if (bound) changeComponent(bound[1] ?? '', (bound[2] ?? '').toUpperCase(), open, remarks);
    else open.at(-1)?.properties.push(...parseLine(line, limits, remarks));
  }
  if (open.length > 1) remarks.mend('file', 'component_not_ended', { name: open.at(-1)?.name ?? '' });
  return top.components;
}

function tooLong(lines: number): Error {
  return refusal('too_large.calendar', {}, { properties: lines });
}

function changeComponent(verb: string, name: string, open: Component[], remarks: Remarks): void {
  if (verb.toUpperCase() === 'BEGIN') {
    const component: Component = { name, properties: [], components: [] };
    if (open.length <= DEEPEST) open.at(-1)?.components.push(component);
    open.push(component);
    return;
  }
  const at = open.findLastIndex((component, index) => index > 0 && component.name === name);
  if (at !== open.length - 1) remarks.count('ends', 'misplaced_ends');
  if (at > 0) open.length = at;
}

function contentLines(text: string, remarks: Remarks): string[] {
  const lines: string[] = [];
  for (const line of text.replace(/(?:\r\n|\n|\r)[ \t]/g, '').split(/\r\n|\n|\r/)) {
    const last = lines.length - 1;
    if (line.trim() === '') continue;
    if (LINE.test(line.trimStart()) || last < 0) lines.push(line.trimStart());
    else {
      lines[last] = `${lines[last]}\\n${line}`;
      remarks.count('fold', 'broken_folds');
    }
  }
  return lines;
}

/** In characters: name and parameters of one line. Names of people and addresses of groups stand there, no texts. */
const LONGEST_HEAD = 16_384;

function parseLine(line: string, limits: ReadLimits, remarks: Remarks): Property[] {
  const { start, parameters } = measureHead(line);
  if (start > LONGEST_HEAD || parameters > limits.attributes) {
    const element = nameElement('line', undefined, cutText(line, 60));
    if (parameters > limits.attributes) remarks.skip(element, 'many_parameters', { count: parameters });
    else remarks.skip(element, 'long_head', { count: start });
    return [];
  }
  return parseProperty(line, start, remarks);
}

function parseProperty(line: string, start: number, remarks: Remarks): Property[] {
  try {
    const [name, parameters, type, ...values] = ICAL.parse.property(line) as [
      string,
      Record<string, unknown>,
      string,
      ...unknown[],
    ];
    const flat = Object.entries(parameters).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(',') : String(value),
    ]);
    return [
      {
        name: name.toUpperCase(),
        parameters: Object.fromEntries(flat) as Record<string, string>,
        values: type === 'unknown' ? values.map((value) => unescapeText(String(value))) : values.map(plainValue),
        raw: line.slice(start).trim(),
        head: line.slice(0, start),
      },
    ];
  } catch {
    remarks.skip(nameElement('line', undefined, cutText(line, 60)), 'no_property');
    return [];
  }
}

/** Properties that the parser does not know are text (RFC 5545, section 3.8.8.2), which it leaves escaped. */
function unescapeText(text: string): string {
  return text.replace(/\\([nN\\;,])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
}

/**
 * A parameter as RFC 5545 and RFC 6868 define it, `^'` for a quote; the parser also takes backslashes for escapes,
 * which many write but which are plain characters there. Undefined where the property has no such parameter.
 */
export function exactParameter(property: Property, name: string): string | undefined {
  for (const [, key = '', value = ''] of property.head.matchAll(/;\s*([A-Za-z0-9-]{1,60})=("[^"]*"|[^";:]*)/g)) {
    if (key.toUpperCase() !== name) continue;
    return value
      .replace(/^"|"$/g, '')
      .replace(/\^(['n^])/g, (_, one: string) => (one === "'" ? '"' : one === 'n' ? '\n' : '^'));
  }
  return undefined;
}

/** Structured values such as rules are not needed, and stay empty. */
function plainValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainValue).join(';');
  return typeof value === 'object' && value !== null ? '' : String(value);
}

/** Where the value starts, behind the first colon that is not within quotes, and how many parameters stand before. */
function measureHead(line: string): { start: number; parameters: number } {
  let [quoted, parameters] = [false, 0];
  for (let i = 0; i < line.length; i += 1) {
    const char = line[i];
    if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) parameters += 1;
    else if (char === ':' && !quoted) return { start: i + 1, parameters };
  }
  return { start: line.length, parameters };
}
