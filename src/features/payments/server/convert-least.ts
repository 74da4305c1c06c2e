/** The smallest totals for ways to pay, in another currency. */
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import type { Ctx } from '#platform/ctx.ts';
import { nameMethod } from '../payment-form.ts';

/** Amounts keep their number, as prices do. @throws Invalid where one has decimals that the new currency lacks */
export async function convertLeast(
  ctx: Ctx,
  { eventId, ...change }: { eventId: number; from: string; to: string },
): Promise<void> {
  const methods = await ctx.db
    .selectFrom('paymentMethods')
    .select(['method', 'fromMinor'])
    .where('eventId', '=', eventId)
    .where('fromMinor', '>', 0)
    .orderBy('method')
    .execute();
  for (const { method, fromMinor } of methods) {
    const kept = convertNumber(fromMinor, change, `The smallest total for ${nameMethod(method)}`);
    await ctx.db
      .updateTable('paymentMethods')
      .set({ fromMinor: kept })
      .where('eventId', '=', eventId)
      .where('method', '=', method)
      .execute();
  }
}
