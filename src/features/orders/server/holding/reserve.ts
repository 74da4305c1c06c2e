/** From a request to an order that holds its seats: the one way, for the shop's page and for the API. */
import { createHash } from 'node:crypto';
import type { EventScope } from '#features/events/server/policy.ts';
import {
  type DiscountRefusal,
  type DiscountValues,
  isFor,
  type OrderedLine,
  refuseDiscount,
} from '#features/prices/discount.ts';
import { findTypedDiscount } from '#features/prices/server/queries.ts';
import { listTypesForSale } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { KEY_ANSWERS_MS } from '../../idempotency-key.ts';
import type { OrderState } from '../../order.ts';
import { calculatePrice } from '../../price.ts';
import { type RefusalReason, unitOf, type RequestLine } from '../../reservation.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { authoriseOrderIn } from '../policy.ts';
import { applyDiscount } from '../pricing/apply-discount.ts';
import { findOrdersByKey, getOrderSums, type KnownOrder } from '../queries.ts';
import type { Shop } from './load-sale.ts';
import type { ReservedOrder } from './make-orders.ts';
import type { Reservation } from './reserve-tickets.ts';
import type { ReservationQueue } from './start-queue.ts';

/**
 * What somebody asks for. `key`: the same request under the same key is the same order. `network`: the network of the
 * buyer, as `hashNetwork` gives it. `discount`: a discount code as it was typed; '' for none.
 */
export type ReserveRequest = {
  key: string;
  lines: RequestLine[];
  unlocked: readonly number[];
  network: string;
  locale: string;
  discount: string;
};

/** What it takes off, or why it takes nothing off; and what the order costs with it. */
export type DiscountUsed = { totalMinor: number; discount: { minor: number } | { refused: DiscountRefusal } };

export type Reserved =
  /** `key`: under which the order stands. `repeated`: it was asked for before. `state`: what it is by now. */
  | {
      outcome: 'reserved';
      order: ReservedOrder;
      key: string;
      repeated: boolean;
      state: OrderState;
      discount?: DiscountUsed | undefined;
    }
  /** `paid`: it costs money also with its code, and the event has no way to take any. */
  | { outcome: 'refused'; reason: RefusalReason | 'paid'; line: number }
  /** `earlier` is the order that still holds what was chosen before. */
  | { outcome: 'sold-out'; left: { ticketType: number; left: number }[]; earlier: string | null }
  /** The network of the buyer holds as much as one may; `freeAt`: when the first of that runs out. */
  | { outcome: 'over-share'; share: number; freeAt: Instant; earlier: string | null }
  /** The key stands for another request, or was used too long ago to be answered. */
  | { outcome: 'key-reused' | 'key-lapsed' };

/** Why nothing was reserved. */
export type Refused = Exclude<Reserved, { outcome: 'reserved' }>;

/**
 * `queue`: in which requests for an event wait to be decided together. `shop`: what cannot be paid there is refused.
 * `keys`: a browser's key follows its choices, so that another choice takes the place of the one before; a program's
 * stands for one request, and is answered for a quarter of an hour. `isAwaited`: whether anybody still waits for it.
 */
export type ReserveOptions = { queue: ReservationQueue; isAwaited?: () => boolean } & (
  { keys: 'of-a-browser'; shop: Shop } | { keys: 'of-a-program' }
);

/**
 * Reserves what was asked for, all of it or nothing, and uses the discount code; the order holds its seats whether the
 * code works or not. The same request under the same key is the same order as long as that is alive.
 * @throws Unavailable where too many wait
 */
export async function reserve(
  ctx: Ctx,
  event: EventScope,
  request: ReserveRequest,
  options: ReserveOptions,
): Promise<Reserved> {
  if ('shop' in options && (await isUnpayable(ctx, event, request, options.shop)))
    return { outcome: 'refused', reason: 'paid', line: 0 };

  const askedAt = performance.now();
  const hold = (key: string) => holdSeats(event, { ...request, key }, options);
  const { answer, key, earlier } =
    options.keys === 'of-a-browser'
      ? await followKeys(ctx, event, request, hold)
      : { answer: await hold(request.key), key: request.key };

  // In a rush it waited: what follows is judged by the time that it is now.
  const later = { ...ctx, now: ctx.now + Math.round(performance.now() - askedAt) };
  if (answer.outcome === 'refused' || answer.outcome === 'key-reused') return answer;
  if (answer.outcome !== 'reserved') return { ...answer, earlier: earlier?.code ?? null };
  if (options.keys === 'of-a-program' && hasLapsed(answer.order, later.now)) return { outcome: 'key-lapsed' };

  const { order, repeated } = answer;
  if (earlier && !repeated) await giveBack(later, event, earlier);
  const state = stateOf(order, later.now);
  const discount = state === 'reserved' ? await useDiscount(later, event, order, request) : undefined;
  return { outcome: 'reserved', order, key, repeated, state, discount };
}

