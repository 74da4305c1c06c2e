import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { putAsideForm } from '#features/payments/server/inputs.ts';
import { settleDifference } from '#features/payments/server/settle-difference.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { loadBooks, readBooksNow } from '#features/payments/server/load-books.ts';
import { loadDifferences } from '#features/payments/server/load-differences.ts';
import { loadMoney } from '#features/payments/server/load-money.ts';
import { Conflict, Invalid, Unavailable } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  return { ...(await loadMoney(locals.ctx, scope)), differences: await loadDifferences(locals.ctx, scope), books: await loadBooks(locals.ctx, scope) };
};

export const actions: Actions = {
  aside: async ({ locals, params, request }) => {
    await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const form = await request.formData();
    const done = await submitForm(form, putAsideForm, async ({ code, attempt, reason }) => settleDifference(locals.ctx, await authoriseOrderOf(locals.ctx, { ...params, code }, 'edit-orders'), { attemptId: attempt, reason }));
    if (!done.ok) return fail(done.status, { message: '', aside: { attempt: String(form.get('attempt')), state: done.state } });
    redirect(303, `${manageRoot(params)}/orders/money`);
  },
  look: async ({ locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    try {
      await readBooksNow(locals.ctx, scope);
    } catch (error) {
      if (error instanceof Unavailable || error instanceof Conflict || error instanceof Invalid) return fail(503, { message: error.message, aside: null });
      throw error;
    }
    redirect(303, `${manageRoot(params)}/orders/money#books`);
  },
};
