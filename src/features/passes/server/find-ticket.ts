/** What Foyer knows of a code that somebody holds up. */
import type { EventScope } from '#features/events/server/policy.ts';
import { ticketsAreValid } from '#features/orders/order.ts';
import { type DoorTicket, findDoorTicket } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type CodedTicket, readTicketCode, tagOf, verifyTicketCode } from '../ticket-code.ts';
import { listTicketKeys } from './queries.ts';

/**
 * `forged`: no key of the event signed it, or one that does not count any more. `rotated`: the ticket has a newer code,
 * since it was passed on. `unpaid`: its order is not paid, or was given up.
 */
export type TicketFinding =
  | { outcome: 'valid'; ticketId: number; label: string; typeName: string; attendee: string }
  | { outcome: 'rotated' | 'cancelled' | 'unpaid'; ticketId: number; label: string; typeName: string; attendee: string }
  | { outcome: 'unreadable' | 'forged' | 'other-event' };

/** Whether the holder of that code may come in to the event, and if not, why. It changes nothing. */
export async function findTicketByCode(ctx: Ctx, scope: EventScope, text: string): Promise<TicketFinding> {
  const said = readTicketCode(text);
  if (!said) return { outcome: 'unreadable' };
  if (said.event !== scope.eventId) return { outcome: 'other-event' };
  const verified = await verifyTicketCode(text, await listTicketKeys(ctx, scope));
  if (!verified.ok) return { outcome: 'forged' };
  const ticket = await findDoorTicket(ctx, scope, { order: said.order, number: said.ticket });
  if (!ticket) return { outcome: 'forged' };
  const { ticketId, typeName } = ticket;
  return {
    outcome: outcomeOf(ticket, said),
    ticketId,
    typeName,
    label: `${said.order}-${said.ticket}`,
    attendee: ticket.attendeeName || ticket.buyerName,
  };
}

function outcomeOf(
  { cancelledAt, state, paymentMethod, rotation, secret }: DoorTicket,
  said: CodedTicket,
): 'valid' | 'rotated' | 'cancelled' | 'unpaid' {
  if (cancelledAt !== null || state === 'cancelled' || state === 'refunded') return 'cancelled';
  if (rotation !== said.rotation || tagOf(secret) !== said.tag) return 'rotated';
  return ticketsAreValid(state, paymentMethod) ? 'valid' : 'unpaid';
}
