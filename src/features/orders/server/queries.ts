/** Reading orders. */
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';

/** An order as its buyer's repeated question finds it. */
export type KnownOrder = { code: string; wishHash: string; heldUntil: Instant | null; currency: string; totalMinor: number };

/** The event's orders by the keys under which they were asked for. */
export async function findOrdersByKey(ctx: Ctx, eventId: number, keys: readonly string[]): Promise<Map<string, KnownOrder>> {
  if (keys.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom('orders')
    .select(['idempotencyKey', 'code', 'wishHash', 'heldUntil', 'currency', 'totalMinor'])
    .where('eventId', '=', eventId)
    .where('idempotencyKey', 'in', [...new Set(keys)])
    .execute();
  return new Map(rows.map(({ idempotencyKey, ...order }) => [idempotencyKey, order]));
}
