/** What a payment method declares. Pages, mails and queries ask this; none of them knows a method by its name. */
import type { WhenPaid } from './provider.ts';

/** Of every method, by hand or online. */
export type MethodFacts = {
  /**
   * What `orders.payment_method`, `payment_methods.method` and `payments.method` store. Buyers read the texts
   * `payment.method.<id>` and `payment.about.<id>`.
   */
  id: string;
  when: WhenPaid;
};

/** Where the money goes, as the organiser's settings and the order say. */
export type PaymentTarget = { holder: string; iban: string; bic: string; reference: string };

/** `label` is the key of a text; `copy` the text as machines take it, where it differs from how it is shown. */
export type TargetFact = { label: string; text: string; copy?: string };

/**
 * A method of which no service tells that the money came: somebody of the team sees it, and records it. The team reads
 * the texts `sales.method.<id>`.
 */
export type HandMethodFacts = MethodFacts & {
  when: 'later' | 'at-event';
  /** What an event begins with: days until an order is due, and days before the event when it is no longer offered. */
  defaults: { dueDays: number | null; untilDays: number | null };
  /** Which of the organiser's settings it cannot do without. */
  needs: readonly ('accountHolder' | 'iban')[];
  /** Whether tickets are valid while the order waits for its money. */
  ticketsWorkBeforePayment: boolean;
  /** Whether buyers are reminded before it is due. */
  isReminded: boolean;
  /** Whether it is billed as soon as it is ordered, so that buyers have to say their address. */
  isBilledFirst: boolean;
  /** Whether the money goes to the organiser's bank account, by transfer. */
  isTransferred: boolean;
  /** How money that comes in this way is recorded, unless the team says otherwise. */
  recordedAs: string;
  /** What buyers read above the facts, as keys of texts: with a day until when, without one, and once that is over. */
  leads: { due: string; open: string; overdue: string };
  /** What a buyer has to know besides the amount; none where the lead says it all. */
  factsOf: ((target: PaymentTarget) => TargetFact[]) | null;
};
