/**
 * Which orders have a use of a discount code. Everything here wants the event's quotas locked: they are the one queue
 * in which uses are counted.
 */
import { sql } from 'kysely';
import { findDiscount } from '#features/prices/server/queries.ts';
import { moveUses } from '#features/prices/server/move-uses.ts';
import type { Ctx } from '#platform/ctx.ts';
import { statesWith } from '../../order.ts';

/** Gives a locked order the use of a code (or of none), and gives back the one that it had. */
export async function moveDiscount(ctx: Ctx, orderId: number, to: { id: number; code: string } | null): Promise<void> {
  const { discountCodeId: from } = await ctx.db
    .selectFrom('orders')
    .select('discountCodeId')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  if (from === (to?.id ?? null)) return;
  await ctx.db
    .updateTable('orders')
    .set({ discountCodeId: to?.id ?? null, discountCode: to?.code ?? '', updatedAt: new Date(ctx.now) })
    .where('id', '=', orderId)
    .execute();
  await moveUses(ctx, [
    ...(from === null ? [] : [{ discountId: from, uses: -1 }]),
    ...(to ? [{ discountId: to.id, uses: 1 }] : []),
  ]);
}

/**
 * Lets a locked order that comes back to life have a use of its code again, and says whether it is in order: it had
 * none, or there was one left. Its price stays either way.
 */
export async function takeDiscountAgain(
  ctx: Ctx,
  { orderId, eventId }: { orderId: number; eventId: number },
): Promise<{ code: string; taken: boolean }> {
  const {
    discountCode: code,
    discountCodeId,
    discountMinor,
  } = await ctx.db
    .selectFrom('orders')
    .select(['discountCode', 'discountCodeId', 'discountMinor'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  if (code === '' || discountMinor === 0 || discountCodeId !== null) return { code, taken: true };
  const known = await findDiscount(ctx, eventId, { code });
  if (!known || (known.mostUses !== null && known.used >= known.mostUses)) return { code, taken: false };
  await moveDiscount(ctx, orderId, known);
  return { code, taken: true };
}

/**
 * Gives back the uses that orders without seats still have, each once however often it is called: of one order, or of
 * all in an event. What the code was stays noted.
 */
export async function returnDiscounts(ctx: Ctx, of: { orderId: number } | { eventId: number }): Promise<void> {
  const which =
    'orderId' in of
      ? sql`o.id = ${of.orderId}`
      : sql`o.discount_code_id in (select id from discount_codes where event_id = ${of.eventId})`;
  const { rows } = await sql<{ discountId: number; uses: number }>`
    with over as (
      select o.id, o.discount_code_id from orders as o where o.discount_code_id is not null and o.state = any(${statesWith('free')}::text[]) and ${which}
    ), returned as (update orders as o set discount_code_id = null from over where o.id = over.id)
    select discount_code_id as discount_id, -count(*)::integer as uses from over group by discount_code_id order by discount_code_id`.execute(
    ctx.db,
  );
  await moveUses(
    ctx,
    rows.map(({ discountId, uses }) => ({ discountId: Number(discountId), uses })),
  );
}
