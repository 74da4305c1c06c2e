/** What a choice on the event's page is read and judged by before anybody asks for seats. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { canBePaid, listTypesForSale } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';

/** `payable`: the event has a way to take money. `priced`: the numbers of the ticket types that cost something. */
export type Shop = { currency: string; payable: boolean; priced: ReadonlySet<number> };

export async function loadShop(ctx: Ctx, event: EventScope): Promise<Shop> {
  const { currency } = await getEventMoney(ctx, event);
  const types = await listTypesForSale(ctx, event.eventId);
  const priced = types.filter(({ kind, priceMinor }) => kind === 'paid' || priceMinor > 0);
  return { currency, payable: await canBePaid(ctx, event), priced: new Set(priced.map(({ number }) => number)) };
}
