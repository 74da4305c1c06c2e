/** Reading what is on its way. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { type EventView, getEvent, getEventFacts } from '#features/events/server/queries.ts';
import { namesDeadline, type Refusal, refuseNames } from '#features/orders/after-sale.ts';
import { type OrderState, seatsOf, ticketsAreValid } from '#features/orders/order.ts';
import { decideTicketPage, type TicketPage } from '#features/orders/order-page.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import type { Instant } from '#platform/time.ts';
import { type TransferState, transferState } from '../transfer.ts';
import type { HolderScope, TransferScope } from './policy.ts';

export type OpenOffer = { number: number; email: string; expiresAt: Instant };

/** The offers of an order that can still be taken up, by ticket. */
export async function listOpenOffers(ctx: Ctx, { orderId }: OrderScope): Promise<OpenOffer[]> {
  return ctx.db
    .selectFrom('ticketTransfers as r')
    .innerJoin('tickets as k', 'k.id', 'r.ticketId')
    .select(['k.number', 'r.email', 'r.expiresAt'])
    .where('k.orderId', '=', orderId)
    .where('r.state', '=', 'open')
    .where('r.expiresAt', '>', timestamp(ctx.now))
    .orderBy('k.number')
    .execute();
}

/** `page`: what holds of the ticket's event, whether or not the offer is open. */
export type OfferView = {
  page: TicketPage;
  state: TransferState;
  email: string;
  from: string;
  ticket: string;
  number: number;
  expiresAt: Instant;
  event: EventView;
};

/** What the link of an offer shows. */
export async function getOffer(ctx: Ctx, scope: TransferScope): Promise<OfferView> {
  const row = await ctx.db
    .selectFrom('ticketTransfers as r')
    .innerJoin('tickets as k', 'k.id', 'r.ticketId')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select([
      'r.state',
      'r.email',
      'r.expiresAt',
      'o.buyerName as from',
      'o.state as orderState',
      't.name as ticket',
      'k.number',
      'k.cancelledAt',
    ])
    .where('r.id', '=', scope.transferId)
    .executeTakeFirstOrThrow();
  const { state, orderState, cancelledAt, ...offer } = row;
  const live = cancelledAt === null && seatsOf(orderState as OrderState) === 'sold';
  const event = await getEvent(ctx, await systemEventScope(ctx, scope.order.eventId));
  const facts = await getEventFacts(ctx, scope.order.eventId);
  const page = decideTicketPage({ isValid: live, event: facts, now: ctx.now });
  return { ...offer, page, state: transferState(state, { expiresAt: offer.expiresAt, now: ctx.now, live }), event };
}

/** `refusal`: why name and answers can no longer be changed; `until`: the first moment at which they cannot. */
export type HeldView = {
  page: TicketPage;
  code: string;
  number: number;
  name: string;
  email: string;
  ticket: string;
  event: EventView;
  refusal: Refusal | null;
  until: Instant;
};

/** One ticket, as its holder sees it: nothing of the order that it came from. */
export async function getHeldTicket(ctx: Ctx, scope: HolderScope): Promise<HeldView> {
  const row = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select([
      'k.attendeeName as name',
      'k.attendeeEmail as email',
      'k.cancelledAt',
      'o.state',
      'o.paymentMethod',
      't.name as ticket',
    ])
    .where('k.id', '=', scope.ticketId)
    .executeTakeFirstOrThrow();
  const event = await getEvent(ctx, await systemEventScope(ctx, scope.order.eventId));
  const isValid = row.cancelledAt === null && ticketsAreValid(row.state as OrderState, row.paymentMethod);
  const page = decideTicketPage({ isValid, event: await getEventFacts(ctx, scope.order.eventId), now: ctx.now });
  const rules = await loadOrderRules(ctx, scope.order);
  const refusal =
    row.cancelledAt === null
      ? refuseNames(rules, { state: row.state as OrderState, startsAt: event.startsAt, now: ctx.now })
      : 'order_state';
  return {
    page,
    code: scope.order.code,
    number: scope.number,
    name: row.name,
    email: row.email,
    ticket: row.ticket,
    event,
    refusal: refusal ?? null,
    until: namesDeadline(rules, event.startsAt),
  };
}
