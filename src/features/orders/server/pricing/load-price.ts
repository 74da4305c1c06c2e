/** What an order costs by what the organiser says now. */
import { findDiscount, findTaxes, getTaxMode, listFees } from '#features/prices/server/queries.ts';
import { isFor } from '#features/prices/discount.ts';
import type { TicketKind } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type LineToPrice, calculatePrice, type Price } from '../../price.ts';
import type { OrderScope } from '../policy.ts';

export type LoadedPrice = Price & { pricesIncludeTax: boolean };

/**
 * Reckons the price from the order's lines, the event's taxes and fees, and the code of which it has a use. Nothing is
 * written.
 */
export async function loadPrice(ctx: Ctx, { orderId, eventId }: OrderScope): Promise<LoadedPrice> {
  const { discountCodeId } = await ctx.db
    .selectFrom('orders')
    .select('discountCodeId')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  const known = discountCodeId === null ? undefined : await findDiscount(ctx, eventId, { id: discountCodeId });
  const rows = await ctx.db
    .selectFrom('orderLines as l')
    .innerJoin('ticketTypes as t', 't.id', 'l.ticketTypeId')
    .select(['l.id', 't.id as typeId', 't.number as ticketType', 't.kind', 'l.quantity', 'l.unitMinor'])
    .where('l.orderId', '=', orderId)
    .orderBy('l.id')
    .execute();
  const taxes = await findTaxes(
    ctx,
    eventId,
    rows.map(({ typeId, kind }) => ({ id: typeId, kind: kind as TicketKind })),
  );
  const lines = rows.map(({ id, typeId, ticketType, kind, quantity, unitMinor }): LineToPrice => ({
    id,
    kind: kind as TicketKind,
    quantity,
    unitMinor,
    tax: taxes.get(typeId) ?? null,
    discounted: known !== undefined && isFor(known, ticketType),
  }));
  const { pricesIncludeTax } = await getTaxMode(ctx, { eventId });
  return {
    ...calculatePrice(lines, {
      pricesIncludeTax,
      fees: await listFees(ctx, { eventId }),
      discount: known?.discount ?? null,
    }),
    pricesIncludeTax,
  };
}
