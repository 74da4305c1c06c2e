import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { statementsOf } from '#testing/statements.ts';
import { insertPlainRows, writeNumberedRows } from './bulk.ts';

const database = await createTestDatabase();
const { db } = database;
const organizer = await db
  .insertInto('organizers')
  .values({ slug: 'house', name: 'Foyer' })
  .returning('id')
  .executeTakeFirstOrThrow();

async function makeEvent(slug: string): Promise<number> {
  const values = {
    organizerId: organizer.id,
    slug,
    name: slug,
    startsAt: new Date(0),
    endsAt: new Date(1),
    timeZone: 'UTC',
    hue: 0,
  };
  return (await db.insertInto('events').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

const own = await makeEvent('own');
const other = await makeEvent('other');
const owner = (id: number) => ({ column: 'event_id', id });
const quiet = async (): Promise<void> => {};
const names = async (eventId: number): Promise<[number, string, number | null][]> =>
  (
    await db
      .selectFrom('rooms')
      .select(['number', 'name', 'capacity'])
      .where('eventId', '=', eventId)
      .orderBy('number')
      .execute()
  ).map((r) => [r.number, r.name, r.capacity]);

/** The first word of each statement. */
async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  return (await statementsOf(work)).statements.map((text) => text.trim().split(/\s/)[0] as string);
}

describe('writing numbered rows', () => {
  test('inserts and updates in one statement each, however many', async () => {
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ number: from + i, name: `Room ${from + i}`, capacity: i || null }));
    let ids = new Map<number, number>();
    const first = await queriesOf(
      async () =>
        (ids = await writeNumberedRows(
          database.ctx(),
          'rooms',
          owner(own),
          { create: rows(1, 300), update: [] },
          quiet,
        )),
    );
    assert.deepEqual(first, ['begin', 'insert', 'commit']);
    assert.deepEqual(
      [...ids.keys()].sort((a, b) => a - b),
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    const update = rows(1, 300).map((row) => ({
      ...row,
      id: ids.get(row.number) as number,
      name: `New ${row.number}`,
    }));
    const second = await queriesOf(() =>
      writeNumberedRows(database.ctx(), 'rooms', owner(own), { create: rows(301, 2), update }, quiet),
    );
    assert.deepEqual(second, ['begin', 'insert', 'update', 'commit']);
    assert.deepEqual((await names(own)).slice(0, 2), [
      [1, 'New 1', null],
      [2, 'New 2', 1],
    ]);
    assert.deepEqual((await names(own)).slice(-2), [
      [301, 'Room 301', null],
      [302, 'Room 302', 1],
    ]);
  });

  test('touches no row of another owner, whatever id is named', async () => {
    const ids = await writeNumberedRows(
      database.ctx(),
      'rooms',
      owner(other),
      { create: [{ number: 1, name: 'Theirs' }], update: [] },
      quiet,
    );
    await writeNumberedRows<{ number: number; name: string }>(
      database.ctx(),
      'rooms',
      owner(own),
      { create: [], update: [{ id: ids.get(1) as number, number: 1, name: 'Stolen' }] },
      quiet,
    );
    assert.deepEqual(await names(other), [[1, 'Theirs', null]]);
  });

  test('does not even open a transaction where there is nothing to write', async () => {
    let announced = 0;
    const seen = await queriesOf(() =>
      writeNumberedRows(
        database.ctx(),
        'rooms',
        owner(own),
        { create: [], update: [] },
        async () => void (announced += 1),
      ),
    );
    assert.deepEqual([seen, announced], [[], 0]);
  });

  test('leaves nothing when one row is wrong, and announces nothing', async () => {
    const before = await names(other);
    let announced = 0;
    const create = [
      { number: 7, name: 'Fine' },
      { number: 8, name: '' },
    ];
    await assert.rejects(
      writeNumberedRows(
        database.ctx(),
        'rooms',
        owner(other),
        { create, update: [] },
        async () => void (announced += 1),
      ),
    );
    assert.deepEqual([await names(other), announced], [before, 0]);
  });

  test('announces after the rows are there, in their transaction', async () => {
    let seen: number | undefined;
    await writeNumberedRows(
      database.ctx(),
      'rooms',
      owner(other),
      { create: [{ number: 9, name: 'Nine' }], update: [] },
      async (ctx) => {
        seen = (
          await ctx.db
            .selectFrom('rooms')
            .select('number')
            .where('eventId', '=', other)
            .where('number', '=', 9)
            .execute()
        ).length;
        assert.deepEqual(
          (await names(other)).some(([number]) => number === 9),
          false,
        );
      },
    );
    assert.equal(seen, 1);
  });

  test('keeps instants, JSON, nothing and strange text as they are', async () => {
    const text = 'quote \' "double" back\\slash \n new line, emoji 🏮, Arabic فوانيس, $1 {json}';
    const row = {
      number: 1,
      guid: '00000000-0000-8000-8000-000000000001',
      uid: 'u',
      title: text,
      startsAt: new Date('2027-03-28T00:59:59.123Z'),
      endsAt: null,
      links: [{ title: text, url: 'https://example.org/?a=1&b=2', deepKey: { innerKey: [1, null] } }],
    };
    await writeNumberedRows(
      database.ctx(),
      'sessions',
      owner(own),
      { create: [{ ...row, attachments: [], state: 'draft', sequence: 0, recordingOptout: true }], update: [] },
      quiet,
    );
    const read = await db
      .selectFrom('sessions')
      .select(['title', 'startsAt', 'endsAt', 'links', 'recordingOptout'])
      .where('eventId', '=', own)
      .executeTakeFirstOrThrow();
    assert.deepEqual(read, {
      title: text,
      startsAt: Date.parse('2027-03-28T00:59:59.123Z'),
      endsAt: null,
      links: row.links,
      recordingOptout: true,
    });
  });
});

test('plain rows are inserted in one statement, and none of them in none', async () => {
  const tracks = (n: number) => Array.from({ length: n }, (_, i) => ({ eventId: other, number: i + 1, name: `T${i}` }));
  const columns = tracks(3).map((track) => ({ ...track, sourceKey: '', description: '', color: '' }));
  await assert.rejects(insertPlainRows(db, 'tracks', [{ ...columns[0], name: null }]));
  assert.deepEqual(await queriesOf(() => insertPlainRows(db, 'tracks', columns)), ['insert']);
  assert.deepEqual(await queriesOf(() => insertPlainRows(db, 'tracks', [])), []);
});
