import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { addDiscount, makeEvent } from '#testing/builders.ts';
import { applyDiscount } from '../pricing/apply-discount.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { enterDetails } from './enter-details.ts';
import { expireOrder } from '../holding/expire-order.ts';
import { lockLiveOrder, lockOrder, moveOrder } from '../move-order.ts';
import { placeOrder } from './place-order.ts';
import type { OrderScope } from '../policy.ts';
import { getOrder, listOrderChanges } from '../queries.ts';
import { recordPayment, revokePayment } from './record-payment.ts';
import { recordRefund, revokeRefund } from './record-refund.ts';
import '../receivers.ts';
import { orderCompleted, orderExpired, orderRefunded, seatsReturned } from '../signals.ts';

const { db, system, organizer } = await openBareFoyer();
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };
const refused =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Conflict && error.code === code;

const heard: { eventId: number; fact: unknown }[] = [];
orderCompleted.now('hear_completed', (_ctx, { eventId }) => void heard.push({ eventId, fact: 'completed' }));
orderExpired.now(
  'hear_expired',
  (_ctx, { eventId, why }) => void heard.push({ eventId, fact: why ? `expired: ${why}` : 'expired' }),
);
seatsReturned.now('hear_seats', (_ctx, { eventId }) => void heard.push({ eventId, fact: 'seats' }));
orderRefunded.now('hear_refunded', (_ctx, { eventId, orderId: _, ...fact }) => void heard.push({ eventId, fact }));
const announced = (event: EventScope): unknown[] =>
  heard.filter(({ eventId }) => eventId === event.eventId).map(({ fact }) => fact);

async function makeSale(quantity: number | null = 5): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', priceMinor: 1000, quantity });
  return event;
}

async function reserve(event: EventScope, quantity = 2): Promise<OrderScope> {
  return reserveSeats(system, event, quantity);
}

/** Two tickets of ten each: 2000 are to be paid. */
async function place(event: EventScope, quantity = 2): Promise<OrderScope> {
  const scope = await reserve(event, quantity);
  await enterDetails(system, scope, ADA);
  assert.equal(await placeOrder(system, scope, { method: 'bank-transfer', dueAt: null }), 'placed');
  return scope;
}

const pay = (scope: OrderScope, amountMinor: number, method?: string, ctx: Ctx = system) =>
  recordPayment(ctx, scope, { amountMinor, by: 'Tess', ...(method && { method }) });
const refund = (scope: OrderScope, amountMinor: number, more: object = {}) =>
  recordRefund(system, scope, { amountMinor, by: 'Tess', ...more });
const revoke = (scope: OrderScope, amountMinor: number) => revokePayment(system, scope, { amountMinor, by: 'Tess' });
const lastWay = async (scope: OrderScope) =>
  (await listOrderChanges(system, scope)).map(({ from, to, by }) => [from, to, by]).at(-1);

async function stand(scope: OrderScope): Promise<[state: string, paid: number, refunded: number]> {
  const { state, paidMinor, refundedMinor } = await getOrder(system, scope);
  return [state, paidMinor, refundedMinor];
}

async function seats(event: EventScope): Promise<[held: number, sold: number]> {
  const { held, sold } = await db
    .selectFrom('quotas')
    .select(['held', 'sold'])
    .where('eventId', '=', event.eventId)
    .executeTakeFirstOrThrow();
  return [held, sold];
}

