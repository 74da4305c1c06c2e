import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { feeEntries } from '#features/prices/price-form.ts';
import { deleteFee } from '#features/prices/server/delete-fee.ts';
import { feeForm } from '#features/prices/server/inputs.ts';
import { getFee, listTaxRates } from '#features/prices/server/queries.ts';
import { updateFee } from '#features/prices/server/update-fee.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

async function entriesNow(ctx: Ctx, scope: EventScope, number: number): Promise<Record<string, string>> {
  return feeEntries(await getFee(ctx, scope, number), (await getEventMoney(ctx, scope)).currency);
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const { name } = await getFee(ctx, scope, params.number);
  return { name, rates: await listTaxRates(ctx, scope), entries: await entriesNow(ctx, scope, params.number) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: feeForm((await getEventMoney(ctx, scope)).currency),
      lock: (ctx) => lockEvent(ctx, scope),
      current: (ctx) => entriesNow(ctx, scope, params.number),
      save: (ctx, change) => updateFee(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/fees`);
  },
  delete: async ({ locals, params }) => {
    await deleteFee(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/fees`);
  },
};
