/** What deciding about reservations needs to know of an event. */
import { getEventForSale } from '#features/events/server/queries.ts';
import { listTypesForSale } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { EventForSale, QuotaFill } from '../../reservation.ts';

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
