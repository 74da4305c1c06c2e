/** Reading a table that somebody saved from a spreadsheet. */
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from '#features/exchange/server/formats/decode-text.ts';
import { collectRemarks } from '#features/exchange/server/formats/collect-remarks.ts';
import { Invalid } from '#platform/errors.ts';
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
  if (bytes.byteLength > TABLE_BYTES) throw refused('The file has more than 6 MB');
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
  if (!header || header.record.every((name) => name.trim() === '')) throw refused('The file is empty');
  if (records.length > TABLE_ROWS)
    throw refused(`The table has more than ${TABLE_ROWS} rows, the most that can come at once`);
  const wide = [header, ...records].find(({ record }) => record.length > TABLE_COLUMNS);
  if (wide)
    throw refused(
      `Line ${wide.info.lines} has ${wide.record.length} columns, and a table may have ${TABLE_COLUMNS}: take out what is not needed`,
    );
  const columns = header.record.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (twice) throw refused(`Two columns are called ${twice}`);
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
    throw refused(`Line ${line ?? '?'} is not as a table has it: a quotation mark is missing or too many`);
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

function refused(message: string): Invalid {
  return new Invalid(message, [{ where: 'file', message }]);
}
