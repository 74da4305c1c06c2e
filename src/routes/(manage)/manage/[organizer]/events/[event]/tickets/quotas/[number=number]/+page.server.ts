import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { deleteQuota } from '#features/tickets/server/delete-quota.ts';
import { quotaForm } from '#features/tickets/server/inputs.ts';
import { getQuota, listTicketTypes } from '#features/tickets/server/queries.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { typeEntries } from '#features/tickets/ticket-form.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

type Shown = { name: string; size: number | null; types: number[] };

const entriesOf = (quota: Shown, types: { number: number }[]): Record<string, string> => ({
  name: quota.name,
  size: quota.size === null ? '' : String(quota.size),
  ...typeEntries(types, quota.types),
});

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const { name, size, types: chosen } = await getQuota(locals.ctx, scope, params.number);
  const types = await listTicketTypes(locals.ctx, scope);
  return { quota: { name, size, types: chosen }, types, entries: entriesOf({ name, size, types: chosen }, types) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: quotaForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => entriesOf(await getQuota(ctx, scope, params.number), await listTicketTypes(ctx, scope)),
      save: (ctx, change) => updateQuota(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#quotas`);
  },
  delete: async ({ locals, params }) => {
    await deleteQuota(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#quotas`);
  },
};
