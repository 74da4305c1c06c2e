/** Reading what an event offers. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound, problem } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { groupOffers, type Offer, type OfferGroup, type ShopHeading, type ShopItem, type ShopTicket } from '../shop.ts';
import {
  nextSaleChange,
  offerStateOf,
  type SaleWindow,
  type TicketKind,
  type TicketValues,
  type TicketVisibility,
} from '../ticket.ts';

const numbersOf = sql<number[]>`coalesce(array_agg(t.number order by t.number), '{}')`.as('numbers');

/** Everything in the shop in its order, hidden records among it: for the team. */
export async function listShop(ctx: Ctx, { eventId }: EventScope): Promise<ShopItem[]> {
  const rows = await ctx.db
    .selectFrom('shopItems as i')
    .leftJoin('ticketHeadings as h', 'h.id', 'i.headingId')
    .leftJoin('ticketTypes as t', 't.id', 'i.ticketTypeId')
    .leftJoin('quotas as own', 'own.ownTicketTypeId', 't.id')
    .select(['i.position', 'h.number as headingNumber', 'h.name as headingName', 'h.description as headingDescription'])
    .select([
      't.number',
      't.name',
      't.description',
      't.kind',
      't.priceMinor',
      't.suggestedMinor',
      't.minimumPerOrder',
      't.maximumPerOrder',
      't.maximumPerPerson',
      't.saleStartsAt',
      't.saleEndsAt',
      't.visibility',
    ])
    .select('own.size as quantity')
    .select(({ selectFrom }) => [
      // What is left is the least of what all the quotas have left that hold the type; of one that others wait for,
      // nothing.
      selectFrom('quotas as q')
        .leftJoin('quotaTicketTypes as qt', (join) =>
          join.onRef('qt.quotaId', '=', 'q.id').onRef('qt.ticketTypeId', '=', 't.id'),
        )
        .whereRef('q.eventId', '=', 't.eventId')
        .where((where) => where.or([where('qt.ticketTypeId', 'is not', null), where('q.wholeEvent', '=', true)]))
        .select(sql<number | null>`min(case when q.awaited then 0 else q.size - q.held - q.sold end)`.as('least'))
        .as('left'),
      selectFrom('accessCodeTicketTypes as a')
        .whereRef('a.ticketTypeId', '=', 't.id')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('codes'),
    ])
    .where('i.eventId', '=', eventId)
    .orderBy('i.position')
    .execute();
  return rows.map(({ position, headingNumber, headingName, headingDescription, ...row }): ShopItem => {
    if (headingNumber !== null)
      return {
        key: `heading-${headingNumber}`,
        position,
        heading: { number: headingNumber, name: headingName ?? '', description: headingDescription ?? '' },
      };
    const ticket = row as ShopTicket;
    return { key: `ticket-${ticket.number}`, position, ticket };
  });
}

export type Shop = {
  groups: OfferGroup[];
  /** Whether something with a limit is sold now: what is said of how many are left may change by the second. */
  limited: boolean;
  /** Whether some access code shows something. */
  takesCodes: boolean;
  /** The moment at which what is said here is no longer so, if nobody changes anything. */
  changesAt: Instant | undefined;
};

/**
 * What a visitor sees: nothing hidden, and of what asks for a code only the ticket types with the numbers `unlocked`.
 */
export async function getShop(
  ctx: Ctx,
  scope: EventScope,
  { eventEndsAt, unlocked = [] }: { eventEndsAt: Instant; unlocked?: readonly number[] },
): Promise<Shop> {
  const items = await listShop(ctx, scope);
  const clock = { now: ctx.now, eventEndsAt };
  const payable = await canBePaid(ctx, scope);
  const groups = groupOffers(items, (ticket) => presentOffer(ticket, { ...clock, payable }, unlocked));
  const tickets = items.flatMap(({ ticket }) => (ticket ? [ticket] : []));
  const takesCodes = tickets.some(({ visibility, codes }) => visibility === 'code' && codes > 0);
  const limited = tickets.some(
    (ticket) =>
      ticket.visibility !== 'hidden' &&
      ticket.left !== null &&
      ['on-sale', 'sold-out'].includes(offerStateOf(ticket, clock)),
  );
  return {
    groups,
    takesCodes,
    limited,
    changesAt: nextSaleChange(
      groups.flatMap(({ offers }) => offers),
      clock,
    ),
  };
}

/** So many and fewer are said. */
const FEW_LEFT = 10;

/** Whether the event has any way to take money; which of them is open to an order is decided when that is paid. */
export async function canBePaid(ctx: Ctx, { eventId }: { eventId: number }): Promise<boolean> {
  return rememberOfEvent(
    ctx,
    eventId,
    'can be paid',
    async () =>
      (await ctx.db
        .selectFrom('paymentMethods')
        .select('method')
        .where('eventId', '=', eventId)
        .where('enabled', '=', true)
        .limit(1)
        .executeTakeFirst()) !== undefined,
  );
}

