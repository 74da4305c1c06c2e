/** How many orders use each discount code. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';

/**
 * Counts uses of discount codes up and down, by their ids. Call it in the transaction that notes which order has the
 * use, while the event's quotas are locked. The database refuses more uses than a code has
 * (`discount_codes_never_overused`): whoever asked before never sees that.
 */
export async function moveUses(ctx: Ctx, changes: readonly { discountId: number; uses: number }[]): Promise<void> {
  if (changes.length === 0) return;
  const [ids, uses] = [changes.map(({ discountId }) => discountId), changes.map((change) => change.uses)];
  await sql`update discount_codes as d set used = d.used + c.uses from unnest(${ids}::bigint[], ${uses}::integer[]) as c(id, uses) where d.id = c.id`.execute(
    ctx.db,
  );
}
