/** An order's way from one state to another, with its seats: held, sold, everybody's. */
import { sql, type Updateable } from 'kysely';
import type { Orders } from '../../../../db/types.ts';
import { noteEventStamp } from '#features/events/server/remember-event.ts';
import { lockQuotas, type QuotaChange, updateCounts } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx, Unit } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { canBecome, type OrderState, seatsOf } from '../order.ts';
import { seatsFor } from '../reservation.ts';
import { returnDiscounts } from './pricing/move-discounts.ts';
import type { OrderScope } from './policy.ts';
import { orderExpired, seatsReturned, type WhyExpired } from './signals.ts';

/**
 * An order that this transaction has locked, as it is now: what changes it changes this too. It is a scope as well, so
 * a step that is given one takes the order in hand, and neither locks nor loads it again.
 */
export type LockedOrder = OrderScope & {
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
  lines: {
    id: number;
    quantity: number;
    unitMinor: number;
    /** The ids of those from which it takes. */
    quotas: number[];
  }[];
  readonly lockedIn: Unit | undefined;
};

/**
 * Waits for its turn at the event's quotas, then at the order, and gives it as it then is; the order in hand where this
 * transaction has locked it already. Call it within a transaction, before anything else there.
 */
export async function lockOrder(ctx: Ctx, scope: OrderScope | LockedOrder): Promise<LockedOrder> {
  if ('lockedIn' in scope && ctx.unit !== undefined && scope.lockedIn === ctx.unit) return scope;
  await lockQuotas(ctx, scope.eventId);
  const { state, stamp, ...order } = await ctx.db
    .selectFrom('orders')
    .innerJoin('events', 'events.id', 'orders.eventId')
    .select([
      'orders.state',
      'heldUntil',
      'orders.currency',
      'totalMinor',
      'buyerName',
      'buyerEmail',
      'locale',
      'paidMinor',
      'refundedMinor',
      'paymentMethod',
      'events.stamp',
    ])
    .select(LINES.as('lines'))
    .where('orders.id', '=', scope.orderId)
    .forNoKeyUpdate('orders')
    .executeTakeFirstOrThrow();
  noteEventStamp(ctx, { eventId: scope.eventId, stamp });
  return { ...scope, ...order, state: state as OrderState, lockedIn: ctx.unit };
}

/** The lines of an order, as `LockedOrder` has them. They change while the quotas are locked alone. */
const LINES = sql<LockedOrder['lines']>`(
  select coalesce(json_agg(json_build_object(
    'id', l.id, 'quantity', l.quantity - l.cancelled, 'unitMinor', l.unit_minor, 'quotas', l.quota_ids
  ) order by l.id), '[]')
  from order_lines as l where l.order_id = orders.id)`;

/**
 * The order, locked, where it still holds its seats for its buyer; otherwise `placed`, or `expired`, also where only
 * now it is noticed that the time has run out: the seats are given back then.
 * @throws Conflict where it was given up
 */
export async function lockLiveOrder(ctx: Ctx, scope: OrderScope): Promise<LockedOrder | 'placed' | 'expired'> {
  const order = await lockOrder(ctx, scope);
  if (order.state === 'expired') return 'expired';
  if (order.state === 'cancelled') throw new Conflict('order_state.given_up');
  if (order.state !== 'reserved') return 'placed';
  if (order.heldUntil === null || order.heldUntil > ctx.now) return order;
  await moveOrder(ctx, order, { to: 'expired', by: 'clock' });
  return 'expired';
}

/** What is written in an order as such. Its state only moves, and its seats are held by keep-seats. */
export type OrderChange = Partial<
  Pick<
    LockedOrder,
    'buyerName' | 'buyerEmail' | 'locale' | 'totalMinor' | 'paidMinor' | 'refundedMinor' | 'paymentMethod'
  >
> &
  Pick<
    Updateable<Orders>,
    | 'discountMinor'
    | 'feesMinor'
    | 'taxMinor'
    | 'pricesIncludeTax'
    | 'buyerCompany'
    | 'buyerAddress'
    | 'buyerCountry'
    | 'buyerVatId'
    | 'completedAt'
    | 'paymentDueAt'
  >;

/** Writes in a locked order, and in the order in hand. */
export async function writeOrder(ctx: Ctx, order: LockedOrder, change: OrderChange): Promise<void> {
  await ctx.db
    .updateTable('orders')
    .set({ ...change, updatedAt: new Date(ctx.now) })
    .where('id', '=', order.orderId)
    .execute();
  Object.assign(order, change);
}

/**
 * Moves a locked order on, counts its seats where they now belong and notes it. `by`: `buyer`, `clock` or a name.
 * `why`: of one that ends, where that is not the clock. `change`: what is written in it with the move.
 * @throws Conflict where no way leads there
 */
export async function moveOrder(
  ctx: Ctx,
  order: LockedOrder,
  { to, by, why, change = {} }: { to: OrderState; by: string; why?: WhyExpired | undefined; change?: OrderChange },
): Promise<void> {
  const { orderId, eventId, state: from } = order;
  if (!canBecome(from, to)) throw new Conflict('order_state.not_now');
  const at = new Date(ctx.now);
  await ctx.db
    .with('moved', (db) =>
      db
        .updateTable('orders')
        .set({ ...change, state: to, heldUntil: null, holder: null, updatedAt: at })
        .where('id', '=', orderId),
    )
    .insertInto('orderChanges')
    .values({ orderId, at, fromState: from, toState: to, by })
    .execute();
  await updateCounts(ctx, countsThatChange(order, to));
  Object.assign(order, change, { state: to, heldUntil: null });
  if (seatsOf(to) === 'free') await returnDiscounts(ctx, { orderId });
  if (to === 'expired' && order.buyerEmail !== '')
    await orderExpired.announce(ctx, 'orders', { eventId, orderId, ...(why && { why }) });
  if (seatsOf(to) === 'free' && seatsOf(from) !== 'free') await seatsReturned.announce(ctx, 'orders', { eventId });
}

/** By how much the counts of the order's quotas change on that way. */
function countsThatChange({ state, lines }: LockedOrder, to: OrderState): QuotaChange[] {
  const count = (of: OrderState, kind: 'held' | 'sold'): number => Number(seatsOf(of) === kind);
  const [held, sold] = [count(to, 'held') - count(state, 'held'), count(to, 'sold') - count(state, 'sold')];
  if (held === 0 && sold === 0) return [];
  return [...seatsFor(lines)].map(([quotaId, n]) => ({ quotaId, held: n * held, sold: n * sold }));
}
