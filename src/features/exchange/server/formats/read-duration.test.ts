import assert from 'node:assert/strict';
import test from 'node:test';
import { readClock, readDuration, readTypeLength } from './read-duration.ts';

test('durations are read in every spelling that schedules use', () => {
  const spellings: [string, number | undefined][] = [
    ['0:45', 45],
    ['01:30', 90],
    ['30:00', 1800],
    ['24:00', 1440],
    ['45', 45],
    ['00:30:00', 30],
    ['01:05:00', 65],
    ['1:02:30', 1590],
    ['00:30:00:00', 30],
    ['003000', 30],
    ['4.00000', 240],
    ['1.03000', 90],
    ['0.02500', 25],
    ['01.30', 90],
    ['PT1H30M', 90],
    ['P1DT1H', 1500],
    ['P1W', 10_080],
    ['-PT1H', undefined],
    ['P', undefined],
    ['', undefined],
    ['soon', undefined],
    ['1:2:3:4:5', undefined],
  ];
  assert.deepEqual(
    spellings.map(([text]) => [text, readDuration(text)]),
    spellings,
  );
});

test('the length of a session type survives its way through a float', () => {
  const values: unknown[] = ['00:30', '01.00', 0.3, 1, 1.3, 30, '45', '', null, undefined, 0, -1, 'long', Number.NaN];
  assert.deepEqual(values.map(readTypeLength), [30, 60, 30, 60, 90, 30, 45, null, null, null, null, null, null, null]);
});

test('a clock shows hours and minutes, and nothing else is one', () => {
  assert.deepEqual(['9:05', '09:05:30', '24:00', '25:00', '9:60', '905', ''].map(readClock), [
    545,
    545,
    1440,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
