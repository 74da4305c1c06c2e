import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpenCall } from './event.ts';

test('a call for speakers is open while it says something and until its end, which may be never', () => {
  const call = { announcement: 'Tell us', endsAt: 1000 };
  const calls = [call, { ...call, endsAt: null }, { ...call, announcement: '' }, null];
  assert.deepEqual(calls.map((one) => isOpenCall(one, 1000)), [true, true, false, false]);
  assert.deepEqual(calls.map((one) => isOpenCall(one, 1001)), [false, true, false, false]);
});
