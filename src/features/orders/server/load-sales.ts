/** How the sale of an event goes. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { statesWith } from '../order.ts';
import type { Sales, SalesDay, SalesMoney } from '../sales.ts';

/**
 * Tickets of the orders that stand, by the day in the event's zone on which they were placed, and the money of all.
 * What only holds seats for somebody who has not finished does not count.
 */
export async function loadSales(ctx: Ctx, { eventId }: EventScope): Promise<Sales> {
  const { rows: days } = await sql<SalesDay>`
    select to_char(o.completed_at at time zone e.time_zone, 'YYYY-MM-DD') as day,
      coalesce(sum(l.quantity - l.cancelled) filter (where o.state <> 'pending-payment'), 0)::integer as sold,
      coalesce(sum(l.quantity - l.cancelled) filter (where o.state = 'pending-payment'), 0)::integer as waiting
    from orders o join events e on e.id = o.event_id join order_lines l on l.order_id = o.id
    where o.event_id = ${eventId} and o.completed_at is not null and o.state = any(${statesWith('held', 'sold')}::text[])
    group by 1 order by 1`.execute(ctx.db);
  const { rows } = await sql<SalesMoney>`
    select e.currency, coalesce(sum(o.paid_minor - o.refunded_minor), 0)::bigint as taken_minor, coalesce(sum(o.refunded_minor), 0)::bigint as back_minor,
      coalesce(sum(greatest(0, o.total_minor - o.paid_minor + o.refunded_minor)) filter (where o.state = 'pending-payment'), 0)::bigint as awaited_minor
    from events e left join orders o on o.event_id = e.id where e.id = ${eventId} group by e.id`.execute(ctx.db);
  return { days, money: rows[0] ?? { currency: '', takenMinor: 0, backMinor: 0, awaitedMinor: 0 } };
}
