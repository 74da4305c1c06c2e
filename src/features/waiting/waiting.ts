/** Who waits for seats, and whose turn it is when some come back. */
import { leftIn, type QuotaFill } from '#features/orders/reservation.ts';
import type { Offer } from '#features/tickets/shop.ts';

/**
 * `lapsed`: the time of the offer ran out; `declined`: it was given back; `left`: by themselves; `removed`: by the
 * team.
 */
export const WAITING_STATES = ['waiting', 'offered', 'taken', 'lapsed', 'declined', 'left', 'removed'] as const;
export type WaitingState = (typeof WAITING_STATES)[number];

/** In minutes: for how long an offer holds its seats, unless the organiser says otherwise, and what they may say. */
export const OFFER_MINUTES = { usual: 24 * 60, least: 30, most: 14 * 24 * 60 } as const;

/** Somebody in the queue. `quotas`: the ids of all from which their ticket type takes. */
export type Waiting = { id: number; quantity: number; quotas: readonly number[] };

/** Who gets seats now, and the ids of the quotas of which those who go on waiting need more than is left. */
export type Choice<W extends Waiting> = { offered: W[]; awaited: number[] };

/**
 * Goes through the queue from its head and gives to each group that fits as a whole. One that does not keeps its place;
 * what is left in the quotas that it is short of stays for the queue, however long that takes, so that two seats that
 * come back one by one reach a group of two.
 */
export function chooseOffers<W extends Waiting>(queue: readonly W[], quotas: readonly QuotaFill[]): Choice<W> {
  const fills = new Map(quotas.map((fill) => [fill.id, { ...fill }]));
  const fits = ({ quotas: of, quantity }: W): boolean => of.every((id) => leftIn(fills.get(id)) >= quantity);
  const offered: W[] = [];
  for (const entry of queue) {
    if (!fits(entry)) continue;
    for (const id of entry.quotas) {
      const fill = fills.get(id);
      if (fill) fill.taken += entry.quantity;
    }
    offered.push(entry);
  }
  const waiting = queue.filter((entry) => !offered.includes(entry));
  const awaited = [...fills.values()].filter((fill) =>
    waiting.some(({ quotas: of, quantity }) => of.includes(fill.id) && leftIn(fill) < quantity),
  );
  return { offered, awaited: awaited.map(({ id }) => id) };
}

/** Whether one may wait for it: what is sold out, and of what there are fewer than one order could hold. */
export function canBeAwaited({
  state,
  most,
  maximumPerOrder,
}: Pick<Offer, 'state' | 'most' | 'maximumPerOrder'>): boolean {
  return state === 'sold-out' || (state === 'on-sale' && most < maximumPerOrder);
}
