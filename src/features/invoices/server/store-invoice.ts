/** An invoice's PDF: rendered once, then kept. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { readLogo } from '#features/media/server/read-logo.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Unavailable } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { attachment, freshKey } from '#platform/storage/storage.ts';
import type { WholeInvoice } from './queries.ts';
import { renderInvoice } from './render-invoice.ts';

/**
 * The bytes of an invoice, the same for ever: the kept ones, or those that are rendered and kept now. Of two who render
 * at once the first counts; the other's object, which nothing names, is swept at night. Not within a transaction.
 * @throws Unavailable where the kept file is gone or another than was written
 */
export async function storeInvoice(ctx: Ctx, invoice: WholeInvoice): Promise<Buffer> {
  if (invoice.storageKey !== null) return read(invoice.storageKey, invoice.sha256);
  const { logoId } = invoice.snapshot;
  const pdf = await renderInvoice(invoice, logoId === undefined ? undefined : await readLogo(ctx, logoId));
  const key = freshKey(`invoices/${invoice.organizerId}`, 'invoice.pdf');
  await getRuntime().storage.put(key, pdf, {
    contentType: 'application/pdf',
    disposition: attachment(`${invoice.code}.pdf`),
  });
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  const kept = await ctx.db
    .updateTable('invoices')
    .set({ storageKey: key, sha256 })
    .where('id', '=', invoice.id)
    .where('storageKey', 'is', null)
    .executeTakeFirst();
  if (kept.numUpdatedRows > 0n) return Buffer.from(pdf);
  const row = await ctx.db
    .selectFrom('invoices')
    .select(['storageKey', 'sha256'])
    .where('id', '=', invoice.id)
    .executeTakeFirstOrThrow();
  return read(row.storageKey ?? '', row.sha256);
}

async function read(key: string, sha256: string | null): Promise<Buffer> {
  const found = await getRuntime().storage.get(key);
  const bytes = found && (await buffer(found.body));
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new Unavailable('invoice_file.differs');
  return bytes;
}
