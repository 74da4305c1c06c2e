/** Changing a discount code. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { DiscountValues } from '../discount.ts';
import { sayDiscount } from './present.ts';
import { getDiscount } from './queries.ts';
import { pricesModified } from './signals.ts';
import { checkDiscount, keepTypes, requireFree, toDiscountColumns } from './tables.ts';

/**
 * Changes what is given of the code with that number; orders that have their price keep it. What it is already writes
 * nothing. Locks the event, then its quotas, so that the uses stand still. @throws NotFound; Invalid where the values
 * do not go together, or there is such a code
 */
export async function updateDiscount(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: Partial<DiscountValues> },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    await lockQuotas(ctx, eventId);
    const { id, number, used, ...before } = await getDiscount(ctx, scope, input.number);
    const after = { ...before, ...input.change };
    checkDiscount(after, used);
    const same = (values: DiscountValues): string => JSON.stringify([toDiscountColumns(values), values.types]);
    if (same(after) === same(before)) return;
    if (after.code !== before.code) await requireFree(ctx, scope, after.code);
    await ctx.db.updateTable('discountCodes').set(toDiscountColumns(after)).where('id', '=', id).execute();
    await keepTypes(ctx, scope, { id, types: after.types });
    const changed = after.code === before.code ? {} : { code: 'another' };
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'discount.update',
      subject: `discount code ${number}`,
      before: await sayDiscount(ctx, scope, before),
      after: { ...(await sayDiscount(ctx, scope, after)), ...changed },
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
