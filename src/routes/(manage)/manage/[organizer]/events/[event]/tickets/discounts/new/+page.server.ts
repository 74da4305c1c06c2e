import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { createDiscount } from '#features/prices/server/create-discount.ts';
import { discountForm } from '#features/prices/server/inputs.ts';
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
    const done = await submitForm(
      await request.formData(),
      discountForm(await getEventMoney(locals.ctx, scope)),
      (values) => createDiscount(locals.ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/discounts`);
  },
};
