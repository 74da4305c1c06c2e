/** Who gets seats: decided in the order in which people asked, whole wishes or nothing, by what is left in every quota. */
import type { SaleWindow, TicketKind, TicketVisibility } from '#features/tickets/ticket.ts';
import type { Instant } from '#platform/time.ts';

/** So many of the ticket type with that number; of a donation also what each is to give, in minor units. */
export type WishLine = { ticketType: number; quantity: number; amountMinor?: number | undefined };

/** What somebody asks for. `unlocked`: the numbers of the ticket types that their access code shows. */
export type Wish = { lines: readonly WishLine[]; unlocked: readonly number[] };

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

export type GrantedLine = { typeId: number; ticketType: number; quantity: number; unitMinor: number; quotas: readonly number[] };
export type RefusalReason = 'closed' | 'unknown-type' | 'not-on-sale' | 'too-few' | 'too-many' | 'too-little';

export type Decision =
  | { outcome: 'granted'; lines: GrantedLine[]; seats: Map<number, number>; totalMinor: number }
  /** `left`: of each wished ticket type with a limit, how many can still be had. */
  | { outcome: 'sold-out'; left: { ticketType: number; left: number }[] }
  | { outcome: 'refused'; line: number; reason: RefusalReason; ticketType: number };

/** The most ticket types in one order. */
export const MOST_LINES = 50;

/** Decides all wishes, the first first. What one takes the next does not find. Nothing that is given is changed. */
export function decideReservations(wishes: readonly Wish[], event: EventForSale, quotas: readonly QuotaFill[], now: Instant): Decision[] {
  const types = new Map(event.types.map((type) => [type.number, type]));
  const fills = new Map(quotas.map((fill) => [fill.id, { ...fill }]));
  return wishes.map((wish) => decideOne(wish, { event, types, fills, now }));
}

type Situation = { event: EventForSale; types: Map<number, TypeForSale>; fills: Map<number, QuotaFill>; now: Instant };

function decideOne(wish: Wish, situation: Situation): Decision {
  const lines: GrantedLine[] = [];
  for (const [at, line] of wish.lines.entries()) {
    const type = findType(wish, line.ticketType, situation);
    if (!type) return { outcome: 'refused', line: at, reason: 'unknown-type', ticketType: line.ticketType };
    const reason = refusalOf(line, type, situation);
    if (reason) return { outcome: 'refused', line: at, reason, ticketType: line.ticketType };
    lines.push({ typeId: type.id, ticketType: type.number, quantity: line.quantity, unitMinor: unitOf(line, type), quotas: type.quotas });
  }
  const seats = seatsFor(lines);
  const short = [...seats].some(([id, wanted]) => wanted > leftIn(situation.fills.get(id)));
  if (short) return { outcome: 'sold-out', left: leftOf(lines, situation) };
  for (const [id, taken] of seats) {
    const fill = situation.fills.get(id);
    if (fill) fill.taken += taken;
  }
  return { outcome: 'granted', lines, seats, totalMinor: lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0) };
}

/** The type as this buyer may know it: what is hidden from them is as good as not there. */
function findType({ unlocked }: Wish, number: number, { types }: Situation): TypeForSale | undefined {
  const type = types.get(number);
  if (type?.visibility === 'public') return type;
  return type?.visibility === 'code' && unlocked.includes(number) ? type : undefined;
}

function refusalOf(line: WishLine, type: TypeForSale, { event, now }: Situation): RefusalReason | undefined {
  if (!event.isOpen) return 'closed';
  if ((type.saleStartsAt !== null && now < type.saleStartsAt) || now >= Math.min(type.saleEndsAt ?? event.endsAt, event.endsAt)) return 'not-on-sale';
  if (line.quantity < type.minimumPerOrder) return 'too-few';
  if (line.quantity > type.maximumPerOrder) return 'too-many';
  return type.kind === 'donation' && line.amountMinor !== undefined && line.amountMinor < type.priceMinor ? 'too-little' : undefined;
}

/** What one ticket costs: of a donation what the giver says, at least the least. */
export function unitOf({ amountMinor }: WishLine, { kind, priceMinor }: Pick<TypeForSale, 'kind' | 'priceMinor'>): number {
  return kind === 'donation' ? (amountMinor ?? priceMinor) : priceMinor;
}

/** How many seats the lines take from each quota; a quota that holds several of the types gives for all of them. */
export function seatsFor(lines: readonly Pick<GrantedLine, 'quotas' | 'quantity'>[]): Map<number, number> {
  const seats = new Map<number, number>();
  for (const { quotas, quantity } of lines) for (const quota of quotas) seats.set(quota, (seats.get(quota) ?? 0) + quantity);
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
