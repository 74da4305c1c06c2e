/**
 * Who gets seats: decided in the order in which people asked, whole requests or nothing, by what is left in every
 * quota.
 */
import type { SaleWindow, TicketKind, TicketVisibility } from '#features/tickets/ticket.ts';
import type { Instant } from '#platform/time.ts';

/** So many of the ticket type with that number; of a donation also what each is to give, in minor units. */
export type RequestLine = { ticketType: number; quantity: number; amountMinor?: number | undefined };

/**
 * What somebody asks for. `unlocked`: the numbers of the ticket types that their access code shows. `network`: the
 * hashed network of the client; absent where the installation itself asks.
 */
export type SeatRequest = { lines: readonly RequestLine[]; unlocked: readonly number[]; network?: string | undefined };

/** What deciding needs to know of a ticket type. `quotas`: the ids of all that it takes from. */
export type TypeForSale = SaleWindow & {
  id: number;
  number: number;
  name: string;
  kind: TicketKind;
  priceMinor: number;
  minimumPerOrder: number;
  maximumPerOrder: number;
  visibility: TicketVisibility;
  quotas: readonly number[];
};

export type EventForSale = { isOpen: boolean; endsAt: Instant; types: readonly TypeForSale[] };

/** How full a quota is; `size` null for no limit. */
export type QuotaFill = { id: number; size: number | null; taken: number };

export type GrantedLine = {
  typeId: number;
  ticketType: number;
  quantity: number;
  unitMinor: number;
  quotas: readonly number[];
};
export type RefusalReason = 'closed' | 'unknown-type' | 'not-on-sale' | 'too-few' | 'too-many' | 'too-little';

/**
 * How much one network may hold that it has not placed. `seats`: so many at least, or `SHARE` of a quota. `held`: what
 * each network has already; who is not named there has nothing, or it is counted later.
 */
export type Shares = { seats: number; held: ReadonlyMap<string, number> };

/** The part of a quota that one network may hold. */
export const SHARE = 0.05;

/** How many seats one network may hold, unless the installation says otherwise (FOYER_SEATS_PER_NETWORK). */
export const SEATS_PER_NETWORK = 50;

export type Decision =
  /** `scarce`: how many of its seats have a limit; `share`: how many of those its network may hold at once. */
  | {
      outcome: 'granted';
      lines: GrantedLine[];
      seats: Map<number, number>;
      totalMinor: number;
      scarce: number;
      share: number;
    }
  /**
   * The network holds as much as one may; what it placed does not count. `types`: the ticket types of the request that
   * are scarce.
   */
  | { outcome: 'over-share'; scarce: number; share: number; types: number[] }
  /** `left`: of each requested ticket type with a limit, how many can still be had. */
  | { outcome: 'sold-out'; left: { ticketType: number; left: number }[] }
  | { outcome: 'refused'; line: number; reason: RefusalReason; ticketType: number };

/** The most ticket types in one order. */
export const MOST_LINES = 50;

/** Decides all requests, the first first. What one takes the next does not find. Nothing that is given is changed. */
export function decideReservations(
  requests: readonly SeatRequest[],
  event: EventForSale,
  quotas: readonly QuotaFill[],
  now: Instant,
  shares: Shares = { seats: SEATS_PER_NETWORK, held: new Map() },
): Decision[] {
  const types = new Map(event.types.map((type) => [type.number, type]));
  const fills = new Map(quotas.map((fill) => [fill.id, { ...fill }]));
  const situation = { event, types, fills, now, least: shares.seats, held: new Map(shares.held) };
  return requests.map((request) => decideOne(request, situation));
}

type Situation = {
  event: EventForSale;
  types: Map<number, TypeForSale>;
  fills: Map<number, QuotaFill>;
  now: Instant;
  least: number;
  /** What each network holds, with what it was granted before in the same batch. */
  held: Map<string, number>;
};

