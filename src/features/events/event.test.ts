import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callState, shownCall } from './event.ts';

test('a call for speakers is open while it says something, from its start to its end, which may be never', () => {
  const call = { announcement: 'Tell us', startsAt: 500, endsAt: 1000 };
  const calls = [
    call,
    { ...call, endsAt: null },
    { ...call, startsAt: null },
    { ...call, announcement: '' },
    { ...call, off: true },
    null,
  ];
  const states = (now: number) => calls.map((one) => callState(one, now));
  assert.deepEqual(states(499), ['soon', 'soon', 'open', 'none', 'none', 'none']);
  assert.deepEqual(states(1000), ['open', 'open', 'open', 'none', 'none', 'none']);
  assert.deepEqual(states(1001), ['over', 'open', 'over', 'none', 'none', 'none']);
});

test('a call that is off keeps its words to the organiser', () => {
  assert.deepEqual(
    [
      shownCall({ announcement: 'Tell us', startsAt: null, endsAt: 1000, off: true }),
      shownCall({ announcement: 'Tell us', startsAt: null, endsAt: 1000 }),
    ],
    [null, { announcement: 'Tell us', startsAt: null, endsAt: 1000 }],
  );
});