describe('money that comes', () => {
  test('in parts completes the order with the last unit, once, and is too much from then on', async () => {
    const event = await makeSale(2);
    const scope = await place(event);
    assert.deepEqual([await pay(scope, 1), await pay(scope, 1998)], ['part', 'part']);
    assert.deepEqual(
      [await stand(scope), await seats(event), announced(event)],
      [['pending-payment', 1999, 0], [2, 0], []],
    );
    assert.equal(await pay(scope, 1), 'completed');
    assert.deepEqual(
      [await stand(scope), await seats(event), announced(event), await lastWay(scope)],
      [['paid', 2000, 0], [0, 2], ['completed'], ['pending-payment', 'paid', 'Tess']],
    );
    assert.equal(await pay(scope, 5), 'settled');
    assert.deepEqual([await stand(scope), announced(event)], [['paid', 2005, 0], ['completed']]);
  });

  test('for an order that nobody has placed is refused and not counted', async () => {
    const scope = await reserve(await makeSale());
    await assert.rejects(pay(scope, 2000), refused('order_state'));
    assert.deepEqual(await stand(scope), ['reserved', 0, 0]);
  });

  test('counts without what went back: after a refund as much is missing again', async () => {
    const scope = await place(await makeSale());
    await pay(scope, 500);
    assert.equal(await refund(scope, 500), 'pending-payment');
    assert.deepEqual([await pay(scope, 1999), await pay(scope, 1)], ['part', 'completed']);
  });

  test('for an order that was cancelled or sent back is late', async () => {
    const [cancelled, returned] = [await place(await makeSale()), await place(await makeSale())];
    await cancelOrder(system, cancelled);
    await pay(returned, 2000);
    await refund(returned, 2000);
    assert.deepEqual([await pay(cancelled, 2000), await pay(returned, 10)], ['late', 'late']);
    assert.deepEqual(
      [await stand(cancelled), await stand(returned)],
      [
        ['cancelled', 2000, 0],
        ['refunded', 2010, 2000],
      ],
    );
  });
});

describe('money that comes when the time is over', () => {
  test('buys the seats again where they are left and all is there; the order keeps the way that was chosen', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await expireOrder(system, scope);
    assert.deepEqual([await pay(scope, 1999, 'cash'), await seats(event)], ['late', [0, 0]]);
    assert.deepEqual(
      [await pay(scope, 1, 'cash'), await seats(event), await lastWay(scope)],
      ['completed', [0, 2], ['expired', 'paid', 'Tess']],
    );
    assert.equal((await getOrder(system, scope)).paymentMethod, 'bank-transfer');
    assert.deepEqual(announced(event), ['expired', 'seats', 'completed']);
  });

  test('places an order that ran out while its buyer paid, in the way the money came', async () => {
    const event = await makeSale();
    const [paid, unpaid] = [await reserve(event), await reserve(event, 1)];
    for (const scope of [paid, unpaid]) await enterDetails(system, scope, ADA);
    for (const scope of [paid, unpaid]) await expireOrder(system, scope, { held: true });
    assert.deepEqual([await pay(paid, 2000, 'card'), await pay(unpaid, 1000)], ['completed', 'completed']);
    const [first, second] = [await getOrder(system, paid), await getOrder(system, unpaid)];
    assert.deepEqual([first.state, first.paymentMethod, second.paymentMethod], ['paid', 'card', 'other']);
    assert.deepEqual(
      (await db.selectFrom('orders').select('completedAt').where('eventId', '=', event.eventId).execute()).filter(
        ({ completedAt }) => completedAt === null,
      ),
      [],
    );
  });

  test('is late where nobody said who the order is for, where the event is off, and where the seats are gone', async () => {
    const nameless = await reserve(await makeSale());
    await expireOrder(system, nameless, { held: true });
    assert.deepEqual([await pay(nameless, 2000), await stand(nameless)], ['late', ['expired', 2000, 0]]);
    const off = await makeSale();
    const lost = await place(off);
    await expireOrder(system, lost);
    await cancelEvent(system, off, { note: '' });
    assert.equal(await pay(lost, 2000), 'late');
    const full = await makeSale(2);
    const slow = await place(full);
    await expireOrder(system, slow);
    await reserve(full, 1);
    assert.deepEqual(
      [await pay(slow, 2000), await seats(full), await stand(slow)],
      ['late', [1, 0], ['expired', 2000, 0]],
    );
  });

  test('takes a use of its code again, and keeps its price where none is left, which its history says', async () => {
    const event = await makeSale();
    await addDiscount(system, event, {
      code: 'FRIENDS',
      discount: { kind: 'percent', percentBp: 5000 },
      mostUses: 1,
    });
    const withCode = async (): Promise<OrderScope> => {
      const scope = await reserve(event);
      await applyDiscount(system, scope, 'FRIENDS');
      await enterDetails(system, scope, ADA);
      assert.equal(await placeOrder(system, scope, { method: 'bank-transfer', dueAt: null }), 'placed');
      await expireOrder(system, scope);
      return scope;
    };
    const [first, second] = [await withCode(), await withCode()];
    const edits = async (scope: OrderScope) =>
      (await db.selectFrom('orderEdits').select('act').where('orderId', '=', scope.orderId).execute())
        .map(({ act }) => act)
        .filter((act) => act === 'discount-kept');
    assert.deepEqual([await pay(first, 1000), await pay(second, 1000)], ['completed', 'completed']);
    assert.deepEqual([await edits(first), await edits(second)], [[], ['discount-kept']]);
    assert.deepEqual(
      await db.selectFrom('discountCodes').select('used').where('eventId', '=', event.eventId).execute(),
      [{ used: 1 }],
    );
  });
});

