import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { taxModeForm } from '#features/prices/server/inputs.ts';
import { getTaxMode } from '#features/prices/server/queries.ts';
import { updateTaxMode } from '#features/prices/server/update-tax-mode.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return getTaxMode(locals.ctx, scope);
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), taxModeForm, (input) =>
      updateTaxMode(locals.ctx, scope, input),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/taxes`);
  },
};
