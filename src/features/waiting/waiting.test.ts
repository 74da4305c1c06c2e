import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canBeAwaited, chooseOffers, type Waiting } from './waiting.ts';

const group = (id: number, quantity: number, ...quotas: number[]): Waiting => ({ id, quantity, quotas });
const chosen = (line: Waiting[], ...fills: [id: number, size: number | null, taken: number][]) => {
  const { offered, awaited } = chooseOffers(
    line,
    fills.map(([id, size, taken]) => ({ id, size, taken })),
  );
  return { offered: offered.map(({ id }) => id), awaited };
};

describe('whose turn it is', () => {
  test('the first in the queue whose group fits; one that does not is passed over, and what is left stays for the queue', () => {
    assert.deepEqual(chosen([group(1, 3, 7), group(2, 2, 7), group(3, 1, 7)], [7, 10, 8]), {
      offered: [2],
      awaited: [7],
    });
    assert.deepEqual(chosen([group(1, 3, 7), group(2, 2, 7), group(3, 1, 7)], [7, 10, 9]), {
      offered: [3],
      awaited: [7],
    });
    assert.deepEqual(chosen([group(1, 3, 7), group(2, 2, 7)], [7, 10, 9]), { offered: [], awaited: [7] });
  });

  test('everybody who fits, and then nothing is kept from the public', () => {
    assert.deepEqual(chosen([group(1, 3, 7), group(2, 2, 7)], [7, 10, 4]), { offered: [1, 2], awaited: [] });
    assert.deepEqual(chosen([], [7, 10, 10]), { offered: [], awaited: [] });
    assert.deepEqual(chosen([group(1, 3, 7)], [7, null, 400]), { offered: [1], awaited: [] });
    assert.deepEqual(chosen([group(1, 3, 9)], [7, 10, 10]), { offered: [1], awaited: [] });
  });

  test('who takes from several quotas needs room in all of them, and only those that are short are kept', () => {
    assert.deepEqual(chosen([group(1, 2, 7, 8)], [7, 10, 8], [8, 50, 49]), { offered: [], awaited: [8] });
    assert.deepEqual(chosen([group(1, 2, 7, 8), group(2, 1, 8), group(3, 1, 7)], [7, 10, 8], [8, 50, 49]), {
      offered: [2, 3],
      awaited: [7, 8],
    });
  });
});

test('one may wait for what is sold out, and for what is left in smaller numbers than an order could hold; not before the sale or after it', () => {
  const awaited = (state: Parameters<typeof canBeAwaited>[0]['state'], most: number) =>
    canBeAwaited({ state, most, maximumPerOrder: 4 });
  assert.deepEqual([awaited('sold-out', 0), awaited('sold-out', 4), awaited('on-sale', 3)], [true, true, true]);
  assert.deepEqual(
    [awaited('on-sale', 4), awaited('on-sale', 5), awaited('not-yet', 3), awaited('ended', 0)],
    [false, false, false, false],
  );
});
