/** Reading a table that somebody saved from a spreadsheet. */
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from '#features/exchange/server/formats/decode-text.ts';
import { collectRemarks } from '#features/exchange/server/formats/collect-remarks.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { cleanText } from '#platform/fit-text.ts';

export type TableRow = {
  /** On which line of the file it begins, the header being on the first. */
  line: number;
  cells: Map<string, string>;
};
export type Table = { columns: string[]; rows: TableRow[] };

/** A table may have so many rows, and its file so many bytes. */
export const TABLE_ROWS = 5000;
const TABLE_COLUMNS = 256;
/** Sent on as text of a form it may grow to three times that. */
const TABLE_BYTES = 6 * 1024 * 1024;

type Parsed = { record: string[]; info: { lines: number }; raw: string };

/**
 * The text of a file in UTF-8 or UTF-16, with or without a byte order mark, or in Windows-1252.
 * @throws Invalid above 6 MB
 */
export function readTableText(bytes: Uint8Array): string {
  if (bytes.byteLength > TABLE_BYTES) throw new Invalid('invalid.table_size', [problem('file', 'field.smaller_file')]);
  return decodeText(bytes, collectRemarks());
}

/**
 * RFC 4180 with commas, semicolons or tabs, whichever the first line has most of. Columns go by their headers in any
 * case, with spaces for underscores. The apostrophe that keeps a spreadsheet from running a cell as a formula is taken
 * away again.
 * @throws Invalid naming the line
 */
export function readTable(text: string): Table {
  const plain = cleanText(text)
    .replace(/^\ufeff/, '')
    .replace(/^sep=.\r?\n/i, '');
  const [header, ...records] = parseRecords(plain);
  if (!header || header.record.every((name) => name.trim() === ''))
    throw new Invalid('invalid.file', [problem('file', 'field.file')]);
  if (records.length > TABLE_ROWS)
    throw new Invalid('invalid.table_rows', [problem('file', 'field.fewer_rows')], { most: TABLE_ROWS });
  const wide = [header, ...records].find(({ record }) => record.length > TABLE_COLUMNS);
  if (wide)
    throw new Invalid('invalid.table_columns', [problem('file', 'field.fewer_columns')], {
      line: wide.info.lines,
      columns: wide.record.length,
      most: TABLE_COLUMNS,
    });
  const columns = header.record.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (twice) throw new Invalid('invalid.column_twice', [problem('file', 'field.rename_column')], { name: twice });
  const rows = records
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map((parsed) => rowOf(parsed, columns));
  return { columns: columns.filter((name) => name !== ''), rows };
}

function rowOf({ record, info, raw }: Parsed, columns: string[]): TableRow {
  const inside = raw.trimEnd().match(/\r\n|\r|\n/g)?.length ?? 0;
  const cells = new Map<string, string>();
  for (const [i, name] of columns.entries()) if (name !== '') cells.set(name, plainCell(record[i] ?? ''));
  return { line: info.lines - inside, cells };
}

function parseRecords(text: string): Parsed[] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      raw: true,
      to: TABLE_ROWS + 2,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines;
    throw new Invalid('invalid.table_quotes', [problem('file', 'field.quotes')], { line: line ?? '?' });
  }
}

function delimiterOf(text: string): string {
  const first =
    text
      .slice(0, 10_000)
      .split(/\r?\n/, 1)[0]
      ?.replaceAll(/"[^"]*"/g, '') ?? '';
  const count = (sign: string): number => first.split(sign).length - 1;
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] as string;
}

function plainCell(cell: string): string {
  return /^'+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell;
}
