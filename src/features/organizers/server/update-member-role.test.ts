import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addProgramme, makeEvent, makeOrganizer, makeUser, type UserActor } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { listManagedEvents } from '#features/events/server/load-managed-event.ts';
import { ORGANIZER_ROLES, type OrganizerRole } from '../organizer.ts';
import { inviteMember } from './invite-member.ts';
import { leaveOrganizer } from './leave-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from './policy.ts';
import { listEventTeam, listHiddenEvents, listEventAccess, listTeam } from './queries.ts';
import { removeMember } from './remove-member.ts';
import { transferOwnership } from './transfer-ownership.ts';
import { updateMemberAccess } from './update-member-access.ts';
import { updateMemberRole } from './update-member-role.ts';
import { updateOrganizer } from './update-organizer.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();

type Team = { scope: OrganizerScope } & Record<OrganizerRole, UserActor>;

/** One of each role. */
async function prepare(): Promise<Team> {
  const scope = await makeOrganizer(system);
  const people = await Promise.all(
    ORGANIZER_ROLES.map(async (role) => [role, await makeUser(system, { organizer: scope, role })] as const),
  );
  return { scope, ...(Object.fromEntries(people) as Record<OrganizerRole, UserActor>) };
}

async function rolesOf({ scope }: Team): Promise<Record<string, string>> {
  const rows = await db
    .selectFrom('organizerMembers')
    .select(['userId', 'role'])
    .where('organizerId', '=', scope.organizerId)
    .execute();
  return Object.fromEntries(rows.map(({ userId, role }) => [userId, role]));
}

const LAST_OWNER = { name: 'Conflict', code: 'last_owner' };

describe('a change of role', () => {
  test('counts from that moment, and stands in the record', async () => {
    const team = await prepare();
    await updateMemberRole(database.ctx(team.owner), team.scope, {
      userId: team.moderator.userId,
      role: 'co-organizer',
    });
    assert.equal((await rolesOf(team))[team.moderator.userId], 'co-organizer');
    await authoriseOrganizer(database.ctx(team.moderator), team.scope.slug, 'import');
    const entry = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'before', 'after', 'actorName'])
      .where('organizerId', '=', team.scope.organizerId)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    assert.deepEqual(entry, {
      action: 'member.update',
      subject: `member ${team.moderator.name}`,
      before: { role: 'moderator' },
      after: { role: 'co-organizer' },
      actorName: team.owner.name,
    });
  });

  test('by an organizer stops below owners', async () => {
    const team = await prepare();
    const by = database.ctx(team.organizer);
    await updateMemberRole(by, team.scope, { userId: team.registrar.userId, role: 'organizer' });
    for (const [who, role] of [
      [team.organizer, 'owner'],
      [team.moderator, 'owner'],
      [team.owner, 'moderator'],
    ] as const) {
      await assert.rejects(updateMemberRole(by, team.scope, { userId: who.userId, role }), { name: 'Forbidden' });
    }
    await assert.rejects(removeMember(by, team.scope, { userId: team.owner.userId }), { name: 'Forbidden' });
    await assert.rejects(transferOwnership(by, team.scope, { userId: team.organizer.userId }), { name: 'Forbidden' });
  });

  test('of the only owner is refused, whoever asks', async () => {
    const team = await prepare();
    for (const by of [database.ctx(team.owner), system, database.ctx(await makeUser(system, undefined, true))]) {
      await assert.rejects(
        updateMemberRole(by, team.scope, { userId: team.owner.userId, role: 'organizer' }),
        LAST_OWNER,
      );
      await assert.rejects(removeMember(by, team.scope, { userId: team.owner.userId }), LAST_OWNER);
    }
    await assert.rejects(leaveOrganizer(database.ctx(team.owner), team.scope), LAST_OWNER);
  });

  test('to owner takes away what narrowed them', async () => {
    const team = await prepare();
    const event = await makeEvent(system, team.scope);
    await updateMemberAccess(database.ctx(team.owner), team.scope, {
      userId: team.moderator.userId,
      allEvents: false,
      roles: { [event.slug]: 'none' },
      tracks: [],
    });
    await updateMemberRole(database.ctx(team.owner), team.scope, { userId: team.moderator.userId, role: 'owner' });
    assert.equal((await authoriseEvent(database.ctx(team.moderator), event.slug, 'delete')).eventId, event.eventId);
  });
});

