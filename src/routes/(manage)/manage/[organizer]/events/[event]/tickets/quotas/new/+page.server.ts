import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { quotaForm } from '#features/tickets/server/inputs.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { types: await listTicketTypes(locals.ctx, scope) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitOnce(locals.ctx, { form: await request.formData(), schema: quotaForm }, (ctx, values) =>
      createQuota(ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#quotas`);
  },
};
