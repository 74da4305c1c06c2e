/**
 * Money of card payments after the sale: refunds, disputes and payouts, between the ledger and the stand-in for Stripe.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { cancelAllOrders, cancelNextOrders } from '#features/payments/server/cancel-all-orders.ts';
import { cancelOrderByRules, cancelTicketByRules } from '#features/payments/server/cancel-by-rules.ts';
import { exportMovements } from '#features/payments/server/export-movements.ts';
import { loadBooks } from '#features/payments/server/load-books.ts';
import { loadDifferences } from '#features/payments/server/load-differences.ts';
import { loadMoney } from '#features/payments/server/load-money.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { listLedger } from '#features/payments/server/queries.ts';
import { readMovements } from '#features/payments/server/read-movements.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { revokeMark } from '#features/payments/server/revoke-payment.ts';
import { pollRefund, sendRefund } from '#features/payments/server/send-refund.ts';
import { sendRefundAgain } from '#features/payments/server/send-refund-again.ts';
import { settleDispute } from '#features/payments/server/settle-dispute.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import type { ApplicationFee, Charge, Transaction } from '#fake-stripe/payments.ts';
import type { Payout } from '#fake-stripe/payouts.ts';
import type { Refund } from '#fake-stripe/refunds.ts';
import { pollDispute } from './poll-dispute.ts';
import './provider.ts';

const BACK = 'https://foyer.example/stripe/callback';
const KEY = 'sk_test_card_money_0001';
const fake = await startFakeStripe({
  clientId: 'ca_money',
  platformKey: KEY,
  webhookSecret: 'whsec_money',
  redirectUris: [BACK],
});
const database = await createTestDatabase();
const stripe = {
  secretKey: KEY,
  clientId: 'ca_money',
  webhookSecrets: ['whsec_money'],
  apiBase: fake.apiBase,
  connectBase: fake.connectBase,
  connect: 'oauth',
  live: false,
  fee: { percent: 0, fixed: {} },
};
setRuntime({
  config: { url: 'https://foyer.example', secret: 'a secret of a test', seatsPerNetwork: 50, stripe },
  database,
  log: database.log,
} as unknown as Runtime);
after(async () => {
  setRuntime(undefined);
  await fake.stop();
});
beforeEach(() => fake.control.behave());

const system = database.ctx();
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });
const organizer = await makeOrganizer(system);
const member = await makeUser(system, { organizer, role: 'owner' });
await makeUser(system, { organizer, role: 'co-organizer' });
const owner = database.ctx(member);
const DAY = 86_400_000;

async function connect(): Promise<string> {
  const back = new URL(
    fake.control.consent(
      `${fake.connectBase}/oauth/authorize?${new URLSearchParams({ client_id: 'ca_money', response_type: 'code', scope: 'read_write', redirect_uri: BACK, state: 'x' })}`,
      { email: `${Math.random()}@example.org` },
    ),
  );
  const answer = await fetch(`${fake.connectBase}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' }),
  });
  return ((await answer.json()) as { stripe_user_id: string }).stripe_user_id;
}

type Sale = { event: EventScope; account: string };

async function makeSale(): Promise<Sale> {
  const event = await makeEvent(system, organizer, {
    startsAt: new Date(Date.now() + 200 * DAY),
    endsAt: new Date(Date.now() + 201 * DAY),
  });
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: 1000,
    quantity: 100,
  });
  return { event, account: await connect() };
}

let asked = 0;
async function reserve({ event }: Sale, quantity: number): Promise<OrderScope> {
  const [answer] = await reserveTickets(nobody(), event.eventId, [
    {
      idempotencyKey: `order-${(asked += 1)}-of-a-test`,
      lines: [{ ticketType: 1, quantity }],
      unlocked: [],
      locale: 'en',
    },
  ]);
  const scope = await authoriseOrderIn(
    nobody(),
    event,
    answer?.outcome === 'reserved' ? answer.order.code : '',
    'buyer',
  );
  await completeOrder(nobody(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  return scope;
}

/** Pays that much by card, of which the installation takes `fee`. */
async function charge({ event, account }: Sale, code: string, amountMinor: number, fee = 0): Promise<string> {
  const scope = await authoriseOrderIn(owner, event, code);
  const answer = await fetch(`${fake.apiBase}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'stripe-account': account },
    body: new URLSearchParams({
      amount: String(amountMinor),
      currency: 'eur',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      return_url: BACK,
      ...(fee ? { application_fee_amount: String(fee) } : {}),
    }),
  });
  const { id } = (await answer.json()) as { id: string };
  const attempt = randomUUID();
  const at = new Date();
  await database.db
    .insertInto('paymentAttempts')
    .values({
      id: attempt,
      orderId: scope.orderId,
      provider: 'stripe',
      account,
      amountMinor,
      currency: 'EUR',
      state: 'paid',
      reference: `cs_${attempt}`,
      paymentReference: id,
      applicationFeeMinor: fee,
      expiresAt: at,
      createdAt: at,
      lookAgainAt: at,
    })
    .execute();
  const { paymentId } = await markPaid(system, scope, {
    amountMinor,
    method: 'stripe',
    paidAt: Date.now(),
    note: '',
    key: `attempt-${attempt}`,
  });
  await database.db
    .updateTable('payments')
    .set({ reference: id, attemptId: attempt, applicationFeeMinor: fee })
    .where('id', '=', paymentId)
    .execute();
  return id;
}

async function sell(
  sale: Sale,
  quantity: number,
  fee = 0,
): Promise<{ order: OrderScope; intent: string; buyer: OrderScope }> {
  const buyer = await reserve(sale, quantity);
  await placeOrder(nobody(), buyer, { method: 'stripe', dueAt: null, settled: true });
  return {
    intent: await charge(sale, buyer.code, quantity * 1000, fee),
    order: await authoriseOrderIn(owner, sale.event, buyer.code),
    buyer,
  };
}

const ledger = async (scope: OrderScope): Promise<string[]> =>
  (await listLedger(system, scope)).map(
    ({ kind, method, amountMinor, state }) => `${kind} ${method} ${amountMinor} ${state}`,
  );
const stand = async (scope: OrderScope): Promise<[string, number, number]> => {
  const { state, paidMinor, refundedMinor } = await getOrder(system, scope);
  return [state, paidMinor, refundedMinor];
};
const chargeOf = (intent: string): Charge =>
  fake.control.all('charge').find((one) => (one as Charge).payment_intent === intent) as Charge;
const refundsOf = (intent: string): Refund[] =>
  fake.control.all('refund').filter((one) => (one as Refund).payment_intent === intent) as Refund[];
const mails = async (kind: string, code: string): Promise<string[]> =>
  (
    await database.db
      .selectFrom('mails')
      .select('recipient')
      .where('kind', '=', kind)
      .where('subject', 'like', `%${code}%`)
      .orderBy('id')
      .execute()
  ).map(({ recipient }) => recipient);
let keys = 0;
const refund = (more: object = {}) => ({ reason: '', key: `refund-of-test-${(keys += 1)}`, ...more });
const openRefunds = async (scope: OrderScope): Promise<number[]> =>
  (await listLedger(system, scope))
    .filter(({ kind, state }) => kind === 'refund' && state === 'open')
    .map(({ id }) => id);

/** What the jobs do that wait for that order. */
async function work(scope: OrderScope): Promise<void> {
  for (const id of await openRefunds(scope)) await sendRefund(system, id);
}

describe('a refund of a card payment', () => {
  test('goes back through Stripe, in part and then whole, once however often the job runs', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 3);
    await refundOrder(owner, order, refund({ amountMinor: 700 }));
    assert.deepEqual(await ledger(order), ['payment stripe 3000 done', 'refund stripe 700 open']);
    const [first = 0] = await openRefunds(order);
    await Promise.all(
      [sendRefund(system, first), sendRefund(system, first), sendRefund(system, first)].map((one) =>
        one.catch(() => {}),
      ),
    );
    await work(order);
    await sendRefund(system, first);
    assert.deepEqual(await ledger(order), ['payment stripe 3000 done', 'refund stripe 700 done']);
    assert.deepEqual(
      refundsOf(intent).map(({ amount, metadata }) => [amount, metadata]),
      [[700, { order: order.code, refund: `refund-${first}` }]],
    );
    assert.deepEqual(await stand(order), ['partly-refunded', 3000, 700]);
    await refundOrder(owner, order, refund());
    await work(order);
    assert.deepEqual([await stand(order), chargeOf(intent).refunded], [['refunded', 3000, 3000], true]);
  });

  test('the job is in the transaction of the promise', async () => {
    const { order } = await sell(await makeSale(), 1);
    const { refundId } = await refundOrder(owner, order, refund());
    const jobs = await database.db
      .selectFrom('jobs')
      .select('payload')
      .where('queue', '=', 'send_refunds')
      .where('coalesceKey', '=', String(refundId))
      .execute();
    assert.deepEqual(jobs, [{ payload: { refundId } }]);
  });

  test('of an order that was paid in two ways goes back the way each part came, the newest first', async () => {
    const sale = await makeSale();
    const buyer = await reserve(sale, 3);
    await placeOrder(nobody(), buyer, { method: 'bank-transfer', dueAt: null });
    const order = await authoriseOrderIn(owner, sale.event, buyer.code);
    await markPaid(owner, order, {
      amountMinor: 1000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: 'by-bank-of-test',
    });
    const first = await charge(sale, order.code, 800);
    const second = await charge(sale, order.code, 1200);
    await refundOrder(owner, order, refund({ amountMinor: 2500, iban: 'DE89370400440532013000' }));
    await work(order);
    assert.deepEqual((await ledger(order)).slice(3), [
      'refund stripe 1200 done',
      'refund stripe 800 done',
      'refund bank-transfer 500 open',
    ]);
    assert.deepEqual(
      [first, second].map((intent) => refundsOf(intent).map(({ amount }) => amount)),
      [[800], [1200]],
    );
    assert.deepEqual(
      (await listLedger(system, order)).slice(3).map(({ iban }) => iban),
      ['', '', 'DE89370400440532013000'],
    );
    const { tasks } = await loadMoney(owner, sale.event);
    assert.deepEqual(
      tasks.filter(({ kind }) => kind === 'send').map(({ amountMinor }) => amountMinor),
      [500],
    );
    await assert.rejects(refundOrder(owner, order, refund({ amountMinor: 501 })), Invalid);
  });

  test('gives the installation’s share back where that was chosen, otherwise not', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 4, 100);
    await refundOrder(owner, order, refund({ amountMinor: 1000 }));
    await refundOrder(owner, order, refund({ amountMinor: 1000, returnsFee: true }));
    await work(order);
    const fees = refundsOf(intent).map(
      (one) =>
        (fake.control.all('balance_transaction').find(({ id }) => id === one.balance_transaction) as Transaction).fee,
    );
    assert.deepEqual(fees, [0, -25]);
  });

  test('asks for no share back of a payment that had none', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 1);
    await refundOrder(owner, order, refund({ returnsFee: true }));
    await work(order);
    assert.deepEqual([await stand(order), refundsOf(intent).length], [['refunded', 1000, 1000], 1]);
  });

  test('goes by hand where the team says so, and counts as sent where it was', async () => {
    const { order, intent } = await sell(await makeSale(), 2);
    await refundOrder(owner, order, refund({ amountMinor: 500, method: 'bank-transfer' }));
    await refundOrder(owner, order, refund({ amountMinor: 300, method: 'cash', sent: true }));
    assert.deepEqual((await ledger(order)).slice(1), ['refund bank-transfer 500 open', 'refund cash 300 done']);
    await work(order);
    assert.deepEqual(refundsOf(intent), []);
  });

  test('a card payment is not taken back as a mistake: its money is there', async () => {
    const { order } = await sell(await makeSale(), 1);
    const [payment] = await listLedger(system, order);
    await assert.rejects(revokeMark(owner, order, { paymentId: payment?.id ?? 0 }), Conflict);
    assert.deepEqual(await stand(order), ['paid', 1000, 0]);
  });
});

describe('where Stripe fails', () => {
  test('before or after it did the work, the money goes back once', async () => {
    const sale = await makeSale();
    for (const mischief of [
      { does: 429 },
      { does: 500 },
      { does: 'cut' },
      { does: 500, when: 'after' },
      { does: 503, when: 'after' },
      { does: 'cut', when: 'after' },
    ] as const) {
      const { order, intent } = await sell(sale, 1);
      const { refundId } = await refundOrder(owner, order, refund());
      fake.control.spoilCalls({ match: 'POST /v1/refunds', times: 4, ...mischief });
      // Where the work was done, the library's own repetition may find that.
      await sendRefund(system, refundId);
      const sent = (await listLedger(system, order)).find(({ id }) => id === refundId);
      assert.equal(sent?.state, sent?.trouble ? 'open' : 'done');
      fake.control.behave();
      await sendRefund(system, refundId);
      assert.deepEqual([(await ledger(order)).slice(1), refundsOf(intent).length], [['refund stripe 1000 done'], 1]);
    }
  });

  test('one that it refuses has failed, and those who pay out are told, once', async () => {
    const { order, intent } = await sell(await makeSale(), 1);
    const dispute = fake.control.openDispute(chargeOf(intent).id);
    const { refundId } = await refundOrder(owner, order, refund());
    await sendRefund(system, refundId);
    await sendRefund(system, refundId);
    const [, failed] = await listLedger(system, order);
    assert.deepEqual(
      [failed?.state, failed?.failure],
      ['failed', 'The buyer has disputed this payment at their bank, so it cannot be refunded until that is settled'],
    );
    assert.deepEqual(await mails('refund-failed', order.code), [member.email]);
    assert.deepEqual(await stand(order), ['refunded', 1000, 1000]);
    assert.equal(dispute.status, 'needs_response');
  });

  test('one that comes back from the bank later has failed too; sent again it is another refund, and only one', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 1, 50);
    fake.control.nextRefunds('pending');
    const { refundId } = await refundOrder(owner, order, refund({ returnsFee: true }));
    await sendRefund(system, refundId);
    assert.deepEqual((await ledger(order)).slice(1), ['refund stripe 1000 open']);
    const [first] = refundsOf(intent);
    fake.control.finishRefund(first?.id ?? '');
    await pollRefund(system, { method: 'stripe', reference: first?.id ?? '' });
    assert.deepEqual((await ledger(order)).slice(1), ['refund stripe 1000 done']);
    fake.control.failRefund(first?.id ?? '');
    await Promise.all([1, 2].map(() => pollRefund(system, { method: 'stripe', reference: first?.id ?? '' })));
    assert.deepEqual((await ledger(order)).slice(1), ['refund stripe 1000 failed']);
    assert.deepEqual(await mails('refund-failed', order.code), [member.email]);
    await Promise.all([1, 2].map(() => sendRefundAgain(owner, order, { refundId, method: 'again' })));
    await work(order);
    assert.deepEqual((await ledger(order)).slice(1), ['refund stripe 1000 failed', 'refund stripe 1000 done']);
    assert.deepEqual(
      refundsOf(intent).map(({ status }) => status),
      ['failed', 'succeeded'],
    );
    assert.deepEqual(await stand(order), ['refunded', 1000, 1000]);
  });

  test('one that failed can go by hand, and waits then until it was sent', async () => {
    const sale = await makeSale();
    const { order } = await sell(sale, 1);
    fake.control.nextRefunds('failed');
    const { refundId } = await refundOrder(owner, order, refund());
    await sendRefund(system, refundId);
    await pollRefund(system, {
      method: 'stripe',
      reference: (await listLedger(system, order)).at(-1)?.reference ?? '',
    });
    await sendRefundAgain(owner, order, { refundId, method: 'bank-transfer', iban: 'DE89370400440532013000' });
    await sendRefundAgain(owner, order, { refundId, method: 'again' });
    assert.deepEqual((await ledger(order)).slice(1), ['refund stripe 1000 failed', 'refund bank-transfer 1000 open']);
    const { tasks } = await loadMoney(owner, sale.event);
    assert.deepEqual(
      tasks.map(({ kind, amountMinor }) => [kind, amountMinor]),
      [['send', 1000]],
    );
  });
});

describe('a dispute', () => {
  const look = async (sale: Sale, reference: string): Promise<void> => {
    const status = await pollDispute(system, { account: sale.account, reference });
    assert.ok(status);
    await Promise.all([settleDispute(system, status), settleDispute(system, status)]);
  };

  test('that is won changes nothing but what the money page says; those who pay out are told of its beginning and its end', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 2);
    const dispute = fake.control.openDispute(chargeOf(intent).id, 'product_not_received');
    await look(sale, dispute.id);
    const [row] = await loadDifferences(owner, sale.event);
    assert.deepEqual(
      [row?.why, row?.code, row?.amountMinor, row?.said, row?.dueAt, row?.address],
      [
        'dispute',
        order.code,
        2000,
        'product not received',
        dispute.evidence_details.due_by * 1000,
        `https://dashboard.stripe.com/test/disputes/${dispute.id}`,
      ],
    );
    fake.control.closeDispute(dispute.id, 'won');
    await look(sale, dispute.id);
    assert.deepEqual(
      [await loadDifferences(owner, sale.event), await stand(order), await ledger(order)],
      [[], ['paid', 2000, 0], ['payment stripe 2000 done']],
    );
    assert.deepEqual(await mails('payment-dispute', order.code), [member.email, member.email]);
  });

  test('that is lost is money that went back, once, and its buyer gets no mail of it', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 1);
    const dispute = fake.control.openDispute(chargeOf(intent).id);
    fake.control.closeDispute(dispute.id, 'lost');
    await look(sale, dispute.id);
    await look(sale, dispute.id);
    assert.deepEqual(
      [
        await stand(order),
        (await listLedger(system, order))
          .slice(1)
          .map(({ state, note, by, reference }) => [state, note, by, reference]),
      ],
      [['refunded', 1000, 1000], [['done', 'Dispute lost', 'Stripe', dispute.id]]],
    );
    assert.deepEqual(
      await database.db
        .selectFrom('jobs')
        .select('queue')
        .where('payload', '@>', JSON.stringify({ kind: 'order-refunded', orderId: order.orderId }))
        .execute(),
      [],
    );
    await assert.rejects(refundOrder(owner, order, refund()), Invalid);
  });

  test('that is lost after a refund failed because of it takes the place of that refund', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 2);
    const dispute = fake.control.openDispute(chargeOf(intent).id);
    const { refundId } = await refundOrder(owner, order, refund({ amountMinor: 500 }));
    await sendRefund(system, refundId);
    await look(sale, dispute.id);
    fake.control.closeDispute(dispute.id, 'lost');
    await look(sale, dispute.id);
    assert.deepEqual(
      [await ledger(order), await stand(order)],
      [
        ['payment stripe 2000 done', 'refund stripe 500 failed', 'refund stripe 500 done', 'refund stripe 1500 done'],
        ['refunded', 2000, 2000],
      ],
    );
    assert.deepEqual(await loadDifferences(owner, sale.event), []);
  });

  test('that a bank reckons in its own currency is about the whole payment, not about so many of another money', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 2);
    await settleDispute(system, {
      provider: 'stripe',
      account: sale.account,
      reference: `dp_${intent}`,
      paymentReference: intent,
      amountMinor: 330,
      currency: 'JPY',
      reason: '',
      state: 'lost',
      dueAt: null,
      openedAt: Date.now(),
    });
    assert.deepEqual(
      [(await ledger(order)).slice(1), await stand(order)],
      [['refund stripe 2000 done'], ['refunded', 2000, 2000]],
    );
  });

  test('about a payment that is none of ours is left alone', async () => {
    const sale = await makeSale();
    await settleDispute(system, {
      provider: 'stripe',
      account: sale.account,
      reference: 'dp_strange',
      paymentReference: 'pi_strange',
      amountMinor: 100,
      currency: 'EUR',
      reason: '',
      state: 'open',
      dueAt: null,
      openedAt: Date.now(),
    });
    assert.deepEqual(await loadDifferences(owner, sale.event), []);
  });
});

