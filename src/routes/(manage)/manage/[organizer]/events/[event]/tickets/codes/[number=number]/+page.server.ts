import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { deleteAccessCode } from '#features/tickets/server/delete-access-code.ts';
import { accessCodeForm } from '#features/tickets/server/inputs.ts';
import { type AccessCode, getAccessCode, listTicketTypes } from '#features/tickets/server/queries.ts';
import { updateAccessCode } from '#features/tickets/server/update-access-code.ts';
import { typeEntries } from '#features/tickets/ticket-form.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

const entriesOf = (code: AccessCode, types: { number: number }[]): Record<string, string> => ({
  code: code.code,
  ...typeEntries(types, code.types),
});

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const code = await getAccessCode(locals.ctx, scope, params.number);
  const types = await listTicketTypes(locals.ctx, scope);
  return { code: code.code, chosen: code.types, types, entries: entriesOf(code, types) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: accessCodeForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) =>
        entriesOf(await getAccessCode(ctx, scope, params.number), await listTicketTypes(ctx, scope)),
      save: (ctx, change) => updateAccessCode(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/codes`);
  },
  delete: async ({ locals, params }) => {
    await deleteAccessCode(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets/codes`);
  },
};
