import { fail, redirect } from '@sveltejs/kit';
import { listOrderInvoices } from '#features/invoices/server/queries.ts';
import { cancelOrder } from '#features/orders/server/cancel-order.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrder, listOrderChanges } from '#features/orders/server/queries.ts';
import { listOrderAnswers, listQuestions } from '#features/questions/server/queries.ts';
import { Conflict } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'see-orders');
  const order = await getOrder(locals.ctx, scope);
  const asked = (await listQuestions(locals.ctx, scope)).some(({ archived }) => !archived);
  return { order, price: await getPrice(locals.ctx, scope), changes: await listOrderChanges(locals.ctx, scope), invoices: await listOrderInvoices(locals.ctx, scope), answers: await listOrderAnswers(locals.ctx, scope), asked };
};

export const actions: Actions = {
  cancel: async ({ locals, params }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    try {
      await cancelOrder(locals.ctx, scope);
    } catch (error) {
      if (error instanceof Conflict) return fail(409, { problem: error.message });
      throw error;
    }
    redirect(303, `/manage/${params.organizer}/events/${params.event}/orders/${params.code}`);
  },
};
