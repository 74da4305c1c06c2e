import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { deleteHeading } from '#features/tickets/server/delete-heading.ts';
import { headingForm } from '#features/tickets/server/inputs.ts';
import { getHeading } from '#features/tickets/server/queries.ts';
import { updateHeading } from '#features/tickets/server/update-heading.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

async function entriesOf(ctx: Ctx, scope: EventScope, number: number) {
  const { name, description } = await getHeading(ctx, scope, number);
  return { name, description };
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return { entries: await entriesOf(locals.ctx, scope, params.number) };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: headingForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: (ctx) => entriesOf(ctx, scope, params.number),
      save: (ctx, change) => updateHeading(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#heading-${params.number}`);
  },
  delete: async ({ locals, params }) => {
    await deleteHeading(locals.ctx, await authoriseEventOf(locals.ctx, params, 'delete-tickets'), {
      number: params.number,
    });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
