import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { refuseRows } from '#testing/refuse-rows.ts';
import { openTillSale } from '#testing/till-sale.ts';
import { type OrderAct, shareOf } from '../order-act.ts';
import { findOrderAct, listActOrders } from './find-order-act.ts';
import { type ActJob, continueOrderAct, ORDER_ACTS_QUEUE, startOrderAct } from './start-order-act.ts';
import { pollAttempt } from './poll-payments.ts';
import { startPayment } from './start-payment.ts';

const { db, system, owner, nobody, till, makeSale, reserve, begin, sell, stand, seats, ledger, notices } =
  await openTillSale();
beforeEach(() => {
  till.deaf = { times: 0, after: false };
});

/** The team, now. */
const team = (): Ctx => ({ ...owner, now: Date.now() });
let keys = 0;
const nextKey = (): string => `several-orders-${(keys += 1)}`;
const start = async (
  event: EventScope,
  act: OrderAct,
  orders: readonly { code: string }[],
  more: object = {},
): Promise<number> =>
  (
    await startOrderAct(team(), event, {
      act,
      codes: orders.map(({ code }) => code),
      key: nextKey(),
      way: 'bank-transfer',
      ...more,
    })
  ).actId;

/** An order that waits for a transfer. */
async function place(event: EventScope, quantity = 1): Promise<OrderScope> {
  const scope = await reserve(event, quantity);
  await startPayment(nobody(), scope, { method: 'bank-transfer' });
  return authoriseOrderIn(owner, event, scope.code);
}

/** Works the act off as its jobs do, and gives what came of it. */
async function finish(event: EventScope, actId: number): Promise<[done: number, skipped: string[]]> {
  for (let rounds = 0; rounds < 50; rounds += 1) {
    await continueOrderAct({ ...system, now: Date.now() }, { actId });
    const report = await findOrderAct(system, event, actId);
    if (report?.finishedAt) return [report.done, report.skipped.map(({ code, words }) => `${code}: ${words}`)];
  }
  throw new Error('It never ended');
}