/** In a rush many are decided at once: the queue does that. */
function holdSeats(
  { eventId }: EventScope,
  { key, lines, unlocked, network, locale }: ReserveRequest,
  { queue, isAwaited }: ReserveOptions,
): Promise<Reservation> {
  return queue.ask(eventId, { idempotencyKey: key, lines, unlocked, network, locale }, isAwaited);
}

/** A browser's choices follow each other; no more of them than this are followed. */
const MOST_CHOICES = 20;

/**
 * Another choice gets a key that follows from the one before, so that a double click finds it again. `earlier`: what is
 * still held for the choice before.
 */
async function followKeys(
  ctx: Ctx,
  { eventId }: EventScope,
  request: ReserveRequest,
  hold: (key: string) => Promise<Reservation>,
): Promise<{ answer: Reservation; key: string; earlier?: KnownOrder | undefined }> {
  let { key } = request;
  let earlier: KnownOrder | undefined;
  for (let choice = 0; choice < MOST_CHOICES; choice += 1) {
    const answer = await hold(key);
    const isThis = answer.outcome === 'reserved' && !isOver(stateOf(answer.order, ctx.now));
    if (isThis || (answer.outcome !== 'reserved' && answer.outcome !== 'key-reused')) return { answer, key, earlier };
    const known = (await findOrdersByKey(ctx, eventId, [key])).get(key);
    if (!known) continue;
    if (known.state === 'reserved' && !isOver(stateOf(known, ctx.now))) earlier = known;
    key = createHash('sha256').update(`${key} ${known.code} ${known.wishHash}`).digest('base64url');
  }
  return { answer: { outcome: 'refused', reason: 'closed', line: 0, ticketType: 0 }, key, earlier };
}

async function giveBack(ctx: Ctx, event: EventScope, { code }: KnownOrder): Promise<void> {
  await cancelOrder(ctx, await authoriseOrderIn(ctx, event, code, 'buyer'), { onlyHeld: true });
}

/** What became of an order; seats that ran out are told as expired before the clock has come by. */
function stateOf({ state = 'reserved', heldUntil }: Pick<ReservedOrder, 'state' | 'heldUntil'>, now: Instant) {
  return state === 'reserved' && heldUntil !== null && heldUntil <= now ? 'expired' : state;
}

function isOver(state: OrderState): boolean {
  return state === 'expired' || state === 'cancelled';
}

/** Whoever finds an old key must not find its order. */
function hasLapsed({ createdAt }: ReservedOrder, now: Instant): boolean {
  return createdAt !== undefined && now - createdAt > KEY_ANSWERS_MS;
}

/** A request that is sent again finds the same. */
async function useDiscount(
  ctx: Ctx,
  event: EventScope,
  { code }: ReservedOrder,
  { discount }: ReserveRequest,
): Promise<DiscountUsed | undefined> {
  if (discount === '') return undefined;
  const scope = await authoriseOrderIn(ctx, event, code, 'buyer');
  const applied = await applyDiscount(ctx, scope, discount);
  const { totalMinor, discountMinor } = await getOrderSums(ctx, scope);
  return {
    totalMinor,
    discount: applied.outcome === 'refused' ? { refused: applied.reason } : { minor: discountMinor },
  };
}

/** Something of it has a price, or money is given for it; nobody can take any, and no code takes it off. */
async function isUnpayable(
  ctx: Ctx,
  event: EventScope,
  request: ReserveRequest,
  { payable, priced }: Shop,
): Promise<boolean> {
  const costs = request.lines.some(({ ticketType, amountMinor = 0 }) => amountMinor > 0 || priced.has(ticketType));
  return costs && !payable && !(await isMadeFree(ctx, event, request));
}

/** The code takes off whole what it costs. A way to pay is needed for nothing else. */
async function isMadeFree(ctx: Ctx, { eventId }: EventScope, request: ReserveRequest): Promise<boolean> {
  if (request.discount === '') return false;
  const types = await listTypesForSale(
    ctx,
    eventId,
    request.lines.map(({ ticketType }) => ticketType),
  );
  const lines = request.lines.flatMap((line) => {
    const type = types.find(({ number }) => number === line.ticketType);
    return type
      ? [{ ticketType: type.number, kind: type.kind, quantity: line.quantity, unitMinor: unitOf(line, type) }]
      : [];
  });
  const code = await findWorking(ctx, eventId, request, lines);
  const asked = lines.map((line) => ({
    ...line,
    id: line.ticketType,
    tax: null,
    discounted: code !== undefined && isFor(code, line.ticketType),
  }));
  return calculatePrice(asked, { pricesIncludeTax: true, fees: [], discount: code?.discount ?? null }).totalMinor === 0;
}

/** The discount code where it works for these lines; its last use may be that of the same request, sent before. */
async function findWorking(
  ctx: Ctx,
  eventId: number,
  { key, discount }: ReserveRequest,
  lines: readonly OrderedLine[],
): Promise<DiscountValues | undefined> {
  const known = await findTypedDiscount(ctx, eventId, discount);
  const refusal = known && refuseDiscount(known, lines, ctx.now);
  if (refusal === undefined) return known;
  return refusal === 'used-up' && (await findOrdersByKey(ctx, eventId, [key])).has(key) ? known : undefined;
}
