/** Taking a shared limit away. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockShop } from './lock-shop.ts';
import { getQuota } from './queries.ts';
import { ticketsModified } from './signals.ts';

/** Deletes a shared quota; its ticket types stay, without that limit. @throws NotFound for an unknown one */
export async function deleteQuota(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockShop(ctx, scope);
    const { id, ...quota } = await getQuota(ctx, scope, number);
    await ctx.db.deleteFrom('quotas').where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'quota.delete',
      subject: `quota ${number}: ${quota.name}`,
      before: quota,
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
