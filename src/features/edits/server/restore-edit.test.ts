import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { restoreRecords } from '#features/records/server/update-records.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { updateTracks } from '#features/sessions/server/update-records.ts';
import { updateSponsors } from '#features/sponsors/server/write-sponsors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { discardOldEdits } from './jobs.ts';
import { findEdit } from './queries.ts';

const database = await createTestDatabase();
const { db } = database;
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);
const owner = { ...database.ctx(await makeUser(system, { organizer, role: 'owner' })), now: DAY };

async function prepare(count = 3): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, count);
  return event;
}

/** Everything of the programme but stamps. */
async function everything({ eventId }: EventScope) {
  const all = async (table: 'sessions' | 'speakers' | 'rooms' | 'tracks' | 'sponsors') => {
    const rows = await db
      .selectFrom(table as 'sessions')
      .selectAll()
      .where('eventId', '=', eventId)
      .orderBy('number')
      .execute();
    return rows.map(({ sequence: _s, updatedAt: _u, version: _v, ...row }) => row as typeof row & { name: string });
  };
  const sessions = await all('sessions');
  const ids = sessions.map(({ id }) => id);
  return {
    sessions,
    speakers: await all('speakers'),
    rooms: await all('rooms'),
    tracks: await all('tracks'),
    sponsors: await all('sponsors'),
    links: await db
      .selectFrom('sessionSpeakers')
      .selectAll()
      .where('sessionId', 'in', ids.length > 0 ? ids : [0])
      .orderBy('sessionId')
      .orderBy('position')
      .execute(),
    members: await db
      .selectFrom('trackMembers')
      .innerJoin('tracks', 'tracks.id', 'trackId')
      .select(['trackId', 'userId'])
      .where('eventId', '=', eventId)
      .execute(),
  };
}

const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: ctx.now + minutes * 60_000 });
const idOf = ({ editId }: { editId: string | null }): string => editId as string;

describe('what was done is undone to the last bit', () => {
  type Case = [
    what: string,
    act: (event: EventScope) => Promise<{ editId: string | null }>,
    restore: (event: EventScope, id: string) => Promise<void>,
  ];
  const programme = (event: EventScope, id: string) => restoreRecords(owner, event, id);
  const cases: Case[] = [
    [
      'a state given to many',
      (event) =>
        updateSessions(owner, event, {
          change: [1, 2, 3].map((number) => ({ number, values: { state: 'rejected' as const } })),
        }),
      programme,
    ],
    [
      'a session moved, renamed and given other speakers',
      (event) =>
        updateSessions(owner, event, {
          change: [{ number: 1, values: { title: 'X', room: 2, startsAt: DAY, speakers: [3, 2] } }],
        }),
      programme,
    ],
    [
      'sessions deleted, with who speaks in them',
      (event) => updateSessions(owner, event, { remove: [1, 3] }),
      programme,
    ],
    ['a room deleted, with where it was', (event) => updateRooms(owner, event, { remove: [2] }), programme],
    [
      'a track deleted, with its sessions and its organizers',
      (event) => updateTracks(owner, event, { remove: [1] }),
      programme,
    ],
    [
      'rooms added',
      (event) => updateRooms(owner, event, { create: [{ name: 'Attic', floor: '', capacity: 4 }] }),
      programme,
    ],
    [
      'speakers deleted, with where they speak',
      (event) => updateSpeakers(owner, event, { remove: [1, 2] }),
      (event, id) => restoreRecords(owner, event, id),
    ],
    [
      'a sponsor added, one changed and one deleted',
      (event) =>
        updateSponsors(owner, event, {
          create: [{ name: 'New' }],
          change: [{ number: 1, values: { level: 9 } }],
          remove: [2],
        }),
      (event, id) => restoreRecords(owner, event, id),
    ],
  ];
  for (const [what, act, restore] of cases) {
    test(what, async () => {
      const event = await prepare();
      const [track] = await db
        .selectFrom('tracks')
        .select('id')
        .where('eventId', '=', event.eventId)
        .orderBy('number')
        .execute();
      const helper = await makeUser(system, { organizer, role: 'track-organizer' });
      await db
        .insertInto('trackMembers')
        .values({ trackId: track?.id as number, userId: helper.userId })
        .execute();
      const before = await everything(event);
      const id = idOf(await act(event));
      assert.notDeepEqual(await everything(event), before);
      await restore(event, id);
      assert.deepEqual(await everything(event), before);
    });
  }

  test('and calendars hear of it: what was moved back counts up again', async () => {
    const event = await prepare(1);
    const sequence = async (): Promise<number> =>
      (
        await db
          .selectFrom('sessions')
          .select('sequence')
          .where('eventId', '=', event.eventId)
          .executeTakeFirstOrThrow()
      ).sequence;
    const id = idOf(await updateSessions(owner, event, { change: [{ number: 1, values: { startsAt: DAY } }] }));
    assert.equal(await sequence(), 1);
    await restoreRecords(owner, event, id);
    assert.equal(await sequence(), 2);
  });

  test('a number that was given away meanwhile is not taken from who has it', async () => {
    const event = await prepare(2);
    const id = idOf(await updateRooms(owner, event, { remove: [2] }));
    assert.deepEqual(
      (await updateRooms(owner, event, { create: [{ name: 'Attic', floor: '', capacity: null }] })).created,
      [2],
    );
    await restoreRecords(owner, event, id);
    assert.deepEqual(
      (await everything(event)).rooms.map(({ number, name }) => [number, name]),
      [
        [1, 'Hall 1'],
        [2, 'Attic'],
        [3, 'Hall 2'],
      ],
    );
  });
});

