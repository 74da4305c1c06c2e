import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from './bytes.ts';

test('sizes come in the unit that needs the fewest digits', () => {
  assert.deepEqual(
    [0, 999, 1000, 12_345, 3_400_000_000].map((bytes) => formatBytes(bytes, 'en')),
    ['0 byte', '999 byte', '1 kB', '12 kB', '3.4 GB'],
  );
});
