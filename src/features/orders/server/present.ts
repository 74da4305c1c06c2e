/** An order's price as people read it. */
import type { Ctx } from '#platform/ctx.ts';
import type { TaxRate } from '#features/prices/tax.ts';
import { isFreeByList, type PriceView, viewPrice } from '../price.ts';
import { loadPrice } from './pricing/load-price.ts';
import type { OrderScope } from './policy.ts';
import type { OrderView } from './queries.ts';

/**
 * What the order costs in all its parts: as it was written down, or by what the organiser says now as long as nobody
 * said who it is for.
 */
export async function getPrice(ctx: Ctx, scope: OrderScope, order: OrderView): Promise<PriceView> {
  const isOpen = order.state === 'reserved' && order.buyerEmail === '';
  return isOpen && !isFreeByList(order) ? reckon(ctx, scope, order) : presentPrice(order);
}

/** The price of an order as it stands written. */
export function presentPrice({ lines, fees, ...order }: OrderView): PriceView {
  return viewPrice({
    ...order,
    lines: lines.map((line) => ({ ...line, tax: taxOf(line) })),
    fees: fees.map((fee) => ({ ...fee, tax: taxOf(fee) })),
  });
}

function taxOf({ taxName, taxRateBp }: { taxName: string; taxRateBp: number }): TaxRate | null {
  return taxName === '' ? null : { name: taxName, rateBp: taxRateBp };
}

async function reckon(ctx: Ctx, scope: OrderScope, { lines, currency, discountCode }: OrderView): Promise<PriceView> {
  const { lines: priced, ...price } = await loadPrice(ctx, scope);
  const byId = new Map(priced.map((line) => [line.id, line]));
  return viewPrice({
    ...price,
    currency,
    discountCode,
    lines: lines.flatMap((line) => {
      const reckoned = byId.get(line.id);
      return reckoned ? [{ ...line, ...reckoned }] : [];
    }),
  });
}
