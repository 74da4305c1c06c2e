/**
 * Everything the stand-in remembers. One process, in memory; each resource belongs to one account, the platform's or a
 * connected one.
 */
import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import { noSuch } from './refusal.ts';

/**
 * The one that the installed library speaks: what is answered here is held against its types (`library-types.test.ts`).
 */
export const API_VERSION: string = Stripe.API_VERSION;
/** The platform's own account. */
export const PLATFORM = 'acct_1FoyerPlatform';

export type StripeObject = { id: string; object: string; created?: number };
type Stored = { account: string; resource: StripeObject; order: number };
export type Made = { requestId: string; idempotencyKey: string | null };

export type OauthCode = { account: string; redirectUri: string; used: boolean; access?: string };
export type Endpoint = {
  id: string;
  url: string;
  secret: string;
  connect: boolean;
  events: string[];
  enabled: boolean;
};
/** `intent`: once somebody has tried to pay, which makes it as `wanted` says. */
export type SessionNote = { intent: string | null; wanted: object; lineItems: object[] };

export type World = {
  origin: string;
  clientId: string;
  platformKey: string;
  redirectUris: string[];
  /** Milliseconds added to the clock. */
  shift: number;
  resources: Map<string, Stored>;
  /** OAuth access tokens, which act as their account. */
  keys: Map<string, string>;
  codes: Map<string, OauthCode>;
  /** Accounts that the platform may act for. */
  connected: Set<string>;
  links: Map<string, { account: string; refreshUrl: string; returnUrl: string; expiresAt: number; used: boolean }>;
  sessions: Map<string, SessionNote>;
  /** By movement of a balance, the payout that it went out with. */
  paidOut: Map<string, string>;
  endpoints: Endpoint[];
  /** Of the request that is being worked on. */
  made: Made | null;
  /** How the next refunds turn out, in order; `succeeded` where none is said. */
  refundsTurnOut: ('succeeded' | 'pending' | 'failed')[];
  /** Called with each event as it happens. */
  deliver: (account: string, event: StripeObject) => void;
};

/** Unix seconds, by the stand-in's clock. */
export function now(world: World): number {
  return Math.floor((Date.now() + world.shift) / 1000);
}

export function newId(prefix: string, bytes = 14): string {
  return `${prefix}_${randomBytes(bytes).toString('hex')}`;
}

export function keep<T extends StripeObject>(world: World, account: string, resource: T): T {
  world.resources.set(resource.id, { account, resource, order: world.resources.size });
  return resource;
}

/** A resource of this account. Throws the 404 that Stripe gives, also for what is somebody else's. */
export function get<T extends StripeObject>(
  world: World,
  account: string,
  kind: T['object'],
  id: string,
  param?: string,
): T {
  const found = world.resources.get(id);
  if (found?.account !== account || found.resource.object !== kind) throw noSuch(WORDS[kind] ?? kind, id, param);
  return found.resource as T;
}

/** Newest first. */
export function all<T extends StripeObject>(world: World, account: string, kind: T['object']): T[] {
  return [...world.resources.values()]
    .filter((one) => one.account === account && one.resource.object === kind)
    .sort((a, b) => b.order - a.order)
    .map((one) => one.resource as T);
}

/** Whose it is, for what is reached without a key: hosted pages and test controls. */
export function ownerOf(world: World, id: string): string | undefined {
  return world.resources.get(id)?.account;
}

/** How Stripe's sentences name resources. */
const WORDS: Record<string, string> = {
  'checkout.session': 'checkout.session',
  application_fee: 'application fee',
  webhook_endpoint: 'webhook endpoint',
  balance_transaction: 'balance transaction',
};
