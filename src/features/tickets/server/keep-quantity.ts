/** The quantity of one ticket type alone is a quota like any other, with one ticket type in it. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { findNextNumber } from './lock-shop.ts';

/** Sets how many there are of that type alone; null takes the limit away. Call it while the shop is locked. */
export async function keepQuantity(ctx: Ctx, scope: EventScope, { ticketTypeId, quantity }: { ticketTypeId: number; quantity: number | null }): Promise<void> {
  if (quantity === null) {
    await ctx.db.deleteFrom('quotas').where('ownTicketTypeId', '=', ticketTypeId).execute();
    return;
  }
  const { numUpdatedRows } = await ctx.db.updateTable('quotas').set({ size: quantity }).where('ownTicketTypeId', '=', ticketTypeId).executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  const number = await findNextNumber(ctx, 'quotas', scope);
  const quota = await ctx.db.insertInto('quotas').values({ eventId: scope.eventId, number, ownTicketTypeId: ticketTypeId, size: quantity }).returning('id').executeTakeFirstOrThrow();
  await ctx.db.insertInto('quotaTicketTypes').values({ quotaId: quota.id, ticketTypeId }).execute();
}
