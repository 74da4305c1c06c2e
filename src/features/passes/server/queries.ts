/** Reading what tickets' codes are made of. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { placeLine } from '#features/events/event-face.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { type EventView, getEvent } from '#features/events/server/queries.ts';
import { ticketsAreValid } from '#features/orders/order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder, listTicketSecrets, type OrderTicket, type OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { type CodedTicket, tagOf, type TicketKey } from '../ticket-code.ts';
import { signTicket, ticketKey } from './sign-ticket.ts';

export type KeyGeneration = { generation: number; validFrom: number };

/** Which of the event's keys signs now, and which still count. */
export async function getKeyGeneration(ctx: Ctx, eventId: number): Promise<KeyGeneration> {
  return rememberOfEvent(ctx, eventId, 'ticket key', async () => {
    const row = await ctx.db
      .selectFrom('ticketKeyTurns')
      .select(['generation', 'validFrom'])
      .where('eventId', '=', eventId)
      .executeTakeFirst();
    return row ?? { generation: 1, validFrom: 1 };
  });
}

/** The public keys by which the event's codes are told true, the newest first. */
export async function listTicketKeys(ctx: Ctx, { eventId }: { eventId: number }): Promise<TicketKey[]> {
  const { generation, validFrom } = await getKeyGeneration(ctx, eventId);
  return Array.from({ length: generation - validFrom + 1 }, (_, back) =>
    ticketKey(getRuntime().config.secret, eventId, generation - back),
  );
}

/** A ticket that lets somebody in: `label` is what people read (`K7PW2MHX-2`), `code` what its QR code says. */
export type Pass = OrderTicket & { label: string; attendee: string; code: string };
export type Passes = { event: EventView; place: string; order: OrderView; passes: Pass[] };

/**
 * The order's tickets that let somebody in, by their numbers; none where the order is not paid, or is off. What its
 * buyer passed on is not theirs any more: `held` is the number of a ticket whose holder asks. `order`: where the caller
 * has it already.
 */
export async function getPasses(
  ctx: Ctx,
  scope: OrderScope,
  { held, order: known }: { held?: number | undefined; order?: OrderView | undefined } = {},
): Promise<Passes> {
  const order = known ?? (await getOrder(ctx, scope));
  const event = await getEvent(ctx, await systemEventScope(ctx, scope.eventId));
  const isTheirs = ({ number, transferredAt }: OrderTicket): boolean =>
    held === undefined ? scope.by === 'team' || transferredAt === null : number === held;
  const valid = ticketsAreValid(order.state, order.paymentMethod)
    ? order.tickets.filter((ticket) => ticket.cancelledAt === null && isTheirs(ticket))
    : [];
  const codes = valid.length > 0 ? await signAll(ctx, scope, valid) : [];
  const passes = valid.map((ticket, at) => ({
    ...ticket,
    label: `${order.code}-${ticket.number}`,
    attendee: ticket.attendeeName || order.buyerName,
    code: codes[at] as string,
  }));
  return { event, place: placeLine(event), order, passes };
}

async function signAll(ctx: Ctx, scope: OrderScope, tickets: readonly OrderTicket[]): Promise<string[]> {
  const { generation } = await getKeyGeneration(ctx, scope.eventId);
  const secrets = await listTicketSecrets(ctx, scope);
  const coded = ({ number, rotation }: OrderTicket): CodedTicket => ({
    event: scope.eventId,
    generation,
    order: scope.code,
    ticket: number,
    rotation,
    tag: tagOf(secrets.get(number) ?? ''),
  });
  return tickets.map((ticket) => signTicket(getRuntime().config.secret, coded(ticket)));
}
