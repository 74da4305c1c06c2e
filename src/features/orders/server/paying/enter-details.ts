/** Who an order is for, while its seats are still held. */
import { randomBytes } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { checkHeld, checkLimits } from './check-limits.ts';
import type { BuyerDetails } from '../inputs.ts';
import { lockLiveOrder, type LockedOrder, writeOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { priceOrder } from '../pricing/price-order.ts';

/**
 * Writes down the buyer and makes a ticket for each seat; sent again, it changes the same ones. The tickets let nobody
 * in before the order is placed. The order has its price then. `expired`: the time had run out, and the seats are given
 * back; `placed`: the order was placed before, and nothing is changed.
 * @throws Conflict where the order was given up; Invalid where the buyer would have more of a ticket type than one may,
 * or too many seats are held with that address
 */
export async function enterDetails(
  ctx: Ctx,
  scope: OrderScope,
  { names, emails = [], ...buyer }: BuyerDetails,
): Promise<'entered' | 'expired' | 'placed'> {
  return transact(ctx, async (ctx) => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return order;
    await checkLimits(ctx, order, buyer.email);
    await checkHeld(ctx, order, buyer.email);
    await writeOrder(ctx, order, { buyerName: buyer.name, buyerEmail: buyer.email, locale: buyer.locale });
    await writeTickets(ctx, order, { names, emails });
    await priceOrder(ctx, order);
    return 'entered';
  });
}

/**
 * One ticket for each seat, numbered through the order. `names` and `emails` are of those who come, by that number from
 * 1 on.
 */
async function writeTickets(
  ctx: Ctx,
  order: LockedOrder,
  { names, emails }: { names: readonly string[]; emails: readonly string[] },
): Promise<void> {
  const lineIds = order.lines.flatMap(({ id, quantity }) => Array.from({ length: quantity }, () => id));
  const rows = lineIds.map((orderLineId, at) => ({
    orderId: order.orderId,
    orderLineId,
    number: at + 1,
    attendeeName: names[at] ?? '',
    attendeeEmail: emails[at] ?? '',
    secret: randomBytes(16).toString('base64url'),
    createdAt: new Date(ctx.now),
  }));
  await ctx.db
    .insertInto('tickets')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['orderId', 'number']).doUpdateSet((row) => ({
        attendeeName: row.ref('excluded.attendeeName'),
        attendeeEmail: row.ref('excluded.attendeeEmail'),
      })),
    )
    .execute();
}
