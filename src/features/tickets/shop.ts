/** The one order in which an event shows its headings and ticket types. */
import type { OfferState, SaleWindow, TicketPrice, TicketValues } from './ticket.ts';

export const SHOP_KINDS = ['ticket', 'heading'] as const;
/** What stands in the shop, by its number within the event: `ticket-3`, `heading-1`. */
export type ShopKey = `${(typeof SHOP_KINDS)[number]}-${number}`;

/** Reads a key as forms send it. */
export function readShopKey(text: string): ShopKey | undefined {
  return /^(ticket|heading)-[1-9]\d{0,8}$/.test(text) ? (text as ShopKey) : undefined;
}

/**
 * Where something is to go: a place from 1 on (beyond the end: the end), one step, or right behind another record
 * (null: first).
 */
export type ShopMove = { position: number } | { step: 'up' | 'down' } | { after: ShopKey | null };

/** The order after a move. Undefined where the record, or what it is to follow, does not stand in the shop. */
export function moveInShop(order: readonly ShopKey[], item: ShopKey, move: ShopMove): ShopKey[] | undefined {
  const from = order.indexOf(item);
  if (from < 0) return undefined;
  const others = order.filter((key) => key !== item);
  const to = targetOf(others, { item, from, move });
  return to === undefined ? undefined : others.toSpliced(to, 0, item);
}

function targetOf(
  others: readonly ShopKey[],
  { item, from, move }: { item: ShopKey; from: number; move: ShopMove },
): number | undefined {
  if ('step' in move) return clamp(from + (move.step === 'up' ? -1 : 1), others.length);
  if ('position' in move) return clamp(move.position - 1, others.length);
  if (move.after === null) return 0;
  if (move.after === item) return from;
  const at = others.indexOf(move.after);
  return at < 0 ? undefined : at + 1;
}

function clamp(at: number, last: number): number {
  return Math.max(0, Math.min(at, last));
}

/** A ticket type among the organiser's. */
export type ShopTicket = TicketValues & {
  number: number;
  /** How many can still be had by all its quotas; null for no limit. */
  left: number | null;
  /** How many access codes show it. */
  codes: number;
};

export type ShopHeading = { number: number; name: string; description: string };

/** One record in the shop. */
export type ShopItem = { key: ShopKey; position: number } & (
  { heading: ShopHeading; ticket?: undefined } | { ticket: ShopTicket; heading?: undefined }
);

/** What everybody may know of a ticket type. */
export type Offer = TicketPrice &
  SaleWindow & {
    number: number;
    name: string;
    description: string;
    minimumPerOrder: number;
    maximumPerOrder: number;
    state: OfferState;
    byCode: boolean;
    /** Whether the event has a way to take money for it. */
    payable: boolean;
    /** The most that one order can have now. */
    most: number;
    /** How many are left, where it is few; else null. */
    few: number | null;
  };

/** Whether it can be ordered here now: what costs nothing, or may; and what costs money, where that can be paid. */
export function isOrderable({ kind, priceMinor, payable, state, most, minimumPerOrder }: Offer): boolean {
  return state === 'on-sale' && (payable || (priceMinor === 0 && kind !== 'paid')) && most >= minimumPerOrder;
}

/**
 * The offers with what a code makes free open to be ordered, also where the event has no way to take money. `reduced`:
 * what one costs with the code, by number.
 */
export function openFree(groups: readonly OfferGroup[], reduced: Readonly<Record<number, number>>): OfferGroup[] {
  return groups.map((group) => ({
    ...group,
    offers: group.offers.map((offer) => (reduced[offer.number] === 0 ? { ...offer, payable: true } : offer)),
  }));
}

/** How many one order may hold of it: none, or from its smallest number to what there is. */
export function quantityChoices({ minimumPerOrder, most }: Offer): number[] {
  return [0, ...Array.from({ length: Math.max(0, most - minimumPerOrder + 1) }, (_, at) => minimumPerOrder + at)];
}

/** Ticket types under their heading; those before the first have none. */
export type OfferGroup = { heading: ShopHeading | null; offers: Offer[] };

/** What a visitor sees of the shop: a heading stands only where something visible stands under it. */
export function groupOffers(
  items: readonly ShopItem[],
  offerOf: (ticket: ShopTicket) => Offer | undefined,
): OfferGroup[] {
  const groups: OfferGroup[] = [{ heading: null, offers: [] }];
  for (const { heading, ticket } of items) {
    if (heading) {
      groups.push({ heading, offers: [] });
      continue;
    }
    const offer = offerOf(ticket);
    if (offer) groups.at(-1)?.offers.push(offer);
  }
  return groups.filter(({ offers }) => offers.length > 0);
}
