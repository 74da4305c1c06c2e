import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { createAccessCodes } from '#features/tickets/server/create-access-codes.ts';
import { accessCodesForm } from '#features/tickets/server/inputs.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { types: await listTicketTypes(locals.ctx, scope) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(await request.formData(), accessCodesForm, (values) =>
      createAccessCodes(locals.ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/codes`);
  },
};
