import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import type { OrganizerRole } from '#features/organizers/organizer.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { moveRoom } from '#features/sessions/server/move-room.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { updateSessionTypes } from '#features/sessions/server/update-records.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { updateTracks } from '#features/sessions/server/update-records.ts';
import { updateSponsors } from '#features/sponsors/server/write-sponsors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';

const database = await createTestDatabase();
const { db } = database;
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);

async function prepare(count = 2): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, count);
  return event;
}

type Act = (ctx: Ctx, event: EventScope) => Promise<unknown>;
const room = { name: 'Attic', floor: '', capacity: null };
const ADDS: Record<string, Act> = {
  session: (ctx, event) => updateSessions(ctx, event, { create: [{ title: 'New' }] }),
  speaker: (ctx, event) => updateSpeakers(ctx, event, { create: [{ name: 'New' }] }),
  room: (ctx, event) => updateRooms(ctx, event, { create: [room] }),
  track: (ctx, event) => updateTracks(ctx, event, { create: [{ name: 'New', description: '', color: '' }] }),
  type: (ctx, event) => updateSessionTypes(ctx, event, { create: [{ name: 'New', minutes: 20 }] }),
  sponsor: (ctx, event) => updateSponsors(ctx, event, { create: [{ name: 'New' }] }),
};
const CHANGES: Record<string, Act> = {
  session: (ctx, event) => updateSessions(ctx, event, { change: [{ number: 1, values: { title: 'Other' } }] }),
  speaker: (ctx, event) => updateSpeakers(ctx, event, { change: [{ number: 1, values: { name: 'Other' } }] }),
  room: (ctx, event) => updateRooms(ctx, event, { change: [{ number: 1, values: { name: 'Other' } }] }),
  order: (ctx, event) => moveRoom(ctx, event, { number: 2, to: 'up' }),
  track: (ctx, event) => updateTracks(ctx, event, { change: [{ number: 1, values: { name: 'Other' } }] }),
  type: (ctx, event) => updateSessionTypes(ctx, event, { change: [{ number: 1, values: { name: 'Other' } }] }),
  sponsor: (ctx, event) => updateSponsors(ctx, event, { change: [{ number: 1, values: { name: 'Other' } }] }),
};
const REMOVALS: Record<string, Act> = {
  session: (ctx, event) => updateSessions(ctx, event, { remove: [1] }),
  speaker: (ctx, event) => updateSpeakers(ctx, event, { remove: [1] }),
  room: (ctx, event) => updateRooms(ctx, event, { remove: [1] }),
  track: (ctx, event) => updateTracks(ctx, event, { remove: [1] }),
  type: (ctx, event) => updateSessionTypes(ctx, event, { remove: [1] }),
  sponsor: (ctx, event) => updateSponsors(ctx, event, { remove: [1] }),
};

/** What the table of roles says of each kind of act; a track organizer without tracks is refused everything. */
const TABLE: Record<OrganizerRole, { add: boolean; change: boolean; remove: boolean }> = {
  owner: { add: true, change: true, remove: true },
  organizer: { add: true, change: true, remove: true },
  'co-organizer': { add: true, change: true, remove: false },
  'track-organizer': { add: false, change: false, remove: false },
  moderator: { add: false, change: false, remove: false },
  registrar: { add: false, change: false, remove: false },
};

