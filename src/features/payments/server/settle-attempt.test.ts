import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { purgeEvent } from '#features/events/server/purge-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { makeAdditions } from '#features/messages/server/make-additions.ts';
import { type KeptNotice, makeNoticeMail, postNotice } from '#features/messages/server/send-notice.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { Conflict, Invalid, problem, Unavailable } from '#platform/errors.ts';
import { openTillSale } from '#testing/till-sale.ts';
import type { PaymentStatus } from '../provider.ts';
import { beginOnlinePayment } from './begin-online-payment.ts';
import { beginPayment } from './begin-payment.ts';
import { cancelTicketByRules } from './cancel-by-rules.ts';
import { leaveOnlinePayment } from './close-attempt.ts';
import { type Attempt, findLiveAttempt, getAttempt } from './find-attempt.ts';
import { loadDifferences } from './load-differences.ts';
import { loadMoney } from './load-money.ts';
import { settleDifference } from './settle-difference.ts';
import { loadInstructions } from './load-instructions.ts';
import { expireUnpaid } from './expire-unpaid.ts';
import { pollAttempt, pollLatePayment, pollOrderPayment, pollPayments } from './poll-payments.ts';
import { markPaid } from './mark-paid.ts';
import { listLedger, listMethodsOfOrders, listOfferedMethods } from './queries.ts';
import './receivers.ts';
import { refundOrder } from './refund-order.ts';
import { revokeMark } from './revoke-payment.ts';
import { settleAttempt } from './settle-attempt.ts';
import { startPayment } from './start-payment.ts';

const {
  db,
  system,
  organizer,
  owner,
  nobody,
  till,
  makeSale,
  reserve,
  begin,
  stand,
  seats,
  ledger,
  notices,
  attempts,
} = await openTillSale();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
beforeEach(() => {
  till.asked.length = 0;
  till.hindrance = null;
  till.deaf = { times: 0, after: false };
  till.isLetGo = false;
  till.step = 1;
});

describe('going to pay', () => {
  test('holds the seats a little longer than the page takes money, and places nothing', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    const order = await getOrder(system, scope);
    assert.deepEqual(
      [order.state, order.paymentMethod, await notices(scope), await seats(event)],
      ['reserved', '', [], [2, 0]],
    );
    assert.deepEqual(
      [attempt.state, attempt.amountMinor, attempt.currency, attempt.request],
      ['open', 2000, 'EUR', null],
    );
    assert.equal(Math.round(((order.heldUntil ?? 0) - Date.now()) / MINUTE), 35);
    assert.equal((order.heldUntil ?? 0) > attempt.expiresAt, true);
  });

  test('again leads to the same page, by however many buttons at once', async () => {
    const { scope, attempt } = await begin(await makeSale());
    const answers = await Promise.all([1, 2, 3, 4].map(() => beginOnlinePayment(nobody(), scope, { method: 'till' })));
    assert.deepEqual(
      answers,
      Array.from({ length: 4 }, () => ({ outcome: 'leave', address: attempt.address })),
    );
    assert.deepEqual(await attempts(scope), ['open']);
  });

  test('holds seats no longer than an hour and five minutes, however often somebody begins', async () => {
    const { scope } = await begin(await makeSale());
    for (const minutes of [30, 60])
      assert.equal((await beginOnlinePayment(nobody(minutes), scope, { method: 'till' })).outcome, 'leave');
    const { heldUntil, createdAt } = await getOrder(system, scope);
    assert.equal((heldUntil ?? 0) - createdAt, 65 * MINUTE);
    assert.equal((await beginOnlinePayment(nobody(66), scope, { method: 'till' })).outcome, 'expired');
  });

  test('in the last minutes of seats that were kept for long holds them as long as the page takes money, and begun again no longer', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    // As an offer from the waiting list, or where Foyer holds seats for hours.
    await db
      .updateTable('orders')
      .set({ createdAt: new Date(Date.now() - DAY), heldUntil: new Date(Date.now() + 5 * MINUTE) })
      .where('id', '=', scope.orderId)
      .execute();
    await beginOnlinePayment(nobody(), scope, { method: 'till' });
    const first = (await getOrder(system, scope)).heldUntil ?? 0;
    assert.equal(first > ((await findLiveAttempt(system, scope))?.expiresAt ?? first), true);
    await beginOnlinePayment(nobody(20), scope, { method: 'till' });
    assert.equal((await getOrder(system, scope)).heldUntil, first);
  });

  test('is refused where the event does not take it, or something hinders the provider', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    till.hindrance = 'The till is shut.';
    assert.deepEqual(
      (await listOfferedMethods(system, scope, { totalMinor: 2000, currency: 'EUR' })).map(({ method }) => method),
      ['bank-transfer', 'invoice', 'on-site', 'cheque'],
    );
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'till' }), Invalid);
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'invoice' }), Invalid);
    await assert.rejects(startPayment(nobody(), scope, { method: 'till' }), Invalid);
    assert.deepEqual([till.asked, await attempts(scope)], [[], []]);
  });

  test('to a provider that does not answer says so; pressed again it begins another, as nobody has the address of the first', async () => {
    const scope = await reserve(await makeSale());
    till.deaf = { times: 1, after: true };
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'till' }), Unavailable);
    assert.deepEqual(await attempts(scope), ['begun']);
    assert.equal((await beginOnlinePayment(nobody(), scope, { method: 'till' })).outcome, 'leave');
    assert.deepEqual((await attempts(scope)).sort(), ['gone', 'open']);
  });

  test('never happens within a transaction', async () => {
    const scope = await reserve(await makeSale());
    await assert.rejects(
      db.transaction().execute((db) =>
        beginOnlinePayment(
          { ...nobody(), db, unit: { jobs: [], changes: [], afterCommit: [], stamps: new Map() } },
          scope,
          {
            method: 'till',
          },
        ),
      ),
      TypeError,
    );
  });
});

