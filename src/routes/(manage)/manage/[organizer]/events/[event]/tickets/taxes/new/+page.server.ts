import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { createTaxRate } from '#features/prices/server/create-tax-rate.ts';
import { taxRateForm } from '#features/prices/server/inputs.ts';
import { listTaxRates } from '#features/prices/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { types: await listTicketTypes(locals.ctx, scope), rates: await listTaxRates(locals.ctx, scope) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitOnce(locals.ctx, { form: await request.formData(), schema: taxRateForm }, (ctx, values) =>
      createTaxRate(ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/taxes`);
  },
};
