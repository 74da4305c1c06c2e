/** The desk at which reservations are asked for: one line for each event, decided in batches; sold out is told without a lock. */
import type { Ctx } from '#platform/ctx.ts';
import { type Batcher, createBatcher } from '#platform/batcher.ts';
import { findOrdersByKey } from './queries.ts';
import { answerAgain, type Reservation, type ReservationRequest, reserveTickets } from './reserve-tickets.ts';

export type Desk = {
  /** The answer to one buyer. @throws Unavailable where too many wait */
  ask: (eventId: number, request: ReservationRequest, isAwaited?: () => boolean) => Promise<Reservation>;
};

/**
 * For so long a ticket type that was found sold out counts as sold out without another look, in milliseconds. Seats that come back are on
 * sale again after at most this time, whoever gave them back in whichever process.
 */
const SOLD_OUT_MS = 1000;

/** What is known to be sold out in one event, and until when that is believed. */
type SoldOut = { types: Set<number>; until: number };

/** `makeCtx` gives a context on the database, with the time of the call. */
export function startDesk(makeCtx: () => Ctx): Desk {
  const lines = new Map<number, Batcher<ReservationRequest, Reservation>>();
  const lineOf = (eventId: number): Batcher<ReservationRequest, Reservation> => {
    const known = lines.get(eventId);
    if (known) return known;
    const soldOut: SoldOut = { types: new Set(), until: 0 };
    const line = createBatcher({ decide: (requests: ReservationRequest[]) => decide(makeCtx(), eventId, soldOut, requests) });
    lines.set(eventId, line);
    return line;
  };
  return { ask: (eventId, request, isAwaited) => lineOf(eventId).ask(request, isAwaited) };
}

async function decide(ctx: Ctx, eventId: number, soldOut: SoldOut, requests: ReservationRequest[]): Promise<Reservation[]> {
  if (ctx.now >= soldOut.until) soldOut.types.clear();
  const hopeless = new Set(requests.filter(({ lines }) => lines.some(({ ticketType }) => soldOut.types.has(ticketType))));
  const hopeful = requests.filter((request) => !hopeless.has(request));
  const told = await tellSoldOut(ctx, eventId, soldOut, [...hopeless]);
  const decided = hopeful.length > 0 ? await reserveTickets(ctx, eventId, hopeful) : [];
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
