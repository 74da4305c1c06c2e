/** Taking a discount code away. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { getDiscount } from './queries.ts';
import { sayDiscount } from './present.ts';
import { pricesModified } from './signals.ts';

/**
 * Deletes a code: it reduces nothing from then on; orders that have their price keep it. Locks the event, then its
 * quotas.
 * @throws NotFound for an unknown one
 */
export async function deleteDiscount(ctx: Ctx, scope: EventScope, input: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    await lockQuotas(ctx, eventId);
    const { id, number, ...values } = await getDiscount(ctx, scope, input.number);
    await ctx.db.deleteFrom('discountCodes').where('id', '=', id).execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'discount.delete',
      subject: `discount code ${number}`,
      before: await sayDiscount(ctx, scope, values),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
