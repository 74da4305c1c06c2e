/** Money on its way back: refunds of charges and of the platform's fees, and disputes. */
import { words } from './currencies.ts';
import { happened } from './events.ts';
import { type ApplicationFee, addTransaction, type Charge, type Intent } from './payments.ts';
import { invalid, noSuch, refuse } from './refusal.ts';
import { all, get, keep, newId, now, PLATFORM, type World } from './world.ts';

export type Refund = ReturnType<typeof newRefund> & { failure_reason?: string; failure_balance_transaction?: string };
export type FeeRefund = ReturnType<typeof newFeeRefund>;
export type Dispute = ReturnType<typeof openDispute>;
export type RefundInput = {
  charge?: string;
  payment_intent?: string;
  amount?: number;
  metadata?: Record<string, string>;
  reason?: string;
  refund_application_fee?: boolean;
  reverse_transfer?: boolean;
};

const DISPUTE_FEE = 1500;
const WEEK = 7 * 24 * 3600;

export function createRefund(world: World, account: string, input: RefundInput): Refund {
  const charge = chargeOf(world, account, input);
  const amount = input.amount ?? charge.amount - charge.amount_refunded;
  checkRefund(charge, amount, input);
  const status = world.refundsTurnOut.shift() ?? 'succeeded';
  const refund: Refund = keep(
    world,
    account,
    newRefund(world, charge, amount, input, status === 'failed' ? 'succeeded' : status),
  );
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  const back = input.refund_application_fee ? giveBackShare(world, charge, amount) : 0;
  const details =
    back > 0
      ? [
          {
            amount: -back,
            application: world.clientId,
            currency: charge.currency,
            description: 'Foyer application fee',
            type: 'application_fee',
          },
        ]
      : [];
  refund.balance_transaction = addTransaction(world, account, {
    type: 'refund',
    category: 'refund',
    source: refund.id,
    amount: -amount,
    currency: charge.currency,
    details,
    description: 'REFUND FOR CHARGE',
  }).id;
  happened(world, account, 'charge.refunded', charge);
  happened(world, account, 'refund.created', refund);
  if (status === 'failed') failRefund(world, account, refund.id, 'expired_or_canceled_card');
  return refund;
}

function chargeOf(world: World, account: string, { charge, payment_intent }: RefundInput): Charge {
  if (charge !== undefined && payment_intent !== undefined)
    throw invalid('You must pass either a `charge` or a `payment_intent`, but not both.');
  if (charge !== undefined) return get<Charge>(world, account, 'charge', charge, 'charge');
  if (payment_intent === undefined)
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.');
  const intent = get<Intent>(world, account, 'payment_intent', payment_intent, 'payment_intent');
  const paid = all<Charge>(world, account, 'charge').find((one) => one.payment_intent === intent.id && one.paid);
  if (!paid)
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  return paid;
}

function checkRefund(charge: Charge, amount: number, { refund_application_fee, reverse_transfer }: RefundInput): void {
  if (charge.disputed)
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  if (charge.refunded)
    throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (!charge.paid)
    throw invalid(`Charge ${charge.id} was not successful and cannot be refunded.`, { param: 'charge' });
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  const left = charge.amount - charge.amount_refunded;
  if (amount > left)
    throw invalid(
      `Refund amount (${words(amount, charge.currency)}) is greater than ${charge.amount_refunded > 0 ? 'unrefunded amount on charge' : 'charge amount'} (${words(left, charge.currency)})`,
      { param: 'amount' },
    );
  if (reverse_transfer)
    throw invalid('Cannot reverse transfer on this charge because it does not have an associated transfer.', {
      param: 'reverse_transfer',
    });
  if (refund_application_fee && !charge.application_fee)
    throw invalid('Cannot refund the application fee of this charge because it does not have one.', {
      param: 'refund_application_fee',
    });
}

