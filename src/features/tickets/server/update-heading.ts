/** Changing the words of a heading. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockShop } from './lock-shop.ts';
import { getHeading } from './queries.ts';
import { ticketsModified } from './signals.ts';

/** Changes what is given; what it says already writes nothing. @throws NotFound for an unknown one */
export async function updateHeading(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: { name?: string | undefined; description?: string | undefined } },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockShop(ctx, scope);
    const { id, ...heading } = await getHeading(ctx, scope, input.number);
    const before = { name: heading.name, description: heading.description };
    const after = {
      name: input.change.name ?? before.name,
      description: input.change.description ?? before.description,
    };
    if (after.name === before.name && after.description === before.description) return;
    await ctx.db.updateTable('ticketHeadings').set(after).where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-heading.update',
      subject: `heading ${input.number}: ${before.name}`,
      before,
      after,
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
