/** Taking an invitation back. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { mayGrant, type OrganizerRole } from '../organizer.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';

/** Its link is dead from then on. @throws NotFound for one that is not open, or another organizer's; Forbidden */
export async function revokeInvitation(ctx: Ctx, scope: OrganizerScope, input: { id: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const by = await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    const invitation = await ctx.db
      .updateTable('invitations')
      .set({ state: 'revoked', answeredAt: new Date(ctx.now) })
      .where('id', '=', input.id)
      .where('organizerId', '=', scope.organizerId)
      .where('state', '=', 'open')
      .returning(['email', 'role'])
      .executeTakeFirst();
    if (!invitation) throw new NotFound('not_found.invitation_closed');
    if (!mayGrant(by.role, invitation.role as OrganizerRole)) throw new Forbidden('forbidden.owner_invitation');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'invitation.revoke',
      subject: `invitation of ${invitation.email}`,
    });
  });
}
