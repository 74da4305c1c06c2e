/** One editor of an event's taxes, fees and discount codes at a time. */
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';

type Numbered = 'taxRates' | 'ticketFees' | 'discountCodes';

/**
 * Waits for its turn at the event, and gives the next public number of such a thing and how many there are. Call it
 * within a transaction, before anything else there.
 */
export async function lockPrices(
  ctx: Ctx,
  scope: EventScope,
  table: Numbered,
): Promise<{ next: number; count: number }> {
  await lockEvent(ctx, scope);
  const row = await ctx.db
    .selectFrom(table)
    .select(({ fn }) => [fn.max<number | null>('number').as('last'), fn.countAll<number>().as('n')])
    .where('eventId', '=', scope.eventId)
    .executeTakeFirstOrThrow();
  return { next: (row.last ?? 0) + 1, count: row.n };
}
