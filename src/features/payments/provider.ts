/** What a way to pay has to do. One that takes money by itself implements all of it in a folder of its own; those by hand only say when it is due. */
import type { Instant } from '#platform/time.ts';

/** What an order asks of a provider. `key` is the same for every repetition: the provider must do nothing twice under it. */
export type Charge = { key: string; orderCode: string; amountMinor: number; currency: string; returnTo: string };
export type PayBack = { key: string; reference: string; amountMinor: number; currency: string };

/** `open`: it is on its way, and will be confirmed later; `failed`: it will never be. */
export type Progress = { state: 'done' | 'open' | 'failed'; reference: string };

export type OnlineProvider = {
  /** Begins a payment. `redirect`: where the buyer goes on. Called outside any transaction. */
  start: (charge: Charge) => Promise<Progress & { redirect: string | null }>;
  /** How a payment stands there: what a webhook announced is asked again, and what no webhook announced is found out. */
  check: (reference: string) => Promise<Progress & { amountMinor: number; paidAt: Instant | null }>;
  /** Sends money back. Called outside any transaction, again with the same key where the answer was lost. */
  refund: (payBack: PayBack) => Promise<Progress>;
};
