/** What somebody waits for stays. */
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';

/** @throws Invalid where somebody waits for the ticket type, or has it on offer */
export async function guardWaitedType(ctx: Ctx, ticketTypeId: number): Promise<void> {
  const entry = await ctx.db
    .selectFrom('waitingEntries')
    .select('id')
    .where('ticketTypeId', '=', ticketTypeId)
    .where('state', 'in', ['waiting', 'offered'])
    .limit(1)
    .executeTakeFirst();
  if (entry)
    throw new Invalid('Somebody waits for this ticket type, so it stays. Remove them from the waiting list first.');
}
