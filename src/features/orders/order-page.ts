/**
 * What an order's page says and offers: decided here alone, from how the order, its tickets, its money and its event
 * are. The page, the list of somebody's orders, the page of one ticket and the mails ask this, so that none of them
 * says what another denies.
 */
import type { EventState } from '#features/events/event.ts';
import { isByHand, isPaidAtEvent } from '#features/payments/hand-methods.ts';
import type { Translate } from '#platform/i18n/text.ts';
import type { Instant } from '#platform/time.ts';
import {
  DEFAULT_RULES,
  isValidOrder,
  type OrderRules,
  type Refusal,
  refuseCancelling,
  refuseNames,
  refuseTransfer,
} from './after-sale.ts';
import { ORDER_STATES, type OrderState, ticketsAreValid } from './order.ts';

/** How the event is. One in the bin is a draft, unless it was cancelled before. */
export type EventFacts = { state: EventState; startsAt: Instant; endsAt: Instant };

export type OrderFacts = {
  now: Instant;
  state: OrderState;
  heldUntil: Instant | null;
  /** Whether the buyer had finished it. */
  isPlaced: boolean;
  paymentMethod: string;
  /**
   * Whether a provider takes its money, and what becomes of a payment there: a bank confirms it, or the team has to
   * look.
   */
  online: 'no' | 'bank' | 'team';
  totalMinor: number;
  paidMinor: number;
  /** Sent back or promised back. */
  refundedMinor: number;
  /** Of that: promised, and not sent yet. */
  refundOpenMinor: number;
  dueAt: Instant | null;
  /** Tickets that are not cancelled: the buyer's own, and those that belong to somebody else now. */
  tickets: { own: number; passedOn: number };
  /** What of the money the rules keep where the buyer cancels all of it. */
  keptMinor: number;
  rules: OrderRules;
  /** Whether the event offers another way to pay what is owed. */
  hasOtherWay: boolean;
  event: EventFacts;
  /** What became of the mail about the order. `kept`: this installation sends none. */
  mail: 'sent' | 'soon' | 'late' | 'failed' | 'kept';
};

export const ORDER_HEADINGS = [
  'event-cancelled',
  'reserved',
  'expired',
  'cancelled',
  'refunding',
  'refunded',
  'pay',
  'processing',
  'looked-at',
  'passed-on',
  'over',
  'tickets',
  'order',
] as const;
export type OrderHeading = (typeof ORDER_HEADINGS)[number];