describe('a payment that was noted by mistake', () => {
  test('is outstanding again, and its order waits with its seats held, unless enough is there without it', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await pay(scope, 2000);
    await pay(scope, 500);
    await revoke(scope, 500);
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['paid', 2000, 0],
        [0, 2],
      ],
    );
    await revoke(scope, 1);
    assert.deepEqual(
      [await stand(scope), await seats(event), await lastWay(scope)],
      [
        ['pending-payment', 1999, 0],
        [2, 0],
        ['paid', 'pending-payment', 'Tess'],
      ],
    );
    await revoke(scope, 1999);
    assert.deepEqual(await stand(scope), ['pending-payment', 0, 0]);
  });

  test('counts without what was sent back of it: its order waits again where too little is kept', async () => {
    const scope = await place(await makeSale());
    await pay(scope, 2500);
    await refund(scope, 500);
    await revoke(scope, 1);
    assert.deepEqual(await stand(scope), ['pending-payment', 2499, 500]);
  });

  test('stays where it was sent back, or where a part went back and the rest would not be paid', async () => {
    const scope = await place(await makeSale());
    await pay(scope, 2000);
    await pay(scope, 2000);
    await refund(scope, 2000);
    await assert.rejects(revoke(scope, 2001), refused('refunded'));
    await refund(scope, 500);
    assert.deepEqual(await stand(scope), ['partly-refunded', 4000, 2500]);
    await assert.rejects(revoke(scope, 2001), refused('refunded'));
    await revoke(scope, 1000);
    assert.deepEqual(await stand(scope), ['partly-refunded', 3000, 2500]);
    const part = await place(await makeSale());
    await pay(part, 3000);
    await refund(part, 1500);
    await assert.rejects(revoke(part, 1001), refused('refunded'));
    assert.deepEqual(await stand(part), ['partly-refunded', 3000, 1500]);
    const late = await place(await makeSale());
    await expireOrder(system, late);
    await pay(late, 700);
    await refund(late, 200);
    await assert.rejects(revoke(late, 501), refused('refunded'));
    await revoke(late, 500);
    assert.deepEqual(await stand(late), ['expired', 200, 200]);
  });
});

describe('money that goes back', () => {
  test('is never more than came, and says what is left of the order', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await pay(scope, 2000);
    await assert.rejects(refund(scope, 2001), refused('refund_too_large'));
    assert.equal(await refund(scope, 1), 'partly-refunded');
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['partly-refunded', 2000, 1],
        [0, 2],
      ],
    );
    assert.equal(await refund(scope, 1998), 'partly-refunded');
    await assert.rejects(refund(scope, 2), refused('refund_too_large'));
    assert.equal(await refund(scope, 1, { withCancellation: true, unasked: true }), 'refunded');
    assert.deepEqual(
      [await stand(scope), await seats(event), await lastWay(scope)],
      [
        ['refunded', 2000, 2000],
        [0, 0],
        ['partly-refunded', 'refunded', 'Tess'],
      ],
    );
    const plain = { withCancellation: false, unasked: false };
    assert.deepEqual(announced(event), [
      'completed',
      { amountMinor: 1, ...plain },
      { amountMinor: 1998, ...plain },
      'seats',
      { amountMinor: 1, withCancellation: true, unasked: true },
    ]);
  });

  test('of what was too much changes nothing else, and of an order that goes on never ends it', async () => {
    const [over, goes] = [await place(await makeSale()), await place(await makeSale())];
    await pay(over, 2500);
    assert.deepEqual([await refund(over, 500), await stand(over)], ['paid', ['paid', 2500, 500]]);
    await pay(goes, 2000);
    assert.deepEqual(
      [await refund(goes, 2000, { goesOn: true }), await stand(goes)],
      ['partly-refunded', ['partly-refunded', 2000, 2000]],
    );
  });

  test('of an order that waits, or is over, leaves it as it is or ends it', async () => {
    const [waits, late] = [await place(await makeSale()), await place(await makeSale())];
    await pay(waits, 300);
    assert.equal(await refund(waits, 300), 'pending-payment');
    await expireOrder(system, late);
    await pay(late, 300);
    assert.deepEqual([await refund(late, 100), await refund(late, 200)], ['expired', 'refunded']);
    await pay(late, 50);
    assert.equal(await refund(late, 25), 'refunded');
  });
});

