/** A code that takes something off. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { DISCOUNT_LIMITS, type DiscountValues } from '../discount.ts';
import { lockPrices } from './lock-prices.ts';
import { sayDiscount } from './present.ts';
import { pricesModified } from './signals.ts';
import { checkDiscount, keepTypes, requireFree, toDiscountColumns } from './tables.ts';

/**
 * Adds a discount code, already tidied.
 * @throws Invalid where its values do not go together, or there is such a code; Conflict where there are too many
 */
export async function createDiscount(ctx: Ctx, scope: EventScope, values: DiscountValues): Promise<{ number: number }> {
  checkDiscount(values, 0);
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'discountCodes');
    if (count >= DISCOUNT_LIMITS.codesPerEvent)
      throw new Conflict(`An event has at most ${DISCOUNT_LIMITS.codesPerEvent} discount codes`);
    await requireFree(ctx, scope, values.code);
    const { id } = await ctx.db
      .insertInto('discountCodes')
      .values({ eventId, number, ...toDiscountColumns(values) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await keepTypes(ctx, scope, { id, types: values.types });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'discount.create',
      subject: `discount code ${number}`,
      after: await sayDiscount(ctx, scope, values),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}
