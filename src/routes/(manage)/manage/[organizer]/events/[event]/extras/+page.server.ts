import { callState } from '#features/events/event.ts';
import { extrasFields } from '#features/events/event-form.ts';
import { extrasForm, LINK_ROWS } from '#features/events/server/inputs.ts';
import { loadForm } from '#features/events/server/load-form.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getExtras } from '#features/events/server/load-managed-event.ts';
import { updateExtras } from '#features/events/server/update-extras.ts';
import { baseOf, entriesOf } from '#platform/http/submit-form.ts';
import { showMarkup } from '#platform/show-markup.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { saveStep } from '../save-step.ts';
import type { Actions, PageServerLoad } from './$types';

const LEAST_ROWS = 3;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit');
  const extras = await getExtras(ctx, scope);
  const fields = extrasFields(extras, LINK_ROWS.length);
  const draft = await loadForm(ctx, scope, { form: 'extras', current: fields });
  const shown = draft?.state.entries ?? fields;
  /** One empty row below those that are filled. */
  const filled = LINK_ROWS.filter((row) => shown[`linkUrl${row}`] || shown[`linkTitle${row}`]).length;
  const rows = LINK_ROWS.slice(0, Math.max(LEAST_ROWS, filled + 1));
  return {
    fields,
    draft,
    rows,
    now: ctx.now,
    saved: url.searchParams.has('saved'),
    callIs: callState(extras.call, ctx.now),
    preview: await previewOf(shown),
  };
};

/** Both texts as people will read them. */
async function previewOf(fields: Entries): Promise<{ conduct: string; call: string }> {
  return {
    conduct: await showMarkup(fields.codeOfConduct ?? ''),
    call: await showMarkup(fields.callAnnouncement ?? ''),
  };
}

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    return saveStep(ctx, {
      step: 'extras',
      organizer: params.organizer,
      scope,
      edit: {
        form: await request.formData(),
        schema: extrasForm,
        lock: (ctx) => lockEvent(ctx, scope),
        current: async (ctx) => extrasFields(await getExtras(ctx, scope), LINK_ROWS.length),
        save: async (ctx, input) => {
          await updateExtras(ctx, scope, input);
          return scope;
        },
      },
    });
  },
  preview: async ({ request, locals, params }) => {
    await authoriseEventOf(locals.ctx, params, 'edit');
    const form = await request.formData();
    const entries = entriesOf(form);
    return { entries, problems: {}, message: '', conflicts: [], base: baseOf(form), preview: await previewOf(entries) };
  },
};
