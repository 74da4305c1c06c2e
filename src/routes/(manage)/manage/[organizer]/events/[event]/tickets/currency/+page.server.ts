import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { findKeptCurrency } from '#features/orders/server/guard-orders.ts';
import { currencyForm } from '#features/tickets/server/inputs.ts';
import { listShop } from '#features/tickets/server/queries.ts';
import { updateCurrency } from '#features/tickets/server/update-currency.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const priced = (await listShop(locals.ctx, scope)).flatMap(({ ticket }) =>
    ticket && ticket.kind !== 'free' ? [ticket.name] : [],
  );
  return {
    kept: (await findKeptCurrency(locals.ctx, scope)) ?? null,
    priced,
    currencies: Intl.supportedValuesOf('currency').map((code) => ({
      value: code,
      label: `${code} · ${names.of(code) ?? code}`,
    })),
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), currencyForm, (input) =>
      updateCurrency(locals.ctx, scope, input),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