describe('a payment that came', () => {
  test('sells the seats and tells the buyer once, by however many it is noticed at once', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.pays(attempt.reference);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => pollAttempt(nobody(), attempt.id)));
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ['paid', 'paid', 'paid', 'paid'],
    );
    assert.deepEqual(
      [await stand(scope), await ledger(scope), await seats(event), await notices(scope)],
      [['paid', 2000, 0], ['payment till 2000 done'], [0, 2], ['order-confirmation']],
    );
    const { reference, feeMinor, attemptId } = await db
      .selectFrom('payments')
      .select(['reference', 'feeMinor', 'attemptId'])
      .where('orderId', '=', scope.orderId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([reference, feeMinor, attemptId], [`money-${attempt.reference}`, 30, attempt.id]);
    assert.equal((await getOrder(system, scope)).paymentMethod, 'till');
    await assert.rejects(
      revokeMark(owner, { ...scope, by: 'team' }, { paymentId: (await listLedger(system, scope))[0]?.id ?? 0 }),
      Conflict,
    );
  });

  test('after the clock of the seats, which nobody has taken yet, still has them', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.pays(attempt.reference);
    await pollAttempt(nobody(36), attempt.id);
    assert.deepEqual([await stand(scope), await notices(scope)], [['paid', 2000, 0], ['order-confirmation']]);
  });

  test('after the order ran out takes its seats again where all are left', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    await expireOrders(nobody(36), event.eventId);
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['expired', 0, 0],
        [0, 0],
      ],
    );
    till.pays(attempt.reference);
    await pollAttempt(nobody(37), attempt.id);
    const { state, paymentMethod, completedAt } = await getOrder(system, scope);
    assert.deepEqual([state, paymentMethod, completedAt !== null, await seats(event)], ['paid', 'till', true, [0, 2]]);
  });

  test('after its seats are somebody else’s goes back by itself, with one apology', async () => {
    const event = await makeSale(2);
    const { scope, attempt } = await begin(event);
    await expireOrders(nobody(36), event.eventId);
    await reserve(event);
    till.pays(attempt.reference);
    for (const minutes of [37, 38]) await pollAttempt(nobody(minutes), attempt.id);
    assert.deepEqual(
      [await stand(scope), await ledger(scope)],
      [
        ['refunded', 2000, 2000],
        ['payment till 2000 done', 'refund till 2000 open'],
      ],
    );
    assert.deepEqual(await notices(scope), ['order-expired', 'late-payment']);
  });

  test('is asked for before anybody says that it came to nothing: the page asks, the mail waits, and both tell the truth then', async () => {
    const event = await makeSale();
    const [paid, gone, begun] = [await begin(event), await begin(event), await reserve(event)];
    await expireOrders(nobody(36), event.eventId);
    till.deaf = { times: 4, after: false };
    const request = ({ orderId }: OrderScope) => ({
      kind: 'order-expired' as const,
      eventId: event.eventId,
      orderId,
      ticketId: null,
      locale: 'en',
    });
    till.pays(paid.attempt.reference);
    for (const { scope } of [paid, gone]) {
      assert.equal(await pollLatePayment(nobody(36), scope), 'asking');
      await assert.rejects(makeAdditions(system, request(scope), Date.now()), {
        name: 'Unavailable',
        code: 'payment_asked',
      });
    }
    till.deaf = { times: 0, after: false };
    assert.deepEqual(
      [
        await pollLatePayment(nobody(37), paid.scope),
        await pollLatePayment(nobody(37), gone.scope),
        await pollLatePayment(nobody(37), begun),
      ],
      ['settled', 'none', 'none'],
    );
    assert.deepEqual([(await stand(paid.scope))[0], (await stand(gone.scope))[0]], ['paid', 'expired']);
    const post = ({ orderId }: OrderScope) =>
      postNotice(system, { kind: 'order-expired', fact: `order-expired:${orderId}`, orderId, at: Date.now() });
    await post(paid.scope);
    await post(gone.scope);
    const mails = await db
      .selectFrom('mails')
      .select('fact')
      .where('eventId', '=', event.eventId)
      .where('kind', '=', 'order-expired')
      .execute();
    assert.deepEqual(
      mails.map(({ fact }) => fact),
      [`order-expired:${gone.scope.orderId}`],
    );
  });

  test('for an event that is cancelled meanwhile goes back by itself', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    await cancelEvent(system, event, { note: '' });
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(
      [await stand(scope), await notices(scope), await seats(event)],
      [['refunded', 2000, 2000], ['late-payment'], [0, 0]],
    );
  });

  test('for an order that was given up goes back by itself', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.pays(attempt.reference);
    await cancelOrder(nobody(), scope, { onlyHeld: true });
    await pollPayments(system, event);
    assert.deepEqual([await stand(scope), await notices(scope)], [['refunded', 2000, 2000], ['late-payment']]);
  });

  test('for an order that was paid otherwise goes back, and the order stays paid', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    await db.updateTable('paymentAttempts').set({ state: 'gone' }).where('id', '=', attempt.id).execute();
    const second = await beginOnlinePayment(nobody(), scope, { method: 'till' });
    const live = (await findLiveAttempt(system, scope)) as Attempt;
    assert.deepEqual([second.outcome, live.id === attempt.id], ['leave', false]);
    for (const one of [live, attempt]) till.pays(one.reference);
    await pollAttempt(nobody(), live.id);
    await db.updateTable('paymentAttempts').set({ state: 'open' }).where('id', '=', attempt.id).execute();
    await pollPayments(system, event);
    assert.deepEqual(
      [await stand(scope), await seats(event), await notices(scope)],
      [
        ['paid', 4000, 2000],
        [0, 2],
        ['order-confirmation', 'late-payment'],
      ],
    );
  });

  test('a second time goes back, and takes no ticket that stands, though nothing of the first is kept any more', async () => {
    const event = await makeSale();
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Helper', kind: 'free', quantity: 5 });
    const [answer] = await reserveTickets(nobody(), event.eventId, [
      {
        idempotencyKey: 'seat-and-helper',
        lines: [
          { ticketType: 1, quantity: 1 },
          { ticketType: 2, quantity: 1 },
        ],
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
    await beginOnlinePayment(nobody(), scope, { method: 'till' });
    const attempt = (await findLiveAttempt(system, scope)) as Attempt;
    const team = await authoriseOrderIn(owner, event, scope.code);
    await startPayment(nobody(), scope, { method: 'invoice' });
    await markPaid(owner, team, {
      amountMinor: 1000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: 'by-bank',
    });
    await cancelTicketByRules(owner, team, { number: 1 });
    assert.deepEqual(await stand(scope), ['partly-refunded', 1000, 1000]);
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(
      [await stand(scope), (await getOrder(system, scope)).tickets.map(({ cancelledAt }) => cancelledAt === null)],
      [
        ['partly-refunded', 2000, 2000],
        [false, true],
      ],
    );
  });

  test('that is not what was asked for is booked as it came, and says so', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.pays(attempt.reference, { amountMinor: 1500 });
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(
      [await stand(scope), await ledger(scope), (await getAttempt(system, attempt.id)).trouble],
      [['pending-payment', 1500, 0], ['payment till 1500 done'], '€15 came where €20 were asked for.'],
    );
    assert.deepEqual([await loadInstructions(system, scope), await notices(scope)], [null, ['payment-differs']]);
  });

  test('in another currency is booked nowhere, and says so', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.pays(attempt.reference, { currency: 'USD' });
    await pollAttempt(nobody(), attempt.id);
    const { state, trouble } = await getAttempt(system, attempt.id);
    assert.deepEqual(
      [await stand(scope), await ledger(scope), state, trouble],
      [['pending-payment', 0, 0], [], 'paid', '$20 came where €20 were asked for.'],
    );
    const { payload } = await db
      .selectFrom('jobs')
      .select('payload')
      .where('queue', '=', 'post_notice')
      .where('coalesceKey', '=', `payment-differs:${attempt.id}`)
      .executeTakeFirstOrThrow();
    const mail = await makeNoticeMail(system, payload as unknown as KeptNotice);
    assert.match(mail?.text ?? '', new RegExp(`We received \\$20 for order ${scope.code}, which costs €20,`));
  });

  test('in another currency is told also where the order has ended, and nobody reads that seats are kept which are not', async () => {
    const [event, closed] = [await makeSale(), await makeSale()];
    const [late, off] = [await begin(event), await begin(closed)];
    await expireOrders(nobody(36), event.eventId);
    till.pays(late.attempt.reference, { currency: 'USD' });
    await pollAttempt(nobody(37), late.attempt.id);
    assert.deepEqual(
      [(await stand(late.scope))[0], await notices(late.scope)],
      ['expired', ['order-expired', 'payment-differs']],
    );
    await db.updateTable('events').set({ state: 'cancelled' }).where('id', '=', closed.eventId).execute();
    till.becomes(off.attempt.reference, { state: 'processing' });
    await pollAttempt(nobody(), off.attempt.id);
    assert.deepEqual(
      [(await stand(off.scope))[0], await seats(closed), await notices(off.scope)],
      ['expired', [0, 0], []],
    );
  });

  test('of which Foyer itself makes nothing is not asked for again at once, and keeps no other', async () => {
    const event = await makeSale();
    const [broken, other] = [await begin(event), await begin(event)];
    till.becomes(broken.attempt.reference, undefined as unknown as PaymentStatus);
    till.pays(other.attempt.reference);
    const now = Date.now() + 3 * MINUTE;
    await pollPayments({ ...system, now }, event);
    const { tries: times, state } = await getAttempt(system, broken.attempt.id);
    const { lookAgainAt } = await db
      .selectFrom('paymentAttempts')
      .select('lookAgainAt')
      .where('id', '=', broken.attempt.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual([state, times, lookAgainAt - now, (await stand(other.scope))[0]], ['open', 1, MINUTE, 'paid']);
  });

  test('in another currency cannot be paid a second time, and keeps its seats until the team has looked', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.pays(attempt.reference, { currency: 'USD' });
    for (const minutes of [1, 5]) await pollAttempt(nobody(minutes), attempt.id);
    assert.deepEqual(await beginOnlinePayment(nobody(6), scope, { method: 'till' }), { outcome: 'placed' });
    assert.equal(await startPayment(nobody(6), scope, { method: 'bank-transfer' }), 'placed');
    const later = nobody(100 * 24 * 60);
    await expireOrders(later, event.eventId);
    await expireUnpaid(later);
    assert.deepEqual(
      [
        await stand(scope),
        await seats(event),
        await attempts(scope),
        await notices(scope),
        await loadInstructions(system, scope),
      ],
      [['pending-payment', 0, 0], [2, 0], ['paid'], ['payment-differs'], null],
    );
    await markPaid(
      owner,
      { ...scope, by: 'team' },
      { amountMinor: 2000, method: 'other', paidAt: Date.now(), note: '$20 at the till', key: 'looked-at' },
    );
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['paid', 2000, 0],
        [0, 2],
      ],
    );
  });

  test('while the sweep gives the seats back counts before it or after it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const event = await makeSale(2);
      const { scope, attempt } = await begin(event);
      till.pays(attempt.reference);
      await Promise.all([pollAttempt(nobody(36), attempt.id), expireOrders(nobody(36), event.eventId)]);
      assert.deepEqual(
        [await stand(scope), await seats(event)],
        [
          ['paid', 2000, 0],
          [0, 2],
        ],
      );
    }
  });
});

