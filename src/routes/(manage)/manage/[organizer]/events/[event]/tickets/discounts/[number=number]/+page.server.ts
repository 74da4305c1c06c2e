import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { discountEntries } from '#features/prices/price-form.ts';
import { deleteDiscount } from '#features/prices/server/delete-discount.ts';
import { discountForm } from '#features/prices/server/inputs.ts';
import { getDiscount } from '#features/prices/server/queries.ts';
import { updateDiscount } from '#features/prices/server/update-discount.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

async function entriesNow(ctx: Ctx, scope: EventScope, number: number): Promise<Record<string, string>> {
  return discountEntries(
    await getDiscount(ctx, scope, number),
    await listTicketTypes(ctx, scope),
    await getEventMoney(ctx, scope),
  );
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const { code, types, used } = await getDiscount(ctx, scope, params.number);
  return {
    name: code,
    chosen: types ?? [],
    used,
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
      schema: discountForm(await getEventMoney(ctx, scope)),
      lock: (ctx) => lockEvent(ctx, scope),
      current: (ctx) => entriesNow(ctx, scope, params.number),
      save: (ctx, change) => updateDiscount(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/discounts`);
  },
  delete: async ({ locals, params }) => {
    await deleteDiscount(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/discounts`);
  },
};
