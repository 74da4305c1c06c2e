import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import type { DiscountValues } from '#features/prices/discount.ts';
import { updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import { updateTaxMode } from '#features/prices/server/update-tax-mode.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { addDiscount, addFee, addTaxRate, makeEvent } from '#testing/builders.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { applyDiscount } from './apply-discount.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { expireOrders } from '../holding/expire-orders.ts';
import type { OrderScope } from '../policy.ts';
import { getPrice } from '../present.ts';
import { getOrder } from '../queries.ts';
import { removeDiscount } from './remove-discount.ts';

const { db, system, organizer, nobody } = await openBareFoyer();
const priceOf = async (scope: OrderScope) => getPrice(nobody(), scope, await getOrder(nobody(), scope));
const later = (): Ctx => ({ ...nobody(), now: Date.now() + HOLD_SECONDS * 1000 });
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };

async function makeSale(types: Partial<TicketValues>[], code: Partial<DiscountValues> = {}): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const values of types)
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', priceMinor: 2000, ...values });
  await addDiscount(system, event, { code: 'FRIENDS', ...code });
  return event;
}

async function reserve(
  event: EventScope,
  lines: { ticketType: number; quantity: number; amountMinor?: number }[],
): Promise<OrderScope> {
  return reserveSeats(nobody(), event, lines);
}

const uses = async (event: EventScope): Promise<{ used: number; counted: number }> => {
  const codes = await db
    .selectFrom('discountCodes')
    .select(['id', 'used'])
    .where('eventId', '=', event.eventId)
    .execute();
  const orders = await db
    .selectFrom('orders')
    .select('id')
    .where(
      'discountCodeId',
      'in',
      codes.map(({ id }) => id),
    )
    .execute();
  return { used: codes.reduce((sum, { used }) => sum + used, 0), counted: orders.length };
};

describe('a discount code', () => {
  test('reduces what it is for, before and after the details, and goes without a trace', async () => {
    const event = await makeSale([{ quantity: 10 }, { name: 'Meal', priceMinor: 1000 }], {
      discount: { kind: 'percent', percentBp: 2500 },
      types: [1],
    });
    const scope = await reserve(event, [
      { ticketType: 1, quantity: 2 },
      { ticketType: 2, quantity: 1 },
    ]);
    assert.equal((await priceOf(scope)).totalMinor, 5000);
    assert.deepEqual(await applyDiscount(nobody(), scope, ' friends '), { outcome: 'applied' });
    const price = await priceOf(scope);
    assert.deepEqual([price.totalMinor, price.discountMinor, price.discountCode], [4000, 1000, 'FRIENDS']);
    assert.equal(await completeOrder(nobody(), scope, ADA), 'to-pay');
    const order = await getOrder(nobody(), scope);
    assert.deepEqual(
      [
        order.totalMinor,
        order.discountMinor,
        order.tickets.map(({ name, priceMinor }) => `${name} ${priceMinor}`).sort(),
      ],
      [4000, 1000, ['Meal 1000', 'Seat 1500', 'Seat 1500']],
    );
    assert.deepEqual(await priceOf(scope), price);
    await removeDiscount(nobody(), scope);
    assert.deepEqual(
      [(await getOrder(nobody(), scope)).totalMinor, await uses(event)],
      [5000, { used: 0, counted: 0 }],
    );
  });

  test('that takes everything off makes the order free', async () => {
    const event = await makeSale([{ quantity: 10 }], { discount: { kind: 'percent', percentBp: 10_000 } });
    await addFee(system, event, { name: 'Booking', percent: 0, fixed: 100, per: 'ticket', tax: null });
    const scope = await reserve(event, [{ ticketType: 1, quantity: 1 }]);
    await applyDiscount(nobody(), scope, 'FRIENDS');
    assert.equal(await completeOrder(nobody(), scope, ADA), 'completed');
    const order = await getOrder(nobody(), scope);
    assert.deepEqual(
      [order.state, order.totalMinor, order.discountMinor, order.fees, order.discountCode],
      ['free-completed', 0, 2000, [], 'FRIENDS'],
    );
    assert.deepEqual(await uses(event), { used: 1, counted: 1 });
  });

  test('says why it does not fit, and then changes nothing', async () => {
    const now = Date.now();
    const why = async (code: Partial<DiscountValues>, lines = [{ ticketType: 1, quantity: 1 }], typed = 'FRIENDS') => {
      const event = await makeSale([{ quantity: 10 }, { name: 'Gift', kind: 'donation', priceMinor: 0 }], code);
      const scope = await reserve(event, lines);
      const answer = await applyDiscount(nobody(), scope, typed);
      assert.deepEqual([(await priceOf(scope)).discountMinor, (await uses(event)).used], [0, 0]);
      return answer.outcome === 'refused' ? answer.reason : answer.outcome;
    };
    assert.deepEqual(
      [
        await why({}, undefined, 'OTHERS'),
        await why({}, undefined, '%'),
        await why({ startsAt: now + 60_000 }),
        await why({ endsAt: now - 60_000 }),
        await why({ types: [2] }),
        await why({}, [{ ticketType: 2, quantity: 1 }]),
        await why({ minimumTickets: 2 }),
        await why({ minimumMinor: 2001 }),
      ],
      ['unknown', 'unknown', 'not-yet', 'ended', 'not-for-these', 'not-for-these', 'too-few', 'too-little'],
    );
  });

  test('of another event is unknown', async () => {
    const [event] = [await makeSale([{}]), await makeSale([{}], { code: 'ELSEWHERE' })];
    const answer = await applyDiscount(nobody(), await reserve(event, [{ ticketType: 1, quantity: 1 }]), 'ELSEWHERE');
    assert.equal(answer.outcome === 'refused' && answer.reason, 'unknown');
  });

  test('with three uses is used by three of twenty at once, and by each once', async () => {
    const event = await makeSale([{ quantity: 100 }], { mostUses: 3 });
    const scopes = await Promise.all(
      Array.from({ length: 20 }, () => reserve(event, [{ ticketType: 1, quantity: 1 }])),
    );
    const answers = await Promise.all([...scopes, ...scopes].map((scope) => applyDiscount(nobody(), scope, 'FRIENDS')));
    assert.equal(answers.filter(({ outcome }) => outcome === 'applied').length, 6);
    assert.equal(answers.filter((answer) => answer.outcome === 'refused' && answer.reason === 'used-up').length, 34);
    assert.deepEqual(await uses(event), { used: 3, counted: 3 });
  });

  test('gets its uses back from what expires, is cancelled or given up at once, each exactly once', async () => {
    const event = await makeSale([{}], { mostUses: 12 });
    const scopes = await Promise.all(
      Array.from({ length: 12 }, () => reserve(event, [{ ticketType: 1, quantity: 1 }])),
    );
    await Promise.all(scopes.map((scope) => applyDiscount(nobody(), scope, 'FRIENDS')));
    assert.deepEqual(await uses(event), { used: 12, counted: 12 });
    await Promise.all([
      ...scopes.slice(0, 4).map((scope) => cancelOrder(nobody(), scope)),
      ...scopes.slice(0, 8).map((scope) => removeDiscount(nobody(), scope).catch(() => undefined)),
      expireOrders(later(), event.eventId),
      expireOrders(later(), event.eventId),
    ]);
    assert.deepEqual(await uses(event), { used: 0, counted: 0 });
    assert.equal(
      (await applyDiscount(nobody(), await reserve(event, [{ ticketType: 1, quantity: 1 }]), 'FRIENDS')).outcome,
      'applied',
    );
  });

  test('held by an order works though it ended since; its organiser cannot allow fewer uses than there are', async () => {
    const event = await makeSale([{}], { mostUses: 2 });
    const scope = await reserve(event, [{ ticketType: 1, quantity: 1 }]);
    await applyDiscount(nobody(), scope, 'FRIENDS');
    await assert.rejects(
      updateDiscountCodes(system, event, { change: [{ number: 1, values: { mostUses: 0 } }] }),
      Invalid,
    );
    await updateDiscountCodes(system, event, { change: [{ number: 1, values: { endsAt: Date.now() - 1000 } }] });
    await completeOrder(nobody(), scope, ADA);
    assert.equal((await getOrder(nobody(), scope)).totalMinor, 1800);
    await updateDiscountCodes(system, event, { remove: [1] });
    assert.deepEqual(
      [(await getOrder(nobody(), scope)).totalMinor, (await priceOf(scope)).discountCode],
      [1800, 'FRIENDS'],
    );
  });
});

