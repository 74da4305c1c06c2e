/** Noting in an order's history what changed of it beside its state. */
import type { Ctx } from '#platform/ctx.ts';
import type { OrderEdit } from '../order-edit.ts';
import { byWhom, type OrderScope } from './policy.ts';

/**
 * Writes it down in the caller's transaction, under the name of who acts. `by` where it is neither the buyer nor the
 * team.
 */
export async function writeOrderEdit(
  ctx: Ctx,
  scope: OrderScope,
  edit: OrderEdit,
  by = byWhom(ctx, scope),
): Promise<void> {
  const { act, ...details } = edit;
  await ctx.db
    .insertInto('orderEdits')
    .values({ orderId: scope.orderId, at: new Date(ctx.now), by, act, details: JSON.stringify(details) })
    .execute();
}
