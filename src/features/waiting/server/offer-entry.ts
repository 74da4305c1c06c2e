/** An offer out of turn. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { offerSeats } from './offer-seats.ts';

/**
 * Offers seats to one who waits before all others. Locks the event's quotas.
 * @throws NotFound for one of another event, Conflict where there are not enough seats for them, or they wait no more
 */
export async function offerEntry(ctx: Ctx, scope: EventScope, { id }: { id: number }): Promise<void> {
  const { organizerId, eventId } = scope;
  await transact(ctx, async (ctx) => {
    await lockQuotas(ctx, eventId);
    const find = () =>
      ctx.db
        .selectFrom('waitingEntries')
        .select(['name', 'state'])
        .where('id', '=', id)
        .where('eventId', '=', eventId)
        .executeTakeFirst();
    const before = await find();
    if (!before) throw new NotFound('not_found.waiting');
    if (before.state !== 'waiting') throw new Conflict('not_waiting.person', { name: before.name });
    await offerSeats(ctx, eventId, { first: id });
    if ((await find())?.state !== 'offered') throw new Conflict('no_seats.raise', { name: before.name });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'waiting.offer',
      subject: `${before.name} on the waiting list`,
    });
  });
}
