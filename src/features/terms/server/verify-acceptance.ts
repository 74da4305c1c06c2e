/** No order of a buyer stands without the terms. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { findAcceptance, findTerms } from './queries.ts';

/**
 * Call it when an order was just placed or completed, in that transaction. Whoever pays later accepted them when they
 * placed it, and what the team does for somebody needs no tick. @throws Conflict where its buyer placed it without
 * accepting
 */
export async function verifyAcceptance(
  ctx: Ctx,
  { eventId, orderId }: { eventId: number; orderId: number },
): Promise<void> {
  const last = await ctx.db
    .selectFrom('orderChanges')
    .select(['fromState', 'by'])
    .where('orderId', '=', orderId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.fromState !== 'reserved' || last.by !== 'buyer') return;
  if ((await findTerms(ctx, { eventId })) && !(await findAcceptance(ctx, { orderId })))
    throw new Conflict('Accept the terms first', 'terms');
}
