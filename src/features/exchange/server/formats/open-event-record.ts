import { LARGEST_ASKED_NUMBER } from '#platform/ids.ts';
import { cleanBlock, cleanLine } from './clean-text.ts';
import { holdsSomething } from './watch-members.ts';
import { asObject, asObjects, asText, type JsonObject } from './parse-json.ts';

/** One object of an Open Event archive, whose keys are the same in all dialects once dashes are underscores. */
export type OpenRecord = {
  /** As the file spells them. */
  keys: string[];
  /** The value under the first of these names that is there; undefined where none is. */
  raw: (...names: string[]) => unknown;
  /**
   * As one line, as as a nested object, as nested objects. Null and absent values are told apart: '' and
   * undefined.
   */
  line: (...names: string[]) => string | undefined;
  block: (...names: string[]) => string | undefined;
  record: (...names: string[]) => OpenRecord | undefined;
  records: (...names: string[]) => OpenRecord[] | undefined;
  /** Names of members that hold something and that nobody asked for. */
  unread: () => string[];
};

/** A view of `object` that does not care for dialects: `starts-at` is `starts_at`. */
export function openRecord(object: JsonObject): OpenRecord {
  const values = new Map(Object.entries(object).map(([key, value]) => [key.replaceAll('-', '_'), value]));
  const asked = new Set<string>();
  const raw = (...names: string[]): unknown => {
    for (const name of names) asked.add(name);
    const present = names.filter((name) => values.has(name));
    return values.get(present.find((name) => !isEmpty(values.get(name))) ?? present[0] ?? '');
  };
  const text = (names: string[], clean: (text: string) => string): string | undefined => {
    const value = asText(raw(...names));
    return value === undefined ? undefined : clean(value);
  };
  return {
    keys: Object.keys(object),
    raw,
    line: (...names) => text(names, cleanLine),
    block: (...names) => text(names, cleanBlock),
    record: (...names) => {
      const nested = asObject(raw(...names));
      return nested && openRecord(nested);
    },
    records: (...names) => {
      const value = raw(...names);
      return Array.isArray(value) ? asObjects(value).map(openRecord) : undefined;
    },
    unread: () => [...values].flatMap(([name, value]) => (asked.has(name) || !holdsSomething(value) ? [] : name)),
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Whether a flag is set: `true`, 1, or either as text. */
export function isOn(value: unknown): boolean {
  return value === true || value === 1 || /^(true|1)$/i.test(String(value));
}

/** A whole number from 0 on that a file may ask for; undefined for anything else. */
export function countOf(value: unknown, most = LARGEST_ASKED_NUMBER): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}
