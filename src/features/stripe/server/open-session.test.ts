/** Orders paid on Stripe's page, against a server that checks what the real one checks. */
import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { beginOnlinePayment } from '#features/payments/server/begin-online-payment.ts';
import { beginPayment } from '#features/payments/server/begin-payment.ts';
import { type Attempt, findLiveAttempt, getAttempt } from '#features/payments/server/find-attempt.ts';
import { loadDifferences } from '#features/payments/server/load-differences.ts';
import { pollAttempt, pollOrderPayment, pollPayments } from '#features/payments/server/poll-payments.ts';
import { listLedger, listOfferedMethods } from '#features/payments/server/queries.ts';
import { Conflict, Invalid, Unavailable } from '#platform/errors.ts';
import { MINUTE, openCardSale } from '#testing/card-sale.ts';
import { disconnectAccount } from './disconnect-account.ts';

const {
  db,
  system,
  fake,
  control,
  account,
  nobody,
  connectedOrganizer,
  makeSale,
  reserve,
  begin,
  press,
  stand,
  charges,
} = await openCardSale();
after(async () => {
  assert.deepEqual(control.drift, []);
  await fake.stop();
});
afterEach(() => control.behave());
type Session = {
  id: string;
  client_reference_id: string;
  status: string;
  amount_total: number;
  customer_email: string;
  locale: string;
  success_url: string;
  cancel_url: string;
  metadata: object;
  payment_intent: string;
};
const sessionOf = (attempt: Attempt): Session =>
  control.all('checkout.session').find(({ id }) => id === attempt.reference) as unknown as Session;
const sessionsFor = (scope: OrderScope): Session[] =>
  (control.all('checkout.session') as unknown as (Session & { metadata: { order: string } })[]).filter(
    ({ metadata }) => metadata.order === scope.code,
  );

