/**
 * The payment methods of this installation: those by hand (hand-methods.ts), and providers that take money online, each
 * one feature that registers itself when it is loaded. Nothing else knows the name of any of them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Config } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { TextKey, Translate } from '#platform/i18n/text.ts';
import { Conflict } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Instant } from '#platform/time.ts';
import { HAND_METHODS } from '../hand-methods.ts';
import type { MethodFacts } from '../method.ts';
import type {
  AccountPanel,
  AttemptToBegin,
  BegunAttempt,
  DisputeStatus,
  Movement,
  PanelQuestion,
  Payout,
  RefundStatus,
  RefundToSend,
  PaymentStatus,
} from '../provider.ts';

export type PaymentProvider = MethodFacts & {
  /** What the team reads of a service; what it reads of methods by hand is in the catalogue. */
  name?: (t: Translate) => string;
  hint?: (t: Translate) => string;
  /** What it does in a process beside its use cases. */
  process?: ProviderProcess;
  /** Where an organizer's settings lead to its account. */
  accountPage?: AccountPage;
  /** Of ways in which buyers pay by themselves at once; absent where the team sees the money and sends it back. */
  online?: OnlineProvider;
};

/** The page of an organizer's settings on which the account is, below `/manage/<organizer>/settings/`. */
export type AccountPage = { path: string; title: TextKey; text: TextKey; link: TextKey };

/** What a provider does in a process, each part where it has one. */
export type ProviderProcess = {
  /**
   * The settings with which the process runs, where they are others than those that were read.
   * @throws Invalid where they contradict each other
   */
  completeConfig?: (config: Config, env: NodeJS.ProcessEnv) => Promise<Config>;
  /** Starts what has to run beside the web side; the answer ends it. */
  start?: (config: Config) => Promise<() => Promise<void>>;
  /** Answers its own addresses, such as its webhook, before the pages do. Says whether it took a request. */
  serve?: (app: { config: Config; makeCtx: () => Ctx; log: Log }) => Serve;
  /** Lets the demo take its payments, where nobody is charged. */
  connectDemo?: (ctx: Ctx, config: Config, demo: { organizer: OrganizerScope; slug: string }) => Promise<void>;
  /** What the operator reads at the start while it is off; '' for nothing. */
  hintOf?: (config: Config) => string;
};

export type Serve = (req: IncomingMessage, res: ServerResponse) => boolean;

/** Who would take money for what. `amountMinor`: null where no order is meant. */
export type Sale = { eventId: number; organizerId: number; currency: string; amountMinor: number | null };

/**
 * A service that takes money. `isConfigured`, `findHindrance` and `prepare` ask Foyer's own database at most;
 * everything else goes over the network, is never called within a transaction, and throws Unavailable where nobody
 * knows whether it was done (asking again is safe), Invalid or Conflict where the provider refuses (`no_access`: its
 * organiser let the account go, and nobody here may look into it).
 */
export type OnlineProvider = {
  /** Whether this installation has it at all. */
  isConfigured: () => boolean;
  /** Whether nobody is charged: what it takes is no money. */
  isTestMoney?: () => boolean;
  /** Why it takes no money now, in words for the team; null where it does. */
  findHindrance: (ctx: Ctx, sale: Sale) => Promise<string | null>;
  /**
   * Which account takes the money of an order, and what the installation keeps of it.
   * @throws Conflict where something hinders it
   */
  prepare: (
    ctx: Ctx,
    sale: Sale & { amountMinor: number },
  ) => Promise<{ account: string; applicationFeeMinor: number }>;
  /** Begins a payment. The same try is the same payment however often it is asked. */
  begin: (ctx: Ctx, attempt: AttemptToBegin) => Promise<{ reference: string; address: string; expiresAt: Instant }>;
  /** Asks how it stands: never what a message claimed. */
  look: (ctx: Ctx, attempt: BegunAttempt) => Promise<PaymentStatus>;
  /** Closes it, so that nobody can pay it any more; `paid` or `processing`, as look says, where somebody was faster. */
  close: (ctx: Ctx, attempt: BegunAttempt) => Promise<PaymentStatus>;
  /**
   * In steps of how many minor units it moves a currency, where those are larger than Foyer's own; absent where it
   * moves every amount.
   */
  stepOf?: (currency: string) => number;
  /** Sends money back, once for each key. */
  refund: (ctx: Ctx, refund: RefundToSend) => Promise<RefundStatus>;
  pollRefund: (ctx: Ctx, refund: { account: string; reference: string; currency: string }) => Promise<RefundStatus>;
  /** What its panel says on the pages on which an event's methods are chosen. */
  describeAccount?: (ctx: Ctx, question: PanelQuestion) => Promise<AccountPanel>;
  /** Its books, where they can be read: fees, payouts, disputes. */
  books?: ProviderBooks;
};

/** What a provider books for an account. Asked over the network, as the rest. */
export type ProviderBooks = {
  /** What moved from `since` on, as far as it is about payments. */
  listMovements: (ctx: Ctx, books: { account: string; since: Instant }) => Promise<Movement[]>;
  /** What was paid out from `since` on. */
  listPayouts: (ctx: Ctx, books: { account: string; since: Instant }) => Promise<Payout[]>;
  /** The references of the movements that went out with a payout that is itemised. */
  listPaidOut: (ctx: Ctx, payout: { account: string; reference: string }) => Promise<string[]>;
  /** How a dispute stands; undefined where it is about what cannot be a payment of Foyer. */
  pollDispute: (ctx: Ctx, dispute: { account: string; reference: string }) => Promise<DisputeStatus | undefined>;
  /** Where the team sees it at the provider: a payment, a dispute. */
  addressOf: (reference: string) => string;
};

const providers = new Map<string, PaymentProvider>();

/** Adds a way to pay; the same id again replaces. */
export function registerProvider(provider: PaymentProvider): void {
  providers.set(provider.id, provider);
}

/** Those that this installation has: what is paid online first, as it is the shortest way to a ticket. */
export function listProviders(): PaymentProvider[] {
  const there = [...providers.values()].filter(({ online }) => online === undefined || online.isConfigured());
  return [...there.filter(({ online }) => online), ...there.filter(({ online }) => !online)];
}

/** All that are registered, whether this installation has set them up or not. */
export function everyProvider(): PaymentProvider[] {
  return [...providers.values()];
}

/** What the providers do in a process. */
export function listProcesses(): ProviderProcess[] {
  return everyProvider().flatMap(({ process }) => process ?? []);
}

export function findProvider(method: string): PaymentProvider | undefined {
  return providers.get(method);
}

/** Whether money that came in that way can be sent back by Foyer itself. */
export function isOnline(method: string): boolean {
  return findProvider(method)?.online !== undefined;
}

/** In steps of how many minor units money of that currency goes that way; 1 where every amount can. */
export function stepOf(method: string, currency: string): number {
  return findProvider(method)?.online?.stepOf?.(currency) ?? 1;
}

/** @throws Conflict where Foyer has none of that name any more */
export function getOnlineProvider(method: string): OnlineProvider {
  const online = findProvider(method)?.online;
  if (!online?.isConfigured()) throw new Conflict('no_provider.method', { method });
  return online;
}

/** Whether a provider said that the account is none of Foyer's any more. */
export function hasNoAccess(error: unknown): boolean {
  return error instanceof Conflict && error.code === 'no_access';
}

/** A provider is asked outside transactions: within one, others would wait for its answer. */
export function refuseTransaction({ unit }: Ctx): void {
  if (unit) throw new TypeError('A provider of payments must not be asked within a transaction');
}

for (const method of HAND_METHODS) registerProvider(method);
