/** Somebody's orders and tickets, for themselves. */
import { type RawBuilder, sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';

/** In SQL: the ids of the orders that were made with that address. */
export function ordersOf(email: string): RawBuilder<number> {
  return sql<number>`(select o.id from orders as o where lower(o.buyer_email) = lower(${email}) and o.buyer_email <> '')`;
}

/**
 * In SQL: the ids of the tickets that are that address's own: theirs by name, and those of their orders that are nobody
 * else's.
 */
export function ticketsOf(email: string): RawBuilder<number> {
  return sql<number>`(
    select k.id from tickets as k where lower(k.attendee_email) = lower(${email}) and k.attendee_email <> ''
    union select k.id from tickets as k join orders as o on o.id = k.order_id
    where lower(o.buyer_email) = lower(${email}) and o.buyer_email <> '' and k.attendee_email = '' and k.transferred_at is null)`;
}

/**
 * All orders that were made with that address, the first first, with what became of each. Of tickets that are somebody
 * else's they say how many there are; what the team noted for itself is left out.
 */
export async function exportOwnOrders(ctx: Ctx, email: string): Promise<object[]> {
  const orders = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select([
      'o.id',
      'o.code',
      'o.state',
      'e.name as event',
      'e.startsAt',
      'e.timeZone',
      'o.createdAt',
      'o.completedAt',
      'o.locale',
      'o.buyerName',
      'o.buyerEmail',
      'o.buyerCompany',
      'o.buyerAddress',
      'o.buyerCountry',
      'o.buyerVatId',
    ])
    .select([
      'o.currency',
      'o.discountCode',
      'o.discountMinor',
      'o.feesMinor',
      'o.taxMinor',
      'o.totalMinor',
      'o.paidMinor',
      'o.refundedMinor',
      'o.paymentMethod',
      'o.paymentDueAt',
    ])
    .where('o.id', 'in', ordersOf(email))
    .orderBy('o.id')
    .execute();
  const lines = Map.groupBy(await linesOf(ctx, email), ({ orderId }) => orderId);
  const history = Map.groupBy(await historyOf(ctx, email), ({ orderId }) => orderId);
  const without = ({ orderId: _, ...row }: { orderId: number }): object => row;
  return withIsoInstants(orders, 'startsAt', 'createdAt', 'completedAt', 'paymentDueAt').map((order) => {
    const { id, ...shown } = order as { id: number };
    return {
      ...shown,
      lines: (lines.get(id) ?? []).map(without),
      history: withIsoInstants(history.get(id) ?? [], 'at').map((row) => without(row as { orderId: number })),
    };
  });
}

async function linesOf(ctx: Ctx, email: string) {
  return ctx.db
    .selectFrom('orderLines as l')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select([
      'l.orderId',
      't.name as ticketType',
      'l.quantity',
      'l.cancelled',
      'l.unitMinor',
      'l.discountMinor',
      'l.taxMinor',
      'l.grossMinor',
    ])
    .where('l.orderId', 'in', ordersOf(email))
    .orderBy('l.id')
    .execute();
}

/**
 * What became of the orders, and which acts changed something in them. Who did it, and whom it named, may be somebody
 * else.
 */
async function historyOf(ctx: Ctx, email: string) {
  const changes = ctx.db
    .selectFrom('orderChanges')
    .select(['orderId', 'at', sql<string>`from_state || ' → ' || to_state`.as('act')])
    .where('orderId', 'in', ordersOf(email));
  return ctx.db
    .selectFrom(
      changes
        .unionAll(
          ctx.db.selectFrom('orderEdits').select(['orderId', 'at', 'act']).where('orderId', 'in', ordersOf(email)),
        )
        .as('h'),
    )
    .selectAll()
    .orderBy('at')
    .execute();
}

/** The tickets that are that address's own, also by orders of others, the first first. */
export async function exportOwnTickets(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select([
      sql<string>`o.code || '-' || k.number`.as('ticket'),
      'e.name as event',
      'e.startsAt',
      'e.timeZone',
      't.name as ticketType',
      'k.attendeeName',
      'k.attendeeEmail',
      'k.createdAt',
      'k.transferredAt',
      'k.cancelledAt',
    ])
    .where('k.id', 'in', ticketsOf(email))
    .orderBy('k.id')
    .execute();
  return withIsoInstants(rows, 'startsAt', 'createdAt', 'transferredAt', 'cancelledAt');
}
