/** Holding seats for somebody who did not ask in the queue: they were offered to them. */
import { randomBytes } from 'node:crypto';
import { getEventForSale } from '#features/events/server/queries.ts';
import { updateCounts } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Instant } from '#platform/time.ts';
import { orderCode } from '../../order.ts';
import { seatsFor } from '../../reservation.ts';
import { EXPIRE_ORDERS_QUEUE } from '../inputs.ts';

/** So many of one ticket type for one buyer, at its list price. `quotas`: the ids of all from which it takes. */
export type SeatOffer = {
  typeId: number;
  quantity: number;
  unitMinor: number;
  quotas: readonly number[];
  locale: string;
  heldUntil: Instant;
};

/**
 * Makes a reservation of each offer, in one transaction with whoever decided on them: an order like any other, but that
 * its seats are held longer. Gives the orders' ids in the order of the offers. Call it while the event's quotas are
 * locked, with what they have room for.
 */
export async function reserveOffers(ctx: Ctx, eventId: number, offers: readonly SeatOffer[]): Promise<number[]> {
  if (offers.length === 0) return [];
  const { currency } = await getEventForSale(ctx, eventId);
  const at = new Date(ctx.now);
  const rows = offers.map(({ quantity, unitMinor, locale, heldUntil }) => ({
    // Nobody sends this again, so the key and the hash of the request are only what nobody else has.
    eventId,
    code: orderCode(randomBytes(8)),
    state: 'reserved',
    idempotencyKey: randomBytes(18).toString('base64url'),
    wishHash: 'offer',
    currency,
    totalMinor: quantity * unitMinor,
    heldUntil: new Date(heldUntil),
    locale,
    createdAt: at,
    updatedAt: at,
  }));
  const made = await ctx.db.insertInto('orders').values(rows).returning(['id', 'code']).execute();
  const idOf = new Map(made.map(({ id, code }) => [code, id]));
  const ids = rows.map(({ code }) => idOf.get(code) as number);
  const lines = offers.map(({ typeId, quantity, unitMinor, quotas }, n) => ({
    orderId: ids[n] as number,
    ticketTypeId: typeId,
    quantity,
    unitMinor,
    quotaIds: [...quotas],
  }));
  await ctx.db.insertInto('orderLines').values(lines).execute();
  await updateCounts(
    ctx,
    [...seatsFor(offers)].map(([quotaId, held]) => ({ quotaId, held, sold: 0 })),
  );
  const first = Math.min(...offers.map(({ heldUntil }) => heldUntil));
  await enqueue(ctx, EXPIRE_ORDERS_QUEUE, { eventId }, { key: String(eventId), delayMs: Math.max(0, first - ctx.now) });
  return ids;
}
