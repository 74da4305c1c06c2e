import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { ticketTypeForm } from '#features/tickets/server/inputs.ts';
import { cutText } from '#platform/fit-text.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  await authoriseEventOf(locals.ctx, params, 'edit-tickets');
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const form = await request.formData();
    const done = await submitOnce(
      ctx,
      { form, schema: ticketTypeForm(await getEventMoney(ctx, scope)) },
      (ctx, values) => createTicketType(ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    const base = `/manage/${params.organizer}/events/${params.event}/tickets`;
    if (form.get('then') === 'another')
      redirect(
        303,
        `${base}/new?said=addedNamed&of=${encodeURIComponent(cutText(String(form.get('name') ?? ''), 100))}`,
      );
    redirect(303, done.value ? `${base}#ticket-${done.value.number}` : base);
  },
};