describe('a page at Stripe', () => {
  test('asks for what the order costs, in the organiser’s account, with all that tells it from others', async () => {
    const event = await makeSale();
    const { scope, attempt, address } = await begin(event);
    const session = sessionOf(attempt);
    const page = `https://foyer.example/orders/${scope.code}/`;
    assert.deepEqual(
      [
        session.amount_total,
        session.customer_email,
        session.locale,
        session.client_reference_id,
        session.success_url.startsWith(page),
        session.success_url.endsWith('/paid'),
        session.cancel_url.endsWith('/pay?unpaid'),
        address,
      ],
      [2000, 'ada@example.org', 'en', attempt.id, true, true, true, attempt.address],
    );
    // The first try to pay makes the intent.
    control.pay(session.id, 'declined');
    const intent = control.all('payment_intent').find(({ id }) => id === session.payment_intent) as unknown as {
      metadata: object;
      application_fee_amount: number;
      statement_descriptor_suffix: string;
    };
    const metadata = { order: scope.code, event: event.slug, attempt: attempt.id };
    assert.deepEqual(
      [intent.metadata, session.metadata, intent.application_fee_amount, intent.statement_descriptor_suffix],
      [metadata, metadata, 60, 'UBERSETZER'],
    );
    const call = control.received.find(
      ({ path, method, idempotencyKey }) =>
        method === 'POST' && path.endsWith('/checkout/sessions') && idempotencyKey === attempt.id,
    );
    assert.deepEqual([call?.account, attempt.account], [account, account]);
  });

  test('paid there is paid here: seats, ledger, and what stayed on the way', async () => {
    const { scope, attempt, address } = await begin(await makeSale());
    const back = await press(address, 'good');
    assert.equal(back.headers.get('location'), sessionOf(attempt).success_url);
    assert.equal(await pollOrderPayment(nobody(), scope), 'settled');
    assert.deepEqual(
      [
        await stand(scope),
        (await listLedger(system, scope)).map(({ kind, method, amountMinor }) => [kind, method, amountMinor]),
      ],
      [['paid', 2000, 0], [['payment', 'stripe', 2000]]],
    );
    const { reference, feeMinor, applicationFeeMinor } = await db
      .selectFrom('payments')
      .select(['reference', 'feeMinor', 'applicationFeeMinor'])
      .where('orderId', '=', scope.orderId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([reference, feeMinor, applicationFeeMinor], [sessionOf(attempt).payment_intent, 55, 60]);
  });

  test('after a card that is declined and one that the bank checks is paid once', async () => {
    const { scope, address } = await begin(await makeSale());
    assert.equal((await press(address, 'declined')).status, 402);
    assert.equal(await pollOrderPayment(nobody(), scope), 'waiting');
    await press(address, 'authenticate');
    await press(address, 'confirm');
    assert.equal(await pollOrderPayment(nobody(1), scope), 'settled');
    assert.deepEqual([await stand(scope), charges(scope)], [['paid', 2000, 0], [{ amount: 2000, paid: true }]]);
  });

  test('is closed before the order is paid in another way, and found where it was paid first', async () => {
    const event = await makeSale();
    const left = await begin(event);
    assert.deepEqual(await beginPayment(nobody(), left.scope, { method: 'invoice' }), { outcome: 'placed' });
    assert.deepEqual(
      [(await stand(left.scope))[0], sessionOf(left.attempt).status, (await press(left.address, 'good')).status],
      ['pending-payment', 'expired', 410],
    );
    const paid = await begin(event);
    await press(paid.address, 'good');
    assert.deepEqual(await beginPayment(nobody(), paid.scope, { method: 'invoice' }), { outcome: 'placed' });
    assert.deepEqual(await stand(paid.scope), ['paid', 2000, 0]);
  });

  test('of an order that was given up is closed; paid at that very moment, the money is promised back', async () => {
    const event = await makeSale();
    const closed = await begin(event);
    await cancelOrder(nobody(), closed.scope, { onlyHeld: true });
    const late = await begin(event);
    await press(late.address, 'good');
    await cancelOrder(nobody(), late.scope, { onlyHeld: true });
    await pollPayments(system, event);
    assert.deepEqual(
      [sessionOf(closed.attempt).status, await stand(closed.scope), await stand(late.scope)],
      ['expired', ['cancelled', 0, 0], ['refunded', 2000, 2000]],
    );
  });

  test('in an account that was disconnected at Stripe keeps nobody from another way to pay', async () => {
    const own = await connectedOrganizer();
    const event = await makeSale({ of: own.organizer });
    const { scope, attempt } = await begin(event);
    control.disconnect(attempt.account);
    assert.deepEqual(await beginPayment(nobody(), scope, { method: 'bank-transfer' }), { outcome: 'placed' });
    const [found] = await loadDifferences(system, event);
    assert.deepEqual(
      [await stand(scope), (await getAttempt(system, attempt.id)).state, found?.why, found?.provider],
      [['pending-payment', 0, 0], 'gone', 'lost', 'Stripe'],
    );
  });

  test('is over when Stripe says so, and the buyer may begin another', async () => {
    const { scope, attempt } = await begin(await makeSale());
    control.shiftClock(34 * MINUTE);
    assert.equal((await pollAttempt(nobody(34), attempt.id)).state, 'gone');
    control.shiftClock(0);
    assert.equal((await beginOnlinePayment(nobody(34), scope, { method: 'stripe' })).outcome, 'leave');
  });

  test('asks for the price in its own currency, wherever the buyer sits', async () => {
    const event = await makeSale();
    const askedBy = ({ attempt }: { attempt: { id: string } }) =>
      control.received
        .filter(({ idempotencyKey }) => idempotencyKey === attempt.id)
        .map(({ status, said }) => [
          status,
          JSON.stringify((said as { adaptive_pricing?: object }).adaptive_pricing ?? null),
        ]);
    const usual = await begin(event);
    assert.deepEqual(askedBy(usual), [[200, '{"enabled":"false"}']]);
  });

  test('lists what is bought line by line', async () => {
    const { attempt } = await begin(await makeSale(), 3);
    const said = control.received.find(({ idempotencyKey }) => idempotencyKey === attempt.id)?.said as {
      line_items: unknown;
    };
    assert.deepEqual(
      JSON.parse(JSON.stringify(said.line_items)).map?.(
        (one: { quantity: unknown; price_data: { unit_amount: unknown; product_data: { name: string } } }) => [
          Number(one.quantity),
          Number(one.price_data.unit_amount),
          one.price_data.product_data.name,
        ],
      ),
      [[3, 1000, 'Seat']],
    );
  });
});

describe('where Stripe does not answer', () => {
  const create = 'POST /v1/checkout/sessions';
  for (const does of [500, 429, 'cut', 'hang'] as const) {
    for (const when of ['before', 'after'] as const) {
      test(`${does} ${when} the work, nobody is charged twice and nothing is stuck`, async () => {
        const event = await makeSale();
        const scope = await reserve(event);
        control.spoilCalls({ match: create, does, when, times: 2 });
        await beginOnlinePayment(nobody(), scope, { method: 'stripe' }).catch((error: unknown) =>
          assert.equal(error instanceof Unavailable, true),
        );
        control.behave();
        const begun = await beginOnlinePayment(nobody(1), scope, { method: 'stripe' });
        assert.equal(begun.outcome, 'leave');
        await press(begun.outcome === 'leave' ? begun.address : '', 'good');
        await pollPayments({ ...system, now: Date.now() + 3 * MINUTE }, event);
        assert.deepEqual([await stand(scope), charges(scope)], [['paid', 2000, 0], [{ amount: 2000, paid: true }]]);
      });
    }
  }

  test('a process that died before it heard the answer leaves nothing that anybody could pay', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    control.spoilCalls(
      { match: create, does: 500, when: 'after' },
      { match: 'GET /v1/checkout/sessions', does: 'cut', when: 'before', times: 2 },
    );
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'stripe' }), Unavailable);
    await pollPayments({ ...system, now: Date.now() + 2 * MINUTE }, event);
    assert.deepEqual(
      [sessionsFor(scope).map(({ status }) => status), await findLiveAttempt(system, scope)],
      [['expired'], undefined],
    );
  });

  test('while it is looked at, it is asked again later', async () => {
    const { scope, attempt, address } = await begin(await makeSale());
    await press(address, 'good');
    control.spoilCalls({ match: 'GET /v1/checkout/sessions', does: 500, when: 'before', times: 2 });
    assert.equal(await pollOrderPayment(nobody(), scope), 'waiting');
    // Only Foyer's own looks count what went wrong.
    assert.equal((await getAttempt(system, attempt.id)).tries, 0);
    assert.equal(await pollOrderPayment(nobody(1), scope), 'settled');
  });
});

