import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eraseAccount } from '#features/accounts/server/erase-account.ts';
import { blockPerson } from '#features/accounts/server/update-person.ts';
import { makeEvent, makeOrganizer, makeUser, type UserActor } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import type { OrganizerRole } from '../organizer.ts';
import { acceptInvitation, declineInvitation } from './accept-invitation.ts';
import { hashToken, inviteMember, resendInvitation } from './invite-member.ts';
import { authoriseOrganizer, type OrganizerScope } from './policy.ts';
import { getInvitation, listInvitations } from './queries.ts';
import { removeMember } from './remove-member.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { updateMemberRole } from './update-member-role.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();

type Team = { scope: OrganizerScope; owner: UserActor; organizer: UserActor };

async function prepare(): Promise<Team> {
  const scope = await makeOrganizer(system);
  return {
    scope,
    owner: await makeUser(system, { organizer: scope, role: 'owner' }),
    organizer: await makeUser(system, { organizer: scope, role: 'organizer' }),
  };
}

const invitation = (email: string, role: OrganizerRole = 'co-organizer', events: string[] = []) => ({
  email,
  role,
  allEvents: events.length === 0,
  events,
  baseUrl: 'https://foyer.example',
});

/** Invites and reads the link out of the mail, as its reader would. */
async function invite(
  team: Team,
  email: string,
  role?: OrganizerRole,
  events?: string[],
  by = team.owner,
): Promise<string> {
  await inviteMember(database.ctx(by), team.scope, invitation(email, role, events));
  return tokenFor(email);
}

async function tokenFor(email: string): Promise<string> {
  const mail = await db
    .selectFrom('mails')
    .selectAll()
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const token = /https:\/\/foyer\.example\/invitations\/([\w-]{43})\b/.exec(mail.textBody)?.[1];
  assert.ok(token, mail.textBody);
  return token;
}

const statesOf = async ({ scope }: Team): Promise<string[]> =>
  (
    await db
      .selectFrom('invitations')
      .select('state')
      .where('organizerId', '=', scope.organizerId)
      .orderBy('id')
      .execute()
  ).map(({ state }) => state);
const roleOf = async ({ scope }: Team, { userId }: UserActor) =>
  db
    .selectFrom('organizerMembers')
    .select(['role', 'allEvents'])
    .where('organizerId', '=', scope.organizerId)
    .where('userId', '=', userId)
    .executeTakeFirst();

