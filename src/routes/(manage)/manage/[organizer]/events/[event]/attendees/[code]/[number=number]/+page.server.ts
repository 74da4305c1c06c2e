import { error, fail, redirect } from '@sveltejs/kit';
import { attendeesForm, BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const order = await getOrder(locals.ctx, await authoriseOrderOf(locals.ctx, params, 'edit-attendees'));
  const ticket = order.tickets.find(({ number }) => number === params.number);
  if (!ticket) error(404);
  return { code: order.code, buyerName: order.buyerName, ticket, limits: BUYER_LIMITS };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-attendees');
    const form = await request.formData();
    const done = await submitForm(locals, form, attendeesForm, (changes) =>
      updateAttendees(
        locals.ctx,
        scope,
        changes.filter(({ number }) => number === params.number),
      ),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/attendees?q=${params.code}-${params.number}`);
  },
};
