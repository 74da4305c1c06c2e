/** An order's way from one state to another, with its seats: held, sold, everybody's. */
import { sql } from 'kysely';
import { lockQuotas, type QuotaChange, updateCounts } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { canBecome, type OrderState, seatsOf } from '../order.ts';
import { seatsFor } from '../reservation.ts';
import { returnDiscounts } from './pricing/move-discounts.ts';
import type { OrderScope } from './policy.ts';
import { orderExpired, seatsReturned, type WhyExpired } from './signals.ts';

export type LockedOrder = {
  id: number;
  code: string;
  state: OrderState;
  heldUntil: Instant | null;
  currency: string;
  totalMinor: number;
  buyerName: string;
  buyerEmail: string;
  locale: string;
  paidMinor: number;
  refundedMinor: number;
  paymentMethod: string;
  /** `quantity` is how many seats each has still: what was cancelled is not in it. */
  lines: { id: number; quantity: number; /** The ids of those from which it takes. */ quotas: number[] }[];
};

/**
 * Waits for its turn at the event's quotas, then at the order, and gives it as it then is. Call it within a
 * transaction, before anything else there.
 */
export async function lockOrder(ctx: Ctx, { orderId, eventId }: OrderScope): Promise<LockedOrder> {
  await lockQuotas(ctx, eventId);
  const { state, ...order } = await ctx.db
    .selectFrom('orders')
    .select([
      'id',
      'code',
      'state',
      'heldUntil',
      'currency',
      'totalMinor',
      'buyerName',
      'buyerEmail',
      'locale',
      'paidMinor',
      'refundedMinor',
      'paymentMethod',
    ])
    .where('id', '=', orderId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const lines = await ctx.db
    .selectFrom('orderLines')
    .select(['id', 'quotaIds as quotas', sql<number>`quantity - cancelled`.as('quantity')])
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute();
  return {
    ...order,
    state: state as OrderState,
    lines: lines.map((line) => ({ ...line, quotas: line.quotas.map(Number) })),
  };
}

/**
 * The order, locked, where it still holds its seats for its buyer; otherwise `placed`, or `expired`, also where only
 * now it is noticed that the time has run out: the seats are given back then.
 * @throws Conflict where it was given up
 */
export async function lockLiveOrder(ctx: Ctx, scope: OrderScope): Promise<LockedOrder | 'placed' | 'expired'> {
  const order = await lockOrder(ctx, scope);
  if (order.state === 'expired') return 'expired';
  if (order.state === 'cancelled') throw new Conflict('The order was given up', 'order_state');
  if (order.state !== 'reserved') return 'placed';
  if (order.heldUntil === null || order.heldUntil > ctx.now) return order;
  await moveOrder(ctx, order, 'expired', 'clock');
  return 'expired';
}

/**
 * Moves a locked order on, counts its seats where they now belong and notes it. `by`: `buyer`, `clock` or a name.
 * `why`: of one that ends, where that is not the clock.
 * @throws Conflict where no way leads there
 */
export async function moveOrder(
  ctx: Ctx,
  order: LockedOrder,
  to: OrderState,
  by: string,
  why?: WhyExpired,
): Promise<void> {
  if (!canBecome(order.state, to)) throw new Conflict('The order is not in a state that allows this', 'order_state');
  const at = new Date(ctx.now);
  const { eventId } = await ctx.db
    .updateTable('orders')
    .set({ state: to, heldUntil: null, holder: null, updatedAt: at })
    .where('id', '=', order.id)
    .returning('eventId')
    .executeTakeFirstOrThrow();
  await ctx.db
    .insertInto('orderChanges')
    .values({ orderId: order.id, at, fromState: order.state, toState: to, by })
    .execute();
  await updateCounts(ctx, changesOf(order, to));
  if (seatsOf(to) === 'free') await returnDiscounts(ctx, { orderId: order.id });
  if (to === 'expired' && order.buyerEmail !== '')
    await orderExpired.announce(ctx, 'orders', { eventId, orderId: order.id, ...(why && { why }) });
  if (seatsOf(to) === 'free' && seatsOf(order.state) !== 'free')
    await seatsReturned.announce(ctx, 'orders', { eventId });
}

/** By how much the counts of the order's quotas change on that way. */
function changesOf({ state, lines }: LockedOrder, to: OrderState): QuotaChange[] {
  const count = (of: OrderState, kind: 'held' | 'sold'): number => Number(seatsOf(of) === kind);
  const [held, sold] = [count(to, 'held') - count(state, 'held'), count(to, 'sold') - count(state, 'sold')];
  if (held === 0 && sold === 0) return [];
  return [...seatsFor(lines)].map(([quotaId, n]) => ({ quotaId, held: n * held, sold: n * sold }));
}
