import { writeCsv } from '#platform/csv.ts';
import { writableText } from './writable-text.ts';

export type Column<T> = [header: string, value: (record: T) => string | number];

/** A table with a header line, for spreadsheets. */
export function writeTable<T>(records: T[], columns: Column<T>[]): string {
  const rows = records.map((record) => columns.map(([, value]) => clean(value(record))));
  return writeCsv([columns.map(([header]) => header), ...rows], { mark: true });
}

function clean(value: string | number): string | number {
  return typeof value === 'number' ? value : writableText(value);
}
