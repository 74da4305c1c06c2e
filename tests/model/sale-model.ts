/**
 * A sale as simply as it can be thought: plain lists, nothing locked, nothing counted twice. What Foyer does is
 * held against this.
 */
import { canBecome, type OrderState, seatsOf } from '#features/orders/order.ts';
import type { Act } from './acts.ts';

const MINUTE = 60_000;
export const HOLD_MINUTES = 15;
export const OFFER_MINUTES = 120;

/** Ticket types 1, 2, 3: what one costs; each has a quota of its own, and some of them share the hall. */
export const PRICES: Record<number, number> = { 1: 0, 2: 1000, 3: 700 };
export const START = { own: { 1: 4, 2: 5, 3: 6 } as Record<number, number>, hall: { size: 9, types: [1, 2] } };

type ModelTicket = { type: number; cancelled: boolean; rotation: number; email: string };
type ModelOrder = {
  key: string;
  request: Record<number, number>;
  state: OrderState;
  heldUntil: number;
  total: number;
  paid: number;
  refunded: number;
  buyer: boolean;
  tickets: ModelTicket[];
};
type ModelEntry = { type: number; quantity: number; email: string; state: string; order: number | null };
type Quota = { name: string; size: number; types: number[]; awaited: boolean };

/** What an act comes to when it does nothing. */
class Refused extends Error {}

export class SaleModel {
  now: number;
  isOpen = true;
  quotas: Quota[] = [
    ...[1, 2, 3].map((type) => ({
      name: `own ${type}`,
      size: START.own[type] as number,
      types: [type],
      awaited: false,
    })),
    { name: 'hall', size: START.hall.size, types: [...START.hall.types], awaited: false },
  ];
  orders: ModelOrder[] = [];
  entries: ModelEntry[] = [];

  constructor(now: number) {
    this.now = now;
  }

  /** Does it and says what came of it. What is refused has changed nothing. */
  act(act: Act): string {
    const before = structuredClone({
      quotas: this.quotas,
      orders: this.orders,
      entries: this.entries,
      isOpen: this.isOpen,
    });
    try {
      return this.#do(act);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      Object.assign(this, before);
      return error.message;
    }
  }

