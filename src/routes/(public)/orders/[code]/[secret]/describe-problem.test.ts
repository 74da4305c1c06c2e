import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import { describeRefusal } from './describe-problem.ts';

test('an order that is not taken says why: too often, at this moment, not any more; otherwise that nothing is sold', () => {
  const said = ['too_many', 'busy', 'order_state', 'closed', 'whatever', undefined].map(
    (code) => describeRefusal(code, translator('en')).split(/[.:]/)[0],
  );
  const closed = 'Nothing is sold for this event at the moment';
  assert.deepEqual(said, [
    'A great many orders were made for this address',
    'This order is being paid in another window at this moment',
    'This order cannot be changed here any more',
    closed,
    closed,
    closed,
  ]);
});
