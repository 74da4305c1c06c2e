/** Checkout sessions: made by Foyer, paid on the hosted page. */
import { checkStep, readCurrency } from './currencies.ts';
import { happened } from './events.ts';
import {
  type Card,
  type Charge,
  checkCharge,
  createIntent,
  endIntent,
  failAuthentication,
  type Intent,
  type IntentInput,
  pay,
} from './payments.ts';
import { invalid } from './refusal.ts';
import { all, get, keep, newId, now, type SessionNote, type World } from './world.ts';

export type Session = ReturnType<typeof newSession>;
export type SessionInput = {
  mode?: string;
  success_url: string;
  cancel_url: string;
  customer_email?: string;
  client_reference_id?: string;
  locale?: string;
  expires_at?: number;
  metadata?: Record<string, string>;
  submit_type?: string;
  adaptive_pricing?: { enabled?: boolean };
  line_items?: {
    quantity?: number;
    price_data?: { currency: string; unit_amount?: number; product_data?: { name: string; description?: string } };
  }[];
  payment_intent_data?: Omit<IntentInput, 'amount' | 'currency'>;
};

const HALF_HOUR = 1800;
const DAY = 24 * 3600;
const MOST_ITEMS = 100;

function newSession(world: World, input: SessionInput, sum: { amount: number; currency: string }) {
  const id = newId('cs_test', 24);
  return {
    id,
    object: 'checkout.session' as const,
    adaptive_pricing: { enabled: input.adaptive_pricing?.enabled ?? true },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: sum.amount,
    amount_total: sum.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: input.cancel_url,
    client_reference_id: input.client_reference_id ?? null,
    client_secret: null,
    collected_information: null as { business_name: null; individual_name: null; shipping_details: null } | null,
    consent: null,
    consent_collection: null,
    created: now(world),
    currency: sum.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: input.customer_email ? customerDetails(input.customer_email) : null,
    customer_email: input.customer_email ?? null,
    discounts: [],
    expires_at: input.expires_at ?? now(world) + DAY,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: input.locale ?? null,
    managed_payments: { enabled: false },
    metadata: input.metadata ?? {},
    mode: 'payment',
    origin_context: null,
    payment_intent: null as string | null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid' as 'unpaid' | 'paid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open' as 'open' | 'complete' | 'expired',
    submit_type: input.submit_type ?? null,
    subscription: null,
    success_url: input.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.origin}/c/pay/${id}` as string | null,
    wallet_options: null,
  };
}

/** Who pays, as far as the page knows. */
function customerDetails(email: string, name: string | null = null) {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: name === null ? null : [],
  };
}

export function createSession(world: World, account: string, input: SessionInput): Session {
  if (input.mode !== 'payment')
    throw invalid(input.mode ? 'This stand-in knows the mode `payment` alone.' : 'Missing required param: mode.', {
      param: 'mode',
      ...(input.mode ? {} : { code: 'parameter_missing' }),
    });
  checkEnd(world, input.expires_at);
  const { amount, currency, lineItems } = addUp(world, input.line_items ?? []);
  const wanted = { ...input.payment_intent_data, amount, currency };
  checkCharge(world, account, wanted, 'payment_intent_data[application_fee_amount]');
  const session = keep(world, account, newSession(world, input, { amount, currency }));
  world.sessions.set(session.id, { intent: null, wanted, lineItems });
  return session;
}

function checkEnd(world: World, at: number | undefined): void {
  if (at === undefined) return;
  if (at < now(world) + HALF_HOUR)
    throw invalid('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', {
      param: 'expires_at',
    });
  if (at > now(world) + DAY)
    throw invalid('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', {
      param: 'expires_at',
    });
}

function addUp(
  world: World,
  items: NonNullable<SessionInput['line_items']>,
): { amount: number; currency: string; lineItems: object[] } {
  if (items.length === 0)
    throw invalid('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' });
  if (items.length > MOST_ITEMS)
    throw invalid(`You can have at most ${MOST_ITEMS} line items.`, { param: 'line_items' });
  const priced = items.map((item, i) => priceItem(item, i));
  const currency = priced[0]?.currency as string;
  if (priced.some((one) => one.currency !== currency))
    throw invalid('All line items must have the same currency.', { param: 'line_items' });
  return {
    amount: priced.reduce((sum, one) => sum + one.total, 0),
    currency,
    lineItems: priced.map((one) => lineItem(world, one)),
  };
}

type Priced = { currency: string; unit: number; quantity: number; total: number; name: string };

function priceItem({ quantity, price_data }: NonNullable<SessionInput['line_items']>[number], i: number): Priced {
  const at = `line_items[${i}]`;
  if (!price_data) throw invalid(`You must specify either \`price\` or \`price_data\` for ${at}.`, { param: at });
  if (price_data.unit_amount === undefined)
    throw invalid(`Missing required param: ${at}[price_data][unit_amount].`, {
      code: 'parameter_missing',
      param: `${at}[price_data][unit_amount]`,
    });
  if (!price_data.product_data)
    throw invalid(`You must specify either \`product\` or \`product_data\` when creating a price.`, {
      param: `${at}[price_data][product]`,
    });
  if (price_data.unit_amount < 0)
    throw invalid('This value must be greater than or equal to 0.', {
      code: 'parameter_invalid_integer',
      param: `${at}[price_data][unit_amount]`,
    });
  if (quantity === undefined)
    throw invalid('Quantity is required. Add `quantity` to `line_items[' + i + ']`', { param: `${at}[quantity]` });
  if (quantity < 1)
    throw invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: `${at}[quantity]`,
    });
  const currency = readCurrency(price_data.currency, `${at}[price_data][currency]`);
  checkStep(price_data.unit_amount, currency, `${at}[price_data][unit_amount]`);
  return {
    currency,
    unit: price_data.unit_amount,
    quantity,
    total: price_data.unit_amount * quantity,
    name: price_data.product_data.name,
  };
}

