import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addProgramme, DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { statementsOf } from '#testing/statements.ts';
import { transact } from '#platform/transact.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { SessionChange } from './inputs.ts';
import { sessionsModified } from './signals.ts';
import { updateSessions } from './update-sessions.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);

const heard: { eventId: number; numbers?: number[] }[] = [];
sessionsModified.now(
  'test_hears',
  (_ctx, { eventId, numbers }) => void heard.push({ eventId, ...(numbers ? { numbers } : {}) }),
);

async function prepare(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 2);
  heard.length = 0;
  return event;
}

const rowOf = (event: EventScope, number = 1) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .select((eb) => eb.ref('xmin' as 'slug').as('written'))
    .where('eventId', '=', event.eventId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
const change = (event: EventScope, values: SessionChange, number = 1) =>
  updateSessions(system, event, { change: [{ number, values }] });

describe('a change of a session', () => {
  const cases: [what: string, values: SessionChange, sequence: number][] = [
    ['of words leaves its sequence', { title: 'Renamed', subtitle: 'New', abstract: 'New', description: 'New' }, 0],
    ['of its start counts the sequence up', { startsAt: DAY + HOUR / 2 }, 1],
    ['of its end counts the sequence up', { endsAt: DAY + 5 * HOUR }, 1],
    ['of its room counts the sequence up', { room: 2 }, 1],
    ['that takes its room away counts the sequence up', { room: null }, 1],
    ['that takes its time away counts the sequence up', { startsAt: null, endsAt: null }, 1],
    ['of its state counts the sequence up', { state: 'withdrawn' }, 1],
    [
      'of several of these counts it up once',
      { title: 'Moved', startsAt: DAY, endsAt: DAY + HOUR, room: 2, state: 'accepted' },
      1,
    ],
  ];
  for (const [what, values, sequence] of cases) {
    test(what, async () => {
      const event = await prepare();
      const [before, neighbour] = [await rowOf(event), await rowOf(event, 2)];
      await updateSessions({ ...system, now: DAY + 7 }, event, { change: [{ number: 1, values }] });
      const after = await rowOf(event);
      const { room, ...columns } = values;
      const rooms = await db
        .selectFrom('rooms')
        .select(['id', 'number'])
        .where('eventId', '=', event.eventId)
        .execute();
      const roomId = room === undefined ? before.roomId : (rooms.find(({ number }) => number === room)?.id ?? null);
      const stamps = { sequence, version: before.version + 1, updatedAt: DAY + 7, written: after.written };
      assert.deepEqual(after, { ...before, ...columns, roomId, ...stamps });
      assert.deepEqual([await rowOf(event, 2), heard], [neighbour, [{ eventId: event.eventId, numbers: [1] }]]);
    });
  }

  test('to what is already so writes nothing and announces nothing', async () => {
    const event = await prepare();
    const before = await rowOf(event);
    const same: SessionChange = {
      title: before.title,
      subtitle: '',
      state: 'confirmed',
      startsAt: before.startsAt,
      endsAt: before.endsAt,
      room: 1,
    };
    const { statements } = await statementsOf(async () => {
      await change(event, same);
      await change(event, {});
    });
    assert.deepEqual(
      statements.filter((text) => /^(insert|update|delete)/i.test(text.trim())),
      [],
    );
    assert.deepEqual([await rowOf(event), heard], [before, []]);
  });
});

describe('what cannot be is refused and changes nothing', () => {
  const cases: [what: string, values: SessionChange, where: string][] = [
    ['an end before the start', { startsAt: DAY + 2 * HOUR, endsAt: DAY + HOUR }, 'endsAt'],
    ['an end at the start', { startsAt: DAY, endsAt: DAY }, 'endsAt'],
    ['a start after the end that it has', { startsAt: DAY + 20 * HOUR }, 'endsAt'],
    ['an end before the start that it has', { endsAt: DAY }, 'endsAt'],
    ['a room that is not there', { room: 99 }, 'room'],
  ];
  for (const [what, values, where] of cases) {
    test(what, async () => {
      const event = await prepare();
      const before = await rowOf(event);
      await assert.rejects(
        change(event, values),
        (error: Error & { problems: { where: string }[] }) =>
          error.name === 'Invalid' && error.problems[0]?.where === where,
      );
      assert.deepEqual([await rowOf(event), heard], [before, []]);
    });
  }

  test('a room of another event, though it has one of that number', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    const other = await makeEvent(system, organizer);
    await addProgramme(system, other, 3);
    await assert.rejects(change(event, { room: 3 }), { name: 'Invalid', message: 'This event has no room 3' });
  });

  test('a session of another event, though it has one of that number', async () => {
    const event = await makeEvent(system, organizer);
    const other = await prepare();
    const before = await rowOf(other);
    await assert.rejects(change(event, { title: 'Stolen' }), {
      name: 'NotFound',
      message: 'This event has no session 1',
    });
    assert.deepEqual(await rowOf(other), before);
  });
});

test('two changes at once both count', async () => {
  const event = await prepare();
  await Promise.all([change(event, { startsAt: DAY }), change(event, { endsAt: DAY + 8 * HOUR })]);
  const { startsAt, endsAt, sequence } = await rowOf(event);
  assert.deepEqual({ startsAt, endsAt, sequence }, { startsAt: DAY, endsAt: DAY + 8 * HOUR, sequence: 2 });
});

test('a change within a transaction that fails is undone', async () => {
  const event = await prepare();
  const before = await rowOf(event);
  const undone = transact(system, async (ctx) => {
    await updateSessions(ctx, event, { change: [{ number: 1, values: { title: 'Objectionable' } }] });
    throw new Error('the organiser said no');
  });
  await assert.rejects(undone);
  assert.deepEqual(await rowOf(event), before);
});
