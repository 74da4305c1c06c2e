/** Deciding what buyers may do with their orders. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { percentText } from '#features/prices/tax.ts';
import type { Ctx } from '#platform/ctx.ts';
import { asDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { OrderRules } from '../../after-sale.ts';
import { loadOrderRules } from './load-order-rules.ts';

/** Sets the rules of an event's orders, for all there are and will be. Locks the event. */
export async function updateOrderRules(ctx: Ctx, scope: EventScope, rules: OrderRules): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const before = await loadOrderRules(ctx, scope);
    const values = { ...rules, cancelUntil: asDate(rules.cancelUntil) };
    await ctx.db
      .insertInto('orderRules')
      .values({ eventId: scope.eventId, ...values })
      .onConflict((known) => known.column('eventId').doUpdateSet(values))
      .execute();
    const { organizerId, eventId } = scope;
    const { currency } = await getEventMoney(ctx, scope);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'order-rules.update',
      subject: 'what buyers may do with their orders',
      before: describeRules(before, currency),
      after: describeRules(rules, currency),
    });
  });
}

/** As the record shows them, amounts in `currency`. */
function describeRules(
  { cancelUntil, keepBp, keepMinor, ...rules }: OrderRules,
  currency: string,
): Record<string, unknown> {
  return {
    ...rules,
    keptShare: `${percentText(keepBp)}%`,
    keptAmount: { minor: keepMinor, currency },
    cancelUntil: asDate(cancelUntil)?.toISOString() ?? null,
  };
}
