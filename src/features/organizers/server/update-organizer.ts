/** Changing an organizer itself. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anyDiffers } from '#platform/db/any-differs.ts';
import { Invalid, NotFound, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { OrganizerChange } from './inputs.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';
import { organizersModified } from './signals.ts';

/**
 * Changes its name, website and description, and whether its team must sign in with a second factor. Who turns that on
 * must have signed in so, or they would lock themselves out.
 * @throws Forbidden without the right; Invalid for a second factor that the actor did not give
 */
export async function updateOrganizer(ctx: Ctx, scope: OrganizerScope, change: OrganizerChange): Promise<void> {
  await transact(ctx, async (ctx) => {
    const hidden = noOrganizer(scope.slug);
    await requireRight(ctx, scope, 'edit-organizer', hidden);
    const before = await ctx.db
      .selectFrom('organizers')
      .select(['name', 'website', 'description', 'requireSecondFactor', anyDiffers(change).as('differs')])
      .where('id', '=', scope.organizerId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!before) throw new NotFound(hidden.code, hidden.values);
    const { differs, ...was } = before;
    if (!differs) return;
    if (change.requireSecondFactor && !was.requireSecondFactor) refuseLockingOut(ctx);
    await ctx.db
      .updateTable('organizers')
      .set({ ...change, updatedAt: new Date(ctx.now) })
      .where('id', '=', scope.organizerId)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'organizer.update',
      subject: `organiser ${change.name}`,
      before: was,
      after: change,
    });
    await organizersModified.announce(ctx, 'organizers', { organizerId: scope.organizerId });
  });
}

function refuseLockingOut({ actor }: Ctx): void {
  if (actor.kind !== 'user' || actor.strong || actor.administrator) return;
  throw new Invalid('invalid.second_factor', [problem('requireSecondFactor', 'field.second_factor')]);
}
