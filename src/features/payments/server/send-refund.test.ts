import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import type { Ctx } from '#platform/ctx.ts';
import { openTillSale } from '#testing/till-sale.ts';
import { sendAgainAfter } from '../refund.ts';
import { cancelOrderByRules, cancelTicketByRules } from './cancel-by-rules.ts';
import { loadDifferences } from './load-differences.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { findWayBack } from './load-returnable.ts';
import { loadMoney } from './load-money.ts';
import { markPaid } from './mark-paid.ts';
import { markRefundSent } from './mark-refund-sent.ts';
import { listLedger } from './queries.ts';
import { type Refund, refundOrder } from './refund-order.ts';
import { sendOpenRefunds, sendRefund } from './send-refund.ts';
import { sendRefundAgain } from './send-refund-again.ts';
import { settleRefund } from './settle-refund.ts';
import { startPayment } from './start-payment.ts';
import { withdrawRefund } from './withdraw-refund.ts';

const { db, system, owner, nobody, till, makeSale, reserve, sell, stand, seats, ledger, notices } =
  await openTillSale();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
beforeEach(() => {
  till.deaf = { times: 0, after: false };
  till.isLetGo = false;
  till.step = 1;
});

/** The team, now. */
const team = (): Ctx => ({ ...owner, now: Date.now() });
let keys = 0;
const promise = async (scope: OrderScope, more: Partial<Refund> = {}): Promise<number> =>
  (await refundOrder(team(), scope, { reason: '', key: `refund-of-test-${(keys += 1)}`, ...more })).refundId;
const entryOf = async (scope: OrderScope, refundId: number) =>
  (await listLedger(system, scope)).find(({ id }) => id === refundId);
/** How many seconds until each job that sends a refund of that number is due. */
const planned = async (refundId: number): Promise<number[]> => {
  const rows = await db
    .selectFrom('jobs')
    .select('runAt')
    .where('queue', '=', 'send_refunds')
    .where('coalesceKey', '=', String(refundId))
    .where('state', '=', 'waiting')
    .execute();
  return rows.map(({ runAt }) => Math.round(Math.max(0, runAt - Date.now()) / 10_000) * 10);
};
const done = (refundId: number) =>
  db.deleteFrom('jobs').where('queue', '=', 'send_refunds').where('coalesceKey', '=', String(refundId)).execute();

describe('a refund of which nobody knows whether it was sent', () => {
  test('is tried again by itself, later and later, says so, and goes back once', async () => {
    const event = await makeSale();
    const scope = await sell(event);
    const refundId = await promise(scope);
    till.deaf = { times: 4, after: true };
    till.asked.length = 0;
    for (const seconds of [10, 40, 160, 640]) {
      await done(refundId);
      await sendRefund(system, refundId);
      assert.deepEqual(await planned(refundId), [seconds]);
    }
    const waiting = await entryOf(scope, refundId);
    assert.deepEqual(
      [waiting?.state, waiting?.trouble, Math.abs((waiting?.triedAt ?? 0) - Date.now()) < MINUTE],
      ['open', 'The till does not answer', true],
    );
    await sendRefund(system, refundId);
    const sent = await entryOf(scope, refundId);
    assert.deepEqual(
      [sent?.state, sent?.trouble, new Set(till.asked)],
      ['done', '', new Set([`refund refund-${refundId}`])],
    );
  });

  test('is tried for ever: every quarter of an hour for three days, then every six hours', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 288, 289, 100_000].map((tries) => sendAgainAfter(tries) / 1000),
      [10, 40, 160, 640, 900, 900, 21_600, 21_600],
    );
  });

  test('and of which nobody can find out, since the account was let go, has failed and says that it may have been sent', async () => {
    const scope = await sell(await makeSale());
    const refundId = await promise(scope);
    till.deaf = { times: 1, after: true };
    await sendRefund(system, refundId);
    till.isLetGo = true;
    await sendRefund(system, refundId);
    const { state, failure } = (await entryOf(scope, refundId)) ?? assert.fail();
    assert.deepEqual(
      [state, failure],
      [
        'failed',
        'The account is no longer connected. An earlier try may have been sent anyway, so check there before you refund it another way.',
      ],
    );
  });

  test('stands on the money page after a day, with what is wrong', async () => {
    const event = await makeSale();
    const scope = await sell(event);
    const refundId = await promise(scope);
    till.deaf = { times: 1, after: false };
    await sendRefund(system, refundId);
    const of = async (later: number): Promise<string[]> =>
      (await loadDifferences({ ...system, now: Date.now() + later }, event)).map(({ why, said }) => `${why}: ${said}`);
    assert.deepEqual([await of(0), await of(2 * DAY)], [[], ['refund-slow: The till does not answer']]);
  });

  test('is looked for every night also where its job was lost, and one look is enough', async () => {
    const scope = await sell(await makeSale());
    const refundId = await promise(scope);
    await done(refundId);
    await Promise.all([1, 2, 3].map(() => sendOpenRefunds(system)));
    assert.deepEqual(await planned(refundId), [0]);
  });
});

