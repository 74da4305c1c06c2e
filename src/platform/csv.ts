/** Tables for spreadsheets and for other software (RFC 4180). */
import { stringify } from 'csv-stringify/sync';
import { amountText, type Money } from './money.ts';

/** A number with so many digits after the point, counted in its smallest unit. */
export type Decimal = { units: number; digits: number };

/** Money is written with all the digits of its currency and a point, whatever the country. */
export type Cell = string | number | Money | Decimal;

/**
 * Lines that end as Windows has them. Text that a spreadsheet would run as a formula starts with an apostrophe; numbers
 * and money are none and keep their minus. `mark`: begins with a byte order mark, without which Excel takes UTF-8 for
 * something else.
 */
export function writeCsv(rows: readonly (readonly Cell[])[], { mark }: { mark: boolean }): string {
  return stringify([...rows], {
    bom: mark,
    escape_formulas: true,
    record_delimiter: 'windows',
    // Readers take a lone LF or CR for the end of a record too, so text that has one is quoted.
    quote_record_delimiter: true,
    cast: { object: (cell) => ({ value: plain(cell as Money | Decimal), escape_formulas: false }) },
  });
}

const plain = (cell: Money | Decimal): string =>
  'units' in cell ? (cell.units / 10 ** cell.digits).toFixed(cell.digits) : amountText(cell.minor, cell.currency);
