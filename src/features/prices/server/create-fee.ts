/** What the organiser asks for besides the tickets. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { type FeeValues, TAX_LIMITS } from '../tax.ts';
import { lockPrices } from './lock-prices.ts';
import { sayFee } from './present.ts';
import { pricesModified } from './signals.ts';
import { toFeeColumns } from './tables.ts';

/**
 * Adds a fee.
 * @throws Invalid where it comes to nothing or names a tax rate of another event; Conflict where there are too many
 */
export async function createFee(ctx: Ctx, scope: EventScope, values: FeeValues): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'ticketFees');
    if (count >= TAX_LIMITS.feesPerEvent) throw new Conflict(`An event has at most ${TAX_LIMITS.feesPerEvent} fees`);
    await ctx.db
      .insertInto('ticketFees')
      .values({ eventId, number, ...(await toFeeColumns(ctx, scope, values)) })
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'fee.create',
      subject: `fee ${number}: ${values.name}`,
      after: await sayFee(ctx, scope, values),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}
