/** Giving a member another role. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { mayGrant, type OrganizerRole, staysOwned } from '../organizer.ts';
import { lockTeam, teammate } from './lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';

/**
 * Changes a member's role in all events. An owner is one everywhere, so who becomes one is narrowed to nothing any
 * more.
 * @throws NotFound for who is not in the team; Forbidden for a role above one's own, old or new; Conflict for the last
 * owner
 */
export async function updateMemberRole(
  ctx: Ctx,
  scope: OrganizerScope,
  input: { userId: string; role: OrganizerRole },
): Promise<void> {
  const { userId, role } = input;
  await transact(ctx, async (ctx) => {
    const team = await lockTeam(ctx, scope);
    const by = await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    const member = teammate(team, userId);
    if (member.role === role) return;
    if (!mayGrant(by.role, member.role) || !mayGrant(by.role, role)) throw new Forbidden('forbidden.change_owner');
    if (!staysOwned(team, new Map([[userId, role]]))) throw new Conflict('last_owner.keep_one');
    await setRole(ctx, scope, userId, role);
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'member.update',
      subject: `member ${member.name}`,
      before: { role: member.role },
      after: { role },
    });
  });
}

/** Writes the role; call it under lockTeam. */
export async function setRole(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  userId: string,
  role: OrganizerRole,
): Promise<void> {
  const everywhere = role === 'owner' ? { allEvents: true } : {};
  await ctx.db
    .updateTable('organizerMembers')
    .set({ role, ...everywhere })
    .where('organizerId', '=', organizerId)
    .where('userId', '=', userId)
    .execute();
  if (role === 'owner') await removeEventAccess(ctx, organizerId, userId);
}

/** Takes away what narrows somebody in this organizer's events, and the tracks that are theirs. */
export async function removeEventAccess(ctx: Ctx, organizerId: number, userId: string): Promise<void> {
  const events = ctx.db.selectFrom('events').select('id').where('organizerId', '=', organizerId);
  await ctx.db.deleteFrom('eventMembers').where('userId', '=', userId).where('eventId', 'in', events).execute();
  await ctx.db
    .deleteFrom('trackMembers')
    .where('userId', '=', userId)
    .where('trackId', 'in', ctx.db.selectFrom('tracks').select('id').where('eventId', 'in', events))
    .execute();
}
