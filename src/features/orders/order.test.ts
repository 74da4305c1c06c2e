import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  canBecome,
  GONE_BUYER,
  HOLD_SECONDS,
  ORDER_STATES,
  orderCode,
  seatsOf,
  statesWith,
  ticketsAreValid,
} from './order.ts';

describe('the ways of an order', () => {
  test('are these, and no others', () => {
    const ways = Object.fromEntries(
      ORDER_STATES.map((from) => [from, ORDER_STATES.filter((to) => canBecome(from, to))]),
    );
    assert.deepEqual(ways, {
      reserved: ['pending-payment', 'free-completed', 'expired', 'cancelled'],
      'pending-payment': ['paid', 'expired', 'cancelled'],
      paid: ['pending-payment', 'cancelled', 'partly-refunded', 'refunded'],
      'free-completed': ['cancelled'],
      expired: ['paid', 'refunded'],
      cancelled: ['refunded'],
      'partly-refunded': ['paid', 'cancelled', 'refunded'],
      refunded: ['cancelled'],
    });
  });

  test('never lead back to a reservation, and from a refund to no seats', () => {
    assert.deepEqual(
      ORDER_STATES.filter((from) => canBecome(from, 'reserved')),
      [],
    );
    assert.deepEqual(
      ORDER_STATES.filter((to) => canBecome('refunded', to) && seatsOf(to) !== 'free'),
      [],
    );
  });
});

describe('the seats of an order', () => {
  test('are held until it is paid, sold while it is, and everybody’s when it has ended', () => {
    assert.deepEqual(Object.fromEntries(ORDER_STATES.map((state) => [state, seatsOf(state)])), {
      reserved: 'held',
      'pending-payment': 'held',
      paid: 'sold',
      'free-completed': 'sold',
      expired: 'free',
      cancelled: 'free',
      'partly-refunded': 'sold',
      refunded: 'free',
    });
  });

  test('count in the states that have them', () => {
    assert.deepEqual(
      [statesWith('held'), statesWith('sold'), statesWith()],
      [['reserved', 'pending-payment'], ['paid', 'free-completed', 'partly-refunded'], []],
    );
    assert.deepEqual(statesWith('held', 'sold', 'free'), [...ORDER_STATES]);
    assert.equal(HOLD_SECONDS, 900);
  });
});

test('tickets let in when they are sold, or are to be paid at the door; nobody comes in on a promise of another kind', () => {
  const letIn = (method: string) => ORDER_STATES.filter((state) => ticketsAreValid(state, method));
  assert.deepEqual(letIn('bank-transfer'), ['paid', 'free-completed', 'partly-refunded']);
  assert.deepEqual(letIn('on-site'), ['pending-payment', 'paid', 'free-completed', 'partly-refunded']);
});

test('a code has eight signs that nobody takes for others, each from its own byte', () => {
  assert.equal(orderCode(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7])), 'ABCDEFGH');
  assert.equal(orderCode(Uint8Array.from([31, 30, 32, 255, 24, 23, 8, 12])), '98A92ZJN');
  assert.equal(orderCode(Uint8Array.from([7])), 'HAAAAAAA');
  assert.deepEqual(GONE_BUYER, { name: 'Deleted account', email: 'nobody@deleted.invalid' });
});
