/** Holding seats for buyers, many in one transaction. */
import { type LockedQuota, lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { type Decision, decideReservations, type QuotaFill, SEATS_PER_NETWORK } from '../../reservation.ts';
import { expireDueOrders } from './expire-orders.ts';
import { type KnownSale, loadSale, type Sale } from './load-sale.ts';
import { countHeld } from './load-held.ts';
import { findOrdersByKey, type KnownOrder } from '../queries.ts';
import { type ReservationRequest, type ReservedOrder, hashRequest, makeOrders } from './make-orders.ts';

export type { ReservationRequest } from './make-orders.ts';

export type Reservation =
  /** `repeated`: that very request was granted before, under the same key. */
  | { outcome: 'reserved'; order: ReservedOrder; repeated: boolean }
  | Exclude<Decision, { outcome: 'granted' | 'over-share' }>
  /** `freeAt`: when the first of what the network holds runs out. */
  | (Extract<Decision, { outcome: 'over-share' }> & { freeAt: Instant })
  /** The key stands for another request. */
  | { outcome: 'key-reused' };

/**
 * What is known of an event from batch to batch; for how long seats are held there, and how many of them for one
 * network.
 */
export type QueueState = { holdSeconds: number; seatsPerNetwork?: number; known?: KnownSale | undefined };

type Place = { eventId: number; queue: QueueState };

/**
 * Holds seats in one event for all who ask, in their order, in one transaction: each gets everything they asked for or
 * nothing. Seats whose time has run out are given back first where somebody would go without. What is answered is on
 * disk. What `queue` knows makes it faster, never wrong; it learns from each batch. Locks the event's quotas, in the
 * order of their ids; where it has none, the event.
 */
export async function reserveTickets(
  ctx: Ctx,
  eventId: number,
  requests: readonly ReservationRequest[],
  queue: QueueState = { holdSeconds: HOLD_SECONDS },
): Promise<Reservation[]> {
  const place = { eventId, queue };
  const quick = await reserveAtOnce(ctx, place, requests);
  if (typeof quick === 'object') return quick;
  if (quick === 'asked-before') return reserveAll(ctx, place, requests);
  try {
    return (await reserveOnce(ctx, place, requests, false)) ?? (await reserveAll(ctx, place, requests));
  } catch (error) {
    // Hardly anybody asks twice, so nobody is looked for before: who did is met by the key that is taken.
    if (constraintOf(error) !== TAKEN_KEY) throw error;
    return reserveAll(ctx, place, requests);
  }
}

const TAKEN_KEY = 'orders_event_id_idempotency_key_key';
/** What the database says to a batch that went by what is not so any more. */
const OVERTAKEN = ['quotas_never_oversold', 'quotas_for_the_public', 'orders_share_of_a_network', 'orders_code_key'];

function constraintOf(error: unknown): string {
  return (error as { constraint?: string }).constraint ?? '';
}

/**
 * In one round trip, by what is known of the event: as long as there are seats for all it does not matter how many
 * others took. The database refuses where the event is another by now or the seats do not suffice; then nothing is
 * written, and it is looked at with care.
 */
async function reserveAtOnce(
  ctx: Ctx,
  { eventId, queue }: Place,
  requests: readonly ReservationRequest[],
): Promise<Reservation[] | 'asked-before' | 'unsure'> {
  if (!queue.known) return 'unsure';
  const { sale, fills } = queue.known;
  const waiters = new Waiters(requests, new Map());
  // What the networks hold besides the database counts.
  const decisions = decideReservations(waiters.fresh, sale, fills, ctx.now, {
    seats: seatsPerNetwork(queue),
    held: new Map(),
  });
  if (decisions.some(({ outcome }) => outcome !== 'granted')) return 'unsure';
  try {
    const granted = { requests: waiters.fresh, decisions, heldUntil: heldUntil(ctx, queue) };
    const written = await makeOrders(ctx, eventId, sale, granted, { ifVersion: sale.version, checkShares: true });
    queue.known = written && { sale, fills: written.fills };
    return written ? waiters.answer(decisions, written.orders, new Map()) : 'unsure';
  } catch (error) {
    queue.known = undefined;
    if (constraintOf(error) === TAKEN_KEY) return 'asked-before';
    if (OVERTAKEN.includes(constraintOf(error))) return 'unsure';
    throw error;
  }
}

/** With care, looking for those who asked before. */
async function reserveAll(ctx: Ctx, place: Place, requests: readonly ReservationRequest[]): Promise<Reservation[]> {
  return (await reserveOnce(ctx, place, requests, true)) ?? [];
}

/**
 * Undefined where somebody would go away empty-handed who has their seats already, and was not looked for: nothing is
 * reserved then.
 */
async function reserveOnce(
  ctx: Ctx,
  { eventId, queue }: Place,
  requests: readonly ReservationRequest[],
  lookUp: boolean,
): Promise<Reservation[] | undefined> {
  const done = await transact(ctx, async (ctx) => {
    const quotas = await lockQuotas(ctx, eventId);
    const known = lookUp ? await findOrdersByKey(ctx, eventId, keysOf(requests)) : new Map<string, KnownOrder>();
    // Read after the quotas are locked, so that an organiser's change is either seen whole or comes after.
    const sale = await loadSale(ctx, eventId);
    const waiters = new Waiters(requests, known);
    const situation = { sale, requests: waiters.fresh, fills: quotas.map(publicFill), seats: seatsPerNetwork(queue) };
    const { decisions, fills, freeAt } = await decide(ctx, eventId, situation);
    if (
      !lookUp &&
      (
        await findOrdersByKey(
          ctx,
          eventId,
          keysOf(waiters.fresh.filter((_, at) => decisions[at]?.outcome !== 'granted')),
        )
      ).size > 0
    )
      return undefined;
    const granted = { requests: waiters.fresh, decisions, heldUntil: heldUntil(ctx, queue) };
    const written = decisions.some(({ outcome }) => outcome === 'granted')
      ? await makeOrders(ctx, eventId, sale, granted, { ifVersion: null })
      : undefined;
    return {
      known: { sale, fills: written?.fills ?? fills },
      answers: waiters.answer(decisions, written?.orders ?? [], freeAt),
    };
  });
  queue.known = done?.known;
  return done?.answers;
}

function heldUntil(ctx: Ctx, { holdSeconds }: QueueState): Instant {
  return ctx.now + holdSeconds * 1000;
}

function keysOf(requests: readonly ReservationRequest[]): string[] {
  return requests.map(({ idempotencyKey }) => idempotencyKey);
}

/** Who asks for the first time, and who repeats what stands or stood before them in the same batch. */
class Waiters {
  readonly fresh: ReservationRequest[] = [];
  readonly #requests: readonly ReservationRequest[];
  readonly #known: Map<string, KnownOrder>;
  readonly #places = new Map<string, number>();

  constructor(requests: readonly ReservationRequest[], known: Map<string, KnownOrder>) {
    this.#requests = requests;
    this.#known = known;
    for (const request of requests) {
      const key = request.idempotencyKey;
      if (known.has(key) || this.#places.has(key)) continue;
      this.#places.set(key, this.fresh.length);
      this.fresh.push(request);
    }
  }

  answer(
    decisions: readonly Decision[],
    orders: readonly (ReservedOrder | undefined)[],
    freeAt: ReadonlyMap<string, Instant>,
  ): Reservation[] {
    return this.#requests.map((request): Reservation => {
      const known = this.#known.get(request.idempotencyKey);
      if (known) return answerAgain(known, request);
      const place = this.#places.get(request.idempotencyKey) as number;
      const first = this.fresh[place] as ReservationRequest;
      if (first !== request && hashRequest(first) !== hashRequest(request)) return { outcome: 'key-reused' };
      const [decision, order] = [decisions[place] as Decision, orders[place]];
      if (decision.outcome === 'granted')
        return { outcome: 'reserved', order: order as ReservedOrder, repeated: first !== request };
      if (decision.outcome === 'over-share') return { ...decision, freeAt: freeAt.get(request.network ?? '') ?? 0 };
      return decision;
    });
  }
}

