/** What is kept of tickets that are given up, in another currency. */
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import type { Ctx } from '#platform/ctx.ts';
import { loadOrderRules } from './load-order-rules.ts';

/** The amount keeps its number, as prices do. @throws Invalid where it has decimals that the new currency lacks */
export async function convertRules(
  ctx: Ctx,
  { eventId, ...change }: { eventId: number; from: string; to: string },
): Promise<void> {
  const { keepMinor } = await loadOrderRules(ctx, { eventId });
  if (keepMinor > 0)
    await ctx.db
      .updateTable('orderRules')
      .set({ keepMinor: convertNumber(keepMinor, change, 'What you keep of a ticket that is given up') })
      .where('eventId', '=', eventId)
      .execute();
}
