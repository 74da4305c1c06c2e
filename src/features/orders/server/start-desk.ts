/** The desk at which reservations are asked for: one line for each event, decided in batches; sold out is told without a lock. */
import type { Ctx } from '#platform/ctx.ts';
import { type Batcher, createBatcher } from '#platform/batcher.ts';
import type { Instant } from '#platform/time.ts';
import { HOLD_SECONDS } from '../order.ts';
import { findOrdersByKey } from './queries.ts';
import { answerAgain, type Line, type Reservation, type ReservationRequest, reserveTickets } from './reserve-tickets.ts';

export type Desk = {
  /** The answer to one buyer. @throws Unavailable where too many wait */
  ask: (eventId: number, request: ReservationRequest, isAwaited?: () => boolean) => Promise<Reservation>;
  /** How many wait or are being decided, of all events. */
  waiting: () => number;
  /** Of how many events something is remembered. */
  lines: () => number;
};

/**
 * For so long a ticket type that was found sold out counts as sold out without another look, in milliseconds. Seats that come back are on
 * sale again after at most this time, whoever gave them back in whichever process.
 */
const SOLD_OUT_MS = 1000;

/** A line in which nobody stood for so long is forgotten when another one forms, in milliseconds. */
const IDLE_MS = 60_000;

/** What is known to be sold out in one event, and until when that is believed. */
type SoldOut = { types: Set<number>; until: number };

type EventLine = { batcher: Batcher<ReservationRequest, Reservation>; usedAt: Instant };

/** `makeCtx` gives a context on the database, with the time of the call. */
export function startDesk(makeCtx: () => Ctx, { holdSeconds = HOLD_SECONDS } = {}): Desk {
  const lines = new Map<number, EventLine>();
  const form = (eventId: number, now: Instant): EventLine => {
    for (const [id, { batcher, usedAt }] of lines) if (now - usedAt > IDLE_MS && batcher.waiting() === 0) lines.delete(id);
    const known: Known = { line: { holdSeconds }, soldOut: { types: new Set(), until: 0 } };
    const line = { batcher: createBatcher({ decide: (requests: ReservationRequest[]) => decide(makeCtx(), eventId, known, requests) }), usedAt: now };
    lines.set(eventId, line);
    return line;
  };
  return {
    ask: (eventId, request, isAwaited) => {
      const { now } = makeCtx();
      const line = lines.get(eventId) ?? form(eventId, now);
      line.usedAt = now;
      return line.batcher.ask(request, isAwaited);
    },
    waiting: () => [...lines.values()].reduce((sum, { batcher }) => sum + batcher.waiting(), 0),
    lines: () => lines.size,
  };
}

/** What is known of one event. */
type Known = { line: Line; soldOut: SoldOut };

async function decide(ctx: Ctx, eventId: number, { line, soldOut }: Known, requests: ReservationRequest[]): Promise<Reservation[]> {
  if (ctx.now >= soldOut.until) soldOut.types.clear();
  if (soldOut.types.size === 0) {
    const decided = await reserveTickets(ctx, eventId, requests, line);
    note(soldOut, decided, ctx.now);
    return decided;
  }
  const hopeless = new Set(requests.filter(({ lines }) => lines.some(({ ticketType }) => soldOut.types.has(ticketType))));
  const hopeful = requests.filter((request) => !hopeless.has(request));
  const told = await tellSoldOut(ctx, eventId, soldOut, [...hopeless]);
  const decided = hopeful.length > 0 ? await reserveTickets(ctx, eventId, hopeful, line) : [];
  note(soldOut, decided, ctx.now);
  const answers = new Map([...[...hopeless].map((request, at) => [request, told[at]] as const), ...hopeful.map((request, at) => [request, decided[at]] as const)]);
  return requests.map((request) => answers.get(request) as Reservation);
}

/** Sold out, but for those who have their seats already and ask again. Only of what is known to be sold out it is said how many are left. */
async function tellSoldOut(ctx: Ctx, eventId: number, { types }: SoldOut, requests: readonly ReservationRequest[]): Promise<Reservation[]> {
  const known = await findOrdersByKey(ctx, eventId, requests.map(({ idempotencyKey }) => idempotencyKey));
  return requests.map((request): Reservation => {
    const order = known.get(request.idempotencyKey);
    if (order) return answerAgain(order, request);
    return { outcome: 'sold-out', left: request.lines.flatMap(({ ticketType }) => (types.has(ticketType) ? [{ ticketType, left: 0 }] : [])) };
  });
}

function note(soldOut: SoldOut, decided: readonly Reservation[], now: number): void {
  for (const answer of decided) {
    if (answer.outcome !== 'sold-out') continue;
    for (const { ticketType, left } of answer.left) {
      if (left > 0) continue;
      if (soldOut.types.size === 0) soldOut.until = now + SOLD_OUT_MS;
      soldOut.types.add(ticketType);
    }
  }
}
