/** Reading what makes a price. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { ACCESS_CODE, tidyCode, type TicketKind } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Discount, DiscountKind, DiscountState } from '../discount.ts';
import { type Fee, type FeeBasis, rateFor, type TaxRate } from '../tax.ts';

export type ListedRate = TaxRate & {
  number: number;
  standard: boolean;
  /** Numbers of the ticket types for which it was chosen. */
  types: number[];
};

/** Whether the event's prices have their tax in them. */
export async function getTaxMode(ctx: Ctx, { eventId }: { eventId: number }): Promise<{ pricesIncludeTax: boolean }> {
  return rememberOfEvent(ctx, eventId, 'tax mode', () =>
    ctx.db.selectFrom('events').select('pricesIncludeTax').where('id', '=', eventId).executeTakeFirstOrThrow(),
  );
}

/** The event's tax rates, in the order in which they were added. */
export async function listTaxRates(ctx: Ctx, { eventId }: EventScope): Promise<ListedRate[]> {
  return rememberOfEvent(ctx, eventId, 'listed tax rates', () =>
    ratesQuery(ctx, eventId).orderBy('r.number').execute(),
  );
}

function ratesQuery(ctx: Ctx, eventId: number) {
  return ctx.db
    .selectFrom('taxRates as r')
    .select(['r.number', 'r.name', 'r.rateBp', 'r.standard'])
    .select(({ selectFrom }) =>
      selectFrom('ticketTypeTaxRates as m')
        .innerJoin('ticketTypes as t', 't.id', 'm.ticketTypeId')
        .whereRef('m.taxRateId', '=', 'r.id')
        .select(sql<number[]>`coalesce(array_agg(t.number order by t.number), '{}')`.as('n'))
        .as('types'),
    )
    .$narrowType<{ types: number[] }>()
    .where('r.eventId', '=', eventId);
}

export type ListedFee = Fee & { number: number; /** The number of its tax rate. */ taxNumber: number | null };

/** What the organiser asks for besides the tickets, in the order in which it was added. */
export async function listFees(ctx: Ctx, { eventId }: { eventId: number }): Promise<ListedFee[]> {
  return rememberOfEvent(ctx, eventId, 'fees', async () => {
    const rows = await feesQuery(ctx, eventId).orderBy('f.number').execute();
    return rows.map(readFee);
  });
}

function feesQuery(ctx: Ctx, eventId: number) {
  return ctx.db
    .selectFrom('ticketFees as f')
    .leftJoin('taxRates as r', 'r.id', 'f.taxRateId')
    .select([
      'f.number',
      'f.name',
      'f.percentBp',
      'f.fixedMinor',
      'f.per',
      'r.number as taxNumber',
      'r.name as taxName',
      'r.rateBp',
    ])
    .where('f.eventId', '=', eventId);
}

type FeeRow = {
  number: number;
  name: string;
  percentBp: number;
  fixedMinor: number;
  per: string;
  taxNumber: number | null;
  taxName: string | null;
  rateBp: number | null;
};

function readFee({ number, name, percentBp, fixedMinor, per, taxNumber, taxName, rateBp }: FeeRow): ListedFee {
  return {
    number,
    name,
    percentBp,
    fixedMinor,
    per: per as FeeBasis,
    taxNumber,
    tax: taxName === null || rateBp === null ? null : { name: taxName, rateBp },
  };
}

/**
 * The tax rate of each of those ticket types, by its id: the one that was chosen for it, or the event's standard rate.
 */
export async function findTaxes(
  ctx: Ctx,
  eventId: number,
  types: readonly { id: number; kind: TicketKind }[],
): Promise<Map<number, TaxRate | null>> {
  const rates = await rememberOfEvent(ctx, eventId, 'tax rates', () =>
    ctx.db.selectFrom('taxRates').select(['id', 'name', 'rateBp', 'standard']).where('eventId', '=', eventId).execute(),
  );
  if (rates.length === 0 || types.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom('ticketTypeTaxRates')
    .select(['ticketTypeId', 'taxRateId'])
    .where(
      'ticketTypeId',
      'in',
      types.map(({ id }) => id),
    )
    .execute();
  const byId = new Map(rates.map(({ id, name, rateBp }) => [id, { name, rateBp }]));
  const chosen = new Map(rows.map(({ ticketTypeId, taxRateId }) => [ticketTypeId, byId.get(taxRateId) ?? null]));
  const standard = byId.get(rates.find((rate) => rate.standard)?.id ?? 0) ?? null;
  return new Map(types.map((type) => [type.id, rateFor(type, { own: chosen.get(type.id) ?? null, standard })]));
}

export type KnownDiscount = DiscountState & { id: number; number: number };

/** The discount code that is written so, already tidied; or the one with that id. */
export async function findDiscount(
  ctx: Ctx,
  eventId: number,
  which: { code: string } | { id: number },
): Promise<KnownDiscount | undefined> {
  const query = discountsQuery(ctx, eventId);
  const row = await (
    'id' in which ? query.where('d.id', '=', which.id) : query.where('d.code', '=', which.code)
  ).executeTakeFirst();
  return row && readDiscount(row);
}

/** The discount code that somebody typed, however they wrote it. */
export async function findTypedDiscount(ctx: Ctx, eventId: number, typed: string): Promise<KnownDiscount | undefined> {
  const code = tidyCode(typed);
  return ACCESS_CODE.test(code) ? findDiscount(ctx, eventId, { code }) : undefined;
}

/** Whether the event has discount codes. */
export async function hasDiscounts(ctx: Ctx, { eventId }: { eventId: number }): Promise<boolean> {
  return rememberOfEvent(
    ctx,
    eventId,
    'has discount codes',
    async () =>
      (await ctx.db
        .selectFrom('discountCodes')
        .select('id')
        .where('eventId', '=', eventId)
        .limit(1)
        .executeTakeFirst()) !== undefined,
  );
}

function discountsQuery(ctx: Ctx, eventId: number) {
  return ctx.db
    .selectFrom('discountCodes as d')
    .select([
      'd.id',
      'd.number',
      'd.code',
      'd.kind',
      'd.percentBp',
      'd.amountMinor',
      'd.forAll',
      'd.mostUses',
      'd.used',
      'd.startsAt',
      'd.endsAt',
      'd.minimumTickets',
      'd.minimumMinor',
    ])
    .select(({ selectFrom }) =>
      selectFrom('discountCodeTicketTypes as m')
        .innerJoin('ticketTypes as t', 't.id', 'm.ticketTypeId')
        .whereRef('m.discountCodeId', '=', 'd.id')
        .select(sql<number[]>`coalesce(array_agg(t.number order by t.number), '{}')`.as('n'))
        .as('types'),
    )
    .$narrowType<{ types: number[] }>()
    .where('d.eventId', '=', eventId);
}

type DiscountRow = Omit<KnownDiscount, 'discount' | 'types'> & {
  kind: string;
  percentBp: number;
  amountMinor: number;
  forAll: boolean;
  types: number[];
};

function readDiscount({ kind, percentBp, amountMinor, forAll, types, ...row }: DiscountRow): KnownDiscount {
  const discount: Discount =
    kind === 'percent' ? { kind, percentBp } : { kind: kind as Exclude<DiscountKind, 'percent'>, amountMinor };
  return { ...row, discount, types: forAll ? null : types };
}
