/** Reading invoices. */
import { type RawBuilder, sql } from 'kysely';
import { isFreeByList } from '#features/orders/price.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { OrderView } from '#features/orders/server/queries.ts';
import { isAccessible, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { readPages } from '#platform/db/read-pages.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import type { InvoiceKind, InvoiceSettings, InvoiceSnapshot } from '../invoice.ts';

/** Who sells, as invoices say it; undefined where nobody said it. */
export async function findInvoiceSettings(
  ctx: Ctx,
  { organizerId }: { organizerId: number },
): Promise<InvoiceSettings | undefined> {
  return ctx.db
    .selectFrom('invoiceSettings')
    .select(['legalName', 'address', 'country', 'taxId', 'email', 'note', 'invoicePrefix', 'creditPrefix'])
    .where('organizerId', '=', organizerId)
    .executeTakeFirst();
}

export type Billed = {
  id: number;
  kind: InvoiceKind;
  code: string;
  correctsId: number | null;
  issuedAt: Instant;
  totalMinor: number;
  snapshot: InvoiceSnapshot;
};

/** What was written for an order so far, the first first. */
export async function listBilled(ctx: Ctx, { orderId }: OrderScope): Promise<Billed[]> {
  const rows = await ctx.db
    .selectFrom('invoices')
    .select(['id', 'kind', 'code', 'correctsId', 'issuedAt', 'totalMinor', 'snapshot'])
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as InvoiceKind, snapshot: row.snapshot as InvoiceSnapshot }));
}

export type ShownInvoice = {
  id: number;
  kind: InvoiceKind;
  code: string;
  issuedAt: Instant;
  currency: string;
  totalMinor: number;
};

/**
 * An order's invoices and credit notes as pages list them, the first first. `order`: where the caller has it, since
 * what is free by the list was never billed.
 */
export async function listOrderInvoices(
  ctx: Ctx,
  { orderId }: OrderScope,
  order?: Pick<OrderView, 'lines'>,
): Promise<ShownInvoice[]> {
  if (order && isFreeByList(order)) return [];
  const rows = await ctx.db
    .selectFrom('invoices')
    .select(['id', 'kind', 'code', 'issuedAt', 'currency', 'totalMinor'])
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as InvoiceKind }));
}

export type ListedInvoice = ShownInvoice & {
  taxMinor: number;
  buyer: string;
  order: string;
  event: string;
  eventName: string;
  corrects: string | null;
};
/** `year`: of the day on which they were written, in UTC; null for all. */
export type InvoicesFilter = { year: number | null; page: number };

/** Invoices on one page of the list. */
export const INVOICES_PER_PAGE = 50;

const yearOf = sql<number>`extract(year from i.issued_at at time zone 'UTC')::integer`;

/**
 * Of the organizer's events only those whose orders the actor may see: a member may be less, or nobody, in one of them.
 */
function ofVisibleEvents(ctx: Ctx): RawBuilder<boolean> {
  return isAccessible(ctx, 'i.event_id', 'see-orders');
}

/** The organizer's invoices and credit notes, the newest first, and how many there are in all. */
export async function listInvoices(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  { year, page }: InvoicesFilter,
): Promise<{ invoices: ListedInvoice[]; found: number }> {
  let query = ctx.db.selectFrom('invoices as i').where('i.organizerId', '=', organizerId).where(ofVisibleEvents(ctx));
  if (year !== null) query = query.where(yearOf, '=', year);
  const { n } = await query.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  const rows = await query
    .innerJoin('events as e', 'e.id', 'i.eventId')
    .leftJoin('invoices as c', 'c.id', 'i.correctsId')
    .select([
      'i.id',
      'i.kind',
      'i.code',
      'i.issuedAt',
      'i.currency',
      'i.totalMinor',
      'i.taxMinor',
      'e.slug as event',
      'c.code as corrects',
    ])
    .select([
      sql<string>`i.snapshot ->> 'order'`.as('order'),
      sql<string>`i.snapshot #>> '{event,name}'`.as('eventName'),
      sql<string>`coalesce(nullif(i.snapshot #>> '{buyer,company}', ''), i.snapshot #>> '{buyer,name}')`.as('buyer'),
    ])
    .orderBy('i.id', 'desc')
    .limit(INVOICES_PER_PAGE)
    .offset((page - 1) * INVOICES_PER_PAGE)
    .execute();
  return { invoices: rows.map((row) => ({ ...row, kind: row.kind as InvoiceKind })), found: n };
}