describe('a payment that is on its way', () => {
  test('holds the seats and says so once, until the money is there', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.becomes(attempt.reference, { state: 'processing' });
    for (const minutes of [1, 5]) await pollAttempt(nobody(minutes), attempt.id);
    assert.deepEqual(
      [await stand(scope), await seats(event), await notices(scope), await loadInstructions(system, scope)],
      [['pending-payment', 0, 0], [2, 0], ['payment-processing'], null],
    );
    await expireOrders(nobody(120), event.eventId);
    till.pays(attempt.reference);
    await pollPayments({ ...system, now: Date.now() + 3 * DAY }, event);
    assert.deepEqual(
      [await stand(scope), await notices(scope)],
      [
        ['paid', 2000, 0],
        ['payment-processing', 'order-confirmation'],
      ],
    );
  });

  test('and fails gives the seats back and says why', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.becomes(attempt.reference, { state: 'processing' });
    await pollAttempt(nobody(), attempt.id);
    till.becomes(attempt.reference, { state: 'gone', reason: 'The bank said no' });
    await pollAttempt(nobody(2), attempt.id);
    assert.deepEqual(
      [await stand(scope), await seats(event), await notices(scope)],
      [
        ['expired', 0, 0],
        [0, 0],
        ['payment-processing', 'payment-failed'],
      ],
    );
  });
});

