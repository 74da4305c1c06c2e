/** Changing what is offered. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { problemAt } from '#platform/i18n/problem.ts';
import { transact } from '#platform/transact.ts';
import { findTicketProblems, type TicketValues } from '../ticket.ts';
import { applyQuantity } from './apply-quantity.ts';
import { lockShop } from './lock-shop.ts';
import { describeTicketType } from './present.ts';
import { getTicketType } from './queries.ts';
import { ticketsModified } from './signals.ts';
import { toColumns } from './tables.ts';

/**
 * Changes what is given of the ticket type with that number. What it is already writes nothing and announces nothing.
 * @throws NotFound for an unknown one; Invalid where its values no longer go together
 */
export async function updateTicketType(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: Partial<TicketValues> },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockShop(ctx, scope);
    const { id, values: before } = await getTicketType(ctx, scope, input.number);
    const after = { ...before, ...input.change };
    const problems = findTicketProblems(after);
    if (problems.length > 0) throw new Invalid('invalid.ticket_type', problems.map(problemAt));
    if ((Object.keys(after) as (keyof TicketValues)[]).every((name) => after[name] === before[name])) return;
    await ctx.db
      .updateTable('ticketTypes')
      .set({ ...toColumns(after), updatedAt: new Date(ctx.now) })
      .where('id', '=', id)
      .execute();
    if (after.quantity !== before.quantity)
      await applyQuantity(ctx, scope, { ticketTypeId: id, quantity: after.quantity });
    const { organizerId, eventId } = scope;
    const { currency } = await getEventMoney(ctx, scope);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-type.update',
      subject: `ticket type ${input.number}: ${before.name}`,
      before: describeTicketType(before, currency),
      after: describeTicketType(after, currency),
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
