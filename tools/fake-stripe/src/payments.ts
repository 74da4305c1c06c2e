/**
 * Payment intents and the charges they make, with the fees that are taken: 1.5 % and 25 of the smallest unit, stated
 * so.
 */
import type { Account } from './accounts.ts';
import { checkAmount, checkStep, readCurrency } from './currencies.ts';
import { happened } from './events.ts';
import { invalid, refuse } from './refusal.ts';
import { get, keep, newId, now, PLATFORM, type World } from './world.ts';

export type IntentStatus =
  'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';
export type Intent = ReturnType<typeof newIntent>;
export type Charge = ReturnType<typeof newCharge>;
export type Transaction = ReturnType<typeof addTransaction>;
export type ApplicationFee = ReturnType<typeof takeApplicationFee>;
/** How the card behaves. */
export type Card = 'good' | 'declined' | 'insufficient_funds' | 'authenticate';

export type IntentInput = {
  amount: number;
  currency: string;
  application_fee_amount?: number;
  description?: string;
  metadata?: Record<string, string>;
  receipt_email?: string;
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
  payment_method?: string;
  confirm?: boolean;
  return_url?: string;
  automatic_payment_methods?: { enabled: boolean; allow_redirects?: 'always' | 'never' };
};

const STRIPE_PERCENT = 1.5;
const STRIPE_FIXED = 25;
const TWO_DAYS = 2 * 24 * 3600;
const METHODS: Record<string, Card> = {
  pm_card_visa: 'good',
  pm_card_mastercard: 'good',
  pm_card_chargeDeclined: 'declined',
  pm_card_visa_chargeDeclined: 'declined',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_authenticationRequired: 'authenticate',
  pm_card_threeDSecure2Required: 'authenticate',
  pm_card_threeDSecureRequired: 'authenticate',
};

/** What Stripe keeps of an amount, in its smallest unit. */
export function stripeFee(amount: number): number {
  return Math.round((amount * STRIPE_PERCENT) / 100) + STRIPE_FIXED;
}

function newIntent(world: World, input: IntentInput, account: string) {
  const id = newId('pi', 12);
  return {
    id,
    object: 'payment_intent' as const,
    allowed_payment_method_types: null,
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: account === PLATFORM ? null : world.clientId,
    application_fee_amount: input.application_fee_amount ?? null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true, ...input.automatic_payment_methods },
    canceled_at: null as number | null,
    cancellation_reason: null as string | null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${newId('x', 10).slice(2)}`,
    confirmation_method: 'automatic',
    created: now(world),
    currency: input.currency,
    customer: null,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null as object | null,
    latest_charge: null as string | null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: input.metadata ?? {},
    next_action: null as object | null,
    on_behalf_of: null,
    payment_method: input.payment_method ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receipt_email ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: (input.payment_method ? 'requires_confirmation' : 'requires_payment_method') as IntentStatus,
    transfer_data: null,
    transfer_group: null,
  };
}

/** `param` is the name of the fee in the caller's own parameters. */
export function checkCharge(world: World, account: string, input: IntentInput, param = 'application_fee_amount'): void {
  checkAmount(input.amount, input.currency);
  checkDescriptor(input.statement_descriptor, 'statement_descriptor', 22);
  checkDescriptor(input.statement_descriptor_suffix, 'statement_descriptor_suffix', 22);
  const fee = input.application_fee_amount;
  if (fee !== undefined) {
    if (account === PLATFORM)
      throw invalid(
        'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).',
        { param },
      );
    if (fee < 1)
      throw invalid('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param });
    if (fee > input.amount)
      throw invalid('The application fee cannot be greater than the amount of the charge.', { param });
    checkStep(fee, input.currency, param);
  }
  if (account === PLATFORM) return;
  if (!get<Account>(world, account, 'account', account).charges_enabled)
    throw invalid(`Your account cannot currently make charges: account ${account} has not completed its onboarding.`, {
      code: 'account_invalid',
    });
}

function checkDescriptor(text: string | undefined, param: string, longest: number): void {
  if (text === undefined) return;
  if (/[<>\\'"*]/.test(text))
    throw invalid(`The statement descriptor cannot contain the following special characters: <, >, \\, ', ", *`, {
      param,
    });
  if (text.length > longest)
    throw invalid(`The statement descriptor must be at most ${longest} characters.`, { param });
  if (!/\p{L}/u.test(text))
    throw invalid('The statement descriptor must contain at least one alphabetic character.', { param });
}

