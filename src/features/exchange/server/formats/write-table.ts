import { writeCsv } from '#platform/csv.ts';
import { writableText } from './writable-text.ts';

export type Column<T> = [header: string, value: (thing: T) => string | number];

/** A table with a header line, for spreadsheets. */
export function writeTable<T>(things: T[], columns: Column<T>[]): string {
  const rows = things.map((thing) => columns.map(([, value]) => clean(value(thing))));
  return writeCsv([columns.map(([header]) => header), ...rows], { mark: true });
}

function clean(value: string | number): string | number {
  return typeof value === 'number' ? value : writableText(value);
}
