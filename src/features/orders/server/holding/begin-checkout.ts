/** From a choice on the event's page to an order that holds the seats. */
import { createHash } from 'node:crypto';
import type { EventScope } from '#features/events/server/policy.ts';
import { listTypesForSale } from '#features/tickets/server/queries.ts';
import {
  type DiscountRefusal,
  type DiscountValues,
  isFor,
  type OrderedLine,
  refuseDiscount,
} from '#features/prices/discount.ts';
import { findTypedDiscount } from '#features/prices/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { OrderState } from '../../order.ts';
import { calculatePrice } from '../../price.ts';
import { type RefusalReason, unitOf, type WishLine } from '../../reservation.ts';
import { applyDiscount } from '../pricing/apply-discount.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { secondsUntil } from './load-held.ts';
import { loadShop, type Shop } from './load-shop.ts';
import { authoriseOrderIn } from '../policy.ts';
import { findOrdersByKey, type KnownOrder } from '../queries.ts';
import type { Reservation } from './reserve-tickets.ts';
import type { Desk } from './start-desk.ts';

/** `holder`: the network of whoever chooses, as `holderOf` names it. */
export type Choice = {
  key: string;
  lines: WishLine[];
  unlocked: readonly number[];
  holder: string;
  /** A discount code as it was typed; '' for none. */
  discount?: string;
};

export type Begun =
  /** The order, and the key under which it stands. `done`: it was completed before, so the next choice is a new one. */
  | {
      outcome: 'reserved';
      code: string;
      key: string;
      done: boolean;
      /** Why the discount code takes nothing off. */
      refusal?: DiscountRefusal;
    }
  /** `earlier` is the order that still holds what was chosen before. */
  | { outcome: 'sold-out'; earlier: string | null }
  /** The network of the buyer holds as much as one may; `retryAfter`: seconds until the first of that runs out. */
  | { outcome: 'over-share'; earlier: string | null; retryAfter: number; share: number }
  | { outcome: 'refused'; reason: RefusalReason | 'paid' };

/**
 * A browser's choices follow each other under keys that each come from the one before; no more of them than this are
 * looked at.
 */
const MOST_STEPS = 20;

/**
 * Reserves what was chosen; `paid`: it costs money also with its code, and the event has no way to take any. The same
 * choice under the same key is the same order as long as that is alive. Another choice takes its place: it gets a key
 * that follows from the old one, so that a double click finds it again, and then what was held before is given back.
 */
export async function beginCheckout(
  ctx: Ctx,
  event: EventScope,
  choice: Choice,
  { desk, shop }: { desk: Desk; /** Where it is known already. */ shop?: Shop },
): Promise<Begun> {
  if (isUnpayable(choice, shop ?? (await loadShop(ctx, event))) && !(await isMadeFree(ctx, event, choice)))
    return { outcome: 'refused', reason: 'paid' };
  let { key } = choice;
  let earlier: KnownOrder | undefined;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const answer = await desk.ask(event.eventId, {
      idempotencyKey: key,
      lines: choice.lines,
      unlocked: choice.unlocked,
      holder: choice.holder,
      locale: ctx.locale,
    });
    const refused = refusedAs(answer, earlier?.code ?? null, ctx.now);
    if (refused) return refused;
    if (answer.outcome === 'reserved' && !answer.repeated) {
      if (earlier)
        await cancelOrder(ctx, await authoriseOrderIn(ctx, event, earlier.code, 'buyer'), { onlyHeld: true });
      return {
        outcome: 'reserved',
        code: answer.order.code,
        key,
        done: false,
        ...(await useDiscount(ctx, event, answer.order.code, choice)),
      };
    }
    const known = (await findOrdersByKey(ctx, event.eventId, [key])).get(key);
    if (!known) continue;
    const alive = isAlive(known, ctx.now);
    if (answer.outcome === 'reserved' && (alive || isDone(known.state)))
      return {
        outcome: 'reserved',
        code: known.code,
        key,
        done: !alive,
        ...(await useDiscount(ctx, event, known.code, choice)),
      };
    if (alive) earlier = known;
    key = createHash('sha256').update(`${key} ${known.code} ${known.wishHash}`).digest('base64url');
  }
  return { outcome: 'refused', reason: 'closed' };
}

/**
 * What whoever chose hears where nothing was reserved; undefined where something is, or the key stands for another
 * choice.
 */
function refusedAs(answer: Reservation, earlier: string | null, now: number): Begun | undefined {
  if (answer.outcome === 'refused') return { outcome: 'refused', reason: answer.reason };
  if (answer.outcome === 'sold-out') return { outcome: 'sold-out', earlier };
  if (answer.outcome !== 'over-share') return undefined;
  return { outcome: 'over-share', earlier, retryAfter: secondsUntil(answer.freeAt, now), share: answer.share };
}

/** Something of it has a price, or is given money for, and there is no way to take any. */
function isUnpayable({ lines }: Choice, { payable, priced }: Shop): boolean {
  return !payable && lines.some(({ ticketType, amountMinor = 0 }) => amountMinor > 0 || priced.has(ticketType));
}

/** The code takes off whole what it costs. A way to pay is needed for nothing else. */
async function isMadeFree(ctx: Ctx, { eventId }: EventScope, choice: Choice): Promise<boolean> {
  if (!choice.discount) return false;
  const types = await listTypesForSale(
    ctx,
    eventId,
    choice.lines.map(({ ticketType }) => ticketType),
  );
  const lines = choice.lines.flatMap((line) => {
    const type = types.find(({ number }) => number === line.ticketType);
    return type
      ? [{ ticketType: type.number, kind: type.kind, quantity: line.quantity, unitMinor: unitOf(line, type) }]
      : [];
  });
  const code = await findWorking(ctx, eventId, choice, lines);
  const asked = lines.map((line) => ({
    ...line,
    id: line.ticketType,
    tax: null,
    discounted: code !== undefined && isFor(code, line.ticketType),
  }));
  return calculatePrice(asked, { pricesIncludeTax: true, fees: [], discount: code?.discount ?? null }).totalMinor === 0;
}

/**
 * The discount code of a choice where it works for these lines; its last use may be that of the same choice, sent
 * before.
 */
async function findWorking(
  ctx: Ctx,
  eventId: number,
  { key, discount = '' }: Choice,
  lines: readonly OrderedLine[],
): Promise<DiscountValues | undefined> {
  const known = await findTypedDiscount(ctx, eventId, discount);
  const refusal = known && refuseDiscount(known, lines, ctx.now);
  if (refusal === undefined) return known;
  return refusal === 'used-up' && (await findOrdersByKey(ctx, eventId, [key])).has(key) ? known : undefined;
}

/** The order holds its seats whether the code works or not. */
async function useDiscount(
  ctx: Ctx,
  event: EventScope,
  code: string,
  { discount = '' }: Choice,
): Promise<{ refusal?: DiscountRefusal }> {
  if (discount === '') return {};
  const applied = await applyDiscount(ctx, await authoriseOrderIn(ctx, event, code, 'buyer'), discount);
  return applied.outcome === 'refused' ? { refusal: applied.reason } : {};
}

function isAlive({ state, heldUntil }: KnownOrder, now: number): boolean {
  return state === 'reserved' && heldUntil !== null && heldUntil > now;
}

function isDone(state: OrderState): boolean {
  return state !== 'reserved' && state !== 'expired' && state !== 'cancelled';
}