function presentOffer(
  ticket: ShopTicket,
  { payable, ...clock }: { now: Instant; eventEndsAt: Instant; payable: boolean },
  unlocked: readonly number[],
): Offer | undefined {
  const byCode = ticket.visibility === 'code';
  if (ticket.visibility === 'hidden' || (byCode && !unlocked.includes(ticket.number))) return undefined;
  const {
    number,
    name,
    description,
    kind,
    priceMinor,
    suggestedMinor,
    minimumPerOrder,
    maximumPerOrder,
    saleStartsAt,
    saleEndsAt,
    left,
  } = ticket;
  const most = Math.min(maximumPerOrder, Math.max(0, left ?? maximumPerOrder));
  const few = left !== null && left > 0 && left <= FEW_LEFT ? left : null;
  return {
    number,
    name,
    description,
    kind,
    priceMinor,
    suggestedMinor,
    minimumPerOrder,
    maximumPerOrder,
    saleStartsAt,
    saleEndsAt,
    byCode,
    state: offerStateOf(ticket, clock),
    payable,
    most,
    few,
  };
}

/** The numbers of the ticket types that a code, already tidied, shows in this event; none for an unknown one. */
export async function findUnlocked(ctx: Ctx, { eventId }: EventScope, code: string): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('accessCodes as c')
    .innerJoin('accessCodeTicketTypes as a', 'a.accessCodeId', 'c.id')
    .innerJoin('ticketTypes as t', 't.id', 'a.ticketTypeId')
    .select('t.number')
    .where('c.eventId', '=', eventId)
    .where('c.code', '=', code)
    .where('t.visibility', '=', 'code')
    .orderBy('t.number')
    .execute();
  return rows.map(({ number }) => number);
}

/** One ticket type with everything that is said of it. @throws NotFound */
export async function getTicketType(
  ctx: Ctx,
  { eventId }: EventScope,
  number: number,
): Promise<{ id: number; values: TicketValues }> {
  const row = await ctx.db
    .selectFrom('ticketTypes as t')
    .leftJoin('quotas as own', 'own.ownTicketTypeId', 't.id')
    .select([
      't.id',
      't.name',
      't.description',
      't.kind',
      't.priceMinor',
      't.suggestedMinor',
      'own.size as quantity',
      't.minimumPerOrder',
      't.maximumPerOrder',
      't.maximumPerPerson',
      't.saleStartsAt',
      't.saleEndsAt',
      't.visibility',
    ])
    .where('t.eventId', '=', eventId)
    .where('t.number', '=', number)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.ticket_type', { number });
  const { id, ...values } = row;
  return {
    id,
    values: { ...values, kind: values.kind as TicketKind, visibility: values.visibility as TicketVisibility },
  };
}

