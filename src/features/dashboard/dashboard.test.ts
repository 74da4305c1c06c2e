import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phaseOf } from './dashboard.ts';

const HOUR = 3_600_000;
const event = { state: 'published' as const, startsAt: 100 * HOUR, endsAt: 110 * HOUR };

test('a public event is to come, under way or over, by its times', () => {
  assert.deepEqual(
    [phaseOf(event, 0), phaseOf(event, 77 * HOUR), phaseOf(event, 100 * HOUR), phaseOf(event, 110 * HOUR)],
    [
      { phase: 'soon', days: 5 },
      { phase: 'soon', days: 1 },
      { phase: 'running', days: 0 },
      { phase: 'over', days: 0 },
    ],
  );
});

test('a draft is a draft and a cancelled event cancelled, whatever the time', () => {
  assert.deepEqual(
    [phaseOf({ ...event, state: 'draft' }, 0).phase, phaseOf({ ...event, state: 'cancelled' }, 200 * HOUR).phase],
    ['draft', 'cancelled'],
  );
});
