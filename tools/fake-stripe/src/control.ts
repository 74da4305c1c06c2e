/**
 * The handles of a test: what goes wrong next, what was asked, and what people or banks do. None of them exists at
 * Stripe.
 */
import { type Account, type AccountInput, openStandardAccount, setAccountStatus } from './accounts.ts';
import { expireSessions, payOnPage, type Session } from './checkout.ts';
import { addEndpoint } from './endpoints.ts';
import { type Courier, type Delivery, settleDeliveries, signPayload, type WebhookMischief } from './events.ts';
import type { CallMischief } from './mischief.ts';
import { decideAuthorize, disconnect } from './oauth.ts';
import type { Card } from './payments.ts';
import { failPayout, finishPayout, type Payout, type PayoutEnd, payOut } from './payouts.ts';
import { closeDispute, type Dispute, failRefund, finishRefund, openDispute, type Refund } from './refunds.ts';
import { now, ownerOf, type StripeObject, type World } from './world.ts';

/** A request as it came. Keys are shortened. */
export type Received = {
  id: string;
  method: string;
  path: string;
  account: string;
  key: string;
  idempotencyKey: string | null;
  said: object;
  status: number | 'hang' | 'cut';
  replayed: boolean;
};
export type Log = {
  received: Received[];
  mischief: CallMischief[];
  drift: string[];
  /** How often a page was opened or answered. */
  pages: number;
};
export type Control = ReturnType<typeof makeControl>;

export function makeControl(world: World, courier: Courier, log: Log) {
  return {
    /** All requests to the API and to OAuth, in order. */
    received: log.received,
    /** What was not as the specification describes it; a test that ends with something here should fail. */
    drift: log.drift,
    deliveries: courier.log as Delivery[],
    /** The next calls that match go wrong. */
    spoilCalls: (...mischief: CallMischief[]): void => void log.mischief.push(...mischief),
    /** The next deliveries go wrong, one each. */
    spoilWebhooks: (...mischief: WebhookMischief[]): void => void courier.mischief.push(...mischief),
    /** Forgets all mischief that was not used up. */
    behave: (): void => {
      log.mischief.length = 0;
      courier.mischief.length = 0;
      world.refundsTurnOut.length = 0;
    },
    /** Resolves once no delivery is on its way. */
    settle: (): Promise<void> => settleDeliveries(courier),
    /**
     * Sends webhooks here: `connect` for what happens to connected accounts, otherwise for what happens to the
     * platform.
     */
    addWebhook: (input: { url: string; secret: string; connect?: boolean; events?: string[] }): object =>
      addEndpoint(world, {
        url: input.url,
        secret: input.secret,
        enabled_events: input.events ?? ['*'],
        connect: input.connect ?? true,
      }),
    removeWebhooks: (): void => void world.endpoints.splice(0),
    /** `stripe-signature` for a body, at Stripe's clock plus `seconds`. */
    sign: (body: string, secret: string, seconds = 0): string => signPayload(body, secret, now(world) + seconds),
    /** Shifts Stripe's clock, in milliseconds, and lets sessions expire. */
    shiftClock: (ms: number): void => {
      world.shift = ms;
      expireSessions(world);
    },
    allowRedirect: (uri: string): void => void world.redirectUris.push(uri),
    /** An account that somebody has at Stripe already; it is not connected. */
    openAccount: (input: AccountInput = {}): Account => openStandardAccount(world, input),
    /** Presses Connect or Deny for the address of the authorization page; the address the browser is sent back to. */
    consent: (address: string, { allow = true, email }: { allow?: boolean; email?: string } = {}): string => {
      const { searchParams, pathname } = new URL(address);
      searchParams.set('decision', allow ? 'connect' : 'deny');
      if (email) searchParams.set('account_email', email);
      const shown = decideAuthorize(world, searchParams, pathname.startsWith('/express'));
      if (!('location' in shown)) throw new Error(`The authorization page says no: ${shown.html}`);
      return shown.location;
    },
    /** The organiser takes the permission back at Stripe. */
    disconnect: (account: string): void => disconnect(world, account),
    setAccountStatus: (account: string, state: 'complete' | 'pending' | 'restricted'): Account =>
      setAccountStatus(world, account, state),
    /** Pays a checkout session as its page would. Does nothing where it is not open. */
    pay: (session: string, card: Card = 'good'): Session =>
      payOnPage(world, owner(world, session), session, card).session,
    nextRefunds: (...outcomes: ('succeeded' | 'pending' | 'failed')[]): void =>
      void world.refundsTurnOut.push(...outcomes),
    finishRefund: (refund: string): Refund => finishRefund(world, owner(world, refund), refund),
    failRefund: (refund: string, reason = 'expired_or_canceled_card'): Refund =>
      failRefund(world, owner(world, refund), refund, reason),
    openDispute: (charge: string, reason = 'fraudulent'): Dispute =>
      openDispute(world, owner(world, charge), charge, reason),
    closeDispute: (dispute: string, outcome: 'won' | 'lost'): Dispute =>
      closeDispute(world, owner(world, dispute), dispute, outcome),
    /** Pays out what waits in the balance, in one currency (eur). */
    payOut: (account: string, options: { currency?: string; end?: PayoutEnd; automatic?: boolean } = {}): Payout =>
      payOut(world, account, options),
    finishPayout: (payout: string): Payout => finishPayout(world, owner(world, payout), payout),
    failPayout: (payout: string): Payout => failPayout(world, owner(world, payout), payout),
    /** What nobody but the platform may know: access tokens, refresh tokens, and the codes they were given for. */
    secrets: (): string[] => [
      ...world.keys.keys(),
      ...[...world.connected].map((account) => `rt_${account}`),
      ...world.codes.keys(),
    ],
    /** The account that a resource belongs to. */
    ownerOf: (id: string): string => owner(world, id),
    /** Everything of one kind, of all accounts, oldest first: what really is so at Stripe. */
    all: (kind: string): StripeObject[] =>
      [...world.resources.values()].filter((one) => one.resource.object === kind).map((one) => one.resource),
  };
}

function owner(world: World, id: string): string {
  const found = ownerOf(world, id);
  if (!found) throw new Error(`There is no ${id}`);
  return found;
}

/** Over HTTP: `POST /_control/pay` with the arguments as a JSON list; lists are read with GET. */
export async function answerControl(
  control: Control,
  name: string,
  text: string,
): Promise<{ status: number; body: unknown }> {
  if (!Object.hasOwn(control, name)) return { status: 404, body: { error: `There is no control ${name}` } };
  const handle = control[name as keyof Control] as unknown;
  if (typeof handle !== 'function') return { status: 200, body: handle };
  try {
    const result: unknown = await (handle as (...given: unknown[]) => unknown)(
      ...(text ? (JSON.parse(text) as unknown[]) : []),
    );
    return { status: 200, body: result ?? null };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}
