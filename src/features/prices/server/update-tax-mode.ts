/** Whether prices are with or without their tax. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { getTaxMode } from './queries.ts';

/**
 * Says that the prices on the list have their tax in them, or that it comes on top. Orders that have their price keep
 * it.
 */
export async function updateTaxMode(
  ctx: Ctx,
  scope: EventScope,
  { pricesIncludeTax }: { pricesIncludeTax: boolean },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const before = await getTaxMode(ctx, scope);
    if (before.pricesIncludeTax === pricesIncludeTax) return;
    await updateEvent(ctx, scope, { pricesIncludeTax });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tax-mode.update',
      subject: `taxes of ${scope.slug}`,
      before,
      after: { pricesIncludeTax },
    });
  });
}