describe('a payment that does not come', () => {
  test('leaves the order to its clock, and the buyer to another way', async () => {
    const { scope, attempt } = await begin(await makeSale());
    assert.equal(await leaveOnlinePayment(nobody(), scope), 'free');
    assert.equal((await getAttempt(system, attempt.id)).state, 'gone');
    assert.equal(await startPayment(nobody(), scope, { method: 'bank-transfer' }), 'placed');
    assert.deepEqual([await stand(scope), await notices(scope)], [['pending-payment', 0, 0], ['order-placed']]);
  });

  test('but did, when another way is chosen, is found first', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.pays(attempt.reference);
    assert.equal(await leaveOnlinePayment(nobody(), scope), 'taken');
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('is closed by the job once its order is over, so that nobody pays for nothing', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    await cancelOrder(nobody(), scope, { onlyHeld: true });
    await pollPayments(system, event);
    assert.deepEqual([(await getAttempt(system, attempt.id)).state, till.asked], ['gone', ['begin 2000', 'close']]);
  });

  test('of which a process died before it heard the answer is asked for again under its key, and closed', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    till.deaf = { times: 1, after: true };
    await assert.rejects(beginOnlinePayment(nobody(), scope, { method: 'till' }), Unavailable);
    const { id } = (await findLiveAttempt(system, scope)) as Attempt;
    await pollPayments({ ...system, now: Date.now() + 3 * MINUTE }, event);
    assert.deepEqual(
      [(await getAttempt(system, id)).state, till.asked, till.pages.get(`page-${id}`)?.status.state],
      ['gone', ['begin 2000', 'begin 2000', 'close'], 'gone'],
    );
    assert.equal((await stand(scope))[0], 'reserved');
  });

  test('and whose buyer asks again and again while nobody answers is looked at as soon as ever by Foyer', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.deaf = { times: 9, after: false };
    for (let minute = 0; minute < 9; minute += 1)
      assert.equal(await pollOrderPayment(nobody(minute / 6), scope), 'waiting');
    till.pays(attempt.reference);
    await pollPayments({ ...system, now: Date.now() + 2.5 * MINUTE });
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('and of which nobody can hear is asked about more and more seldom, and the trouble is kept', async () => {
    const event = await makeSale();
    const { attempt } = await begin(event);
    till.deaf = { times: 9, after: false };
    for (const minutes of [3, 5, 8, 13]) await pollPayments({ ...system, now: Date.now() + minutes * MINUTE }, event);
    const noted = await getAttempt(system, attempt.id);
    assert.deepEqual([noted.state, noted.tries, noted.trouble], ['open', 4, 'The till does not answer']);
    till.deaf.times = 0;
    till.pays(attempt.reference);
    await pollPayments({ ...system, now: Date.now() + 30 * MINUTE }, event);
    assert.deepEqual(
      [(await getAttempt(system, attempt.id)).state, (await getAttempt(system, attempt.id)).trouble],
      ['paid', ''],
    );
  });
});

