/** Giving back seats that were held for somebody who did not come back. */
import { sql } from 'kysely';
import { lockQuotas, updateCounts } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { EXPIRE_ORDERS_QUEUE } from '../inputs.ts';
import { returnDiscounts } from '../pricing/move-discounts.ts';
import { orderExpired, seatsReturned } from '../signals.ts';

/**
 * Ends all reservations of the event whose time has run out and gives their seats back, each exactly once. Says how
 * many came back to each quota. Call it within a transaction that holds the event's quotas.
 */
export async function expireDueOrders(ctx: Ctx, eventId: number): Promise<Map<number, number>> {
  const now = new Date(ctx.now);
  const { rows } = await sql<{ quotaId: number | null; seats: number; notified: number | null }>`
    with due as (
      update orders set state = 'expired', held_until = null, holder = null, updated_at = ${now}
      where event_id = ${eventId} and state = 'reserved' and held_until <= ${now}
      returning id, buyer_email
    ), noted as (
      insert into order_changes (order_id, at, from_state, to_state, by) select id, ${now}, 'reserved', 'expired', 'clock' from due
    )
    select q.id as quota_id, sum(l.quantity - l.cancelled)::integer as seats, null::bigint as notified
    from due join order_lines as l on l.order_id = due.id cross join unnest(l.quota_ids) as q(id)
    group by q.id union all select null, 0, id from due where buyer_email <> '' order by quota_id, notified`.execute(
    ctx.db,
  );
  const freed = rows.flatMap(({ quotaId, seats }) => (quotaId === null ? [] : [{ quotaId, seats }]));
  await updateCounts(
    ctx,
    freed.map(({ quotaId, seats }) => ({ quotaId, held: -seats, sold: 0 })),
  );
  for (const { notified } of rows)
    if (notified !== null) await orderExpired.announce(ctx, 'orders', { eventId, orderId: notified });
  if (freed.length > 0) await returnDiscounts(ctx, { eventId });
  if (freed.length > 0) await seatsReturned.announce(ctx, 'orders', { eventId });
  return new Map(freed.map(({ quotaId, seats }) => [quotaId, seats]));
}

/**
 * Does so for one event by the clock, and comes again when the next reservation runs out. Safe to run twice and late.
 */
export async function expireOrders(ctx: Ctx, eventId: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockQuotas(ctx, eventId);
    await expireDueOrders(ctx, eventId);
    // Orders of what has no limit give back a use of a code though no seats.
    await returnDiscounts(ctx, { eventId });
    const next = await ctx.db
      .selectFrom('orders')
      .select(({ fn }) => fn.min<Instant | null>('heldUntil').as('at'))
      .where('eventId', '=', eventId)
      .where('state', '=', 'reserved')
      .executeTakeFirst();
    if (next?.at)
      await enqueue(
        ctx,
        EXPIRE_ORDERS_QUEUE,
        { eventId },
        { key: String(eventId), delayMs: Math.max(0, next.at - ctx.now) },
      );
  });
}
