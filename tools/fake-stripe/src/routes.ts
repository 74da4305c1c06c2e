/** The endpoints: which parameters each takes, and what it does. */
import { createAccount, createAccountLink, deleteAccount, getAccount, listAccounts } from './accounts.ts';
import { createSession, expireSession, type Session, sessionsOf } from './checkout.ts';
import { addEndpoint, endpointObject } from './endpoints.ts';
import {
  type ApplicationFee,
  cancelIntent,
  type Charge,
  confirmIntent,
  createIntent,
  type Intent,
  type Transaction,
} from './payments.ts';
import { type ListInput, within } from './list.ts';
import { movementsOf, type Payout } from './payouts.ts';
import { invalid, noSuch } from './refusal.ts';
import { createRefund, type Dispute, type FeeRefund, type Refund, refundFee, refundsOf } from './refunds.ts';
import type { Shape } from './shape.ts';
import { all, get, PLATFORM, type StripeObject, type World } from './world.ts';

export type Call = { world: World; account: string; ids: string[] };
/** `run` gives one resource; `list` gives all of them, newest first, of which a page is answered. */
export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  shape: Shape;
  run?: (call: Call, input: never) => object;
  list?: (call: Call, input: never) => object[];
};

const EXPAND = { expand: { list: 'string' } } as const satisfies Shape;
const CREATED = {
  created: { of: { gt: 'integer', gte: 'integer', lt: 'integer', lte: 'integer' } },
} as const satisfies Shape;
const PAGE = {
  limit: 'integer',
  starting_after: 'string',
  ending_before: 'string',
  ...EXPAND,
} as const satisfies Shape;
const OF_CHARGE = { charge: 'string', payment_intent: 'string', ...CREATED, ...PAGE } as const satisfies Shape;

const INTENT_DATA = {
  application_fee_amount: 'integer',
  description: 'string',
  metadata: 'metadata',
  receipt_email: 'email',
  statement_descriptor: 'string',
  statement_descriptor_suffix: 'string',
} as const satisfies Shape;
const LOCALES =
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  );
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'];

const ACCOUNT: Shape = {
  type: ['standard', 'express', 'custom'],
  country: 'string',
  email: 'email',
  default_currency: 'string',
  business_type: ['company', 'government_entity', 'individual', 'non_profit'],
  metadata: 'metadata',
  capabilities: {
    of: { card_payments: { of: { requested: 'boolean' } }, transfers: { of: { requested: 'boolean' } } },
  },
  business_profile: {
    of: { name: 'string', url: 'url', mcc: 'string', product_description: 'string', support_email: 'email' },
  },
  ...EXPAND,
};

const SESSION: Shape = {
  mode: ['payment', 'setup', 'subscription'],
  'success_url!': 'url',
  'cancel_url!': 'url',
  customer_email: 'email',
  client_reference_id: 'string',
  locale: LOCALES,
  expires_at: 'integer',
  metadata: 'metadata',
  submit_type: ['auto', 'book', 'donate', 'pay', 'subscribe'],
  adaptive_pricing: { of: { enabled: 'boolean' } },
  line_items: {
    list: {
      of: {
        quantity: 'integer',
        price_data: {
          of: {
            'currency!': 'string',
            unit_amount: 'integer',
            product_data: {
              of: { 'name!': 'string', description: 'string', metadata: 'metadata', images: { list: 'url' } },
            },
          },
        },
      },
    },
  },
  payment_intent_data: { of: INTENT_DATA },
  ...EXPAND,
};

const INTENT: Shape = {
  'amount!': 'integer',
  'currency!': 'string',
  ...INTENT_DATA,
  payment_method: 'string',
  confirm: 'boolean',
  return_url: 'url',
  automatic_payment_methods: { of: { 'enabled!': 'boolean', allow_redirects: ['always', 'never'] } },
  ...EXPAND,
};