describe('taxes and fees of an order', () => {
  test('are those of its ticket types, and of the standard rate where none was chosen; donations have none', async () => {
    const event = await makeSale([
      {},
      { name: 'Book', priceMinor: 1070 },
      { name: 'Gift', kind: 'donation', priceMinor: 0 },
    ]);
    await addTaxRate(system, event, { name: 'VAT', percent: 1900, standard: true, types: [] });
    await addTaxRate(system, event, { name: 'VAT', percent: 700, standard: false, types: [2] });
    await addFee(system, event, { name: 'Booking', percent: 0, fixed: 119, per: 'order', tax: 1 });
    const scope = await reserve(event, [
      { ticketType: 1, quantity: 1 },
      { ticketType: 2, quantity: 1 },
      { ticketType: 3, quantity: 1, amountMinor: 500 },
    ]);
    await completeOrder(nobody(), scope, ADA);
    const price = await priceOf(scope);
    assert.deepEqual(price.taxes, [
      { name: 'VAT', rateBp: 1900, netMinor: 1781, taxMinor: 338 },
      { name: 'VAT', rateBp: 700, netMinor: 1000, taxMinor: 70 },
    ]);
    assert.deepEqual([price.totalMinor, price.fees], [3689, [{ name: 'Booking', minor: 119 }]]);
  });

  test('are none on a fee without a rate, which is asked all the same', async () => {
    const event = await makeSale([{}]);
    await addFee(system, event, { name: 'Booking', percent: 0, fixed: 100, per: 'order', tax: null });
    const scope = await reserve(event, [{ ticketType: 1, quantity: 1 }]);
    await completeOrder(nobody(), scope, ADA);
    const price = await priceOf(scope);
    assert.deepEqual([price.totalMinor, price.fees, price.taxes], [2100, [{ name: 'Booking', minor: 100 }], []]);
    assert.deepEqual(
      await db
        .selectFrom('orderFees')
        .select(['grossMinor', 'taxMinor', 'taxName', 'taxRateBp'])
        .where('orderId', '=', scope.orderId)
        .execute(),
      [{ grossMinor: 100, taxMinor: 0, taxName: '', taxRateBp: 0 }],
    );
  });

  test('stay as they were when the buyer said who it is for, whatever the organiser changes', async () => {
    const event = await makeSale([{}]);
    await addTaxRate(system, event, { name: 'VAT', percent: 1900, standard: true, types: [] });
    const [completed, open] = [
      await reserve(event, [{ ticketType: 1, quantity: 1 }]),
      await reserve(event, [{ ticketType: 1, quantity: 1 }]),
    ];
    await completeOrder(nobody(), completed, ADA);
    await updateTaxMode(system, event, { pricesIncludeTax: false });
    await updateTaxRates(system, event, { change: [{ number: 1, values: { percent: 2000 } }] });
    assert.deepEqual([(await priceOf(completed)).totalMinor, (await priceOf(open)).totalMinor], [2000, 2400]);
  });
});
