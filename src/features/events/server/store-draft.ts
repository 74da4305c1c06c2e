/** Keeping what somebody types before it is saved. */
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { transact } from '#platform/transact.ts';
import { DRAFT_LIMITS, isFormName, sameFields } from '../event-form.ts';
import { discardDraft } from './discard-draft.ts';
import type { EventScope } from './policy.ts';

export type DraftKept = {
  form: string;
  entries: Entries;
  /** What the fields held when the form was opened. */
  base: Entries;
};

/**
 * Keeps it for the actor alone, in place of what was kept of the form before; what equals `base` is nothing to keep.
 * @throws Forbidden for whoever has no account; Invalid for more than anybody types
 */
export async function storeDraft(ctx: Ctx, scope: EventScope, draft: DraftKept): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('forbidden.sign_in_draft');
  const { form, entries, base } = draft;
  if (!isFormName(form)) throw new Invalid(`"${cutText(form, 60)}" is no form`);
  const values = [...Object.entries(entries), ...Object.entries(base)].flat();
  if (
    values.length > DRAFT_LIMITS.fields * 4 ||
    values.reduce((sum, value) => sum + value.length, 0) > DRAFT_LIMITS.characters
  )
    throw new Invalid('invalid.form_draft');
  if (sameFields(entries, base)) return discardDraft(ctx, scope, form);
  await transact(ctx, async ({ db, now }) => {
    const { kept } = await db
      .selectFrom('formDrafts')
      .select(({ fn }) => fn.countAll<number>().as('kept'))
      .where('userId', '=', actor.userId)
      .where('eventId', '=', scope.eventId)
      .where('form', '!=', form)
      .executeTakeFirstOrThrow();
    if (kept >= DRAFT_LIMITS.forms) throw new Invalid('invalid.form_drafts');
    const said = { entries: JSON.stringify(entries), base: JSON.stringify(base), updatedAt: new Date(now) };
    await db
      .insertInto('formDrafts')
      .values({ userId: actor.userId, eventId: scope.eventId, form, ...said })
      .onConflict((known) => known.columns(['userId', 'eventId', 'form']).doUpdateSet(said))
      .execute();
  });
}
