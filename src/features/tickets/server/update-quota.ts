/** Changing a shared limit. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { QuotaValues } from './create-quota.ts';
import { lockQuotas, writeSize } from './lock-quotas.ts';
import { lockShop } from './lock-shop.ts';
import { getQuota, getTicketTypeIds, listTypeNames } from './queries.ts';
import { quotaRegrouped, ticketsModified } from './signals.ts';

/**
 * Changes what is given of the shared quota with that number; what it is already writes nothing.
 * @throws NotFound for an unknown one, Invalid for a ticket type of another event and where more are taken than it
 * would hold
 */
export async function updateQuota(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: Partial<QuotaValues> },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockShop(ctx, scope);
    await lockQuotas(ctx, scope.eventId);
    const { id, ...before } = await getQuota(ctx, scope, input.number);
    const after = { ...before, ...input.change };
    const types = [...new Set(after.types)].sort((a, b) => a - b);
    const regrouped = types.join() !== before.types.join();
    if (!regrouped && after.name === before.name && after.size === before.size) return;
    if (regrouped) {
      await ctx.db.updateTable('quotas').set({ size: null }).where('id', '=', id).execute();
      const ids = await getTicketTypeIds(ctx, scope, types);
      await ctx.db.deleteFrom('quotaTicketTypes').where('quotaId', '=', id).execute();
      if (ids.length > 0)
        await ctx.db
          .insertInto('quotaTicketTypes')
          .values(ids.map((ticketTypeId) => ({ quotaId: id, ticketTypeId })))
          .execute();
      await quotaRegrouped.announce(ctx, 'tickets', { eventId: scope.eventId, quotaId: id });
    }
    await writeSize(ctx, { id, size: after.size }, 'size');
    if (after.name !== before.name)
      await ctx.db.updateTable('quotas').set({ name: after.name }).where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'quota.update',
      subject: `quota ${input.number}: ${before.name}`,
      before: { ...before, types: await listTypeNames(ctx, scope, before.types) },
      after: { ...after, types: await listTypeNames(ctx, scope, types) },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
