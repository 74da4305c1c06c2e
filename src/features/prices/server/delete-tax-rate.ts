/** Taking a tax rate away. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { sayRate } from './present.ts';
import { getTaxRate } from './queries.ts';
import { pricesModified } from './signals.ts';

/**
 * Deletes a rate: its ticket types have the standard one again, its fees none. Orders that have their price keep it.
 * @throws NotFound for an unknown one
 */
export async function deleteTaxRate(ctx: Ctx, scope: EventScope, input: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const { id, number, ...rate } = await getTaxRate(ctx, scope, input.number);
    await ctx.db.deleteFrom('taxRates').where('id', '=', id).execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tax-rate.delete',
      subject: `tax rate ${number}: ${rate.name}`,
      before: await sayRate(ctx, scope, rate),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