describe('several orders at once', () => {
  test('are paid with what is missing of each, once however often it is sent and however many work on it', async () => {
    const event = await makeSale(20);
    const [waiting, paid, held] = [await place(event), await sell(event), await reserve(event)];
    const key = nextKey();
    const acts = await Promise.all(
      [1, 2, 3].map(() =>
        startOrderAct(team(), event, { act: 'pay', codes: [waiting.code, paid.code, held.code], way: 'cash', key }),
      ),
    );
    const [actId = 0, ...same] = acts.map((act) => act.actId);
    assert.deepEqual(same, [actId, actId]);
    await Promise.all([1, 2, 3].map(() => continueOrderAct(team(), { actId })));
    assert.deepEqual(await finish(event, actId), [
      1,
      [`${paid.code}: Not waiting for payment`, `${held.code}: Not waiting for payment`],
    ]);
    assert.deepEqual(
      [await stand(waiting), await ledger(waiting), await ledger(paid), await seats(event)],
      [['paid', 1000, 0], ['payment cash 1000 done'], ['payment till 2000 done'], [2, 3]],
    );
    const acted = await db
      .selectFrom('auditEntries')
      .select(['subject', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'orders.together-pay')
      .execute();
    assert.deepEqual(acted, [
      { subject: '3 orders', after: { orders: [waiting, paid, held].map(({ code }) => code).join(' '), way: 'cash' } },
    ]);
  });

  test('are in the record under the name of whoever began it', async () => {
    const event = await makeSale(20);
    const actId = await start(event, 'cancel', [await sell(event)], { refund: true });
    const { payload } = await db
      .selectFrom('jobs')
      .select('payload')
      .where('queue', '=', ORDER_ACTS_QUEUE)
      .where('coalesceKey', '=', String(actId))
      .executeTakeFirstOrThrow();
    await continueOrderAct({ ...system, now: Date.now() }, payload as unknown as ActJob);
    const entries = await db
      .selectFrom('auditEntries')
      .select(['action', 'actorName'])
      .where('eventId', '=', event.eventId)
      .where('action', 'like', 'order%')
      .orderBy('id')
      .execute();
    const { name } = owner.actor as { name: string };
    assert.deepEqual(
      entries.map(({ action, actorName }) => [action, actorName]),
      [
        ['orders.together-cancel', name],
        ['order.cancel', name],
      ],
    );
  });

  test('whose money is on its way at a provider are not paid a second time', async () => {
    const event = await makeSale();
    const { scope, attempt } = await begin(event);
    till.becomes(attempt.reference, { state: 'processing' });
    await pollAttempt(nobody(), attempt.id);
    assert.deepEqual(await finish(event, await start(event, 'pay', [scope])), [
      0,
      [`${scope.code}: Being paid online`],
    ]);
    assert.deepEqual(await stand(scope), ['pending-payment', 0, 0]);
  });

  test('get one confirmation each, also where the job runs twice', async () => {
    const event = await makeSale(20);
    const [waiting, paid, gone] = [await place(event), await sell(event), await place(event)];
    await cancelOrder(team(), gone);
    const actId = await start(event, 'confirm', [waiting, paid, gone]);
    await Promise.all([continueOrderAct(team(), { actId }), continueOrderAct(team(), { actId })]);
    assert.deepEqual(await finish(event, actId), [2, [`${gone.code}: Already ended`]]);
    assert.deepEqual(
      [await notices(waiting), await notices(paid)],
      [
        ['order-placed', 'order-placed'],
        ['order-confirmation', 'order-confirmation'],
      ],
    );
  });

  test('are cancelled with their money going back the way it came, or without it', async () => {
    const event = await makeSale(30);
    const [waiting, paid, kept] = [await place(event), await sell(event), await sell(event)];
    await finish(event, await start(event, 'cancel', [waiting, paid], { refund: true, reason: 'Too small a hall' }));
    await finish(event, await start(event, 'cancel', [kept]));
    assert.deepEqual(
      [await stand(waiting), await stand(paid), await stand(kept), await seats(event)],
      [
        ['cancelled', 0, 0],
        ['refunded', 2000, 2000],
        ['cancelled', 2000, 0],
        [0, 0],
      ],
    );
    assert.deepEqual(
      [(await ledger(paid)).at(-1), (await notices(paid)).at(-1)],
      ['refund till 2000 open', 'order-cancelled'],
    );
  });

  test('go on where something goes wrong with one, which is told, is as it was, and can be tried again', async () => {
    const event = await makeSale(20);
    const orders = [await place(event), await place(event), await place(event)];
    const [, broken = assert.fail()] = orders;
    const mend = await refuseRows(db, 'payments', broken);
    const actId = await start(event, 'pay', orders);
    assert.deepEqual(await finish(event, actId), [2, []]);
    const failed = (await findOrderAct(system, event, actId))?.failed;
    assert.deepEqual(
      [
        failed?.map(({ code }) => code),
        /refused_by_a_test/.test(failed?.[0]?.words ?? ''),
        await Promise.all(orders.map(stand)),
      ],
      [
        [broken.code],
        true,
        [
          ['paid', 1000, 0],
          ['pending-payment', 0, 0],
          ['paid', 1000, 0],
        ],
      ],
    );
    await mend();
    assert.deepEqual(await finish(event, await start(event, 'pay', [broken])), [1, []]);
    assert.deepEqual(await ledger(broken), ['payment bank-transfer 1000 done']);
  });

  test('beyond a batch go on with the next job, and what was done stays done where a process dies between', async () => {
    const event = await makeSale(60);
    const orders: OrderScope[] = [];
    for (let n = 0; n < 27; n += 1) orders.push(await place(event));
    const actId = await start(event, 'pay', orders);
    await continueOrderAct(team(), { actId });
    assert.deepEqual((await findOrderAct(system, event, actId))?.done, 25);
    assert.deepEqual(await finish(event, actId), [27, []]);
    assert.deepEqual(
      await Promise.all(orders.map((order) => ledger(order))),
      orders.map(() => ['payment bank-transfer 1000 done']),
    );
  });

  test('are those of the event alone, and what is said of them before is what is done', async () => {
    const [event, other] = [await makeSale(20), await makeSale(20)];
    const [own, strange] = [await place(event, 2), await place(other)];
    const orders = await listActOrders(system, event, [own.code, strange.code]);
    assert.deepEqual(
      [orders.map(({ code }) => code), shareOf('pay', orders), shareOf('cancel', orders)],
      [[own.code], { orders: 1, sums: [{ currency: 'EUR', minor: 2000 }] }, { orders: 1, sums: [] }],
    );
    const actId = await start(event, 'cancel', [own, strange]);
    await finish(event, actId);
    assert.deepEqual(
      [(await stand(own))[0], (await stand(strange))[0], await findOrderAct(system, other, actId)],
      ['cancelled', 'pending-payment', undefined],
    );
    for (const odd of [0, 1.5, -1, Number.POSITIVE_INFINITY, 1e30, Number.NaN])
      assert.equal(await findOrderAct(system, event, odd), undefined);
    await assert.rejects(start(event, 'cancel', [strange]), { name: 'Invalid' });
    await assert.rejects(
      startOrderAct(team(), event, {
        act: 'cancel',
        codes: Array.from({ length: 501 }, () => own.code),
        key: nextKey(),
      }),
      { name: 'Invalid' },
    );
  });
});
