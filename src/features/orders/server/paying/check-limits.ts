/** How many of a ticket type one buyer may have. */
import { sql } from 'kysely';
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { statesWith } from '../../order.ts';
import type { OrderScope } from '../policy.ts';

/** A ticket type of which an address has more than one buyer may: what it has in all is only its owner's to know. */
export type OverLimit = { name: string; most: number; had: number };

/** `of`: the codes of the other orders that count; undefined for all that stand. */
type Counted = { orderId: number; eventId: number; of?: readonly string[] | undefined };

/**
 * The first ticket type of the order of which whoever has that address has more than one buyer may, over orders of the
 * event that were placed and are not over; undefined where there is none. Exact while the event's quotas are locked: no
 * other order is placed meanwhile.
 */
async function findOver(ctx: Ctx, { orderId, eventId, of }: Counted, email: string): Promise<OverLimit | undefined> {
  if (!(await hasLimits(ctx, eventId))) return undefined;
  const counted = of === undefined ? sql`true` : sql`o.code = any(${of}::text[])`;
  const { rows } = await sql<OverLimit>`
    select t.name, t.maximum_per_person as most, (l.quantity - l.cancelled + coalesce(h.had, 0))::integer as had
    from order_lines as l join ticket_types as t on t.id = l.ticket_type_id
    left join lateral (
      select sum(k.quantity - k.cancelled) as had from orders as o join order_lines as k on k.order_id = o.id
      where o.event_id = ${eventId} and o.id <> ${orderId} and ${counted} and lower(o.buyer_email) = lower(${email}) and o.buyer_email <> '' and o.completed_at is not null and o.state = any(${statesWith('held', 'sold')}::text[]) and k.ticket_type_id = t.id
    ) as h on true
    where l.order_id = ${orderId} and t.maximum_per_person is not null and l.quantity - l.cancelled + coalesce(h.had, 0) > t.maximum_per_person
    order by t.number limit 1`.execute(ctx.db);
  return rows[0];
}

/** Whether one buyer may have only so many of any ticket type. */
function hasLimits(ctx: Ctx, eventId: number): Promise<boolean> {
  return rememberOfEvent(ctx, eventId, 'has limits for each buyer', async () => {
    const type = await ctx.db
      .selectFrom('ticketTypes')
      .select('id')
      .where('eventId', '=', eventId)
      .where('maximumPerPerson', 'is not', null)
      .limit(1)
      .executeTakeFirst();
    return type !== undefined;
  });
}

/**
 * Holds whoever has that address to it, as far as they may know what it has: the team and who is signed in with the
 * address all of it, anybody else the orders whose links their browser has. An order that is too much by what nobody
 * may say to them is taken; the owner of the address hears it by mail, and the team sees it. What it says has to be in
 * the buyer's language: the key of a text, and what goes into it.
 * @throws Invalid at `email`
 */
export async function checkLimits(ctx: Ctx, scope: OrderScope, email: string): Promise<void> {
  const { orderId, eventId } = scope;
  const of = maySeeAllOf(ctx, scope, email) ? undefined : (scope.knows ?? []);
  const over = await findOver(ctx, { orderId, eventId, of }, email);
  if (!over) return;
  const { name, most } = over;
  throw new Invalid('invalid.per_buyer', [{ where: 'email', message: 'checkout.perPerson', values: { name, most } }]);
}

function maySeeAllOf(ctx: Ctx, { by }: OrderScope, email: string): boolean {
  return by === 'team' || isOwner(ctx, email);
}

/** Who is signed in with that address and has confirmed it: anybody could write it down. */
function isOwner({ actor }: Ctx, email: string): boolean {
  return actor.kind === 'user' && actor.confirmed === true && actor.email.toLowerCase() === email.toLowerCase();
}

/** Of what its buyer has too many, all orders of theirs counted. For the team and for mails to the buyer alone. */
export async function findOverLimit(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
): Promise<OverLimit | undefined> {
  if (!(await hasLimits(ctx, eventId))) return undefined;
  const { buyerEmail, state } = await ctx.db
    .selectFrom('orders')
    .select(['buyerEmail', 'state'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  const stands = (statesWith('held', 'sold') as string[]).includes(state);
  return stands && buyerEmail !== '' ? findOver(ctx, { orderId, eventId }, buyerEmail) : undefined;
}

/**
 * Holds whoever writes that address, from whatever network, to as many seats that are not placed as one network may
 * hold; one order alone is never too much. What one network holds so counts for half of that at most, and who has shown
 * that the address is theirs is not held to it: nobody keeps its owner from ordering. Seats that the team or the
 * waiting list holds do not count. Call it while the event's quotas are locked.
 * @throws Invalid at `email`
 */
export async function checkHeld(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
  email: string,
): Promise<void> {
  if (isOwner(ctx, email)) return;
  const most = getRuntime().config.seatsPerNetwork;
  const { rows } = await sql<{ mine: number | null; others: number | null }>`
    select sum(mine)::integer as mine, sum(least(coalesce(others, 0), ${Math.max(1, Math.floor(most / 2))}))::integer as others
    from (
      select sum(o.holder_seats) filter (where o.id = ${orderId}) as mine, sum(o.holder_seats) filter (where o.id <> ${orderId}) as others
      from orders as o
      where o.event_id = ${eventId} and o.holder is not null
        and (o.id = ${orderId} or (lower(o.buyer_email) = lower(${email}) and o.buyer_email <> ''))
      group by o.holder
    ) as held`.execute(ctx.db);
  const { mine, others } = { mine: rows[0]?.mine ?? 0, others: rows[0]?.others ?? 0 };
  if (mine === 0 || others === 0 || mine + others <= most) return;
  throw new Invalid('invalid.address_holds', [{ where: 'email', message: 'checkout.addressHolds' }]);
}