describe('money that goes back through a provider that moves it in larger steps', () => {
  test('is refused at once where somebody asks for what it cannot move, with what it can; by hand it is not, and what is too little for a step goes so', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    till.step = 10;
    const team: OrderScope = { ...scope, by: 'team' };
    const refund = (key: string, amountMinor: number, method?: string) =>
      refundOrder(owner, team, { amountMinor, reason: '', method, key });
    await assert.rejects(refund('refund-1', 1005, 'till'), {
      name: 'Invalid',
      problems: [
        problem('amount', 'field.refund_steps_near', {
          method: 'Till',
          currency: 'EUR',
          step: '€0.10',
          near: '€10 or €10.10',
        }),
      ],
    });
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
    await refund('refund-2', 1000, 'till');
    await refund('refund-3', 5, 'bank-transfer');
    await refund('refund-4', 15);
    assert.deepEqual((await ledger(scope)).slice(1), [
      'refund till 1000 open',
      'refund bank-transfer 5 open',
      'refund till 10 open',
      'refund other 5 open',
    ]);
  });
});

describe('an account that was let go while its page is open', () => {
  const differences = async (event: EventScope): Promise<string[]> =>
    (await loadDifferences({ ...system, now: Date.now() + 30 * DAY }, event)).map(({ why, code }) => `${why} ${code}`);

  test('keeps no buyer from another way, and the team is told where to look; what turns out paid there counts', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.isLetGo = true;
    assert.deepEqual(await beginPayment(nobody(), scope, { method: 'bank-transfer' }), { outcome: 'placed' });
    assert.deepEqual(
      [await stand(scope), await seats(event), await attempts(scope), await differences(event)],
      [['pending-payment', 0, 0], [2, 0], ['gone'], [`lost ${scope.code}`]],
    );
    till.isLetGo = false;
    till.pays(attempt.reference);
    await settleAttempt(system, attempt, till.pages.get(attempt.reference)?.status ?? { state: 'open' });
    assert.deepEqual([await stand(scope), await differences(event)], [['paid', 2000, 0], []]);
  });

  test('can be put aside by the team with what it found, once; what the provider tells later comes back, and people decide about it', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.isLetGo = true;
    await beginPayment(nobody(), scope, { method: 'bank-transfer' });
    const team: OrderScope = { ...scope, by: 'team' };
    const [found] = await loadDifferences(system, event);
    assert.equal(found?.attemptId, attempt.id);
    await Promise.all(
      ['It was paid there: recorded', 'It was paid there: recorded', 'Other words'].map((reason) =>
        settleDifference(owner, team, { attemptId: attempt.id, reason }),
      ),
    );
    await markPaid(owner, team, {
      amountMinor: 2000,
      method: 'card',
      paidAt: Date.now(),
      note: '',
      key: 'found-at-the-till',
    });
    const acts = await db
      .selectFrom('auditEntries')
      .select('subject')
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'payment.put-aside')
      .execute();
    assert.deepEqual([await differences(event), acts], [[], [{ subject: `a payment of €20 for order ${scope.code}` }]]);
    // It is the money that was recorded, so it must not go back by itself.
    till.isLetGo = false;
    till.pays(attempt.reference);
    await settleAttempt(system, attempt, till.pages.get(attempt.reference)?.status ?? { state: 'open' });
    assert.deepEqual(
      [await ledger(scope), (await loadMoney(owner, event)).tasks.map(({ kind, amountMinor }) => [kind, amountMinor])],
      [['payment card 2000 done', 'payment till 2000 done'], [['over', 2000]]],
    );
  });

  test('is nothing to put aside where it is no such try, or another order’s', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event, 1);
    const other = await reserve(event, 1);
    const put = (of: OrderScope, attemptId: string) =>
      settleDifference(owner, { ...of, by: 'team' }, { attemptId, reason: 'No' });
    await assert.rejects(put(scope, attempt.id), { name: 'NotFound' });
    till.isLetGo = true;
    await beginPayment(nobody(), scope, { method: 'bank-transfer' });
    await assert.rejects(put(other, attempt.id), { name: 'NotFound' });
    assert.deepEqual(await differences(event), [`lost ${scope.code}`]);
  });

  test('of which money came in another currency can be put aside too, and is none of the order’s', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.pays(attempt.reference, { currency: 'USD' });
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(await differences(event), [`not-booked ${scope.code}`]);
    await settleDifference(owner, { ...scope, by: 'team' }, { attemptId: attempt.id, reason: 'Sent back at the till' });
    assert.deepEqual(await differences(event), []);
  });

  test('that was booked has nothing to be put aside', async () => {
    const { scope, attempt } = await begin(await makeSale());
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    await assert.rejects(
      settleDifference(owner, { ...scope, by: 'team' }, { attemptId: attempt.id, reason: 'No reason' }),
      { name: 'NotFound' },
    );
    assert.equal((await getAttempt(system, attempt.id)).putAsideAt, null);
  });

  test('is asked for no longer than its page takes money', async () => {
    const event = await makeSale();
    const { scope } = await begin(event);
    till.isLetGo = true;
    for (const minutes of [3, 34, 36, 200])
      await pollPayments({ ...system, now: Date.now() + minutes * MINUTE }, event);
    assert.deepEqual(
      [till.asked.filter((one) => one === 'look').length, await attempts(scope), await differences(event)],
      [2, ['gone'], [`lost ${scope.code}`]],
    );
  });

  test('leaves an order that a bank still works on as it is, and its seats held', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.becomes(attempt.reference, { state: 'processing' });
    await pollAttempt(nobody(), attempt.id);
    till.isLetGo = true;
    for (const days of [1, 15]) await pollPayments({ ...system, now: Date.now() + days * DAY }, event);
    assert.deepEqual(
      [
        (await stand(scope))[0],
        await seats(event),
        await attempts(scope),
        await notices(scope),
        await differences(event),
      ],
      ['pending-payment', [2, 0], ['gone'], ['payment-processing'], [`lost ${scope.code}`]],
    );
  });
});

