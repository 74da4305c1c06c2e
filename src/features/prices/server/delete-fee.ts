/** Taking a fee away. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { sayFee } from './present.ts';
import { getFee } from './queries.ts';
import { pricesModified } from './signals.ts';

/** Deletes a fee; orders that have their price keep it. @throws NotFound for an unknown one */
export async function deleteFee(ctx: Ctx, scope: EventScope, input: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const { id, ...fee } = await getFee(ctx, scope, input.number);
    await ctx.db.deleteFrom('ticketFees').where('id', '=', id).execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'fee.delete',
      subject: `fee ${fee.number}: ${fee.name}`,
      before: await sayFee(ctx, scope, fee),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
