/** Giving up one's place. */
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { offerSeats } from './offer-seats.ts';
import type { EntryScope } from './policy.ts';

/**
 * Takes an entry out of the queue, and gives back what it is offered; one that is out already stays as it is. Locks the
 * event's quotas.
 */
export async function leaveWaitingList(ctx: Ctx, { entryId, eventId }: EntryScope): Promise<void> {
  await takeOut(ctx, { entryId, eventId }, 'left');
}

/** The same for `state`, by whoever may. */
export async function takeOut(
  ctx: Ctx,
  { entryId, eventId }: { entryId: number; eventId: number },
  state: 'left' | 'removed',
): Promise<boolean> {
  return transact(ctx, async (ctx) => {
    await lockQuotas(ctx, eventId);
    const entry = await ctx.db
      .selectFrom('waitingEntries as w')
      .leftJoin('orders as o', 'o.id', 'w.orderId')
      .select(['w.state', 'o.code'])
      .where('w.id', '=', entryId)
      .where('w.eventId', '=', eventId)
      .executeTakeFirstOrThrow();
    if (entry.state !== 'waiting' && entry.state !== 'offered') return false;
    await ctx.db
      .updateTable('waitingEntries')
      .set({ state, changedAt: new Date(ctx.now) })
      .where('id', '=', entryId)
      .execute();
    if (entry.code)
      await cancelOrder(
        ctx,
        await authoriseOrderIn(
          ctx,
          await systemEventScope(ctx, eventId),
          entry.code,
          state === 'left' ? 'buyer' : 'team',
        ),
        { onlyHeld: true },
      );
    await offerSeats(ctx, eventId);
    return true;
  });
}