describe('where Stripe would not', () => {
  test('a currency or an amount that it does not take is not offered', async () => {
    const names = async (event: EventScope, totalMinor: number, currency: string): Promise<boolean> =>
      (await listOfferedMethods(system, event, { totalMinor, currency })).some(({ method }) => method === 'stripe');
    const event = await makeSale();
    assert.deepEqual(
      [
        await names(event, 2000, 'EUR'),
        await names(event, 40, 'EUR'),
        await names(event, 2000, 'IQD'),
        await names(event, 12_345, 'KWD'),
      ],
      [true, false, false, false],
    );
  });

  test('an organizer without an account, or one who let it go, is not offered it', async () => {
    const other = await connectedOrganizer();
    const event = await makeSale({ of: other.organizer });
    const { scope, attempt, address } = await begin(event);
    await disconnectAccount(other.owner, other.organizer);
    assert.equal(
      (await listOfferedMethods(system, event, { totalMinor: 2000, currency: 'EUR' })).some(
        ({ method }) => method === 'stripe',
      ),
      false,
    );
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'stripe' }), Invalid);
    // Whoever is at the page already can still pay: the account is kept until that is over.
    await press(address, 'good');
    assert.equal((await pollAttempt(nobody(), attempt.id)).state, 'paid');
  });

  test('a payment in an account that Stripe lets nobody ask about any more stays in sight', async () => {
    const other = await connectedOrganizer();
    const { attempt, address } = await begin(await makeSale({ of: other.organizer }));
    await press(address, 'good');
    control.disconnect(attempt.account);
    await assert.rejects(pollAttempt(nobody(), attempt.id), Conflict);
    const { state, trouble } = await getAttempt(system, attempt.id);
    assert.deepEqual([state, trouble !== ''], ['open', true]);
  });

  test('currencies with no digits and with three are charged as they are shown', async () => {
    for (const [currency, priceMinor, charged] of [
      ['JPY', 1500, 3000],
      ['KWD', 12_340, 24_680],
      ['ISK', 900, 180_000],
    ] as const) {
      const { scope, address } = await begin(await makeSale({ priceMinor, currency }));
      await press(address, 'good');
      assert.equal(await pollOrderPayment(nobody(), scope), 'settled');
      assert.deepEqual(
        [currency, await stand(scope), charges(scope)],
        [currency, ['paid', 2 * priceMinor, 0], [{ amount: charged, paid: true }]],
      );
    }
  });
});
