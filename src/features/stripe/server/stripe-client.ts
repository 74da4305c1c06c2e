/** Talking to Stripe: the only place that knows its library. */
import Stripe from 'stripe';
import { Conflict, Invalid, NotFound, Unavailable } from '#platform/errors.ts';
import { english } from '#platform/i18n/problem.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { plainWords } from '../plain-words.ts';

export type { Stripe };

/** The version that the installed library pins: its types are of that one, so what Stripe answers is what they say. */
const API_VERSION = Stripe.API_VERSION;
const TIMEOUT_MS = 20_000;

type Clients = { api: Stripe; connect: Stripe };
const clients = new WeakMap<StripeSettings, Clients>();

/** The installation's settings. @throws NotFound where nobody pays by card here */
export function getStripeSettings(): StripeSettings {
  const { stripe } = getRuntime().config;
  if (!stripe) throw new NotFound('not_found.cards');
  return stripe;
}

/**
 * The API, as the platform. What it does to an account is said with `accountOptions`; wrap each call in `askStripe`.
 */
export function stripeApi(settings: StripeSettings = getStripeSettings()): Stripe {
  return clientsOf(settings).api;
}

/** For calls on behalf of an account. `key`: what makes the call one however often it is sent. */
export function accountOptions(account: string, key?: string): { stripeAccount: string; idempotencyKey?: string } {
  return { stripeAccount: account, ...(key === undefined ? {} : { idempotencyKey: key }) };
}

export type Grant = {
  accessToken: string;
  refreshToken: string;
  publishableKey: string;
  account: string;
  live: boolean;
};

/**
 * Exchanges the code of an authorization, which counts once: never tried again, as a second use revokes what the first
 * one gave.
 * @throws Invalid where Stripe does not take it, Unavailable where nobody knows
 */
export async function exchangeCode(settings: StripeSettings, code: string): Promise<Grant> {
  const said = await askStripe(
    clientsOf(settings).connect.oauth.token({ grant_type: 'authorization_code', code }, { maxNetworkRetries: 0 }),
  );
  const { access_token, refresh_token, stripe_publishable_key, stripe_user_id, livemode } = said;
  if (!access_token || !stripe_user_id || livemode === undefined) throw new Invalid('no_account.stripe');
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? '',
    publishableKey: stripe_publishable_key ?? '',
    account: stripe_user_id,
    live: livemode,
  };
}

/**
 * Ends what an account allowed the platform. One that allows nothing any more is as good.
 * @throws Unavailable; Invalid where Stripe refuses
 */
export async function deauthorizeAccount(settings: StripeSettings, account: string): Promise<void> {
  try {
    await askStripe(
      clientsOf(settings).connect.oauth.deauthorize({ client_id: settings.clientId, stripe_user_id: account }),
    );
  } catch (error) {
    if (!(error instanceof Invalid && error.code === 'invalid_client' && error.message.includes(account))) throw error;
  }
}

/**
 * Of what Stripe tells by itself that, and about what; '' where it says neither. `live`: whether it happened with real
 * money; undefined where that is not said.
 */
export type SignedEvent = { id: string; kind: string; account: string; object: string; live: boolean | undefined };

const TOLERANCE_SECONDS = 300;

/**
 * What these bytes say where somebody who knows one of the secrets signed exactly them, and lately; undefined
 * otherwise.
 */
export function readEvent(settings: StripeSettings, body: Buffer, signature: string): SignedEvent | undefined {
  for (const secret of settings.webhookSecrets) {
    try {
      const { id, type, account, data, livemode } = stripeApi(settings).webhooks.constructEvent(
        body,
        signature,
        secret,
        TOLERANCE_SECONDS,
      );
      if (typeof id !== 'string' || typeof type !== 'string' || id === '') return undefined;
      const { id: object } = data.object as { id?: unknown };
      return {
        id,
        kind: type,
        account: typeof account === 'string' ? account : '',
        object: typeof object === 'string' ? object : '',
        live: typeof livemode === 'boolean' ? livemode : undefined,
      };
    } catch {
      // Perhaps the next secret.
    }
  }
  return undefined;
}

/**
 * What Stripe answers, its errors as Foyer's: Unavailable where it does not answer, is busy or broken, or does not
 * know our key (nobody knows whether it was done); Conflict where it does not let us at the account (`no_access`) or
 * the key of the call was used for another; Invalid with Stripe's words and its code for all that it refuses.
 */
export async function askStripe<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Stripe.errors.StripeError ? toAppError(error) : error;
  }
}

function toAppError(error: InstanceType<typeof Stripe.errors.StripeError>): Error {
  const words = plainWords(error.message) || english({ code: 'stripe.no_reason', values: {} });
  // The library's error holds headers and objects that are nobody's to log.
  const cause = new Error(
    [error.type, error.statusCode, error.code, error.requestId, words].filter((part) => part).join(' '),
  );
  const { errors } = Stripe;
  if (error instanceof errors.StripeOAuthError && (error.statusCode ?? 500) < 500)
    return new Invalid(words, [], error.rawType as string, { cause });
  if (error instanceof errors.StripePermissionError) return new Conflict(words, 'no_access');
  if (error instanceof errors.StripeIdempotencyError) return new Conflict(words, 'idempotency');
  if (error instanceof errors.StripeCardError || error instanceof errors.StripeInvalidRequestError)
    return new Invalid(words, [], error.code ?? 'stripe', { cause });
  if (error instanceof errors.StripeAuthenticationError) return new Unavailable('stripe_key.refused', {}, { cause });
  return new Unavailable('stripe.silent', {}, { cause });
}

function clientsOf(settings: StripeSettings): Clients {
  const known = clients.get(settings);
  if (known) return known;
  // A connection that broke is tried again by the library's own sockets even where nothing is to be; by fetch it is
  // not.
  const made = {
    api: clientAt(settings, settings.apiBase, {}),
    connect: clientAt(settings, settings.connectBase, { httpClient: Stripe.createFetchHttpClient() }),
  };
  clients.set(settings, made);
  return made;
}

function clientAt(
  settings: StripeSettings,
  base: string,
  more: { httpClient?: ReturnType<typeof Stripe.createFetchHttpClient> },
): Stripe {
  const { protocol, hostname, port } = new URL(base);
  const plain = protocol === 'http:';
  return new Stripe(settings.secretKey, {
    apiVersion: API_VERSION,
    host: hostname,
    port: port || (plain ? 80 : 443),
    protocol: plain ? 'http' : 'https',
    timeout: settings.timeoutMs ?? TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...more,
  });
}