/** What somebody hears who has an order under that key already. */
export function answerAgain(known: KnownOrder, request: ReservationRequest): Reservation {
  return known.wishHash === hashRequest(request)
    ? { outcome: 'reserved', order: known, repeated: true }
    : { outcome: 'key-reused' };
}

type Situation = {
  sale: Sale;
  requests: readonly ReservationRequest[];
  fills: QuotaFill[];
  /** How many one network may hold. */
  seats: number;
};

/** `freeAt`: when the first seats of each network that holds some run out. */
type Decided = { decisions: Decision[]; fills: QuotaFill[]; freeAt: ReadonlyMap<string, Instant> };

/** Call it while the event's quotas are locked. Where somebody would go without, what has run out comes back first. */
async function decide(ctx: Ctx, eventId: number, { sale, requests, fills, seats }: Situation): Promise<Decided> {
  const networks = requests.flatMap(({ network }) => (network === undefined ? [] : [network]));
  const held = await countHeld(ctx, networks);
  const decisions = decideReservations(requests, sale, fills, ctx.now, { seats, held: held.seats });
  if (!decisions.some(({ outcome }) => outcome === 'sold-out' || outcome === 'over-share'))
    return { decisions, fills, freeAt: held.freeAt };
  const returned = await expireDueOrders(ctx, eventId);
  if (returned.size === 0) return { decisions, fills, freeAt: held.freeAt };
  // Read again: those who wait may have got them.
  const emptier = (await lockQuotas(ctx, eventId)).map(publicFill);
  const left = await countHeld(ctx, networks);
  return {
    decisions: decideReservations(requests, sale, emptier, ctx.now, { seats, held: left.seats }),
    fills: emptier,
    freeAt: left.freeAt,
  };
}

function seatsPerNetwork({ seatsPerNetwork = SEATS_PER_NETWORK }: QueueState): number {
  return seatsPerNetwork;
}

/** How full a quota is for everybody: what others wait for is as good as taken. */
export function publicFill({ id, size, held, sold, awaited }: LockedQuota): QuotaFill {
  const taken = held + sold;
  return { id, size: awaited ? taken : size, taken };
}
