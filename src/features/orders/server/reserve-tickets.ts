/** Holding seats for buyers, many in one transaction. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { getEventForSale } from '#features/events/server/queries.ts';
import { countsStatement, type LockedQuota, lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import { listTypesForSale } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { HOLD_SECONDS, orderCode } from '../order.ts';
import { type Decision, decideReservations, type EventForSale, type Wish } from '../reservation.ts';
import { expireDueOrders } from './expire-orders.ts';
import { EXPIRE_ORDERS_QUEUE } from './inputs.ts';
import { findOrdersByKey, type KnownOrder } from './queries.ts';

export type ReservationRequest = Wish & { idempotencyKey: string; locale: string };

export type ReservedOrder = { code: string; heldUntil: Instant | null; currency: string; totalMinor: number };

export type Reservation =
  /** `repeated`: that very wish was granted before, under the same key. */
  | { outcome: 'reserved'; order: ReservedOrder; repeated: boolean }
  | Exclude<Decision, { outcome: 'granted' }>
  /** The key stands for another wish. */
  | { outcome: 'key-reused' };

/**
 * Holds seats in one event for all who ask, in their order, in one transaction: each gets everything they wish or nothing. Seats whose time
 * has run out are given back first where somebody would go without. What is answered is on disk.
 * Locks the event's quotas, in the order of their ids; where it has none, the event.
 */
export async function reserveTickets(ctx: Ctx, eventId: number, requests: readonly ReservationRequest[]): Promise<Reservation[]> {
  try {
    return (await reserveOnce(ctx, eventId, requests, false)) ?? (await reserveAll(ctx, eventId, requests));
  } catch (error) {
    // Hardly anybody asks twice, so nobody is looked for before: who did is met by the key that is taken.
    if (!isTakenKey(error)) throw error;
    return reserveAll(ctx, eventId, requests);
  }
}

/** The same, looking for those who asked before. */
async function reserveAll(ctx: Ctx, eventId: number, requests: readonly ReservationRequest[]): Promise<Reservation[]> {
  return (await reserveOnce(ctx, eventId, requests, true)) ?? [];
}

function isTakenKey(error: unknown): boolean {
  return (error as { constraint?: string }).constraint === 'orders_event_id_idempotency_key_key';
}

/** Undefined where somebody would go away empty-handed who has their seats already, and was not looked for: nothing is reserved then. */
async function reserveOnce(ctx: Ctx, eventId: number, requests: readonly ReservationRequest[], lookUp: boolean): Promise<Reservation[] | undefined> {
  return transact(ctx, async (ctx) => {
    const quotas = await lockQuotas(ctx, eventId);
    const known = lookUp ? await findOrdersByKey(ctx, eventId, requests.map(({ idempotencyKey }) => idempotencyKey)) : new Map<string, KnownOrder>();
    const event = await loadEvent(ctx, eventId, requests);
    const turns = new Turns(requests, known);
    const decisions = await decide(ctx, eventId, { event, quotas, wishes: turns.fresh });
    if (!lookUp && (await hasAsked(ctx, eventId, turns.fresh.filter((_, at) => decisions[at]?.outcome !== 'granted')))) return undefined;
    const orders = await writeOrders(ctx, eventId, { event, requests: turns.fresh, decisions });
    return turns.answer(decisions, orders);
  });
}

/** Whether one of them has an order already. */
async function hasAsked(ctx: Ctx, eventId: number, requests: readonly ReservationRequest[]): Promise<boolean> {
  return (await findOrdersByKey(ctx, eventId, requests.map(({ idempotencyKey }) => idempotencyKey))).size > 0;
}

/** Who asks for the first time, and who repeats what stands or stood before them in the same line. */
class Turns {
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

  answer(decisions: readonly Decision[], orders: readonly (ReservedOrder | undefined)[]): Reservation[] {
    return this.#requests.map((request): Reservation => {
      const known = this.#known.get(request.idempotencyKey);
      if (known) return answerAgain(known, request);
      const place = this.#places.get(request.idempotencyKey) as number;
      const first = this.fresh[place] as ReservationRequest;
      if (first !== request && wishHash(first) !== wishHash(request)) return { outcome: 'key-reused' };
      const [decision, order] = [decisions[place] as Decision, orders[place]];
      return decision.outcome === 'granted' ? { outcome: 'reserved', order: order as ReservedOrder, repeated: first !== request } : decision;
    });
  }
}

/** What somebody hears who has an order under that key already. */
export function answerAgain(known: KnownOrder, request: ReservationRequest): Reservation {
  return known.wishHash === wishHash(request) ? { outcome: 'reserved', order: known, repeated: true } : { outcome: 'key-reused' };
}

