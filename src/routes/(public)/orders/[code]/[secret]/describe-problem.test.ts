import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import { describeRefusal } from './describe-problem.ts';

test('an order that is not taken says why: too often, at this moment, not any more; otherwise that nothing is sold', () => {
  const said = ['too_many', 'busy', 'order_state', 'closed', 'whatever', undefined].map(
    (code) => describeRefusal(code, translator('en')).split(/[.:]/)[0],
  );
  const closed = 'Tickets for this event are not on sale at the moment';
  assert.deepEqual(said, [
    'Too many orders have been made with this email address',
    'This order is being paid in another window',
    'This order can no longer be changed here',
    closed,
    closed,
    closed,
  ]);
});
