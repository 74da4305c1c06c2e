/** The last step of a checkout: the order stands. */
import { getEventForSale } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { type Instant, asDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { lockLiveOrder, type LockedOrder, moveOrder } from '../move-order.ts';
import { byWhom, type OrderScope } from '../policy.ts';
import { orderCompleted, orderPlaced } from '../signals.ts';
import { checkLimits } from './check-limits.ts';

/** For whom an invoice is written. `country`: ISO 3166-1 alpha-2, or ''. */
export type Billing = { company: string; address: string; country: string; vatId: string };

/**
 * How an order is to be paid. `dueAt`: null where it is paid at the event. `billing`: absent where nothing of it was
 * asked. `settled`: the caller counts the money in the same transaction, or it is on its way, so that nobody is told to
 * pay. `agreed`: it was checked when the buyer began to pay, and what somebody has paid for holds.
 */
export type PaymentChoice = {
  method: string;
  dueAt: Instant | null;
  billing?: Billing | undefined;
  settled?: true;
  agreed?: true;
};

/**
 * Places an order whose buyer is known. Where it costs nothing, its seats are sold, its tickets let in; otherwise
 * its seats stay held until the money is there. However often it is sent, that happens once. `expired`: the time had
 * run out; the seats are given back. Whether that way to pay is open to the order has been decided before.
 * @throws Conflict where the order was given up, nobody said who it is for, nobody said how something is paid, or the
 * event is no longer on sale; Invalid at `email` where the buyer would have more of a ticket type than one may
 */
export async function placeOrder(ctx: Ctx, scope: OrderScope, payment?: PaymentChoice): Promise<'placed' | 'expired'> {
  return transact(ctx, async (ctx) => {
    const order = await lockLiveOrder(ctx, scope);
    if (typeof order === 'string') return order;
    await placeReservedOrder(ctx, order, payment);
    return 'placed';
  });
}

/** The same for a locked order that is reserved, whatever its clock says. @throws as placeOrder */
export async function placeReservedOrder(ctx: Ctx, order: LockedOrder, payment?: PaymentChoice): Promise<void> {
  await checkPlaceable(ctx, order, payment);
  if (order.totalMinor === 0) await complete(ctx, order);
  else await awaitPayment(ctx, order, payment);
}

/**
 * Whether that order can be placed now. Call it while it is locked.
 * @throws Conflict where nobody said who it is for or the event is no longer on sale; Invalid at `email` where the
 * buyer would have too many
 */
export async function checkPlaceable(
  ctx: Ctx,
  order: LockedOrder,
  { agreed = false }: { agreed?: boolean } = {},
): Promise<void> {
  if (order.buyerEmail === '') throw new Conflict('no_buyer.buyer');
  if (!(await getEventForSale(ctx, order.eventId)).isOpen) throw new Conflict('closed.sale_over');
  // Somebody may have placed another order since they said who this one is for.
  if (!agreed) await checkLimits(ctx, order, order.buyerEmail);
}

async function complete(ctx: Ctx, order: LockedOrder): Promise<void> {
  const { eventId, orderId } = order;
  const change = { completedAt: new Date(ctx.now) };
  await moveOrder(ctx, order, { to: 'free-completed', by: byWhom(ctx, order), change });
  await orderCompleted.announce(ctx, 'orders', { eventId, orderId });
}

async function awaitPayment(ctx: Ctx, order: LockedOrder, payment: PaymentChoice | undefined): Promise<void> {
  if (!payment) throw new Conflict('not_free.order');
  const { eventId, orderId } = order;
  const { method, dueAt, billing, settled = false } = payment;
  const bill = billing
    ? {
        buyerCompany: billing.company,
        buyerAddress: billing.address,
        buyerCountry: billing.country,
        buyerVatId: billing.vatId,
      }
    : {};
  await moveOrder(ctx, order, {
    to: 'pending-payment',
    by: byWhom(ctx, order),
    change: {
      completedAt: new Date(ctx.now),
      paymentMethod: method,
      paymentDueAt: asDate(dueAt),
      ...bill,
    },
  });
  if (!settled) await orderPlaced.announce(ctx, 'orders', { eventId, orderId });
}
