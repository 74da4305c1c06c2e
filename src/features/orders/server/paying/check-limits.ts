/** How many of a ticket type one buyer may have. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { statesWith } from '../../order.ts';

/**
 * A ticket type of which the buyer would have too many. How many they have already is not said: whoever types an
 * address is not yet known to be the one who reads its mail.
 */
type OverLimit = { name: string; most: number };

/**
 * The first ticket type of the order of which whoever has that address would have more than one buyer may, over all
 * orders of the event that were placed and are not over; undefined where there is none. Call it while the event's
 * quotas are locked: no other order is placed meanwhile.
 */
async function findOverLimit(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
  email: string,
): Promise<OverLimit | undefined> {
  const { rows } = await sql<OverLimit>`
    select t.name, t.maximum_per_person as most
    from order_lines as l join ticket_types as t on t.id = l.ticket_type_id
    left join lateral (
      select sum(k.quantity - k.cancelled) as had from orders as o join order_lines as k on k.order_id = o.id
      where o.event_id = ${eventId} and o.id <> ${orderId} and lower(o.buyer_email) = lower(${email}) and o.buyer_email <> '' and o.completed_at is not null and o.state = any(${statesWith('held', 'sold')}::text[]) and k.ticket_type_id = t.id
    ) as h on true
    where l.order_id = ${orderId} and t.maximum_per_person is not null and l.quantity - l.cancelled + coalesce(h.had, 0) > t.maximum_per_person
    order by t.number limit 1`.execute(ctx.db);
  return rows[0];
}

/**
 * Holds whoever has that address to it. What it says has to be in the buyer's language: the key of a text, and what
 * goes into it.
 * @throws Invalid at `email`
 */
export async function checkLimits(ctx: Ctx, scope: { orderId: number; eventId: number }, email: string): Promise<void> {
  const over = await findOverLimit(ctx, scope, email);
  if (over)
    throw new Invalid('The buyer has too many of a ticket', [
      { where: 'email', message: ['checkout.perPerson', JSON.stringify(over)].join(' ') },
    ]);
}

/**
 * Holds whoever writes that address, from whatever network, to as many seats that are not placed as one network may
 * hold; one order alone is never too much. Seats that the team or the waiting list holds do not count. Call it while
 * the event's quotas are locked.
 * @throws Invalid at `email`
 */
export async function checkHeld(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
  email: string,
): Promise<void> {
  const { rows } = await sql<{ mine: number | null; others: number | null }>`
    select sum(o.holder_seats) filter (where o.id = ${orderId})::integer as mine, sum(o.holder_seats) filter (where o.id <> ${orderId})::integer as others
    from orders as o
    where o.event_id = ${eventId} and o.holder is not null
      and (o.id = ${orderId} or (lower(o.buyer_email) = lower(${email}) and o.buyer_email <> ''))`.execute(ctx.db);
  const { mine, others } = { mine: rows[0]?.mine ?? 0, others: rows[0]?.others ?? 0 };
  if (mine === 0 || others === 0 || mine + others <= getRuntime().config.seatsPerNetwork) return;
  throw new Invalid('Too many seats are held for this address', [{ where: 'email', message: 'checkout.addressHolds' }]);
}
