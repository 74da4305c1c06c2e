/** What the team can do with several orders at once, and with which of them. */
import { isValidOrder } from '#features/orders/after-sale.ts';
import type { OrderState } from '#features/orders/order.ts';
import { balanceOf } from './payment.ts';

/** `pay`: note that what is missing came; `confirm`: send the confirmation again; `cancel`: give them up. */
export const ORDER_ACTS = ['pay', 'confirm', 'cancel'] as const;
export type OrderAct = (typeof ORDER_ACTS)[number];

/** At most so many at once: as many as somebody can look through. */
export const MOST_ORDERS = 500;

export type ActOrder = {
  code: string;
  state: OrderState;
  buyerName: string;
  currency: string;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
  /** A provider takes its money. */
  online: boolean;
};

/** Why an act cannot be done with an order. The team reads `sales.several.not`. */
export type Hindrance = 'not-waiting' | 'at-provider' | 'unfinished' | 'ended';

/** Why that cannot be done with the order; '' where it can. */
export function whyNot(act: OrderAct, { state, online }: Pick<ActOrder, 'state' | 'online'>): Hindrance | '' {
  if (act === 'pay' && state !== 'pending-payment') return 'not-waiting';
  if (act === 'pay' && online) return 'at-provider';
  if (act !== 'pay' && state === 'reserved') return 'unfinished';
  return isValidOrder(state) ? '' : 'ended';
}

export type ActShare = {
  orders: number;
  /** What is missing, or what was paid, in each currency. */
  sums: { currency: string; minor: number }[];
};

/**
 * With how many of them it can be done, and the money that is in question: what is missing of those to be paid, what
 * was kept of those to cancel.
 */
export function shareOf(act: OrderAct, orders: readonly ActOrder[]): ActShare {
  const able = orders.filter((order) => whyNot(act, order) === '');
  const sums = new Map<string, number>();
  for (const order of able) {
    const minor = act === 'pay' ? balanceOf(order).outstandingMinor : order.paidMinor - order.refundedMinor;
    if (minor > 0) sums.set(order.currency, (sums.get(order.currency) ?? 0) + minor);
  }
  return { orders: able.length, sums: [...sums].map(([currency, minor]) => ({ currency, minor })) };
}
