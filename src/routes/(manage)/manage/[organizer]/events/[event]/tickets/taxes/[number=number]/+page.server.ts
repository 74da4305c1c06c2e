import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { rateEntries } from '#features/prices/price-form.ts';
import { deleteTaxRate } from '#features/prices/server/delete-tax-rate.ts';
import { taxRateForm } from '#features/prices/server/inputs.ts';
import { getTaxRate } from '#features/prices/server/queries.ts';
import { updateTaxRate } from '#features/prices/server/update-tax-rate.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

async function entriesNow(ctx: Ctx, scope: EventScope, number: number): Promise<Record<string, string>> {
  return rateEntries(await getTaxRate(ctx, scope, number), await listTicketTypes(ctx, scope));
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const rate = await getTaxRate(ctx, scope, params.number);
  return {
    name: rate.name,
    standard: rate.standard,
    chosen: rate.types,
    types: await listTicketTypes(ctx, scope),
    entries: await entriesNow(ctx, scope, params.number),
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: taxRateForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: (ctx) => entriesNow(ctx, scope, params.number),
      save: (ctx, change) => updateTaxRate(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/taxes`);
  },
  delete: async ({ locals, params }) => {
    await deleteTaxRate(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/taxes`);
  },
};
