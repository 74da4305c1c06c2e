/** What the orders feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** Somebody's order is complete: its seats are sold and its tickets made. */
export const orderCompleted = signals.signal<{ eventId: number; orderId: number }>('order_completed');

/** A completed order was cancelled: its seats are everybody's again. */
export const orderCancelled = signals.signal<{ eventId: number; orderId: number }>('order_cancelled');