function decideOne(request: SeatRequest, situation: Situation): Decision {
  const lines: GrantedLine[] = [];
  for (const [at, line] of request.lines.entries()) {
    const type = findType(request, line.ticketType, situation);
    if (!type) return { outcome: 'refused', line: at, reason: 'unknown-type', ticketType: line.ticketType };
    const reason = refusalOf(line, type, situation);
    if (reason) return { outcome: 'refused', line: at, reason, ticketType: line.ticketType };
    lines.push({
      typeId: type.id,
      ticketType: type.number,
      quantity: line.quantity,
      unitMinor: unitOf(line, type),
      quotas: type.quotas,
    });
  }
  const seats = seatsFor(lines);
  const short = [...seats].some(([id, wanted]) => wanted > leftIn(situation.fills.get(id)));
  if (short) return { outcome: 'sold-out', left: leftOf(lines, situation) };
  const { scarce, share, types } = shareOf(lines, situation);
  const { network } = request;
  if (network !== undefined && scarce > 0) {
    const holds = (situation.held.get(network) ?? 0) + scarce;
    if (holds > share) return { outcome: 'over-share', scarce, share, types };
    situation.held.set(network, holds);
  }
  for (const [id, taken] of seats) {
    const fill = situation.fills.get(id);
    if (fill) fill.taken += taken;
  }
  const totalMinor = lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0);
  return { outcome: 'granted', lines, seats, totalMinor, scarce, share };
}

/**
 * How many seats of the lines come from a quota with a limit, and how many such seats one network may hold: by the
 * smallest of those quotas, but always as many as the organiser lets one order have. What is there without end nobody
 * can take away from others.
 */
function shareOf(
  lines: readonly GrantedLine[],
  { types, fills, least }: Situation,
): { scarce: number; share: number; types: number[] } {
  let [scarce, smallest, oneOrder] = [0, Number.POSITIVE_INFINITY, 0];
  const scarceTypes: number[] = [];
  for (const { quotas, quantity, ticketType } of lines) {
    let isScarce = false;
    for (const id of quotas) {
      const size = fills.get(id)?.size ?? null;
      if (size === null) continue;
      isScarce = true;
      smallest = Math.min(smallest, size);
    }
    if (!isScarce) continue;
    scarceTypes.push(ticketType);
    scarce += quantity;
    oneOrder = Math.max(oneOrder, types.get(ticketType)?.maximumPerOrder ?? 0);
  }
  return { scarce, share: shareOfNetwork(least, smallest, oneOrder), types: scarceTypes };
}

/**
 * How many seats one network may have: `least`, a part of the smallest quota concerned (infinite where none has a
 * limit), or one order as large as the organiser allows, whichever is most.
 */
export function shareOfNetwork(least: number, smallest: number, oneOrder: number): number {
  return Math.max(least, Number.isFinite(smallest) ? Math.floor(smallest * SHARE) : 0, oneOrder);
}

/** The type as this buyer may know it: what is hidden from them is as good as not there. */
function findType({ unlocked }: SeatRequest, number: number, { types }: Situation): TypeForSale | undefined {
  const type = types.get(number);
  if (type?.visibility === 'public') return type;
  return type?.visibility === 'code' && unlocked.includes(number) ? type : undefined;
}

function refusalOf(line: RequestLine, type: TypeForSale, { event, now }: Situation): RefusalReason | undefined {
  if (!event.isOpen) return 'closed';
  if (
    (type.saleStartsAt !== null && now < type.saleStartsAt) ||
    now >= Math.min(type.saleEndsAt ?? event.endsAt, event.endsAt)
  )
    return 'not-on-sale';
  if (line.quantity < type.minimumPerOrder) return 'too-few';
  if (line.quantity > type.maximumPerOrder) return 'too-many';
  return type.kind === 'donation' && line.amountMinor !== undefined && line.amountMinor < type.priceMinor
    ? 'too-little'
    : undefined;
}

/** What one ticket costs: of a donation what the giver says, at least the least. */
export function unitOf(
  { amountMinor }: RequestLine,
  { kind, priceMinor }: Pick<TypeForSale, 'kind' | 'priceMinor'>,
): number {
  return kind === 'donation' ? (amountMinor ?? priceMinor) : priceMinor;
}

/** How many seats the lines take from each quota; a quota that holds several of the types gives for all of them. */
export function seatsFor(lines: readonly Pick<GrantedLine, 'quotas' | 'quantity'>[]): Map<number, number> {
  const seats = new Map<number, number>();
  for (const { quotas, quantity } of lines)
    for (const quota of quotas) seats.set(quota, (seats.get(quota) ?? 0) + quantity);
  return seats;
}

/** How many seats can still be had in a quota; without limit where it has none, or is none. */
export function leftIn(fill: QuotaFill | undefined): number {
  return fill === undefined || fill.size === null ? Number.POSITIVE_INFINITY : Math.max(0, fill.size - fill.taken);
}

function leftOf(lines: readonly GrantedLine[], { fills }: Situation): { ticketType: number; left: number }[] {
  return lines.flatMap(({ ticketType, quotas }) => {
    const left = Math.min(...quotas.map((id) => leftIn(fills.get(id))));
    return Number.isFinite(left) ? [{ ticketType, left }] : [];
  });
}
