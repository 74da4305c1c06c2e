/** Invoices are rendered in the background, once. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { KEEP_INVOICE_QUEUE } from './inputs.ts';
import { storeInvoice } from './store-invoice.ts';
import { findInvoice } from './queries.ts';

defineJob<{ invoiceId: number }>(KEEP_INVOICE_QUEUE, async (ctx, { invoiceId }) => {
  const invoice = await findInvoice(ctx, invoiceId);
  if (invoice) await storeInvoice(ctx, invoice);
});
