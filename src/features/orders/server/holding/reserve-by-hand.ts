/** Holding seats that the team gives to somebody. */
import type { EventScope } from '#features/events/server/policy.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import { TICKET_LIMITS } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { type Decision, decideReservations, type RequestLine } from '../../reservation.ts';
import { expireDueOrders } from './expire-orders.ts';
import { loadSale, type Sale } from './load-sale.ts';
import { makeOrders, type ReservationRequest } from './make-orders.ts';
import { findOrdersByKey } from '../queries.ts';
import { answerAgain, publicFill, type Reservation } from './reserve-tickets.ts';

/** What the team hears: it has no share as a network has. */
export type HandReservation = Exclude<Reservation, { outcome: 'over-share' }>;

/** `key`: the same key is the same order. `isFree`: what is on the list costs nothing here. */
export type HandRequest = { key: string; lines: readonly RequestLine[]; isFree: boolean; locale: string };

/**
 * Decides like everybody's reservations by what is left, but for what the organiser holds buyers to: hidden ticket
 * types, the time of sale and how many go into one order. Seats that others wait for are theirs here too. Locks the
 * event's quotas.
 */
export async function reserveByHand(
  ctx: Ctx,
  { eventId }: EventScope,
  { key, lines, isFree, locale }: HandRequest,
): Promise<HandReservation> {
  const request: ReservationRequest = { idempotencyKey: key, lines, unlocked: [], locale };
  return transact(ctx, async (ctx) => {
    await lockQuotas(ctx, eventId);
    const known = (await findOrdersByKey(ctx, eventId, [key])).get(key);
    if (known) return answerAgain(known, request) as HandReservation;
    await expireDueOrders(ctx, eventId);
    const fills = (await lockQuotas(ctx, eventId)).map(publicFill);
    const sale = withoutRules(await loadSale(ctx, eventId), isFree);
    const [decision] = decideReservations([request], sale, fills, ctx.now) as [Decision];
    if (decision.outcome === 'over-share') throw new TypeError('The team has no share');
    if (decision.outcome !== 'granted') return decision;
    const granted = { requests: [request], decisions: [decision], heldUntil: ctx.now + HOLD_SECONDS * 1000 };
    const order = (await makeOrders(ctx, eventId, sale, granted, { ifVersion: null }))?.orders[0];
    if (!order) throw new TypeError('What was granted was not written');
    return { outcome: 'reserved', order, repeated: false };
  });
}

function withoutRules(sale: Sale, isFree: boolean): Sale {
  const price = isFree ? { kind: 'free' as const, priceMinor: 0 } : {};
  const types = sale.types.map((type) => ({
    ...type,
    ...price,
    visibility: 'public' as const,
    saleStartsAt: null,
    saleEndsAt: null,
    minimumPerOrder: 1,
    maximumPerOrder: TICKET_LIMITS.perOrder,
  }));
  return { ...sale, types, endsAt: Number.MAX_SAFE_INTEGER };
}