function lineItem(world: World, { currency, unit, quantity, total, name }: Priced): object {
  const price = {
    id: newId('price', 12),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: now(world),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: newId('prod', 8),
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: unit,
    unit_amount_decimal: String(unit),
  };
  return {
    id: newId('li', 12),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency,
    description: name,
    metadata: {},
    price,
    quantity,
  };
}

export function expireSession(world: World, account: string, id: string): Session {
  const session = get<Session>(world, account, 'checkout.session', id, 'session');
  if (session.status !== 'open')
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  return close(world, account, session);
}

function close(world: World, account: string, session: Session): Session {
  session.status = 'expired';
  session.url = null;
  // Where nobody tried to pay there is none.
  if (session.payment_intent !== null)
    endIntent(world, account, get<Intent>(world, account, 'payment_intent', session.payment_intent), 'automatic');
  happened(world, account, 'checkout.session.expired', session);
  return session;
}

/** Those whose time is over. Looked at before every request and once a second. */
export function expireSessions(world: World): void {
  for (const { account, resource } of [...world.resources.values()]) {
    const session = resource as Session;
    if (session.object === 'checkout.session' && session.status === 'open' && session.expires_at <= now(world))
      close(world, account, session);
  }
}

/** What was pressed on the hosted page. `refused`: the bank said no to the confirmation. */
export function payOnPage(
  world: World,
  account: string,
  id: string,
  card: Card | 'refused',
  email?: string,
): { session: Session; charge: Charge | undefined } {
  const session = get<Session>(world, account, 'checkout.session', id);
  if (session.status !== 'open') return { session, charge: undefined };
  const intent = intentOf(world, account, session);
  if (card === 'refused') {
    failAuthentication(world, account, intent);
    return { session, charge: undefined };
  }
  const buyer = { email: session.customer_email ?? email ?? 'buyer@example.org', name: 'Test Buyer' };
  const charge = pay(world, account, intent, card, undefined, buyer);
  if (charge?.paid) complete(world, account, session, buyer.email);
  return { session, charge };
}

/** The session's intent, which the first try to pay makes. */
function intentOf(world: World, account: string, session: Session): Intent {
  if (session.payment_intent !== null) return get<Intent>(world, account, 'payment_intent', session.payment_intent);
  const note = world.sessions.get(session.id) as SessionNote;
  const intent = createIntent(world, account, note.wanted as IntentInput);
  session.payment_intent = intent.id;
  note.intent = intent.id;
  return intent;
}

function complete(world: World, account: string, session: Session, email: string): void {
  session.status = 'complete';
  session.payment_status = 'paid';
  session.url = null;
  session.customer_details = customerDetails(email, 'Test Buyer');
  session.collected_information = { business_name: null, individual_name: null, shipping_details: null };
  happened(world, account, 'checkout.session.completed', session);
}

export function sessionsOf(world: World, account: string, filter: { payment_intent?: string }): Session[] {
  return all<Session>(world, account, 'checkout.session').filter(
    (one) => filter.payment_intent === undefined || one.payment_intent === filter.payment_intent,
  );
}

export function successAddress(session: Session): string {
  return session.success_url
    .replaceAll('{CHECKOUT_SESSION_ID}', session.id)
    .replaceAll('%7BCHECKOUT_SESSION_ID%7D', session.id);
}