const ACCOUNTS: Route[] = [
  {
    method: 'POST',
    path: '/v1/accounts',
    shape: ACCOUNT,
    run: ({ world, account }, input) => (ofPlatform(account), createAccount(world, input)),
  },
  {
    method: 'GET',
    path: '/v1/accounts',
    shape: { ...CREATED, ...PAGE },
    list: ({ world, account }) => (ofPlatform(account), listAccounts(world)),
  },
  {
    method: 'GET',
    path: '/v1/account',
    shape: EXPAND,
    run: ({ world, account }) => getAccount(world, account, account),
  },
  {
    method: 'GET',
    path: '/v1/accounts/{account}',
    shape: EXPAND,
    run: ({ world, account, ids }) => getAccount(world, account, ids[0] ?? ''),
  },
  {
    method: 'DELETE',
    path: '/v1/accounts/{account}',
    shape: {},
    run: ({ world, account, ids }) => deleteAccount(world, account, ids[0] ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/account_links',
    shape: {
      'account!': 'string',
      refresh_url: 'url',
      return_url: 'url',
      'type!': ['account_onboarding', 'account_update'],
      collect: ['currently_due', 'eventually_due'],
      ...EXPAND,
    },
    run: ({ world, account }, input) => (ofPlatform(account), createAccountLink(world, account, input)),
  },
];

const PAYMENTS: Route[] = [
  {
    method: 'POST',
    path: '/v1/checkout/sessions',
    shape: SESSION,
    run: ({ world, account }, input) => createSession(world, account, input),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions',
    shape: { payment_intent: 'string', ...PAGE },
    list: ({ world, account }, input) => sessionsOf(world, account, input),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/{session}',
    shape: EXPAND,
    run: (call) => of<Session>(call, 'checkout.session', 'session'),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/{session}/expire',
    shape: EXPAND,
    run: ({ world, account, ids }) => expireSession(world, account, ids[0] ?? ''),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/{session}/line_items',
    shape: PAGE,
    list: (call) => [
      ...(call.world.sessions.get(of<Session>(call, 'checkout.session', 'session').id)?.lineItems ?? []),
    ],
  },
  {
    method: 'POST',
    path: '/v1/payment_intents',
    shape: INTENT,
    run: ({ world, account }, input) => createIntent(world, account, input),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    shape: { ...CREATED, ...PAGE },
    list: ({ world, account }) => all<Intent>(world, account, 'payment_intent'),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/{intent}',
    shape: { client_secret: 'string', ...EXPAND },
    run: (call) => of<Intent>(call, 'payment_intent', 'intent'),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/{intent}/confirm',
    shape: { payment_method: 'string', return_url: 'url', ...EXPAND },
    run: ({ world, account, ids }, input) => confirmIntent(world, account, ids[0] ?? '', input),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/{intent}/cancel',
    shape: { cancellation_reason: ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'], ...EXPAND },
    run: ({ world, account, ids }, input) => cancelIntent(world, account, ids[0] ?? '', input),
  },
  {
    method: 'GET',
    path: '/v1/charges',
    shape: { payment_intent: 'string', ...CREATED, ...PAGE },
    list: ({ world, account }, input: { payment_intent?: string }) =>
      all<Charge>(world, account, 'charge').filter(
        (one) => input.payment_intent === undefined || one.payment_intent === input.payment_intent,
      ),
  },
  { method: 'GET', path: '/v1/charges/{charge}', shape: EXPAND, run: (call) => of<Charge>(call, 'charge', 'charge') },
];

const BACK: Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    shape: {
      charge: 'string',
      payment_intent: 'string',
      amount: 'integer',
      metadata: 'metadata',
      reason: REASONS,
      refund_application_fee: 'boolean',
      reverse_transfer: 'boolean',
      ...EXPAND,
    },
    run: ({ world, account }, input) => createRefund(world, account, input),
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    shape: OF_CHARGE,
    list: ({ world, account }, input) => refundsOf(world, account, input),
  },
  { method: 'GET', path: '/v1/refunds/{refund}', shape: EXPAND, run: (call) => of<Refund>(call, 'refund', 'refund') },
  {
    method: 'GET',
    path: '/v1/disputes',
    shape: OF_CHARGE,
    list: ({ world, account }, input: { charge?: string; payment_intent?: string }) =>
      all<Dispute>(world, account, 'dispute').filter(
        (one) =>
          (!input.charge || one.charge === input.charge) &&
          (!input.payment_intent || one.payment_intent === input.payment_intent),
      ),
  },
  {
    method: 'GET',
    path: '/v1/disputes/{dispute}',
    shape: EXPAND,
    run: (call) => of<Dispute>(call, 'dispute', 'dispute'),
  },
  {
    method: 'GET',
    path: '/v1/application_fees',
    shape: { charge: 'string', ...CREATED, ...PAGE },
    list: ({ world, account }, input: { charge?: string }) =>
      all<ApplicationFee>(world, account, 'application_fee').filter(
        (one) => !input.charge || one.charge === input.charge,
      ),
  },
  {
    method: 'GET',
    path: '/v1/application_fees/{id}',
    shape: EXPAND,
    run: (call) => of<ApplicationFee>(call, 'application_fee', 'id'),
  },
  {
    method: 'POST',
    path: '/v1/application_fees/{id}/refunds',
    shape: { amount: 'integer', metadata: 'metadata', ...EXPAND },
    run: ({ world, account, ids }, input) => refundFee(world, account, ids[0] ?? '', input),
  },
  {
    method: 'GET',
    path: '/v1/application_fees/{id}/refunds',
    shape: PAGE,
    list: (call) =>
      all<FeeRefund>(call.world, call.account, 'fee_refund').filter(
        (one) => one.fee === of<ApplicationFee>(call, 'application_fee', 'id').id,
      ),
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions',
    shape: { source: 'string', type: 'string', currency: 'string', payout: 'string', ...CREATED, ...PAGE },
    list: ({ world, account }, input) => movements(world, account, input),
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions/{id}',
    shape: EXPAND,
    run: (call) => of<Transaction>(call, 'balance_transaction', 'id'),
  },
  {
    method: 'GET',
    path: '/v1/payouts',
    shape: {
      status: ['pending', 'in_transit', 'paid', 'failed', 'canceled'],
      arrival_date: CREATED.created,
      ...CREATED,
      ...PAGE,
    },
    list: ({ world, account }, input) => payoutsOf(world, account, input),
  },
  { method: 'GET', path: '/v1/payouts/{payout}', shape: EXPAND, run: (call) => of<Payout>(call, 'payout', 'payout') },
];

