import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '#platform/time.ts';
import { pauseAfter, type Health, healthAfter } from './webhook.ts';

const NOW = Date.UTC(2027, 4, 8);
const GOOD: Health = { failingSince: null, failedAt: null, heldUntil: null, off: null };

test('ten attempts, with the pauses of Standard Webhooks, a fifth shorter or longer', () => {
  const hours = Array.from({ length: 10 }, (_, at) => (pauseAfter(at + 1, 0.5) ?? 0) / 3_600_000);
  assert.deepEqual(hours, [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24, 0]);
  assert.deepEqual([pauseAfter(2, 0), pauseAfter(2, 1), pauseAfter(10, 0.5)], [240_000, 360_000, undefined]);
});

test('a success ends what failed before, and a failure begins it', () => {
  const failing = healthAfter(GOOD, [{ status: 500 }], NOW);
  assert.deepEqual(failing, { ...GOOD, failingSince: NOW, failedAt: NOW });
  assert.deepEqual(healthAfter(failing, [{ status: null }, { status: 204 }], NOW + 1), GOOD);
  assert.deepEqual(healthAfter(failing, [{ status: 301 }], NOW + 1), { ...failing, failedAt: NOW + 1 });
});

test('it is off when it is gone, or when five days of failures come to another one', () => {
  const was = { ...GOOD, failingSince: NOW - 5 * DAY_MS, failedAt: NOW - DAY_MS };
  assert.equal(healthAfter(GOOD, [{ status: 410 }], NOW).off, 'gone');
  assert.equal(healthAfter(was, [{ status: 500 }], NOW).off, 'failing');
  assert.equal(healthAfter({ ...was, failedAt: NOW - 3 * DAY_MS }, [{ status: 500 }], NOW).off, null);
});

test('it is held as long as it asks, for an hour at most, and a minute where it does not say', () => {
  const heldFor = (status: number, retryAfter?: string): number | null => {
    const { heldUntil } = healthAfter(GOOD, [{ status, retryAfter }], NOW);
    return heldUntil === null ? null : (heldUntil - NOW) / 1000;
  };
  const date = new Date(NOW + 90_000).toUTCString();
  assert.deepEqual(
    [heldFor(429, '30'), heldFor(503, date), heldFor(429, '99999'), heldFor(502), heldFor(429, 'soon'), heldFor(500)],
    [30, 90, 3600, 60, 60, null],
  );
});
