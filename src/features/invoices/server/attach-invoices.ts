/** What was written for an order, with the mail that tells why. */
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import type { InvoiceKind } from '../invoice.ts';
import { storeInvoice } from './store-invoice.ts';
import { getInvoice, listOrderInvoices } from './queries.ts';

/** Those that tell of something taken back. The others tell of a sale. */
const TAKEN_BACK = new Set(['order-cancelled', 'order-expired', 'payment-failed', 'order-refunded', 'late-payment']);

/**
 * The last invoice of the order, or its last credit note where the mail tells of something taken back; none where there
 * is none. What an order that was placed by invoice was sent then, it is not sent again when it is paid. Where a refund
 * is withdrawn, what corrects its credit note.
 */
export async function attachInvoices(
  ctx: Ctx,
  { kind, orderId }: { kind: string; orderId: number },
): Promise<Attachment[]> {
  const scope = await systemOrderScope(ctx, orderId);
  const wanted: InvoiceKind = TAKEN_BACK.has(kind) ? 'credit-note' : 'invoice';
  const last = (await listOrderInvoices(ctx, scope)).findLast((one) => one.kind === wanted);
  if (!last) return [];
  const invoice = await getInvoice(ctx, scope, last.id);
  if (kind === 'refund-withdrawn' && invoice.snapshot.corrects === null) return [];
  if (kind === 'order-confirmation' && invoice.snapshot.paidMinor === 0) return [];
  return [{ fileName: `${invoice.code}.pdf`, contentType: 'application/pdf', bytes: await storeInvoice(ctx, invoice) }];
}
