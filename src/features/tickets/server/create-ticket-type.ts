/** Adding something to offer. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { problemAt } from '#platform/i18n/problem.ts';
import { transact } from '#platform/transact.ts';
import { findTicketProblems, type TicketValues } from '../ticket.ts';
import { applyQuantity } from './apply-quantity.ts';
import { appendToShop, findNextNumber, lockShop } from './lock-shop.ts';
import { describeTicketType } from './present.ts';
import { ticketsModified } from './signals.ts';
import { toColumns } from './tables.ts';

/** Adds a ticket type at the end of the shop. @throws Invalid where its values do not go together */
export async function createTicketType(ctx: Ctx, scope: EventScope, values: TicketValues): Promise<{ number: number }> {
  const problems = findTicketProblems(values);
  if (problems.length > 0) throw new Invalid('invalid.ticket_type', problems.map(problemAt));
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const shop = await lockShop(ctx, scope);
    const number = await findNextNumber(ctx, 'ticketTypes', scope);
    const moment = new Date(ctx.now);
    const { id } = await ctx.db
      .insertInto('ticketTypes')
      .values({ eventId, number, createdAt: moment, updatedAt: moment, ...toColumns(values) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await appendToShop(ctx, scope, shop, { ticketTypeId: id });
    await applyQuantity(ctx, scope, { ticketTypeId: id, quantity: values.quantity });
    const { currency } = await getEventMoney(ctx, scope);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-type.create',
      subject: `ticket type ${number}: ${values.name}`,
      after: describeTicketType(values, currency),
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
    return { number };
  });
}
