import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { termsForm } from '#features/terms/server/update-terms.ts';
import { findTerms } from '#features/terms/server/queries.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { TERMS_LIMITS } from '#features/terms/terms.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { entries: { text: (await findTerms(locals.ctx, scope))?.text ?? '' }, limit: TERMS_LIMITS.text };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: termsForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => ({ text: (await findTerms(ctx, scope))?.text ?? '' }),
      save: (ctx, change) => updateTerms(ctx, scope, change),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
