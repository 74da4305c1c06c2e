import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSteps } from '#testing/count-steps.ts';
import { findClashes, type PlacedSession, describeClash } from './clash.ts';
import { translator } from '#platform/i18n/translate.ts';

const HOUR = 3_600_000;
const event = { startsAt: 0, endsAt: 10 * HOUR };
const session = (number: number, from: number, to: number, more: Partial<PlacedSession> = {}): PlacedSession => ({
  number,
  title: `S${number}`,
  state: 'confirmed',
  startsAt: from * HOUR,
  endsAt: to * HOUR,
  room: null,
  speakers: [],
  ...more,
});
const t = translator('en');
const said = (sessions: PlacedSession[]) =>
  Object.fromEntries(
    [...findClashes(sessions, event)].map(([number, clashes]) => [number, clashes.map((one) => describeClash(one, t))]),
  );

test('two in one room at one time meet; one that begins when the other ends does not', () => {
  const room = 'Hall';
  assert.deepEqual(
    said([
      session(1, 1, 3, { room }),
      session(2, 2, 4, { room }),
      session(3, 4, 5, { room }),
      session(4, 2, 4, { room: 'Loft' }),
    ]),
    {
      1: ['In Hall at the same time: “S2”'],
      2: ['In Hall at the same time: “S1”'],
    },
  );
});

test('nobody speaks in two places; two of the same name are two people', () => {
  const ada = { number: 1, name: 'Ada' };
  assert.deepEqual(
    said([session(1, 1, 3, { speakers: [ada] }), session(2, 2, 4, { speakers: [{ number: 2, name: 'Ada' }, ada] })]),
    {
      1: ['Ada is also in “S2” at that time'],
      2: ['Ada is also in “S1” at that time'],
    },
  );
  assert.deepEqual(
    said([session(1, 1, 3, { speakers: [ada] }), session(2, 2, 4, { speakers: [{ number: 2, name: 'Ada' }] })]),
    {},
  );
});

test('what lies outside the event is said; what is rejected or withdrawn meets nobody', () => {
  assert.deepEqual(
    said([session(1, 9, 11), session(2, 9, 12, { state: 'rejected' }), session(3, -1, 1, { state: 'withdrawn' })]),
    { 1: ['Outside the time of the event'] },
  );
});

test('a long one meets each of those beneath it', () => {
  const room = 'Hall';
  assert.deepEqual(
    Object.keys(said([session(1, 0, 9, { room }), session(2, 1, 2, { room }), session(3, 5, 6, { room })])),
    ['1', '2', '3'],
  );
});

test('of many sessions in one room at one time each meets its next neighbours only', async () => {
  const crowd = (count: number): PlacedSession[] =>
    Array.from({ length: count }, (_, at) => session(at + 1, 1, 3, { room: 'Hall' }));
  const [few, many] = [crowd(500), crowd(2000)];
  const steps = await countSteps(() => findClashes(few, event));
  const more = await countSteps(() => findClashes(many, event));
  assert.ok(more < steps * 4.5, `${steps} steps for 500, ${more} for 2000`);
  const found = findClashes(many, event);
  assert.deepEqual([found.size, found.get(1)?.length, found.get(1000)?.length], [2000, 20, 40]);
});
