import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { Invalid } from '#platform/errors.ts';
import { openTillSale } from '#testing/till-sale.ts';
import { beginPayment } from './begin-payment.ts';
import { expireUnpaid } from './expire-unpaid.ts';
import { type Attempt, findLiveAttempt } from './find-attempt.ts';
import { loadOrderPage } from './load-order-page.ts';
import { pollAttempt, pollPayments } from './poll-payments.ts';
import { markPaid } from './mark-paid.ts';
import './receivers.ts';

const { db, system, owner, nobody, till, makeSale, reserve, stand, seats, ledger, notices, attempts } =
  await openTillSale();
const DAY = 86_400_000;

/** Ordered, and to be paid in that way. */
async function place(method: string): Promise<{ event: EventScope; scope: OrderScope }> {
  const event = await makeSale();
  const scope = await reserve(event);
  assert.deepEqual(await beginPayment(nobody(), scope, { method }), { outcome: 'placed' });
  return { event, scope };
}

const waysOf = async (scope: OrderScope): Promise<[string, boolean]> => {
  const order = await getOrder(system, scope);
  return [order.paymentMethod, (await loadOrderPage(system, scope, order)).page.acts.includes('pay-otherwise')];
};
const BILLING = { company: 'Lind & Daughters', address: 'Rua 1', country: 'PT', vatId: '' };

describe('an order that is to be paid by transfer', () => {
  test('is paid by invoice instead: seats and price stay, its buyer reads how once more, and the same choice again changes nothing', async () => {
    const { event, scope } = await place('bank-transfer');
    const before = await getOrder(system, scope);
    assert.deepEqual(await waysOf(scope), ['bank-transfer', true]);
    for (let n = 0; n < 2; n += 1)
      assert.deepEqual(await beginPayment(nobody(), scope, { method: 'invoice', billing: BILLING }), {
        outcome: 'placed',
      });
    const after = await getOrder(system, scope);
    assert.deepEqual(
      [
        after.paymentMethod,
        after.buyerCompany,
        after.totalMinor,
        (after.paymentDueAt ?? 0) > (before.paymentDueAt ?? 0),
      ],
      ['invoice', 'Lind & Daughters', before.totalMinor, true],
    );
    assert.deepEqual(
      [await stand(scope), await seats(event), await notices(scope)],
      [
        ['pending-payment', 0, 0],
        [2, 0],
        ['order-placed', 'order-placed'],
      ],
    );
    const edits = await db
      .selectFrom('orderEdits')
      .select(['act', 'details'])
      .where('orderId', '=', scope.orderId)
      .execute();
    assert.deepEqual(edits, [{ act: 'payment-method', details: { from: 'bank-transfer', to: 'invoice' } }]);
  });

  test('is paid at the till instead, whose page stays open for it; then its seats are sold', async () => {
    const { event, scope } = await place('bank-transfer');
    assert.equal((await beginPayment(nobody(), scope, { method: 'till' })).outcome, 'leave');
    const attempt = (await findLiveAttempt(system, scope)) as Attempt;
    // The job that looks does not close it, though the order was placed.
    await pollPayments({ ...system, now: Date.now() + 3 * 60_000 }, event);
    assert.deepEqual([await attempts(scope), await stand(scope)], [['open'], ['pending-payment', 0, 0]]);
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(
      [await stand(scope), await ledger(scope), await seats(event)],
      [['paid', 2000, 0], ['payment till 2000 done'], [0, 2]],
    );
    assert.deepEqual(
      [await notices(scope), await waysOf(scope)],
      [
        ['order-placed', 'order-confirmation'],
        ['till', false],
      ],
    );
  });

  test('stays as it was where its buyer comes back without paying, and the page at the till is closed where they choose yet another way', async () => {
    const { scope } = await place('bank-transfer');
    await beginPayment(nobody(), scope, { method: 'till' });
    const attempt = (await findLiveAttempt(system, scope)) as Attempt;
    assert.deepEqual(await waysOf(scope), ['bank-transfer', true]);
    await beginPayment(nobody(), scope, { method: 'invoice', billing: BILLING });
    assert.deepEqual([await attempts(scope), await waysOf(scope)], [['gone'], ['invoice', true]]);
    till.becomes(attempt.reference, { state: 'gone', reason: '' });
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(await stand(scope), ['pending-payment', 0, 0]);
  });

  test('keeps its seats while a bank confirms what was paid at the till, and waits as before where that fails', async () => {
    const { event, scope } = await place('bank-transfer');
    await beginPayment(nobody(), scope, { method: 'till' });
    const attempt = (await findLiveAttempt(system, scope)) as Attempt;
    till.becomes(attempt.reference, { state: 'processing' });
    await pollAttempt(nobody(), attempt.id);
    const { page } = await loadOrderPage(system, scope, await getOrder(system, scope));
    assert.deepEqual(
      [page.heading, page.acts.includes('pay'), page.acts.includes('pay-otherwise')],
      ['processing', false, false],
    );
    assert.deepEqual(await beginPayment(nobody(), scope, { method: 'invoice', billing: BILLING }), {
      outcome: 'placed',
    });
    assert.equal((await getOrder(system, scope)).paymentMethod, 'bank-transfer');
    await expireUnpaid({ ...system, now: Date.now() + 60 * DAY });
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['pending-payment', 0, 0],
        [2, 0],
      ],
    );
    till.becomes(attempt.reference, { state: 'gone', reason: 'The bank said no' });
    await pollAttempt(nobody(2), attempt.id);
    assert.deepEqual(
      [await stand(scope), await waysOf(scope)],
      [
        ['pending-payment', 0, 0],
        ['bank-transfer', true],
      ],
    );
  });

  test('is not paid otherwise once money came, nor where its event is off', async () => {
    const { event, scope } = await place('bank-transfer');
    const team = await authoriseOrderIn(owner, event, scope.code);
    await markPaid(owner, team, {
      amountMinor: 500,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: 'part',
    });
    assert.deepEqual(await beginPayment(nobody(), scope, { method: 'invoice', billing: BILLING }), {
      outcome: 'placed',
    });
    assert.deepEqual(await beginPayment(nobody(), scope, { method: 'till' }), { outcome: 'placed' });
    assert.deepEqual([await waysOf(scope), await attempts(scope)], [['bank-transfer', false], []]);
    const other = await place('bank-transfer');
    await db.updateTable('events').set({ state: 'published' }).where('id', '=', other.event.eventId).execute();
    await cancelEvent(system, other.event, { note: '' });
    await assert.rejects(beginPayment(nobody(), other.scope, { method: 'invoice', billing: BILLING }), Invalid);
    await assert.rejects(beginPayment(nobody(), other.scope, { method: 'till' }));
    assert.deepEqual(await waysOf(other.scope), ['bank-transfer', false]);
  });
});

test('an order that is paid at the event, whose tickets let in already, is paid at once instead, and not by a way that would take them back', async () => {
  const { scope } = await place('on-site');
  await assert.rejects(beginPayment(nobody(), scope, { method: 'bank-transfer' }), Invalid);
  assert.equal((await beginPayment(nobody(), scope, { method: 'till' })).outcome, 'leave');
  assert.deepEqual(await waysOf(scope), ['on-site', true]);
});