export function createIntent(world: World, account: string, given: IntentInput): Intent {
  const input = { ...given, currency: readCurrency(given.currency) };
  checkCharge(world, account, input);
  if (input.payment_method !== undefined) cardOf(input.payment_method);
  const intent = keep(world, account, newIntent(world, input, account));
  happened(world, account, 'payment_intent.created', intent);
  return input.confirm
    ? confirmIntent(world, account, intent.id, { ...(input.return_url ? { return_url: input.return_url } : {}) })
    : intent;
}

function cardOf(method: string): Card {
  const card = METHODS[method];
  if (!card)
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such PaymentMethod: '${method}'`,
      param: 'payment_method',
    });
  return card;
}

export function confirmIntent(
  world: World,
  account: string,
  id: string,
  input: { payment_method?: string; return_url?: string },
): Intent {
  const intent = get<Intent>(world, account, 'payment_intent', id, 'intent');
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw unexpected(
      intent,
      `You cannot confirm this PaymentIntent because it has already ${intent.status === 'canceled' ? 'been canceled' : 'succeeded after being previously confirmed'}.`,
    );
  const method = input.payment_method ?? intent.payment_method;
  if (!method)
    throw unexpected(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.",
    );
  const card = cardOf(method);
  checkReturn(intent, input.return_url);
  intent.payment_method = method;
  const charge = pay(world, account, intent, card, input.return_url);
  if (charge?.status === 'failed') throw cardDeclined(charge, intent);
  return intent;
}

/** Methods that may lead elsewhere need an address to come back to. */
function checkReturn({ automatic_payment_methods: automatic }: Intent, returnUrl: string | undefined): void {
  if (returnUrl !== undefined || !automatic.enabled || automatic.allow_redirects === 'never') return;
  throw invalid(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    { param: 'return_url' },
  );
}

function unexpected(intent: Intent, message: string) {
  return refuse(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: structuredClone(intent),
  });
}

function cardDeclined(charge: Charge, intent: Intent) {
  return refuse(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: charge.outcome.reason ?? 'generic_decline',
    message: charge.failure_message ?? '',
    charge: charge.id,
    payment_intent: structuredClone(intent),
  });
}

/** Tries the card. Undefined where it asks for a confirmation first. */
export function pay(
  world: World,
  account: string,
  intent: Intent,
  card: Card,
  returnUrl?: string,
  buyer: { email?: string | null; name?: string | null } = {},
): Charge | undefined {
  if (card === 'authenticate') {
    intent.status = 'requires_action';
    intent.next_action = {
      type: 'redirect_to_url',
      redirect_to_url: { url: `${world.origin}/3d_secure/${intent.id}`, return_url: returnUrl ?? null },
    };
    happened(world, account, 'payment_intent.requires_action', intent);
    return undefined;
  }
  const charge = keep(world, account, newCharge(world, account, intent, card, buyer));
  intent.next_action = null;
  intent.latest_charge = charge.id;
  if (card === 'good') succeed(world, account, intent, charge);
  else fail(world, account, intent, charge);
  return charge;
}

function fail(world: World, account: string, intent: Intent, charge: Charge): void {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_payment_error = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: charge.outcome.reason ?? 'generic_decline',
    charge: charge.id,
    message: charge.failure_message ?? '',
    doc_url: 'https://stripe.com/docs/error-codes/card-declined',
  };
  happened(world, account, 'charge.failed', charge);
  happened(world, account, 'payment_intent.payment_failed', intent);
}

/** The bank refused the confirmation. */
export function failAuthentication(world: World, account: string, intent: Intent): void {
  intent.status = 'requires_payment_method';
  intent.next_action = null;
  intent.payment_method = null;
  intent.last_payment_error = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
  };
  happened(world, account, 'payment_intent.payment_failed', intent);
}

function succeed(world: World, account: string, intent: Intent, charge: Charge): void {
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  const fee = intent.application_fee_amount
    ? takeApplicationFee(world, account, charge, intent.application_fee_amount)
    : undefined;
  charge.application_fee = fee?.id ?? null;
  const own = stripeFee(charge.amount);
  const details = [
    ...(fee
      ? [
          {
            amount: fee.amount,
            application: world.clientId,
            currency: charge.currency,
            description: 'Foyer application fee',
            type: 'application_fee',
          },
        ]
      : []),
    {
      amount: own,
      application: null,
      currency: charge.currency,
      description: 'Stripe processing fees',
      type: 'stripe_fee',
    },
  ];
  charge.balance_transaction = addTransaction(world, account, {
    type: 'charge',
    category: 'charge',
    source: charge.id,
    amount: charge.amount,
    currency: charge.currency,
    details,
    description: charge.description,
  }).id;
  happened(world, account, 'charge.succeeded', charge);
  happened(world, account, 'payment_intent.succeeded', intent);
  if (fee) happened(world, PLATFORM, 'application_fee.created', fee);
}

function takeApplicationFee(world: World, account: string, charge: Charge, amount: number) {
  const id = newId('fee', 12);
  return keep(world, PLATFORM, {
    id,
    object: 'application_fee' as const,
    account,
    amount,
    amount_refunded: 0,
    application: world.clientId,
    balance_transaction: addTransaction(world, PLATFORM, {
      type: 'application_fee',
      category: 'platform_earning',
      source: id,
      amount,
      currency: charge.currency,
      details: [],
      description: null,
    }).id,
    charge: charge.id,
    created: now(world),
    currency: charge.currency,
    fee_source: { charge: charge.id, type: 'charge' },
    livemode: false,
    originating_transaction: null,
    refunded: false,
    refunds: {
      object: 'list',
      data: [] as { id: string; object: string; amount: number }[],
      has_more: false,
      url: `/v1/application_fees/${id}/refunds`,
    },
  });
}

type Movement = {
  type: string;
  category: string;
  source: string;
  amount: number;
  currency: string;
  details: { amount: number; application: string | null; currency: string; description: string | null; type: string }[];
  description: string | null;
};

/** A movement of the account's balance; what is left is the amount without the fees. */
export function addTransaction(
  world: World,
  account: string,
  { type, category, source, amount, currency, details, description }: Movement,
) {
  const fee = details.reduce((sum, one) => sum + one.amount, 0);
  return keep(world, account, {
    id: newId('txn', 12),
    object: 'balance_transaction' as const,
    amount,
    available_on: now(world) + TWO_DAYS,
    balance_type: 'payments',
    created: now(world),
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details: details,
    net: amount - fee,
    reporting_category: category,
    source,
    status: 'pending',
    type,
  });
}

/** Of an intent, what its charges take over. */
type Charged = {
  id: string;
  amount: number;
  currency: string;
  application_fee_amount: number | null;
  description: string | null;
  metadata: Record<string, string>;
  payment_method: string | null;
  receipt_email: string | null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
};

function newCharge(
  world: World,
  account: string,
  intent: Charged,
  card: Card,
  buyer: { email?: string | null; name?: string | null },
) {
  const id = newId('ch', 12);
  const good = card === 'good';
  const reason = card === 'insufficient_funds' ? 'insufficient_funds' : 'generic_decline';
  return {
    id,
    object: 'charge' as const,
    amount: intent.amount,
    amount_captured: good ? intent.amount : 0,
    amount_refunded: 0,
    application: account === PLATFORM ? null : world.clientId,
    application_fee: null as string | null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null as string | null,
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: buyer.email ?? null,
      name: buyer.name ?? null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: intent.statement_descriptor ?? 'FOYER TEST',
    captured: good,
    created: now(world),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: good ? null : 'card_declined',
    failure_message: good
      ? null
      : card === 'insufficient_funds'
        ? 'Your card has insufficient funds.'
        : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: good ? null : 'try_again_later',
      network_advice_code: null,
      network_decline_code: null,
      network_status: good ? 'approved_by_network' : 'declined_by_network',
      reason: good ? null : reason,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: good ? 'Payment complete.' : 'The bank did not return any further details with this decline.',
      type: good ? 'authorized' : 'issuer_declined',
    },
    paid: good,
    payment_intent: intent.id,
    payment_method: intent.payment_method ?? newId('pm', 12),
    payment_method_details: {
      card: {
        amount_authorized: good ? intent.amount : null,
        authorization_code: null,
        brand: 'visa',
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
        country: 'DE',
        electronic_commerce_indicator: null,
        exp_month: 12,
        exp_year: 2034,
        fingerprint: 'FoyerTestMoney01',
        funding: 'credit',
        installments: null,
        last4: good ? '4242' : '0002',
        mandate: null,
        network: 'visa',
        network_transaction_id: null,
        regulated_status: 'unregulated',
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
      type: 'card',
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${world.origin}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: good ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

export function cancelIntent(
  world: World,
  account: string,
  id: string,
  input: { cancellation_reason?: string },
): Intent {
  const intent = get<Intent>(world, account, 'payment_intent', id, 'intent');
  const ofSession = [...world.sessions.values()].some((note) => note.intent === id);
  if (ofSession)
    throw unexpected(
      intent,
      'You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire the Checkout Session instead.',
    );
  if (intent.status === 'canceled' || intent.status === 'succeeded')
    throw unexpected(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
    );
  return endIntent(world, account, intent, input.cancellation_reason ?? null);
}

export function endIntent(world: World, account: string, intent: Intent, reason: string | null): Intent {
  intent.status = 'canceled';
  intent.canceled_at = now(world);
  intent.cancellation_reason = reason;
  intent.next_action = null;
  happened(world, account, 'payment_intent.canceled', intent);
  return intent;
}
