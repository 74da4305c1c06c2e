/** Whether people can wait, and how long an offer lasts. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import { ticketsModified } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { getWaitingList, type WaitingList } from './queries.ts';

/**
 * Opens or closes the event's waiting list. Who waits while it is closed keeps their place and is offered nothing; what
 * was kept for them is everybody's. Offers that were made stand as they were made.
 */
export async function updateWaitingList(ctx: Ctx, scope: EventScope, change: Partial<WaitingList>): Promise<void> {
  const { organizerId, eventId } = scope;
  await transact(ctx, async (ctx) => {
    await lockQuotas(ctx, eventId);
    const before = await getWaitingList(ctx, scope);
    const after = { ...before, ...change };
    if (after.isOpen === before.isOpen && after.offerMinutes === before.offerMinutes) return;
    await ctx.db
      .insertInto('waitingLists')
      .values({ eventId, ...after })
      .onConflict((known) => known.column('eventId').doUpdateSet(after))
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'waiting.update',
      subject: 'the waiting list',
      before,
      after,
    });
    // What the event's page offers to those who find nothing left.
    await ticketsModified.announce(ctx, 'waiting', { eventId });
  });
}
