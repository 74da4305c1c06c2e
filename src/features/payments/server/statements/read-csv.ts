/** Bank statements as tables, in the many ways in which banks write them. */
import { parse } from 'csv-parse/sync';
import { Invalid } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import type { ProblemCode, Values } from '#platform/i18n/problem.ts';
import { readBankAmount, readBankDays } from '../../statement.ts';
import { type ReadLine, type ReadStatement, sumUp } from './read-statement.ts';

export const STATEMENT_COLUMNS = ['date', 'amount', 'reference', 'payer', 'iban', 'currency', 'sign'] as const;
export type StatementColumn = (typeof STATEMENT_COLUMNS)[number];
/** For each column of ours the place of the bank's, from 0 on. */
export type Mapping = Partial<Record<StatementColumn, number>>;

/** What banks call these columns, the best first. */
const NAMES: Record<StatementColumn, RegExp[]> = {
  date: [
    /^(buchungstag|buchungsdatum|buchung|booking ?date|transaction ?date|date|datum|boekdatum|fecha|data( operazione| contabile)?|bokf.ringsdag|data operacji)$/i,
    /buchung|book|valuta|value ?date|wertstellung|date|datum/i,
  ],
  amount: [
    /^(betrag.*|amount.*|umsatz.*|bedrag.*|montant.*|importe.*|importo.*|kwota.*|belopp.*|credit|haben|gutschrift)$/i,
    /betrag|amount|umsatz|montant|credit/i,
  ],
  reference: [
    /^(verwendungszweck.*|reference|payment reference|purpose|remittance.*|description|details|mededelingen|libell. ?.*|concepto|causale|descrizione|tytu.*|meddelande|communication)$/i,
    /zweck|referen|purpose|remit|descri|omschrijving|text|detail|communication/i,
  ],
  payer: [
    /^(auftraggeber.*|zahlungspflichtige.*|beg.nstigter.*|name zahlungsbeteiligter|payer|name|counterparty.*|naam.*|tegenpartij|debtor.*|from|ordenante|sender|avs.ndare|nadawca)$/i,
    /auftraggeber|zahlungsbeteiligt|payer|counterparty|partner|name/i,
  ],
  iban: [/^(iban.*|kontonummer\/iban|tegenrekening|counterparty account|account number|konto-?nr.*)$/i, /iban/i],
  currency: [/^(w.hrung|currency|ccy|valuta|devise|divisa|muntsoort)$/i],
  sign: [/^(soll\/haben|s\/h|debit\/credit|credit\/debit|af bij|d\/c|dc)$/i],
};

/** More than that is no list of payments for an event. */
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 256;
/** Some banks tell of the account before the table begins. */
const PREAMBLE = 30;

/** `line`: on which of the file it ends. */
type Row = { record: string[]; info: { lines: number } };
type Layout = { header: string[]; rows: Row[]; found: Mapping };

/**
 * Reads the credits of a table; debits are counted as left out. Columns go by their headers, or by `mapping` where that
 * is given. `headers` is what the bank calls its columns; where date or amount was not found there are no credits.
 * @throws Invalid for what is no table
 */
export function readCsv(
  text: string,
  currency: string,
  mapping?: Mapping,
): ReadStatement & { headers: string[]; mapping: Mapping } {
  const layouts = [';', ',', '\t'].flatMap((delimiter) => layOut(text, delimiter) ?? []);
  const best = layouts.sort(
    (a, b) => Object.keys(b.found).length - Object.keys(a.found).length || b.header.length - a.header.length,
  )[0];
  if (!best) throw new Invalid('invalid.not_a_table');
  const known = mapping ?? best.found;
  if (known.date === undefined || known.amount === undefined)
    return { credits: [], skipped: 0, unread: [], headers: best.header, mapping: known };
  return { ...readRows(best.rows, known, currency), headers: best.header, mapping: known };
}

function layOut(text: string, delimiter: string): Layout | undefined {
  const records = parseRecords(text, delimiter);
  let best: { at: number; found: Mapping } | undefined;
  for (const [at, { record }] of records.slice(0, PREAMBLE).entries()) {
    const found = findColumns(record);
    if (Object.keys(found).length > Object.keys(best?.found ?? {}).length) best = { at, found };
  }
  const at = best?.at ?? records.findIndex(({ record }) => record.length > 1);
  const header = records[at]?.record;
  if (!header || header.length < 2) return undefined;
  return { header: header.map((name) => name.trim()), rows: records.slice(at + 1), found: best?.found ?? {} };
}

function parseRecords(text: string, delimiter: string): Row[] {
  try {
    const records = parse(text.replace(/^\ufeff/, '').replace(/^sep=.\r?\n/i, ''), {
      delimiter,
      info: true,
      to: MOST_ROWS + 1,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as Row[];
    if (records.length > MOST_ROWS) throw new Invalid('invalid.statement_rows', [], { most: MOST_ROWS });
    const wide = records.find(({ record }) => record.length > MOST_COLUMNS);
    if (wide)
      throw new Invalid('invalid.statement_columns', [], {
        line: wide.info.lines,
        columns: wide.record.length,
        most: MOST_COLUMNS,
      });
    return records;
  } catch (error) {
    if (error instanceof Invalid) throw error;
    return [];
  }
}

function findColumns(record: readonly string[]): Mapping {
  const found: Mapping = {};
  const taken = new Set<number>();
  for (const column of STATEMENT_COLUMNS) {
    for (const pattern of NAMES[column]) {
      const at = record.findIndex((name, place) => !taken.has(place) && name.length < 60 && pattern.test(name.trim()));
      if (at < 0) continue;
      found[column] = at;
      taken.add(at);
      break;
    }
  }
  return found;
}

function readRows(rows: readonly Row[], mapping: Mapping, home: string): ReadStatement {
  const cell = ({ record }: Row, column: StatementColumn): string =>
    mapping[column] === undefined ? '' : (record[mapping[column]] ?? '').replace(/\s+/g, ' ').trim();
  const days = readBankDays(rows.map((row) => cell(row, 'date')));
  return sumUp(
    rows.map((row, at): ReadLine => {
      const currency = /^[A-Z]{3}$/.test(cell(row, 'currency')) ? cell(row, 'currency') : home;
      const [amount, day, bookedOn] = [cell(row, 'amount'), cell(row, 'date'), days[at]];
      // Where credits have a column of their own, it is empty beside debits.
      if (amount === '' || /^(s|soll|d|debit|dbit|af)$/i.test(cell(row, 'sign'))) return [];
      const amountMinor = readBankAmount(amount, currency);
      const unread = (code: ProblemCode, values: Values = {}): ReadLine => ({
        unread: { code, values: { line: row.info.lines, ...values } },
      });
      if (amountMinor === undefined) return unread('statement.line_amount', { text: cutText(amount, 40), currency });
      if (amountMinor <= 0) return [];
      if (!bookedOn)
        return day === '' ? unread('statement.line_no_day') : unread('statement.line_day', { text: cutText(day, 40) });
      return [
        {
          bookedOn,
          amountMinor,
          currency,
          reference: cutText(cell(row, 'reference'), 500),
          payer: cutText(cell(row, 'payer'), 140),
          iban: cell(row, 'iban').replaceAll(' ', '').slice(0, 34),
        },
      ];
    }),
  );
}