describe('what cannot be undone is refused and changes nothing', () => {
  async function refuse(event: EventScope, ctx: Ctx, id: string, error: object): Promise<void> {
    const before = await everything(event);
    await assert.rejects(restoreRecords(ctx, event, id), error);
    assert.deepEqual(await everything(event), before);
  }
  const reject = (event: EventScope) =>
    updateSessions(owner, event, {
      change: [1, 2].map((number) => ({ number, values: { state: 'rejected' as const } })),
    });

  test('twice', async () => {
    const event = await prepare();
    const id = idOf(await reject(event));
    await restoreRecords(owner, event, id);
    await refuse(event, owner, id, { name: 'Conflict', message: 'This has already been undone' });
  });

  test('after half an hour', async () => {
    const event = await prepare();
    const id = idOf(await reject(event));
    await refuse(event, later(owner, 31), id, {
      name: 'Conflict',
      message: 'You can undo this for 30 minutes only',
    });
    await restoreRecords(later(owner, 30), event, id);
  });

  test('where the same was changed since; another word of it does not matter', async () => {
    const event = await prepare();
    const id = idOf(await reject(event));
    await updateSessions(system, event, { change: [{ number: 2, values: { state: 'accepted' } }] });
    await refuse(event, owner, id, {
      name: 'Conflict',
      message: '“Session 2” has been changed since, so this can no longer be undone',
    });
    await updateSessions(system, event, {
      change: [{ number: 2, values: { state: 'rejected', title: 'Another word' } }],
    });
    await restoreRecords(owner, event, id);
    assert.deepEqual(
      (await everything(event)).sessions.map(({ state, title }) => [state, title]),
      [
        ['confirmed', 'Session 1'],
        ['confirmed', 'Another word'],
        ['confirmed', 'Session 3'],
      ],
    );
  });

  test('where what was added is used meanwhile', async () => {
    const event = await prepare(1);
    const id = idOf(await updateRooms(owner, event, { create: [{ name: 'Attic', floor: '', capacity: null }] }));
    await updateSessions(system, event, { change: [{ number: 1, values: { room: 2 } }] });
    await refuse(event, owner, id, {
      name: 'Conflict',
      message: 'Something else uses this now, so it can no longer be undone',
    });
  });

  test('where what it referred to is gone', async () => {
    const event = await prepare(2);
    const id = idOf(await updateSessions(owner, event, { remove: [1] }));
    await updateRooms(system, event, { remove: [1] });
    await refuse(event, owner, id, {
      name: 'Conflict',
      message: 'Something that this referred to was deleted, so it can no longer be undone. Restore that first.',
    });
  });

  test('by another member of the team, or in another event', async () => {
    const event = await prepare();
    const neighbour = await prepare();
    const id = idOf(await reject(event));
    const other = { ...database.ctx(await makeUser(system, { organizer, role: 'owner' })), now: DAY };
    const hidden = { name: 'NotFound', message: 'There is nothing to undo' };
    await refuse(event, other, id, hidden);
    await refuse(neighbour, owner, id, hidden);
    await refuse(event, owner, 'nonsense', hidden);
    assert.deepEqual(
      [await findEdit(other, event, id), (await findEdit(owner, event, id))?.label],
      [undefined, '2 sessions changed'],
    );
  });

  test('by somebody who lost the right', async () => {
    const event = await prepare();
    const user = await makeUser(system, { organizer, role: 'co-organizer' });
    const ctx = { ...database.ctx(user), now: DAY };
    const id = idOf(await updateSessions(ctx, event, { change: [{ number: 1, values: { state: 'rejected' } }] }));
    await db.updateTable('organizerMembers').set({ role: 'moderator' }).where('userId', '=', user.userId).execute();
    await refuse(event, ctx, id, { name: 'Forbidden', message: 'Your role (moderator) does not allow this' });
  });

  test('by somebody who may change but no longer add or delete', async () => {
    const event = await prepare();
    const user = await makeUser(system, { organizer, role: 'owner' });
    const ctx = { ...database.ctx(user), now: DAY };
    const deleted = idOf(await updateSessions(ctx, event, { remove: [1] }));
    const added = idOf(await updateSessions(ctx, event, { create: [{ title: 'Mine' }] }));
    await db
      .insertInto('organizerMembers')
      .values({ organizerId: organizer.organizerId, userId: user.userId, role: 'co-organizer' })
      .onConflict((known) => known.columns(['organizerId', 'userId']).doUpdateSet({ role: 'co-organizer' }))
      .execute();
    await refuse(event, ctx, deleted, { name: 'Forbidden', message: 'Your role (co-organizer) does not allow this' });
    await db
      .updateTable('organizerMembers')
      .set({ role: 'track-organizer' })
      .where('userId', '=', user.userId)
      .execute();
    await refuse(event, ctx, added, { name: 'Forbidden', message: 'Your role (track-organizer) does not allow this' });
  });
});