describe('an invitation', () => {
  test('is a sensitive mail whose link lasts seven days, works once and is stored as a digest only', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const token = await invite(team, guest.email);
    const mail = await db
      .selectFrom('mails')
      .selectAll()
      .where('recipient', '=', guest.email)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      { kind: mail.kind, sensitive: mail.sensitive, organizerId: mail.organizerId },
      { kind: 'invitation', sensitive: true, organizerId: team.scope.organizerId },
    );
    const row = await db
      .selectFrom('invitations')
      .selectAll()
      .where('organizerId', '=', team.scope.organizerId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.tokenHash, row.invitedBy], [hashToken(token), team.owner.userId]);
    assert.deepEqual(await acceptInvitation(database.ctx(guest), { token }), { slug: team.scope.slug });
    assert.deepEqual(await roleOf(team, guest), { role: 'co-organizer', allEvents: true });
    await assert.rejects(acceptInvitation(database.ctx(guest), { token }), {
      name: 'Conflict',
      code: 'invitation_closed',
    });
    const late = await makeUser(system);
    const old = await invite(team, late.email);
    await assert.rejects(acceptInvitation({ ...database.ctx(late), now: system.now + 169 * HOUR }, { token: old }), {
      name: 'Conflict',
      code: 'invitation_closed',
    });
    assert.deepEqual((await getInvitation({ ...system, now: system.now + 169 * HOUR }, old)).state, 'expired');
  });

  test('lets nobody in but the person whose verified address it was sent to', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const token = await invite(team, guest.email);
    const thief = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
    await assert.rejects(acceptInvitation(database.ctx(thief), { token }), {
      name: 'Forbidden',
      code: 'other_address',
    });
    await assert.rejects(acceptInvitation(database.ctx({ kind: 'nobody' }), { token }), {
      name: 'Forbidden',
      code: 'nobody',
    });
    await db.updateTable('users').set({ emailVerified: false }).where('id', '=', guest.userId).execute();
    await assert.rejects(acceptInvitation(database.ctx(guest), { token }), { name: 'Forbidden', code: 'unverified' });
    assert.deepEqual(
      [await roleOf(team, thief), await roleOf(team, guest), await statesOf(team)],
      [undefined, undefined, ['open']],
    );
    await db.updateTable('users').set({ emailVerified: true }).where('id', '=', guest.userId).execute();
    await acceptInvitation(database.ctx(guest), { token });
    await assert.rejects(acceptInvitation(database.ctx(thief), { token: 'x'.repeat(43) }), { name: 'NotFound' });
  });

  test('is worth nothing once its sender deleted their account', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const token = await invite(team, guest.email, 'registrar', [], team.organizer);
    await eraseAccount(database.ctx({ ...team.organizer, provenAt: Date.now() }), {
      confirmation: team.organizer.email,
      current: '',
    });
    await assert.rejects(acceptInvitation(database.ctx(guest), { token }), { name: 'NotFound' });
    assert.deepEqual([await roleOf(team, guest), await statesOf(team)], [undefined, []]);
  });

  test('is closed once its sender is less, or nobody, in one of the events', async () => {
    const team = await prepare();
    const event = await makeEvent(system, team.scope);
    const guest = await makeUser(system);
    const token = await invite(team, guest.email, 'registrar', [], team.organizer);
    await db
      .insertInto('eventMembers')
      .values({ eventId: event.eventId, userId: team.organizer.userId, role: 'none' })
      .execute();
    await assert.rejects(acceptInvitation(database.ctx(guest), { token }), {
      name: 'Conflict',
      code: 'invitation_closed',
    });
    await db.deleteFrom('eventMembers').where('userId', '=', team.organizer.userId).execute();
    assert.deepEqual(await acceptInvitation(database.ctx(guest), { token }), { slug: team.scope.slug });
  });

  test('of somebody who is blocked since lets nobody in, also not an account of their own under another address', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const token = await invite(team, guest.email, 'owner');
    await blockPerson(database.ctx(await makeUser(system, undefined, true)), team.owner.userId);
    await assert.rejects(acceptInvitation(database.ctx(guest), { token }), {
      name: 'Conflict',
      code: 'invitation_closed',
    });
    assert.equal(await roleOf(team, guest), undefined);
  });

  test('works once also when it is opened twice at the same moment', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const token = await invite(team, guest.email);
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => acceptInvitation(database.ctx(guest), { token })),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('sent again replaces the one before: its old link is dead', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    const first = await invite(team, guest.email, 'moderator');
    const second = await invite(team, guest.email, 'registrar');
    const [open] = await listInvitations(database.ctx(team.owner), team.scope);
    await resendInvitation(database.ctx(team.owner), team.scope, {
      id: open?.id as number,
      baseUrl: 'https://foyer.example',
    });
    const third = await tokenFor(guest.email);
    assert.deepEqual(await statesOf(team), ['revoked', 'revoked', 'open']);
    for (const token of [first, second])
      await assert.rejects(acceptInvitation(database.ctx(guest), { token }), { code: 'invitation_closed' });
    await acceptInvitation(database.ctx(guest), { token: third });
    assert.deepEqual((await roleOf(team, guest))?.role, 'registrar');
  });

  test('can be declined by whoever holds the link, and taken back', async () => {
    const team = await prepare();
    const [one, two] = [await makeUser(system), await makeUser(system)];
    const declined = await invite(team, one.email);
    await declineInvitation(database.ctx({ kind: 'nobody' }), { token: declined });
    await assert.rejects(acceptInvitation(database.ctx(one), { token: declined }), { code: 'invitation_closed' });
    const revoked = await invite(team, two.email);
    const [open] = await listInvitations(database.ctx(team.owner), team.scope);
    await revokeInvitation(database.ctx(team.owner), team.scope, { id: open?.id as number });
    await assert.rejects(declineInvitation(system, { token: revoked }), { code: 'invitation_closed' });
    assert.deepEqual(await statesOf(team), ['declined', 'revoked']);
    const actions = await db
      .selectFrom('auditEntries')
      .select(['action', 'actorName'])
      .where('organizerId', '=', team.scope.organizerId)
      .orderBy('id')
      .execute();
    assert.deepEqual(actions.slice(-4), [
      { action: 'invitation.create', actorName: team.owner.name },
      { action: 'invitation.decline', actorName: 'nobody' },
      { action: 'invitation.create', actorName: team.owner.name },
      { action: 'invitation.revoke', actorName: team.owner.name },
    ]);
  });

  test('for some events lets its reader into these and no other', async () => {
    const team = await prepare();
    const [named, other] = [await makeEvent(system, team.scope), await makeEvent(system, team.scope)];
    const guest = await makeUser(system);
    await acceptInvitation(database.ctx(guest), { token: await invite(team, guest.email, 'registrar', [named.slug]) });
    assert.deepEqual(await roleOf(team, guest), { role: 'registrar', allEvents: false });
    const rows = await db
      .selectFrom('eventMembers')
      .select(['eventId', 'role'])
      .where('userId', '=', guest.userId)
      .execute();
    assert.deepEqual(rows, [{ eventId: named.eventId, role: 'registrar' }]);
    assert.notEqual(named.eventId, other.eventId);
    const foreign = await makeEvent(system, await makeOrganizer(system));
    for (const events of [[foreign.slug], [named.slug, foreign.slug], ['no-such-event']]) {
      await assert.rejects(
        inviteMember(database.ctx(team.owner), team.scope, invitation('x@example.org', 'registrar', events)),
        { name: 'Invalid', message: 'Choose the events' },
      );
    }
  });

  test('dies with the right of who sent it', async () => {
    const team = await prepare();
    const [one, two] = [await makeUser(system), await makeUser(system)];
    const asOrganizer = await invite(team, one.email, 'moderator', [], team.organizer);
    const asOwner = await invite(team, two.email, 'owner');
    await removeMember(database.ctx(team.owner), team.scope, { userId: team.organizer.userId });
    await makeUser(system, { organizer: team.scope, role: 'owner' });
    await updateMemberRole(database.ctx(team.owner), team.scope, { userId: team.owner.userId, role: 'organizer' });
    await assert.rejects(acceptInvitation(database.ctx(one), { token: asOrganizer }), { code: 'invitation_closed' });
    await assert.rejects(acceptInvitation(database.ctx(two), { token: asOwner }), { code: 'invitation_closed' });
  });
});