/** Numbers and names of the ticket types, in the order of the shop, for choosing among them. */
export async function listTicketTypes(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{ number: number; name: string; visibility: TicketVisibility }[]> {
  const rows = await ctx.db
    .selectFrom('shopItems as i')
    .innerJoin('ticketTypes as t', 't.id', 'i.ticketTypeId')
    .select(['t.number', 't.name', 't.visibility'])
    .where('i.eventId', '=', eventId)
    .orderBy('i.position')
    .execute();
  return rows.map((row) => ({ ...row, visibility: row.visibility as TicketVisibility }));
}

/** The names of ticket types by their numbers, in the order of those, for what is said of them in the record. */
export async function listTypeNames(ctx: Ctx, { eventId }: EventScope, numbers: readonly number[]): Promise<string[]> {
  if (numbers.length === 0) return [];
  const rows = await ctx.db
    .selectFrom('ticketTypes')
    .select('name')
    .where('eventId', '=', eventId)
    .where('number', 'in', numbers)
    .orderBy('number')
    .execute();
  return rows.map(({ name }) => name);
}

/** One heading. @throws NotFound */
export async function getHeading(
  ctx: Ctx,
  { eventId }: EventScope,
  number: number,
): Promise<ShopHeading & { id: number }> {
  const row = await ctx.db
    .selectFrom('ticketHeadings')
    .select(['id', 'number', 'name', 'description'])
    .where('eventId', '=', eventId)
    .where('number', '=', number)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.heading', { number });
  return row;
}

/** The ids of ticket types by their numbers. @throws Invalid where one is not of this event */
export async function getTicketTypeIds(ctx: Ctx, scope: EventScope, numbers: readonly number[]): Promise<number[]> {
  return [...(await findTypeIds(ctx, scope, numbers)).values()];
}

/** Ids by those numbers, in their order. @throws Invalid for one of another event */
async function findTypeIds(
  ctx: Ctx,
  { eventId }: EventScope,
  numbers: readonly number[],
): Promise<Map<number, number>> {
  const wanted = [...new Set(numbers)];
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom('ticketTypes')
    .select(['id', 'number'])
    .where('eventId', '=', eventId)
    .where('number', 'in', wanted)
    .orderBy('number')
    .execute();
  if (rows.length < wanted.length) throw new Invalid('invalid.other_types', [problem('types', 'field.own_types')]);
  return new Map(rows.map(({ id, number }) => [number, id]));
}

/** Ids of the ticket types that each of these names, ascending. @throws Invalid for one of another event */
export async function findIdsOfTypes(
  ctx: Ctx,
  scope: EventScope,
  given: readonly { types?: readonly number[] }[],
): Promise<(types: readonly number[]) => number[]> {
  const ids = await findTypeIds(
    ctx,
    scope,
    given.flatMap(({ types = [] }) => types),
  );
  return (types) => types.map((number) => ids.get(number) as number).sort((a, b) => a - b);
}

export type Quota = { number: number; name: string; size: number | null; types: number[] };

/** The quotas that ticket types share, by name. */
export async function listQuotas(ctx: Ctx, { eventId }: EventScope): Promise<Quota[]> {
  return quotasQuery(ctx, eventId).orderBy('q.name').orderBy('q.number').execute();
}

/** How many people the event takes in all; null for no limit. */
export async function findCapacity(ctx: Ctx, { eventId }: { eventId: number }): Promise<number | null> {
  return (
    (
      await ctx.db
        .selectFrom('quotas')
        .select('size')
        .where('eventId', '=', eventId)
        .where('wholeEvent', '=', true)
        .executeTakeFirst()
    )?.size ?? null
  );
}

/** One shared quota. @throws NotFound */
export async function getQuota(
  ctx: Ctx,
  { eventId }: EventScope,
  number: number,
): Promise<{ id: number; name: string; size: number | null; types: number[] }> {
  const row = await quotasQuery(ctx, eventId).select('q.id').where('q.number', '=', number).executeTakeFirst();
  if (!row) throw new NotFound('not_found.quota', { number });
  return { id: row.id, name: row.name, size: row.size, types: row.types };
}

function quotasQuery(ctx: Ctx, eventId: number) {
  return ctx.db
    .selectFrom('quotas as q')
    .select(['q.number', 'q.name', 'q.size'])
    .select(({ selectFrom }) =>
      selectFrom('quotaTicketTypes as m')
        .innerJoin('ticketTypes as t', 't.id', 'm.ticketTypeId')
        .whereRef('m.quotaId', '=', 'q.id')
        .select(numbersOf)
        .as('types'),
    )
    .$narrowType<{ types: number[] }>()
    .where('q.eventId', '=', eventId)
    .where('q.ownTicketTypeId', 'is', null)
    .where('q.wholeEvent', '=', false);
}

/** How many access codes an event has. */
export async function countAccessCodes(ctx: Ctx, { eventId }: EventScope): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('accessCodes')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  return n;
}

export type TypeOfSale = SaleWindow &
  Pick<TicketValues, 'name' | 'kind' | 'priceMinor' | 'minimumPerOrder' | 'maximumPerOrder' | 'visibility'> & {
    id: number;
    number: number;
    quotas: number[];
  };

/**
 * In SQL: the ids of the quotas from which a ticket type takes, in their order: its own, shared ones, the whole
 * event's.
 */
export function quotasOfType(typeId: RawBuilder<unknown>, eventId: RawBuilder<unknown>): RawBuilder<number[]> {
  return sql`array(
    select m.quota_id from quota_ticket_types as m where m.ticket_type_id = ${typeId}
    union select q.id from quotas as q where q.event_id = ${eventId} and q.whole_event
    order by 1
  )`;
}

/**
 * The ticket types (those with `numbers`, else all) as a sale needs them, each with the ids of the quotas from which it
 * takes.
 */
export async function listTypesForSale(ctx: Ctx, eventId: number, numbers?: readonly number[]): Promise<TypeOfSale[]> {
  if (numbers === undefined)
    return rememberOfEvent(ctx, eventId, 'ticket types for sale', () => loadTypesForSale(ctx, eventId));
  return loadTypesForSale(ctx, eventId, numbers);
}

async function loadTypesForSale(ctx: Ctx, eventId: number, numbers?: readonly number[]): Promise<TypeOfSale[]> {
  const { rows } = await sql<TypeOfSale>`
    select t.id, t.number, t.name, t.kind, t.price_minor, t.minimum_per_order, t.maximum_per_order, t.visibility, t.sale_starts_at, t.sale_ends_at,
      ${quotasOfType(sql`t.id`, sql`t.event_id`)} as quotas
    from ticket_types as t
    where t.event_id = ${eventId} and (${numbers ?? null}::integer[] is null or t.number = any(${numbers ?? null}::integer[]))`.execute(
    ctx.db,
  );
  return rows.map((row) => ({ ...row, quotas: row.quotas.map(Number) }));
}
