/** Handing an organizer over. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { lockTeam, teammate } from './lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';
import { setRole } from './update-member-role.ts';

/**
 * Makes a member the owner, and the owner who gives it an organizer, both at once.
 * @throws Forbidden unless the actor is an owner; NotFound for who is not in the team; Conflict for who is an owner
 * already
 */
export async function transferOwnership(ctx: Ctx, scope: OrganizerScope, input: { userId: string }): Promise<void> {
  const { actor } = ctx;
  await transact(ctx, async (ctx) => {
    const team = await lockTeam(ctx, scope);
    await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    const giver = team.find(({ userId }) => actor.kind === 'user' && userId === actor.userId);
    if (giver?.role !== 'owner') throw new Forbidden('forbidden.transfer');
    const receiver = teammate(team, input.userId);
    if (receiver.role === 'owner') throw new Conflict('owner_already.person', { name: receiver.name });
    await setRole(ctx, scope, receiver.userId, 'owner');
    await setRole(ctx, scope, giver.userId, 'organizer');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'ownership.transfer',
      subject: `ownership to ${receiver.name}`,
      before: { owner: giver.name },
      after: { owner: receiver.name },
    });
  });
}
