/** Writing the invoices and credit notes that an order has to have. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { type OrderScope, systemOrderScope } from '#features/orders/server/policy.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import { findHandMethod } from '#features/payments/hand-methods.ts';
import { balanceOf } from '#features/payments/payment.ts';
import { getPaymentSettings } from '#features/payments/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { portion } from '#platform/money.ts';
import {
  amountToBill,
  type InvoiceAccount,
  invoiceCode,
  type InvoiceKind,
  type InvoiceLine,
  type InvoiceSettings,
  type InvoiceSnapshot,
  leftOfParts,
  sumParts,
  takeBack,
  type TaxPart,
} from '../invoice.ts';
import { KEEP_INVOICE_QUEUE } from './inputs.ts';
import { type Billed, findInvoiceSettings, listBilled } from './queries.ts';

/**
 * Brings what is billed of an order to what it is: an invoice where it began to stand, a credit note where less of it
 * is left, and an invoice that corrects the credit note where that was too much, as the money does not go back after
 * all. However often it is called, each is written once. Call it in the transaction of the fact, which has locked the
 * order: the numbers are taken there, so that they have no gaps. Nothing is written for organizers who have not said
 * who sells.
 */
export async function settleInvoices(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
): Promise<void> {
  const event = await systemEventScope(ctx, eventId);
  const settings = await rememberOfEvent(ctx, eventId, 'invoice settings', () => findInvoiceSettings(ctx, event));
  if (!settings) return;
  const scope = await systemOrderScope(ctx, orderId);
  const order = await getOrder(ctx, scope);
  const billed = await listBilled(ctx, scope);
  const openMinor = billed.reduce(
    (sum, { kind, totalMinor }) => sum + (kind === 'invoice' ? totalMinor : -totalMinor),
    0,
  );
  const change = amountToBill(order, openMinor > 0) - openMinor;
  if (change < 0) await writeCreditNote(ctx, scope, { settings, order, billed, amountMinor: -change });
  if (change <= 0) return;
  // Of a cancelled order nothing begins to stand: what is kept of it was taken back too much.
  const isNew = openMinor === 0 && change === order.totalMinor && (billed.length === 0 || order.state !== 'cancelled');
  if (isNew) await writeInvoice(ctx, scope, { settings, order });
  else await writeCorrection(ctx, scope, { settings, order, billed, amountMinor: change });
}

type Bill = { settings: InvoiceSettings; order: OrderView };

async function writeInvoice(ctx: Ctx, scope: OrderScope, { settings, order }: Bill): Promise<void> {
  const fees = order.fees.map((fee): InvoiceLine => ({
    ...fee,
    quantity: 1,
    unitMinor: fee.grossMinor,
    discountMinor: 0,
  }));
  const lines = [
    ...order.lines
      .filter(({ quantity, cancelled, grossMinor }) => quantity > cancelled || grossMinor > 0)
      .map((line) => lineOf(line, order)),
    ...fees,
  ].filter(({ grossMinor, discountMinor }) => grossMinor > 0 || discountMinor > 0);
  const isPaid = order.paidMinor - order.refundedMinor >= order.totalMinor;
  const facts = await factsOf(ctx, scope, { settings, order });
  await write(ctx, scope, {
    kind: 'invoice',
    prefix: settings.invoicePrefix,
    currency: order.currency,
    correctsId: null,
    totalMinor: order.totalMinor,
    snapshot: {
      ...facts,
      lines,
      parts: sumParts(lines),
      dueAt: isPaid ? null : order.paymentDueAt,
      paidMinor: isPaid ? order.totalMinor : 0,
      ...(await accountOf(ctx, scope, order, isPaid)),
      corrects: null,
    },
  });
}

function lineOf(line: OrderView['lines'][number], { pricesIncludeTax }: OrderView): InvoiceLine {
  const { name, quantity, cancelled, unitMinor, discountMinor, grossMinor, taxMinor, taxName, taxRateBp } = line;
  const unit = pricesIncludeTax || taxName === '' ? unitMinor : unitMinor + portion(unitMinor, taxRateBp, 10_000);
  // A ticket that was given up before it was paid costs nothing any more; one whose price is kept is sold all the same.
  return {
    name,
    quantity: quantity - cancelled || quantity,
    unitMinor: unit,
    discountMinor,
    grossMinor,
    taxMinor,
    taxName,
    taxRateBp,
  };
}

/** Where an invoice is paid that is to be paid by transfer; nothing of one that is paid, or is paid at the event. */
async function accountOf(
  ctx: Ctx,
  scope: OrderScope,
  order: OrderView,
  isPaid: boolean,
): Promise<{ account?: InvoiceAccount }> {
  if (isPaid || !findHandMethod(order.paymentMethod)?.isTransferred) return {};
  const { accountHolder: holder, iban, bic } = await getPaymentSettings(ctx, scope);
  return iban === '' ? {} : { account: { holder, iban, bic, amountMinor: balanceOf(order).outstandingMinor } };
}

/** Takes back from the last invoice, in the proportion of what is left of its rates; the whole of it line by line. */
async function writeCreditNote(
  ctx: Ctx,
  scope: OrderScope,
  { settings, order, billed, amountMinor }: Bill & { billed: Billed[]; amountMinor: number },
): Promise<void> {
  const { invoice, takenBack, billedAgain } = lastBill(billed);
  if (!invoice) return;
  const left = leftOfParts([...invoice.snapshot.parts, ...partsOf(billedAgain)], partsOf(takenBack));
  const parts = takeBack(amountMinor, left);
  const name = translator(knownLocale(order.locale))('invoices.takenBack', { code: invoice.code });
  const isWhole = takenBack.length === 0 && amountMinor === invoice.totalMinor;
  const lines = isWhole
    ? invoice.snapshot.lines
    : parts.map((part): InvoiceLine => ({ ...part, name, quantity: 1, unitMinor: part.grossMinor, discountMinor: 0 }));
  const facts = await factsOf(ctx, scope, { settings, order });
  await write(ctx, scope, {
    kind: 'credit-note',
    prefix: settings.creditPrefix,
    currency: order.currency,
    correctsId: invoice.id,
    totalMinor: amountMinor,
    snapshot: {
      ...facts,
      buyer: invoice.snapshot.buyer,
      lines,
      parts,
      dueAt: null,
      paidMinor: 0,
      corrects: { code: invoice.code, issuedAt: invoice.issuedAt },
    },
  });
}

