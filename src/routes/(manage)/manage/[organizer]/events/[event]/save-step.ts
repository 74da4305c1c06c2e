/** What the pages of the wizard's steps do with their form. */
import { fail, redirect } from '@sveltejs/kit';
import type { z } from 'zod';
import { discardDraft } from '#features/events/server/discard-draft.ts';
import { storeDraft } from '#features/events/server/store-draft.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { afterSaving, manageRoot, thenOf, type WizardStep } from '#features/events/wizard.ts';
import type { Ctx } from '#platform/ctx.ts';
import { baseOf, type Edit, submitEdit } from '#platform/http/submit-form.ts';

type Step<S extends z.ZodType> = {
  step: WizardStep;
  /** The organizer's slug, for the way on. */
  organizer: string;
  /** Whose slug the save may change. */
  scope: EventScope;
  edit: Edit<S, EventScope>;
};

/**
 * Saves the form and leads to where the pressed button says. What could not be saved is kept as the actor's draft:
 * "Back" leads back all the same, and everything else shows the form again with what is wrong.
 */
export async function saveStep<S extends z.ZodType>(ctx: Ctx, { step, organizer, scope, edit }: Step<S>) {
  const then = thenOf(edit.form);
  const save: typeof edit.save = async (ctx, input) => {
    const saved = await edit.save(ctx, input);
    await discardDraft(ctx, scope, step);
    return saved;
  };
  const result = await submitEdit(ctx, { ...edit, save });
  const slug = result.ok ? result.value.slug : scope.slug;
  const next = afterSaving(manageRoot({ organizer, event: slug }), step, then);
  if (result.ok) redirect(303, next);
  await storeDraft(ctx, scope, { form: step, entries: result.state.entries, base: baseOf(edit.form) });
  if (then === 'back') redirect(303, `${next}?said=kept`);
  return fail(result.status, result.state);
}
