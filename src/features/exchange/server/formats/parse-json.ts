import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';

export type JsonObject = { readonly [key: string]: unknown };

/**
 * Reads JSON that nests no deeper and holds no more than the limits allow. `where` is how its author would name the
 * file. Throws `Invalid`: `too_deep`, `too_large`, `not_well_formed` with line and column.
 */
export function parseJson(text: string, where: string, limits: ReadLimits): unknown {
  refuseExcess(text, where, limits);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause);
    const at = lineOf(text, fault);
    const reason = fault
      .replace(/\s*\(line \d+ column \d+\)/, '')
      .replace(/(?:, )?\.{0,3}".*"(?:\.{3})? is not valid JSON$/s, '');
    throw at
      ? refusal('not_well_formed.json_at', { where: `${where}, ${at}`, cause }, { file: where, at, fault: reason })
      : refusal('not_well_formed.json', { where, cause }, { file: where, fault: reason });
  }
}

function lineOf(text: string, fault: string): string {
  const position = /at position (\d+)/.exec(fault)?.[1];
  if (position === undefined) return /end of JSON/i.test(fault) ? `line ${text.split('\n').length}` : '';
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/**
 * Counts without parsing: what follows a comma is one more value, and what opens is an object or a list. Empty ones
 * take the most memory for the least text.
 */
function refuseExcess(text: string, where: string, limits: ReadLimits): void {
  let [depth, holders, values] = [0, 0, 1];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = endOfString(text, i);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      holders += 1;
      values += 1;
      if (depth > limits.depth) {
        throw refusal('too_deep.json', { where }, { file: where, most: limits.depth });
      }
      if (holders > limits.elements)
        throw refusal('too_large.json_objects', { where }, { file: where, most: limits.elements });
    } else if (code === 0x2c) {
      values += 1;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (values > limits.values) throw refusal('too_large.json_values', { where }, { file: where, most: limits.values });
  }
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return text.length;
}

/** `value` as an object; undefined for arrays, null and plain values. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The objects in `value` if it is an array; whatever else is in it is left out. */
export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject).filter((one) => one !== undefined) : [];
}

/**
 * The same of a list of records of one `kind` (`sessions`), which is refused before anything is made of it where it
 * has more of them than the limit. Throws `Invalid` (`too_large`).
 */
export function asRecords(value: unknown, kind: string, limits: ReadLimits, where = kind): JsonObject[] {
  if (Array.isArray(value)) refuseMany(value.length, kind, limits, where);
  return asObjects(value);
}

/** Throws `Invalid` (`too_large`) where a file has more records of one `kind` (`sessions`) than the limit. */
export function refuseMany(count: number, kind: string, { records }: ReadLimits, where = kind): void {
  if (count <= records) return;
  throw refusal('too_large.records', { where }, { most: records, kind });
}

/** Text from a string, number or boolean; '' for null, undefined where there is nothing or something else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? '' : undefined;
}
