/** Taking a heading out of the shop. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockShop, removeFromShop } from './lock-shop.ts';
import { getHeading } from './queries.ts';
import { ticketsModified } from './signals.ts';

/**
 * Deletes a heading; the ticket types under it stay and stand under the one before.
 * @throws NotFound for an unknown one
 */
export async function deleteHeading(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const shop = await lockShop(ctx, scope);
    const { id, name, description } = await getHeading(ctx, scope, number);
    await removeFromShop(ctx, shop, `heading-${number}`);
    await ctx.db.deleteFrom('ticketHeadings').where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-heading.delete',
      subject: `heading ${number}: ${name}`,
      before: { name, description },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
