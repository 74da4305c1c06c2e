import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { checkQuotas, getOrder, listOrderChanges } from '#features/orders/server/queries.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, NotFound } from '#platform/errors.ts';
import { localClock, localDate } from '#platform/time.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { addDiscount, makeEvent, makeUser } from '#testing/builders.ts';
import { refuseRows } from '#testing/refuse-rows.ts';
import { BLANK_SETTINGS, type PaymentMethod } from '../payment.ts';
import { cancelAllOrders, cancelNextOrders } from './cancel-all-orders.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { discardIbans } from './jobs.ts';
import { expireUnpaid } from './expire-unpaid.ts';
import { exportLedger } from './export-ledger.ts';
import { loadInstructions } from './load-instructions.ts';
import { loadMoney } from './load-money.ts';
import { markPaid } from './mark-paid.ts';
import { markRefundSent } from './mark-refund-sent.ts';
import { findMassCancellation, listLedger } from './queries.ts';
import { refundOrder } from './refund-order.ts';
import { revokeMark } from './revoke-payment.ts';
import { startPayment } from './start-payment.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const { database, db, system, organizer, nobody } = await openBareFoyer();
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
const DAY = 86_400_000;
const days = (n: number, ctx = owner): Ctx => ({ ...ctx, now: Date.now() + n * DAY });
const IBAN = 'DE89370400440532013000';

async function makeSale(quantity: number | null = 10): Promise<EventScope> {
  const event = await makeEvent(system, organizer, {
    startsAt: new Date(Date.now() + 200 * DAY),
    endsAt: new Date(Date.now() + 201 * DAY),
  });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 1000, quantity });
  const methods = BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true }));
  await updatePaymentSettings(system, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    iban: IBAN,
    methods,
  });
  return event;
}

async function place(
  event: EventScope,
  quantity = 2,
  method: PaymentMethod | null = 'bank-transfer',
): Promise<OrderScope> {
  const scope = await reserveSeats(nobody(), event, quantity);
  assert.equal(
    await completeOrder(nobody(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] }),
    'to-pay',
  );
  if (method) assert.equal(await startPayment(nobody(), scope, { method }), 'placed');
  return authoriseOrderIn(owner, event, scope.code);
}

let keys = 0;
const mark = (amountMinor: number, more: object = {}) => ({
  amountMinor,
  method: 'bank-transfer',
  paidAt: Date.now(),
  note: '',
  key: `mark-${(keys += 1)}`,
  ...more,
});
const refund = (more: object = {}) => ({ reason: '', key: `refund-${(keys += 1)}`, ...more });

async function seats(event: EventScope): Promise<[number, number]> {
  const [quota] = await checkQuotas(system, event);
  assert.deepEqual({ held: quota?.held, sold: quota?.sold }, quota?.counted);
  return [quota?.held ?? 0, quota?.sold ?? 0];
}

async function stand(scope: OrderScope): Promise<[string, number, number]> {
  const { state, paidMinor, refundedMinor } = await getOrder(system, scope);
  return [state, paidMinor, refundedMinor];
}

const ledger = async (scope: OrderScope): Promise<string[]> =>
  (await listLedger(system, scope)).map(({ kind, amountMinor, state }) => `${kind} ${amountMinor} ${state}`);