describe('inviting is refused', () => {
  test('to every role that does not manage the team, and to the owners of other organizers', async () => {
    const team = await prepare();
    const guest = await makeUser(system);
    await invite(team, guest.email);
    const [open] = await listInvitations(database.ctx(team.owner), team.scope);
    const id = open?.id as number;
    const asks = (actor: UserActor) => [
      () => inviteMember(database.ctx(actor), team.scope, invitation('else@example.org')),
      () => resendInvitation(database.ctx(actor), team.scope, { id, baseUrl: 'https://foyer.example' }),
      () => revokeInvitation(database.ctx(actor), team.scope, { id }),
    ];
    for (const role of ['co-organizer', 'track-organizer', 'moderator', 'registrar'] as const) {
      const member = await makeUser(system, { organizer: team.scope, role });
      for (const ask of asks(member)) await assert.rejects(ask(), { name: 'Forbidden' });
    }
    const other = await prepare();
    for (const ask of asks(other.owner)) await assert.rejects(ask(), { name: 'NotFound' });
    await assert.rejects(revokeInvitation(database.ctx(other.owner), other.scope, { id }), { name: 'NotFound' });
    await assert.rejects(resendInvitation(database.ctx(other.owner), other.scope, { id, baseUrl: '' }), {
      name: 'NotFound',
    });
    assert.deepEqual([await statesOf(team), await statesOf(other)], [['open'], []]);
  });

  test('to an organizer who would make an owner', async () => {
    const team = await prepare();
    await assert.rejects(inviteMember(database.ctx(team.organizer), team.scope, invitation('a@example.org', 'owner')), {
      name: 'Forbidden',
      message: 'Only owners can make someone an owner',
    });
  });

  test('for who is in the team already', async () => {
    const team = await prepare();
    await assert.rejects(inviteMember(database.ctx(team.owner), team.scope, invitation(team.organizer.email)), {
      name: 'Invalid',
    });
  });

  test('after thirty in an hour, and goes on after that', async () => {
    const team = await prepare();
    const by = database.ctx(team.owner);
    for (let i = 0; i < 30; i += 1)
      await inviteMember(by, team.scope, invitation(`guest${i}.${team.scope.slug}@example.org`));
    await assert.rejects(inviteMember(by, team.scope, invitation('late@example.org')), {
      name: 'TooMany',
      status: 429,
    });
    await inviteMember({ ...by, now: by.now + HOUR + 1 }, team.scope, invitation('later@example.org'));
  });

  test('are counted for their sender through all teams together', async () => {
    const founder = await makeUser(system);
    const send = async (scope: OrganizerScope, count: number) => {
      for (let i = 0; i < count; i += 1)
        await inviteMember(database.ctx(founder), scope, invitation(`crowd${i}.${scope.slug}@example.org`));
    };
    for (let i = 0; i < 3; i += 1) {
      const scope = await makeOrganizer(system);
      await db
        .insertInto('organizerMembers')
        .values({ organizerId: scope.organizerId, userId: founder.userId, role: 'owner' })
        .execute();
      if (i < 2) await send(scope, 30);
      else await assert.rejects(send(scope, 1), { name: 'TooMany', status: 429 });
    }
  });

  test('to one address that one person writes to again and again, and keep nobody else from inviting it', async () => {
    const email = 'much.asked@example.org';
    const [team, other] = [await prepare(), await prepare()];
    for (let i = 0; i < 6; i += 1) await invite(team, email);
    await assert.rejects(invite(team, email), { name: 'TooMany' });
    await invite(other, email);
  });
});

test('the list of invitations asks as often for three as for one', async () => {
  const team = await prepare();
  await invite(team, 'first@example.org');
  const one = await countStatements(() => listInvitations(system, team.scope));
  await invite(team, 'second@example.org');
  await invite(team, 'third@example.org');
  assert.equal(await countStatements(() => listInvitations(system, team.scope)), one);
  assert.equal(
    (await listInvitations(system, await authoriseOrganizer(system, (await prepare()).scope.slug, 'see'))).length,
    0,
  );
});