describe('each role adds, changes and deletes what the table of roles says', () => {
  for (const role of Object.keys(TABLE) as OrganizerRole[]) {
    test(role, async () => {
      const ctx = database.ctx(await makeUser(system, { organizer, role }));
      for (const [kind, acts] of [
        ['add', ADDS],
        ['change', CHANGES],
        ['remove', REMOVALS],
      ] as const) {
        for (const [noun, act] of Object.entries(acts)) {
          const event = await prepare();
          const done = act(ctx, event);
          if (TABLE[role][kind]) await done;
          else await assert.rejects(done, { name: 'Forbidden' }, `${kind} ${noun}`);
        }
      }
    });
  }

  test('the owner of another organizer and a stranger learn nothing and change nothing', async () => {
    const event = await prepare();
    const elsewhere = await makeOrganizer(system);
    const owner = await makeUser(system, { organizer: elsewhere, role: 'owner' });
    await addProgramme(system, await makeEvent(system, elsewhere), 2);
    const count = async () =>
      (
        await db
          .selectFrom('auditEntries')
          .select('id')
          .where('eventId', '=', event.eventId)
          .where('action', 'not like', 'event.%')
          .execute()
      ).length;
    for (const ctx of [database.ctx(owner), database.ctx({ kind: 'nobody' })]) {
      for (const acts of [ADDS, CHANGES, REMOVALS])
        for (const act of Object.values(acts))
          await assert.rejects(act(ctx, event), { name: 'NotFound', message: 'This event no longer exists' });
    }
    assert.equal(await count(), 0);
  });

  test('numbers of another event are not there', async () => {
    const [event, other] = [await prepare(1), await prepare(3)];
    await assert.rejects(updateRooms(system, event, { remove: [3] }), {
      name: 'NotFound',
      message: 'This event has no room 3',
    });
    await assert.rejects(updateSessions(system, event, { change: [{ number: 1, values: { speakers: [3] } }] }), {
      name: 'Invalid',
      message: 'This event has no speaker 3',
    });
    await assert.rejects(updateSessions(system, event, { change: [{ number: 1, values: { track: 2 } }] }), {
      name: 'Invalid',
      message: 'This event has no track 2',
    });
    assert.equal((await db.selectFrom('rooms').select('id').where('eventId', '=', other.eventId).execute()).length, 3);
  });
});

describe('a track organizer', () => {
  async function onTrackOne(): Promise<{ ctx: Ctx; event: EventScope; scope: EventScope; tracks: EventScope }> {
    const event = await prepare();
    const user = await makeUser(system, { organizer, role: 'track-organizer' });
    const track = await db
      .selectFrom('tracks')
      .select('id')
      .where('eventId', '=', event.eventId)
      .where('number', '=', 1)
      .executeTakeFirstOrThrow();
    await db.insertInto('trackMembers').values({ trackId: track.id, userId: user.userId }).execute();
    const ctx = database.ctx(user);
    return {
      ctx,
      event,
      scope: await authoriseEvent(ctx, event.slug, 'edit-own-sessions'),
      tracks: await authoriseEvent(ctx, event.slug, 'edit-own-tracks'),
    };
  }
  const own = { name: 'Forbidden', message: 'You can only change what belongs to your own tracks' };

  test('accepts in own tracks, and nowhere else', async () => {
    const { ctx, scope } = await onTrackOne();
    await updateSessions(ctx, scope, { change: [{ number: 1, values: { state: 'accepted' } }] });
    await assert.rejects(updateSessions(ctx, scope, { change: [{ number: 2, values: { state: 'accepted' } }] }), own);
    await assert.rejects(
      updateSessions(ctx, scope, {
        change: [1, 2].map((number) => ({ number, values: { state: 'rejected' as const } })),
      }),
      own,
    );
  });

  test('takes no session into another track, out of all tracks, or from one', async () => {
    const { ctx, scope } = await onTrackOne();
    for (const track of [2, null])
      await assert.rejects(updateSessions(ctx, scope, { change: [{ number: 1, values: { track } }] }), own);
    await assert.rejects(updateSessions(ctx, scope, { change: [{ number: 2, values: { track: 1 } }] }), own);
  });

  test('changes own tracks, and no other', async () => {
    const { ctx, tracks } = await onTrackOne();
    await updateTracks(ctx, tracks, { change: [{ number: 1, values: { name: 'Mine' } }] });
    await assert.rejects(updateTracks(ctx, tracks, { change: [{ number: 2, values: { name: 'Mine too' } }] }), {
      name: 'Forbidden',
      message: 'You can only change what belongs to your own tracks',
    });
  });

  test('reaches nothing with a scope that was given for seeing', async () => {
    const { ctx, event } = await onTrackOne();
    const seeing = await authoriseEvent(ctx, event.slug, 'see-programme');
    await assert.rejects(updateSessions(ctx, seeing, { change: [{ number: 1, values: { state: 'accepted' } }] }), own);
  });
});

