import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { makeAdditions } from '#features/messages/server/make-additions.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { checkQuotas, getOrder } from '#features/orders/server/queries.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Conflict } from '#platform/errors.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent, makeUser } from '#testing/builders.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { cancelOrderByRules, cancelTicketByRules } from './cancel-by-rules.ts';
import { markPaid } from './mark-paid.ts';
import './receivers.ts';
import { refundOrder } from './refund-order.ts';
import { startPayment } from './start-payment.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const { database, system, organizer, nobody } = await openBareFoyer();
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
const DAY = 86_400_000;

/** Paid seats for 1000 and free ones; of what is paid 10 % and 25 are kept. */
async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, {
    startsAt: new Date(Date.now() + 200 * DAY),
    endsAt: new Date(Date.now() + 201 * DAY),
  });
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: 1000,
    quantity: 20,
  });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Child', kind: 'free', quantity: 20 });
  const methods = BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true }));
  await updatePaymentSettings(system, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    iban: 'DE89370400440532013000',
    methods,
  });
  await updateOrderRules(system, event, { ...DEFAULT_RULES, cancelPaid: true, keepBp: 1000, keepMinor: 25 });
  return event;
}

async function pay(event: EventScope, seats: number, children = 0, amountMinor = seats * 1000): Promise<OrderScope> {
  const lines = [{ ticketType: 1, quantity: seats }, ...(children > 0 ? [{ ticketType: 2, quantity: children }] : [])];
  const scope = await reserveSeats(nobody(), event, lines);
  await completeOrder(nobody(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  await startPayment(nobody(), scope, { method: 'bank-transfer' });
  await markPaid(owner, await authoriseOrderIn(owner, event, scope.code), {
    amountMinor,
    method: 'bank-transfer',
    paidAt: Date.now(),
    note: '',
    key: 'paid',
  });
  return scope;
}

async function stand(scope: OrderScope): Promise<[string, number]> {
  const { state, refundedMinor } = await getOrder(system, scope);
  return [state, refundedMinor];
}

async function sold(event: EventScope): Promise<number[]> {
  return (await checkQuotas(system, event)).map((quota) => {
    assert.deepEqual({ held: quota.held, sold: quota.sold }, quota.counted);
    return quota.sold;
  });
}

describe('cancelling what was paid', () => {
  test('gives a buyer back what the rules do not keep, once however often and at once it is sent', async () => {
    const event = await makeSale();
    const scope = await pay(event, 2);
    await Promise.all([1, 2, 3].map(() => cancelTicketByRules(nobody(), scope, { number: 1 })));
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['partly-refunded', 875],
        [1, 0],
      ],
    );
    await Promise.all([1, 2, 3].map(() => cancelTicketByRules(nobody(), scope, { number: 2 })));
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['cancelled', 1750],
        [0, 0],
      ],
    );
  });

  test('of the whole order goes back for every ticket that is left, once', async () => {
    const event = await makeSale();
    const scope = await pay(event, 3);
    await cancelTicketByRules(nobody(), scope, { number: 3 });
    await Promise.allSettled([1, 2, 3].map(() => cancelOrderByRules(nobody(), scope)));
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['cancelled', 2625],
        [0, 0],
      ],
    );
    // The mail about the order says what goes back with it: of the ticket before was written then.
    const { facts } = await makeAdditions(
      system,
      { kind: 'order-cancelled', eventId: event.eventId, orderId: scope.orderId, ticketId: null, locale: 'en' },
      Date.now(),
    );
    assert.deepEqual(
      facts.map(({ text }) => text),
      ['€17.50'],
    );
  });

  test('gives what was paid in part back with the last ticket, and takes nothing for paid that went back', async () => {
    const event = await makeSale();
    const scope = await pay(event, 2, 0, 700);
    await cancelTicketByRules(nobody(), scope, { number: 1 });
    assert.deepEqual(await stand(scope), ['pending-payment', 0]);
    await cancelTicketByRules(nobody(), scope, { number: 2 });
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['refunded', 700],
        [0, 0],
      ],
    );
    const other = await pay(event, 2, 0, 1500);
    await refundOrder(owner, await authoriseOrderIn(owner, event, other.code), { reason: '', key: 'all-of-it-back' });
    await cancelTicketByRules(owner, await authoriseOrderIn(owner, event, other.code), { number: 1 });
    assert.deepEqual(
      [await stand(other), await sold(event)],
      [
        ['pending-payment', 1500],
        [0, 0],
      ],
    );
  });

  test('by the team gives all of a ticket’s price back, and leaves tickets alone that cost nothing', async () => {
    const event = await makeSale();
    const scope = await pay(event, 1, 1);
    await cancelTicketByRules(owner, await authoriseOrderIn(owner, event, scope.code), { number: 1 });
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['partly-refunded', 1000],
        [0, 1],
      ],
    );
  });

  test('is refused to buyers where the organiser does not allow it, and nothing goes back', async () => {
    const event = await makeSale();
    const scope = await pay(event, 2);
    await updateOrderRules(system, event, { ...DEFAULT_RULES, cancelPaid: false });
    await assert.rejects(cancelTicketByRules(nobody(), scope, { number: 1 }), Conflict);
    await assert.rejects(cancelOrderByRules(nobody(), scope), Conflict);
    assert.deepEqual(
      [await stand(scope), await sold(event)],
      [
        ['paid', 0],
        [2, 0],
      ],
    );
  });
});
