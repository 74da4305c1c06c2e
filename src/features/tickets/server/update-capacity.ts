/** How many people an event takes in all: one quota from which every ticket type takes. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockQuotas, writeSize } from './lock-quotas.ts';
import { findNextNumber, lockShop } from './lock-shop.ts';
import { findCapacity } from './queries.ts';
import { quotaRegrouped, ticketsModified } from './signals.ts';

/**
 * Sets the event's capacity; null takes it away. What it is already writes nothing. Locks the event, then its quotas.
 * @throws Invalid where more are taken already
 */
export async function updateCapacity(ctx: Ctx, scope: EventScope, { size }: { size: number | null }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockShop(ctx, scope);
    await lockQuotas(ctx, eventId);
    const before = await findCapacity(ctx, scope);
    if (before === size) return;
    if (size === null)
      await ctx.db.deleteFrom('quotas').where('eventId', '=', eventId).where('wholeEvent', '=', true).execute();
    else await writeSize(ctx, { id: await findOrMake(ctx, scope), size }, 'size');
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'capacity.update',
      subject: `capacity of ${scope.slug}`,
      before: { capacity: before },
      after: { capacity: size },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}

/** The id of the quota of the whole event. One that is new counts what is taken already. */
async function findOrMake(ctx: Ctx, scope: EventScope): Promise<number> {
  const { eventId } = scope;
  const known = await ctx.db
    .selectFrom('quotas')
    .select('id')
    .where('eventId', '=', eventId)
    .where('wholeEvent', '=', true)
    .executeTakeFirst();
  if (known) return known.id;
  const number = await findNextNumber(ctx, 'quotas', scope);
  const { id } = await ctx.db
    .insertInto('quotas')
    .values({ eventId, number, wholeEvent: true, size: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await quotaRegrouped.announce(ctx, 'tickets', { eventId, quotaId: id });
  return id;
}
