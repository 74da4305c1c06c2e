/** An invoice or a credit note as a PDF: of what its snapshot says, and nothing else. */
import { readFileSync } from 'node:fs';
import { formatPercent } from '#features/prices/tax.ts';
import { theme } from '#platform/color.ts';
import { formatDay, formatRange } from '#platform/dates.ts';
import { creditTransferText } from '#features/payments/credit-transfer-code.ts';
import { showIban } from '#features/payments/iban.ts';
import { direction, knownLocale, type Locale, type Translate, translator, textKey } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import { isolated } from '#platform/pdf/breakable.ts';
import { renderPdf } from '#platform/pdf/render-pdf.ts';
import { qrSvg } from '#platform/qr.ts';
import type { InvoiceBuyer, InvoiceLine, Seller } from '../invoice.ts';
import type { WholeInvoice } from './queries.ts';

const TEMPLATE = readFileSync(new URL('./render-invoice.typ', import.meta.url), 'utf8');

type Paper = {
  logo: Buffer | undefined;
  invoice: WholeInvoice;
  locale: Locale;
  t: Translate;
  money: (minor: number) => string;
};

/** `logo`: the seller's, as a PNG. */
export async function renderInvoice(invoice: WholeInvoice, logo?: Buffer): Promise<Uint8Array> {
  const locale = knownLocale(invoice.snapshot.locale);
  const money = (minor: number): string => formatMoney({ minor, currency: invoice.currency }, locale, { exact: true });
  return renderPdf({
    template: TEMPLATE,
    data: dataOf({ logo, invoice, locale, t: translator(locale), money }),
    at: invoice.issuedAt,
  });
}

function dataOf(paper: Paper): object {
  const { logo, invoice, locale, t, money } = paper;
  const { seller, buyer, lines, event } = invoice.snapshot;
  const heading = t(`invoices.heading.${invoice.kind}`, { code: invoice.code });
  return {
    lang: locale,
    dir: direction(locale),
    colors: theme({ hue: event.hue, brandColor: event.brandColor ?? null }, 'light'),
    title: heading,
    heading,
    logo: logo ? [...logo] : null,
    hasUnits: lines.some(({ unitMinor }) => unitMinor !== undefined),
    account: accountOf(paper),
    seller: sellerLines(seller, paper),
    buyer: buyerLines(buyer, paper),
    facts: factsOf(paper),
    lines: lines.map((line) => lineOf(line, paper)),
    sums: sumsOf(paper),
    total: money(invoice.totalMinor),
    notes: notesOf(paper),
    foot: isolated(seller.note || `${seller.legalName} · ${invoice.code}`),
    words: {
      for: t('invoices.for'),
      total: t(`invoices.total.${invoice.kind}`),
      columns: ['what', 'quantity', 'unit', 'rate', 'amount'].map((name) => t(textKey(`invoices.column.${name}`))),
    },
  };
}

const addressLines = (address: string): string[] =>
  address
    .split(/\r?\n/)
    .map(isolated)
    .filter((line) => line !== '');

function countryName(code: string, locale: Locale): string[] {
  return code === '' ? [] : [new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code];
}

function sellerLines({ legalName, address, country, taxId, email }: Seller, { locale, t }: Paper): string[] {
  return [
    isolated(legalName),
    ...addressLines(address),
    ...countryName(country, locale),
    ...(taxId ? [t('invoices.taxId', { id: taxId })] : []),
    ...(email ? [isolated(email)] : []),
  ];
}

function buyerLines({ name, company, address, country, vatId, email }: InvoiceBuyer, { locale, t }: Paper): string[] {
  return [
    ...(company ? [isolated(company)] : []),
    isolated(name),
    ...addressLines(address),
    ...countryName(country, locale),
    ...(vatId ? [t('invoices.vatId', { id: vatId })] : []),
    ...(address ? [] : [isolated(email)]),
  ];
}

function factsOf({ invoice, locale, t }: Paper): [string, string][] {
  const { order, event, dueAt, corrects } = invoice.snapshot;
  const day = (at: number): string => formatDay(at, event.timeZone, locale);
  return [
    [t('invoices.fact.date'), day(invoice.issuedAt)],
    ...(corrects
      ? [
          [
            t('invoices.fact.corrects'),
            t(`invoices.ofDay.${invoice.kind}`, { code: corrects.code, date: day(corrects.issuedAt) }),
          ] as [string, string],
        ]
      : []),
    [t('invoices.fact.order'), isolated(order)],
    [t('invoices.fact.event'), isolated(event.name)],
    [t('invoices.fact.when'), formatRange(event.startsAt, event.endsAt, event.timeZone, locale)],
    ...(dueAt === null ? [] : [[t('invoices.fact.due'), day(dueAt)] as [string, string]]),
  ];
}

function lineOf(
  { name, quantity, unitMinor, discountMinor, grossMinor, taxName, taxRateBp }: InvoiceLine,
  { locale, t, money }: Paper,
): object {
  return {
    name: isolated(name),
    quantity: String(quantity),
    unit: unitMinor === undefined ? '' : money(unitMinor),
    amount: money(grossMinor),
    rate: taxName === '' ? '–' : formatPercent(taxRateBp, locale),
    aside: discountMinor > 0 ? t('invoices.discount', { amount: money(discountMinor) }) : '',
  };
}

/** What is without tax, and the tax of each rate with what it is of. */
function sumsOf({ invoice, locale, t, money }: Paper): [string, string][] {
  const net = invoice.totalMinor - invoice.taxMinor;
  const taxes = invoice.snapshot.parts.filter(({ taxName }) => taxName !== '');
  const lines = taxes.map(({ taxName, taxRateBp, grossMinor, taxMinor }): [string, string] => [
    t('invoices.taxOf', {
      name: isolated(taxName),
      rate: formatPercent(taxRateBp, locale),
      net: money(grossMinor - taxMinor),
    }),
    money(taxMinor),
  ]);
  return taxes.length > 0 ? [[t('invoices.net'), money(net)], ...lines] : [];
}

/** To which account it is paid, line by line, with the square for banking apps. */
function accountOf({ invoice, t, money }: Paper): object | null {
  const { account, order } = invoice.snapshot;
  if (!account) return null;
  const { holder, iban, bic, amountMinor } = account;
  const text = creditTransferText({ holder, iban, bic, amountMinor, currency: invoice.currency, reference: order });
  const lines: [string, string][] = [
    [t('payment.amount'), money(amountMinor)],
    [t('payment.holder'), isolated(holder)],
    [t('payment.iban'), isolated(showIban(iban))],
    ...(bic ? [[t('payment.bic'), isolated(bic)] as [string, string]] : []),
    [t('payment.reference'), isolated(order)],
  ];
  return {
    title: t('invoices.payTitle'),
    lines,
    square: text ? qrSvg(text, 0) : null,
    alt: t('payment.square'),
    hint: t('payment.squareHint'),
  };
}

function notesOf({ invoice, locale, t, money }: Paper): string[] {
  const { dueAt, paidMinor, event, order } = invoice.snapshot;
  if (invoice.kind === 'credit-note') return [t('invoices.creditNote')];
  if (paidMinor > 0) return [t('invoices.isPaid', { amount: money(paidMinor) })];
  return dueAt === null ? [] : [t('invoices.payBy', { date: formatDay(dueAt, event.timeZone, locale), order })];
}
