/** Reading orders. */
import { hash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { TicketKind } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { type OrderState, statesWith } from '../order.ts';
import type { OrdersFilter } from './inputs.ts';
import type { OrderScope } from './policy.ts';

/** An order as its buyer's repeated question finds it. */
export type KnownOrder = {
  code: string;
  state: OrderState;
  wishHash: string;
  createdAt: Instant;
  heldUntil: Instant | null;
  currency: string;
  totalMinor: number;
};

/**
 * What is kept of a key under which seats were asked for: it opens the order, so neither rows nor the database's log
 * have it.
 */
export function hashKey(key: string): string {
  return hash('sha256', key, 'base64url');
}

/** The event's orders by the keys under which they were asked for. */
export async function findOrdersByKey(
  ctx: Ctx,
  eventId: number,
  keys: readonly string[],
): Promise<Map<string, KnownOrder>> {
  if (keys.length === 0) return new Map();
  const byHash = new Map(keys.map((key) => [hashKey(key), key]));
  const rows = await ctx.db
    .selectFrom('orders')
    .select(['idempotencyKey', 'code', 'state', 'wishHash', 'createdAt', 'heldUntil', 'currency', 'totalMinor'])
    .where('eventId', '=', eventId)
    .where('idempotencyKey', '=', sql<string>`any(${[...byHash.keys()]}::text[])`)
    .execute();
  return new Map(
    rows.map(({ idempotencyKey, state, ...order }) => [
      byHash.get(idempotencyKey) as string,
      { ...order, state: state as OrderState },
    ]),
  );
}

/**
 * `grossMinor`: what the line comes to, once the order has its price. `cancelled`: how many of the quantity gave their
 * seats back.
 */
export type OrderLine = {
  id: number;
  ticketType: number;
  name: string;
  kind: TicketKind;
  quantity: number;
  cancelled: number;
  unitMinor: number;
  discountMinor: number;
  taxMinor: number;
  grossMinor: number;
  taxName: string;
  taxRateBp: number;
};
/** `name` is the ticket type's. */
export type OrderTicket = {
  id: number;
  number: number;
  ticketType: number;
  name: string;
  attendeeName: string;
  attendeeEmail: string;
  priceMinor: number;
  cancelledAt: Instant | null;
  /** Since when it is somebody else's than the buyer's. */
  transferredAt: Instant | null;
  rotation: number;
};
export type OrderFee = { name: string; grossMinor: number; taxMinor: number; taxName: string; taxRateBp: number };
export type OrderView = {
  code: string;
  state: OrderState;
  createdAt: Instant;
  heldUntil: Instant | null;
  completedAt: Instant | null;
  buyerName: string;
  buyerEmail: string;
  locale: string;
  buyerCompany: string;
  buyerAddress: string;
  buyerCountry: string;
  buyerVatId: string;
  currency: string;
  /** The code that reduces it, or did when its seats were held; '' for none. */
  discountCode: string;
  discountMinor: number;
  feesMinor: number;
  taxMinor: number;
  pricesIncludeTax: boolean;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
  /** '' until it is chosen. */
  paymentMethod: string;
  paymentDueAt: Instant | null;
  lines: OrderLine[];
  fees: OrderFee[];
  /** None until somebody said who the order is for. Whether they let in says `ticketsAreValid`. */
  tickets: OrderTicket[];
};

/** Everything in one order. */
export async function getOrder(ctx: Ctx, { orderId }: OrderScope): Promise<OrderView> {
  const order = (await loadOrders(ctx, [orderId])).get(orderId);
  if (!order) throw new NotFound('not_found.order');
  return order;
}

/** Everything in those orders, by their ids, in one statement. Those that are gone are missing. */
export async function loadOrders(ctx: Ctx, orderIds: readonly number[]): Promise<Map<number, OrderView>> {
  const orders = await selectOrders(ctx)
    // Of one it is certain that one plan serves all.
    .where('id', '=', orderIds.length === 1 ? (orderIds[0] as number) : anyOf(orderIds))
    .execute();
  return new Map(orders.map(({ id, ...order }) => [id, viewOf(order)]));
}

/** Everything in the order with that code, and where it belongs, in one statement. `stamp`: its event's. */
export async function findOrderByCode(ctx: Ctx, code: string) {
  const row = await selectOrders(ctx)
    .select('eventId')
    .select([ORGANIZER.as('organizerId'), STAMP.as('stamp')])
    .where('code', '=', code)
    .executeTakeFirst();
  if (!row) return undefined;
  const { id: orderId, eventId, organizerId, stamp, ...order } = row;
  return { orderId, eventId, organizerId, code, stamp, order: viewOf(order) };
}

const ORGANIZER = sql<number>`(select e.organizer_id from events as e where e.id = orders.event_id)`;
const STAMP = sql<string>`(select e.stamp from events as e where e.id = orders.event_id)`;

const viewOf = <R extends { state: string }>(row: R) => ({ ...row, state: row.state as OrderState });

function selectOrders({ db }: Ctx) {
  return db
    .selectFrom('orders')
    .select([
      'id',
      'code',
      'state',
      'createdAt',
      'heldUntil',
      'completedAt',
      'buyerName',
      'buyerEmail',
      'locale',
      'buyerCompany',
      'buyerAddress',
      'buyerCountry',
      'buyerVatId',
    ])
    .select([
      'currency',
      'discountCode',
      'discountMinor',
      'feesMinor',
      'taxMinor',
      'pricesIncludeTax',
      'totalMinor',
      'paidMinor',
      'refundedMinor',
      'paymentMethod',
      'paymentDueAt',
    ])
    .select([LINES.as('lines'), TICKETS.as('tickets'), FEES.as('fees')]);
}

const anyOf = (ids: readonly number[]): RawBuilder<number> => sql<number>`any(${ids}::bigint[])`;

/** An instant within JSON, as one that a row has comes out. */
const instant = (column: string): RawBuilder<Instant | null> =>
  sql`floor(extract(epoch from ${sql.ref(column)}) * 1000)`;

/** The parts of an order, as `OrderView` has them. */
const LINES = sql<OrderLine[]>`(
  select coalesce(json_agg(json_build_object(
    'id', l.id, 'ticketType', t.number, 'name', t.name, 'kind', t.kind, 'quantity', l.quantity,
    'cancelled', l.cancelled, 'unitMinor', l.unit_minor, 'discountMinor', l.discount_minor, 'taxMinor', l.tax_minor,
    'grossMinor', l.gross_minor, 'taxName', l.tax_name, 'taxRateBp', l.tax_rate_bp
  ) order by t.number), '[]')
  from order_lines as l join ticket_types as t on t.id = l.ticket_type_id where l.order_id = orders.id)`;
const TICKETS = sql<OrderTicket[]>`(
  select coalesce(json_agg(json_build_object(
    'id', k.id, 'number', k.number, 'ticketType', t.number, 'name', t.name, 'attendeeName', k.attendee_name,
    'attendeeEmail', k.attendee_email, 'priceMinor', k.price_minor, 'cancelledAt', ${instant('k.cancelledAt')},
    'transferredAt', ${instant('k.transferredAt')}, 'rotation', k.rotation
  ) order by k.number), '[]')
  from tickets as k join order_lines as l on l.id = k.order_line_id join ticket_types as t on t.id = l.ticket_type_id
  where k.order_id = orders.id)`;
const FEES = sql<OrderFee[]>`(
  select coalesce(json_agg(json_build_object(
    'name', f.name, 'grossMinor', f.gross_minor, 'taxMinor', f.tax_minor, 'taxName', f.tax_name,
    'taxRateBp', f.tax_rate_bp
  ) order by f.id), '[]')
  from order_fees as f where f.order_id = orders.id)`;

/** What an order comes to and what came of it, where the rest of it is not needed. */
export async function getOrderSums(
  ctx: Ctx,
  { orderId }: OrderScope,
): Promise<Pick<OrderView, 'currency' | 'discountMinor' | 'totalMinor' | 'paidMinor' | 'refundedMinor'>> {
  return ctx.db
    .selectFrom('orders')
    .select(['currency', 'discountMinor', 'totalMinor', 'paidMinor', 'refundedMinor'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
}

/** The secrets of the order's tickets by their numbers: for the code at the door, and nothing else. */
export async function listTicketSecrets(ctx: Ctx, { orderId }: OrderScope): Promise<Map<number, string>> {
  const rows = await ctx.db.selectFrom('tickets').select(['number', 'secret']).where('orderId', '=', orderId).execute();
  return new Map(rows.map(({ number, secret }) => [number, secret]));
}

/** What a door needs to know of one ticket; undefined where the event has none of that number in such an order. */
export async function findDoorTicket(
  ctx: Ctx,
  { eventId }: EventScope,
  { order, number }: { order: string; number: number },
): Promise<DoorTicket | undefined> {
  const row = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select([
      'k.id as ticketId',
      'k.secret',
      'k.rotation',
      'k.cancelledAt',
      'k.attendeeName',
      'o.buyerName',
      'o.state',
      'o.paymentMethod',
      't.name as typeName',
    ])
    .where('o.eventId', '=', eventId)
    .where('o.code', '=', order)
    .where('k.number', '=', number)
    .executeTakeFirst();
  return row && { ...row, state: row.state as OrderState };
}

export type DoorTicket = {
  ticketId: number;
  secret: string;
  rotation: number;
  cancelledAt: Instant | null;
  attendeeName: string;
  buyerName: string;
  state: OrderState;
  paymentMethod: string;
  typeName: string;
};

export type OrderChange = {
  at: Instant;
  from: OrderState;
  to: OrderState;
  /** `buyer`, `clock` or a name. */
  by: string;
};

/** What became of an order since it was reserved, the first first. */
export async function listOrderChanges(ctx: Ctx, { orderId }: OrderScope): Promise<OrderChange[]> {
  const rows = await ctx.db
    .selectFrom('orderChanges')
    .select(['at', 'fromState', 'toState', 'by'])
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute();
  return rows.map(({ at, fromState, toState, by }) => ({
    at,
    from: fromState as OrderState,
    to: toState as OrderState,
    by,
  }));
}

export type ListedOrder = {
  code: string;
  state: OrderState;
  createdAt: Instant;
  buyerName: string;
  buyerEmail: string;
  currency: string;
  totalMinor: number;
  /** Without those that were given up by themselves. */
  tickets: number;
  notes: number;
};

/** Orders on one page of the team's list. */
export const ORDERS_PER_PAGE = 50;

/** What orders must be like to be in the team's list. The table of orders is `o`. */
export function ordersCondition(
  ctx: Ctx,
  { eventId }: EventScope,
  filter: OrdersFilter,
  timeZone: string,
): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`o.event_id = ${eventId}`];
  if (filter.state) conditions.push(sql`o.state = ${filter.state}`);
  if (filter.method) conditions.push(sql`o.payment_method = ${filter.method}`);
  if (filter.type)
    conditions.push(
      sql`exists (select from order_lines l join ticket_types t on t.id = l.ticket_type_id where l.order_id = o.id and t.number = ${filter.type})`,
    );
  if (filter.from) conditions.push(sql`o.created_at >= (${filter.from}::date::timestamp at time zone ${timeZone})`);
  if (filter.to) conditions.push(sql`o.created_at < ((${filter.to}::date + 1)::timestamp at time zone ${timeZone})`);
  if (filter.overdue)
    conditions.push(
      sql`o.state = 'pending-payment' and coalesce(o.payment_due_at, (select e.ends_at from events e where e.id = o.event_id)) < ${new Date(ctx.now)}`,
    );
  if (filter.noted) conditions.push(sql`exists (select from order_notes n where n.order_id = o.id)`);
  if (filter.search) {
    const like = containing(filter.search);
    conditions.push(
      sql`(o.code = ${filter.search.toUpperCase()} or o.buyer_name ilike ${like} or o.buyer_email ilike ${like} or exists (select from tickets k where k.order_id = o.id and (k.attendee_name ilike ${like} or k.attendee_email ilike ${like})))`,
    );
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const SORTS: Record<OrdersFilter['sort'], RawBuilder<unknown>> = {
  newest: sql`o.id desc`,
  oldest: sql`o.id`,
  name: sql`lower(o.buyer_name), o.id`,
  total: sql`o.total_minor desc, o.id desc`,
};

/** The event's orders that fit the filter, and how many fit in all. */
export async function listOrders(
  ctx: Ctx,
  scope: EventScope,
  filter: OrdersFilter,
  timeZone = 'UTC',
): Promise<{ orders: ListedOrder[]; found: number }> {
  const condition = ordersCondition(ctx, scope, filter, timeZone);
  const counted = await sql<{ n: number }>`select count(*)::integer as n from orders as o where ${condition}`.execute(
    ctx.db,
  );
  const { rows } = await sql<ListedOrder>`
    select o.code, o.state, o.created_at, o.buyer_name, o.buyer_email, o.currency, o.total_minor,
      (select coalesce(sum(l.quantity - l.cancelled), 0)::integer from order_lines as l where l.order_id = o.id) as tickets,
      (select count(*)::integer from order_notes as n where n.order_id = o.id) as notes
    from orders as o where ${condition} order by ${SORTS[filter.sort]} limit ${ORDERS_PER_PAGE} offset ${(filter.page - 1) * ORDERS_PER_PAGE}`.execute(
    ctx.db,
  );
  return {
    orders: rows.map((row) => ({ ...row, totalMinor: Number(row.totalMinor) })),
    found: counted.rows[0]?.n ?? 0,
  };
}

/** The ids of the event's orders after that one, in their order; without `state` of those that were placed. */
export async function listOrderIds(
  ctx: Ctx,
  { eventId }: EventScope,
  { after, state, limit }: { after: number; state: OrderState | undefined; limit: number },
): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('orders')
    .select('id')
    .where('eventId', '=', eventId)
    .where('id', '>', after)
    .$if(state === undefined, (all) => all.where('completedAt', 'is not', null))
    .$if(state !== undefined, (all) => all.where('state', '=', state as OrderState))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The codes of the event's orders that fit the filter, in its order: at most `limit`. */
export async function listOrderCodes(
  ctx: Ctx,
  scope: EventScope,
  filter: OrdersFilter,
  { timeZone, limit }: { timeZone: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{
    code: string;
  }>`select o.code from orders as o where ${ordersCondition(ctx, scope, filter, timeZone)} order by ${SORTS[filter.sort]} limit ${limit}`.execute(
    ctx.db,
  );
  return rows.map(({ code }) => code);
}

export type OrderTotals = { state: OrderState; orders: number; tickets: number; totalMinor: number }[];

/**
 * How many orders there are in each state, with their tickets that were not given up by themselves and what they come
 * to.
 */
export async function countOrders(ctx: Ctx, { eventId }: EventScope): Promise<OrderTotals> {
  const { rows } = await sql<OrderTotals[number]>`
    select o.state, count(*)::integer as orders, coalesce(sum(l.tickets), 0)::integer as tickets, coalesce(sum(o.total_minor), 0)::bigint as total_minor
    from orders as o left join lateral (select sum(quantity - cancelled) as tickets from order_lines where order_id = o.id) as l on true
    where o.event_id = ${eventId} group by o.state order by o.state`.execute(ctx.db);
  return rows.map((row) => ({ ...row, totalMinor: Number(row.totalMinor) }));
}

export type QuotaCheck = {
  /** '' for the whole event. */
  name: string;
  size: number | null;
  held: number;
  sold: number;
  /** What the orders say that the counts should be. */
  counted: { held: number; sold: number };
};

/** In SQL: how many seats of lines `l` of orders `o` are held, or sold; null for none. */
export function seatsThat(are: 'held' | 'sold'): RawBuilder<number | null> {
  return sql`sum(l.quantity - l.cancelled) filter (where o.state = any(${statesWith(are)}::text[]))`;
}

/** How full every quota of the event is, and whether the counts are what the orders come to: all from one moment. */
export async function checkQuotas(ctx: Ctx, { eventId }: EventScope): Promise<QuotaCheck[]> {
  const { rows } = await sql<Omit<QuotaCheck, 'counted'> & { countedHeld: number; countedSold: number }>`
    with seats as (
      select u.id, ${seatsThat('held')} as held, ${seatsThat('sold')} as sold
      from orders as o join order_lines as l on l.order_id = o.id cross join unnest(l.quota_ids) as u(id)
      where o.event_id = ${eventId} group by u.id
    )
    select coalesce(t.name, q.name) as name, q.size, q.held, q.sold, coalesce(s.held, 0)::integer as counted_held, coalesce(s.sold, 0)::integer as counted_sold
    from quotas as q left join ticket_types as t on t.id = q.own_ticket_type_id left join seats as s on s.id = q.id
    where q.event_id = ${eventId} order by q.whole_event desc, q.own_ticket_type_id is not null, q.number`.execute(
    ctx.db,
  );
  return rows.map(({ countedHeld, countedSold, ...quota }) => ({
    ...quota,
    counted: { held: countedHeld, sold: countedSold },
  }));
}
