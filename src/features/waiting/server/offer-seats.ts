/** Whose turn it is: seats that came back go to those who wait, in the transaction in which they came back. */
import { sql } from 'kysely';
import { getEventForSale } from '#features/events/server/queries.ts';
import { reserveOffers } from '#features/orders/server/holding/reserve-offers.ts';
import { lockQuotas, markAwaited } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { chooseOffers } from '../waiting.ts';
import { OFFER_SEATS_QUEUE, SEND_OFFERS_QUEUE } from './inputs.ts';
import { findNextChange, getWaitingList, type QueuedEntry, listQueue } from './queries.ts';

/**
 * Notes what became of offers, gives what is free to the queue as far as groups fit, and keeps from the public what
 * those who go on waiting are short of. Safe to call at any time; the mails go by a job. `first`: the entry that comes
 * before all others this time. Locks the event's quotas.
 */
export async function offerSeats(ctx: Ctx, eventId: number, { first }: { first?: number } = {}): Promise<void> {
  await transact(ctx, async (ctx) => {
    const quotas = await lockQuotas(ctx, eventId);
    const ended = await noteOffers(ctx, eventId);
    const { isOpen, offerMinutes } = await getWaitingList(ctx, { eventId });
    const waiting = (await getEventForSale(ctx, eventId)).isOpen ? await listQueue(ctx, eventId) : [];
    const chosen = waiting.filter(({ id }) => id === first);
    const queue = isOpen ? [...chosen, ...waiting.filter(({ id }) => id !== first)] : chosen;
    const { offered, awaited } = chooseOffers(
      queue,
      quotas.map(({ id, size, held, sold }) => ({ id, size, taken: held + sold })),
    );
    await makeOffers(ctx, eventId, offered, offerMinutes);
    await markAwaited(ctx, quotas, isOpen ? awaited : []);
    if (isOpen) await comeAgain(ctx, eventId);
    if (offered.length > 0 || ended) await enqueue(ctx, SEND_OFFERS_QUEUE, { eventId }, { key: String(eventId) });
  });
}

/** A ticket type whose sale begins or ends changes who waits for what, without anybody doing anything. */
async function comeAgain(ctx: Ctx, eventId: number): Promise<void> {
  const next = await findNextChange(ctx, eventId);
  if (next !== undefined)
    await enqueue(ctx, OFFER_SEATS_QUEUE, { eventId }, { key: String(eventId), delayMs: next - ctx.now });
}

/**
 * Gives entries with an offer the state that their order says; whether somebody is to hear of it. Call it while the
 * event's quotas are locked.
 */
export async function noteOffers(ctx: Ctx, eventId: number): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    update waiting_entries as w
    set state = case o.state when 'expired' then 'lapsed' when 'cancelled' then 'declined' else 'taken' end, changed_at = ${new Date(ctx.now)}
    from orders as o
    where w.event_id = ${eventId} and w.state = 'offered' and o.id = w.order_id and o.state <> 'reserved'
    returning w.state`.execute(ctx.db);
  return rows.some(({ state }) => state === 'lapsed');
}

async function makeOffers(
  ctx: Ctx,
  eventId: number,
  offered: readonly QueuedEntry[],
  offerMinutes: number,
): Promise<void> {
  const until = ctx.now + offerMinutes * 60_000;
  const orders = await reserveOffers(
    ctx,
    eventId,
    offered.map((entry) => ({ ...entry, heldUntil: Math.min(until, entry.saleEndsAt) })),
  );
  if (orders.length === 0) return;
  await sql`
    update waiting_entries as w set state = 'offered', order_id = o.order_id, changed_at = ${new Date(ctx.now)}
    from unnest(${offered.map(({ id }) => id)}::bigint[], ${orders}::bigint[]) as o(id, order_id) where w.id = o.id`.execute(
    ctx.db,
  );
}
