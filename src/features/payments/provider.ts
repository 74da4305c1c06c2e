/** What Foyer knows of a way to pay, whoever provides it. */
import type { Instant } from '#platform/time.ts';

/** When the money comes: at once at a provider, later to the organiser's account, or at the event. */
export type WhenPaid = 'now' | 'later' | 'at-event';

/** One line of what is bought, as the buyer's page at the provider lists it. Lines sum up to the whole. */
export type AttemptLine = { name: string; quantity: number; amountMinor: number };

/** What a provider is asked for: as it was when it was first asked, so that asking again is the same question. */
export type AttemptRequest = {
  orderCode: string;
  eventId: number;
  eventName: string;
  eventSlug: string;
  buyerEmail: string;
  locale: string;
  lines: AttemptLine[];
  /** Where the buyer comes back to, with the payment or without it. */
  paidAddress: string;
  backAddress: string;
};

/**
 * A try to pay an order. `id` is a UUID, and the key under which the provider is asked. `amountMinor`: in Foyer's
 * minor unit of the currency.
 */
export type AttemptToBegin = {
  id: string;
  account: string;
  amountMinor: number;
  currency: string;
  /** What the installation keeps of it. */
  applicationFeeMinor: number;
  expiresAt: Instant;
  request: AttemptRequest;
};

/** A try that the provider knows, by what it calls it. */
export type BegunAttempt = { id: string; account: string; reference: string };

/** How a try stands at the provider. */
export type PaymentStatus =
  /** Nothing came yet; it still can. */
  | { state: 'open' }
  /** The buyer did their part; the money is on its way, which may take days. */
  | { state: 'processing' }
  | {
      state: 'paid';
      /** What the provider calls the money: refunds ask for it. */
      paymentReference: string;
      amountMinor: number;
      currency: string;
      paidAt: Instant;
      /** What the provider keeps of it; null where it has not said yet. */
      feeMinor: number | null;
      applicationFeeMinor: number;
    }
  /** It can never be paid any more. */
  | { state: 'gone'; reason: string };

/** Money that is to go back, once for each `key`. */
export type RefundToSend = {
  key: string;
  account: string;
  paymentReference: string;
  amountMinor: number;
  currency: string;
  /** The installation gives its share back too. */
  returnsFee: boolean;
  orderCode: string;
};

/** How a refund stands at the provider, by what that calls it. `reason`: why it failed; '' otherwise. */
export type RefundStatus = { reference: string; state: 'done' | 'pending' | 'failed'; reason: string };

/**
 * How a dispute stands: the buyer told their bank that a payment is not right. `won` is also one that came to nothing.
 */
export type DisputeStatus = {
  provider: string;
  account: string;
  reference: string;
  /** What the provider calls the payment. */
  paymentReference: string;
  /** In the minor unit of `currency`, which is that of the bank and need not be that of the payment. */
  amountMinor: number;
  currency: string;
  /** In words for the team. */
  reason: string;
  state: 'open' | 'won' | 'lost';
  /** Until when it can be answered; null where nobody said. */
  dueAt: Instant | null;
  openedAt: Instant;
};

/** `other`: what the provider books without a kind of its own, such as a correction. */
export type MovementKind =
  'payment' | 'refund' | 'refund-failed' | 'dispute' | 'dispute-won' | 'fee-returned' | 'other';

/**
 * A line in the provider's books about one payment. Amounts are in the provider's units, with so many `digits` after
 * the point; what leaves is below nought.
 */
export type Movement = {
  reference: string;
  paymentReference: string;
  /** What the provider calls the payment, the refund or the dispute that moved it. */
  source: string;
  kind: MovementKind;
  amount: number;
  /** What the provider keeps, and what the installation does; below nought where they give back. */
  fee: number;
  applicationFee: number;
  digits: number;
  currency: string;
  at: Instant;
};

/**
 * Money on its way from the provider to the organiser's bank. `isItemised`: the provider says which movements went out
 * with it.
 */
export type Payout = {
  reference: string;
  amount: number;
  digits: number;
  currency: string;
  state: 'pending' | 'paid' | 'failed' | 'cancelled';
  createdAt: Instant;
  arrivesAt: Instant;
  isItemised: boolean;
};

/** One paragraph of a panel: words with names of settings, a link, or a button that begins something. */
export type PanelBlock =
  | { kind: 'words'; parts: readonly (string | { code: string })[] }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'form'; action: string; next: string; button: string };

/** How an organizer stands to a provider, as the pages on which an event's methods are chosen show it. */
export type AccountPanel = {
  title: string;
  isConnected: boolean;
  /** What is said right after an account was connected: that it is, what is left to do, and how; or what to save. */
  connected: { title: string; left: string; turnOn: string; ticked: string };
  blocks: PanelBlock[];
};

/** What a panel depends on. */
export type PanelQuestion = {
  organizerId: number;
  /** The organizer's slug. */
  organizer: string;
  /** Whether the reader may turn money to an account. */
  mayConnect: boolean;
  /** Whether the event's team offers the method, and where it does that. */
  isOn: boolean;
  turnOn: string;
  /** Where one comes back to. */
  next: string;
  /** The event's. */
  currency: string;
  locale: string;
};