describe('ownership', () => {
  test('changes hands in one act', async () => {
    const team = await prepare();
    await transferOwnership(database.ctx(team.owner), team.scope, { userId: team.registrar.userId });
    const roles = await rolesOf(team);
    assert.deepEqual([roles[team.owner.userId], roles[team.registrar.userId]], ['organizer', 'owner']);
    await assert.rejects(transferOwnership(database.ctx(team.owner), team.scope, { userId: team.owner.userId }), {
      name: 'Forbidden',
    });
  });

  test('stays with one of two owners who leave at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const team = await prepare();
      const second = await makeUser(system, { organizer: team.scope, role: 'owner' });
      const results = await Promise.allSettled(
        [team.owner, second].map((who) => leaveOrganizer(database.ctx(who), team.scope)),
      );
      assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal(Object.values(await rolesOf(team)).filter((role) => role === 'owner').length, 1);
    }
  });

  test('is kept by the database itself, also against two statements at once and the end of an account', async () => {
    const team = await prepare();
    const second = await makeUser(system, { organizer: team.scope, role: 'owner' });
    const leave = ({ userId }: UserActor) => db.deleteFrom('organizerMembers').where('userId', '=', userId).execute();
    const results = await Promise.allSettled([leave(team.owner), leave(second)]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const last = Object.entries(await rolesOf(team)).find(([, role]) => role === 'owner')?.[0] as string;
    await assert.rejects(db.deleteFrom('users').where('id', '=', last).execute(), { code: '23514' });
    await assert.rejects(
      db.updateTable('organizerMembers').set({ role: 'moderator' }).where('userId', '=', last).execute(),
      { code: '23514' },
    );
    await db.deleteFrom('organizers').where('id', '=', team.scope.organizerId).execute();
    assert.deepEqual(await rolesOf(team), {});
  });
});

describe('leaving and being taken out', () => {
  test('ends the way in at once, with everything that narrowed it', async () => {
    const team = await prepare();
    const event = await makeEvent(system, team.scope);
    await addProgramme(system, event, 1);
    const { id } = await db
      .selectFrom('tracks')
      .select('id')
      .where('eventId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await updateMemberAccess(database.ctx(team.owner), team.scope, {
      userId: team['track-organizer'].userId,
      allEvents: true,
      roles: { [event.slug]: 'track-organizer' },
      tracks: [id],
    });
    await removeMember(database.ctx(team.organizer), team.scope, { userId: team['track-organizer'].userId });
    await leaveOrganizer(database.ctx(team.moderator), team.scope);
    for (const who of [team['track-organizer'], team.moderator])
      await assert.rejects(authoriseEvent(database.ctx(who), event.slug, 'see'), { name: 'NotFound' });
    assert.deepEqual(await db.selectFrom('trackMembers').select('trackId').where('trackId', '=', id).execute(), []);
    assert.deepEqual(
      await db.selectFrom('eventMembers').select('userId').where('eventId', '=', event.eventId).execute(),
      [],
    );
  });
});

