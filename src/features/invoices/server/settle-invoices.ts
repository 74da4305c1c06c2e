/** Writing the invoices and credit notes that an order has to have. */
import { getEvent } from '#features/events/server/queries.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { type OrderScope, systemOrderScope } from '#features/orders/server/policy.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { amountToBill, invoiceCode, type InvoiceKind, type InvoiceLine, type InvoiceSettings, type InvoiceSnapshot, leftOfParts, sumParts, takeBack } from '../invoice.ts';
import { KEEP_INVOICE_QUEUE } from './inputs.ts';
import { type Billed, findInvoiceSettings, listBilled } from './queries.ts';

/**
 * Brings what is billed of an order to what it is: an invoice where it began to stand, a credit note where less of it is left. However often
 * it is called, each is written once. Call it in the transaction of the fact, which has locked the order: the numbers are taken there, so
 * that they have no gaps. Nothing is written for organizers who have not said who sells.
 */
export async function settleInvoices(ctx: Ctx, { orderId }: { orderId: number }): Promise<void> {
  const scope = await systemOrderScope(ctx, orderId);
  const settings = await findInvoiceSettings(ctx, scope);
  if (!settings) return;
  const order = await getOrder(ctx, scope);
  const billed = await listBilled(ctx, scope);
  const openMinor = billed.reduce((sum, { kind, totalMinor }) => sum + (kind === 'invoice' ? totalMinor : -totalMinor), 0);
  const change = amountToBill(order, openMinor > 0) - openMinor;
  // An invoice is for a whole order. What was billed in part before is not billed up again.
  if (change > 0 && openMinor === 0 && change === order.totalMinor) await writeInvoice(ctx, scope, { settings, order });
  if (change < 0) await writeCreditNote(ctx, scope, { settings, order, billed, amountMinor: -change });
}

type Bill = { settings: InvoiceSettings; order: OrderView };

async function writeInvoice(ctx: Ctx, scope: OrderScope, { settings, order }: Bill): Promise<void> {
  const fees = order.fees.map((fee): InvoiceLine => ({ ...fee, quantity: 1, discountMinor: 0 }));
  const lines = [...order.lines.filter(({ quantity, cancelled }) => quantity > cancelled).map(lineOf), ...fees].filter(({ grossMinor, discountMinor }) => grossMinor > 0 || discountMinor > 0);
  const isPaid = order.paidMinor - order.refundedMinor >= order.totalMinor;
  const facts = await factsOf(ctx, scope, { settings, order });
  await write(ctx, scope, {
    kind: 'invoice', prefix: settings.invoicePrefix, currency: order.currency, correctsId: null, totalMinor: order.totalMinor,
    snapshot: { ...facts, lines, parts: sumParts(lines), dueAt: isPaid ? null : order.paymentDueAt, paidMinor: isPaid ? order.totalMinor : 0, corrects: null },
  });
}

function lineOf({ name, quantity, cancelled, discountMinor, grossMinor, taxMinor, taxName, taxRateBp }: OrderView['lines'][number]): InvoiceLine {
  return { name, quantity: quantity - cancelled, discountMinor, grossMinor, taxMinor, taxName, taxRateBp };
}

/** Takes back from the last invoice, in the proportion of what is left of its rates; the whole of it line by line. */
async function writeCreditNote(ctx: Ctx, scope: OrderScope, { settings, order, billed, amountMinor }: Bill & { billed: Billed[]; amountMinor: number }): Promise<void> {
  const invoice = billed.findLast(({ kind }) => kind === 'invoice');
  if (!invoice) return;
  const earlier = billed.filter(({ correctsId }) => correctsId === invoice.id);
  const parts = takeBack(amountMinor, leftOfParts(invoice.snapshot.parts, earlier.flatMap(({ snapshot }) => snapshot.parts)));
  const name = translator(knownLocale(order.locale))('invoices.takenBack', { code: invoice.code });
  const isWhole = earlier.length === 0 && amountMinor === invoice.totalMinor;
  const lines = isWhole ? invoice.snapshot.lines : parts.map((part): InvoiceLine => ({ ...part, name, quantity: 1, discountMinor: 0 }));
  const facts = await factsOf(ctx, scope, { settings, order });
  await write(ctx, scope, {
    kind: 'credit-note', prefix: settings.creditPrefix, currency: order.currency, correctsId: invoice.id, totalMinor: amountMinor,
    snapshot: { ...facts, buyer: invoice.snapshot.buyer, lines, parts, dueAt: null, paidMinor: 0, corrects: { code: invoice.code, issuedAt: invoice.issuedAt } },
  });
}

/** What stands in every document, as it is now. */
async function factsOf(ctx: Ctx, scope: OrderScope, { settings, order }: Bill): Promise<Pick<InvoiceSnapshot, 'seller' | 'buyer' | 'order' | 'event' | 'locale'>> {
  const { invoicePrefix: _invoices, creditPrefix: _credits, ...seller } = settings;
  const { name, slug, startsAt, endsAt, timeZone, hue } = await getEvent(ctx, await systemEventScope(ctx, scope.eventId));
  const buyer = { name: order.buyerName, company: order.buyerCompany, address: order.buyerAddress, country: order.buyerCountry, vatId: order.buyerVatId, email: order.buyerEmail };
  return { seller, buyer, order: order.code, event: { name, slug, startsAt, endsAt, timeZone, hue }, locale: order.locale };
}

type Draft = { kind: InvoiceKind; prefix: string; currency: string; correctsId: number | null; totalMinor: number; snapshot: InvoiceSnapshot };

async function write(ctx: Ctx, { organizerId, eventId, orderId }: OrderScope, { kind, prefix, currency, correctsId, totalMinor, snapshot }: Draft): Promise<void> {
  const number = await takeNumber(ctx, organizerId, kind);
  const taxMinor = snapshot.parts.reduce((sum, part) => sum + part.taxMinor, 0);
  const row = { organizerId, eventId, orderId, kind, number, code: invoiceCode(prefix, number), correctsId, issuedAt: new Date(ctx.now), currency, totalMinor, taxMinor, snapshot: JSON.stringify(snapshot) };
  const { id } = await ctx.db.insertInto('invoices').values(row).returning('id').executeTakeFirstOrThrow();
  await enqueue(ctx, KEEP_INVOICE_QUEUE, { invoiceId: id }, { key: String(id) });
}

/** The next number of the series. Whoever asks next waits until this transaction ends: committed, or as if it had never asked. */
async function takeNumber(ctx: Ctx, organizerId: number, kind: InvoiceKind): Promise<number> {
  const { lastNumber } = await ctx.db
    .insertInto('invoiceSeries')
    .values({ organizerId, kind, lastNumber: 1 })
    .onConflict((conflict) => conflict.columns(['organizerId', 'kind']).doUpdateSet((row) => ({ lastNumber: row('invoiceSeries.lastNumber', '+', 1) })))
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return lastNumber;
}
