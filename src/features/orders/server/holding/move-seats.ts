/** Seats follow when ticket types get other quotas. */
import { sql } from 'kysely';
import { updateCounts } from '#features/tickets/server/lock-quotas.ts';
import { quotasOfType } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { statesWith } from '../../order.ts';
import { seatsThat } from '../queries.ts';

/**
 * Lets every order of the event that has seats take them from the quotas in which its ticket types are now, and counts
 * those in the one that was regrouped. Call it while the event's quotas are locked.
 */
export async function moveSeats(ctx: Ctx, { eventId, quotaId }: { eventId: number; quotaId: number }): Promise<void> {
  await sql`
    update order_lines as l set quota_ids = t.quotas
    from orders as o, (
      select id, ${quotasOfType(sql`ticket_types.id`, sql`ticket_types.event_id`)} as quotas from ticket_types where event_id = ${eventId}
    ) as t
    where o.id = l.order_id and o.event_id = ${eventId} and o.state = any(${statesWith('held', 'sold')}::text[]) and t.id = l.ticket_type_id and l.quota_ids is distinct from t.quotas`.execute(
    ctx.db,
  );
  const { rows } = await sql<{ held: number; sold: number }>`
    select coalesce(${seatsThat('held')}, 0)::integer as held, coalesce(${seatsThat('sold')}, 0)::integer as sold
    from orders as o join order_lines as l on l.order_id = o.id
    where o.event_id = ${eventId} and ${quotaId} = any(l.quota_ids)`.execute(ctx.db);
  const counted = await ctx.db
    .selectFrom('quotas')
    .select(['held', 'sold'])
    .where('id', '=', quotaId)
    .executeTakeFirstOrThrow();
  const { held, sold } = rows[0] ?? { held: 0, sold: 0 };
  await updateCounts(ctx, [{ quotaId, held: held - counted.held, sold: sold - counted.sold }]);
}