describe('placing an order that costs money', () => {
  test('holds its seats until it is due, whatever the clock of the reservation says', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const order = await getOrder(system, scope);
    assert.deepEqual(
      [order.state, order.heldUntil, order.paymentMethod, order.totalMinor],
      ['pending-payment', null, 'bank-transfer', 2000],
    );
    assert.deepEqual(
      [localDate(order.paymentDueAt ?? 0, 'Europe/Lisbon'), localClock(order.paymentDueAt ?? 0, 'Europe/Lisbon')],
      [localDate(Date.now() + 10 * DAY, 'Europe/Lisbon'), '23:59'],
    );
    assert.deepEqual(await seats(event), [2, 0]);
  });

  test('happens once, and another choice takes the place of the first while nothing is paid', async () => {
    const event = await makeSale();
    const scope = await place(event, 1, null);
    const answers = await Promise.all(
      (['invoice', 'invoice', 'invoice'] as const).map((method) => startPayment(nobody(), scope, { method })),
    );
    assert.deepEqual(answers, ['placed', 'placed', 'placed']);
    assert.equal(await startPayment(nobody(), scope, { method: 'on-site' }), 'placed');
    assert.equal((await getOrder(system, scope)).paymentMethod, 'on-site');
    assert.deepEqual(
      (await listOrderChanges(system, scope)).map(({ to }) => to),
      ['pending-payment'],
    );
  });

  test('is refused in a way that is not open to it, and without any way', async () => {
    const event = await makeSale();
    const scope = await place(event, 1, null);
    await assert.rejects(placeOrder(nobody(), scope), Conflict);
    const methods = BLANK_SETTINGS.methods.map((method) => ({
      ...method,
      enabled: true,
      fromMinor: method.method === 'invoice' ? 1001 : 0,
    }));
    await updatePaymentSettings(system, event, { ...BLANK_SETTINGS, methods });
    await assert.rejects(startPayment(nobody(), scope, { method: 'invoice' }), Invalid);
    assert.deepEqual(await stand(scope), ['reserved', 0, 0]);
  });

  test('tells how to pay: account, reference and a square for banking apps', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const instructions = await loadInstructions(nobody(), scope);
    assert.deepEqual(
      instructions?.facts.map(({ text }) => text),
      ['€20', 'Lantern Society', 'DE89 3704 0044 0532 0130 00', scope.code],
    );
    assert.match(instructions?.transferText ?? '', new RegExp(`EUR20\\.00[\\s\\S]*${scope.code}$`));
    await markPaid(owner, scope, mark(500));
    assert.equal((await loadInstructions(nobody(), scope))?.outstandingMinor, 1500);
    await markPaid(owner, scope, mark(1500));
    assert.equal(await loadInstructions(nobody(), scope), null);
  });
});

describe('a payment', () => {
  test('in two parts completes the order with the second; more than that is too much', async () => {
    const event = await makeSale();
    const scope = await place(event);
    assert.equal((await markPaid(owner, scope, mark(500))).outcome, 'part');
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['pending-payment', 500, 0],
        [2, 0],
      ],
    );
    assert.equal((await markPaid(owner, scope, mark(1500))).outcome, 'completed');
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['paid', 2000, 0],
        [0, 2],
      ],
    );
    assert.equal((await markPaid(owner, scope, mark(300))).outcome, 'settled');
    await refundOrder(owner, scope, refund({ amountMinor: 300 }));
    assert.deepEqual(await stand(scope), ['paid', 2300, 300]);
    assert.deepEqual(await ledger(scope), [
      'payment 500 done',
      'payment 1500 done',
      'payment 300 done',
      'refund 300 open',
    ]);
  });

  test('sent many times at once under one key is one', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const same = mark(2000);
    const answers = await Promise.all(Array.from({ length: 6 }, () => markPaid(owner, scope, same)));
    assert.deepEqual(answers.map(({ outcome }) => outcome).sort(), [
      'completed',
      ...Array.from({ length: 5 }, () => 'repeated'),
    ]);
    assert.deepEqual([await stand(scope), await ledger(scope)], [['paid', 2000, 0], ['payment 2000 done']]);
  });

  test('noted by two members at once counts once: the other is told', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const answers = await Promise.allSettled([
      markPaid(owner, scope, mark(2000, { seenPaidMinor: 0 })),
      markPaid(system, scope, mark(2000, { seenPaidMinor: 0 })),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('noted by mistake is taken back once, and the order waits again with its seats', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const { paymentId } = await markPaid(owner, scope, mark(2000));
    await Promise.all([revokeMark(owner, scope, { paymentId }), revokeMark(owner, scope, { paymentId })]);
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['pending-payment', 0, 0],
        [2, 0],
      ],
    );
    assert.deepEqual(await ledger(scope), ['payment 2000 done', 'reversal 2000 done']);
    const other = await place(event);
    await assert.rejects(revokeMark(owner, other, { paymentId }), NotFound);
    await markPaid(owner, scope, mark(2000));
    assert.deepEqual(await stand(scope), ['paid', 2000, 0]);
  });

  test('cannot be taken back where it was sent back already', async () => {
    const scope = await place(await makeSale());
    const { paymentId } = await markPaid(owner, scope, mark(2000));
    await refundOrder(owner, scope, refund({ amountMinor: 1 }));
    await assert.rejects(revokeMark(owner, scope, { paymentId }), Conflict);
    assert.deepEqual([await stand(scope), (await ledger(scope)).length], [['partly-refunded', 2000, 1], 2]);
  });

  test('goes back to an account that is forgotten a month after it was sent, and not before', async () => {
    const scope = await place(await makeSale());
    await markPaid(owner, scope, mark(2000));
    const { refundId } = await refundOrder(owner, scope, refund({ amountMinor: 500, iban: IBAN }));
    const kept = async (): Promise<string[]> =>
      (
        await db
          .selectFrom('payments')
          .select('iban')
          .where('orderId', '=', scope.orderId)
          .where('kind', '=', 'refund')
          .execute()
      ).map(({ iban }) => iban);
    await discardIbans(days(60, system));
    assert.deepEqual(await kept(), [IBAN]);
    await markRefundSent(owner, scope, { refundId });
    await discardIbans(days(29, system));
    assert.deepEqual(await kept(), [IBAN]);
    await discardIbans(days(31, system));
    assert.deepEqual(await kept(), ['']);
  });

  test('one of two is not taken back either once a part of the money went back: its tickets would let in unpaid', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await markPaid(owner, scope, mark(1500));
    const { paymentId } = await markPaid(owner, scope, mark(500));
    await refundOrder(owner, scope, refund({ amountMinor: 300 }));
    await assert.rejects(revokeMark(owner, scope, { paymentId }), Conflict);
    assert.deepEqual(await stand(scope), ['partly-refunded', 2000, 300]);
  });

  test('is refused for an order that nobody has placed', async () => {
    const scope = await place(await makeSale(), 1, null);
    await assert.rejects(markPaid(owner, scope, mark(1000)), Conflict);
  });
});