test('what was kept for undoing goes after a day, also where nobody edits the event again', async () => {
  const event = await prepare();
  await updateSpeakers(owner, event, { remove: [1] });
  await updateSpeakers(later(owner, 60), event, { remove: [2] });
  await discardOldEdits(later(system, 24 * 60 + 30));
  assert.equal((await db.selectFrom('edits').select('id').where('eventId', '=', event.eventId).execute()).length, 1);
});

test('an addition is undone after a change of it was undone, and one of a version that knew fewer columns as well', async () => {
  const event = await prepare();
  const added = await updateRooms(owner, event, { create: [{ name: 'Loft', floor: '', capacity: null }] });
  const [number = 0] = added.created;
  const changed = await updateRooms(owner, event, { change: [{ number, values: { floor: '3' } }] });
  await restoreRecords(owner, event, idOf(changed));
  await restoreRecords(owner, event, idOf(added));
  const rooms = async () => (await everything(event)).rooms.map(({ name }) => name);
  assert.deepEqual((await rooms()).includes('Loft'), false);

  const older = await updateRooms(owner, event, { create: [{ name: 'Attic', floor: '', capacity: null }] });
  const { images } = await db
    .selectFrom('edits')
    .select('images')
    .where('id', '=', idOf(older))
    .executeTakeFirstOrThrow();
  const [{ version: _version, updated_at: _at, ...image }] = (
    images as unknown as { created: [Record<string, unknown>] }
  ).created;
  await db
    .updateTable('edits')
    .set({ images: JSON.stringify({ ...(images as object), created: [image] }) })
    .where('id', '=', idOf(older))
    .execute();
  await restoreRecords(owner, event, idOf(older));
  assert.deepEqual((await rooms()).includes('Attic'), false);
});
