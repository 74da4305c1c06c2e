/** What was ordered keeps what it refers to. */
import { sql } from 'kysely';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';

/** Entries of the ledger stay for good; of tries to pay, all that are not over without any money. */
const hasMoney = sql<boolean>`(exists (select 1 from payments as p where p.order_id = orders.id) or exists (select 1 from payment_attempts as a where a.order_id = orders.id and (a.state <> 'gone' or a.lost)))`;

/**
 * Lets go of reservations that came to nothing. @throws Conflict where an order was completed or is under way, or money
 * came for it or still can, also where it ran out: the event must stay
 */
export async function guardOrders(ctx: Ctx, eventId: number): Promise<void> {
  await lockQuotas(ctx, eventId);
  const kept = await ctx.db
    .selectFrom('orders')
    .select('id')
    .where('eventId', '=', eventId)
    .where((where) =>
      where.or([where('completedAt', 'is not', null), where('state', 'not in', ['expired', 'cancelled']), hasMoney]),
    )
    .limit(1)
    .executeTakeFirst();
  if (kept) throw new Conflict('has_orders.event');
  await ctx.db.deleteFrom('orders').where('eventId', '=', eventId).execute();
}

/** @throws Invalid where anybody ever ordered the ticket type, finished or not */
export async function guardTicketType(ctx: Ctx, ticketTypeId: number): Promise<void> {
  const line = await ctx.db
    .selectFrom('orderLines')
    .select('id')
    .where('ticketTypeId', '=', ticketTypeId)
    .limit(1)
    .executeTakeFirst();
  if (line) throw new Invalid('invalid.type_ordered');
}

/** The currency of orders of the event that have money in them and are not over; undefined where there are none. */
export async function findKeptCurrency(ctx: Ctx, { eventId }: { eventId: number }): Promise<string | undefined> {
  const priced = await ctx.db
    .selectFrom('orders')
    .select('currency')
    .where('eventId', '=', eventId)
    .where((where) =>
      where.or([
        where('paidMinor', '>', 0),
        where.and([where('totalMinor', '>', 0), where('state', 'not in', ['expired', 'cancelled'])]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return priced?.currency;
}

/** @throws Invalid where an order of the event has money in it and is not over: its amounts stay what they are */
export async function guardCurrency(ctx: Ctx, eventId: number): Promise<void> {
  await lockQuotas(ctx, eventId);
  const kept = await findKeptCurrency(ctx, { eventId });
  if (kept !== undefined)
    throw new Invalid('invalid.currency_kept', [problem('currency', 'field.currency_kept', { currency: kept })]);
}
