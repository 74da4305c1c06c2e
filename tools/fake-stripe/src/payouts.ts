/** Money on its way from an account's balance to its bank. */
import { happened } from './events.ts';
import { addTransaction, type Transaction } from './payments.ts';
import { invalid } from './refusal.ts';
import { all, get, keep, newId, now, type World } from './world.ts';

export type Payout = ReturnType<typeof newPayout>;
/** How far it gets at once. */
export type PayoutEnd = 'pending' | 'paid' | 'failed';

const TWO_DAYS = 2 * 24 * 3600;

/**
 * Everything of that currency that waits in the account's balance, as one payout: by itself, or because somebody
 * pressed a button. Throws where that is nothing.
 */
export function payOut(
  world: World,
  account: string,
  {
    currency = 'eur',
    end = 'paid',
    automatic = true,
  }: { currency?: string; end?: PayoutEnd; automatic?: boolean } = {},
): Payout {
  const waiting = all<Transaction>(world, account, 'balance_transaction').filter(
    (one) => one.currency === currency && !world.paidOut.has(one.id),
  );
  const amount = waiting.reduce((sum, one) => sum + one.net, 0);
  if (amount <= 0) throw invalid(`There is nothing to pay out in ${currency}.`);
  const payout = keep(world, account, {
    ...newPayout(world, amount, currency),
    automatic,
    ...(automatic ? {} : { reconciliation_status: 'not_applicable' as const }),
  });
  const movement = addTransaction(world, account, {
    type: 'payout',
    category: 'payout',
    source: payout.id,
    amount: -amount,
    currency,
    details: [],
    description: 'STRIPE PAYOUT',
  });
  payout.balance_transaction = movement.id;
  for (const one of [...waiting, movement]) {
    one.status = 'available';
    world.paidOut.set(one.id, payout.id);
  }
  happened(world, account, 'payout.created', payout);
  if (end === 'paid') finishPayout(world, account, payout.id);
  if (end === 'failed') failPayout(world, account, payout.id);
  return payout;
}

function newPayout(world: World, amount: number, currency: string) {
  return {
    id: newId('po', 12),
    object: 'payout' as const,
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: now(world) + TWO_DAYS,
    automatic: true,
    balance_transaction: null as string | null,
    created: now(world),
    currency,
    description: 'STRIPE PAYOUT',
    destination: newId('ba', 12),
    failure_balance_transaction: null as string | null,
    failure_code: null as string | null,
    failure_message: null as string | null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'in_progress' as 'completed' | 'in_progress' | 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending' as PayoutEnd,
    trace_id: null as { status: string; value: string | null } | null,
    type: 'bank_account',
  };
}

/** It is at the bank. */
export function finishPayout(world: World, account: string, id: string): Payout {
  const payout = get<Payout>(world, account, 'payout', id);
  payout.status = 'paid';
  if (payout.automatic) payout.reconciliation_status = 'completed';
  payout.trace_id = { status: 'pending', value: null };
  happened(world, account, 'payout.paid', payout);
  return payout;
}

/** The bank sent it back, also after it was said to be paid: the money waits in the balance again. */
export function failPayout(world: World, account: string, id: string): Payout {
  const payout = get<Payout>(world, account, 'payout', id);
  if (payout.status === 'failed') throw invalid(`Payout ${id} has failed already.`);
  payout.status = 'failed';
  payout.failure_code = 'account_closed';
  payout.failure_message = 'The bank account has been closed.';
  payout.failure_balance_transaction = addTransaction(world, account, {
    type: 'payout_failure',
    category: 'payout_reversal',
    source: id,
    amount: payout.amount,
    currency: payout.currency,
    details: [],
    description: 'STRIPE PAYOUT FAILURE',
  }).id;
  happened(world, account, 'payout.failed', payout);
  return payout;
}

/**
 * What went out with it; itself is one of them, so they add up to nought. Of one that somebody pressed a button for
 * nobody is told.
 */
export function movementsOf(world: World, account: string, payout: string): Transaction[] {
  const { automatic } = get<Payout>(world, account, 'payout', payout, 'payout');
  if (!automatic) throw invalid('Balance transaction history can only be filtered on automatic transfers, not manual.');
  return all<Transaction>(world, account, 'balance_transaction').filter((one) => world.paidOut.get(one.id) === payout);
}