describe('the books', () => {
  type Line = Record<string, string>;
  /** The same however many lines are read at once. */
  async function report({ event }: Sale): Promise<Line[]> {
    const [whole, inParts] = [
      await Array.fromAsync(exportMovements(owner, event, 'Europe/Lisbon')),
      await Array.fromAsync(exportMovements(owner, event, 'Europe/Lisbon', 2)),
    ];
    assert.equal(inParts.join(''), whole.join(''));
    return parse(whole.join('').replace(/^\uFEFF/, ''), { columns: true }) as Line[];
  }
  const cents = (lines: readonly Line[], column: string): number =>
    lines.reduce((sum, line) => sum + Math.round(Number(line[column]) * 100), 0);
  const movementsOf = (account: string): Transaction[] =>
    (fake.control.all('balance_transaction') as Transaction[]).filter(
      (one) => fake.control.ownerOf(one.id) === account,
    );

  test('are, line by line and to the cent, what Stripe has: sales, refunds with and without the fee, failed ones, disputes, payouts', async () => {
    const sale = await makeSale();
    const other = { ...(await makeSale()), account: sale.account };
    const first = await sell(sale, 3, 100);
    const second = await sell(sale, 7, 33);
    const third = await sell(sale, 1);
    const fourth = await sell(other, 2, 10);
    await refundOrder(owner, first.order, refund({ amountMinor: 999, returnsFee: true }));
    await refundOrder(owner, second.order, refund({ amountMinor: 501 }));
    fake.control.nextRefunds('succeeded', 'succeeded');
    for (const { order } of [first, second]) await work(order);
    fake.control.failRefund(refundsOf(second.intent)[0]?.id ?? '');
    await readMovements(system, { provider: 'stripe', account: sale.account });
    // Nobody told of the refund that came back: the books did.
    assert.deepEqual((await ledger(second.order)).slice(1), ['refund stripe 501 failed']);
    fake.control.payOut(sale.account);
    const won = fake.control.openDispute(chargeOf(third.intent).id);
    const lost = fake.control.openDispute(chargeOf(second.intent).id);
    await readMovements(system, { provider: 'stripe', account: sale.account });
    fake.control.closeDispute(won.id, 'won');
    fake.control.closeDispute(lost.id, 'lost');
    await charge(sale, third.order.code, 9000);
    fake.control.payOut(sale.account);
    await Promise.all([1, 2].map(() => readMovements(system, { provider: 'stripe', account: sale.account })));
    await readMovements(system, { provider: 'stripe', account: sale.account });
    const lines = [...(await report(sale)), ...(await report(other))];
    const truth = movementsOf(sale.account).filter(({ type }) => type !== 'payout');
    assert.deepEqual(lines.map(({ movement }) => movement).sort(), truth.map(({ id }) => id).sort());
    assert.deepEqual(
      [cents(lines, 'gross'), cents(lines, 'net'), cents(lines, 'provider_fee') + cents(lines, 'platform_fee')],
      [
        truth.reduce((sum, { amount }) => sum + amount, 0),
        truth.reduce((sum, { net }) => sum + net, 0),
        truth.reduce((sum, { fee }) => sum + fee, 0),
      ],
    );
    for (const payout of fake.control.all('payout') as Payout[]) {
      if (fake.control.ownerOf(payout.id) === sale.account)
        assert.equal(
          cents(
            lines.filter((line) => line.payout === payout.id),
            'net',
          ),
          payout.amount,
        );
    }
    // The ledger says the same of what came and what went back for good.
    assert.deepEqual(
      [await stand(second.order), await stand(third.order)],
      [
        ['refunded', 7000, 7000],
        ['paid', 10000, 0],
      ],
    );
    assert.deepEqual(
      (await report(other)).map(({ order, kind, gross, net, payout_state }) => [order, kind, gross, net, payout_state]),
      [[fourth.order.code, 'payment', '20.00', '19.35', 'paid']],
    );
    assert.deepEqual(await loadDifferences(owner, sale.event), []);
  });

  test('a payout that the bank sends back says so, and the next one has its money', async () => {
    const sale = await makeSale();
    await sell(sale, 1);
    const payout = fake.control.payOut(sale.account);
    await readMovements(system, { provider: 'stripe', account: sale.account });
    fake.control.failPayout(payout.id);
    await readMovements(system, { provider: 'stripe', account: sale.account });
    assert.deepEqual(
      (await report(sale)).map((line) => [line.payout, line.payout_state]),
      [[payout.id, 'failed']],
    );
  });

  test('are read on where somebody had money paid out by hand, of which Stripe does not say what it was', async () => {
    const sale = await makeSale();
    await sell(sale, 1);
    const byHand = fake.control.payOut(sale.account, { automatic: false });
    await sell(sale, 2);
    const byItself = fake.control.payOut(sale.account);
    await readMovements(system, { provider: 'stripe', account: sale.account });
    assert.deepEqual((await report(sale)).map(({ gross, payout }) => `${gross} ${payout}`).sort(), [
      '10.00 ',
      `20.00 ${byItself.id}`,
    ]);
    const known = await database.db
      .selectFrom('providerPayouts')
      .select('reference')
      .where('account', '=', sale.account)
      .execute();
    assert.deepEqual(
      [known.map(({ reference }) => reference).sort(), (await loadBooks(owner, sale.event)).lookedAt !== null],
      [[byHand.id, byItself.id].sort(), true],
    );
  });

  test('what somebody sent back at Stripe shows as a difference until it is recorded', async () => {
    const sale = await makeSale();
    const { order, intent } = await sell(sale, 2);
    await fetch(`${fake.apiBase}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'stripe-account': sale.account },
      body: new URLSearchParams({ payment_intent: intent, amount: '400' }),
    });
    await readMovements(system, { provider: 'stripe', account: sale.account });
    assert.deepEqual(
      (await loadDifferences(owner, sale.event)).map(({ why, code, amountMinor }) => [why, code, amountMinor]),
      [['refunded-there', order.code, 400]],
    );
    assert.equal((await loadMoney(owner, sale.event)).counts.differs, 1);
    await refundOrder(owner, order, refund({ amountMinor: 400, method: 'stripe', sent: true }));
    await readMovements({ ...system, now: Date.now() + 1000 }, { provider: 'stripe', account: sale.account });
    assert.deepEqual(
      [await loadDifferences(owner, sale.event), await stand(order), refundsOf(intent).length],
      [[], ['partly-refunded', 2000, 400], 1],
    );
  });
});

describe('cancelling', () => {
  test('by the buyer sends back to the card what the rules give back', async () => {
    const sale = await makeSale();
    await updateOrderRules(system, sale.event, { ...DEFAULT_RULES, cancelPaid: true, keepBp: 1000, keepMinor: 0 });
    const { order, intent, buyer } = await sell(sale, 3);
    await cancelTicketByRules(nobody(), buyer, { number: 1 });
    await work(order);
    await cancelOrderByRules(nobody(), buyer, {});
    await work(order);
    assert.deepEqual(
      [refundsOf(intent).map(({ amount }) => amount), await stand(order)],
      [
        [900, 1800],
        ['cancelled', 3000, 2700],
      ],
    );
  });

  test('of a whole event sends everybody’s money back the way it came, with the fee where that was chosen', async () => {
    const sale = await makeSale();
    const sold = [await sell(sale, 1, 40), await sell(sale, 2, 60)];
    await cancelEvent(owner, sale.event, { note: '' });
    await cancelAllOrders(owner, sale.event, { refund: true, returnsFee: true, reason: 'Storm' });
    await cancelNextOrders(system, sale.event.eventId);
    for (const { order } of sold) await work(order);
    assert.deepEqual(await Promise.all(sold.map(({ order }) => stand(order))), [
      ['refunded', 1000, 1000],
      ['refunded', 2000, 2000],
    ]);
    assert.deepEqual(
      sold.map(({ intent }) => chargeOf(intent).refunded),
      [true, true],
    );
    assert.deepEqual(
      (fake.control.all('application_fee') as ApplicationFee[])
        .filter(({ account }) => account === sale.account)
        .map(({ refunded }) => refunded),
      [true, true],
    );
  });
});

test('nothing asked or answered was other than Stripe describes', () => {
  assert.deepEqual(fake.control.drift, []);
});
