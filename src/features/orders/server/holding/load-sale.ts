/** What deciding about reservations needs to know of an event. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventForSale, getEventMoney } from '#features/events/server/queries.ts';
import { listTypesForSale, canBePaid } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { EventForSale, QuotaFill } from '../../reservation.ts';

/** `payable`: the event has a way to take money. `priced`: the numbers of the ticket types that cost something. */
export type Shop = { currency: string; payable: boolean; priced: ReadonlySet<number> };

/** What was on sale when the event had that version: every change of it makes another one. */
export type Sale = EventForSale & { version: number; currency: string };

/**
 * What a process remembers between two batches. `fills` are from then: others may have taken seats and given them back
 * since.
 */
export type KnownSale = { sale: Sale; fills: readonly QuotaFill[] };

/** Reads it, the version first: what changes in between is under a later one. */
export async function loadSale(ctx: Ctx, eventId: number): Promise<Sale> {
  const event = await getEventForSale(ctx, eventId);
  return { ...event, types: await listTypesForSale(ctx, eventId) };
}

export async function loadShop(ctx: Ctx, event: EventScope): Promise<Shop> {
  const { currency } = await getEventMoney(ctx, event);
  const types = await listTypesForSale(ctx, event.eventId);
  const priced = types.filter(({ kind, priceMinor }) => kind === 'paid' || priceMinor > 0);
  return { currency, payable: await canBePaid(ctx, event), priced: new Set(priced.map(({ number }) => number)) };
}
