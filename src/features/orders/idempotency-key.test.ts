import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isStrongKey } from './idempotency-key.ts';

test('keys of random generators are strong', () => {
  for (let n = 0; n < 2000; n += 1) {
    const made = [randomUUID(), randomBytes(16).toString('base64url'), randomBytes(16).toString('hex')];
    assert.deepEqual(made.map(isStrongKey), [true, true, true], made.join(' '));
  }
});

test('a random key is strong that happens to have no letter', () => {
  const made = ['21657698-5159-4116-8538-224640610379', '21657698515941168538224640610379'];
  assert.deepEqual(made.map(isStrongKey), [true, true]);
});

test('counters, dates, words and repeated characters are not', () => {
  const weak = ['', 'order-00000001', '20261201', '2026-12-01T10:00:00Z', '00000000-0000-4000-8000-000000000001'];
  weak.push(
    'order-0000000000000000000000000001',
    'a'.repeat(40),
    '20261201100000000000001',
    'with spaces in it, and long',
  );
  weak.push('x'.repeat(101));
  assert.deepEqual(weak.filter(isStrongKey), []);
});
