/** The quantity of one ticket type alone is a quota like any other, with one ticket type in it. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { lockQuotas, writeSize } from './lock-quotas.ts';
import { findNextNumber } from './lock-shop.ts';
import { quotaRegrouped } from './signals.ts';

/**
 * Sets how many there are of that type alone; null takes the limit away. Call it while the shop is locked.
 * @throws Invalid where more are taken already
 */
export async function applyQuantity(
  ctx: Ctx,
  scope: EventScope,
  { ticketTypeId, quantity }: { ticketTypeId: number; quantity: number | null },
): Promise<void> {
  if (quantity === null) {
    await ctx.db.deleteFrom('quotas').where('ownTicketTypeId', '=', ticketTypeId).execute();
    return;
  }
  await lockQuotas(ctx, scope.eventId);
  const own = await ctx.db
    .selectFrom('quotas')
    .select('id')
    .where('ownTicketTypeId', '=', ticketTypeId)
    .executeTakeFirst();
  if (own) {
    await writeSize(ctx, { id: own.id, size: quantity }, 'quantity');
    return;
  }
  const number = await findNextNumber(ctx, 'quotas', scope);
  const quota = await ctx.db
    .insertInto('quotas')
    .values({ eventId: scope.eventId, number, ownTicketTypeId: ticketTypeId, size: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.db.insertInto('quotaTicketTypes').values({ quotaId: quota.id, ticketTypeId }).execute();
  await quotaRegrouped.announce(ctx, 'tickets', { eventId: scope.eventId, quotaId: quota.id });
  await writeSize(ctx, { id: quota.id, size: quantity }, 'quantity');
}
