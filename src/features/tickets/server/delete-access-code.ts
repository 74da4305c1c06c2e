/** Taking an access code away. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockShop } from './lock-shop.ts';
import { getAccessCode } from './queries.ts';
import { ticketsModified } from './signals.ts';

/** Deletes a code: it shows nothing from then on. @throws NotFound for an unknown one */
export async function deleteAccessCode(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockShop(ctx, scope);
    const { id, types } = await getAccessCode(ctx, scope, number);
    await ctx.db.deleteFrom('accessCodes').where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'access-code.delete',
      subject: `access code ${number}`,
      before: { types },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