describe('money for an order that is off', () => {
  test('is to be sent back, but not what was kept of it when it was cancelled', async () => {
    const event = await makeSale();
    const [kept, late] = [await place(event), await place(event)];
    await markPaid(owner, kept, mark(2000));
    await cancelWithRefund(owner, kept, refund({ amountMinor: 1700 }));
    await cancelOrder(owner, late);
    const tasks = async () =>
      (await loadMoney(owner, event)).tasks
        .filter(({ kind }) => kind === 'late')
        .map(({ code, amountMinor }) => [code, amountMinor]);
    assert.deepEqual(await tasks(), []);
    const later = days(1);
    for (const scope of [kept, late]) assert.equal((await markPaid(later, scope, mark(2000))).outcome, 'late');
    assert.deepEqual(
      await tasks(),
      [
        [kept.code, 2000],
        [late.code, 2000],
      ].sort(),
    );
    const { tasks: shown, counts } = await loadMoney(owner, event, 1);
    assert.deepEqual(
      [shown.map(({ kind }) => kind), counts],
      [['late', 'send'], { late: 2, over: 0, send: 1, overdue: 0, differs: 0 }],
    );
    for (const scope of [kept, late]) await refundOrder(days(2), scope, refund({ amountMinor: 2000 }));
    assert.deepEqual(await tasks(), []);
  });

  test('is to be sent back also where what was noted before it was off was a mistake', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const { paymentId } = await markPaid(owner, scope, mark(2000));
    await cancelWithRefund(owner, scope, refund({ amountMinor: 0 }));
    await revokeMark(days(1), scope, { paymentId });
    await markPaid(days(2), scope, mark(2000));
    assert.deepEqual(
      (await loadMoney(owner, event)).tasks.map(({ kind, code, amountMinor }) => [kind, code, amountMinor]),
      [['late', scope.code, 2000]],
    );
  });
});