  #do(act: Act): string {
    switch (act.kind) {
      case 'advance':
        this.now += act.minutes * MINUTE;
        return 'done';
      case 'clock':
        this.#expireDue();
        return 'done';
      case 'reserve':
        return this.#reserve(act.key, act.request);
      case 'quantity':
        return this.#resize(`own ${act.type}`, act.size);
      case 'hall':
        return this.#regroup(act.size, act.types);
      case 'list':
        if (this.isOpen !== act.open) {
          this.isOpen = act.open;
          this.#offer();
        }
        return 'done';
      case 'join':
        return this.#join(act.type, act.quantity, act.email);
      case 'leave':
      case 'remove':
      case 'offer':
        return this.entries.length === 0 ? 'nothing' : this.#entryAct(act.kind, act.at % this.entries.length);
      default:
        return this.orders.length === 0
          ? 'nothing'
          : this.#orderAct(act, this.orders[act.at % this.orders.length] as ModelOrder);
    }
  }

  #orderAct(act: Act, order: ModelOrder): string {
    switch (act.kind) {
      case 'again':
        // An offer was asked for by nobody, so nobody can ask for it again: whoever tries asks for something new.
        return this.#reserve(order.key || `nobody-asked-${this.orders.length}`, act.other ? { 3: 9 } : order.request);
      case 'details':
        return this.#live(order) ?? this.#enter(order);
      case 'place':
        return this.#live(order) ?? this.#place(order);
      case 'pay':
        return this.#pay(order, act.minor);
      case 'refund':
        return this.#refund(order, act.minor);
      case 'cancel':
        return this.#cancel(order);
      case 'unpaid':
        if (order.state !== 'pending-payment' || order.paid > order.refunded) return 'false';
        this.#move(order, 'expired');
        return 'true';
      case 'cancelTicket':
        return order.tickets.length === 0
          ? 'not_found'
          : this.#cancelTicket(order, order.tickets[act.ticket % order.tickets.length] as ModelTicket);
      case 'transfer':
        return order.tickets.length === 0
          ? 'not_found'
          : this.#transfer(order, order.tickets[act.ticket % order.tickets.length] as ModelTicket);
      default:
        throw new TypeError(act.kind);
    }
  }

  // Seats.

  /** How many seats of each ticket type the order has, in whatever state. */
  seats(order: ModelOrder): Record<number, number> {
    const gone = (type: number): number =>
      order.tickets.filter((ticket) => ticket.type === type && ticket.cancelled).length;
    return Object.fromEntries(
      Object.entries(order.request).map(([type, quantity]) => [type, quantity - gone(Number(type))]),
    );
  }

  count(quota: Quota, kind: 'held' | 'sold'): number {
    const orders = this.orders.filter(({ state }) => seatsOf(state) === kind);
    return orders.reduce(
      (sum, order) =>
        sum +
        Object.entries(this.seats(order)).reduce(
          (n, [type, quantity]) => n + (quota.types.includes(Number(type)) ? quantity : 0),
          0,
        ),
      0,
    );
  }

  #left(quota: Quota): number {
    return quota.size - this.count(quota, 'held') - this.count(quota, 'sold');
  }

  #fits(request: Record<number, number>, isPublic: boolean): boolean {
    return this.quotas.every((quota) => {
      const wanted = Object.entries(request).reduce(
        (n, [type, quantity]) => n + (quota.types.includes(Number(type)) ? quantity : 0),
        0,
      );
      return wanted === 0 || (wanted <= this.#left(quota) && !(isPublic && quota.awaited));
    });
  }

  #move(order: ModelOrder, to: OrderState): void {
    if (!canBecome(order.state, to)) throw new Refused('order_state');
    const returned = seatsOf(order.state) !== 'free' && seatsOf(to) === 'free';
    order.state = to;
    if (returned) this.#offer();
  }

  #expireDue(): boolean {
    const due = this.orders.filter(({ state, heldUntil }) => state === 'reserved' && heldUntil <= this.now);
    for (const order of due) order.state = 'expired';
    if (due.length > 0) this.#offer();
    return due.length > 0;
  }

  #undoUnless(work: () => boolean): void {
    const before = structuredClone({ quotas: this.quotas, orders: this.orders, entries: this.entries });
    if (!work()) Object.assign(this, before);
  }

  #resize(name: string, size: number): string {
    const quota = this.quotas.find((one) => one.name === name) as Quota;
    if (quota.size === size) return 'done';
    quota.size = size;
    if (this.#left(quota) < 0) throw new Refused('invalid');
    this.#offer();
    return 'done';
  }

  #regroup(size: number, types: number[]): string {
    const hall = this.quotas.find(({ name }) => name === 'hall') as Quota;
    if (hall.size === size && hall.types.join() === types.join()) return 'done';
    Object.assign(hall, { size, types });
    if (this.#left(hall) < 0) throw new Refused('invalid');
    this.#offer();
    return 'done';
  }

  // The line.

  /** What became of offers; then whoever fits gets one, the first first; then what the others are short of is kept. */
  #offer(first?: number): void {
    this.#noteOffers();
    const line = this.entries.filter(({ state }) => state === 'waiting');
    const chosen = line.filter((entry) => this.entries.indexOf(entry) === first);
    for (const entry of this.isOpen ? [...chosen, ...line.filter((one) => !chosen.includes(one))] : chosen) {
      if (!this.#fits({ [entry.type]: entry.quantity }, false)) continue;
      entry.order = this.#write('', { [entry.type]: entry.quantity }, OFFER_MINUTES);
      entry.state = 'offered';
    }
    for (const quota of this.quotas)
      quota.awaited =
        this.isOpen &&
        this.entries.some(
          ({ state, type, quantity }) =>
            state === 'waiting' && quota.types.includes(type) && this.#left(quota) < quantity,
        );
  }

  #noteOffers(): void {
    const became: Partial<Record<OrderState, string>> = {
      reserved: 'offered',
      expired: 'lapsed',
      cancelled: 'declined',
    };
    for (const entry of this.entries)
      if (entry.state === 'offered')
        entry.state = became[(this.orders[entry.order ?? -1] as ModelOrder).state] ?? 'taken';
  }

  #join(type: number, quantity: number, email: string): string {
    if (!this.isOpen) throw new Refused('closed');
    if (this.#fits({ [type]: quantity }, true)) throw new Refused('on-sale');
    if (
      this.entries.some(
        (entry) =>
          entry.type === type && entry.email === email && (entry.state === 'waiting' || entry.state === 'offered'),
      )
    )
      return 'done';
    this.entries.push({ type, quantity, email, state: 'waiting', order: null });
    this.#offer();
    return 'done';
  }

  #entryAct(kind: 'leave' | 'remove' | 'offer', at: number): string {
    const entry = this.entries[at] as ModelEntry;
    if (kind === 'offer') {
      if (entry.state !== 'waiting') throw new Refused('not_waiting');
      this.#offer(at);
      if ((this.entries[at] as ModelEntry).state !== 'offered') throw new Refused('no_seats');
      return 'done';
    }
    if (entry.state !== 'waiting' && entry.state !== 'offered') return 'done';
    entry.state = kind === 'leave' ? 'left' : 'removed';
    if (entry.order !== null) (this.orders[entry.order] as ModelOrder).state = 'cancelled';
    this.#offer();
    return 'done';
  }

  // Orders.

  #write(key: string, request: Record<number, number>, minutes: number): number {
    const total = Object.entries(request).reduce(
      (sum, [type, quantity]) => sum + quantity * (PRICES[Number(type)] as number),
      0,
    );
    return (
      this.orders.push({
        key,
        request,
        state: 'reserved',
        heldUntil: this.now + minutes * MINUTE,
        total,
        paid: 0,
        refunded: 0,
        buyer: false,
        tickets: [],
      }) - 1
    );
  }

  #reserve(key: string, request: Record<number, number>): string {
    const known = this.orders.find((order) => order.key === key);
    if (known) {
      const wanted = known.request;
      // Who would go without is looked for, after it was noticed whose time has run out. Who would not has only asked
      // once too often: that ends what was begun, and with it what was noticed.
      if (!this.#fits(request, true)) this.#undoUnless(() => this.#expireDue() && !this.#fits(request, true));
      return JSON.stringify(wanted) === JSON.stringify(request) ? 'repeated' : 'key-reused';
    }
    if (!this.#fits(request, true) && !(this.#expireDue() && this.#fits(request, true))) return 'sold-out';
    this.#write(key, request, HOLD_MINUTES);
    return 'reserved';
  }

  /** Undefined where the buyer still has it in hand. */
  #live(order: ModelOrder): string | undefined {
    if (order.state === 'expired') return 'expired';
    if (order.state === 'cancelled') throw new Refused('order_state');
    if (order.state !== 'reserved') return 'placed';
    if (order.heldUntil > this.now) return undefined;
    this.#move(order, 'expired');
    return 'expired';
  }

  #enter(order: ModelOrder): string {
    order.buyer = true;
    if (order.tickets.length === 0)
      order.tickets = Object.entries(order.request).flatMap(([type, quantity]) =>
        Array.from({ length: quantity }, () => ({ type: Number(type), cancelled: false, rotation: 0, email: '' })),
      );
    return 'entered';
  }

  #place(order: ModelOrder): string {
    if (!order.buyer) throw new Refused('no_buyer');
    order.state = order.total === 0 ? 'free-completed' : 'pending-payment';
    this.#noteOffers();
    return 'placed';
  }

  #pay(order: ModelOrder, minor: number): string {
    if (order.state === 'reserved') throw new Refused('order_state');
    order.paid += minor;
    if (order.state !== 'pending-payment' && order.state !== 'expired')
      return order.state === 'cancelled' || order.state === 'refunded' ? 'late' : 'settled';
    if (order.paid - order.refunded < order.total) return order.state === 'expired' ? 'late' : 'part';
    if (order.state === 'expired' && !(order.buyer && this.#fits(this.seats(order), false))) return 'late';
    order.state = 'paid';
    this.#noteOffers();
    return 'completed';
  }

  #refund(order: ModelOrder, minor: number): string {
    if (order.refunded + minor > order.paid) throw new Refused('refund_too_large');
    order.refunded += minor;
    const kept = order.paid - order.refunded;
    if (['pending-payment', 'free-completed', 'refunded'].includes(order.state)) return order.state;
    if (kept === 0) this.#move(order, 'refunded');
    else if (order.state === 'paid' && kept < order.total) order.state = 'partly-refunded';
    return order.state;
  }

  #cancel(order: ModelOrder, withMoney = false): string {
    if (['cancelled', 'expired', 'refunded'].includes(order.state)) return 'done';
    if (order.paid > order.refunded && !withMoney) throw new Refused('has_money');
    this.#move(order, 'cancelled');
    return 'done';
  }

  /** By the team, which gives all of it back. */
  #cancelTicket(order: ModelOrder, ticket: ModelTicket): string {
    if (ticket.cancelled || order.state === 'cancelled') return 'cancelled-before';
    if (!['pending-payment', 'paid', 'free-completed', 'partly-refunded'].includes(order.state))
      throw new Refused('order_state');
    const [state, money, price] = [order.state, order.paid - order.refunded, PRICES[ticket.type] as number];
    const isLast = order.tickets.filter(({ cancelled }) => !cancelled).length === 1;
    if (isLast) this.#cancel(order, true);
    else this.#giveUp(order, ticket, price);
    // What was paid of an order that waits for the rest stays with what is left of it.
    if (money > 0 && price > 0 && (isLast || seatsOf(state) === 'sold')) this.#refund(order, Math.min(money, price));
    return 'cancelled';
  }

  #giveUp(order: ModelOrder, ticket: ModelTicket, price: number): void {
    ticket.cancelled = true;
    if (order.state === 'pending-payment') {
      order.total -= price;
      if (order.paid - order.refunded >= order.total) order.state = 'paid';
    }
    this.#offer();
  }

  #transfer(order: ModelOrder, ticket: ModelTicket): string {
    if (ticket.cancelled || seatsOf(order.state) !== 'sold') throw new Refused('order_state');
    ticket.rotation += 1;
    ticket.email = `holder-${ticket.rotation}@example.org`;
    return 'done';
  }
}
