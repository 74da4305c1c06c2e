/** Writing down what was granted. */
import { hash, randomBytes } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { type OrderState, orderCode } from '../../order.ts';
import type { Decision, QuotaFill, SeatRequest } from '../../reservation.ts';
import type { Sale } from './load-sale.ts';
import { hashKey } from '../queries.ts';

export type ReservationRequest = SeatRequest & { idempotencyKey: string; locale: string };

export type ReservedOrder = {
  code: string;
  heldUntil: Instant | null;
  currency: string;
  totalMinor: number;
  /** What became of one that was asked for before, and since when it is there. */
  state?: OrderState;
  createdAt?: Instant;
};

export type Granted = { requests: readonly ReservationRequest[]; decisions: readonly Decision[]; heldUntil: Instant };

/** `orders`: of each request that was granted, in their order. `fills`: how full the quotas are then. */
export type Written = { orders: (ReservedOrder | undefined)[]; fills: QuotaFill[] };

/** Ready made, since in a rush building it would take as long as sending it. */
const HOLD_SEATS = `select hold_seats(${Array.from({ length: 20 }, (_, at) => `$${at + 1}`).join(', ')}) as fills`;

/**
 * Writes what was granted: seats, orders, lines and the clock in one statement, which locks the event's quotas (see the
 * function `hold_seats`). Undefined, and nothing is written, where `ifVersion` is not the event's version any more.
 * @throws of the database where a key or a code is taken, there are not so many seats, or, with `checkShares`, a
 * network would hold more than one may
 */
export async function makeOrders(
  ctx: Ctx,
  eventId: number,
  sale: Sale,
  granted: Granted,
  { ifVersion, checkShares = false }: { ifVersion: number | null; checkShares?: boolean },
): Promise<Written | undefined> {
  const rows = layOut(sale, granted);
  const { quotas, orders, lines } = rows;
  const { rows: answer } = await ctx.db.executeQuery<{ fills: QuotaFill[] | null }>(
    CompiledQuery.raw(HOLD_SEATS, [
      eventId,
      ifVersion,
      [...quotas.keys()],
      [...quotas.values()],
      sale.currency,
      new Date(ctx.now),
      new Date(granted.heldUntil),
      orders.codes,
      orders.keys,
      orders.hashes,
      orders.totals,
      orders.locales,
      lines.orders,
      lines.types,
      lines.quantities,
      lines.units,
      lines.quotas,
      orders.networks,
      orders.scarce,
      checkShares ? orders.shares : null,
    ]),
  );
  const fills = answer[0]?.fills;
  return fills ? { orders: rows.written, fills } : undefined;
}

/** The columns of all rows. */
function layOut(sale: Sale, { requests, decisions, heldUntil }: Granted) {
  const random = randomBytes(8 * decisions.length);
  const orders = {
    codes: [] as string[],
    keys: [] as string[],
    hashes: [] as string[],
    totals: [] as number[],
    locales: [] as string[],
    networks: [] as (string | null)[],
    scarce: [] as number[],
    shares: [] as number[],
  };
  const lines = {
    orders: [] as number[],
    types: [] as number[],
    quantities: [] as number[],
    units: [] as number[],
    quotas: [] as string[],
  };
  const quotas = new Map<number, number>();
  const written = decisions.map((decision, at): ReservedOrder | undefined => {
    if (decision.outcome !== 'granted') return undefined;
    const request = requests[at] as ReservationRequest;
    const code = orderCode(random.subarray(8 * at, 8 * at + 8));
    const place = orders.codes.push(code);
    orders.keys.push(hashKey(request.idempotencyKey));
    orders.hashes.push(hashRequest(request));
    orders.totals.push(decision.totalMinor);
    orders.locales.push(request.locale);
    orders.networks.push(request.network ?? null);
    orders.scarce.push(decision.scarce);
    orders.shares.push(decision.share);
    for (const line of decision.lines) {
      lines.orders.push(place);
      lines.types.push(line.typeId);
      lines.quantities.push(line.quantity);
      lines.units.push(line.unitMinor);
      lines.quotas.push(`{${line.quotas.join(',')}}`);
    }
    for (const [id, taken] of decision.seats) quotas.set(id, (quotas.get(id) ?? 0) + taken);
    return { code, heldUntil, currency: sale.currency, totalMinor: decision.totalMinor };
  });
  return { orders, lines, quotas, written };
}

/** What was asked for, in one short text: the same request gives the same. */
export function hashRequest({ lines }: Pick<SeatRequest, 'lines'>): string {
  const content = lines.map(({ ticketType, quantity, amountMinor }) => [ticketType, quantity, amountMinor ?? null]);
  return hash('sha256', JSON.stringify(content), 'base64url');
}
