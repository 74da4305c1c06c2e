/** Leaving a team by oneself. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { staysOwned } from '../organizer.ts';
import { lockTeam, teammate } from './lock-team.ts';
import type { OrganizerScope } from './policy.ts';
import { endMembership } from './remove-member.ts';

/**
 * Ends the actor's own membership; any role may.
 * @throws NotFound for who is not in the team; Conflict for the last owner
 */
export async function leaveOrganizer(ctx: Ctx, scope: OrganizerScope): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('forbidden.leave_team');
  await transact(ctx, async (ctx) => {
    const team = await lockTeam(ctx, scope);
    const member = teammate(team, actor.userId);
    if (!staysOwned(team, new Map([[member.userId, null]]))) throw new Conflict('last_owner.keep_one');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'member.leave',
      subject: `member ${member.name}`,
      before: { role: member.role },
    });
    await endMembership(ctx, scope, member.userId);
  });
}
