import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { putAsideForm } from '#features/payments/server/inputs.ts';
import { settleDifference } from '#features/payments/server/settle-difference.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { loadBooks, startReadingNow } from '#features/payments/server/load-books.ts';
import { loadDifferences } from '#features/payments/server/load-differences.ts';
import { loadMoney } from '#features/payments/server/load-money.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const books = await loadBooks(locals.ctx, scope);
  if (books.reading === 'running' && url.searchParams.has('reading')) setHeaders({ refresh: '5' });
  return { ...(await loadMoney(locals.ctx, scope)), differences: await loadDifferences(locals.ctx, scope), books };
};

export const actions: Actions = {
  aside: async ({ locals, params, request }) => {
    await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const form = await request.formData();
    const done = await submitForm(locals, form, putAsideForm, async ({ code, attempt, reason }) =>
      settleDifference(locals.ctx, await authoriseOrderOf(locals.ctx, { ...params, code }, 'edit-orders'), {
        attemptId: attempt,
        reason,
      }),
    );
    if (!done.ok) return fail(done.status, { aside: { attempt: String(form.get('attempt')), state: done.state } });
    redirect(303, `${manageRoot(params)}/orders/money`);
  },
  look: async ({ locals, params }) => {
    await startReadingNow(locals.ctx, await authoriseEventOf(locals.ctx, params, 'edit-orders'));
    redirect(303, `${manageRoot(params)}/orders/money?reading#books`);
  },
};
