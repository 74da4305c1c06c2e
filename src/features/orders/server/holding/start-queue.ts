/**
 * The queues in which requests for seats wait: one for each event, decided in batches. That an event is sold out is
 * answered without a lock.
 */
import type { Ctx } from '#platform/ctx.ts';
import { type Batcher, createBatcher } from '#platform/batcher.ts';
import type { Instant } from '#platform/time.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { SEATS_PER_NETWORK } from '../../reservation.ts';
import { findOrdersByKey } from '../queries.ts';
import {
  answerAgain,
  type QueueState,
  type Reservation,
  type ReservationRequest,
  reserveTickets,
} from './reserve-tickets.ts';

/** What a buyer asks for; nobody asks without the network from which they do. */
export type BuyerRequest = ReservationRequest & { network: string };

export type ReservationQueue = {
  /** The answer to one buyer. @throws Unavailable where too many wait */
  ask: (eventId: number, request: BuyerRequest, isAwaited?: () => boolean) => Promise<Reservation>;
  /** How many wait or are being decided, of all events. */
  waiting: () => number;
  /** Of how many events something is remembered. */
  events: () => number;
};

/**
 * For so long a ticket type that was found sold out counts as sold out without another look, and a network that holds
 * as much as it may is refused, in milliseconds. Seats that come back are on sale again after at most this time,
 * whoever gave them back in whichever process.
 */
const REFUSED_MS = 1000;

/** A queue in which nobody waited for so long is forgotten when another one begins, in milliseconds. */
const IDLE_MS = 60_000;

/** What is known to be sold out in one event, and until when that is believed. */
type SoldOut = { types: Set<number>; until: number };

/**
 * What networks were refused that hold as much as they may, and until when that is believed: whoever goes on asking
 * costs nobody a lock.
 */
type OverShare = Map<string, { refusal: Extract<Reservation, { outcome: 'over-share' }>; until: number }>;

/** For so many networks of one event that is remembered. */
const MOST_OVER_SHARE = 10_000;

type EventQueue = { batcher: Batcher<BuyerRequest, Reservation>; usedAt: Instant };

/** `makeCtx` gives a context on the database, with the time of the call. */
export function startQueue(
  makeCtx: () => Ctx,
  { holdSeconds = HOLD_SECONDS, seatsPerNetwork = SEATS_PER_NETWORK } = {},
): ReservationQueue {
  const queues = new Map<number, EventQueue>();
  const begin = (eventId: number, now: Instant): EventQueue => {
    for (const [id, { batcher, usedAt }] of queues)
      if (now - usedAt > IDLE_MS && batcher.waiting() === 0) queues.delete(id);
    const known: Known = {
      state: { holdSeconds, seatsPerNetwork },
      soldOut: { types: new Set(), until: 0 },
      overShare: new Map(),
    };
    const queue = {
      batcher: createBatcher({ decide: (requests: BuyerRequest[]) => decide(makeCtx(), eventId, known, requests) }),
      usedAt: now,
    };
    queues.set(eventId, queue);
    return queue;
  };
  return {
    ask: (eventId, request, isAwaited) => {
      const { now } = makeCtx();
      const queue = queues.get(eventId) ?? begin(eventId, now);
      queue.usedAt = now;
      return queue.batcher.ask(request, isAwaited);
    },
    waiting: () => [...queues.values()].reduce((sum, { batcher }) => sum + batcher.waiting(), 0),
    events: () => queues.size,
  };
}

/** What is known of one event. */
type Known = { state: QueueState; soldOut: SoldOut; overShare: OverShare };

async function decide(
  ctx: Ctx,
  eventId: number,
  { state, soldOut, overShare }: Known,
  requests: BuyerRequest[],
): Promise<Reservation[]> {
  if (ctx.now >= soldOut.until) soldOut.types.clear();
  for (const [network, { until }] of overShare) if (ctx.now >= until) overShare.delete(network);
  const hopeless = requests.filter((request) => isSoldOut(soldOut, request) || isOverShare(overShare, request));
  if (hopeless.length === 0) {
    const decided = await reserveTickets(ctx, eventId, requests, state);
    note({ soldOut, overShare }, requests, decided, ctx.now);
    return decided;
  }
  const refusals = await refuseAgain(ctx, eventId, { soldOut, overShare }, hopeless);
  const isHopeless = new Set(hopeless);
  const hopeful = requests.filter((request) => !isHopeless.has(request));
  const decided = hopeful.length > 0 ? await reserveTickets(ctx, eventId, hopeful, state) : [];
  note({ soldOut, overShare }, hopeful, decided, ctx.now);
  const answers = new Map([
    ...hopeless.map((request, at) => [request, refusals[at]] as const),
    ...hopeful.map((request, at) => [request, decided[at]] as const),
  ]);
  return requests.map((request) => answers.get(request) as Reservation);
}

function isSoldOut({ types }: SoldOut, { lines }: BuyerRequest): boolean {
  return types.size > 0 && lines.some(({ ticketType }) => types.has(ticketType));
}

/** Who wants as much as was refused a moment ago, or more. */
function isOverShare(overShare: OverShare, { network, lines }: BuyerRequest): boolean {
  const known = overShare.size > 0 ? overShare.get(network) : undefined;
  if (known === undefined) return false;
  const { types, scarce } = known.refusal;
  return (
    lines.reduce((sum, { ticketType, quantity }) => sum + (types.includes(ticketType) ? quantity : 0), 0) >= scarce
  );
}

type Refusals = Pick<Known, 'soldOut' | 'overShare'>;

/**
 * Refused once more, but for those who have their seats already and ask again. Only of what is known to be sold out it
 * is said how many are left.
 */
async function refuseAgain(
  ctx: Ctx,
  eventId: number,
  { soldOut, overShare }: Refusals,
  requests: readonly BuyerRequest[],
): Promise<Reservation[]> {
  const known = await findOrdersByKey(
    ctx,
    eventId,
    requests.map(({ idempotencyKey }) => idempotencyKey),
  );
  return requests.map((request): Reservation => {
    const order = known.get(request.idempotencyKey);
    if (order) return answerAgain(order, request);
    const over = isSoldOut(soldOut, request) ? undefined : overShare.get(request.network);
    if (over) return over.refusal;
    return {
      outcome: 'sold-out',
      left: request.lines.flatMap(({ ticketType }) => (soldOut.types.has(ticketType) ? [{ ticketType, left: 0 }] : [])),
    };
  });
}

function note(
  { soldOut, overShare }: Refusals,
  requests: readonly BuyerRequest[],
  decided: readonly Reservation[],
  now: number,
): void {
  for (const [at, answer] of decided.entries()) {
    if (answer.outcome === 'over-share' && overShare.size < MOST_OVER_SHARE)
      overShare.set((requests[at] as BuyerRequest).network, { refusal: answer, until: now + REFUSED_MS });
    if (answer.outcome !== 'sold-out') continue;
    for (const { ticketType, left } of answer.left) {
      if (left > 0) continue;
      if (soldOut.types.size === 0) soldOut.until = now + REFUSED_MS;
      soldOut.types.add(ticketType);
    }
  }
}
