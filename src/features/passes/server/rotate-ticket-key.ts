/** A new key for an event's ticket codes. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { CODE_LIMITS } from '../ticket-code.ts';
import { getKeyGeneration } from './queries.ts';

/**
 * Signs codes with a new key from now on. `withdraw`: codes that were signed before let nobody in any more, so
 * everybody has to open their ticket anew; otherwise both count. Tickets, PDFs made from now on and the pages of orders
 * have the new code at once.
 * @throws Conflict after 254 times
 */
export async function rotateTicketKey(
  ctx: Ctx,
  scope: EventScope,
  { withdraw }: { withdraw: boolean },
): Promise<{ generation: number }> {
  const { organizerId, eventId, slug } = scope;
  return transact(ctx, async (ctx) => {
    // Two at once wait for each other at the event, since there may be no row yet to wait at.
    await lockEvent(ctx, scope);
    const before = await getKeyGeneration(ctx, eventId);
    const generation = before.generation + 1;
    if (generation > CODE_LIMITS.generation) throw new Conflict('keys_used_up.event');
    const row = { generation, validFrom: withdraw ? generation : before.validFrom, turnedAt: new Date(ctx.now) };
    await ctx.db
      .insertInto('ticketKeyTurns')
      .values({ eventId, ...row })
      .onConflict((conflict) => conflict.column('eventId').doUpdateSet(row))
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tickets.key',
      subject: `event ${slug}`,
      before,
      after: { generation, validFrom: row.validFrom },
    });
    return { generation };
  });
}
