import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createShortMemory } from './short-memory.ts';

test('what was looked up is believed for so long, shared by all who ask meanwhile, and then looked up again', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
  const memory = createShortMemory<number>(1000);
  let looked = 0;
  const load = mock.fn(async () => (looked += 1));
  assert.deepEqual(await Promise.all([memory.get('a', load), memory.get('a', load)]), [1, 1]);
  t.mock.timers.tick(999);
  assert.deepEqual([await memory.get('a', load), await memory.get('b', load)], [1, 2]);
  t.mock.timers.tick(2);
  assert.equal(await memory.get('a', load), 3);
});

test('what was not found is looked for again by the next', async () => {
  const memory = createShortMemory<string>(1000);
  await assert.rejects(
    memory.get('a', () => Promise.reject(new Error('not yet'))),
    /not yet/,
  );
  assert.equal(await memory.get('a', () => Promise.resolve('here')), 'here');
});