describe('an edit', () => {
  test('numbers what is new, says what was done, and leaves before and after in the record', async () => {
    const event = await prepare();
    const ctx = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
    const { editId, ...done } = await updateRooms(ctx, event, {
      create: [room],
      change: [{ number: 1, values: { capacity: 40 } }],
      remove: [2],
    });
    assert.deepEqual(
      [done, typeof editId],
      [
        {
          created: [2],
          changed: [1],
          removed: [2],
          label: 'Attic added, Hall 1 changed, Hall 2 deleted, 1 session without a room now',
        },
        'string',
      ],
    );
    const entries = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'before', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', 'like', 'room.%')
      .orderBy('id')
      .execute();
    assert.deepEqual(entries, [
      { action: 'room.create', subject: 'room 2: Attic', before: null, after: { name: 'Attic', position: 3 } },
      { action: 'room.update', subject: 'room 1: Hall 1', before: { capacity: null }, after: { capacity: 40 } },
      { action: 'room.delete', subject: 'room 2: Hall 2', before: { name: 'Hall 2', position: 2 }, after: null },
    ]);
  });

  test('is recorded with the names of what it points at, not with the numbers of the database', async () => {
    const event = await prepare(3);
    await updateSessions(system, event, {
      change: [{ number: 1, values: { room: 2, track: null, speakers: [3, 1] } }],
    });
    const entry = await db
      .selectFrom('auditEntries')
      .select(['before', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'session.update')
      .executeTakeFirstOrThrow();
    assert.deepEqual(entry, {
      before: { room: 'Hall 1', track: 'Track 1', speakers: ['Speaker 1'] },
      after: { room: 'Hall 2', track: null, speakers: ['Speaker 3', 'Speaker 1'] },
    });
  });

  test('that changes nothing leaves nothing', async () => {
    const event = await prepare();
    assert.deepEqual(await updateRooms(system, event, { change: [{ number: 1, values: { name: 'Hall 1' } }] }), {
      created: [],
      changed: [],
      removed: [],
      label: '',
      editId: null,
    });
    assert.deepEqual(await db.selectFrom('edits').select('id').where('eventId', '=', event.eventId).execute(), []);
  });

  test('is refused where a room, track, type or sponsor of that name is there, whatever its case', async () => {
    const event = await prepare();
    await assert.rejects(updateRooms(system, event, { create: [{ ...room, name: 'HALL 1' }] }), {
      name: 'Invalid',
      message: '“HALL 1” is already in use',
    });
    await assert.rejects(updateTracks(system, event, { change: [{ number: 1, values: { name: 'track 2' } }] }), {
      name: 'Invalid',
    });
    await updateSessions(system, event, { create: [{ title: 'Session 1' }] });
  });

  test('takes as many statements for three as for one', async () => {
    const event = await prepare(6);
    const states = (numbers: number[]) => () =>
      updateSessions(system, event, {
        change: numbers.map((number) => ({ number, values: { room: 1, speakers: [4] } })),
      });
    const audit = 1; // Each record has an entry of its own in the record.
    const one = await countStatements(states([6]));
    assert.equal(await countStatements(states([2, 3, 5])), one + 2 * audit);
  });
});

test('rooms move by one place and stop at the ends; what others left in disorder is in order afterwards', async () => {
  const event = await prepare(3);
  const order = async () =>
    (
      await db
        .selectFrom('rooms')
        .select(['number', 'position'])
        .where('eventId', '=', event.eventId)
        .orderBy('position')
        .execute()
    ).map(({ number, position }) => [number, position]);
  await db.updateTable('rooms').set({ position: 0 }).where('eventId', '=', event.eventId).execute();
  await moveRoom(system, event, { number: 3, to: 'up' });
  assert.deepEqual(await order(), [
    [1, 1],
    [3, 2],
    [2, 3],
  ]);
  await moveRoom(system, event, { number: 2, to: 'down' });
  await moveRoom(system, event, { number: 1, to: 'up' });
  assert.deepEqual(await order(), [
    [1, 1],
    [3, 2],
    [2, 3],
  ]);
});

test('what was numbered as high as a number goes is no obstacle to the next, nor to its next change', async () => {
  const event = await prepare(2);
  const { eventId } = event;
  const most = 2_147_483_647;
  await db
    .updateTable('sessions')
    .set({ number: most, sequence: most })
    .where('eventId', '=', eventId)
    .where('number', '=', 2)
    .execute();
  const { created } = await updateSessions(system, event, { create: [{ title: 'New' }] });
  await updateSessions(system, event, { change: [{ number: most, values: { startsAt: DAY, endsAt: DAY + 60_000 } }] });
  const { removed } = await updateSessions(system, event, { remove: [most] });
  const rows = await db
    .selectFrom('sessions')
    .select(['number'])
    .where('eventId', '=', eventId)
    .orderBy('number')
    .execute();
  assert.deepEqual([created, removed, rows], [[2], [most], [{ number: 1 }, { number: 2 }]]);
});
