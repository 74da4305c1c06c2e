/** Changing a tax rate. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { TaxRateValues } from '../tax.ts';
import { sayRate } from './present.ts';
import { getTaxRate } from './queries.ts';
import { pricesModified } from './signals.ts';
import { keepReach } from './tables.ts';

/**
 * Changes what is given of the rate with that number; orders that have their price keep it. What it is already writes
 * nothing.
 * @throws NotFound, and Invalid for a ticket type of another event
 */
export async function updateTaxRate(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: Partial<TaxRateValues> },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const { id, number, ...before } = await getTaxRate(ctx, scope, input.number);
    const after = {
      ...before,
      ...input.change,
      types: [...new Set(input.change.types ?? before.types)].sort((a, b) => a - b),
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    await ctx.db.updateTable('taxRates').set({ name: after.name, rateBp: after.rateBp }).where('id', '=', id).execute();
    await keepReach(ctx, scope, { ...after, id });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tax-rate.update',
      subject: `tax rate ${number}: ${before.name}`,
      before: await sayRate(ctx, scope, before),
      after: await sayRate(ctx, scope, after),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