function movements(
  world: World,
  account: string,
  input: { source?: string; type?: string; currency?: string; payout?: string },
): Transaction[] {
  const found =
    input.payout === undefined
      ? all<Transaction>(world, account, 'balance_transaction')
      : movementsOf(world, account, input.payout);
  return found.filter(
    (one) =>
      (!input.source || one.source === input.source) &&
      (!input.type || one.type === input.type) &&
      (!input.currency || one.currency === input.currency),
  );
}

function payoutsOf(
  world: World,
  account: string,
  { status, arrival_date: at }: { status?: string; arrival_date?: ListInput['created'] },
): Payout[] {
  return all<Payout>(world, account, 'payout').filter(
    (one) => (!status || one.status === status) && within(one.arrival_date, at),
  );
}

type Event = StripeObject & { type: string };
const NEWS: Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    shape: { type: 'string', types: { list: 'string' }, ...CREATED, ...PAGE },
    list: ({ world, account }, input: { type?: string; types?: string[] }) =>
      all<Event>(world, account, 'event').filter(
        (one) => (!input.type || one.type === input.type) && (!input.types || input.types.includes(one.type)),
      ),
  },
  { method: 'GET', path: '/v1/events/{id}', shape: EXPAND, run: (call) => of<Event>(call, 'event', 'id') },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    shape: {
      'url!': 'url',
      'enabled_events!': { list: 'string' },
      connect: 'boolean',
      description: 'string',
      metadata: 'metadata',
      api_version: 'string',
      ...EXPAND,
    },
    run: ({ world, account }, input) => (ofPlatform(account), addEndpoint(world, input)),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    shape: PAGE,
    list: ({ world, account }) => (
      ofPlatform(account),
      world.endpoints.map((one) => endpointObject(world, one)).reverse()
    ),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/{webhook_endpoint}',
    shape: EXPAND,
    run: ({ world, ids }) => endpointObject(world, endpoint(world, ids[0])),
  },
  {
    method: 'DELETE',
    path: '/v1/webhook_endpoints/{webhook_endpoint}',
    shape: {},
    run: ({ world, ids }) => ({
      id: world.endpoints.splice(world.endpoints.indexOf(endpoint(world, ids[0])), 1)[0]?.id,
      object: 'webhook_endpoint',
      deleted: true,
    }),
  },
];

export const ROUTES: Route[] = [...ACCOUNTS, ...PAYMENTS, ...BACK, ...NEWS];

function of<T extends StripeObject>({ world, account, ids }: Call, kind: T['object'], param: string): T {
  return get<T>(world, account, kind, ids[0] ?? '', param);
}

function endpoint(world: World, id = '') {
  const found = world.endpoints.find((one) => one.id === id);
  if (!found) throw noSuch('webhook endpoint', id, 'webhook_endpoint');
  return found;
}

function ofPlatform(account: string): void {
  if (account !== PLATFORM)
    throw invalid('This call is for platforms: it takes no Stripe-Account header and no key of a connected account.');
}

/** The route of a request, with the ids of its path. Throws the 404 for addresses that Stripe does not know. */
export function findRoute(method: string, pathname: string): { route: Route; ids: string[] } {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const found = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname);
    if (found) return { route, ids: found.slice(1).map(decodeURIComponent) };
  }
  throw unknownAddress(method, pathname);
}

function unknownAddress(method: string, pathname: string) {
  const refusal = invalid(
    `Unrecognized request URL (${method}: ${pathname}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
  refusal.status = 404;
  return refusal;
}
