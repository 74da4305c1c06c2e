/** What becomes of an order: its states, and the only ways from one to another. */
import { isByHand, ticketsWorkBeforePayment } from '#features/payments/hand-methods.ts';

export const ORDER_STATES = [
  'reserved',
  'pending-payment',
  'paid',
  'free-completed',
  'expired',
  'cancelled',
  'partly-refunded',
  'refunded',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** Every way there is. What does not stand here cannot happen. */
const WAYS: Record<OrderState, readonly OrderState[]> = {
  // Seats are held while the buyer says who comes; the clock runs.
  reserved: ['pending-payment', 'free-completed', 'expired', 'cancelled'],
  // The money is on its way: seats stay held, whatever the clock of the reservation says.
  'pending-payment': ['paid', 'expired', 'cancelled'],
  // Back to waiting where it was marked as paid by mistake.
  paid: ['pending-payment', 'partly-refunded', 'refunded', 'cancelled'],
  'free-completed': ['cancelled'],
  // Back to paid where what was promised back is not owed any more.
  'partly-refunded': ['paid', 'refunded', 'cancelled'],
  // Money that comes too late buys the seats again where they are still there, and is sent back where they are not.
  expired: ['paid', 'refunded'],
  cancelled: ['refunded'],
  // Its seats are gone whatever becomes of the money.
  refunded: ['cancelled'],
};

export function canBecome(from: OrderState, to: OrderState): boolean {
  return WAYS[from].includes(to);
}

/**
 * How an order's seats count in its quotas: `held` may come back by itself, `sold` only by somebody's act, `free` are
 * everybody's.
 */
export function seatsOf(state: OrderState): 'held' | 'sold' | 'free' {
  if (state === 'reserved' || state === 'pending-payment') return 'held';
  return state === 'paid' || state === 'free-completed' || state === 'partly-refunded' ? 'sold' : 'free';
}

/** The states in which seats count in one of those ways. */
export function statesWith(...ways: ReturnType<typeof seatsOf>[]): OrderState[] {
  return ORDER_STATES.filter((state) => ways.includes(seatsOf(state)));
}

/**
 * Whether the tickets of such an order let anybody in: those that are sold, and those whose method asks for no payment
 * before. One that was cancelled by itself lets nobody in whatever its order says.
 */
export function ticketsAreValid(state: OrderState, paymentMethod: string): boolean {
  return seatsOf(state) === 'sold' || (state === 'pending-payment' && ticketsWorkBeforePayment(paymentMethod));
}

/**
 * Whether such an order waits for money that its buyer has to send or bring, and none came: it can still be paid in
 * another way.
 */
export function isUnpaidByHand(order: {
  state: OrderState;
  paymentMethod: string;
  paidMinor: number;
  refundedMinor: number;
}): boolean {
  return order.state === 'pending-payment' && isByHand(order.paymentMethod) && order.paidMinor === order.refundedMinor;
}

/**
 * How long seats are held for somebody who has not finished, unless the installation says otherwise
 * (FOYER_HOLD_MINUTES).
 */
export const HOLD_SECONDS = 15 * 60;

/** Who stands in an order whose buyer deleted their account: nobody, at an address that there cannot be (RFC 2606). */
export const GONE_BUYER = { name: 'Deleted account', email: 'nobody@deleted.invalid' } as const;

/** Letters and digits that nobody takes for others. */
const CODE_SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** An order's code from eight random bytes: `K7PW2MHX`. */
export function orderCode(bytes: Uint8Array): string {
  let code = '';
  for (let at = 0; at < 8; at += 1) code += CODE_SIGNS[(bytes[at] ?? 0) % CODE_SIGNS.length];
  return code;
}
