/** Seats for an order that had given them back. */
import { sql } from 'kysely';
import { quotasOfType } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { seatsFor } from '../../reservation.ts';
import type { LockedOrder } from '../move-order.ts';

/**
 * Lets the lines of a locked order that has no seats take them from the quotas in which its ticket types are now, and
 * says whether all of them are left. Nothing is counted yet: moving the order does that. The event's quotas are locked
 * with the order.
 */
export async function takeSeats(ctx: Ctx, order: LockedOrder): Promise<boolean> {
  // While it had none, ticket types may have been put into other quotas.
  const { rows } = await sql<{ id: number; quotaIds: number[] }>`
    update order_lines as l set quota_ids = ${quotasOfType(sql`l.ticket_type_id`, sql`${order.eventId}`)}
    where l.order_id = ${order.orderId} returning l.id, l.quota_ids`.execute(ctx.db);
  for (const line of order.lines)
    line.quotas = (rows.find(({ id }) => Number(id) === line.id)?.quotaIds ?? []).map(Number);
  const wanted = seatsFor(order.lines);
  if (wanted.size === 0) return true;
  const quotas = await ctx.db
    .selectFrom('quotas')
    .select(['id', 'size', 'held', 'sold'])
    .where('id', 'in', [...wanted.keys()])
    .execute();
  return quotas.every(({ id, size, held, sold }) => size === null || held + sold + (wanted.get(id) ?? 0) <= size);
}
