/** Taking somebody out of the team. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { mayGrant, staysOwned } from '../organizer.ts';
import { lockTeam, teammate } from './lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';
import { removeEventAccess } from './update-member-role.ts';

/**
 * Ends a membership at once.
 * @throws NotFound for who is not in the team; Forbidden for an owner unless by one; Conflict for the last owner
 */
export async function removeMember(ctx: Ctx, scope: OrganizerScope, input: { userId: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const team = await lockTeam(ctx, scope);
    const by = await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    const member = teammate(team, input.userId);
    if (!mayGrant(by.role, member.role)) throw new Forbidden('forbidden.remove_owner');
    if (!staysOwned(team, new Map([[member.userId, null]]))) throw new Conflict('last_owner.keep_one');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'member.remove',
      subject: `member ${member.name}`,
      before: { role: member.role },
    });
    await endMembership(ctx, scope, member.userId);
  });
}

/** Call it under lockTeam. */
export async function endMembership(ctx: Ctx, { organizerId }: OrganizerScope, userId: string): Promise<void> {
  await removeEventAccess(ctx, organizerId, userId);
  await ctx.db
    .deleteFrom('organizerMembers')
    .where('organizerId', '=', organizerId)
    .where('userId', '=', userId)
    .execute();
}
