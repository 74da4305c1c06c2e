/**
 * How often the database is asked where an order is paid, with every feature connected. Each step takes the order in
 * hand: it is locked and loaded once in a transaction.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { pollAttempt } from '#features/payments/server/poll-payments.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { statementsOf } from '#testing/statements.ts';
import { openTillSale } from '#testing/till-sale.ts';
import './features.ts';

const { owner, nobody, till, makeSale, reserve, begin, stand } = await openTillSale();

/** How many statements there were, and how many of them locked the event's quotas and an order. */
function countsOf(statements: readonly string[]): { all: number; quotas: number; orders: number } {
  return {
    all: statements.length,
    quotas: statements.filter((text) => text.includes('lock_quotas(')).length,
    orders: statements.filter((text) => /from "orders" .*for no key update/.test(text)).length,
  };
}

test('money that arrives for a reserved order takes 18 statements and locks the order once', async () => {
  const { scope, attempt } = await begin(await makeSale());
  till.pays(attempt.reference);
  const { statements } = await statementsOf(() => pollAttempt(nobody(), attempt.id));
  assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  assert.deepEqual(countsOf(statements), { all: 18, quotas: 1, orders: 1 });
});

test('starting to pay by transfer takes 15 statements, marking it as paid 10, and each locks the order once', async () => {
  const event = await makeSale();
  const scope = await reserve(event);
  const started = await statementsOf(() => startPayment(nobody(), scope, { method: 'bank-transfer' }));
  assert.deepEqual(await stand(scope), ['pending-payment', 0, 0]);
  assert.deepEqual(countsOf(started.statements), { all: 15, quotas: 1, orders: 1 });
  const team = await authoriseOrderIn(owner, event, scope.code);
  const mark = { amountMinor: 2000, method: 'bank-transfer', paidAt: Date.now(), note: '', key: 'by-transfer' };
  const marked = await statementsOf(() => markPaid(owner, team, mark));
  assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  assert.deepEqual(countsOf(marked.statements), { all: 10, quotas: 1, orders: 1 });
});
