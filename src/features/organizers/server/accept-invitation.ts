/** Answering an invitation. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { invitationState, mayGrant, type OrganizerRole } from '../organizer.ts';
import { hashToken } from './invite-member.ts';
import { lockTeam } from './lock-team.ts';
import { findPermission } from './policy.ts';

type Open = {
  id: number;
  organizerId: number;
  email: string;
  role: OrganizerRole;
  allEvents: boolean;
  invitedBy: string | null;
};

/**
 * Makes the actor a member, in the role and for the events of the invitation. Answers the organizer's slug. The address
 * must be the invited one and verified: a link that was passed on lets nobody else in.
 * @throws NotFound for an unknown link; Forbidden for another address (`other_address`) or an unverified one
 * (`unverified`); Conflict (`invitation_closed`) for one that was answered, revoked, has expired, or whose sender may
 * not ask anybody in any more
 */
export async function acceptInvitation(ctx: Ctx, input: { token: string }): Promise<{ slug: string }> {
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('nobody.invitation');
  return transact(ctx, async (ctx) => {
    const invitation = await lockOpen(ctx, input.token);
    const user = await ctx.db
      .selectFrom('users')
      .select(['email', 'emailVerified'])
      .where('id', '=', actor.userId)
      .executeTakeFirstOrThrow();
    if (user.email.toLowerCase() !== invitation.email)
      throw new Forbidden('other_address.invitation', { invited: invitation.email, email: user.email });
    if (!user.emailVerified) throw new Forbidden('unverified.email');
    await requireLivingSender(ctx, invitation);
    await join(ctx, invitation, actor.userId);
    await ctx.db
      .updateTable('invitations')
      .set({ state: 'accepted', answeredAt: new Date(ctx.now) })
      .where('id', '=', invitation.id)
      .execute();
    const { organizerId, role, email } = invitation;
    await writeAuditEntry(ctx, {
      organizerId,
      action: 'invitation.accept',
      subject: `invitation of ${email}`,
      after: { role },
    });
    return ctx.db.selectFrom('organizers').select('slug').where('id', '=', organizerId).executeTakeFirstOrThrow();
  });
}

/** Says no. Whoever holds the link may: it was sent to them. @throws NotFound, Conflict (`invitation_closed`) */
export async function declineInvitation(ctx: Ctx, input: { token: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { id, organizerId, email } = await lockOpen(ctx, input.token);
    await ctx.db
      .updateTable('invitations')
      .set({ state: 'declined', answeredAt: new Date(ctx.now) })
      .where('id', '=', id)
      .execute();
    await writeAuditEntry(ctx, { organizerId, action: 'invitation.decline', subject: `invitation of ${email}` });
  });
}

/** The open invitation of that link, held together with its team until the transaction ends. */
async function lockOpen(ctx: Ctx, token: string): Promise<Open> {
  const tokenHash = hashToken(token);
  const known = await ctx.db
    .selectFrom('invitations')
    .select('organizerId')
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst();
  if (!known) throw new NotFound('not_found.invitation');
  await lockTeam(ctx, known);
  const row = await ctx.db
    .selectFrom('invitations')
    .selectAll()
    .where('tokenHash', '=', tokenHash)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const state = invitationState(row.state, row.expiresAt, ctx.now);
  if (state !== 'open') throw new Conflict('invitation_closed.invitation');
  const { id, organizerId, email, role, allEvents, invitedBy } = row;
  return { id, organizerId, email, role: role as OrganizerRole, allEvents, invitedBy };
}

/**
 * Whoever left the team meanwhile, lost the right or is blocked has nobody come in by an old link. What the system sent
 * stands.
 */
async function requireLivingSender(ctx: Ctx, { organizerId, role, invitedBy }: Open): Promise<void> {
  if (invitedBy === null) return;
  const sender = await ctx.db
    .selectFrom('users')
    .select(['id as userId', 'name', 'email', 'administrator'])
    .where('id', '=', invitedBy)
    .where('blockedAt', 'is', null)
    .executeTakeFirst();
  // How they sign in these days is not asked: they sent it while that was enough.
  const permission =
    sender && (await findPermission({ ...ctx, actor: { kind: 'user', ...sender, strong: true } }, { organizerId }));
  if (permission?.allows('manage-team') && mayGrant(permission.role, role)) return;
  throw new Conflict('invitation_closed.invitation');
}

/** Who is in the team already stays as they are. */
async function join(ctx: Ctx, { id, organizerId, role, allEvents }: Open, userId: string): Promise<void> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('organizerMembers')
    .values({ organizerId, userId, role, allEvents })
    .onConflict((known) => known.columns(['organizerId', 'userId']).doNothing())
    .executeTakeFirst();
  if (allEvents || numInsertedOrUpdatedRows === 0n) return;
  await ctx.db
    .insertInto('eventMembers')
    .columns(['eventId', 'userId', 'role'])
    .expression((eb) =>
      eb
        .selectFrom('invitationEvents')
        .innerJoin('events', 'events.id', 'invitationEvents.eventId')
        .select(['events.id', eb.val(userId).$castTo<string>().as('userId'), eb.val(role).$castTo<string>().as('role')])
        .where('invitationId', '=', id)
        .where('events.organizerId', '=', organizerId),
    )
    .onConflict((known) => known.columns(['eventId', 'userId']).doUpdateSet({ role }))
    .execute();
}