describe('money that was promised back and is kept', () => {
  const keep = (scope: OrderScope, amountMinor: number) =>
    revokeRefund(system, scope, { amountMinor, by: 'Tess', reason: 'Came anyway' });

  test('makes an order paid again where all that it costs is kept, and no earlier', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await pay(scope, 2000);
    await refund(scope, 600);
    await keep(scope, 599);
    assert.deepEqual(await stand(scope), ['partly-refunded', 2000, 1]);
    await keep(scope, 1);
    assert.deepEqual(
      [await stand(scope), await seats(event), await lastWay(scope)],
      [
        ['paid', 2000, 0],
        [0, 2],
        ['partly-refunded', 'paid', 'Tess'],
      ],
    );
  });

  test('completes an order that waits for just that money, and no earlier', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await pay(scope, 1500);
    await refund(scope, 1500);
    await pay(scope, 500);
    await keep(scope, 1499);
    assert.deepEqual(
      [await stand(scope), announced(event).includes('completed')],
      [['pending-payment', 2000, 1], false],
    );
    await keep(scope, 1);
    assert.deepEqual(
      [await stand(scope), await seats(event), await lastWay(scope), announced(event).at(-1)],
      [['paid', 2000, 0], [0, 2], ['pending-payment', 'paid', 'Tess'], 'completed'],
    );
  });

  test('leaves an order whose seats are gone cancelled', async () => {
    const event = await makeSale();
    const scope = await place(event);
    await pay(scope, 2000);
    await refund(scope, 2000);
    await keep(scope, 2000);
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['cancelled', 2000, 0],
        [0, 0],
      ],
    );
  });
});

describe('the way of an order', () => {
  const live = (scope: OrderScope, ctx: Ctx = system) =>
    transact(ctx, async (ctx) => {
      const order = await lockLiveOrder(ctx, scope);
      return typeof order === 'string' ? order : order.state;
    });

  test('is open while it holds its seats; to the moment its time is over, which gives them back', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    const until = (await getOrder(system, scope)).heldUntil!;
    assert.equal(await live(scope, { ...system, now: until - 1 }), 'reserved');
    assert.equal(await live(scope, { ...system, now: until }), 'expired');
    assert.deepEqual(
      [await stand(scope), await seats(event), await lastWay(scope), announced(event)],
      [['expired', 0, 0], [0, 0], ['reserved', 'expired', 'clock'], ['seats']],
    );
    assert.equal(await live(scope), 'expired');
  });

  test('is closed once it is placed, and refused once it was given up', async () => {
    const [placed, gone] = [await place(await makeSale()), await reserve(await makeSale())];
    await cancelOrder(system, gone);
    assert.equal(await live(placed), 'placed');
    await assert.rejects(live(gone), refused('order_state'));
  });

  test('leads nowhere that it does not lead, and nothing is written then', async () => {
    const event = await makeSale();
    const scope = await place(event);
    const move = (to: 'reserved' | 'refunded') =>
      transact(system, async (ctx) => moveOrder(ctx, await lockOrder(ctx, scope), { to, by: 'Tess' }));
    await assert.rejects(move('refunded'), refused('order_state'));
    await assert.rejects(move('reserved'), refused('order_state'));
    assert.deepEqual(
      [await stand(scope), await seats(event)],
      [
        ['pending-payment', 0, 0],
        [2, 0],
      ],
    );
  });

  test('that ends for another reason than the clock says so', async () => {
    const event = await makeSale();
    await expireOrder(system, await place(event), { why: 'payment-failed' });
    assert.deepEqual(announced(event), ['expired: payment-failed', 'seats']);
  });
});