/** The years in which invoices were written, the last first. */
export async function listInvoiceYears(ctx: Ctx, { organizerId }: OrganizerScope): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('invoices as i')
    .select(yearOf.as('year'))
    .distinct()
    .where('i.organizerId', '=', organizerId)
    .where(ofVisibleEvents(ctx))
    .orderBy('year', 'desc')
    .execute();
  return rows.map(({ year }) => year);
}

export type WholeInvoice = ShownInvoice & {
  organizerId: number;
  orderId: number;
  taxMinor: number;
  snapshot: InvoiceSnapshot;
  storageKey: string | null;
  sha256: string | null;
};

/** One invoice of that order or organizer with all that stands in it. @throws NotFound for another's */
export async function getInvoice(ctx: Ctx, place: OrderScope | OrganizerScope, id: number): Promise<WholeInvoice> {
  const invoice = await findInvoice(ctx, id);
  const isTheirs =
    invoice && ('orderId' in place ? invoice.orderId === place.orderId : await isVisibleInvoice(ctx, place, id));
  if (!isTheirs) throw new NotFound('not_found.invoice');
  return invoice;
}

async function isVisibleInvoice(ctx: Ctx, { organizerId }: OrganizerScope, id: number): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('invoices as i')
    .select('i.id')
    .where('i.id', '=', id)
    .where('i.organizerId', '=', organizerId)
    .where(ofVisibleEvents(ctx))
    .executeTakeFirst();
  return found !== undefined;
}

export async function findInvoice(ctx: Ctx, id: number): Promise<WholeInvoice | undefined> {
  const row = await ctx.db
    .selectFrom('invoices')
    .select([
      'id',
      'organizerId',
      'orderId',
      'kind',
      'code',
      'issuedAt',
      'currency',
      'totalMinor',
      'taxMinor',
      'snapshot',
      'storageKey',
      'sha256',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { ...row, kind: row.kind as InvoiceKind, snapshot: row.snapshot as InvoiceSnapshot };
}

type ExportFilter = { year: number | null };

/** Everything of a year or of all, the first first, for the books, in parts of at most `size`. */
export async function* streamInvoices(
  ctx: Ctx,
  scope: OrganizerScope,
  { year, size }: ExportFilter & { size?: number | undefined },
): AsyncGenerator<(ShownInvoice & { snapshot: InvoiceSnapshot })[]> {
  const read = (after: number, most: number) =>
    toExport(ctx, scope, { year })
      .select(['i.kind', 'i.currency', 'i.totalMinor', 'i.snapshot'])
      .where('i.id', '>', after)
      .limit(most)
      .execute();
  for await (const page of readPages<Awaited<ReturnType<typeof read>>[number]>(
    (last, most) => read(last?.id ?? 0, most),
    size,
  )) {
    yield page.map((row) => ({ ...row, kind: row.kind as InvoiceKind, snapshot: row.snapshot as InvoiceSnapshot }));
  }
}

/** What their files are called, without all that stands in them. */
export async function listInvoiceFiles(
  ctx: Ctx,
  scope: OrganizerScope,
  { year }: ExportFilter,
): Promise<{ id: number; code: string; issuedAt: Instant }[]> {
  return toExport(ctx, scope, { year }).execute();
}

function toExport(ctx: Ctx, { organizerId }: OrganizerScope, { year }: ExportFilter) {
  const query = ctx.db
    .selectFrom('invoices as i')
    .select(['i.id', 'i.code', 'i.issuedAt'])
    .where('i.organizerId', '=', organizerId)
    .where(ofVisibleEvents(ctx))
    .orderBy('i.id');
  return year === null ? query : query.where(yearOf, '=', year);
}
