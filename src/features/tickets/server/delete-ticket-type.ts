/** Taking something off the offer. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockQuotas } from './lock-quotas.ts';
import { lockShop, removeFromShop } from './lock-shop.ts';
import { describeTicketType } from './present.ts';
import { getTicketType } from './queries.ts';
import { ticketsModified, ticketTypeDeleting } from './signals.ts';

/**
 * Deletes a ticket type with its own quantity; shared quotas and access codes stay without it.
 * @throws NotFound for an unknown one; whatever a feature says that must keep it
 */
export async function deleteTicketType(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const shop = await lockShop(ctx, scope);
    const { id, values } = await getTicketType(ctx, scope, number);
    // Whoever is ordering it at this moment has done so afterwards, or finds it gone.
    await lockQuotas(ctx, scope.eventId);
    await ctx.db.selectFrom('ticketTypes').select('id').where('id', '=', id).forUpdate().execute();
    await ticketTypeDeleting.announce(ctx, 'tickets', { eventId: scope.eventId, ticketTypeId: id });
    await removeFromShop(ctx, shop, `ticket-${number}`);
    await ctx.db.deleteFrom('ticketTypes').where('id', '=', id).execute();
    const { organizerId, eventId } = scope;
    const { currency } = await getEventMoney(ctx, scope);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-type.delete',
      subject: `ticket type ${number}: ${values.name}`,
      before: describeTicketType(values, currency),
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
