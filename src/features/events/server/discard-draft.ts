/** Letting go of what was typed. */
import type { Ctx } from '#platform/ctx.ts';
import type { EventScope } from './policy.ts';

/** Forgets what the actor typed into `form` and did not save: it was saved, or is not wanted. */
export async function discardDraft(ctx: Ctx, scope: EventScope, form: string): Promise<void> {
  if (ctx.actor.kind !== 'user') return;
  await ctx.db
    .deleteFrom('formDrafts')
    .where('userId', '=', ctx.actor.userId)
    .where('eventId', '=', scope.eventId)
    .where('form', '=', form)
    .execute();
}
