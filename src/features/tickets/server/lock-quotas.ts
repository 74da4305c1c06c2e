/**
 * How full the quotas are. Whoever takes seats or gives them back holds all quotas of the event first, in one order,
 * and nothing else before.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';

/**
 * How many of a quota's seats are held and sold; `size` null for no limit. `awaited`: what is left of it is for those
 * who wait, not for the public.
 */
export type LockedQuota = { id: number; size: number | null; held: number; sold: number; awaited: boolean };

/**
 * Waits for its turn at the event's quotas and gives them as they then are, also those that were made while it waited.
 * Where there are none it waits at the event, so that a first quota misses no order. Call it within a transaction,
 * before orders are locked there.
 */
export async function lockQuotas(ctx: Ctx, eventId: number): Promise<LockedQuota[]> {
  const { rows } =
    await sql<LockedQuota>`select id, size, held, sold, awaited from lock_quotas(${eventId}) order by id`.execute(
      ctx.db,
    );
  return rows;
}

/**
 * Gives a locked quota its size, and holds that against what is taken.
 * @throws Invalid, at the field `where`, where more are taken than there would be
 */
export async function writeSize(
  ctx: Ctx,
  { id, size }: { id: number; size: number | null },
  where: string,
): Promise<void> {
  const { taken } = await ctx.db
    .selectFrom('quotas')
    .select(sql<number>`held + sold`.as('taken'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (size !== null && taken > size)
    throw new Invalid('invalid.taken', [{ where, message: `${taken} are taken already: write at least ${taken}` }]);
  await ctx.db.updateTable('quotas').set({ size }).where('id', '=', id).execute();
}

/** By how many seats a quota's counts change. */
export type QuotaChange = { quotaId: number; held: number; sold: number };

/**
 * Counts in locked quotas. The database refuses what would oversell (`quotas_never_oversold`): a caller that decided
 * rightly never sees that, and one that did not loses its transaction.
 */
export async function updateCounts(ctx: Ctx, changes: readonly QuotaChange[]): Promise<void> {
  if (changes.length === 0) return;
  const [ids, held, sold] = [
    changes.map(({ quotaId }) => quotaId),
    changes.map((change) => change.held),
    changes.map((change) => change.sold),
  ];
  await sql`update quotas as q set held = q.held + c.held, sold = q.sold + c.sold from unnest(${ids}::bigint[], ${held}::integer[], ${sold}::integer[]) as c(id, held, sold) where q.id = c.id`.execute(
    ctx.db,
  );
}

/** Says which of the event's quotas, all of them locked, are kept for those who wait: these and no others. */
export async function markAwaited(ctx: Ctx, quotas: readonly LockedQuota[], awaited: readonly number[]): Promise<void> {
  const changed = quotas.filter((quota) => quota.awaited !== awaited.includes(quota.id)).map(({ id }) => id);
  if (changed.length > 0)
    await ctx.db
      .updateTable('quotas')
      .set({ awaited: sql`not awaited` })
      .where('id', 'in', changed)
      .execute();
}