describe('what narrows a member', () => {
  test('hides an event everywhere, or makes them less in it', async () => {
    const team = await prepare();
    const [open, hidden, lesser] = [
      await makeEvent(system, team.scope),
      await makeEvent(system, team.scope),
      await makeEvent(system, team.scope),
    ];
    const who = team['co-organizer'];
    await updateMemberAccess(database.ctx(team.owner), team.scope, {
      userId: who.userId,
      allEvents: true,
      roles: { [hidden.slug]: 'none', [lesser.slug]: 'moderator' },
      tracks: [],
    });
    const ctx = database.ctx(who);
    await authoriseEvent(ctx, open.slug, 'publish');
    await assert.rejects(authoriseEvent(ctx, hidden.slug, 'see'), { name: 'NotFound' });
    await authoriseEvent(ctx, lesser.slug, 'see-programme');
    await assert.rejects(authoriseEvent(ctx, lesser.slug, 'edit'), { name: 'Forbidden' });
    assert.deepEqual(
      (await listManagedEvents(ctx, team.scope)).map(({ slug }) => slug).sort(),
      [open.slug, lesser.slug].sort(),
    );
    // Of an event in which they are a moderator they see no record either, wherever it is shown.
    assert.deepEqual((await listHiddenEvents(ctx, team.scope)).sort(), [hidden.eventId, lesser.eventId].sort());
    assert.deepEqual(
      (await listEventAccess(ctx, team.scope, who.userId)).map(({ slug, role }) => [slug, role]).sort(),
      [
        [open.slug, ''],
        [lesser.slug, 'moderator'],
      ].sort(),
    );
    assert.deepEqual((await listEventTeam(system, hidden)).map(({ userId }) => userId).includes(who.userId), false);
  });

  test('cannot be taken back by themselves, nor gone round by having somebody else come in', async () => {
    const team = await prepare();
    const [hidden, lesser] = [await makeEvent(system, team.scope), await makeEvent(system, team.scope)];
    const who = team.organizer;
    for (const [event, role] of [
      [hidden, 'none'],
      [lesser, 'moderator'],
    ] as const) {
      await updateMemberAccess(database.ctx(team.owner), team.scope, {
        userId: who.userId,
        allEvents: true,
        roles: { [hidden.slug]: '', [lesser.slug]: '', [event.slug]: role },
        tracks: [],
      });
      const ctx = database.ctx(who);
      const refused = { name: 'Forbidden' };
      await assert.rejects(
        updateMemberAccess(ctx, team.scope, {
          userId: who.userId,
          allEvents: true,
          roles: { [event.slug]: '' },
          tracks: [],
        }),
        refused,
      );
      await assert.rejects(
        inviteMember(ctx, team.scope, {
          email: 'second.me@example.org',
          role: 'organizer',
          allEvents: true,
          events: [],
          baseUrl: '',
        }),
        refused,
      );
      await assert.rejects(
        updateMemberRole(ctx, team.scope, { userId: team.moderator.userId, role: 'organizer' }),
        refused,
      );
      await authoriseOrganizer(ctx, team.scope.slug, 'create-event');
    }
    await updateMemberAccess(database.ctx(team.owner), team.scope, {
      userId: who.userId,
      allEvents: true,
      roles: { [hidden.slug]: 'organizer', [lesser.slug]: '' },
      tracks: [],
    });
    await authoriseOrganizer(database.ctx(who), team.scope.slug, 'manage-team');
  });

  test('to single events leaves nothing that reaches all of them', async () => {
    const team = await prepare();
    const event = await makeEvent(system, team.scope);
    const who = team.organizer;
    await updateMemberAccess(database.ctx(team.owner), team.scope, {
      userId: who.userId,
      allEvents: false,
      roles: { [event.slug]: 'organizer' },
      tracks: [],
    });
    const ctx = database.ctx(who);
    await authoriseEvent(ctx, event.slug, 'delete');
    for (const right of ['see', 'see-team'] as const) await authoriseOrganizer(ctx, team.scope.slug, right);
    for (const right of [
      'import',
      'create-event',
      'see-history',
      'manage-team',
      'manage-webhooks',
      'edit-organizer',
      'manage-payouts',
    ] as const)
      await assert.rejects(authoriseOrganizer(ctx, team.scope.slug, right), { name: 'Forbidden' });
    await assert.rejects(updateMemberRole(ctx, team.scope, { userId: team.moderator.userId, role: 'organizer' }), {
      name: 'Forbidden',
    });
  });

  test('never makes more of anybody, and names only what is the organizer’s', async () => {
    const team = await prepare();
    const event = await makeEvent(system, team.scope);
    const foreign = await makeEvent(system, await makeOrganizer(system));
    await addProgramme(system, foreign, 1);
    const { id } = await db
      .selectFrom('tracks')
      .select('id')
      .where('eventId', '=', foreign.eventId)
      .executeTakeFirstOrThrow();
    const by = database.ctx(team.owner);
    const access = { userId: team.moderator.userId, allEvents: true, roles: {}, tracks: [] };
    await assert.rejects(updateMemberAccess(by, team.scope, { ...access, roles: { [event.slug]: 'organizer' } }), {
      name: 'Invalid',
    });
    await assert.rejects(updateMemberAccess(by, team.scope, { ...access, roles: { [foreign.slug]: 'moderator' } }), {
      name: 'Invalid',
    });
    await assert.rejects(updateMemberAccess(by, team.scope, { ...access, tracks: [id] }), { name: 'Invalid' });
    await assert.rejects(updateMemberAccess(by, team.scope, { ...access, userId: team.owner.userId }), {
      name: 'Conflict',
    });
    assert.deepEqual(await db.selectFrom('trackMembers').selectAll().execute(), []);
  });
});

