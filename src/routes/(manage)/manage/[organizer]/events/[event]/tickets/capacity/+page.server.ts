import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { checkQuotas } from '#features/orders/server/queries.ts';
import { capacityForm } from '#features/tickets/server/inputs.ts';
import { findCapacity } from '#features/tickets/server/queries.ts';
import { updateCapacity } from '#features/tickets/server/update-capacity.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return {
    capacity: await findCapacity(locals.ctx, scope),
    quotas: await checkQuotas(locals.ctx, scope),
    now: locals.ctx.now,
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), capacityForm, (input) =>
      updateCapacity(locals.ctx, scope, input),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/capacity`);
  },
};