function newRefund(world: World, charge: Charge, amount: number, input: RefundInput, status: string) {
  return {
    id: newId('re', 12),
    object: 'refund' as const,
    amount,
    balance_transaction: null as string | null,
    charge: charge.id,
    created: now(world),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: input.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}

/** The bank sent it back: the money is the account's again. */
export function failRefund(world: World, account: string, id: string, reason: string): Refund {
  const refund = get<Refund>(world, account, 'refund', id);
  const charge = get<Charge>(world, account, 'charge', refund.charge);
  if (refund.status === 'failed') throw invalid(`Refund ${id} has failed already.`);
  refund.status = 'failed';
  refund.failure_reason = reason;
  refund.failure_balance_transaction = addTransaction(world, account, {
    type: 'refund_failure',
    category: 'refund_failure',
    source: refund.id,
    amount: refund.amount,
    currency: refund.currency,
    details: [],
    description: 'REFUND FAILURE',
  }).id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  refundChanged(world, account, refund, 'succeeded');
  happened(world, account, 'refund.failed', refund);
  return refund;
}

/** Told under both names: the older one is only for some ways to pay. */
function refundChanged(world: World, account: string, refund: Refund, before: string): void {
  for (const type of ['charge.refund.updated', 'refund.updated'])
    happened(world, account, type, refund, { status: before });
}

/** A pending one that went through. */
export function finishRefund(world: World, account: string, id: string): Refund {
  const refund = get<Refund>(world, account, 'refund', id);
  refund.status = 'succeeded';
  refundChanged(world, account, refund, 'pending');
  return refund;
}

/**
 * The part of the platform's fee that belongs to the refunded amount; what is given back, 0 where nothing is left of
 * it.
 */
function giveBackShare(world: World, charge: Charge, amount: number): number {
  const fee = get<ApplicationFee>(world, PLATFORM, 'application_fee', charge.application_fee ?? '');
  const left = fee.amount - fee.amount_refunded;
  const share = charge.refunded ? left : Math.min(left, Math.floor((fee.amount * amount) / charge.amount));
  if (share > 0) giveBack(world, fee, share, {});
  return share;
}

function newFeeRefund(world: World, fee: ApplicationFee, amount: number, metadata: Record<string, string>) {
  const id = newId('fr', 12);
  const balance_transaction = addTransaction(world, PLATFORM, {
    type: 'application_fee_refund',
    category: 'platform_earning_refund',
    source: id,
    amount: -amount,
    currency: fee.currency,
    details: [],
    description: null,
  }).id;
  return {
    id,
    object: 'fee_refund' as const,
    amount,
    balance_transaction,
    created: now(world),
    currency: fee.currency,
    fee: fee.id,
    metadata,
  };
}

function giveBack(world: World, fee: ApplicationFee, amount: number, metadata: Record<string, string>): FeeRefund {
  const refund = keep(world, PLATFORM, newFeeRefund(world, fee, amount, metadata));
  fee.amount_refunded += amount;
  fee.refunded = fee.amount_refunded === fee.amount;
  fee.refunds.data = [refund, ...fee.refunds.data];
  happened(world, PLATFORM, 'application_fee.refunded', fee);
  return refund;
}

/** Asked for by the platform; the account gets it at once. */
export function refundFee(
  world: World,
  account: string,
  id: string,
  input: { amount?: number; metadata?: Record<string, string> },
): FeeRefund {
  if (account !== PLATFORM) throw noSuch('application fee', id);
  const fee = get<ApplicationFee>(world, PLATFORM, 'application_fee', id);
  const left = fee.amount - fee.amount_refunded;
  if (left === 0)
    throw refuse(400, { type: 'invalid_request_error', message: `Application fee ${id} has already been refunded.` });
  const amount = input.amount ?? left;
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  if (amount > left)
    throw invalid(
      `Refund amount (${words(amount, fee.currency)}) is greater than unrefunded amount on fee (${words(left, fee.currency)})`,
      { param: 'amount' },
    );
  addTransaction(world, fee.account, {
    type: 'adjustment',
    category: 'fee',
    source: fee.charge,
    amount,
    currency: fee.currency,
    details: [],
    description: 'Application fee refund',
  });
  return giveBack(world, fee, amount, input.metadata ?? {});
}

/** Somebody told their bank that they did not pay. */
export function openDispute(world: World, account: string, chargeId: string, reason = 'fraudulent') {
  const charge = get<Charge>(world, account, 'charge', chargeId);
  if (!charge.paid || charge.disputed) throw invalid(`Charge ${chargeId} cannot be disputed.`);
  const id = newId('dp', 12);
  const amount = charge.amount - charge.amount_refunded;
  const movement = addTransaction(world, account, {
    type: 'adjustment',
    category: 'dispute',
    source: id,
    amount: -amount,
    currency: charge.currency,
    details: [
      {
        amount: DISPUTE_FEE,
        application: null,
        currency: charge.currency,
        description: 'Dispute fee',
        type: 'stripe_fee',
      },
    ],
    description: `Chargeback withdrawal for ${charge.id}`,
  });
  charge.disputed = true;
  const dispute = keep(world, account, {
    id,
    object: 'dispute' as const,
    amount,
    balance_transactions: [movement],
    charge: charge.id,
    created: now(world),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(EVIDENCE.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: {
      due_by: now(world) + WEEK,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response' as 'needs_response' | 'won' | 'lost',
  });
  happened(world, account, 'charge.dispute.created', dispute);
  happened(world, account, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

const EVIDENCE =
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text'.split(
    ' ',
  );

export function closeDispute(world: World, account: string, id: string, outcome: 'won' | 'lost'): Dispute {
  const dispute = get<Dispute>(world, account, 'dispute', id);
  if (dispute.status !== 'needs_response') throw invalid(`Dispute ${id} is closed already.`);
  dispute.status = outcome;
  if (outcome === 'won') {
    const movement = addTransaction(world, account, {
      type: 'adjustment',
      category: 'dispute_reversal',
      source: id,
      amount: dispute.amount,
      currency: dispute.currency,
      details: [
        {
          amount: -DISPUTE_FEE,
          application: null,
          currency: dispute.currency,
          description: 'Dispute fee refund',
          type: 'stripe_fee',
        },
      ],
      description: `Chargeback reversal for ${dispute.charge}`,
    });
    dispute.balance_transactions = [...dispute.balance_transactions, movement];
    get<Charge>(world, account, 'charge', dispute.charge).disputed = false;
    happened(world, account, 'charge.dispute.funds_reinstated', dispute);
  }
  happened(world, account, 'charge.dispute.closed', dispute);
  return dispute;
}

export function refundsOf(
  world: World,
  account: string,
  filter: { charge?: string; payment_intent?: string },
): Refund[] {
  return all<Refund>(world, account, 'refund').filter(
    (one) =>
      (filter.charge === undefined || one.charge === filter.charge) &&
      (filter.payment_intent === undefined || one.payment_intent === filter.payment_intent),
  );
}
