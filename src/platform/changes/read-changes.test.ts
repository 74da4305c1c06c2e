/** Readers of changes beside writers that commit in any order, on a real database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { untilReadable } from '#testing/until-readable.ts';
import type { Ctx } from '../ctx.ts';
import { problem } from '../errors.ts';
import { transact } from '../transact.ts';
import { FIRST_PLACE, type Place } from './place.ts';
import { findLag, findOldestWriter, readChanges } from './read-changes.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);
const TYPES = ['test.noted'];

/** A transaction that has begun to write, and ends as `end` says. */
async function begin(eventId: number, name: string) {
  const { promise: wanted, resolve: end } = Promise.withResolvers<'commit' | 'rollback'>();
  const { promise: begun, resolve: ready } = Promise.withResolvers<void>();
  const ended = transact(system, async (ctx) => {
    await sql`select pg_current_xact_id()`.execute(ctx.db);
    note(ctx, eventId, name);
    ready();
    if ((await wanted) === 'rollback') throw new Error('rolled back');
  }).catch(() => {});
  await begun;
  return {
    end: (how: 'commit' | 'rollback') => {
      end(how);
      return ended;
    },
  };
}

function note({ unit }: Ctx, eventId: number, name: string): void {
  unit?.changes.push({ type: 'test.noted', eventId, data: { name } });
}

function reader(eventId: number, limit = 100) {
  let after: Place = FIRST_PLACE;
  return async (): Promise<string[]> => {
    const { changes, end } = await readChanges(system.db, { eventId, types: TYPES, after, limit });
    after = end;
    return changes.map(({ data }) => String(data.name));
  };
}

test('what began earlier and commits later is read once, and nothing appears behind the reader', async () => {
  const { eventId } = await makeEvent(system, organizer);
  const read = reader(eventId);
  const [first, second, third] = [
    await begin(eventId, 'first'),
    await begin(eventId, 'second'),
    await begin(eventId, 'third'),
  ];
  await third.end('commit');
  const beside = await read();
  await second.end('rollback');
  await first.end('commit');
  await untilReadable(system.db);
  assert.deepEqual([beside, await read(), await read()], [[], ['first', 'third'], []]);
});

test('a long transaction holds what others wrote after it up, and the lag says so', async () => {
  const { eventId } = await makeEvent(system, organizer);
  const read = reader(eventId);
  const long = await begin(eventId, 'long');
  await transact(system, async (ctx) => note(ctx, eventId, 'short'));
  await sql`select pg_sleep(0.3)`.execute(system.db);
  const lag = await findLag(system.db, eventId);
  const writer = await findOldestWriter(system.db);
  const held = await read();
  await long.end('commit');
  await untilReadable(system.db);
  assert.deepEqual(
    [
      held,
      lag.held,
      lag.seconds >= 0.3,
      (writer?.seconds ?? 0) >= 0.3,
      await read(),
      await findLag(system.db, eventId),
    ],
    [[], 1, true, true, ['long', 'short'], { held: 0, seconds: 0 }],
  );
});

test('forty writers in any order and a reader beside them: each change once, and each transaction’s in their order', async () => {
  const { eventId } = await makeEvent(system, organizer);
  const read = reader(eventId, 7);
  const found: string[] = [];
  let isOver = false;
  const reading = (async () => {
    while (!isOver) found.push(...(await read()));
    for (let page = await read(); page.length > 0; page = await read()) found.push(...page);
  })();
  const names = Array.from({ length: 40 }, (_, writer) => [`${writer}a`, `${writer}b`]);
  await Promise.all(
    names.map(([a = '', b = ''], writer) =>
      transact(system, async (ctx) => {
        await sql`select pg_current_xact_id(), pg_sleep(${((writer * 7) % 11) / 50})`.execute(ctx.db);
        for (const name of [a, b]) note(ctx, eventId, name);
      }),
    ),
  );
  await untilReadable(system.db);
  isOver = true;
  await reading;
  assert.deepEqual(found.toSorted(), names.flat().toSorted());
  for (const [a = '', b = ''] of names) assert.equal(found.indexOf(b), found.indexOf(a) + 1);
});

test('what is rolled back leaves no change; what is said twice in a transaction is one', async () => {
  const { eventId } = await makeEvent(system, organizer);
  const read = reader(eventId);
  await assert.rejects(
    transact(system, async (ctx) => {
      note(ctx, eventId, 'never');
      throw new Error('no');
    }),
  );
  await transact(system, async (ctx) => {
    for (const name of ['one', 'one', 'two']) note(ctx, eventId, name);
  });
  await untilReadable(system.db);
  assert.deepEqual(await read(), ['one', 'two']);
});

test('changes of another cluster are not read, since their transactions say nothing here', async () => {
  const { eventId } = await makeEvent(system, organizer);
  await transact(system, async (ctx) => note(ctx, eventId, 'restored'));
  await sql`update changes set era = era - 1 where event_id = ${eventId}`.execute(system.db);
  await transact(system, async (ctx) => note(ctx, eventId, 'here'));
  await untilReadable(system.db);
  assert.deepEqual(await reader(eventId)(), ['here']);
});

test('a place that this server never reached is gone, as after a restore from an older backup', async () => {
  const { eventId } = await makeEvent(system, organizer);
  const ahead = { xid: '4000000000000', id: '0' };
  await assert.rejects(readChanges(system.db, { eventId, types: TYPES, after: ahead, limit: 10 }), {
    problems: [problem('after', 'field.place_gone')],
  });
});
