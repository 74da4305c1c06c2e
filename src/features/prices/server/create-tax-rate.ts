/** A tax on what is sold. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { TAX_LIMITS, type TaxRateValues } from '../tax.ts';
import { lockPrices } from './lock-prices.ts';
import { sayRate } from './present.ts';
import { pricesModified } from './signals.ts';
import { keepReach } from './tables.ts';

/**
 * Adds a tax rate. What was chosen for its ticket types before gives way.
 * @throws Invalid for a ticket type of another event; Conflict where there are too many
 */
export async function createTaxRate(ctx: Ctx, scope: EventScope, values: TaxRateValues): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'taxRates');
    if (count >= TAX_LIMITS.ratesPerEvent)
      throw new Conflict(`An event has at most ${TAX_LIMITS.ratesPerEvent} tax rates`);
    const { id } = await ctx.db
      .insertInto('taxRates')
      .values({ eventId, number, name: values.name, rateBp: values.rateBp })
      .returning('id')
      .executeTakeFirstOrThrow();
    await keepReach(ctx, scope, { id, ...values });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tax-rate.create',
      subject: `tax rate ${number}: ${values.name}`,
      after: await sayRate(ctx, scope, values),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}
