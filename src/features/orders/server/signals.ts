/** What the orders feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** An order stands, and waits for its money; its seats are held until then. */
export const orderPlaced = signals.signal<{ eventId: number; orderId: number }>('order_placed');

/** Somebody's order is complete: its seats are sold and its tickets made. */
export const orderCompleted = signals.signal<{ eventId: number; orderId: number }>('order_completed');

/** A completed order was cancelled: its seats are everybody's again. */
export const orderCancelled = signals.signal<{ eventId: number; orderId: number }>('order_cancelled');

/**
 * `payment-failed`: the bank took nothing in the end. `paid-late`: its money came when nothing could be sold any more,
 * of which the refund tells.
 */
export type WhyExpired = 'payment-failed' | 'paid-late';

/**
 * The time of an order is over whose buyer had said who they are; its seats are everybody's again. `why`: where it was
 * not the clock.
 */
export const orderExpired = signals.signal<{ eventId: number; orderId: number; why?: 'payment-failed' | 'paid-late' }>(
  'order_expired',
);

/**
 * Money of an order is promised back, all of it or a part. `withCancellation`: the order was cancelled in the same act.
 * `unasked`: the money came when there was nothing to buy with it, and goes back by itself.
 */
export const orderRefunded = signals.signal<{
  eventId: number;
  orderId: number;
  amountMinor: number;
  withCancellation?: boolean;
  unasked?: boolean;
}>('order_refunded');

/** Money that was promised back is not owed any more. `reason`: what the team says of it, to be read by the buyer. */
export const refundWithdrawn = signals.signal<{
  eventId: number;
  orderId: number;
  amountMinor: number;
  reason: string;
}>('refund_withdrawn');

/** A ticket of a placed order changed: whose it is, its secret, or that it was given up. */
export const ticketChanged = signals.signal<{ eventId: number; orderId: number; ticketId: number }>('ticket_changed');

/**
 * Seats that an order held or had are free again, in the transaction that frees them: an order ran out, was given up or
 * cancelled, or one of its tickets was. The event's quotas are locked and counted. Whoever has a right to the seats
 * before everybody else takes them now.
 */
export const seatsReturned = signals.signal<{ eventId: number }>('seats_returned');