describe('money that does not come', () => {
  test('gives all seats back in one night, however many orders it is', async () => {
    const event = await makeSale();
    const orders = [await place(event), await place(event), await place(event)];
    await expireUnpaid(days(18), { batch: 2 });
    assert.deepEqual(await Promise.all(orders.map(async (scope) => (await stand(scope))[0])), [
      'expired',
      'expired',
      'expired',
    ]);
  });

  test('gives back the seats of all others where something goes wrong with one, and of that one once it can', async () => {
    const event = await makeSale();
    const orders = [await place(event), await place(event), await place(event)];
    const states = async () => (await Promise.all(orders.map(stand))).map(([state]) => state);
    const mend = await refuseRows(db, 'order_changes', orders[0] ?? assert.fail());
    await assert.rejects(expireUnpaid(days(18), { batch: 2 }), /did not end \(1\): .*refused_by_a_test/);
    assert.deepEqual(await states(), ['pending-payment', 'expired', 'expired']);
    await mend();
    await expireUnpaid(days(18));
    assert.deepEqual(await states(), ['expired', 'expired', 'expired']);
  });

  test('gives the seats back so many days after it was due, once, and never where some of it came', async () => {
    const event = await makeSale();
    const [late, part] = [await place(event), await place(event)];
    await markPaid(owner, part, mark(1));
    await expireUnpaid(days(16));
    assert.deepEqual(await stand(late), ['pending-payment', 0, 0]);
    await Promise.all([expireUnpaid(days(18)), expireUnpaid(days(18))]);
    assert.deepEqual(
      [(await stand(late))[0], (await stand(part))[0], await seats(event)],
      ['expired', 'pending-payment', [2, 0]],
    );
  });

  test('paid in the same moment ends one way, and counts every seat', async () => {
    const event = await makeSale(20);
    const scopes = await Promise.all(Array.from({ length: 8 }, () => place(event)));
    await Promise.all(scopes.flatMap((scope) => [expireOrder(system, scope), markPaid(owner, scope, mark(2000))]));
    assert.deepEqual(
      await Promise.all(scopes.map(async (scope) => (await stand(scope))[0])),
      scopes.map(() => 'paid'),
    );
    assert.deepEqual(await seats(event), [0, 16]);
  });

  test('and then comes late takes its seats again where they are left', async () => {
    const event = await makeSale(3);
    const scope = await place(event);
    await expireOrder(system, scope);
    assert.deepEqual(await seats(event), [0, 0]);
    assert.equal((await markPaid(owner, scope, mark(2000))).outcome, 'completed');
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['paid', 2000, 0],
        [0, 2],
      ],
    );
  });

  test('at the door is owed from the end of the event on, and its order waits for people to say what came of it', async () => {
    const event = await makeSale();
    const scope = await place(event, 1, 'on-site');
    const overdue = async (n: number) =>
      (await loadMoney(days(n), event)).tasks.filter(({ kind }) => kind === 'overdue').map(({ code }) => code);
    assert.deepEqual([await overdue(200), await overdue(202)], [[], [scope.code]]);
    for (const later of [207, 209, 600]) await expireUnpaid(days(later));
    assert.deepEqual(
      [await stand(scope), await seats(event), await overdue(600)],
      [['pending-payment', 0, 0], [1, 0], [scope.code]],
    );
  });

  test('and then comes late takes a use of its code again where one is left, and keeps its price where none is', async () => {
    const event = await makeSale();
    await addDiscount(system, event, {
      code: 'HALF',
      discount: { kind: 'percent', percentBp: 5000 },
      mostUses: 1,
    });
    const placeReduced = async () => {
      const scope = await place(event, 2, null);
      assert.deepEqual(await applyDiscount(nobody(), scope, 'half'), { outcome: 'applied' });
      await startPayment(nobody(), scope, { method: 'bank-transfer' });
      return scope;
    };
    const used = async () =>
      (
        await db
          .selectFrom('discountCodes')
          .select('used')
          .where('eventId', '=', event.eventId)
          .executeTakeFirstOrThrow()
      ).used;
    const first = await placeReduced();
    await expireOrder(system, first);
    assert.equal(await used(), 0);
    assert.equal((await markPaid(owner, first, mark(1000))).outcome, 'completed');
    assert.equal(await used(), 1);
    await cancelOrder(owner, first, { withMoney: true });
    const second = await placeReduced();
    await expireOrder(system, second);
    const third = await placeReduced();
    assert.equal((await markPaid(owner, second, mark(1000))).outcome, 'completed');
    assert.equal(await used(), 1);
    const edits = await db
      .selectFrom('orderEdits')
      .select(['orderId', 'details'])
      .where('act', '=', 'discount-kept')
      .where(
        'orderId',
        'in',
        [first, second, third].map(({ orderId }) => orderId),
      )
      .execute();
    assert.deepEqual(
      edits.map(({ orderId, details }) => [Number(orderId), details]),
      [[second.orderId, { code: 'HALF' }]],
    );
  });

  test('and comes when the seats are gone is to be sent back', async () => {
    const event = await makeSale(3);
    const scope = await place(event);
    await expireOrder(system, scope);
    await place(event);
    assert.equal((await markPaid(owner, scope, mark(2000))).outcome, 'late');
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['expired', 2000, 0],
        [2, 0],
      ],
    );
    await refundOrder(owner, scope, refund());
    assert.deepEqual(await stand(scope), ['refunded', 2000, 2000]);
  });

  test('takes seats from the quotas in which its ticket type is by then', async () => {
    const event = await makeSale(5);
    const scope = await place(event);
    await expireOrder(system, scope);
    await createQuota(system, event, { name: 'Hall', size: 1, types: [1] });
    assert.equal((await markPaid(owner, scope, mark(2000))).outcome, 'late');
    await db
      .updateTable('quotas')
      .set({ size: 2 })
      .where('eventId', '=', event.eventId)
      .where('name', '=', 'Hall')
      .execute();
    assert.equal((await markPaid(owner, scope, mark(1))).outcome, 'completed');
    assert.deepEqual(
      (await checkQuotas(system, event)).map(({ sold, counted }) => [sold, counted.sold]),
      [
        [2, 2],
        [2, 2],
      ],
    );
  });
});