test('every refund that is open is looked for at night, however many they are', async () => {
  const event = await makeSale(20);
  const ids: number[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await promise(await sell(event, 1)));
  for (const id of ids) await done(id);
  await sendOpenRefunds(system, { batch: 2 });
  assert.deepEqual((await Promise.all(ids.map(planned))).flat(), [0, 0, 0, 0, 0]);
});

describe('what goes back by rules through a provider that moves money in larger steps', () => {
  /** Seats for 1000, of which a share of 1.11 % is kept. */
  async function sale(): Promise<EventScope> {
    const event = await makeSale();
    await updateOrderRules(system, event, { ...DEFAULT_RULES, cancelPaid: true, keepBp: 111 });
    till.step = 10;
    return event;
  }
  const asBuyer = (event: EventScope, { code }: OrderScope): Promise<OrderScope> =>
    authoriseOrderIn(nobody(), event, code, 'buyer');

  test('is rounded up in the buyer’s favour, as the page said before, and is sent', async () => {
    const event = await sale();
    const scope = await sell(event);
    // Of each 1000 there are 11 kept.
    assert.deepEqual(await findWayBack(system, scope, { backMinor: 1978, keptMinor: 22 }, 2000), {
      backMinor: 1980,
      keptMinor: 20,
      onlineMinor: 1980,
      byHandMinor: 0,
      isRounded: true,
    });
    await cancelOrderByRules(nobody(), await asBuyer(event, scope));
    assert.deepEqual(
      [await stand(scope), (await ledger(scope)).slice(1)],
      [['cancelled', 2000, 1980], ['refund till 1980 open']],
    );
  });

  test('is rounded for each ticket, and never more than was paid', async () => {
    const event = await sale();
    const scope = await sell(event);
    till.step = 600;
    const buyer = await asBuyer(event, scope);
    await cancelTicketByRules(nobody(), buyer, { number: 1 });
    assert.deepEqual((await ledger(scope)).slice(1), ['refund till 1200 open']);
    await cancelTicketByRules(nobody(), buyer, { number: 2 });
    assert.deepEqual(
      [await stand(scope), (await ledger(scope)).slice(1)],
      [
        ['refunded', 2000, 2000],
        ['refund till 1200 open', 'refund till 600 open', 'refund other 200 open'],
      ],
    );
  });

  test('is exact where it goes by hand', async () => {
    const scope = await sell(await sale());
    await promise(scope, { amountMinor: 15, method: 'bank-transfer', byRules: true });
    assert.deepEqual((await ledger(scope)).slice(1), ['refund bank-transfer 15 open']);
  });
});

test('what came late and is not promised back yet stays a task, also where a refund of it failed and was sent otherwise', async () => {
  const event = await makeSale();
  const scope = await sell(event);
  await cancelWithRefund(team(), scope, { amountMinor: 0, reason: '', key: 'kept' });
  const later = { ...owner, now: Date.now() + DAY };
  await markPaid(later, scope, {
    amountMinor: 2000,
    method: 'bank-transfer',
    paidAt: later.now,
    note: '',
    key: 'late',
  });
  const { refundId } = await refundOrder(later, scope, { amountMinor: 1500, reason: '', method: 'till', key: 'some' });
  await settleRefund(later, refundId, { reference: 'back-1', state: 'failed', reason: 'The card is gone' });
  await sendRefundAgain(later, scope, { refundId, method: 'bank-transfer' });
  assert.deepEqual(
    (await loadMoney(later, event)).tasks.map(({ kind, amountMinor }) => [kind, amountMinor]),
    [
      ['late', 500],
      ['send', 1500],
    ],
  );
});

