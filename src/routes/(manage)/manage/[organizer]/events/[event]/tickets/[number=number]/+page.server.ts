import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { deleteTicketType } from '#features/tickets/server/delete-ticket-type.ts';
import { ticketTypeForm } from '#features/tickets/server/inputs.ts';
import { getTicketType } from '#features/tickets/server/queries.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { ticketEntries } from '#features/tickets/ticket-form.ts';
import { submitEdit, submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const { values } = await getTicketType(ctx, scope, params.number);
  return { name: values.name, entries: ticketEntries(values, await getEventMoney(ctx, scope)) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const money = await getEventMoney(ctx, scope);
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: ticketTypeForm(money),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => ticketEntries((await getTicketType(ctx, scope, params.number)).values, money),
      save: (ctx, change) => updateTicketType(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#ticket-${params.number}`);
  },
  delete: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'delete-tickets');
    const done = await submitForm(locals, await request.formData(), z.object({}), () =>
      deleteTicketType(locals.ctx, scope, { number: params.number }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
