/** All invoices of a year or of all, for whoever does the books. */
import { PassThrough, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { type Cell, writeCsv } from '#platform/csv.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Money } from '#platform/money.ts';
import type { InvoiceKind, TaxPart } from '../invoice.ts';
import { keepInvoice } from './keep-invoice.ts';
import { findInvoice, listInvoicesToExport } from './queries.ts';

const COLUMNS = ['Number', 'Kind', 'Date', 'Corrects', 'Order', 'Event', 'Buyer', 'Company', 'Country', 'VAT ID', 'Currency', 'Tax', 'Rate', 'Net', 'Tax amount', 'Gross'];

/** A table with a line for each rate in each document, credit notes with a minus. */
export async function exportInvoiceList(ctx: Ctx, scope: OrganizerScope, { year }: { year: number | null }): Promise<string> {
  const invoices = await listInvoicesToExport(ctx, scope, { year });
  const rows = invoices.flatMap(({ code, kind, issuedAt, currency, snapshot: { corrects, order, event, buyer, parts } }) => {
    const head = [code, kind, new Date(issuedAt).toISOString().slice(0, 10), corrects?.code ?? '', order, event.name, buyer.name, buyer.company, buyer.country, buyer.vatId, currency];
    return parts.map((part) => [...head, ...amountsOf(part, kind, currency)]);
  });
  return writeCsv([COLUMNS, ...rows], { mark: true });
}

function amountsOf({ taxName, taxRateBp, grossMinor, taxMinor }: TaxPart, kind: InvoiceKind, currency: string): Cell[] {
  const amount = (minor: number): Money => ({ minor: kind === 'credit-note' ? -minor : minor, currency });
  return [taxName, taxRateBp / 100, amount(grossMinor - taxMinor), amount(taxMinor), amount(grossMinor)];
}

/** A ZIP of their PDFs, made while it is read: one document at a time. */
export async function exportInvoiceFiles(ctx: Ctx, scope: OrganizerScope, { year }: { year: number | null }): Promise<Readable> {
  const invoices = await listInvoicesToExport(ctx, scope, { year });
  const zip = new ZipFile();
  const out = zip.outputStream.pipe(new PassThrough());
  void addFiles(ctx, zip, invoices).catch((error: Error) => out.destroy(error));
  return out;
}

async function addFiles(ctx: Ctx, zip: ZipFile, invoices: readonly { id: number; code: string; issuedAt: number }[]): Promise<void> {
  for (const { id, code, issuedAt } of invoices) {
    const invoice = await findInvoice(ctx, id);
    // A PDF is packed already.
    if (invoice) zip.addBuffer(await keepInvoice(ctx, invoice), `${code.replaceAll(/[^\w.-]/g, '_')}.pdf`, { mtime: new Date(issuedAt), compress: false });
  }
  zip.end();
}
