/** Changing whose tickets they are. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { getEventTimes } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { isValidOrder, refuseNames } from '../../after-sale.ts';
import { loadOrderRules } from './load-order-rules.ts';
import { lockOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { ticketChanged } from '../signals.ts';
import { writeOrderEdit } from '../write-order-edit.ts';

/** `number` is the ticket's within its order; '' where nobody is named. */
export type AttendeeChange = { number: number; name: string; email: string };

/**
 * Names those who come. What is the same as before changes nothing and announces nothing. `holder`: who changes it took
 * the ticket over from the buyer. Locks the event's quotas and the order.
 * @throws NotFound for a ticket of another order; Conflict for one that was cancelled (`cancelled`), for buyers also
 * for one that belongs to somebody else (`transferred`), and where the organiser's time for it is over (`too-late`,
 * `begun`) or the order stands no more (`order_state`)
 */
export async function updateAttendees(
  ctx: Ctx,
  scope: OrderScope,
  changes: readonly AttendeeChange[],
  { holder = false }: { holder?: boolean } = {},
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    await checkTime(ctx, scope, order.state);
    const tickets = await ctx.db
      .selectFrom('tickets')
      .select(['id', 'number', 'attendeeName', 'attendeeEmail', 'cancelledAt', 'transferredAt'])
      .where('orderId', '=', order.orderId)
      .execute();
    for (const change of changes) {
      const ticket = tickets.find(({ number }) => number === change.number);
      if (!ticket) throw new NotFound('not_found.ticket_of_order');
      if (ticket.attendeeName === change.name && ticket.attendeeEmail === change.email) continue;
      if (ticket.cancelledAt !== null) throw new Conflict('cancelled.ticket');
      if (scope.by === 'buyer' && holder !== (ticket.transferredAt !== null)) throw new Conflict('transferred.ticket');
      await rename(ctx, scope, ticket, { ...change, ...(holder && { by: 'holder' }) });
    }
  });
}

type Ticket = { id: number; number: number; attendeeName: string; attendeeEmail: string };

async function rename(
  ctx: Ctx,
  scope: OrderScope,
  ticket: Ticket,
  { name, email, by }: AttendeeChange & { by?: string },
): Promise<void> {
  const { organizerId, eventId, orderId, code } = scope;
  await ctx.db
    .updateTable('tickets')
    .set({ attendeeName: name, attendeeEmail: email })
    .where('id', '=', ticket.id)
    .execute();
  await writeOrderEdit(
    ctx,
    scope,
    {
      act: 'attendee',
      number: ticket.number,
      from: inWords(ticket.attendeeName, ticket.attendeeEmail),
      to: inWords(name, email),
    },
    by,
  );
  if (scope.by === 'team') {
    // Who it was and is stands in the order's own history, which goes with the order.
    const changed = [
      ...(name === ticket.attendeeName ? [] : ['name']),
      ...(email === ticket.attendeeEmail ? [] : ['e-mail']),
    ];
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket.update',
      subject: `ticket ${code}-${ticket.number}`,
      after: { changed },
    });
  }
  await ticketChanged.announce(ctx, 'orders', { eventId, orderId, ticketId: ticket.id });
}

async function checkTime(ctx: Ctx, scope: OrderScope, state: Parameters<typeof isValidOrder>[0]): Promise<void> {
  const { startsAt } = await getEventTimes(ctx, scope);
  const refusal =
    scope.by === 'buyer'
      ? refuseNames(await loadOrderRules(ctx, scope), { state, startsAt, now: ctx.now })
      : isValidOrder(state)
        ? undefined
        : 'order_state';
  if (refusal) throw new Conflict(`${refusal}.names`);
}

function inWords(name: string, email: string): string {
  return [name, email && `<${email}>`].filter(Boolean).join(' ');
}
