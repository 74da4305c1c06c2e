import { stringify } from 'csv-stringify/sync';
import { writableText } from './writable-text.ts';

export type Column<T> = [header: string, value: (thing: T) => string | number];

/**
 * RFC 4180 with a header line, and a byte order mark without which Excel takes UTF-8 for something else. A field that a
 * spreadsheet would run as a formula starts with an apostrophe.
 */
export function writeTable<T>(things: T[], columns: Column<T>[]): string {
  const rows = things.map((thing) => columns.map(([, value]) => clean(value(thing))));
  return stringify([columns.map(([header]) => header), ...rows], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

function clean(value: string | number): string {
  return typeof value === 'number' ? String(value) : writableText(value);
}