describe('a refund that is withdrawn', () => {
  test('is not owed any more: its order is paid as before, its buyer is told why, and it is so once however often it is sent', async () => {
    const event = await makeSale();
    const scope = await sell(event);
    const refundId = await promise(scope, { amountMinor: 500, method: 'bank-transfer' });
    assert.deepEqual(await stand(scope), ['partly-refunded', 2000, 500]);
    await Promise.all([1, 2, 3].map(() => withdrawRefund(team(), scope, { refundId, reason: 'It was a mistake' })));
    assert.deepEqual(
      [await stand(scope), await seats(event), (await ledger(scope)).slice(1)],
      [['paid', 2000, 0], [0, 2], ['refund bank-transfer 500 withdrawn']],
    );
    assert.deepEqual(
      [(await notices(scope)).at(-1), (await loadMoney(team(), event)).counts.send],
      ['refund-withdrawn', 0],
    );
    const acts = await db
      .selectFrom('auditEntries')
      .select(['action', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'refund.withdraw')
      .execute();
    assert.deepEqual(acts, [{ action: 'refund.withdraw', after: { reason: 'It was a mistake' } }]);
    // What goes back can be promised anew, and is told anew.
    await promise(scope, { amountMinor: 500, method: 'bank-transfer' });
    assert.deepEqual((await notices(scope)).filter((kind) => kind === 'order-refunded').length, 2);
  });

  test('of a whole order leaves it cancelled, as its seats are gone, with nothing to do', async () => {
    const event = await makeSale();
    const scope = await sell(event);
    const refundId = await promise(scope, { method: 'bank-transfer' });
    await withdrawRefund(team(), scope, { refundId, reason: 'It came too late' });
    assert.deepEqual(
      [await stand(scope), await seats(event), (await loadMoney(team(), event)).tasks],
      [['cancelled', 2000, 0], [0, 0], []],
    );
  });

  test('may have failed before, and can no longer be sent then', async () => {
    const event = await makeSale();
    const scope = await sell(event);
    const refundId = await promise(scope, { amountMinor: 500 });
    await settleRefund(system, refundId, { reference: 'back-1', state: 'failed', reason: 'The card is gone' });
    await withdrawRefund(team(), scope, { refundId, reason: 'The buyer came after all' });
    await assert.rejects(sendRefundAgain(team(), scope, { refundId, method: 'again' }), { name: 'NotFound' });
    await settleRefund(system, refundId, { reference: 'back-1', state: 'done', reason: '' });
    assert.deepEqual(
      [await stand(scope), await loadDifferences(system, event), (await entryOf(scope, refundId))?.state],
      [['paid', 2000, 0], [], 'withdrawn'],
    );
    // All of it can go back the way it came.
    assert.deepEqual((await findWayBack(system, scope, { backMinor: 2000, keptMinor: 0 }, 2000)).onlineMinor, 2000);
  });

  test('completes an order that waited for just that money', async () => {
    const event = await makeSale();
    const reserved = await reserve(event);
    await startPayment(nobody(), reserved, { method: 'bank-transfer' });
    const scope = await authoriseOrderIn(owner, event, reserved.code);
    const mark = (amountMinor: number, key: string) =>
      markPaid(team(), scope, { amountMinor, method: 'bank-transfer', paidAt: Date.now(), note: '', key });
    await mark(1500, 'first');
    const refundId = await promise(scope, { amountMinor: 1500, method: 'bank-transfer' });
    await mark(500, 'second');
    assert.deepEqual(await stand(scope), ['pending-payment', 2000, 1500]);
    await withdrawRefund(team(), scope, { refundId, reason: 'It buys the tickets after all' });
    assert.deepEqual(
      [await stand(scope), await seats(event), (await notices(scope)).slice(-2)],
      [
        ['paid', 2000, 0],
        [0, 2],
        ['order-confirmation', 'refund-withdrawn'],
      ],
    );
  });

  test('cannot be one that is at the provider, that was sent, that another took the place of, or of another order', async () => {
    const event = await makeSale();
    const scope = await sell(event, 1);
    const other = await sell(event, 1);
    const online = await promise(scope, { amountMinor: 300 });
    const withdraw = (refundId: number, of = scope) => withdrawRefund(team(), of, { refundId, reason: 'No' });
    await assert.rejects(withdraw(online), { name: 'Conflict', code: 'online' });
    await assert.rejects(markRefundSent(team(), scope, { refundId: online }), { name: 'Conflict', code: 'online' });
    await sendRefund(system, online);
    await assert.rejects(withdraw(online), { name: 'Conflict', code: 'sent' });
    await settleRefund(system, online, {
      reference: `back-refund-${online}`,
      state: 'failed',
      reason: 'The card is gone',
    });
    await sendRefundAgain(team(), scope, { refundId: online, method: 'bank-transfer' });
    await assert.rejects(withdraw(online), { name: 'Conflict', code: 'sent' });
    await assert.rejects(withdraw(online, other), { name: 'NotFound' });
    assert.deepEqual(await stand(scope), ['partly-refunded', 1000, 300]);
  });
});
