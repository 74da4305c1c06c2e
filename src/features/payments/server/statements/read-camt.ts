/** Bank statements as XML: ISO 20022 camt.053, camt.052 and camt.054, versions 02 to 08 and later. */
import { child, children, childText, parseXml, type XmlElement } from '#features/exchange/server/formats/parse-xml.ts';
import { DEFAULT_LIMITS } from '#features/exchange/server/formats/read-limits.ts';
import { collectRemarks } from '#features/exchange/server/formats/collect-remarks.ts';
import { Invalid } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import type { ProblemCode, Values } from '#platform/i18n/problem.ts';
import { currencyDigits } from '#platform/money.ts';
import { type Credit, readBankDays } from '../../statement.ts';
import { type ReadLine, type ReadStatement, sumUp } from './read-statement.ts';

/**
 * Reads the booked credits; counts what is left out: debits, what is only announced, returns of own transfers.
 * @throws Invalid for what is no such statement
 */
export function readCamt(text: string): ReadStatement {
  const root = parse(text);
  const body = root.children.find(({ name }) => /^BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)$/.test(name));
  if (root.name !== 'Document' || !body) throw new Invalid('invalid.not_camt');
  const entries = body.children
    .filter(({ name }) => ['Stmt', 'Rpt', 'Ntfctn'].includes(name))
    .flatMap((statement) => children(statement, 'Ntry'));
  return sumUp(entries.flatMap((entry, at) => readEntry(entry, at + 1)));
}

function parse(text: string): XmlElement {
  try {
    return parseXml(text, DEFAULT_LIMITS, collectRemarks());
  } catch (error) {
    if (error instanceof Invalid) throw new Invalid('invalid.broken_xml', [{ where: 'file', message: error.message }]);
    throw error;
  }
}

/**
 * Several transactions may be booked as one entry; each is a credit of its own where the bank says how much each is. A
 * transaction may go the other way, as fees do: that is no money that came in.
 */
function readEntry(entry: XmlElement, nth: number): ReadLine[] {
  const status = child(entry, 'Sts');
  const isBooked = (childText(status, 'Cd') ?? status?.text ?? 'BOOK').trim() === 'BOOK';
  if (!isBooked || word(entry, 'CdtDbtInd') !== 'CRDT' || word(entry, 'RvslInd') === 'true') return [[]];
  const amount = readAmount(child(entry, 'Amt'));
  const date = child(entry, 'BookgDt') ?? child(entry, 'ValDt');
  const [bookedOn] = readBankDays([childText(date, 'Dt') ?? childText(date, 'DtTm') ?? '']);
  const unread = (code: ProblemCode, values: Values = {}): ReadLine => ({
    unread: { code, values: { entry: nth, ...values } },
  });
  const said = childText(entry, 'Amt')?.trim() ?? '';
  if (/^0+(\.0*)?$/.test(said)) return [[]];
  if (!amount) return [unread('statement.entry_amount', { text: cutText(tidy(said), 40) })];
  if (!bookedOn) return [unread('statement.entry_no_day')];
  const details = children(entry, 'NtryDtls').flatMap((group) => children(group, 'TxDtls'));
  const amounts = details.map(amountOf);
  const apart = details.length > 1 && amounts.every((one) => one !== undefined);
  const parts = apart ? details : [details.length === 1 ? details[0] : undefined];
  return parts.map((part, at): ReadLine => {
    const isDebit = part && word(part, 'CdtDbtInd') === 'DBIT';
    if (isDebit && apart) return [];
    if (isDebit) return unread('statement.entry_direction');
    return [{ bookedOn, ...((apart && amounts[at]) || amount), ...readDetails(part, entry) }];
  });
}

function amountOf(details: XmlElement): Pick<Credit, 'amountMinor' | 'currency'> | undefined {
  return readAmount(child(details, 'Amt') ?? child(child(child(details, 'AmtDtls'), 'TxAmt'), 'Amt'));
}

function readAmount(element: XmlElement | undefined): Pick<Credit, 'amountMinor' | 'currency'> | undefined {
  const currency = element?.attributes.Ccy ?? '';
  const amountMinor = element && /^[A-Z]{3}$/.test(currency) ? readDecimal(element.text.trim(), currency) : undefined;
  return amountMinor !== undefined && amountMinor > 0 ? { amountMinor, currency } : undefined;
}

/**
 * An amount as the standard writes it (xs:decimal): a point, and up to five decimals, of which those beyond the
 * currency's are 0. `100.000` is no hundred thousand.
 */
function readDecimal(text: string, currency: string): number | undefined {
  const [, whole = '', fraction = ''] = /^\+?(\d{1,13})(?:\.(\d{0,5}))?$/.exec(text) ?? [];
  const digits = currencyDigits(currency);
  if (whole === '' || /[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

function readDetails(details: XmlElement | undefined, entry: XmlElement): Pick<Credit, 'reference' | 'payer' | 'iban'> {
  const remittance = child(details, 'RmtInf');
  const structured = children(remittance, 'Strd').flatMap((one) => childText(child(one, 'CdtrRefInf'), 'Ref') ?? []);
  const said = [...children(remittance, 'Ustrd').map(({ text }) => text), ...structured, endToEnd(details)];
  const parties = child(details, 'RltdPties');
  const debtor = child(parties, 'Dbtr');
  return {
    reference: tidy(said.join(' ')) || tidy(childText(entry, 'AddtlNtryInf') ?? ''),
    payer: cutText(tidy(childText(child(debtor, 'Pty'), 'Nm') ?? childText(debtor, 'Nm') ?? ''), 140),
    iban: tidy(childText(child(child(parties, 'DbtrAcct'), 'Id'), 'IBAN') ?? '')
      .replaceAll(' ', '')
      .slice(0, 34),
  };
}

function endToEnd(details: XmlElement | undefined): string {
  const id = childText(child(details, 'Refs'), 'EndToEndId')?.trim() ?? '';
  return id === 'NOTPROVIDED' ? '' : id;
}

const word = (element: XmlElement, name: string): string => childText(element, name)?.trim() ?? '';
const tidy = (text: string): string => cutText(text.replace(/\s+/g, ' ').trim(), 500);