/**
 * Bills again what credit notes took back and is kept after all, in the proportion of their rates, and names the last
 * of them. Nothing where they took less: what was not billed when the order began to stand never is.
 */
async function writeCorrection(
  ctx: Ctx,
  scope: OrderScope,
  { settings, order, billed, amountMinor }: Bill & { billed: Billed[]; amountMinor: number },
): Promise<void> {
  const { takenBack, billedAgain } = lastBill(billed);
  const credit = takenBack.at(-1);
  const left = leftOfParts(partsOf(takenBack), partsOf(billedAgain));
  if (!credit || left.reduce((sum, { grossMinor }) => sum + grossMinor, 0) < amountMinor) return;
  const parts = takeBack(amountMinor, left);
  const name = translator(knownLocale(order.locale))('invoices.billedAgain', { code: credit.code });
  const facts = await factsOf(ctx, scope, { settings, order });
  await write(ctx, scope, {
    kind: 'invoice',
    prefix: settings.invoicePrefix,
    currency: order.currency,
    correctsId: credit.id,
    totalMinor: amountMinor,
    snapshot: {
      ...facts,
      buyer: credit.snapshot.buyer,
      lines: parts.map((part): InvoiceLine => ({
        ...part,
        name,
        quantity: 1,
        unitMinor: part.grossMinor,
        discountMinor: 0,
      })),
      parts,
      dueAt: null,
      paidMinor: amountMinor,
      corrects: { code: credit.code, issuedAt: credit.issuedAt },
    },
  });
}

/** The last invoice of the whole order, the credit notes about it, and the invoices that correct those. */
function lastBill(billed: readonly Billed[]): {
  invoice: Billed | undefined;
  takenBack: Billed[];
  billedAgain: Billed[];
} {
  const at = billed.findLastIndex(({ correctsId }) => correctsId === null);
  const since = billed.slice(at + 1);
  return {
    invoice: billed[at],
    takenBack: since.filter(({ kind }) => kind === 'credit-note'),
    billedAgain: since.filter(({ kind }) => kind === 'invoice'),
  };
}

const partsOf = (documents: readonly Billed[]): TaxPart[] => documents.flatMap(({ snapshot }) => snapshot.parts);

/** What stands in every document, as it is now. */
async function factsOf(
  ctx: Ctx,
  scope: OrderScope,
  { settings, order }: Bill,
): Promise<Pick<InvoiceSnapshot, 'seller' | 'buyer' | 'order' | 'event' | 'locale' | 'logoId'>> {
  const { invoicePrefix: _invoices, creditPrefix: _credits, ...seller } = settings;
  const { name, slug, startsAt, endsAt, timeZone, hue, brandColor } = await getEvent(
    ctx,
    await systemEventScope(ctx, scope.eventId),
  );
  const buyer = {
    name: order.buyerName,
    company: order.buyerCompany,
    address: order.buyerAddress,
    country: order.buyerCountry,
    vatId: order.buyerVatId,
    email: order.buyerEmail,
  };
  const { logoId } = await ctx.db
    .selectFrom('organizers')
    .select('logoId')
    .where('id', '=', scope.organizerId)
    .executeTakeFirstOrThrow();
  return {
    seller,
    buyer,
    ...(logoId !== null && { logoId }),
    order: order.code,
    event: { name, slug, startsAt, endsAt, timeZone, hue, ...(brandColor !== null && { brandColor }) },
    locale: order.locale,
  };
}

type Draft = {
  kind: InvoiceKind;
  prefix: string;
  currency: string;
  correctsId: number | null;
  totalMinor: number;
  snapshot: InvoiceSnapshot;
};

async function write(
  ctx: Ctx,
  { organizerId, eventId, orderId }: OrderScope,
  { kind, prefix, currency, correctsId, totalMinor, snapshot }: Draft,
): Promise<void> {
  const number = await takeNumber(ctx, organizerId, kind);
  const taxMinor = snapshot.parts.reduce((sum, part) => sum + part.taxMinor, 0);
  const row = {
    organizerId,
    eventId,
    orderId,
    kind,
    number,
    code: invoiceCode(prefix, number),
    correctsId,
    issuedAt: new Date(ctx.now),
    currency,
    totalMinor,
    taxMinor,
    snapshot: JSON.stringify(snapshot),
  };
  const { id } = await ctx.db.insertInto('invoices').values(row).returning('id').executeTakeFirstOrThrow();
  await enqueue(ctx, KEEP_INVOICE_QUEUE, { invoiceId: id }, { key: String(id) });
}

/**
 * The next number of the series. Whoever asks next waits until this transaction ends: committed, or as if it had never
 * asked.
 */
async function takeNumber(ctx: Ctx, organizerId: number, kind: InvoiceKind): Promise<number> {
  const { lastNumber } = await ctx.db
    .insertInto('invoiceSeries')
    .values({ organizerId, kind, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['organizerId', 'kind'])
        .doUpdateSet((row) => ({ lastNumber: row('invoiceSeries.lastNumber', '+', 1) })),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return lastNumber;
}
