/** A form as somebody left it. */
import type { Ctx } from '#platform/ctx.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { type FormDraft, sameFields } from '../event-form.ts';
import type { EventScope } from './policy.ts';

/**
 * What the actor typed into `form` and did not save; null where there is nothing, or it says what is stored by now. A
 * page shows its `state` in place of what a submission brings back: the fields hold what was typed, and the merge
 * starts from where the actor started.
 */
export async function loadForm(
  ctx: Ctx,
  scope: EventScope,
  { form, current }: { form: string; current: Entries },
): Promise<FormDraft | null> {
  if (ctx.actor.kind !== 'user') return null;
  const row = await ctx.db
    .selectFrom('formDrafts')
    .select(['entries', 'base', 'updatedAt'])
    .where('userId', '=', ctx.actor.userId)
    .where('eventId', '=', scope.eventId)
    .where('form', '=', form)
    .executeTakeFirst();
  if (!row) return null;
  const [entries, base] = [row.entries as Entries, row.base as Entries];
  if (sameFields(entries, current)) return null;
  return { state: { entries, problems: {}, message: '', conflicts: [], base }, keptAt: row.updatedAt };
}