describe('a second factor', () => {
  test('is asked of the team by somebody who gave one', async () => {
    const team = await prepare();
    const change = { name: 'Foyer of Factors', website: '', description: '', requireSecondFactor: true };
    await assert.rejects(updateOrganizer(database.ctx(team.owner), team.scope, change), { name: 'Invalid' });
    await updateOrganizer(database.ctx({ ...team.owner, strong: true }), team.scope, change);
    await authoriseOrganizer(database.ctx({ ...team.owner, strong: true }), team.scope.slug, 'edit-organizer');
    for (const who of [team.owner, team.moderator])
      await assert.rejects(authoriseOrganizer(database.ctx(who), team.scope.slug, 'see'), {
        name: 'Forbidden',
        code: 'second_factor_needed',
      });
    await updateOrganizer(database.ctx({ ...team.owner, strong: true }), team.scope, {
      ...change,
      requireSecondFactor: false,
    });
    await authoriseOrganizer(database.ctx(team.moderator), team.scope.slug, 'see');
  });
});

test('every act on a team is refused to roles that do not manage it, and to other organizers’ owners', async () => {
  const team = await prepare();
  const event = await makeEvent(system, team.scope);
  const other = await prepare();
  const { userId } = team.moderator;
  const acts = (actor: UserActor, scope: OrganizerScope) => [
    () => updateMemberRole(database.ctx(actor), scope, { userId, role: 'registrar' }),
    () => removeMember(database.ctx(actor), scope, { userId }),
    () =>
      updateMemberAccess(database.ctx(actor), scope, {
        userId,
        allEvents: false,
        roles: { [event.slug]: 'none' },
        tracks: [],
      }),
    () => transferOwnership(database.ctx(actor), scope, { userId }),
    () =>
      updateOrganizer(database.ctx(actor), scope, {
        name: 'Stolen',
        website: '',
        description: '',
        requireSecondFactor: false,
      }),
  ];
  const before = await rolesOf(team);
  for (const role of ['co-organizer', 'track-organizer', 'registrar'] as const)
    for (const act of acts(team[role], team.scope)) await assert.rejects(act(), { name: 'Forbidden' });
  for (const act of acts(other.owner, team.scope)) await assert.rejects(act(), { name: 'NotFound' });
  // With their own organizer in hand, others' people are not theirs either.
  for (const act of acts(other.owner, other.scope).slice(0, 4)) await assert.rejects(act(), { name: 'NotFound' });
  await assert.rejects(leaveOrganizer(database.ctx(other.owner), team.scope), { name: 'NotFound' });
  assert.deepEqual(await rolesOf(team), before);
});

test('lists of the team ask as often for three as for one', async () => {
  const scope = await makeOrganizer(system);
  const event = await makeEvent(system, scope);
  const user = await makeUser(system, { organizer: scope, role: 'owner' });
  const count = async () => [
    await countStatements(() => listTeam(system, scope)),
    await countStatements(() => listEventTeam(system, event)),
    await countStatements(() => listEventAccess(system, scope, user.userId)),
  ];
  const one = await count();
  for (let i = 0; i < 2; i += 1) {
    await makeUser(system, { organizer: scope, role: 'moderator' });
    await addProgramme(system, await makeEvent(system, scope), 2);
  }
  assert.deepEqual(await count(), one);
});
