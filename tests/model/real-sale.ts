/** The same sale in Foyer: the real use cases on the real database, and what they leave there. */
import { systemEventScope, type EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { hashKey } from '#features/orders/server/queries.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { checkQuotas } from '#features/orders/server/queries.ts';
import { recordPayment } from '#features/orders/server/paying/record-payment.ts';
import { recordRefund } from '#features/orders/server/paying/record-refund.ts';
import { type QueueState, reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { transferTicket } from '#features/orders/server/after-sale/transfer-ticket.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { joinWaitingList } from '#features/waiting/server/join-waiting-list.ts';
import { leaveWaitingList } from '#features/waiting/server/leave-waiting-list.ts';
import { offerEntry } from '#features/waiting/server/offer-entry.ts';
import { authoriseEntry } from '#features/waiting/server/policy.ts';
import { removeEntry } from '#features/waiting/server/remove-entry.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { makeEvent } from '#testing/builders.ts';
import type { Act } from './acts.ts';
import { HOLD_MINUTES, OFFER_MINUTES, PRICES, START } from './sale-model.ts';

const BUYER = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };

/** What is seen of a sale, in Foyer and in the model alike. */
export type Sight = {
  quotas: { name: string; size: number | null; held: number; sold: number; awaited: boolean }[];
  orders: {
    state: string;
    heldUntil: number | null;
    total: number;
    paid: number;
    refunded: number;
    tickets: string[];
  }[];
  entries: string[];
};

export class RealSale {
  readonly #ctx: Ctx;
  readonly event: EventScope;
  readonly #hall: number;
  /** Two processes, each with what it knows of the sale. */
  readonly #queues: QueueState[] = [{ holdSeconds: HOLD_MINUTES * 60 }, { holdSeconds: HOLD_MINUTES * 60 }];
  #asked = 0;
  /** What was asked for, by what is kept of it. */
  readonly #keys = new Map<string, string>();

  private constructor(ctx: Ctx, event: EventScope, hall: number) {
    this.#ctx = ctx;
    this.event = event;
    this.#hall = hall;
  }

  static async open(ctx: Ctx, organizer: OrganizerScope): Promise<RealSale> {
    const event = await makeEvent(ctx, organizer);
    for (const [type, quantity] of Object.entries(START.own)) {
      const priceMinor = PRICES[Number(type)] as number;
      await createTicketType(ctx, event, {
        ...BLANK_TICKET,
        name: `Type ${type}`,
        kind: priceMinor > 0 ? 'paid' : 'free',
        priceMinor,
        quantity,
      });
    }
    const { number } = await createQuota(ctx, event, { name: 'hall', ...START.hall });
    await updateWaitingList(ctx, event, { isOpen: true, offerMinutes: OFFER_MINUTES });
    return new RealSale(ctx, await systemEventScope(ctx, event.eventId), number);
  }

  /** Does it at that moment and says what came of it: an outcome, or the code of the refusal. */
  async act(act: Act, now: number): Promise<string> {
    try {
      return await this.#do({ ...this.#ctx, now }, act);
    } catch (error) {
      if (error instanceof FoyerError) return error.code;
      throw error;
    }
  }

  async #do(ctx: Ctx, act: Act): Promise<string> {
    switch (act.kind) {
      case 'advance':
        return 'done';
      case 'clock':
        return done(expireOrders(ctx, this.event.eventId));
      case 'reserve':
        return this.#reserve(ctx, act.key, act.request);
      case 'quantity':
        return done(updateTicketType(ctx, this.event, { number: act.type, change: { quantity: act.size } }));
      case 'hall':
        return done(updateQuota(ctx, this.event, { number: this.#hall, change: { size: act.size, types: act.types } }));
      case 'list':
        return done(updateWaitingList(ctx, this.event, { isOpen: act.open }));
      case 'join':
        return done(
          joinWaitingList(ctx, this.event, {
            ticketType: act.type,
            quantity: act.quantity,
            name: 'Somebody',
            email: act.email,
            locale: 'en',
          }),
        );
      case 'leave':
      case 'remove':
      case 'offer':
        return this.#entryAct(ctx, act.kind, act.at);
      default:
        return this.#orderAct(ctx, act);
    }
  }

  async #reserve(ctx: Ctx, key: string, request: Record<number, number>): Promise<string> {
    this.#asked += 1;
    this.#keys.set(hashKey(key), key);
    const lines = Object.entries(request).map(([ticketType, quantity]) => ({
      ticketType: Number(ticketType),
      quantity,
    }));
    const [answer] = await reserveTickets(
      ctx,
      this.event.eventId,
      [{ idempotencyKey: key, lines, unlocked: [], locale: 'en' }],
      this.#queues[this.#asked % 2] as QueueState,
    );
    return answer?.outcome === 'reserved' && answer.repeated ? 'repeated' : String(answer?.outcome);
  }

  async #entryAct(ctx: Ctx, kind: 'leave' | 'remove' | 'offer', at: number): Promise<string> {
    const entries = await ctx.db
      .selectFrom('waitingEntries')
      .select(['id', 'token'])
      .where('eventId', '=', this.event.eventId)
      .orderBy('id')
      .execute();
    const entry = entries[at % Math.max(1, entries.length)];
    if (!entry) return 'nothing';
    if (kind === 'leave')
      return done(leaveWaitingList(ctx, await authoriseEntry(ctx, { token: entry.token, visitor: () => '192.0.2.1' })));
    return done(kind === 'remove' ? removeEntry(ctx, this.event, entry) : offerEntry(ctx, this.event, entry));
  }

  async #orderAct(ctx: Ctx, act: Extract<Act, { at: number }>): Promise<string> {
    const orders = await ctx.db
      .selectFrom('orders')
      .select(['id', 'code', 'idempotencyKey', 'wishHash'])
      .where('eventId', '=', this.event.eventId)
      .orderBy('id')
      .execute();
    const order = orders[act.at % Math.max(1, orders.length)];
    if (!order) return 'nothing';
    const scope = await authoriseOrderIn(ctx, this.event, order.code);
    if (act.kind === 'again') return this.#again(ctx, { ...order, isOffer: order.wishHash === 'offer' }, act.other);
    if (act.kind === 'cancelTicket' || act.kind === 'transfer') return this.#ticketAct(ctx, scope, act);
    const answer = await onOrder(ctx, scope, act);
    return answer === undefined ? 'done' : String(answer);
  }

  /** An offer was asked for by nobody, so nobody can ask for it again: whoever tries asks for something new. */
  async #again(
    ctx: Ctx,
    { id, idempotencyKey, isOffer }: { id: number; idempotencyKey: string; isOffer: boolean },
    other: boolean,
  ): Promise<string> {
    const lines = await ctx.db
      .selectFrom('orderLines as l')
      .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
      .select(['t.number', 'l.quantity'])
      .where('l.orderId', '=', id)
      .orderBy('t.number')
      .execute();
    const request = other ? { 3: 9 } : Object.fromEntries(lines.map(({ number, quantity }) => [number, quantity]));
    return this.#reserve(
      ctx,
      isOffer ? `nobody-asked-${this.#asked}` : (this.#keys.get(idempotencyKey) as string),
      request,
    );
  }

  async #ticketAct(
    ctx: Ctx,
    scope: OrderScope,
    act: { kind: 'cancelTicket' | 'transfer'; ticket: number },
  ): Promise<string> {
    const tickets = await ctx.db
      .selectFrom('tickets')
      .select(['number', 'rotation'])
      .where('orderId', '=', scope.orderId)
      .orderBy('number')
      .execute();
    const ticket = tickets[act.ticket % Math.max(1, tickets.length)];
    if (!ticket) return 'not_found';
    const { number } = ticket;
    if (act.kind === 'transfer')
      return done(
        transferTicket(ctx, scope, { number, name: 'Somebody', email: `holder-${ticket.rotation + 1}@example.org` }),
      );
    return cancelTicket(ctx, scope, {
      number,
      giveBack: async (ctx, order, { backMinor }) =>
        void (await recordRefund(ctx, order, { amountMinor: backMinor, by: 'Team' })),
    });
  }

  async see(): Promise<Sight> {
    const { db } = this.#ctx;
    const { eventId } = this.event;
    const checks = await checkQuotas(this.#ctx, this.event);
    for (const { name, held, sold, size, counted } of checks) {
      if (held !== counted.held || sold !== counted.sold)
        throw new Error(`${name} counts ${held} held and ${sold} sold, its orders come to ${JSON.stringify(counted)}`);
      if (size !== null && held + sold > size) throw new Error(`${name} is oversold`);
    }
    const quotas = await db
      .selectFrom('quotas as q')
      .leftJoin('ticketTypes as t', 't.id', 'q.ownTicketTypeId')
      .select(['q.name', 't.number', 'q.size', 'q.held', 'q.sold', 'q.awaited'])
      .where('q.eventId', '=', eventId)
      .orderBy('q.number')
      .execute();
    const orders = await db
      .selectFrom('orders')
      .select(['id', 'state', 'heldUntil', 'totalMinor as total', 'paidMinor as paid', 'refundedMinor as refunded'])
      .where('eventId', '=', eventId)
      .orderBy('id')
      .execute();
    const tickets = await db
      .selectFrom('tickets as k')
      .innerJoin('orders as o', 'o.id', 'k.orderId')
      .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
      .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
      .select([
        'k.orderId',
        'k.number',
        't.number as type',
        'k.priceMinor',
        'k.cancelledAt',
        'k.rotation',
        'k.attendeeEmail',
      ])
      .where('o.eventId', '=', eventId)
      .orderBy('k.number')
      .execute();
    const entries = await db
      .selectFrom('waitingEntries as w')
      .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
      .select(['t.number', 'w.quantity', 'w.email', 'w.state'])
      .where('w.eventId', '=', eventId)
      .orderBy('w.id')
      .execute();
    const ticketsOf = Map.groupBy(tickets, ({ orderId }) => orderId);
    return {
      quotas: quotas.map(({ name, number, ...quota }) => ({ name: name || `own ${number}`, ...quota })),
      orders: orders.map(({ id, ...order }) => ({
        ...order,
        tickets: (ticketsOf.get(id) ?? []).map(({ type, priceMinor, cancelledAt, rotation, attendeeEmail }) =>
          describeTicket({ type, priceMinor, cancelled: cancelledAt !== null, rotation, email: attendeeEmail }),
        ),
      })),
      entries: entries.map(({ number, quantity, email, state }) => `${email} ${quantity} of ${number} ${state}`),
    };
  }
}

async function onOrder(ctx: Ctx, scope: OrderScope, act: Extract<Act, { at: number }>): Promise<unknown> {
  switch (act.kind) {
    case 'details':
      return enterDetails(ctx, scope, BUYER);
    case 'place':
      return placeOrder(ctx, scope, { method: 'bank-transfer', dueAt: ctx.now + 86_400_000 });
    case 'pay':
      return recordPayment(ctx, scope, { amountMinor: act.minor, by: 'Team' });
    case 'refund':
      return recordRefund(ctx, scope, { amountMinor: act.minor, by: 'Team' });
    case 'cancel':
      return cancelOrder(ctx, scope);
    case 'unpaid':
      return expireOrder(ctx, scope);
    default:
      throw new TypeError(act.kind);
  }
}

async function done(work: Promise<unknown>): Promise<string> {
  await work;
  return 'done';
}

export function describeTicket({
  type,
  priceMinor,
  cancelled,
  rotation,
  email,
}: {
  type: number;
  priceMinor: number;
  cancelled: boolean;
  rotation: number;
  email: string;
}): string {
  return [`type ${type}`, priceMinor, cancelled ? 'cancelled' : 'live', `secret ${rotation}`, email].join(' ');
}