describe('a refund', () => {
  test('of a part leaves the seats, of the rest gives them back; never more than came', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await markPaid(owner, scope, mark(2000));
    await refundOrder(owner, scope, refund({ amountMinor: 900 }));
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['partly-refunded', 2000, 900],
        [0, 2],
      ],
    );
    await assert.rejects(refundOrder(owner, scope, refund({ amountMinor: 1101 })), Invalid);
    await assert.rejects(refundOrder(owner, scope, refund({ amountMinor: 0 })), Invalid);
    await refundOrder(owner, scope, refund());
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['refunded', 2000, 2000],
        [0, 0],
      ],
    );
  });

  test('sent twice is one, and two at once never exceed what was paid', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await markPaid(owner, scope, mark(2000));
    const same = refund({ amountMinor: 500 });
    await Promise.all([refundOrder(owner, scope, same), refundOrder(owner, scope, same)]);
    assert.deepEqual(await stand(scope), ['partly-refunded', 2000, 500]);
    const answers = await Promise.allSettled([
      refundOrder(owner, scope, refund({ amountMinor: 1000 })),
      refundOrder(owner, scope, refund({ amountMinor: 1000 })),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(await stand(scope), ['partly-refunded', 2000, 1500]);
  });

  test('is open until somebody has sent it', async () => {
    const scope = await place(await makeSale());
    await markPaid(owner, scope, mark(2000));
    const { refundId } = await refundOrder(owner, scope, refund({ amountMinor: 700, iban: IBAN }));
    const other = await place(await makeSale());
    await assert.rejects(markRefundSent(owner, other, { refundId }), NotFound);
    await markRefundSent(owner, scope, { refundId });
    await markRefundSent(owner, scope, { refundId });
    assert.deepEqual(await ledger(scope), ['payment 2000 done', 'refund 700 done']);
    const acts = await db
      .selectFrom('auditEntries')
      .select('action')
      .where('eventId', '=', scope.eventId)
      .where('action', '=', 'refund.send')
      .execute();
    assert.equal(acts.length, 1);
  });
});

