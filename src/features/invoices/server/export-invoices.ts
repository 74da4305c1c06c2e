/** All invoices of a year or of all, for whoever does the books. */
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { type Cell, writeCsv } from '#platform/csv.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Money } from '#platform/money.ts';
import type { InvoiceKind, TaxPart } from '../invoice.ts';
import { storeInvoice } from './store-invoice.ts';
import { findInvoice, listInvoiceFiles, streamInvoices } from './queries.ts';

const COLUMNS = [
  'Number',
  'Kind',
  'Date',
  'Corrects',
  'Order',
  'Event',
  'Buyer',
  'Company',
  'Country',
  'VAT ID',
  'Currency',
  'Tax',
  'Rate',
  'Net',
  'Tax amount',
  'Gross',
];

/**
 * A table with a line for each rate in each document, credit notes with a minus; in parts, of at most `size` documents
 * each.
 */
export async function* exportInvoiceList(
  ctx: Ctx,
  scope: OrganizerScope,
  { year, size }: { year: number | null; size?: number },
): AsyncGenerator<string> {
  yield writeCsv([COLUMNS], { mark: true });
  for await (const page of streamInvoices(ctx, scope, { year, size })) {
    const rows = page.flatMap(
      ({ code, kind, issuedAt, currency, snapshot: { corrects, order, event, buyer, parts } }) => {
        const head = [
          code,
          kind,
          new Date(issuedAt).toISOString().slice(0, 10),
          corrects?.code ?? '',
          order,
          event.name,
          buyer.name,
          buyer.company,
          buyer.country,
          buyer.vatId,
          currency,
        ];
        return parts.map((part) => [...head, ...amountsOf(part, kind, currency)]);
      },
    );
    yield writeCsv(rows, { mark: false });
  }
}

function amountsOf({ taxName, taxRateBp, grossMinor, taxMinor }: TaxPart, kind: InvoiceKind, currency: string): Cell[] {
  const amount = (minor: number): Money => ({ minor: kind === 'credit-note' ? -minor : minor, currency });
  return [taxName, taxRateBp / 100, amount(grossMinor - taxMinor), amount(taxMinor), amount(grossMinor)];
}

/**
 * A ZIP of their PDFs, made while it is read: each is fetched when its turn comes, so one is in memory however many
 * there are.
 */
export async function exportInvoiceFiles(
  ctx: Ctx,
  scope: OrganizerScope,
  { year }: { year: number | null },
): Promise<Readable> {
  const zip = new ZipFile();
  const out = zip.outputStream.pipe(new PassThrough());
  zip.on('error', (error: Error) => out.destroy(error));
  for (const { id, code, issuedAt } of await listInvoiceFiles(ctx, scope, { year })) {
    // A PDF is packed already.
    const options = { mtime: new Date(issuedAt), compress: false };
    zip.addReadStreamLazy(`${code.replaceAll(/[^\w.-]/g, '_')}.pdf`, options, (give) => {
      readFile(ctx, id).then(
        (pdf) => give(null, Readable.from([pdf])),
        (error: unknown) => give(error, Readable.from([])),
      );
    });
  }
  zip.end();
  return out;
}

async function readFile(ctx: Ctx, id: number): Promise<Buffer> {
  const invoice = await findInvoice(ctx, id);
  if (!invoice) throw new NotFound('not_found.invoice_gone');
  return storeInvoice(ctx, invoice);
}