/** What was asked for, in one short text: the same wish gives the same. */
function wishHash({ lines }: Pick<Wish, 'lines'>): string {
  const told = lines.map(({ ticketType, quantity, amountMinor }) => [ticketType, quantity, amountMinor ?? null]);
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url');
}

type EventOnSale = EventForSale & { currency: string };

/** Read after the quotas are locked, so that an organiser's change is either seen whole or comes after. */
async function loadEvent(ctx: Ctx, eventId: number, requests: readonly ReservationRequest[]): Promise<EventOnSale> {
  const numbers = [...new Set(requests.flatMap(({ lines }) => lines.map(({ ticketType }) => ticketType)))];
  const event = await getEventForSale(ctx, eventId);
  return { ...event, types: await listTypesForSale(ctx, eventId, numbers) };
}

type Situation = { event: EventOnSale; quotas: LockedQuota[]; wishes: readonly Wish[] };

async function decide(ctx: Ctx, eventId: number, { event, quotas, wishes }: Situation): Promise<Decision[]> {
  const fills = quotas.map(({ id, size, held, sold }) => ({ id, size, taken: held + sold }));
  const decisions = decideReservations(wishes, event, fills, ctx.now);
  if (!decisions.some(({ outcome }) => outcome === 'sold-out')) return decisions;
  const returned = await expireDueOrders(ctx, eventId);
  if (returned.size === 0) return decisions;
  const fuller = fills.map(({ id, size, taken }) => ({ id, size, taken: taken - (returned.get(id) ?? 0) }));
  return decideReservations(wishes, event, fuller, ctx.now);
}

type Granted = { event: EventOnSale; requests: readonly ReservationRequest[]; decisions: readonly Decision[] };

/** Writes what was granted: orders, lines and counts in one statement, then the clock. */
async function writeOrders(ctx: Ctx, eventId: number, { event, requests, decisions }: Granted): Promise<(ReservedOrder | undefined)[]> {
  const heldUntil = ctx.now + HOLD_SECONDS * 1000;
  const random = randomBytes(8 * decisions.length);
  const orders: object[] = [];
  const lines: object[] = [];
  const held = new Map<number, number>();
  const written = decisions.map((decision, at): ReservedOrder | undefined => {
    if (decision.outcome !== 'granted') return undefined;
    const code = orderCode(random.subarray(8 * at));
    const { idempotencyKey, locale } = requests[at] as ReservationRequest;
    orders.push({ code, idempotency_key: idempotencyKey, wish_hash: wishHash(requests[at] as ReservationRequest), total_minor: decision.totalMinor, locale });
    for (const { typeId, quantity, unitMinor, quotas } of decision.lines) lines.push({ code, ticket_type_id: typeId, quantity, unit_minor: unitMinor, quota_ids: quotas });
    for (const [quotaId, taken] of decision.seats) held.set(quotaId, (held.get(quotaId) ?? 0) + taken);
    return { code, heldUntil, currency: event.currency, totalMinor: decision.totalMinor };
  });
  if (orders.length === 0) return written;
  await insertOrders(ctx, { eventId, currency: event.currency, heldUntil }, { orders, lines }, held);
  await enqueue(ctx, EXPIRE_ORDERS_QUEUE, { eventId }, { key: String(eventId), delayMs: HOLD_SECONDS * 1000 });
  return written;
}

async function insertOrders(ctx: Ctx, all: { eventId: number; currency: string; heldUntil: Instant }, rows: Record<'orders' | 'lines', object[]>, held: Map<number, number>): Promise<void> {
  const [now, heldUntil] = [new Date(ctx.now), new Date(all.heldUntil)];
  await sql`
    with o as (
      insert into orders (event_id, code, state, idempotency_key, wish_hash, currency, total_minor, held_until, locale, created_at, updated_at)
      select ${all.eventId}, r.code, 'reserved', r.idempotency_key, r.wish_hash, ${all.currency}, r.total_minor, ${heldUntil}, r.locale, ${now}, ${now}
      from jsonb_to_recordset(${JSON.stringify(rows.orders)}::jsonb) as r(code text, idempotency_key text, wish_hash text, total_minor bigint, locale text)
      returning id, code
    ), c as (${countsStatement([...held].map(([quotaId, taken]) => ({ quotaId, held: taken, sold: 0 })))})
    insert into order_lines (order_id, ticket_type_id, quantity, unit_minor, quota_ids)
    select o.id, r.ticket_type_id, r.quantity, r.unit_minor, r.quota_ids
    from jsonb_to_recordset(${JSON.stringify(rows.lines)}::jsonb) as r(code text, ticket_type_id bigint, quantity integer, unit_minor bigint, quota_ids bigint[]) join o using (code)`.execute(ctx.db);
}