describe('orders of an event', () => {
  test('are told apart by every way to pay that Foyer has, and by those in which somebody paid', async () => {
    const event = await makeSale();
    const { scope } = await begin(event);
    await db.updateTable('orders').set({ paymentMethod: 'cash' }).where('id', '=', scope.orderId).execute();
    const methods = (await listMethodsOfOrders(system, event)).map(({ method, name }) => `${method}: ${name}`);
    assert.deepEqual(methods, [
      'till: Till',
      'bank-transfer: Bank transfer',
      'invoice: Invoice',
      'on-site: At the event',
      'cheque: Cheque',
      'cash: Cash',
    ]);
  });

  test('that ran out keep it from being erased where money came for them or still can, and not where it could not', async () => {
    const event = await makeSale(2);
    const { scope, attempt } = await begin(event);
    await expireOrders(nobody(36), event.eventId);
    await db
      .updateTable('events')
      .set({ state: 'draft', stateBeforeDeletion: 'published', deletedAt: new Date() })
      .where('id', '=', event.eventId)
      .execute();
    const erase = (): Promise<void> =>
      purgeEvent({ ...owner, now: Date.now() + MINUTE }, organizer, { slug: event.slug });
    await assert.rejects(erase(), { name: 'Conflict', code: 'has_orders' });
    till.pays(attempt.reference, { currency: 'USD' });
    await pollAttempt(nobody(37), attempt.id);
    assert.deepEqual([await stand(scope), await ledger(scope)], [['expired', 0, 0], []]);
    await assert.rejects(erase(), { name: 'Conflict', code: 'has_orders' });
    await db.updateTable('paymentAttempts').set({ state: 'gone' }).where('id', '=', attempt.id).execute();
    await erase();
    assert.equal(
      await db.selectFrom('orders').select('id').where('id', '=', scope.orderId).executeTakeFirst(),
      undefined,
    );
  });

  test('keep it also where money came too late, by hand, and was a mistake', async () => {
    const event = await makeSale(2);
    const scope = await reserve(event);
    await expireOrders(nobody(36), event.eventId);
    await reserve(event);
    const team: OrderScope = { ...scope, by: 'team' };
    const { paymentId } = await markPaid(owner, team, {
      amountMinor: 2000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: 'late-by-hand',
    });
    await revokeMark(owner, team, { paymentId });
    await db.deleteFrom('orders').where('eventId', '=', event.eventId).where('id', '<>', scope.orderId).execute();
    await db
      .updateTable('events')
      .set({ state: 'draft', stateBeforeDeletion: 'published', deletedAt: new Date() })
      .where('id', '=', event.eventId)
      .execute();
    assert.deepEqual(await stand(scope), ['expired', 0, 0]);
    await assert.rejects(purgeEvent({ ...owner, now: Date.now() + MINUTE }, organizer, { slug: event.slug }), {
      name: 'Conflict',
      code: 'has_orders',
    });
  });
});