describe('the ledger as a table', () => {
  test('has a minus before what leaves the account, and no formula that somebody typed', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await markPaid(owner, scope, mark(2000));
    await refundOrder(owner, scope, refund({ amountMinor: 750, reason: '=1+1' }));
    const parts = await Array.fromAsync(exportLedger(owner, event, 'UTC', 1));
    const table = parts.join('');
    assert.deepEqual([parts.length, (await Array.fromAsync(exportLedger(owner, event, 'UTC'))).join('')], [3, table]);
    const rows = table
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    assert.deepEqual(
      rows.slice(1).map(([, code, kind, state, , amount, currency]) => [code, kind, state, amount, currency]),
      [
        [scope.code, 'payment', 'done', '20.00', 'EUR'],
        [scope.code, 'refund', 'open', '-7.50', 'EUR'],
      ],
    );
    assert.equal(rows[2]?.[10], "'=1+1");
  });
});

describe('cancelling', () => {
  test('an unpaid order needs no word about money, a paid one does', async () => {
    const event = await makeSale();
    const [open, paid] = [await place(event), await place(event)];
    await cancelOrder(owner, open);
    await markPaid(owner, paid, mark(2000));
    await assert.rejects(cancelOrder(owner, paid), Conflict);
    await cancelWithRefund(owner, paid, refund({ amountMinor: 1500 }));
    assert.deepEqual(
      [await stand(open), await stand(paid), await seats(event)],
      [
        ['cancelled', 0, 0],
        ['cancelled', 2000, 1500],
        [0, 0],
      ],
    );
  });

  test('by two members at once cancels and refunds once', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await markPaid(owner, scope, mark(2000));
    const answers = await Promise.allSettled([
      cancelWithRefund(owner, scope, refund()),
      cancelWithRefund(system, scope, refund()),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(
      [await stand(scope), await ledger(scope)],
      [
        ['refunded', 2000, 2000],
        ['payment 2000 done', 'refund 2000 open'],
      ],
    );
  });

  test('everything of an event goes on where a process died, and cancels and refunds each once', async () => {
    const event = await makeSale(null);
    const scopes = await Promise.all(Array.from({ length: 53 }, () => place(event, 1)));
    for (const scope of scopes.slice(0, 20)) await markPaid(owner, scope, mark(1000));
    await assert.rejects(cancelAllOrders(owner, event, { refund: true, reason: 'Flood' }), Conflict);
    await cancelEvent(owner, event, { note: 'Flood' });
    await cancelAllOrders(owner, event, { refund: true, reason: 'Flood' });
    await cancelAllOrders(owner, event, { refund: false, reason: '' });
    await Promise.all([cancelNextOrders(system, event.eventId), cancelNextOrders(system, event.eventId)]);
    await cancelNextOrders(system, event.eventId);
    await cancelNextOrders(system, event.eventId);
    const done = await findMassCancellation(system, event);
    assert.deepEqual([done?.total, done?.left, done?.refund, done?.finishedAt !== null], [53, 0, true, true]);
    const stands = await Promise.all(scopes.map(stand));
    assert.deepEqual(
      stands,
      scopes.map((_, at) => (at < 20 ? ['refunded', 1000, 1000] : ['cancelled', 0, 0])),
    );
    const cancelled = await db
      .selectFrom('orderChanges as c')
      .innerJoin('orders as o', 'o.id', 'c.orderId')
      .select('c.id')
      .where('o.eventId', '=', event.eventId)
      .where('c.toState', '=', 'cancelled')
      .execute();
    assert.equal(cancelled.length, 53);
  });

  test('everything of an event goes on where something goes wrong with one order, which is tried again at last, and ends', async () => {
    const event = await makeSale(null);
    const scopes = await Promise.all(Array.from({ length: 53 }, () => place(event, 1)));
    await cancelEvent(owner, event, { note: 'Flood' });
    await cancelAllOrders(owner, event, { refund: true, reason: 'Flood' });
    const mend = await refuseRows(db, 'order_changes', scopes[1] ?? assert.fail());
    await cancelNextOrders(system, event.eventId);
    await assert.rejects(cancelNextOrders(system, event.eventId), /was not cancelled \(1\): .*refused_by_a_test/);
    const far = await findMassCancellation(system, event);
    assert.deepEqual([far?.left, far?.finishedAt], [1, null]);
    await mend();
    for (let round = 0; round < 2; round += 1) await cancelNextOrders(system, event.eventId);
    const done = await findMassCancellation(system, event);
    assert.deepEqual([done?.left, done?.finishedAt !== null], [0, true]);
  });
});
