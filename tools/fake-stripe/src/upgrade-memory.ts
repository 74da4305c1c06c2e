/**
 * What a release remembered that answered as the API version 2020-08-27 did, in the form of today: the open sessions,
 * payments and accounts of an installation that takes test money go on. What only the newer version has gets the value
 * that it has where nobody says more.
 */
import type { Account } from './accounts.ts';
import type { Session } from './checkout.ts';
import type { ApplicationFee, Charge, Intent, Transaction } from './payments.ts';
import type { Payout } from './payouts.ts';
import type { Dispute, Refund } from './refunds.ts';
import type { StripeObject, World } from './world.ts';

type Loose = Record<string, unknown>;
type Upgrade = (old: Loose, resources: World['resources']) => Loose;

/** Until form 2, resources were stored under other names. Changes `world`. */
export function renameStored(world: Pick<World, 'resources'>): void {
  const old = world as unknown as { things?: Map<string, Loose> };
  const renamed = [...(old.things ?? [])].map(([id, { thing, ...stored }]) => [id, { ...stored, resource: thing }]);
  delete old.things;
  Object.assign(world, { resources: new Map(renamed as [string, unknown][]) });
}

/** Changes `world`. Events stay as they were sent: they have the version that they were made with. */
export function upgradeMemory(world: Pick<World, 'resources' | 'sessions'>): void {
  for (const stored of world.resources.values()) {
    const upgrade = UPGRADES[stored.resource.object];
    if (upgrade) stored.resource = upgrade(stored.resource as StripeObject & Loose, world.resources) as StripeObject;
  }
  for (const [id, note] of world.sessions) {
    const lineItems = (note.lineItems as Loose[]).map(upgradeLineItem);
    world.sessions.set(id, { intent: note.intent, wanted: {}, lineItems });
  }
}

const UPGRADES: Partial<Record<string, Upgrade>> = {
  account: upgradeAccount,
  'checkout.session': upgradeSession,
  payment_intent: upgradeIntent,
  charge: upgradeCharge,
  application_fee: (old) =>
    ({ ...old, fee_source: { charge: String(old.charge), type: 'charge' } }) satisfies Part<ApplicationFee>,
  balance_transaction: (old) => ({ ...old, balance_type: 'payments' }) satisfies Part<Transaction>,
  refund: upgradeRefund,
  dispute: upgradeDispute,
  payout: upgradePayout,
};

/** So that the names and kinds are those of today. */
type Part<T> = { [name in keyof T]?: T[name] } & Loose;

function upgradeAccount(old: Loose): Loose {
  const { business_profile, settings, requirements } = old as unknown as Account;
  const { card_payments, payments } = settings;
  return {
    ...old,
    business_profile: {
      ...business_profile,
      annual_revenue: null,
      estimated_worker_count: null,
      minority_owned_business_designation: null,
      specified_commercial_transactions_act_url: null,
    },
    future_requirements: {
      ...requirements,
      currently_due: [],
      disabled_reason: null,
      eventually_due: [],
      past_due: [],
      pending_verification: [],
    },
    groups: null,
    settings: {
      ...settings,
      card_payments: {
        ...card_payments,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payments: { ...payments, statement_descriptor_prefix_kana: null, statement_descriptor_prefix_kanji: null },
    },
  } satisfies Part<Account>;
}

function upgradeSession({ shipping: _, shipping_rate: __, ...old }: Loose): Loose {
  const { automatic_tax, customer_details, expires_at } = old as unknown as Session;
  const details = { address: null, business_name: null, individual_name: null, name: null };
  return {
    ...old,
    adaptive_pricing: { enabled: false },
    allowed_payment_method_types: null,
    automatic_tax: { ...automatic_tax, liability: null, provider: null },
    client_secret: null,
    collected_information: null,
    // The older version did not say it; nobody can pay longer than a day.
    created: expires_at - 24 * 3600,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer_account: null,
    customer_details: customer_details === null ? null : { ...customer_details, ...details },
    discounts: [],
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    managed_payments: { enabled: false },
    origin_context: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    permissions: null,
    saved_payment_method_options: null,
    shipping_cost: null,
    ui_mode: 'hosted_page',
    wallet_options: null,
  } satisfies Part<Session>;
}

function upgradeIntent({ charges, invoice: _, ...old }: Loose): Loose {
  const [latest] = (charges as { data: { id: string }[] }).data;
  return {
    ...old,
    allowed_payment_method_types: null,
    automatic_payment_methods: {
      allow_redirects: 'always',
      ...((old.automatic_payment_methods as { enabled: boolean } | null) ?? { enabled: false }),
    },
    customer_account: null,
    excluded_payment_method_types: null,
    latest_charge: latest?.id ?? null,
    managed_payments: { enabled: false },
    payment_method_configuration_details: null,
    payment_record: null,
    source: null,
  } satisfies Part<Intent>;
}

function upgradeCharge({ invoice: _, order: __, refunds: ___, ...old }: Loose): Loose {
  const { billing_details, outcome, payment_method_details, amount, paid } = old as unknown as Charge;
  const card = {
    ...payment_method_details.card,
    amount_authorized: paid ? amount : null,
    authorization_code: null,
    electronic_commerce_indicator: null,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    transaction_link_id: null,
  };
  return {
    ...old,
    billing_details: { ...billing_details, tax_id: null },
    outcome: { ...outcome, advice_code: null, network_advice_code: null, network_decline_code: null },
    payment_method_details: { ...payment_method_details, card },
    source: null,
  } satisfies Part<Charge>;
}

function upgradeRefund(old: Loose, resources: World['resources']): Loose {
  const charge = resources.get(String(old.charge))?.resource as Charge | undefined;
  const card = { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' };
  return {
    ...old,
    customer: null,
    customer_account: null,
    destination_details: { card, type: 'card' },
    ...(charge ? { payment_method: charge.payment_method } : {}),
  } satisfies Part<Refund>;
}

function upgradeDispute(old: Loose): Loose {
  const { evidence, evidence_details, balance_transactions } = old as unknown as Dispute;
  return {
    ...old,
    balance_transactions: balance_transactions.map((one) => ({ ...one, balance_type: 'payments' })),
    enhanced_eligibility_types: [],
    evidence: { ...evidence, enhanced_evidence: {} },
    evidence_details: { ...evidence_details, enhanced_eligibility: {}, submission_method: 'not_submitted' },
    intended_submission_method: null,
  } satisfies Part<Dispute>;
}

function upgradePayout(old: Loose): Loose {
  const { automatic, status } = old as unknown as Payout;
  const state = status === 'paid' ? 'completed' : 'in_progress';
  return {
    ...old,
    application_fee: null,
    application_fee_amount: null,
    payout_method: null,
    reconciliation_status: automatic ? state : 'not_applicable',
    trace_id: null,
  } satisfies Part<Payout>;
}

function upgradeLineItem(old: Loose): Loose {
  const more = { adjustable_quantity: null, amount_discount: 0, amount_tax: 0, metadata: {} };
  return { ...old, ...more, price: { ...(old.price as Loose), custom_unit_amount: null } };
}