/** Words of a list, such as "paid"; those of orders' states among them. */
export const ORDER_STATUSES = [
  'reserved',
  'pending-payment',
  'paid',
  'free-completed',
  'expired',
  'cancelled',
  'partly-refunded',
  'refunded',
  'refunding',
  'paid-there',
  'processing',
  'event-cancelled',
  'over',
  'passed-on',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export type Tone = 'good' | 'info' | 'warn' | 'bad';

export const ORDER_NOTICES = [
  'event-cancelled',
  'late-money',
  'refund-open',
  'refund-done',
  'not-public',
  'looked-at',
  'bank',
  'mail-late',
  'mail-failed',
] as const;
export type OrderNoticeName = (typeof ORDER_NOTICES)[number];
/** `text`: which of the words that belong to it; `amountMinor`: the money it speaks of. */
export type OrderNotice = { name: OrderNoticeName; kind: Tone; text: string; amountMinor?: number };

export const ORDER_LEADS = [
  'in',
  'all-paid',
  'all-passed-on',
  'may-be-there',
  'unpaid-may-be-there',
  'no-longer-held',
  'unpaid',
  'seats-free',
] as const;
export type OrderLead = (typeof ORDER_LEADS)[number];

/** `pay`: how to pay is shown; `cancel-ticket` and `pass-on`: of the buyer's own tickets. */
export const ORDER_ACTS = [
  'go-on',
  'again',
  'choose-again',
  'pay',
  'pay-otherwise',
  'download',
  'calendar',
  'names',
  'pass-on',
  'cancel-ticket',
  'cancel-order',
] as const;
export type OrderPageAct = (typeof ORDER_ACTS)[number];

/** A line below the total: what was paid, went back or is owed still. */
export type MoneyLine = { name: 'paid' | 'refund-done' | 'refund-open' | 'kept' | 'owed'; minor: number };

export type OrderPage = {
  heading: OrderHeading;
  tone: Tone;
  statuses: OrderStatus[];
  /** The first is the most important. */
  notices: OrderNotice[];
  lead: OrderLead | null;
  /** Whether it says that a mail was written, or will be; null where that is said by a notice, or does not matter. */
  mailLine: 'sent' | 'soon' | 'kept' | null;
  /** Whether codes are shown: somebody could go in with them. */
  letsIn: boolean;
  acts: OrderPageAct[];
  primary: OrderPageAct | null;
  /** Why cancelling is not offered, where a buyer may ask; null where it is, or there is nothing to cancel. */
  noCancelling: Refusal | 'transferred' | null;
  money: MoneyLine[];
};

/** Decides everything that the page of an order says and offers. */
export function decideOrderPage(facts: OrderFacts): OrderPage {
  const known = readFacts(facts);
  const acts = ORDER_ACTS.filter((act) => OFFERED[act](known));
  const heading = headingOf(known, acts);
  return {
    heading,
    acts,
    tone: toneOf(known, heading),
    statuses: statusesOf(known),
    notices: noticesOf(known),
    lead: leadOf(known, acts),
    mailLine: mailLineOf(known),
    letsIn: known.letsIn,
    primary: primaryOf(known, acts),
    noCancelling: noCancellingOf(known, acts),
    money: moneyOf(known),
  };
}

type Known = OrderFacts & {
  /** A reservation whose time is over has run out, whoever has noticed. */
  isHeld: boolean;
  hasExpired: boolean;
  stands: boolean;
  isCancelled: boolean;
  isPublic: boolean;
  isOver: boolean;
  letsIn: boolean;
  /** Paid and not sent back. */
  moneyMinor: number;
  owedMinor: number;
};

function readFacts(facts: OrderFacts): Known {
  const { now, state, heldUntil, event, tickets } = facts;
  const isHeld = state === 'reserved' && heldUntil !== null && heldUntil > now;
  const isCancelled = event.state === 'cancelled';
  const isOver = now >= event.endsAt;
  const moneyMinor = facts.paidMinor - facts.refundedMinor;
  return {
    ...facts,
    isHeld,
    isCancelled,
    isOver,
    moneyMinor,
    hasExpired: state === 'expired' || (state === 'reserved' && !isHeld),
    stands: isValidOrder(state),
    isPublic: event.state === 'published',
    letsIn: ticketsAreValid(state, facts.paymentMethod) && tickets.own > 0 && !isCancelled && !isOver,
    owedMinor: state === 'pending-payment' ? Math.max(0, facts.totalMinor - moneyMinor) : 0,
  };
}

const isOnSale = ({ isPublic, isOver }: Known): boolean => isPublic && !isOver;
const times = ({ state, moneyMinor, event, now }: Known) => ({ state, moneyMinor, startsAt: event.startsAt, now });
/**
 * Where the event does not take place its organisers refund; who cancelled by themselves would lose what the rules
 * keep.
 */
const mayCancel = (known: Known): boolean =>
  refuseCancelling(known.rules, times(known)) === undefined &&
  (!known.isCancelled || (known.moneyMinor > 0 && known.keptMinor === 0));

const OFFERED: Record<OrderPageAct, (known: Known) => boolean> = {
  'go-on': (known) => known.isHeld && isOnSale(known),
  again: (known) => known.hasExpired && isOnSale(known),
  'choose-again': (known) => (known.state === 'cancelled' || known.state === 'refunded') && isOnSale(known),
  pay: ({ owedMinor, online, isCancelled, isOver, paymentMethod }) =>
    owedMinor > 0 && online === 'no' && !isCancelled && !(isOver && isPaidAtEvent(paymentMethod)),
  'pay-otherwise': (known) => OFFERED.pay(known) && known.moneyMinor === 0 && known.hasOtherWay && isOnSale(known),
  download: ({ state, paymentMethod, tickets, isCancelled }) =>
    ticketsAreValid(state, paymentMethod) && tickets.own > 0 && !isCancelled,
  calendar: ({ letsIn, isPublic }) => letsIn && isPublic,
  names: (known) => known.tickets.own > 0 && !known.isCancelled && refuseNames(known.rules, times(known)) === undefined,
  'pass-on': (known) =>
    known.tickets.own > 0 && known.isPublic && refuseTransfer(known.rules, times(known)) === undefined,
  'cancel-ticket': (known) => known.tickets.own > 0 && mayCancel(known),
  'cancel-order': (known) => known.tickets.own > 0 && known.tickets.passedOn === 0 && mayCancel(known),
};

function headingOf(known: Known, acts: readonly OrderPageAct[]): OrderHeading {
  const { state, isCancelled, isHeld, hasExpired, refundOpenMinor, online, tickets, isOver, letsIn } = known;
  if (isCancelled) return 'event-cancelled';
  if (isHeld) return 'reserved';
  if (hasExpired) return 'expired';
  if (state === 'cancelled') return 'cancelled';
  if (state === 'refunded') return refundOpenMinor > 0 ? 'refunding' : 'refunded';
  if (state === 'pending-payment' && online !== 'no') return online === 'bank' ? 'processing' : 'looked-at';
  if (acts.includes('pay') && !letsIn) return 'pay';
  if (tickets.own === 0) return 'passed-on';
  if (isOver) return 'over';
  return letsIn ? 'tickets' : 'order';
}

function toneOf({ letsIn, dueAt, now }: Known, heading: OrderHeading): Tone {
  if (heading === 'event-cancelled') return 'bad';
  if (heading === 'expired' || (heading === 'pay' && dueAt !== null && dueAt < now)) return 'warn';
  return letsIn ? 'good' : 'info';
}

/**
 * That something is paid, or waits for payment, means nothing at an event that does not take place; that money came or
 * went is.
 */
const SAID_OF_CANCELLED: readonly OrderStatus[] = [
  'paid',
  'partly-refunded',
  'refunded',
  'refunding',
  'cancelled',
  'expired',
  'processing',
];

function statusesOf(known: Known): OrderStatus[] {
  const { isCancelled, isOver, stands, tickets } = known;
  const own = statusOf(known);
  if (isCancelled) return ['event-cancelled', ...(SAID_OF_CANCELLED.includes(own) ? [own] : [])];
  return [
    own,
    ...(stands && tickets.own === 0 ? (['passed-on'] as const) : []),
    ...(stands && isOver ? (['over'] as const) : []),
  ];
}

function statusOf({ state, hasExpired, refundOpenMinor, online, paymentMethod }: Known): OrderStatus {
  if (hasExpired) return 'expired';
  if (state === 'refunded' && refundOpenMinor > 0) return 'refunding';
  if (state !== 'pending-payment') return state;
  if (online !== 'no') return 'processing';
  return isPaidAtEvent(paymentMethod) ? 'paid-there' : state;
}

function noticesOf(known: Known): OrderNotice[] {
  const { isCancelled, event, state, moneyMinor, refundedMinor, refundOpenMinor, online, stands, isOver, mail } = known;
  const doneMinor = refundedMinor - refundOpenMinor;
  const all: (OrderNotice | false)[] = [
    isCancelled && { name: 'event-cancelled', kind: 'bad', text: cancelledText(known), amountMinor: moneyMinor },
    state === 'expired' &&
      moneyMinor > 0 && { name: 'late-money', kind: 'warn', text: 'late-money', amountMinor: moneyMinor },
    refundOpenMinor > 0 && { name: 'refund-open', kind: 'info', text: 'refund-open', amountMinor: refundOpenMinor },
    doneMinor > 0 && { name: 'refund-done', kind: 'good', text: 'refund-done', amountMinor: doneMinor },
    event.state === 'draft' && !isOver && { name: 'not-public', kind: 'warn', text: 'not-public' },
    state === 'pending-payment' && online === 'team' && { name: 'looked-at', kind: 'info', text: 'looked-at' },
    state === 'pending-payment' &&
      online === 'bank' && { name: 'bank', kind: 'info', text: mail === 'kept' ? 'bank-kept' : 'bank' },
    stands && !isOver && mail === 'late' && { name: 'mail-late', kind: 'info', text: 'mail-late' },
    stands && !isOver && mail === 'failed' && { name: 'mail-failed', kind: 'warn', text: 'mail-failed' },
  ];
  return all.filter((one) => one !== false);
}

function cancelledText({ moneyMinor, refundedMinor, stands }: Known): string {
  if (stands && moneyMinor > 0) return 'event-cancelled-paid';
  if (refundedMinor > 0) return 'event-cancelled-back';
  return stands ? 'event-cancelled-unpaid' : 'event-cancelled';
}

function leadOf(known: Known, acts: readonly OrderPageAct[]): OrderLead | null {
  const { isCancelled, hasExpired, isPlaced, state, stands, tickets, letsIn, isPublic } = known;
  if (isCancelled) return null;
  if (hasExpired && acts.includes('again')) return isPlaced ? 'unpaid-may-be-there' : 'may-be-there';
  if (hasExpired) return isPlaced ? 'unpaid' : 'no-longer-held';
  if (state === 'cancelled' || state === 'refunded') return 'seats-free';
  if (stands && state !== 'pending-payment' && tickets.own === 0) return 'all-passed-on';
  if (state === 'paid') return 'all-paid';
  return letsIn && isPublic ? 'in' : null;
}

function mailLineOf({ stands, isCancelled, isOver, online, tickets, mail }: Known): OrderPage['mailLine'] {
  if (!stands || isCancelled || isOver || online !== 'no' || tickets.own === 0) return null;
  return mail === 'late' || mail === 'failed' ? null : mail;
}

function primaryOf({ letsIn }: Known, acts: readonly OrderPageAct[]): OrderPageAct | null {
  const first = (['go-on', 'again', 'choose-again'] as const).find((act) => acts.includes(act));
  return first ?? (letsIn && acts.includes('download') ? 'download' : null);
}

function noCancellingOf(known: Known, acts: readonly OrderPageAct[]): OrderPage['noCancelling'] {
  if (!known.stands || known.tickets.own === 0 || acts.includes('cancel-order')) return null;
  const refusal = refuseCancelling(known.rules, times(known));
  if (refusal) return known.isCancelled || known.isOver ? null : refusal;
  return acts.includes('cancel-ticket') ? 'transferred' : null;
}

function moneyOf({
  paidMinor,
  refundedMinor,
  refundOpenMinor,
  moneyMinor,
  owedMinor,
  totalMinor,
  stands,
  isPlaced,
  isCancelled,
}: Known): MoneyLine[] {
  const line = (name: MoneyLine['name'], minor: number): MoneyLine[] => (minor > 0 ? [{ name, minor }] : []);
  if (refundedMinor > 0) {
    const back = [...line('refund-done', refundedMinor - refundOpenMinor), ...line('refund-open', refundOpenMinor)];
    return [{ name: 'paid', minor: paidMinor }, ...back, { name: 'kept', minor: moneyMinor }];
  }
  if (owedMinor > 0 && paidMinor > 0 && !isCancelled)
    return [
      { name: 'paid', minor: paidMinor },
      { name: 'owed', minor: owedMinor },
    ];
  // What was never paid must not read as if it had been.
  return totalMinor > 0 && isPlaced && (!stands || (isCancelled && owedMinor > 0))
    ? [{ name: 'paid', minor: paidMinor }]
    : [];
}

/** What lists know of an order, to say how it stands. */
export type ListedFacts = Pick<
  OrderFacts,
  'now' | 'state' | 'heldUntil' | 'paymentMethod' | 'refundOpenMinor' | 'tickets' | 'event'
>;

/** How an order stands, where only that is asked: as its page says. */
export function decideStatuses(facts: ListedFacts): OrderStatus[] {
  const online = facts.paymentMethod === '' || isByHand(facts.paymentMethod) ? 'no' : 'bank';
  const rest = {
    isPlaced: true,
    totalMinor: 0,
    paidMinor: 0,
    refundedMinor: 0,
    dueAt: null,
    keptMinor: 0,
    rules: DEFAULT_RULES,
    hasOtherWay: false,
  };
  return statusesOf(readFacts({ ...rest, ...facts, online, mail: 'sent' }));
}

/** How an order stands in the words of a list: `paid · passed on`. */
export function labelStatuses(statuses: readonly OrderStatus[], t: Translate): string {
  const isState = (status: OrderStatus): status is OrderState => (ORDER_STATES as readonly string[]).includes(status);
  return statuses
    .map((status) => (isState(status) ? t(`checkout.state.${status}`) : t(`orderPage.status.${status}`)))
    .join(' · ');
}

/** What the page of one ticket says to whom it belongs. */
export type TicketPage = {
  heading: 'event-cancelled' | 'not-valid' | 'over' | 'ticket';
  letsIn: boolean;
  isPublic: boolean;
};

/** Decides what the page of a ticket says to whoever took it over. */
export function decideTicketPage({
  isValid,
  event,
  now,
}: {
  isValid: boolean;
  event: EventFacts;
  now: Instant;
}): TicketPage {
  const isOver = now >= event.endsAt;
  const letsIn = isValid && event.state !== 'cancelled' && !isOver;
  const isPublic = event.state === 'published';
  if (event.state === 'cancelled') return { heading: 'event-cancelled', letsIn, isPublic };
  if (!isValid) return { heading: 'not-valid', letsIn, isPublic };
  return { heading: isOver ? 'over' : 'ticket', letsIn, isPublic };
}
