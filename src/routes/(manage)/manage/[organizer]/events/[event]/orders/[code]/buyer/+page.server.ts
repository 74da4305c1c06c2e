import { fail, redirect } from '@sveltejs/kit';
import { BUYER_LIMITS, buyerEditForm } from '#features/orders/server/inputs.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { updateBuyer } from '#features/orders/server/after-sale/update-buyer.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const order = await getOrder(locals.ctx, await authoriseOrderOf(locals.ctx, params, 'edit-orders'));
  return { order, limits: BUYER_LIMITS };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const done = await submitForm(locals, await request.formData(), buyerEditForm, (change) =>
      updateBuyer(locals.ctx, scope, change),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/orders/${params.code}`);
  },
};
